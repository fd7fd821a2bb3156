"""The assurer's workbook on its way in: read and kept, shown before it is written, written whole or not at all."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from assurance.access import engagements_of, leading
from assurance.intake_checks import (
    Checked,
    check_upload,
    known_recommendations,
    ref_problems,
    scope_problems,
    scopes_with_rows,
)
from assurance.kept_workbooks import forget_done, keep_file
from assurance.models import (
    AlsoAddresses,
    Assessment,
    Engagement,
    Finding,
    Intake,
    Narrative,
    Outcome,
    Recommendation,
    Report,
    Scope,
)
from assurance.reports import Refused, hold
from assurance.workbook import Problem, ScopeRow, WorkbookContent
from assurance.writing.refs import retire
from assurance.writing.scopes import write_scope
from iip.text import control_characters, tidy

CONTROL_TYPES = ("people", "process", "technology")
NARRATIVE = (
    "lead_assurer",
    "review_started",
    "review_ended",
    "executive_summary",
    "good_practice",
    "areas_for_improvement",
    "evidence_quality",
    "review_method",
)


# --- reading


def read_upload(data: bytes, filename: str, assessment: Assessment, *, by: User) -> Intake:
    """Read an uploaded workbook and keep what it says, or what is wrong with it. Nothing else is written."""
    return keep(check_upload(data, by=by, assessment=assessment), data, filename, by=by)


@transaction.atomic
def keep(checked: Checked, data: bytes, filename: str, *, by: User) -> Intake:
    """The row that a page of confirmation reads. The workbook is for an assessment of the person's."""
    assert checked.assessment
    workbook = checked.content.to_json() if checked.content else None
    intake = Intake.objects.create(
        kind=Intake.Kind.REPORT,
        assessment=checked.assessment,
        by=by,
        filename=storable(tidy(filename))[-200:],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content={"workbook": workbook, "remarks": [storable(words) for words in checked.warnings]},
        problems=[storable_problem(problem) for problem in checked.problems],
    )
    if checked.problems:
        keep_file(intake, data)
    record("workbook uploaded", by=by, on=intake, detail=f"{len(checked.problems)} problems")
    return intake


def storable(text: str) -> str:
    """Text with a mark in place of each character that a database refuses."""
    unwanted = set(control_characters(text))
    return "".join("\N{REPLACEMENT CHARACTER}" if c in unwanted else c for c in text)


def storable_problem(problem: Problem) -> dict[str, Any]:
    """A problem as JSON that a database takes."""
    facts = problem.to_json()
    return {name: storable(value) if isinstance(value, str) else value for name, value in facts.items()}


def content_of(intake: Intake) -> WorkbookContent | None:
    """What the workbook says; None where it could not be read."""
    workbook = intake.content.get("workbook")
    return WorkbookContent.from_json(workbook) if workbook else None


def problems_of(intake: Intake) -> list[Problem]:
    """Everything that is wrong with the workbook."""
    return [Problem.from_json(problem) for problem in intake.problems]


# --- writing


def why_not(intake: Intake, by: User) -> str:
    """Why an upload cannot be confirmed, as a sentence; "" when it can."""
    if intake.by_id != by.pk:
        return "Somebody else uploaded this workbook. Upload it yourself to confirm it."
    if intake.state == Intake.State.WRITTEN:
        return "This upload has been confirmed already."
    if intake.state == Intake.State.DROPPED:
        return "Another workbook was confirmed after this one was read. Upload it again to see what it changes."
    if intake.expires <= timezone.now():
        return "This upload waited too long and was forgotten. Upload the workbook again."
    if intake.problems or not intake.content.get("workbook"):
        return "The workbook has problems. Mend them and upload it again."
    return " ".join(_moved(content_of(intake), intake.assessment, by))


