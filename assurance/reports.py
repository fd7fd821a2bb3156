"""The issue of a scope's report: what stands in the way of it, and the issue itself."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from assurance.access import engagements_of
from assurance.document import FindingFacts, ReportDocument
from assurance.models import Achievement, Assessment, Engagement, Finding, Outcome, Report, Scope
from assurance.report_facts import Figures, figures, in_order, issued_reports, targets_of
from iip.canonical import digest

__all__ = [
    "AlreadyIssued",
    "Figures",
    "Refused",
    "figures",
    "hold",
    "issue",
    "issued_reports",
    "refuse_unless_assurer",
    "what_stands_in_the_way",
    "worth_a_look",
]


class Refused(Exception):
    """What was asked cannot be done; the sentence is for the person who asked."""


class AlreadyIssued(Refused):
    """Somebody has issued this report already."""


def what_stands_in_the_way(report: Report) -> list[str]:
    """Every reason why a report cannot be issued, as sentences; empty when it can. Four queries."""
    if report.issued_at:
        return ["This report has already been issued."]
    if report.scope.reports.issued().exists():
        return [f"{report.scope.code} already has an issued report in this cycle."]
    findings = {f.outcome.code: f for f in report.findings.select_related("outcome__principle__objective")}
    if not findings:
        return [f"The report has no findings on {report.scope.code}. Upload a workbook that has them."]
    wrong = [sentence for f in findings.values() for sentence in _wrong_with_finding(f, report.scope)]
    for recommendation in report.recommendations.select_related("outcome"):
        wrong += _wrong_with_recommendation(recommendation, findings)
    return wrong


def _wrong_with_finding(finding, scope):
    code = finding.outcome.code
    if finding.outcome.principle.objective.code not in Scope.OBJECTIVES[Scope.Kind(scope.kind)]:
        yield f"{code} is not assessed for {scope.code}: move it to the scope that it belongs to."
    statuses = (finding.decision, finding.self_assessment, finding.expected)
    if Achievement.PARTIAL in statuses and not finding.outcome.has_partial:
        yield f"{code} cannot be partially achieved: it is either achieved or not achieved."


def _wrong_with_recommendation(recommendation, findings):
    if recommendation.outcome.code not in findings:
        yield (
            f"{recommendation.ref} is about {recommendation.outcome.code}, which has no finding: "
            "add the decision on it to the sheet Outcomes."
        )
    for name, column in (("title", "Title"), ("text", "Recommendation")):
        if not getattr(recommendation, name):
            yield f"{recommendation.ref} is blank in the column {column}."


def worth_a_look(report: Report, findings: Iterable[FindingFacts]) -> list[str]:
    """What does not stop the issue of a report, but may be an oversight. Three queries at most."""
    findings, code = list(findings), report.scope.code
    said = []
    objectives = tuple(Scope.OBJECTIVES[Scope.Kind(report.scope.kind)])
    expected = Outcome.objects.filter(
        framework=report.scope.assessment.framework_id, principle__objective__code__in=objectives
    )
    there = {finding.outcome for finding in findings}
    if missing := [c for c in expected.values_list("code", flat=True) if c not in there]:
        said.append(f"There is no finding on {_listed(missing)} for {code}.")
    about = set(report.recommendations.values_list("outcome__code", flat=True))
    if alone := [f.outcome for f in findings if f.is_met is False and f.outcome not in about]:
        said.append(f"Short of the target, but without a recommendation: {_listed(alone)}.")
    if findings and not any(finding.target for finding in findings):
        said.append("No target is set for any outcome, so the report cannot say which are met.")
    return said


def _listed(codes: list[str]) -> str:
    return codes[0] if len(codes) == 1 else f"{', '.join(codes[:-1])} and {codes[-1]}"


def hold(assessment_id: int) -> None:
    """Let nobody else write or issue a report of this assessment until the transaction ends."""
    Assessment.objects.filter(pk=assessment_id).update(cycle=F("cycle"))


@transaction.atomic
def issue(report: Report, *, by: User) -> Report:
    """Issue a scope's report: pin its targets, freeze its document, and say who did it and when.

    For the caller's transaction, because a plan begins or grows with it. Raises AlreadyIssued where somebody
    was quicker, Refused with every sentence that stands in the way; then nothing was written.
    """
    hold(report.scope.assessment_id)
    report = in_order(Report.objects.filter(pk=report.pk)).get()
    if report.issued_at:
        raise AlreadyIssued(f"{report.issued_by} has already issued this report.")
    refuse_unless_assurer(report.scope.engagement, by)
    if wrong := what_stands_in_the_way(report):
        raise Refused(" ".join(wrong))
    _pin_targets(report)
    _freeze(report, by)
    assessment = report.scope.assessment
    record("report issued", by=by, on=assessment, detail=f"{report.scope.code}, version {report.number}")
    return report


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


def _freeze(report, by):
    """The conditional update: of two people at once, one changes the row and the other changes nothing."""
    now = timezone.now()
    text = ReportDocument.of(report, issued_on=timezone.localdate(now)).text
    facts = {
        "state": Report.State.ISSUED,
        "issued_at": now,
        "issued_by": by,
        "document": text,
        "digest": digest(text),
    }
    if not Report.objects.in_hand().filter(pk=report.pk).update(**facts):
        raise AlreadyIssued("Somebody has just issued this report.")
    for name, value in facts.items():
        setattr(report, name, value)
