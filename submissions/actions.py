"""Verbs over several models: a report is issued, replaced or withdrawn, and the plan begins, grows or follows."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from assurance import reports
from assurance.access import engagements_of, roles_at
from assurance.models import Report, Scope
from assurance.report_changes import ADDED, CHANGED, REMOVED, ReportChanges
from assurance.report_facts import changes_between
from iip.canonical import canonical
from iip.quarters import Quarter
from submissions import gates, notifications, record
from submissions.answered import follow_reports
from submissions.models import Plan, Response, Status
from submissions.responses import PenMoved, pass_the_fence
from submissions.workflow import BY_NAME, UNDER_REVIEW, Answers, Refused, take

CLOSED = "The plan of this assessment is closed. Ask MHCLG to reopen it first."


@dataclass(frozen=True)
class News:
    """What happened to a scope's report, as the plan's record says it."""

    step: str  # the event's, where the plan stays where it is
    label: str  # of the message
    note: str
    role: Role = Role.ASSURER  # in which it was done
    tells: tuple[Role, ...] = (Role.CAF_LEAD,)
    refs: dict[str, list[str]] = field(default_factory=dict)


def why_not_issue(scope: Scope) -> str:
    """Why the report of a scope cannot be issued now because of the plan, as a sentence; "" when it can."""
    closed = Plan.objects.filter(assessment=scope.assessment, status=Status.CLOSED).exists()
    return CLOSED if closed else ""


@transaction.atomic
def issue_report(report: Report, *, by: User) -> Plan:
    """Issue the first report of a scope: the plan begins, or gains the scope's recommendations.

    A plan under review goes back to draft; at a submitted one the recommendations wait for its update.
    Raises `reports.Refused` or `workflow.Refused` with a sentence, and then nothing has been written.
    """
    issued = _issue(report, by=by, why="")
    plan = _plan_of(issued.scope) or _begin(issued.scope)
    refs = list(issued.recommendations.order_by("position").values_list("ref", flat=True))
    step = gates.BEGUN if not plan.events_written else gates.GROWN
    note = f"Report issued for {issued.scope.code}"
    _let_it_follow(plan, News(step, "Report issued", note, refs={"refs": refs}), by=by)
    return plan


@transaction.atomic
def reissue_report(report: Report, *, by: User, why: str) -> Plan:
    """Issue a new version of a scope's report in place of the one in force. `why`: what changed and why.

    Responses stay and follow their refs; a plan under review goes back to draft, naming them; a submission stays
    as it is, and what is new waits for the plan's update. Raises as `issue_report` does.
    """
    reports.hold(report.scope.assessment_id)
    before = report.scope.reports.issued().first()
    if before is None:
        raise Refused("No report of this scope is in force any more. Open the page again to issue this one.")
    issued = _issue(report, by=by, why=why)
    plan, changes = _plan_of(issued.scope), changes_between(before, issued)
    assert plan, "a plan begins with the first issue"
    note = f"Version {issued.number} of the report for {issued.scope.code} issued: {why}"
    _let_it_follow(plan, News(gates.REISSUED, "Report issued again", note, refs=_named(changes)), by=by)
    return plan


def _issue(report: Report, *, by: User, why: str) -> Report:
    if reason := why_not_issue(report.scope):
        raise Refused(reason)
    return reports.issue(report, by=by, why=why)


def _named(changes: ReportChanges) -> dict[str, list[str]]:
    return {kind: refs for kind in (CHANGED, ADDED, REMOVED) if (refs := changes.refs(kind))}


@transaction.atomic
def withdraw_report(report: Report, *, by: User, reason: str) -> Plan:
    """Withdraw an issued report, of the wrong council or scope: its recommendations leave the plan, with a record.

    The assurer may until a response exists, then MHCLG. Raises `reports.Refused` or `workflow.Refused`.
    """
    reports.hold(report.scope.assessment_id)
    plan = _plan_of(report.scope)
    if plan and plan.status == Status.DRAFT:
        _hold_the_pen(plan)  # so that no answer is saved between the question whether there is one and the deed
    by = User.objects.get(pk=by.pk)  # with the roles of this moment
    if refused := why_not_withdraw(report, by=by):
        raise Refused(refused)
    if not reason.strip():
        raise Refused("Enter why the report is withdrawn.")
    withdrawn = reports.withdraw(report, by=by)
    assert plan, "a plan begins with the first issue"
    refs = list(withdrawn.recommendations.order_by("position").values_list("ref", flat=True))
    news = News(
        gates.WITHDRAWN,
        "Report withdrawn",
        f"Version {withdrawn.number} of the report for {withdrawn.scope.code} withdrawn: {reason}",
        role=_withdraws_as(report.scope, by),
        tells=(Role.CAF_LEAD, Role.ASSURER),
        refs={REMOVED: refs} if refs else {},
    )
    _let_it_follow(plan, news, by=by)
    return plan


def why_not_withdraw(report: Report, *, by: User) -> str:
    """Why this person cannot withdraw a report now, as a sentence; "" when they can."""
    if report.state != Report.State.ISSUED:
        return "This report is not in force: only an issued report is withdrawn."
    if reason := why_not_issue(report.scope):
        return reason
    roles = roles_at(by, report.scope.assessment)
    if Role.MHCLG_MANAGER in roles:
        return ""
    if report.scope.engagement not in engagements_of(by, report.scope.assessment):
        return "Only an assurer of this report, or an MHCLG manager, withdraws it."
    if has_answers(report):
        return "The council has begun to answer this report. Ask an MHCLG manager to withdraw it."
    return ""


def _withdraws_as(scope: Scope, by: User) -> Role:
    return Role.MHCLG_MANAGER if Role.MHCLG_MANAGER in roles_at(by, scope.assessment) else Role.ASSURER


def has_answers(report: Report) -> bool:
    """Whether the council has ever saved an answer to one of the scope's recommendations."""
    saved = Response.objects.filter(plan__assessment=report.scope.assessment_id, version__gt=0)
    return saved.filter(ref__in=report.recommendations.values("ref")).exists()


# --- what the plan does about it


def _plan_of(scope: Scope) -> Plan | None:
    return Plan.objects.with_council().filter(assessment=scope.assessment).first()


def _begin(scope: Scope) -> Plan:
    return Plan.objects.create(assessment=scope.assessment, starts=Quarter.of(timezone.localdate()))


def _let_it_follow(plan: Plan, news: News, *, by: User) -> None:
    """Write the news into the plan's record; a plan under review goes back to draft, a submitted one waits."""
    if plan.status == Status.CLOSED:
        raise Refused(CLOSED)
    if plan.status in UNDER_REVIEW:
        take(BY_NAME["report_changed"], plan, by=by, answers=Answers(note=news.note, details=news.refs))
        return
    _write_down(plan, news, by=by)
    if plan.status == Status.DRAFT:
        _hold_the_pen(plan)
        follow_reports(plan)


def _hold_the_pen(plan: Plan) -> None:
    """Claim the document: a step or a save at the same moment must not see half of what changes."""
    try:
        pass_the_fence(plan)
    except PenMoved:
        raise Refused(str(record.Meanwhile())) from None


def _write_down(plan: Plan, news: News, *, by: User) -> None:
    try:
        event = record.add_beside(
            plan,
            step=news.step,
            by=by,
            role=news.role,
            from_status="" if news.step == gates.BEGUN else None,
            note=news.note,
            details=canonical(news.refs) if news.refs and news.step != gates.BEGUN else "",
        )
    except record.Meanwhile as meanwhile:
        raise Refused(str(meanwhile)) from None
    notifications.tell_of(event, news.tells, label=news.label)
