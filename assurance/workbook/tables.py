"""The records of a sheet: which sheet is meant, where its headings stand, which column is which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assurance import synonyms
from assurance.synonyms import fold, fold_heading
from assurance.template import READING_SHEETS, Heading, SheetTemplate
from assurance.workbook.cells import text_of
from assurance.workbook.problems import Ledger, listed, shown
from iip.spreadsheets import LISTS, Row, Sheet, Sheets, Value, column_letter

TO_MEND, GUIDANCE = "To mend", "How to fill this in"  # sheets of ours that say nothing of the report
OURS = frozenset(fold(name) for name in (TO_MEND, GUIDANCE, *READING_SHEETS))
HEADING_ROWS = 40  # how far down the headings are looked for


@dataclass(frozen=True)
class Record:
    """One row under the headings."""

    sheet: str
    number: int
    values: Mapping[str, Value]
    columns: Mapping[str, str]  # the letter of each column by the heading's name

    def get(self, name: str) -> Value | None:
        return self.values.get(name)


@dataclass(frozen=True)
class Table:
    """A sheet's records, and the letter of each column found."""

    sheet: str
    columns: Mapping[str, str] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    found: bool = True

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)


def find_sheet(sheets: Sheets, template: SheetTemplate, ledger: Ledger) -> Sheet | None:
    """The workbook's sheet for a template's: by its name first, by another spelling after that."""
    by_name = {fold(name): sheet for name, sheet in sheets.items()}
    if sheet := by_name.get(fold(template.name)):
        return _mentioned(sheet, template, ledger)
    for spelling in sorted(synonyms.spellings(template.name, synonyms.SHEETS)):
        if sheet := by_name.get(spelling):
            ledger.warn(f"Sheet “{shown(sheet.name)}” read as {template.name}.")
            return _mentioned(sheet, template, ledger)
    if template.required:
        names = [shown(name) for name, sheet in sheets.items() if not is_ours(sheet)]
        ledger.error(
            template.name, None, "", "", f"A sheet named {template.name}",
            f"Add the sheet {template.name}, as in the template. "
            f"The workbook has: {listed(names)}.",
        )  # fmt: skip
    return None


def mention_other_sheets(sheets: Sheets, read: set[str], ledger: Ledger) -> None:
    """Say which sheets were not read; those that we put there ourselves are not worth a word."""
    for name, sheet in sheets.items():
        if name not in read and not is_ours(sheet) and len(sheet):
            ledger.warn(f"Sheet “{shown(name)}” is not part of the template and was not read.")


def is_ours(sheet: Sheet) -> bool:
    """Whether we put the sheet there: guidance, the list of problems, what is to be read, or dropdowns' values."""
    return fold(sheet.name) in OURS or (sheet.name == LISTS and sheet.hidden)


def read_table(sheet: Sheet | None, template: SheetTemplate, ledger: Ledger) -> Table:
    """The records of a sheet. Missing or doubled columns go into the ledger."""
    if sheet is None:
        return Table(template.name, found=False)
    top, places = heading_row(sheet, template)
    if top is None:
        _no_headings(template, ledger)
        return Table(template.name, found=False)
    columns = _columns(top, places, template, ledger)
    _check_missing(columns, template, top.number, ledger)
    letters = {name: column_letter(place) for name, place in columns.items()}
    _mention_hidden_columns(sheet, letters, columns, template, ledger)
    rows = [row for row in sheet if row.number > top.number]
    _mention_extra_columns(top, rows, columns, places, template, ledger)
    records = _records(rows, columns, letters, template, top, ledger)
    return Table(template.name, letters, tuple(records))


def heading_of(text: Value, headings: Mapping[str, Heading]) -> Heading | None:
    """The heading that a cell's text spells, or None."""
    if not isinstance(text, str) or len(text) > 200:
        return None
    return headings.get(fold(text)) or headings.get(fold_heading(text))


def spelt(headings: tuple[Heading, ...]) -> dict[str, Heading]:
    """Every folded spelling of each heading; a heading itself wins over another's synonym."""
    known: dict[str, Heading] = {}
    for heading in headings:
        for word in synonyms.spellings(heading.label, synonyms.HEADINGS):
            known.setdefault(word, heading)
    return known | {fold(heading.label): heading for heading in headings}


def _mentioned(sheet: Sheet, template: SheetTemplate, ledger: Ledger) -> Sheet:
    if sheet.hidden:
        ledger.warn(f"Sheet {template.name} is hidden; it was read.")
    return sheet


