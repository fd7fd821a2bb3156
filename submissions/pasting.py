"""A block that was copied from a spreadsheet: which cells of the table it fills, and what cannot be read of it."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from assurance.template import ASSURER_HEADINGS, COUNCIL_HEADINGS
from assurance.workbook.cells import Wrong, text_of
from assurance.workbook.problems import listed
from assurance.workbook.tables import heading_of, spelt
from iip.spreadsheets import LIMITS
from submissions.columns import COLUMNS
from submissions.import_page import counted
from submissions.returned_workbook import spelt as as_spelt
from submissions.table import CellReader, sentence, written

REF = "ref"
KNOWN = spelt(ASSURER_HEADINGS + COUNCIL_HEADINGS)


@dataclass(frozen=True)
class Filled:
    """One cell that a block fills: as the table writes it, or as it came where it cannot be read."""

    ref: str
    column: str
    text: str
    wrong: str = ""


@dataclass(frozen=True)
class Pasted:
    """What a block comes to."""

    cells: tuple[Filled, ...]
    remarks: tuple[str, ...]  # what of it found no place, in sentences


def read_block(
    text: str, reader: CellReader, *, refs: Sequence[str], columns: Sequence[str], ref: str = "", column: str = ""
) -> Pasted:
    """Where the cells of a block belong, and what they mean.

    `refs` and `columns` are those of the table; `ref` and `column` those of the cell into which it is pasted, the
    first one where they are not said. A block that brings its headings is placed by them, and by its refs where it
    has a column of them, wherever it is pasted.
    """
    rows = _rows(text)
    named = _headings(rows[0]) if rows else {}
    rows = rows[1:] if named else rows
    named = named or dict(enumerate(columns[columns.index(column) if column in columns else 0 :]))
    if REF in named.values():
        places = _by_ref(rows, named, refs)
    else:
        places = dict(enumerate(refs[refs.index(ref) if ref in refs else 0 :]))
    cells = [
        _filled(reader, places[at], named[place], found)
        for at, row in enumerate(rows)
        if places.get(at) in refs
        for place, found in enumerate(row)
        if named.get(place) in columns
    ]
    return Pasted(tuple(cells), tuple(_remarks(rows, named, places, refs, columns)))


def _rows(text: str) -> list[list[str]]:
    """The rows of text separated by tabs, as a spreadsheet puts it on the clipboard; at most a sheet's."""
    lines = (f"{line}\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n"))
    try:
        read = list(islice(csv.reader(lines, csv.excel_tab), LIMITS.rows))
    except csv.Error:  # a cell that is longer than any of ours may be
        return []
    return [[text_of(cell) for cell in (row or [""])[: LIMITS.columns]] for row in read if text]


def _headings(row: Sequence[str]) -> dict[int, str]:
    """The column of each place, where the row is one of headings: all its cells are, and at least two."""
    found = {place: heading_of(cell, KNOWN) for place, cell in enumerate(row) if cell}
    if len(found) < 2 or not all(found.values()):
        return {}
    return {place: heading.name for place, heading in found.items() if heading}


def _by_ref(rows: Sequence[Sequence[str]], named: Mapping[int, str], refs: Sequence[str]) -> dict[int, str]:
    at = next(place for place, name in named.items() if name == REF)
    return {number: as_spelt(row[at], refs) for number, row in enumerate(rows) if len(row) > at and row[at]}


def _filled(reader: CellReader, ref: str, name: str, found: str) -> Filled:
    try:
        return Filled(ref, name, written(name, reader.cell(name, found)))
    except Wrong as wrong:
        return Filled(ref, name, found, sentence(wrong.allowed, wrong.mend))


def _remarks(
    rows: Sequence[Sequence[str]],
    named: Mapping[int, str],
    places: Mapping[int, str],
    refs: Sequence[str],
    columns: Sequence[str],
) -> Iterator[str]:
    """What of a block found no place."""
    if unknown := [ref for at, ref in places.items() if at < len(rows) and ref not in refs]:
        yield f"Not pasted, because they are not in this table: {listed(unknown)}."
    if nameless := sum(any(row) and at not in places for at, row in enumerate(rows)):
        yield f"Not pasted, because the table has no row for them: {counted(nameless, 'row')}."
    if elsewhere := [COLUMNS[name].label for name in named.values() if name in COLUMNS and name not in columns]:
        yield f"Not pasted, because the table does not show these columns: {listed(elsewhere)}."
    if any(cell for row in rows for place, cell in enumerate(row) if place not in named):
        yield "Not pasted, because the table has no columns for it: what stands furthest to the right."
