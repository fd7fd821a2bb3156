"""The approver's one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import person
from submissions import gates
from submissions.access import get_whole_plan
from submissions.comparison import Comparison
from submissions.document import PlanDocument
from submissions.models import Plan, Status, Version
from submissions.since import marks
from submissions.summary import Summary
from submissions.summing_up import NOTHING, summed_up
from submissions.workflow import own_steps


def plan_approve(request: HttpRequest, reference: str) -> HttpResponse:
    """What the council promises, what it costs and which risks it accepts; then sign off or return."""
    plan = get_whole_plan(request, reference)
    version, document = _standing(plan)
    shown = {
        "plan": plan,
        "version": version,
        "summary": Summary(document),
        "since": marks(plan, person(request), list(plan.events.order_by("number"))),
        "changes": _since_quality_assurance(plan, version, document),
        "steps": {step.name for step in own_steps(plan, person(request))},
        "back_url": reverse("submissions:plan_detail", args=[plan.reference]),
    }
    return render(request, "submissions/approve.html", shown)


def _since_quality_assurance(plan: Plan, version: Version | None, document: PlanDocument) -> str:
    """What changed since a quality assurer passed the plan, in a sentence; "" where none has in this course."""
    passed = gates.last(gates.course(list(plan.events.order_by("number"))), "qa_pass")
    if passed is None or passed.version is None:
        return ""
    if version and version.number == passed.version:
        return NOTHING
    seen = plan.versions.select_related("document").get(number=passed.version)
    return summed_up(Comparison(PlanDocument.load(seen.document.text), document))


def _standing(plan: Plan) -> tuple[Version | None, PlanDocument]:
    """What was handed over; where the council's team has the plan, what it says now."""
    version = plan.versions.select_related("document").first()
    if plan.status == Status.DRAFT or version is None:
        return None, PlanDocument.of(plan)
    return version, PlanDocument.load(version.document.text)
