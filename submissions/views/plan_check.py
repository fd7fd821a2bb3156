"""The plan check: errors, which must be mended, and warnings, which the CAF lead can waive with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import person
from accounts.roles import Action, may
from assurance.access import roles_at
from submissions.access import get_whole_plan
from submissions.document import PlanDocument
from submissions.forms.waiver import WaiverForm
from submissions.models import Plan
from submissions.plan_check import errors
from submissions.plan_warnings import RULES, Warned, idle_waivers, warnings
from submissions.views.kept import keeps_what_was_typed
from submissions.waivers import take_back, waive
from submissions.workflow import PEN


def plan_check(request: HttpRequest, reference: str) -> HttpResponse:
    """What is wrong with the plan, and what a good quality assurer would ask."""
    plan = get_whole_plan(request, reference)
    document, on = PlanDocument.of(plan), timezone.localdate()
    found = warnings(document, on=on)
    shown = {
        "plan": plan,
        "today": on,
        "errors": errors(document),
        "standing": [each for each in found if not each.waiver],
        "waived": [each for each in found if each.waiver],
        "idle": [(RULES.get(waiver.rule, waiver.rule), waiver) for waiver in idle_waivers(document, found)],
        "may_waive": plan.status in PEN and may(Action.WAIVE, roles_at(person(request), plan.assessment)),
        "back_url": reverse("submissions:plan_detail", args=[reference]),
        "back_text": "Plan",
    }
    return render(request, "submissions/plan_check.html", shown)


@keeps_what_was_typed
def warning_waive(request: HttpRequest, reference: str) -> HttpResponse:
    """Say why a warning may stand. The address names it by `rule` and `subject`."""
    plan = get_whole_plan(request, reference)
    warned = _asked(request, plan)
    form = WaiverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and warned and form.is_valid():
        reason, by = form.cleaned_data["reason"], person(request)
        waive(plan, rule=warned.rule, subject=warned.subject, reason=reason, by=by, at=timezone.now())
        messages.success(request, "The warning is waived. Your reason is part of the plan.")
        return redirect("submissions:plan_check", reference)
    shown = {"plan": plan, "warned": warned, "form": form, "back_url": _check(reference)}
    return render(request, "submissions/warning_waive.html", shown)


def waiver_remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a waived warning speak again."""
    plan = get_whole_plan(request, reference)
    rule, subject = request.POST.get("rule", ""), request.POST.get("subject", "")
    if take_back(plan, rule=rule, subject=subject, by=person(request)):
        messages.success(request, "The warning is not waived any more.")
    return redirect("submissions:plan_check", reference)


def _asked(request: HttpRequest, plan: Plan) -> Warned | None:
    """The warning that the address names; None where it does not arise."""
    named = request.GET.get("rule"), request.GET.get("subject")
    found = warnings(PlanDocument.of(plan), on=timezone.localdate())
    return next((each for each in found if (each.rule, each.subject) == named), None)


def _check(reference: str) -> str:
    return reverse("submissions:plan_check", args=[reference])
