"""One page a step: what happens, who is told, what is missing; and the step itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.proof import ask_for_proof
from iip.typed import typed
from submissions import expected, gates
from submissions.access import get_step, get_turn
from submissions.forms.steps import ExpectedForm, StepForm, step_form
from submissions.models import Plan
from submissions.steps import StepPage
from submissions.workflow import Refused, take


def plan_step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """The page of a step, and taking it."""
    plan, step = get_step(request, reference, name)
    page = StepPage(step, plan, by=person(request))
    if step.proof and not page.reasons and (way := ask_for_proof(request)):
        return way
    form = step_form(page, request)
    if request.method != "POST" or not (page.reasons or form.is_valid()):
        return _shown(request, page, form)
    if refusal := _take(request, page, form):
        return _refused(request, page, refusal)
    messages.success(request, f"{step.label}: this is done and on record.")
    return redirect("submissions:plan_detail", plan.reference)


def plan_expected(request: HttpRequest, reference: str) -> HttpResponse:
    """Whoever has the plan before them names another day on which it will go on; those who wait are told."""
    plan = get_turn(request, reference)
    form = ExpectedForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _named(request, plan, form):
        messages.success(request, "The day is named and on record. Those who wait have been told.")
        return redirect("submissions:plan_detail", plan.reference)
    back = reverse("submissions:plan_detail", args=[plan.reference])
    shown = {"plan": plan, "form": form, "day": gates.expected_by(list(plan.events.all())), "back_url": back}
    return render(request, "submissions/plan_expected.html", shown)


def _named(request: HttpRequest, plan: Plan, form: ExpectedForm) -> bool:
    try:
        expected.name_the_day(plan, by=person(request), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _take(request: HttpRequest, page: StepPage, form: StepForm) -> str:
    """Take the step; why it was refused, or ""."""
    if not form.is_valid():
        return page.reasons[0].sentence
    seen = request.POST.get("seen", "")
    try:
        by = person(request)
        take(page.step, page.plan, by=by, answers=form.answers, seen=int(seen) if seen.isdecimal() else -1)
    except Refused as refused:
        return str(refused)
    return ""


def _refused(request: HttpRequest, page: StepPage, refusal: str) -> HttpResponse:
    """The page as things stand now, with the sentence that refuses and everything that was typed."""
    plan, step = get_step(request, page.plan.reference, page.step.name)
    now = StepPage(step, plan, by=person(request))
    return _shown(request, now, step_form(now, request), refusal)


def _shown(request: HttpRequest, page: StepPage, form: StepForm, refusal: str = "") -> HttpResponse:
    shown = {
        "page": page,
        "plan": page.plan,
        "form": form,
        "refused": {"titleText": "There is a problem", "errorList": [{"text": refusal}]} if refusal else None,
        "typed": typed(request) if page.reasons else [],
        "back_url": reverse("submissions:plan_detail", args=[page.plan.reference]),
    }
    return render(request, "submissions/step.html", shown, status=409 if refusal else 200)
