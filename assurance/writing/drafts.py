"""Writing into a draft: its findings and the words of the report. Held, merged, written whole."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from assurance.access import why_not_write, why_not_write_words
from assurance.models import Engagement, Finding, Narrative, Outcome, Report, Scope
from assurance.reports import Refused, hold, refuse_unless_assurer
from assurance.writing.seen import Merged, merge

FINDING = ("self_assessment", "decision", "comment")
BLANK = ("", "", "")
NARRATIVE_TEXTS = ("executive_summary", "good_practice", "areas_for_improvement", "evidence_quality", "review_method")
NARRATIVE = ("lead_assurer", "review_started", "review_ended", *NARRATIVE_TEXTS)

Row = tuple[str, str, str]  # of FINDING


def take_in_hand(report: Report, by: User) -> None:
    """Hold the assessment until the transaction ends. Raises Refused where the report may not be written any more."""
    hold(report.scope.assessment_id)
    _refuse(why_not_write(Report.objects.defer("document").select_related("scope").get(pk=report.pk)))
    refuse_unless_assurer(report.scope.engagement, by)


def _refuse(reason: str) -> None:
    if reason:
        raise Refused(f"{reason} Nothing was written.")


# --- findings


def outcomes_of(scope: Scope) -> list[Outcome]:
    """The outcomes that are assessed in a scope, in the framework's order. One query."""
    objectives = tuple(Scope.OBJECTIVES[Scope.Kind(scope.kind)])
    rows = Outcome.objects.filter(framework=scope.assessment.framework_id, principle__objective__code__in=objectives)
    return list(rows.select_related("principle__objective").order_by("position"))


def finding_rows(report: Report) -> dict[str, Row]:
    """What a report says of each outcome, by its code. One query."""
    rows = report.findings.values_list("outcome__code", *FINDING)
    return {code: (own, decision, comment) for code, own, decision, comment in rows}


@transaction.atomic
def save_findings(report: Report, typed: Mapping[str, Row], *, seen: str, by: User) -> Merged:
    """Write the rows of a scope's findings, by outcome; a blank row takes its finding away.

    `seen`: the marks of what the page had shown. Where a row clashes nothing is written. Raises Refused.
    """
    take_in_hand(report, by)
    there = finding_rows(report)
    saved = {code: there.get(code, BLANK) for code in typed}
    merged = merge(typed, saved, seen)
    if merged.write and not merged.clashing:
        _write_findings(report, merged.write)
        record("findings written", by=by, on=report.scope.assessment, detail=report.scope.code)
    return merged


def _write_findings(report: Report, rows: Mapping[str, Row]) -> None:
    report.findings.filter(outcome__code__in=[code for code, row in rows.items() if row == BLANK]).delete()
    wanted = {code: row for code, row in rows.items() if row != BLANK}
    there = {f.outcome.code: f for f in report.findings.filter(outcome__code__in=wanted).select_related("outcome")}
    new = Outcome.objects.filter(framework=report.scope.assessment.framework_id, code__in=set(wanted) - set(there))
    for finding in there.values():
        _fill(finding, wanted[finding.outcome.code])
    made = [_fill(Finding(report=report, outcome=outcome), wanted[outcome.code]) for outcome in new]
    Finding.objects.bulk_update(there.values(), FINDING)
    Finding.objects.bulk_create(made)


def _fill(finding: Finding, row: Row) -> Finding:
    finding.self_assessment, finding.decision, finding.comment = row
    return finding


# --- the words of the report


def narrative_of(engagement: Engagement) -> Narrative:
    """The words of the engagement's report as they stand; a blank one where there is none yet."""
    return engagement.narratives.order_by("-number").first() or Narrative(engagement=engagement, number=1)


def narrative_values(narrative: Narrative) -> dict[str, Any]:
    return {name: getattr(narrative, name) for name in NARRATIVE}


@transaction.atomic
def save_narrative(engagement: Engagement, typed: Mapping[str, Any], *, seen: str, by: User) -> Merged:
    """Write the words of a report. Where one clashes nothing is written. Raises Refused."""
    hold(engagement.assessment_id)
    _refuse(why_not_write_words(engagement))
    refuse_unless_assurer(engagement, by)
    narrative = narrative_of(engagement)
    merged = merge(typed, narrative_values(narrative), seen)
    if merged.write and not merged.clashing:
        for name, value in merged.write.items():
            setattr(narrative, name, value)
        narrative.save()
        record("report's words written", by=by, on=engagement.assessment)
    return merged
