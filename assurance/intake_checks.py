"""What an assurer's workbook must agree with in the database: whose it is, and what is there already."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from accounts.models import User
from assurance.access import engagement_roles, engagements_of
from assurance.frameworks import framework_facts
from assurance.models import Assessment, Recommendation, Report
from assurance.synonyms import fold
from assurance.template import ABOUT, PLAN, SCOPES
from assurance.workbook import (
    About,
    FrameworkFacts,
    Problem,
    RecommendationRow,
    WorkbookContent,
    read_workbook,
)
from assurance.workbook.about import read_about
from assurance.workbook.problems import Ledger, listed
from assurance.workbook.reader import Reader
from assurance.workbook.tables import find_sheet
from assurance.writing.refs import used_refs
from iip.spreadsheets import Refused, open_workbook

REFS_WERE_MADE = "Plan: refs were made"  # how the reader begins that remark


@dataclass(frozen=True)
class Checked:
    """A workbook as read and held against the database. Without problems it can be written."""

    content: WorkbookContent | None
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    assessment: Assessment | None  # None where it is for none of the person's


def check_upload(data: bytes, *, by: User, assessment: Assessment | None = None) -> Checked:
    """Read a workbook and gather all that is wrong with it. Writes nothing.

    `assessment`: the one whose page it was uploaded on; without it, the workbook says for which it is.
    """
    frameworks = framework_facts()
    about = None if assessment else read_about_alone(data, frameworks)
    meant = assessment or (about and assessment_of(about, by))
    known = known_recommendations(meant) if meant else []
    reading = read_workbook(data, frameworks, taken=used_refs(meant) if meant else ())
    content = reading.content and keep_refs(reading.content, known)
    about = content.about if content else about or read_about_alone(data, frameworks)
    problems = list(reading.problems)
    problems += about_problems(about, by, assessment) if about else []
    if content and meant:
        problems += scope_problems(content, meant, by) + ref_problems(content, known)
    warnings = tuple(_remarks(reading.warnings, content, about, meant))
    return Checked(content, tuple(problems), warnings, meant or None)


def read_about_alone(data: bytes, frameworks: Mapping[str, FrameworkFacts]) -> About | None:
    """The sheet About of a workbook that has problems elsewhere, or None where it is wrong itself."""
    try:
        sheets = open_workbook(data)
    except Refused:
        return None
    ledger = Ledger()
    return read_about(find_sheet(sheets, ABOUT, ledger), Reader(ledger, frameworks))


# --- whose it is


def assessments_of(by: User) -> list[Assessment]:
    """The assessments in which the person is an assurer in a live engagement."""
    mine = Assessment.objects.filter(pk__in=list(engagement_roles(by)))
    return list(mine.select_related("council", "cycle", "framework"))


def assessment_of(about: About, by: User) -> Assessment | None:
    """The person's assessment that the workbook is for."""
    return next((a for a in assessments_of(by) if _is_for(about, a)), None)


def _is_for(about, assessment):
    code, cycle = assessment.council.code, str(assessment.cycle)
    return about.council_code.casefold() == code.casefold() and about.cycle == cycle


def about_problems(about: About, by: User, assessment: Assessment | None) -> list[Problem]:
    """Whether the workbook is for the assessment, or for one that is not the person's to write."""
    meant = assessment or assessment_of(about, by)
    if meant is None or not _is_for(about, meant):
        return [_wrong_council(about, by, assessment)]
    if about.framework == meant.framework.version:
        return []
    mend = f"The assessment of {meant} uses {meant.framework}: use the workbook for that version."
    found = f"CAF version {about.framework}"
    return [Problem(ABOUT.name, None, "", found, meant.framework.version, mend)]


def _wrong_council(about, by, assessment):
    """Names the council as the file does, and only the person's own assessments."""
    mine = assessments_of(by)
    other = next((a for a in mine if _is_for(about, a)), None)
    whose = f"{about.council} ({about.council_code}), {about.cycle}"
    if assessment and other:
        mend = f"This file is for {other}, and this page is for {assessment}: upload it on the other page."
    else:
        mend = f"This file is for {whose}, for which you may not upload. Check the code and the cycle."
    allowed = "; ".join(f"{a.council} ({a.council.code}), {a.cycle}" for a in mine)
    return Problem(ABOUT.name, None, "", whose, allowed or "No assessment at present", mend)


# --- what is there already


