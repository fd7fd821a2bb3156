"""The council's part: its columns of Plan, its workstreams and milestones, as plain values."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assurance.synonyms import fold
from assurance.template import COMMENTS, COUNCIL_HEADINGS, MILESTONES, PLAN, WORKSTREAMS, Heading
from assurance.workbook.content import (
    CommentRow,
    MilestoneRow,
    RecommendationRow,
    ResponseRow,
    WorkstreamRow,
)
from assurance.workbook.reader import Reader
from assurance.workbook.report import heading_named
from assurance.workbook.tables import Record, Table
from iip.quarters import Quarter

REFS = ("waits_for", "covered_by")


def read_workstreams(table: Table, reader: Reader) -> tuple[WorkstreamRow, ...]:
    """The workstreams, each name once."""
    rows: dict[str, WorkstreamRow] = {}
    for record in table:
        values = reader.record(record, WORKSTREAMS.headings)
        if values is None:
            continue
        if (key := fold(values["name"])) in rows:
            mend = f"Row {rows[key].row} has this name too: give each workstream its own."
            reader.wrong(record, heading_named(WORKSTREAMS, "name"), "Each name once", mend)
            continue
        rows[key] = WorkstreamRow(row=record.number, **values)
    return tuple(rows.values())


def read_milestones(table: Table, refs: Mapping[str, str], reader: Reader) -> tuple[MilestoneRow, ...]:
    """The milestones, in the sheet's order. Takes the refs of the sheet Plan, as `refs_of` gives them."""
    rows = []
    for record in table:
        values = reader.record(record, MILESTONES.headings)
        if values is None or not _ref_is_known(record, values, refs, reader):
            continue
        rows.append(MilestoneRow(**{**values, "row": record.number, "ref": refs[values["ref"].casefold()]}))
    return tuple(rows)


def _ref_is_known(record: Record, values: Mapping[str, Any], refs: Mapping[str, str], reader: Reader) -> bool:
    if values["ref"].casefold() in refs:
        return True
    reader.wrong(record, heading_named(MILESTONES, "ref"), "A ref of the sheet Plan", "Correct the ref.")
    return False


def refs_of(table: Table, recommendations: Sequence[RecommendationRow], reader: Reader) -> dict[str, str]:
    """Every ref of the sheet Plan by its folded form, also of rows with something else wrong in them."""
    given = (reader.quietly(record, _heading("ref")) for record in table)
    refs = {ref.casefold(): ref for ref in given if ref}
    return refs | {row.ref.casefold(): row.ref for row in recommendations}


def read_responses(
    table: Table,
    recommendations: Sequence[RecommendationRow],
    refs: Mapping[str, str],
    workstreams: Mapping[str, str] | None,
    reader: Reader,
) -> tuple[ResponseRow, ...]:
    """The council's columns of each recommendation, only those that the sheet has, as JSON values.

    `workstreams` gives the names by their folded form; None where the workbook has no such sheet.
    """
    headings = [heading for heading in COUNCIL_HEADINGS if heading.name in table.columns]
    checks = _Checks(reader, refs, workstreams)
    own = {row.row: row.ref for row in recommendations}
    rows = []
    for record in table:
        ref = own.get(record.number, "")
        values = reader.record(record, headings)
        if values is not None and checks.hold(record, ref, values):
            rows.append(ResponseRow(record.number, ref, {name: _json(v) for name, v in values.items()}))
    return tuple(rows)


def read_comments(table: Table, recommendations: Sequence[RecommendationRow], reader: Reader) -> tuple[CommentRow, ...]:
    """What a reviewer says in the column Comments, by recommendation."""
    if COMMENTS.name not in table.columns:
        return ()
    own = {row.row: row.ref for row in recommendations}
    said = ((record, reader.record(record, (COMMENTS,))) for record in table)
    return tuple(
        CommentRow(record.number, own.get(record.number, ""), values[COMMENTS.name])
        for record, values in said
        if values and values[COMMENTS.name]
    )


def names_of(table: Table, reader: Reader) -> dict[str, str] | None:
    """Every workstream's name by its folded form; None where the workbook has no such sheet."""
    if not table.found:
        return None
    heading = heading_named(WORKSTREAMS, "name")
    names = (reader.quietly(record, heading) for record in table)
    return {fold(name): name for name in names if name}


class _Checks:
    """What a response's values must keep to beside the other rows of the workbook."""

    def __init__(self, reader: Reader, refs: Mapping[str, str], workstreams: Mapping[str, str] | None):
        self.reader, self.refs, self.workstreams = reader, refs, workstreams

    def hold(self, record: Record, ref: str, values: dict[str, Any]) -> bool:
        """Whether all is right; refs and workstreams are put as their own rows write them."""
        troubles = [*self._refs(ref, values), *self._workstream(values), *quarters_in_order(values)]
        for name, allowed, mend in troubles:
            self.reader.wrong(record, _heading(name), allowed, mend)
        return not troubles

    def _refs(self, own: str, values: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
        for name in REFS:
            given = values.get(name) or ()
            given = (given,) if isinstance(given, str) else given
            unknown = [ref for ref in given if ref.casefold() not in self.refs]
            if unknown:
                yield name, "A ref of the sheet Plan", f"There is no {', '.join(unknown)}: correct it."
                continue
            known = [self.refs[ref.casefold()] for ref in given]
            if own in known:
                yield name, "A ref of another row", "Remove the recommendation's own ref."
            if name in values:
                values[name] = known if name == "waits_for" else "".join(known)

    def _workstream(self, values: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
        name = values.get("workstream")
        if not name or self.workstreams is None:
            return
        if fold(name) in self.workstreams:
            values["workstream"] = self.workstreams[fold(name)]
        else:
            allowed = "A name of the sheet Workstreams"
            yield "workstream", allowed, "Add it to the sheet Workstreams or correct it."


def quarters_in_order(values: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    """What is wrong with a start and an end, as (column, allowed, mend)."""
    start, end = values.get("start"), values.get("end")
    if start and end and Quarter.parse(end) < Quarter.parse(start):
        yield "end", f"A quarter not before {start}", "Correct the start or the end."


def _heading(name: str) -> Heading:
    return heading_named(PLAN, name)


def _json(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_json(each) for each in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
