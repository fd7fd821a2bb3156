"""What a person can do with a scope's report as it stands, each with the reason where it is not open."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from accounts.roles import Action, may
from assurance import factual_check, reports
from assurance.models import Report


@dataclass(frozen=True)
class Offer:
    """A page that does something with a report."""

    label: str
    address: str
    why_not: str = ""


def offers(report: Report, *, writes: bool) -> list[Offer]:
    """What the assurer (`writes`) can do with a report; for the council, what there is to read beside it."""
    found = _of_draft(report) if writes and not report.issued_at else []
    if writes and report.state == Report.State.ISSUED:
        why_not = reports.why_not_reissue(report.scope)
        found.append(_offer(report, "Open a new version", "assurance:report_reopen", why_not))
        found.append(_offer(report, "Withdraw this report", "submissions:report_withdraw"))
    if writes and report.factual_comments.exists():
        found.append(_offer(report, "Comments of the council", "assurance:factual_comments"))
    if report.number > 1:
        found.append(_offer(report, "What changed in this version", "assurance:report_changes", number=report.number))
    return found


def _of_draft(report: Report) -> list[Offer]:
    found = [_offer(report, "Report check", "assurance:report_check")]
    if report.state == Report.State.FACTUAL_CHECK:
        found.append(_offer(report, "Factual check", "assurance:factual_comments"))
    else:
        why_not = factual_check.why_not_start(report)
        found.append(_offer(report, "Ask the council for a factual check", "assurance:factual_check_start", why_not))
    if report.number > 1:
        found.append(_offer(report, "Drop this draft", "assurance:report_discard", reports.why_not_discard(report)))
    return found


def _offer(report: Report, label: str, name: str, why_not: str = "", **more: int) -> Offer:
    where = {"reference": report.scope.assessment.reference, "code": report.scope.code, **more}
    return Offer(label, reverse(name, kwargs=where), why_not)


def checks_asked(user: User) -> list[Report]:
    """The drafts that the person's councils are asked to check now. One query."""
    councils = [council for council, role in user.council_roles.items() if may(Action.CHECK_FACTS, frozenset({role}))]
    drafts = Report.objects.filter(state=Report.State.FACTUAL_CHECK, scope__assessment__council__in=councils)
    drafts = drafts.select_related("scope__assessment__council", "scope__assessment__cycle")
    return [report for report in drafts.order_by("check_until", "scope__code") if report.is_with_council()]
