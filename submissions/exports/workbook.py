"""A plan as the IIP workbook, template version 1: what went out can be read back and is the same."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from assurance.document import ReportDocument
from assurance.template import (
    ABOUT,
    ABOUT_COLUMNS,
    ABOUT_EXPORT,
    ASSURER_HEADINGS,
    COMMENTS,
    COUNCIL_HEADINGS,
    MILESTONES,
    ORGANISATION_CODE,
    OUTCOMES,
    PLAN,
    SCOPES,
    SEPARATOR,
    TEMPLATE_VERSION,
    WORKSTREAMS,
    Heading,
    Kind,
    SheetTemplate,
)
from iip.spreadsheets import Book, Column, new_book, workbook_bytes, write_sheet
from submissions.document import PlanDocument, Provenance, Row, WorkstreamFacts
from submissions.provenance import written_at

SPARE_WORKSTREAMS, SPARE_MILESTONES = 20, 60  # rows that may be filled in below what is there
POUNDS = '"£"#,##0'
WIDTHS = {  # characters; by name, then by what the column holds
    **{"ref": 15, "code": 9, "scope": 9, "kind": 16, "outcome": 13, "title": 32, "text": 58, "comment": 90},
    **{"description": 80, "risk": 10, "risk_description": 50, "control_types": 16, "expected": 18},
    **{"choice": 18, "action": 46, "justification": 46, "supporting_posts": 32, "effort_days": 9, "priority": 10},
    **{"effort": 10, "complexity": 13, "purpose": 80, "notes": 40, "self_assessment": 20, "decision": 20},
    **{"waits_for": 18, "covered_by": 16, "further_outcomes": 18, "also_addresses": 16, "support": 18},
}
WIDTHS_BY_KIND = {Kind.POUNDS: 13, Kind.QUARTER: 13, Kind.DATE: 20, Kind.CHOICE: 15, Kind.TEXT: 40}
WIDTH = 28
HINTS = {
    Kind.POUNDS: "Whole pounds, for example 12000.",
    Kind.QUARTER: "A quarter of a financial year, for example 2026/27 Q4.",
    Kind.DATE: "A date, for example 31 March 2028.",
    Kind.ROLES: "Posts, separated by semicolons.",
    Kind.REFS: "Refs of this sheet, separated by semicolons.",
    Kind.REF: "A ref of this sheet.",
    Kind.OUTCOMES: "For example ORG D1.c; SYS1 B4.d.",
    Kind.CHOICES: "One or more of the values, separated by semicolons.",
}


def plan_workbook(document: PlanDocument, provenance: Provenance, *, editable: bool, comments: bool = False) -> bytes:
    """The workbook of a plan, the same bytes for the same document and provenance.

    `editable` leaves the council's columns open; otherwise every cell is locked. `comments` adds a column for what
    a reviewer says about each recommendation.
    """
    book = new_book(f"{document.council.name}: improvement and implementation plan {document.cycle_name}")
    _write_about(book, document, provenance)
    _write(book, SCOPES, _scopes(document))
    _write(book, OUTCOMES, _outcomes(document))
    _write_plan(book, document, editable, comments)
    streams = [vars(stream) for stream in workstreams(document)]
    _write(book, WORKSTREAMS, streams, open_to_all=editable, spare=SPARE_WORKSTREAMS)
    _write(book, MILESTONES, _milestones(document), open_to_all=editable, spare=SPARE_MILESTONES)
    return workbook_bytes(book, provenance.at.astimezone(datetime.UTC).replace(tzinfo=None))


def workstreams(document: PlanDocument) -> list[WorkstreamFacts]:
    """The plan's workstreams, and those that a response names where the document holds a part of the plan."""
    known = {stream.name: stream for stream in document.workstreams}
    named = sorted({row.response.workstream for row in document.rows} - {"", *known})
    return [*known.values(), *(WorkstreamFacts(name, "", "") for name in named)]


# --- columns


def _column(heading: Heading, *, locked: bool, value: Callable[[Any], Any] | None = None) -> Column:
    return Column(
        heading.label,
        WIDTHS.get(heading.name) or WIDTHS_BY_KIND.get(heading.kind, WIDTH),
        value or (lambda record: cell(heading, record.get(heading.name))),
        choices=heading.choices.all_labels() if heading.choices else (),
        locked=locked,
        number_format=POUNDS if heading.kind == Kind.POUNDS else None,
        hint=HINTS.get(heading.kind, ""),
        many=heading.kind == Kind.CHOICES,
    )