def scope_problems(content: WorkbookContent, assessment: Assessment, by: User) -> list[Problem]:
    """Scopes that may not be written again: another firm's, or with a report issued in this cycle."""
    there = {scope.code: scope for scope in assessment.scopes.select_related("engagement")}
    written = set(Report.objects.filter(scope__in=there.values()).values_list("scope", flat=True))
    issued = set(Report.objects.issued().filter(scope__in=there.values()).values_list("scope", flat=True))
    in_hand = {report.scope_id: report for report in Report.objects.in_hand().filter(scope__in=there.values())}
    mine = engagements_of(by, assessment)
    found = []
    for row in content.scopes:
        scope = there.get(row.code)
        if scope is None or row.code not in scopes_with_rows(content):
            continue
        if scope.pk in issued and scope.pk not in in_hand:
            found.append(_scope_problem(row, "already has an issued report in this cycle, and no new version is open"))
        elif scope.engagement not in mine and scope.pk in written:
            found.append(_scope_problem(row, "belongs to the work of another firm"))
        elif scope.pk in in_hand and in_hand[scope.pk].is_with_council():
            found.append(_scope_problem(row, "is with the council for a factual check"))
    return found


def _scope_problem(row, why):
    mend = f"{row.code} {why}: take its rows out of the sheets Outcomes and Plan. It may stay on the sheet Scopes."
    return Problem(SCOPES.name, row.row, "", row.code, "Scopes that are yours and not issued yet", mend)


@dataclass(frozen=True)
class Known:
    """A recommendation that the database has: its ref and what it is."""

    ref: str
    scope: str
    outcome: str
    title: str
    text: str
    issued_at: datetime.datetime | None  # of its report


def known_recommendations(assessment: Assessment) -> list[Known]:
    """Every recommendation of an assessment, in any report, latest reports first. One query."""
    rows = Recommendation.objects.filter(report__scope__assessment=assessment).order_by("-report", "position")
    columns = ("ref", "report__scope__code", "outcome__code", "title", "text", "report__issued_at")
    return [Known(*facts) for facts in rows.values_list(*columns)]


def keep_refs(content: WorkbookContent, known: Iterable[Known]) -> WorkbookContent:
    """The content with the ref that a recommendation had before, where the reader has made it one."""
    kept: dict[tuple[str, str, str], list[str]] = {}
    for row in known:
        for words in {row.title, row.text}:
            kept.setdefault((row.scope, row.outcome, words), []).append(row.ref)
    used = {row.ref for row in content.recommendations if not row.ref_was_made}
    rows = tuple(_with_ref_kept(row, kept, used) for row in content.recommendations)
    return replace(content, recommendations=rows)


def _with_ref_kept(row: RecommendationRow, kept, used) -> RecommendationRow:
    if not row.ref_was_made:
        return row
    before = [ref for words in (row.title, row.text) for ref in kept.get((row.scope, row.outcome, words), [])]
    ref = next((ref for ref in before if ref not in used), row.ref)
    used.add(ref)
    return replace(row, ref=ref, ref_was_made=ref == row.ref)


def ref_problems(content: WorkbookContent, known: Iterable[Known]) -> list[Problem]:
    """Refs that stand for another recommendation: in another scope, or in a report that was issued."""
    replaced = scopes_with_rows(content)
    by_ref = {row.ref.casefold(): row for row in known if row.issued_at or row.scope not in replaced}
    return [
        _ref_problem(row)
        for row in content.recommendations
        if (other := by_ref.get(row.ref.casefold())) and (other.scope, other.outcome) != (row.scope, row.outcome)
    ]


def _ref_problem(row):
    """Says nothing of the other recommendation, because it may be in another firm's draft."""
    mend = "This ref is used for another recommendation of the assessment: give this one its own, or none."
    return Problem(PLAN.name, row.row, "", row.ref, "A ref not used before, or blank", mend, "Ref")


def _remarks(warnings, content, about, assessment) -> Iterator[str]:
    yield from (words for words in warnings if not words.startswith(REFS_WERE_MADE))
    rows = content.recommendations if content else ()
    if made := [f"{row.ref} (row {row.row})" for row in rows if row.ref_was_made]:
        yield f"{REFS_WERE_MADE}: {listed(made, most=30)}."
    if about and assessment and fold(about.council) != fold(assessment.council.name):
        yield (
            f"About: the council is called “{about.council}”; its code is that of {assessment.council.name}. "
            "Check that this is the right council."
        )


def scopes_with_rows(content: WorkbookContent) -> list[str]:
    """The codes of the scopes that the workbook has findings on, in its order."""
    with_rows = {finding.scope for finding in content.findings}
    return [row.code for row in content.scopes if row.code in with_rows]
