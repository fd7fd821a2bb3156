"""The factual check of a draft: the council reads its findings for some working days, comments, and is answered."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import CouncilRole, User
from accounts.roles import GRANTS, Action
from assurance.letters import tell
from assurance.models import EngagementRole, FactualComment, Letter, Outcome, Report
from assurance.report_facts import in_order
from assurance.reports import Refused, hold, refuse_unless_assurer, why_not_change

FRIDAY = 4  # Monday is 0
ASKED = GRANTS[Action.CHECK_FACTS]
OVER = "The factual check is over, so nothing was sent. What you typed is still below."


def last_day(begins: datetime.date, working_days: int) -> datetime.date:
    """The last of so many working days after a day, from Monday to Friday. Bank holidays count as working days."""
    day = begins
    for _ in range(working_days):
        day += datetime.timedelta(days=1)
        while day.weekday() > FRIDAY:
            day += datetime.timedelta(days=1)
    return day


def why_not_start(report: Report) -> str:
    """Why a draft cannot go to the council for a factual check, as a sentence; "" when it can."""
    if reason := why_not_change(report):
        return reason
    if not report.findings.exists():
        return f"The report has no findings on {report.scope.code} to check yet."
    return "" if people_asked(report) else "Nobody at the council could comment: it has no CAF lead and no contributor."


def people_asked(report: Report) -> list[User]:
    """The active people of the council who may comment. One query."""
    roles = CouncilRole.objects.filter(
        content_object=report.scope.assessment.council_id, permission__codename__in=ASKED
    )
    return list(User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("name", "pk"))


@transaction.atomic
def start(report: Report, *, by: User) -> Report:
    """Show a draft to the council for the cycle's number of working days. Raises Refused with a sentence."""
    report = _held(report, by)
    if reason := why_not_start(report):
        raise Refused(reason)
    report.check_until = last_day(timezone.localdate(), report.scope.assessment.cycle.factual_check_days)
    report.state = Report.State.FACTUAL_CHECK
    report.save(update_fields=["state", "check_until"])
    _record("factual check started", report, by)
    tell(report, people_asked(report), Letter.Kind.STARTED)
    return report


@transaction.atomic
def end(report: Report, *, by: User) -> None:
    """Take the draft back from the council, early or late. Raises Refused with a sentence."""
    report = _held(report, by)
    if report.state != Report.State.FACTUAL_CHECK:
        raise Refused("This report is not with the council: the factual check has ended already.")
    report.state, report.check_until = Report.State.DRAFT, None
    report.save(update_fields=["state", "check_until"])
    _record("factual check ended", report, by)
    tell(report, people_asked(report), Letter.Kind.OVER)


@transaction.atomic
def comment(report: Report, *, about: str, text: str, by: User) -> FactualComment:
    """Write down what the council says to a finding (its outcome's code), a recommendation (its ref) or all ("").

    Raises Refused where the check is over, or the draft has no such thing.
    """
    hold(report.scope.assessment_id)
    report = in_order(Report.objects.filter(pk=report.pk)).get()
    by = User.objects.get(pk=by.pk)  # with the roles of this moment
    if not report.is_with_council() or by.roles_at(report.scope.assessment.council).isdisjoint(ASKED):
        raise Refused(OVER)
    outcome = Outcome.objects.filter(pk__in=report.findings.values("outcome"), code=about).first()
    ref = "" if outcome else about
    if ref and not report.recommendations.filter(ref=ref).exists():
        raise Refused("Select the finding or the recommendation that your comment is about.")
    first = not report.factual_comments.filter(answer="").exists()
    made = FactualComment.objects.create(report=report, outcome=outcome, ref=ref, text=text, by=by)
    if first:
        tell(report, _assurers(report), Letter.Kind.COMMENT)
    return made


@transaction.atomic
def answer(said: FactualComment, *, text: str, by: User) -> None:
    """Answer a comment, once, until the report is issued. Raises Refused with a sentence."""
    report = _held(said.report, by)
    if report.issued_at:
        raise Refused("The report has been issued, so its comments can no longer be answered here.")
    open_one = FactualComment.objects.filter(pk=said.pk, answer="")
    if not open_one.update(answer=text, answered_by=by, answered_at=timezone.now()):
        raise Refused("Somebody has just answered this comment. Look at the page again.")


def _held(report: Report, by: User) -> Report:
    """The report as it is now, held until the transaction ends, for one of its assurers."""
    hold(report.scope.assessment_id)
    report = in_order(Report.objects.filter(pk=report.pk)).get()
    refuse_unless_assurer(report.scope.engagement, by)
    return report


def _record(action: str, report: Report, by: User) -> None:
    record(action, by=by, on=report.scope.assessment, detail=f"{report.scope.code}, version {report.number}")


def _assurers(report: Report) -> list[User]:
    """The active people of the engagement that the report is of."""
    engaged = EngagementRole.objects.filter(content_object=report.scope.engagement_id)
    return list(User.objects.filter(pk__in=engaged.values("user"), is_active=True).order_by("pk"))