def heading_row(sheet: Sheet, template: SheetTemplate) -> tuple[Row | None, dict[int, Heading]]:
    """The row, of the first ones, that spells most of the headings; at least two, or all."""
    known = spelt(template.headings)
    best: tuple[Row | None, dict[int, Heading]] = (None, {})
    most = min(2, len(template.headings)) - 1
    for row in sheet.rows[:HEADING_ROWS]:
        places = {
            column: heading for column, text in sorted(row.values.items()) if (heading := heading_of(text, known))
        }
        count = len({heading.name for heading in places.values()})
        if count > most:
            best, most = (row, places), count
    return best


def _columns(top: Row, places: Mapping[int, Heading], template: SheetTemplate, ledger: Ledger) -> dict[str, int]:
    """The column of each heading: an exact heading before a synonym; two of a kind are an error."""
    columns: dict[str, int] = {}
    for exact in (True, False):
        for place, heading in places.items():
            text = text_of(top.values[place])
            if (fold(text) == fold(heading.label)) is not exact:
                continue
            if heading.name not in columns:
                columns[heading.name] = place
                if not exact and fold_heading(text) != fold(heading.label):
                    ledger.warn(f"{template.name}: “{shown(text)}” read as {heading.label}.")
            elif fold(text_of(top.values[columns[heading.name]])) == fold(text):
                _doubled(top, place, heading, template, ledger)
    return columns


def _doubled(top: Row, place: int, heading: Heading, template: SheetTemplate, ledger: Ledger) -> None:
    ledger.error(
        template.name, top.number, column_letter(place), text_of(top.values[place]),
        f"One column {heading.label}", "Remove or rename one of the two columns.", heading.label,
    )  # fmt: skip


def _no_headings(template: SheetTemplate, ledger: Ledger) -> None:
    labels = listed(heading.label for heading in template.headings)
    ledger.error(
        template.name, None, "", "", f"A row with the headings {labels}",
        f"Put the template's headings in the first {HEADING_ROWS} rows.",
    )  # fmt: skip


def _check_missing(columns: Mapping[str, int], template: SheetTemplate, row: int, ledger: Ledger) -> None:
    for heading in template.headings:
        if heading.required and heading.name not in columns:
            ledger.error(
                template.name, row, "", "", f"A column {heading.label}",
                f"Add the column {heading.label}, as in the template.", heading.label,
            )  # fmt: skip


def _mention_hidden_columns(
    sheet: Sheet,
    letters: Mapping[str, str],
    columns: Mapping[str, int],
    template: SheetTemplate,
    ledger: Ledger,
) -> None:
    if hidden := [letters[name] for name, place in columns.items() if place in sheet.hidden_columns]:
        ledger.warn(f"{template.name}: hidden columns were read: {listed(hidden)}.")


def _mention_extra_columns(
    top: Row,
    rows: list[Row],
    columns: Mapping[str, int],
    places: Mapping[int, Heading],
    template: SheetTemplate,
    ledger: Ledger,
) -> None:
    used = {place for row in rows for place in row.values}
    for place in sorted(used - set(columns.values())):
        named = shown(text_of(top.values.get(place)))
        why = "stands twice" if place in places else "is not part of the template"
        title = f" (“{named}”)" if named else " (no heading)"
        ledger.warn(f"{template.name}: column {column_letter(place)}{title} {why} and was not read.")


def _records(
    rows: list[Row],
    columns: Mapping[str, int],
    letters: Mapping[str, str],
    template: SheetTemplate,
    top: Row,
    ledger: Ledger,
) -> Iterator[Record]:
    headings, hidden, repeated = dict(top.values), [], []
    for row in rows:
        values = {name: row.values[place] for name, place in columns.items() if _says(row.values.get(place))}
        if not values:
            continue
        if all(headings.get(columns[name]) == value for name, value in values.items()):
            repeated.append(row.number)
            continue
        if row.hidden:
            hidden.append(row.number)
        yield Record(template.name, row.number, values, letters)
    if hidden:
        ledger.warn(f"{template.name}: hidden rows were read: {listed(hidden)}.")
    if repeated:
        ledger.warn(f"{template.name}: repeated headings were skipped: rows {listed(repeated)}.")


def _says(value: Value | None) -> bool:
    return bool(text_of(value)) if isinstance(value, str) else value is not None
