"""What the issue of a scope's report does to the plan, said beforehand."""

from assurance.models import Scope
from submissions.models import Plan, Status
from submissions.steps import voided
from submissions.workflow import UNDER_REVIEW

SUBMITTED = (
    "The council’s plan has been submitted. Its submission stays as it is. The recommendations wait until the council "
    "opens its plan for an update."
)


def what_issuing_does(scope: Scope) -> list[str]:
    """The sentences that say what happens to the plan of this assessment."""
    plan = Plan.objects.with_council().filter(assessment=scope.assessment).first()
    if plan is None:
        return ["The council’s plan begins with these recommendations. Its CAF lead is told."]
    if plan.status == Status.DRAFT:
        return ["The council’s plan gains these recommendations. Its CAF lead is told."]
    if plan.status in UNDER_REVIEW:
        where = f"The council’s plan is under review (“{plan.state.label}”)."
        back = "It goes back to draft with these recommendations."
        return [f"{where} {back}", *voided(list(plan.events.order_by("number")))]
    return [SUBMITTED] if plan.status == Status.SUBMITTED else []
