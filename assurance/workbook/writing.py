"""The assurer's workbook as it goes out: with what a report says, or blank for one council's report."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from assurance.template import (
    ABOUT,
    ABOUT_COLUMNS,
    ABOUT_EXPORT,
    ACHIEVEMENT,
    ASSURER_HEADINGS,
    COUNCIL_HEADINGS,
    DECISION,
    OUTCOMES,
    PLAN,
    SCOPES,
    Choices,
    Heading,
    SheetTemplate,
    objectives_of,
)
from assurance.workbook.columns import cell, column
from assurance.workbook.content import About, FindingRow, FrameworkFacts, OutcomeFacts, ScopeRow, WorkbookContent
from assurance.workbook.guidance import write_guidance
from iip.spreadsheets import LIMITS, Book, Column, column_letter, new_book, workbook_bytes, write_sheet

SPARE = {SCOPES.name: 10, OUTCOMES.name: 30, PLAN.name: 100}  # rows ready to be filled in below what is there
BLANK_PLAN = 200
WITH_TITLE = 44  # characters of a column that shows an outcome's code and title


def report_workbook(content: WorkbookContent) -> bytes:
    """What a report says as a workbook that reads back the same, for the assurer to go on with.

    The council's columns are there and empty. Raises NotWritable where a text is not one that reading
    or the pages would have let in.
    """
    book = _book(content.about, "assurance report")
    _write_about(book, content.about)
    _write(book, SCOPES, content.scopes)
    _write(book, OUTCOMES, content.findings, freeze=2)
    _write_plan(book, _scope_codes(content.scopes), (), content.recommendations, SPARE[PLAN.name])
    return workbook_bytes(book)


def blank_workbook(about: About, scopes: Sequence[ScopeRow], framework: FrameworkFacts) -> bytes:
    """A workbook to be filled in: the council's facts, its scopes, and a row for each outcome of each.

    Takes what is known of the report (the rest of `about` blank) and the CAF version that it uses.
    """
    book = _book(about, "assurance report to fill in")
    write_guidance(book, about)
    _write_about(book, about)
    _write(book, SCOPES, scopes)
    _write_blank_outcomes(book, scopes, framework)
    assessed = {facts.code: facts for scope in scopes for facts in outcomes_of(scope, framework)}
    titles = [titled(facts) for facts in framework.outcomes.values() if facts.code in assessed]
    _write_plan(book, _scope_codes(scopes), titles, (), BLANK_PLAN)
    return workbook_bytes(book)


def outcomes_of(scope: ScopeRow, framework: FrameworkFacts) -> list[OutcomeFacts]:
    """The outcomes that are assessed in a scope of that kind, in the framework's order."""
    letters = objectives_of(scope.kind)
    return [facts for facts in framework.outcomes.values() if facts.objective in letters]


def titled(facts: OutcomeFacts) -> str:
    """An outcome as people know it, and as reading understands it: "A1.a Board direction"."""
    return f"{facts.code} {facts.title}"


def _book(about: About, kind: str) -> Book:
    return new_book(f"{about.council}: {kind} {about.cycle}")


def _scope_codes(scopes: Iterable[ScopeRow]) -> list[str]:
    return [scope.code for scope in scopes]


def _spare(wanted: int, used: int) -> int:
    """As many rows as are read below those used and the headings, and not more than wanted."""
    return max(min(wanted, LIMITS.rows - used - 1), 0)


def _write(book: Book, sheet: SheetTemplate, records: Sequence[Any], *, freeze: int = 1) -> None:
    columns = [column(heading) for heading in sheet.headings]
    spare = _spare(SPARE[sheet.name], len(records))
    write_sheet(book, sheet.name, columns, records, freeze_columns=freeze, spare_rows=spare)


def _write_about(book: Book, about: About) -> None:
    headings = ABOUT.headings + tuple(heading for heading in ABOUT_EXPORT if getattr(about, heading.name))
    field = Column(ABOUT_COLUMNS[0], 28, lambda heading: heading.label, locked=True)
    value = Column(ABOUT_COLUMNS[1], 110, lambda heading: cell(heading, getattr(about, heading.name)))
    write_sheet(book, ABOUT.name, [field, value], headings, freeze_columns=1, protect=False)


def _write_blank_outcomes(book: Book, scopes: Iterable[ScopeRow], framework: FrameworkFacts) -> None:
    rows = [(scope, facts) for scope in scopes for facts in outcomes_of(scope, framework)]
    findings = [FindingRow(0, scope.code, titled(facts), "", "") for scope, facts in rows]
    has_partial = {titled(facts): facts.has_partial for _, facts in rows}
    columns = [_finding_column(heading, has_partial) for heading in OUTCOMES.headings]
    spare = _spare(SPARE[OUTCOMES.name], len(findings))
    write_sheet(book, OUTCOMES.name, columns, findings, freeze_columns=2, spare_rows=spare)


def _finding_column(heading: Heading, has_partial: dict[str, bool]) -> Column:
    if heading.name == "outcome":
        return replace(column(heading), width=WITH_TITLE)
    if heading.choices not in (ACHIEVEMENT, DECISION):
        return column(heading)
    labels = {partial: _levels(heading.choices, partial) for partial in (True, False)}
    return replace(column(heading), choices_of=lambda finding: labels[has_partial[finding.outcome]])


def _levels(choices: Choices, has_partial: bool) -> tuple[str, ...]:
    codes = [code for code in choices.labels if has_partial or code != "partially_achieved"]
    return tuple(choices.label(code) for code in codes)


def _write_plan(
    book: Book, scopes: Sequence[str], titles: Sequence[str], recommendations: Sequence[Any], wanted: int
) -> None:
    """The assurer's columns to fill in, and the council's columns grey; only the assurer's are printed."""
    choices = {"scope": scopes, "outcome": titles}
    own = [column(h, choices=choices.get(h.name, ()), many=h.name == "outcome") for h in ASSURER_HEADINGS]
    own = [replace(each, width=WITH_TITLE) if titles and each.choices == titles else each for each in own]
    councils = [column(heading, locked=True, value=lambda record: None) for heading in COUNCIL_HEADINGS]
    spare = _spare(wanted, len(recommendations))
    sheet = write_sheet(
        book, PLAN.name, own + councils, recommendations, freeze_columns=1, spare_rows=spare, protect=False
    )
    sheet.print_area = f"A1:{column_letter(len(own))}{len(recommendations) + spare + 1}"
