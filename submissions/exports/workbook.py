"""A plan as the IIP workbook, template version 1: what went out can be read back and is the same."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    READING_SHEETS,
    SCOPES,
    TEMPLATE_VERSION,
    WORKSTREAMS,
    Heading,
    Kind,
    SheetTemplate,
)
from assurance.workbook.columns import cell, column
from iip.spreadsheets import A3, Book, Column, Furniture, new_book, prepare_page, workbook_bytes, write_sheet
from submissions.document import PlanDocument, Provenance, Row, WorkstreamFacts
from submissions.exports.reading_sheets import write_reading_sheets
from submissions.provenance import MARKING, written_at

SPARE_WORKSTREAMS, SPARE_MILESTONES = 20, 60  # rows that may be filled in below what is there


def plan_workbook(document: PlanDocument, provenance: Provenance, *, editable: bool, comments: bool = False) -> bytes:
    """The workbook of a plan, the same bytes for the same document and provenance.

    `editable` leaves the council's columns open; otherwise every cell is locked. `comments` adds a column for what
    a reviewer says about each recommendation. It opens at a glance: the sheets to be read stand behind those of the
    template, whose order is promised.
    """
    title = f"{document.council.name}: improvement and implementation plan {document.cycle_name}"
    book = new_book(title, _furniture(document, provenance))
    _write_about(book, document, provenance)
    _write(book, SCOPES, _scopes(document))
    _write(book, OUTCOMES, _outcomes(document))
    _write_plan(book, document, editable, comments)
    streams = [vars(stream) for stream in workstreams(document)]
    _write(book, WORKSTREAMS, streams, open_to_all=editable, spare=SPARE_WORKSTREAMS)
    _write(book, MILESTONES, _milestones(document), open_to_all=editable, spare=SPARE_MILESTONES)
    write_reading_sheets(book, document, provenance)
    book.workbook.active = book.workbook.sheetnames.index(READING_SHEETS[0])
    return workbook_bytes(book, provenance.at.astimezone(datetime.UTC).replace(tzinfo=None))


def _furniture(document: PlanDocument, provenance: Provenance) -> Furniture:
    note = f"{provenance.label}, exported {written_at(provenance.at)}"
    return Furniture(document.council.name, MARKING, f"{provenance.reference} {provenance.code}", note)


def workstreams(document: PlanDocument) -> list[WorkstreamFacts]:
    """The plan's workstreams, and those that a response names where the document holds a part of the plan."""
    known = {stream.name: stream for stream in document.workstreams}
    named = sorted({row.response.workstream for row in document.rows} - {"", *known})
    return [*known.values(), *(WorkstreamFacts(name, "", "") for name in named)]


# --- columns


def _column(heading: Heading, *, locked: bool) -> Column:
    return column(heading, locked=locked, value=lambda record: cell(heading, record.get(heading.name)))


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
    assurers = [column(heading, locked=True, value=_recommended(heading)) for heading in ASSURER_HEADINGS]
    councils = [column(heading, locked=not editable, value=_answered(heading)) for heading in COUNCIL_HEADINGS]
    reviewers = [column(COMMENTS, value=lambda row: None)] if comments else []
    sheet = write_sheet(book, PLAN.name, assurers + councils + reviewers, document.rows, freeze_columns=1)
    prepare_page(sheet, 1, 1, paper=A3)


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
