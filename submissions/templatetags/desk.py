"""What the assurer's desk says of plans: where each stands, and whose turn it is."""

from collections.abc import Iterable

from django import template
from django.db.models import F, OuterRef, Subquery

from accounts.roles import Role
from assurance.desk import Work
from submissions.home import NEXT
from submissions.models import Event, Plan, Status

register = template.Library()

AT_COUNCIL = {Status.DRAFT, Status.INTERNAL_QA, Status.APPROVAL, Status.READY_TO_SUBMIT}


@register.simple_tag
def plan_stages(works: Iterable[Work]) -> dict[int, Plan]:
    """{% plan_stages works as stages %}: the plan of each assessment on a desk, by its key. One query."""
    moved = Event.objects.filter(plan=OuterRef("pk")).exclude(from_status=F("to_status")).order_by("-number")
    assessments = [work.engagement.assessment_id for work in works]
    plans = Plan.objects.filter(assessment__in=assessments).annotate(since=Subquery(moved.values("at")[:1]))
    return {plan.assessment_id: plan for plan in plans}


@register.filter
def stage_of(stages: dict[int, Plan], work: Work) -> Plan | None:
    """The plan of the engagement's assessment; None before it begins."""
    return stages.get(work.engagement.assessment_id)


@register.filter
def turn(plan: Plan, work: Work) -> str:
    """Whose turn the plan is, as the assurer is told; "" where nobody has to do anything."""
    if plan.state in AT_COUNCIL:
        return "The council’s turn"
    words, _ = NEXT.get((plan.state, Role.ASSURER), ("", ""))
    if not words:
        return ""
    return f"Your turn: {words}" if work.engagement.leads else "The leading assurer’s turn"
