"""What the issue of a scope's report, its next version or its withdrawal does to the plan, said beforehand."""

from assurance.models import Report, Scope
from assurance.report_changes import ADDED, CHANGED, REMOVED
from assurance.report_facts import changes_between
from submissions.guards import counted
from submissions.models import Plan, Status
from submissions.steps import voided
from submissions.workflow import UNDER_REVIEW

SUBMITTED = (
    "The council’s plan has been submitted. Its submission stays as it is. The recommendations wait until the council "
    "opens its plan for an update."
)
WAITS = (
    "The council’s plan has been submitted. Its submission stays as it is. The change waits until the council opens "
    "its plan for an update."
)
FOLLOWS = {
    CHANGED: "The council’s answers stay, and it is asked to look again at {}: {}.",
    ADDED: "The plan gains {}: {}.",
    REMOVED: "The plan loses {}: {}. The record keeps what the council answered.",
}


def what_issuing_does(scope: Scope) -> list[str]:
    """The sentences that say what happens to the plan of this assessment."""
    plan = _plan_of(scope)
    if plan is None:
        return ["The council’s plan begins with these recommendations. Its CAF lead is told."]
    if plan.status == Status.DRAFT:
        return ["The council’s plan gains these recommendations. Its CAF lead is told."]
    return _at(plan, "It goes back to draft with these recommendations.", SUBMITTED)


def what_reissuing_does(scope: Scope) -> list[str]:
    """The same for a new version of a report that is in force: what the plan gains, loses and looks at again."""
    plan, changes = _plan_of(scope), changes_between(scope.reports.issued().get(), scope.reports.in_hand().get())
    named = [(kind, changes.refs(kind)) for kind in FOLLOWS]
    said = [FOLLOWS[kind].format(_recommendations(refs), ", ".join(refs)) for kind, refs in named if refs]
    said = said or ["No recommendation changes."]
    return [*_at(plan, "It goes back to draft, naming what changed.", WAITS), *said] if plan else said


def what_withdrawing_does(report: Report) -> list[str]:
    """The same for a report that is withdrawn."""
    plan, number = _plan_of(report.scope), report.recommendations.count()
    leaves = f"Its {number} recommendation{'' if number == 1 else 's'} leave the plan. The record keeps all answers."
    return [*_at(plan, "It goes back to draft without this report.", WAITS), leaves] if plan else [leaves]


def _plan_of(scope: Scope) -> Plan | None:
    return Plan.objects.with_council().filter(assessment=scope.assessment).first()


def _at(plan: Plan, goes_back: str, waits: str) -> list[str]:
    if plan.status in UNDER_REVIEW:
        where = f"The council’s plan is under review (“{plan.state.label}”)."
        return [f"{where} {goes_back}", *voided(list(plan.events.order_by("number")))]
    return [waits] if plan.status == Status.SUBMITTED else []


def _recommendations(refs: list[str]) -> str:
    return counted(refs, "recommendation", "recommendations")
