"""Verbs over several models: a report is issued, and the plan begins or grows with it."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from assurance import reports
from assurance.models import Report, Scope
from iip.quarters import Quarter
from submissions import gates, notifications, record
from submissions.models import Plan, Status
from submissions.responses import add_responses
from submissions.workflow import BY_NAME, UNDER_REVIEW, Answers, Refused, take

MEANWHILE = "Somebody else changed the plan at the same moment. Try again."


def why_not_issue(scope: Scope) -> str:
    """Why the report of a scope cannot be issued now because of the plan, as a sentence; "" when it can."""
    closed = Plan.objects.filter(assessment=scope.assessment, status=Status.CLOSED).exists()
    return "The plan of this assessment is closed. Ask MHCLG to reopen it first." if closed else ""


@transaction.atomic
def issue_report(report: Report, *, by: User) -> Plan:
    """Issue a scope's report: the plan begins, or gains the scope's recommendations.

    A plan under review goes back to draft; at a submitted one the recommendations wait for its update.
    Raises `reports.Refused` or `workflow.Refused` with a sentence, and then nothing has been written.
    """
    scope = report.scope
    if reason := why_not_issue(scope):
        raise Refused(reason)
    issued = reports.issue(report, by=by)
    plan = Plan.objects.with_council().filter(assessment=scope.assessment).first()
    if plan is None:
        plan = _begin(scope, by=by)
    elif plan.status in UNDER_REVIEW:
        refs = list(issued.recommendations.order_by("position").values_list("ref", flat=True))
        take(BY_NAME["report_changed"], plan, by=by, answers=Answers(note=_new(scope), details={"refs": refs}))
    else:
        _grow(plan, scope, by=by)
    if plan.status != Status.SUBMITTED:
        _pass_the_fence(plan)
        add_responses(plan)
    return plan


def _begin(scope: Scope, *, by: User) -> Plan:
    plan = Plan.objects.create(assessment=scope.assessment, starts=Quarter.of(timezone.localdate()), events_written=1)
    _tell(plan, gates.BEGUN, scope, from_status="", by=by)
    return plan


def _grow(plan: Plan, scope: Scope, *, by: User) -> None:
    here = Plan.objects.filter(pk=plan.pk, status=plan.status, events_written=plan.events_written)
    if not here.update(events_written=F("events_written") + 1):
        raise Refused(MEANWHILE)
    _tell(plan, gates.GROWN, scope, from_status=plan.status, by=by)


def _pass_the_fence(plan: Plan) -> None:
    """Claim the document: a step taken at the same moment must not freeze half of the new recommendations."""
    if not Plan.objects.filter(pk=plan.pk, status=Status.DRAFT).update(edition=F("edition") + 1):
        raise Refused(MEANWHILE)


def _tell(plan: Plan, step: str, scope: Scope, *, from_status: str, by: User) -> None:
    event = record.add_event(
        plan,
        step=step,
        from_status=from_status,
        to_status=from_status or Status.DRAFT,
        by=by,
        role=Role.ASSURER,
        version=plan.versions.order_by("-number").first(),
        note=_new(scope),
    )
    notifications.note_down(event, [Role.CAF_LEAD])
    transaction.on_commit(lambda: notifications.send(event, "Report issued"))


def _new(scope: Scope) -> str:
    return f"Report issued for {scope.code}"