@transaction.atomic
def write_intake(intake: Intake, *, by: User) -> list[Report]:
    """Write what an upload says: its scopes, systems, narrative and drafts. Whole or not at all.

    Returns the draft of each scope written. Raises Refused with a sentence.
    """
    hold(intake.assessment_id)
    _claim(intake, by)
    content, assessment = content_of(intake), intake.assessment
    assert content
    engagement = _engagement(assessment, by)
    if moved := _moved(content, assessment, by):
        raise Refused(" ".join(moved))
    written = scopes_with_rows(content)
    scopes = {row.code: _write_scope(row, engagement, has_rows=row.code in written) for row in content.scopes}
    _write_narrative(content, engagement)
    reports = {code: _empty_draft(scopes[code]) for code in written}
    outcomes = {outcome.code: outcome for outcome in Outcome.objects.filter(framework=assessment.framework_id)}
    _write_findings(content, reports, outcomes)
    _write_recommendations(content, reports, outcomes, scopes)
    record("report imported", by=by, on=intake, detail=", ".join(reports))
    return list(reports.values())


def _claim(intake, by):
    """The conditional update: of two confirmations at once, one writes. Other uploads must be read anew."""
    waiting = Intake.objects.filter(assessment=intake.assessment_id, kind=Intake.Kind.REPORT, state=Intake.State.READ)
    mine = waiting.filter(pk=intake.pk, by=by, expires__gt=timezone.now(), problems=[])
    claimed = mine.update(state=Intake.State.WRITTEN)
    intake.refresh_from_db()
    if not claimed:
        raise Refused(why_not(intake, by))
    waiting.update(state=Intake.State.DROPPED)
    transaction.on_commit(forget_done)


def _engagement(assessment: Assessment, by: User) -> Engagement:
    by.forget_roles()
    mine = engagements_of(by, assessment)
    if not mine:
        raise Refused("You are not an assurer of this assessment any more, so nothing was written.")
    return leading(mine)


def _moved(content, assessment, by):
    """What was right when the workbook was read and is not any more, as sentences."""
    known = known_recommendations(assessment)
    return [p.mend for p in scope_problems(content, assessment, by) + ref_problems(content, known)]


def _write_scope(row: ScopeRow, engagement: Engagement, *, has_rows: bool) -> Scope:
    """The scope of a row, made or brought up to date; one that the workbook only names stays as it is."""
    assessment = engagement.assessment
    scope = assessment.scopes.select_related("system").filter(code=row.code).first()
    if scope and not has_rows:
        return scope
    scope = scope or Scope(assessment=assessment, code=row.code, kind=row.kind)
    if scope.pk is None or not scope.reports.exists():
        scope.engagement = engagement
    return write_scope(scope, vars(row))


def _write_narrative(content, engagement):
    words = {name: getattr(content.about, name) for name in NARRATIVE}
    Narrative.objects.update_or_create(engagement=engagement, number=1, defaults=words)


def _empty_draft(scope: Scope) -> Report:
    """The scope's draft without findings and recommendations: the one in hand, or a new one."""
    draft = scope.reports.in_hand().first()
    if draft is None:
        return Report.objects.create(scope=scope, number=scope.reports.count() + 1)
    retire(scope.assessment, draft.recommendations.values_list("ref", flat=True))
    draft.findings.all().delete()
    draft.recommendations.all().delete()
    return draft


def _write_findings(content, reports, outcomes):
    Finding.objects.bulk_create(
        Finding(
            report=reports[row.scope],
            outcome=outcomes[row.outcome],
            self_assessment=row.self_assessment,
            decision=row.decision,
            expected=row.expected,
            comment=row.comment,
        )
        for row in content.findings
    )


def _write_recommendations(content, reports, outcomes, scopes):
    made = Recommendation.objects.bulk_create(
        _recommendation(row, position, reports, outcomes)
        for position, row in enumerate(content.recommendations, start=1)
    )
    AlsoAddresses.objects.bulk_create(
        AlsoAddresses(recommendation=recommendation, scope=scopes[scope], outcome=outcomes[outcome])
        for recommendation, row in zip(made, content.recommendations, strict=True)
        for scope, outcome in row.also_addresses
    )


def _recommendation(row, position, reports, outcomes):
    return Recommendation(
        report=reports[row.scope],
        ref=row.ref,
        outcome=outcomes[row.outcome],
        title=row.title,
        text=row.text,
        risk=row.risk,
        risk_description=row.risk_description,
        position=position,
        **{name: name in row.control_types for name in CONTROL_TYPES},
    )