def cell(heading: Heading, value: Any) -> Any:
    """A column's value as its cell holds it: text, a whole number or a date."""
    if value in (None, "", ()):
        return None
    if heading.choices:
        codes = [value] if isinstance(value, str) else value
        return SEPARATOR.join(heading.choices.label(code) for code in codes)
    if isinstance(value, tuple):
        return SEPARATOR.join(part if isinstance(part, str) else " ".join(part) for part in value)
    if heading.kind == Kind.QUARTER:
        return str(value)
    if heading.kind == Kind.DATE and isinstance(value, str):
        return datetime.date.fromisoformat(value)
    return value


def _write(
    book: Book, sheet: SheetTemplate, records: Iterable[Mapping[str, Any]], *, open_to_all=False, spare=0
) -> None:
    columns = [_column(heading, locked=not open_to_all) for heading in sheet.headings]
    write_sheet(book, sheet.name, columns, records, spare_rows=spare if open_to_all else 0)


# --- sheets


def _write_about(book: Book, document: PlanDocument, provenance: Provenance) -> None:
    values = _about(document, provenance)
    field = Column(ABOUT_COLUMNS[0], 28, lambda heading: heading.label, locked=True)
    value = Column(ABOUT_COLUMNS[1], 110, lambda heading: cell(heading, values[heading.name]), locked=True)
    write_sheet(book, ABOUT.name, [field, value], ABOUT.headings + ABOUT_EXPORT)


def _about(document: PlanDocument, provenance: Provenance) -> dict[str, Any]:
    """The report's facts are those of the organisation's scope, whose assurer leads."""
    leading = next((scope for scope in document.scopes if scope.is_organisation), None)
    report = leading or next(iter(document.scopes), None)
    return {
        "template_version": TEMPLATE_VERSION,
        "council": document.council.name,
        "council_code": document.council.code,
        "cycle": document.cycle_name,
        "framework": document.framework,
        **_report(report),
        "plan_reference": document.reference,
        "plan_version": provenance.label,
        "exported_at": written_at(provenance.at),
        "document_code": provenance.code,
    }


def _report(report: ReportDocument | None) -> dict[str, Any]:
    facts = ("firm", "lead_assurer", "review_started", "review_ended", "issued_on")
    narrative = report.narrative if report else None
    words = [heading.name for heading in ABOUT.headings if heading.kind == Kind.TEXT]
    return {name: getattr(report, name, "") for name in facts} | {name: getattr(narrative, name, "") for name in words}


def _scopes(document: PlanDocument) -> Iterator[dict[str, Any]]:
    """The scopes, and those that are only spoken of, because their report is not issued or not shown."""
    for scope in document.scopes:
        yield {**vars(scope), "code": scope.scope}
    known = {scope.scope for scope in document.scopes}
    pairs = [
        pair for row in document.rows for pair in (*row.recommendation.also_addresses, *row.response.further_outcomes)
    ]
    for code in sorted({scope for scope, _ in pairs} - known):
        kind = "organisation" if code == ORGANISATION_CODE else "system"
        yield {"code": code, "kind": kind, "name": code, "description": "Its report is not part of this workbook."}


def _outcomes(document: PlanDocument) -> Iterator[dict[str, Any]]:
    for scope in document.scopes:
        for finding in scope.findings:
            yield {**vars(finding), "scope": scope.scope}


def _write_plan(book: Book, document: PlanDocument, editable: bool, comments: bool) -> None:
    assurers = [replace(_column(heading, locked=True), value=_recommended(heading)) for heading in ASSURER_HEADINGS]
    councils = [
        replace(_column(heading, locked=not editable), value=_answered(heading)) for heading in COUNCIL_HEADINGS
    ]
    reviewers = [replace(_column(COMMENTS, locked=False), value=lambda row: None)] if comments else []
    write_sheet(book, PLAN.name, assurers + councils + reviewers, document.rows, freeze_columns=1)


def _recommended(heading: Heading) -> Callable[[Row], Any]:
    if heading.name == "scope":
        return lambda row: row.scope.scope
    if heading.name == "expected":
        return lambda row: cell(heading, row.finding.expected if row.finding else "")
    return lambda row: cell(heading, getattr(row.recommendation, heading.name))


def _answered(heading: Heading) -> Callable[[Row], Any]:
    return lambda row: cell(heading, getattr(row.response, heading.name))


def _milestones(document: PlanDocument) -> Iterator[dict[str, Any]]:
    for row in document.rows:
        for title, quarter in row.response.milestones:
            yield {"ref": row.ref, "title": title, "quarter": quarter}
