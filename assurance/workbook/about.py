"""The sheet About: a field and its value a row."""

import datetime
from collections.abc import Mapping
from typing import Any

from assurance.synonyms import fold, fold_heading
from assurance.template import ABOUT, ABOUT_COLUMNS, ABOUT_EXPORT, TEMPLATE_VERSION, Heading
from assurance.workbook.cells import text_of
from assurance.workbook.content import About
from assurance.workbook.problems import listed, shown
from assurance.workbook.reader import Reader
from assurance.workbook.tables import Record, heading_of, spelt
from iip.spreadsheets import Sheet, Value, column_letter

NARRATIVES = ("executive_summary", "good_practice", "areas_for_improvement", "review_method")
BY_NAME = {heading.name: heading for heading in ABOUT.headings}


def read_about(sheet: Sheet | None, reader: Reader) -> About | None:
    """The facts of the report, or None where something is wrong with them."""
    if sheet is None:
        return None
    record, rows = _record(sheet, reader)
    places = _Places(record, rows)
    headings = ABOUT.headings + ABOUT_EXPORT
    single = [reader.record(places.of(heading), [heading]) for heading in headings]
    missing = _report_missing(record, reader)
    values: dict[str, Any] = {}
    for each in single:
        values |= each or {}
    reader.choose_framework(values.get("framework", ""))
    right = all(each is not None for each in single) and not missing
    right = _check_facts(values, places, reader) and right
    return About(**values) if right else None


class _Places:
    """A record for each field, because each stands in a row of its own."""

    def __init__(self, record: Record, rows: Mapping[str, int]):
        self.record, self.rows = record, rows

    def of(self, heading: Heading) -> Record:
        row = self.rows.get(heading.name, 0)
        return Record(self.record.sheet, row, self.record.values, self.record.columns)


def _record(sheet: Sheet, reader: Reader) -> tuple[Record, dict[str, int]]:
    """All fields as one record, and the row of each."""
    known = spelt(ABOUT.headings + ABOUT_EXPORT)
    values: dict[str, Value] = {}
    columns: dict[str, str] = {}
    rows: dict[str, int] = {}
    for row in sheet:
        cells = [(place, value) for place, value in sorted(row.values.items()) if text_of(value)]
        heading = heading_of(cells[0][1], known) if cells else None
        if heading is None:
            _mention_unknown(cells, reader)
            continue
        if heading.name in rows:
            _report_twice(heading, row.number, cells[0], reader)
            continue
        _mention_synonym(heading, cells[0][1], reader)
        rows[heading.name] = row.number
        columns[heading.name] = column_letter(cells[0][0] + 1)
        found = next((cell for cell in cells[1:] if cell[1] != cells[0][1]), None)
        if found:
            columns[heading.name], values[heading.name] = column_letter(found[0]), found[1]
    return Record(ABOUT.name, 0, values, columns), rows


def _mention_unknown(cells: list[tuple[int, Value]], reader: Reader) -> None:
    words = [text_of(value) for _, value in cells]
    if len(cells) > 1 and words[:2] != list(ABOUT_COLUMNS) and words[0] != words[1]:
        reader.ledger.warn(f"About: “{shown(words[0])}” is not part of the template and was not read.")


def _mention_synonym(heading: Heading, found: Value, reader: Reader) -> None:
    if fold_heading(text_of(found)) != fold(heading.label):
        reader.ledger.warn(f"About: “{shown(found)}” read as {heading.label}.")


def _report_twice(heading: Heading, row: int, cell: tuple[int, Value], reader: Reader) -> None:
    reader.ledger.error(
        ABOUT.name, row, column_letter(cell[0]), text_of(cell[1]), f"{heading.label} once",
        "Remove one of the two rows.", heading.label,
    )  # fmt: skip


def _report_missing(record: Record, reader: Reader) -> bool:
    missing = [h for h in ABOUT.headings if h.required and h.name not in record.columns]
    for heading in missing:
        reader.ledger.error(
            ABOUT.name, None, "", "", f"A row {heading.label}",
            f"Add a row {heading.label} with its value, as in the template.", heading.label,
        )  # fmt: skip
    empty = [BY_NAME[name].label for name in NARRATIVES if name not in record.values]
    if empty:
        reader.ledger.warn(f"About: blank: {listed(empty)}.")
    return bool(missing)


def _check_facts(values: Mapping[str, Any], places: _Places, reader: Reader) -> bool:
    checks = (
        ("template_version", _template_is_known(values.get("template_version"))),
        ("framework", _framework_is_known(values.get("framework"), reader)),
        ("review_ended", _in_order(values, "review_started", "review_ended")),
        ("issued_on", _in_order(values, "review_ended", "issued_on")),
    )
    for name, trouble in checks:
        if trouble:
            reader.wrong(places.of(BY_NAME[name]), BY_NAME[name], *trouble)
    return not any(trouble for _, trouble in checks)


def _template_is_known(version: int | None) -> tuple[str, str] | None:
    if version in {None, TEMPLATE_VERSION}:
        return None
    return str(TEMPLATE_VERSION), "Copy the content into the current template."


def _framework_is_known(version: str | None, reader: Reader) -> tuple[str, str] | None:
    if not version or version in reader.frameworks:
        return None
    known = "; ".join(sorted(reader.frameworks))
    return known, "Enter the CAF version that the assessment used."


def _in_order(values: Mapping[str, Any], first: str, second: str) -> tuple[str, str] | None:
    before: datetime.date | None = values.get(first)
    after: datetime.date | None = values.get(second)
    if before and after and after < before:
        label = BY_NAME[first].label
        return f"A date on or after {label}", f"Correct this date or {label}."
    return None
