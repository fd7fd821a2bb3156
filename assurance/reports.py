"""A scope's report from draft to issue, and after it: what stands in the way, the issue, new versions, withdrawal."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from assurance.access import engagements_of
from assurance.document import ReportDocument, recommendation_facts
from assurance.models import (
    AcceptedWarning,
    AlsoAddresses,
    Assessment,
    Engagement,
    Finding,
    Outcome,
    Recommendation,
    Report,
    Scope,
)
from assurance.report_check import Matter, Remark, errors, warnings
from assurance.report_facts import findings_by_report, in_order, issued_reports, targets_of
from iip.canonical import digest
from iip.templatetags.govuk import day

__all__ = [
    "AlreadyIssued",
    "Refused",
    "hold",
    "issue",
    "issued_reports",
    "refuse_unless_assurer",
    "what_stands_in_the_way",
]


class Refused(Exception):
    """What was asked cannot be done; the sentence is for the person who asked."""


class AlreadyIssued(Refused):
    """Somebody has issued this report already."""


def why_not_change(report: Report, on: datetime.date | None = None) -> str:
    """Why a report cannot be changed now, as a sentence; "" while it is a draft in the assurer's hands."""
    if report.issued_at:
        return f"The report of {report.scope.code} has been issued. Open a new version of it to change it."
    if report.is_with_council(on):
        return (
            f"The report of {report.scope.code} is with the council for a factual check until "
            f"{day(report.check_until)}. End the check to go on."
        )
    return ""


def matter_of(report: Report) -> Matter:
    """A draft as the report check looks at it. Eight queries at most."""
    scope = report.scope
    objectives = tuple(Scope.OBJECTIVES[Scope.Kind(scope.kind)])
    expected = Outcome.objects.filter(
        framework=scope.assessment.framework_id, principle__objective__code__in=objectives
    )
    comments = report.factual_comments.filter(answer="").select_related("outcome")
    return Matter(
        scope=scope.code,
        findings=tuple(findings_by_report([report])[report.pk]),
        recommendations=tuple(recommendation_facts(report)),
        expected=dict(expected.order_by("position").values_list("code", "has_partial")),
        elsewhere=_refs_elsewhere(scope),
        unanswered=tuple(c.outcome.code if c.outcome else c.ref or scope.code for c in comments),
    )


def _refs_elsewhere(scope: Scope) -> frozenset[str]:
    others = Recommendation.objects.filter(report__scope__assessment=scope.assessment_id)
    return frozenset(ref.casefold() for ref in others.exclude(report__scope=scope).values_list("ref", flat=True))


@dataclass(frozen=True)
class Checked:
    """What the report check says of a draft."""

    errors: list[Remark]
    open: list[Remark]  # warnings that nobody has accepted
    accepted: list[tuple[Remark, AcceptedWarning]]


def check(report: Report) -> Checked:
    """Look a draft through: its errors, and its warnings, accepted or not."""
    matter = matter_of(report)
    rows = {(row.rule, row.subject): row for row in report.accepted_warnings.select_related("by")}
    found = warnings(matter)
    return Checked(
        errors=errors(matter),
        open=[remark for remark in found if (remark.rule, remark.subject) not in rows],
        accepted=[(r, rows[r.rule, r.subject]) for r in found if (r.rule, r.subject) in rows],
    )


def what_stands_in_the_way(report: Report, checked: Checked | None = None) -> list[str]:
    """Every reason why a report cannot be issued, as sentences; empty when it can."""
    if report.issued_at:
        return ["This report has already been issued."]
    if reason := why_not_change(report):
        return [reason]
    checked = checked or check(report)
    return [remark.sentence for remark in checked.errors] + _to_accept(checked.open)


def _to_accept(remarks: list[Remark]) -> list[str]:
    if not remarks:
        return []
    number = f"{len(remarks)} warning" + ("s" if len(remarks) > 1 else "")
    return [f"The report check has {number}. Mend what is wrong, or accept each warning with a reason."]


@transaction.atomic
def accept_warnings(report: Report, rule: str, subjects: Iterable[str], *, reason: str, by: User) -> int:
    """Let warnings of one rule stand, for a reason. Returns how many; raises Refused with a sentence."""
    hold(report.scope.assessment_id)
    report = in_order(Report.objects.filter(pk=report.pk)).get()
    refuse_unless_assurer(report.scope.engagement, by)
    if refused := why_not_change(report):
        raise Refused(refused)
    chosen = set(subjects)
    there = [r for r in check(report).open if r.rule == rule and r.subject in chosen]
    AcceptedWarning.objects.bulk_create(
        AcceptedWarning(report=report, rule=rule, subject=remark.subject, reason=reason, by=by) for remark in there
    )
    return len(there)


def hold(assessment_id: int) -> None:
    """Let nobody else write or issue a report of this assessment until the transaction ends."""
    Assessment.objects.filter(pk=assessment_id).update(cycle=F("cycle"))


