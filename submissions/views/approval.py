"""The approver's one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import person
from submissions.access import get_whole_plan
from submissions.approval import Summary
from submissions.document import PlanDocument
from submissions.models import Plan, Status, Version
from submissions.workflow import own_steps


def plan_approve(request: HttpRequest, reference: str) -> HttpResponse:
    """What the council promises, what it costs and which risks it accepts; then sign off or return."""
    plan = get_whole_plan(request, reference)
    version, document = _standing(plan)
    shown = {
        "plan": plan,
        "version": version,
        "summary": Summary(document),
        "steps": {step.name for step in own_steps(plan, person(request))},
        "back_url": reverse("submissions:plan_detail", args=[plan.reference]),
    }
    return render(request, "submissions/approve.html", shown)


def _standing(plan: Plan) -> tuple[Version | None, PlanDocument]:
    """What was handed over; where the council's team has the plan, what it says now."""
    version = plan.versions.select_related("document").first()
    if plan.status == Status.DRAFT or version is None:
        return None, PlanDocument.of(plan)
    return version, PlanDocument.load(version.document.text)