@transaction.atomic
def issue(report: Report, *, by: User, why: str = "") -> Report:
    """Issue a scope's report: pin its targets, freeze its document, and say who did it and when.

    For the caller's transaction, because a plan begins or grows with it. Where the scope has an issued report,
    this one takes its place, and `why` says what changed and why. Raises AlreadyIssued where somebody was quicker,
    Refused with every sentence that stands in the way; then nothing was written.
    """
    hold(report.scope.assessment_id)
    report = in_order(Report.objects.filter(pk=report.pk)).get()
    if report.issued_at:
        raise AlreadyIssued(f"{report.issued_by} has already issued this report.")
    refuse_unless_assurer(report.scope.engagement, by)
    if wrong := what_stands_in_the_way(report):
        raise Refused(" ".join(wrong))
    if report.scope.reports.issued().update(state=Report.State.REPLACED) and not why.strip():
        raise Refused("Enter what changed in the report and why.")
    _pin_targets(report)
    _freeze(report, by, why)
    assessment = report.scope.assessment
    record("report issued", by=by, on=assessment, detail=f"{report.scope.code}, version {report.number}")
    return report


@transaction.atomic
def withdraw(report: Report, *, by: User) -> Report:
    """Take an issued report back. For the caller's transaction, which says why and lets the plan follow.

    Raises Refused where it is not in force any more.
    """
    hold(report.scope.assessment_id)
    if not Report.objects.issued().filter(pk=report.pk).update(state=Report.State.WITHDRAWN):
        raise Refused("This report is not in force any more: it has been replaced or withdrawn.")
    report = in_order(Report.objects.filter(pk=report.pk)).get()
    assessment = report.scope.assessment
    record("report withdrawn", by=by, on=assessment, detail=f"{report.scope.code}, version {report.number}")
    return report


def why_not_reissue(scope: Scope) -> str:
    """Why no new version of a scope's report can be opened, as a sentence; "" when it can."""
    if scope.reports.in_hand().exists():
        return f"A draft of the report of {scope.code} is open already: go on with that one."
    return "" if scope.reports.issued().exists() else f"No report of {scope.code} is in force."


@transaction.atomic
def open_reissue(scope: Scope, *, by: User) -> Report:
    """Open the next version of an issued report as a draft with copies of its rows; refs are kept.

    Raises Refused with a sentence.
    """
    hold(scope.assessment_id)
    refuse_unless_assurer(scope.engagement, by)
    if reason := why_not_reissue(scope):
        raise Refused(reason)
    issued = scope.reports.issued().get()
    number = scope.reports.order_by("-number").values_list("number", flat=True)[0] + 1
    draft = Report.objects.create(scope=scope, number=number)
    _copy_rows(issued, draft)
    record("report opened again", by=by, on=scope.assessment, detail=f"{scope.code}, version {number}")
    return draft


def _copy_rows(issued: Report, draft: Report) -> None:
    findings = list(issued.findings.all())
    for finding in findings:
        finding.pk, finding.report, finding.target = None, draft, ""
    Finding.objects.bulk_create(findings)
    recommendations = list(issued.recommendations.order_by("position"))
    for recommendation in recommendations:
        recommendation.pk, recommendation.report = None, draft
    by_ref = {row.ref: row for row in Recommendation.objects.bulk_create(recommendations)}
    also = AlsoAddresses.objects.filter(recommendation__report=issued).select_related("recommendation").order_by("pk")
    AlsoAddresses.objects.bulk_create(
        AlsoAddresses(recommendation=by_ref[row.recommendation.ref], scope_id=row.scope_id, outcome_id=row.outcome_id)
        for row in also
    )


@transaction.atomic
def discard(report: Report, *, by: User) -> None:
    """Drop the draft of a new version; the issued report stays in force. Raises Refused with a sentence."""
    hold(report.scope.assessment_id)
    report = in_order(Report.objects.filter(pk=report.pk)).get()
    refuse_unless_assurer(report.scope.engagement, by)
    if reason := why_not_discard(report):
        raise Refused(reason)
    report.attachments.update(report=None)
    record("draft dropped", by=by, on=report.scope.assessment, detail=f"{report.scope.code}, version {report.number}")
    report.delete()


def why_not_discard(report: Report) -> str:
    """Why a draft cannot be dropped, as a sentence; "" when it can: a new version that the council never saw."""
    if reason := why_not_change(report):
        return reason
    if report.number == 1 or report.factual_comments.exists():
        return "This draft has been commented on by the council, or is the first: it can be changed, but not dropped."
    return ""


def refuse_unless_assurer(engagement: Engagement, by: User) -> None:
    """Raise Refused unless the person is, at this moment, an assurer in the engagement."""
    by.forget_roles()
    if engagement not in engagements_of(by, engagement.assessment):
        raise Refused("You are not an assurer of this assessment any more, so nothing was written.")


def _pin_targets(report):
    targets = targets_of([report])[report.pk]
    findings = list(report.findings.all())
    for finding in findings:
        finding.target = targets.get(finding.outcome_id, "")
    Finding.objects.bulk_update(findings, ["target"])


def _freeze(report, by, why):
    """The conditional update: of two people at once, one changes the row and the other changes nothing."""
    now = timezone.now()
    text = ReportDocument.of(report, issued_on=timezone.localdate(now)).text
    facts = {
        "state": Report.State.ISSUED,
        "issued_at": now,
        "issued_by": by,
        "why": why,
        "document": text,
        "digest": digest(text),
    }
    if not Report.objects.in_hand().filter(pk=report.pk).update(**facts):
        raise AlreadyIssued("Somebody has just issued this report.")
    for name, value in facts.items():
        setattr(report, name, value)
