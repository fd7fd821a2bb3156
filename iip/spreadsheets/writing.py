"""Columns and rows as a workbook: text stays text, choices have dropdowns, pages print well."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import quoteattr

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from iip.spreadsheets.printing import Furniture, add_furniture, prepare_page, row_height
from iip.spreadsheets.styles import BODY, TONES, named_styles
from iip.spreadsheets.values import CONTROL, LIKE_ESCAPE, LINE_END

LONGEST = 32_767  # characters in a cell; openpyxl would cut the rest without a word
LONGEST_LIST = 255  # characters of a dropdown written into its rule
LISTS = "Lists"  # the hidden sheet of longer dropdowns
DATE = "d mmmm yyyy"
RISKY = ("=", "+", "-", "@", "\t", "\n", "'")
CHART = re.compile(rb'<(?:\w+:)?cNvPr id="\d+" name="Chart \d+"')
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


class NotWritable(ValueError):
    """A value that a workbook cannot hold; the text says which and why."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, its width in characters, and how to get its value from a record."""

    heading: str
    width: float
    value: Callable[[Any], Any]
    choices: Sequence[str] = ()
    locked: bool = False
    number_format: str | None = None
    hint: str = ""
    many: bool = False  # several choices in a cell, so the dropdown only suggests
    choices_of: Callable[[Any], Sequence[str]] | None = None  # the choices of one record, where they differ
    tones: Mapping[str, str] = field(default_factory=dict)  # of its values: the colour follows what is chosen
    look_of: Callable[[Any], str] | None = None  # a style's name without "iip", by record, for what nobody changes


@dataclass
class Book:
    """A workbook that is being written."""

    title: str = ""
    creator: str = "Improvement plans"
    furniture: Furniture | None = None
    workbook: Workbook = field(default_factory=Workbook)
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)
    styles: dict[str, StyleArray] = field(default_factory=dict)
    alternatives: list[str] = field(default_factory=list)  # what its charts say, in the order of the sheets

    def __post_init__(self) -> None:
        self.workbook.remove(self.workbook.active)
        self.workbook._named_styles["Normal"].font = BODY  # in whose digits the width of a column is counted
        for style in named_styles():
            self.workbook.add_named_style(style)
            self.styles[style.name] = StyleArray(style.as_tuple())

    def paint(self, cell: Cell, style: str) -> None:
        """Give a cell a style of ours; by `cell.style` this takes long over many cells."""
        cell._style = copy(self.styles[style])


def new_book(title: str = "", furniture: Furniture | None = None) -> Book:
    """An empty workbook; `title` is its title property, `furniture` what stands on the edge of each printed page."""
    return Book(title=writable(title), furniture=furniture)


def writable(text: str) -> str:
    """Text as a cell can hold it. Raises NotWritable for control characters or too much text."""
    text = LINE_END.sub("\n", text)
    if found := CONTROL.search(text):
        raise NotWritable(f"Remove the control character U+{ord(found[0]):04X}")
    if len(text) > LONGEST:
        raise NotWritable(f"Shorten the text to {LONGEST:,} characters: it has {len(text):,}")
    return text


def sheet_rows(columns: Sequence[Column], records: Iterable[Any]) -> list[list[Any]]:
    """The values of each record, in the columns' order: what every format of an export shows."""
    return [[column.value(record) for column in columns] for record in records]


def write_sheet(
    book: Book,
    title: str,
    columns: Sequence[Column],
    records: Iterable[Any],
    *,
    freeze_columns: int = 0,
    banner: Sequence[str] = (),
    spare_rows: int = 0,
    protect: bool = True,
) -> Worksheet:
    """A sheet with a heading row and a row for each record.

    Takes lines to stand above the headings (`banner`), how many columns stay in view, how many empty
    rows below may be filled in with the same dropdowns, and whether locked columns are locked or only
    look it (`protect`). Raises NotWritable.
    """
    sheet = book.workbook.create_sheet(title)
    for number, line in enumerate(banner, 1):
        write_cell(book, sheet.cell(number, 1), line, None, "iip words" if number > 1 else "iip banner")
    top = len(banner) + 1
    mixed = len({column.locked for column in columns}) > 1
    for place, column in enumerate(columns, 1):
        style = "iip heading fixed" if mixed and column.locked else "iip heading"
        write_cell(book, sheet.cell(top, place), column.heading, None, style)
    records = list(records)
    count = _write_rows(book, sheet, columns, records, top)
    last = top + count + spare_rows
    _unlock_spare(book, sheet, columns, top + count + 1, last)
    for place, column in enumerate(columns, 1):
        _add_dropdowns(book, sheet, column, get_column_letter(place), records, top + 1, last)
        add_tones(sheet, column.tones, get_column_letter(place), top + 1, last)
    _lay_out(sheet, columns, top, top + count)
    prepare_page(sheet, top, freeze_columns)
    if protect and any(column.locked for column in columns):
        _protect(sheet)
    return sheet


def workbook_bytes(book: Book, at: datetime.datetime | None = None) -> bytes:
    """The .xlsx file; the same content and the same `at` (its date property) give the same bytes."""
    at = at or datetime.datetime(2000, 1, 1)
    _write_lists(book)
    properties = book.workbook.properties
    properties.title, properties.creator, properties.created = book.title, book.creator, at
    if book.furniture:
        add_furniture(book.workbook, book.furniture)
    saved = io.BytesIO()
    book.workbook.save(saved)
    return _repacked(saved, at, iter(book.alternatives))


def _write_rows(book: Book, sheet: Worksheet, columns: Sequence[Column], records: Iterable[Any], top: int) -> int:
    records = list(records)
    rows = sheet_rows(columns, records)
    for number, (record, values) in enumerate(zip(records, rows, strict=True), top + 1):
        for place, (column, value) in enumerate(zip(columns, values, strict=True), 1):
            write_cell(book, sheet.cell(number, place), value, column.number_format, _style(column, record))
        sheet.row_dimensions[number].height = row_height([column.width for column in columns], values)
    return len(rows)


def _style(column: Column, record: Any) -> str:
    if column.look_of:
        return f"iip {column.look_of(record)}"
    return "iip fixed" if column.locked else "iip open"


def write_cell(book: Book, cell: Cell, value: Any, number_format: str | None, style: str) -> None:
    """A value of any kind in a style of ours. Raises NotWritable."""
    book.paint(cell, style)
    if value is None or value == "":
        return
    if isinstance(value, bool):
        value = "Yes" if value else "No"
    if isinstance(value, str):
        write_text(cell, value)
    elif isinstance(value, int | float | datetime.date):
        _write_number(cell, value, number_format)
    else:
        raise NotWritable(f"A cell cannot hold {type(value).__name__}")


def write_text(cell: Cell, value: str) -> None:
    """Text as text, whatever it begins with."""
    # Excel reads _x0041_ as "A": its own escape keeps what was typed.
    cell.value = None
    text = LIKE_ESCAPE.sub("_x005F_", writable(value))
    cell._value, cell.data_type = text, "s"
    if value.startswith(RISKY):
        cell.quotePrefix = True


def _write_number(cell: Cell, value: int | float | datetime.date, shown: str | None) -> None:
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        raise NotWritable("A cell cannot hold a number without end")
    cell.value = value
    is_date = isinstance(value, datetime.date)
    cell.number_format = shown or (DATE if is_date else "General")


def _unlock_spare(book: Book, sheet: Worksheet, columns: Sequence[Column], first: int, last: int) -> None:
    for number in range(first, last + 1):
        for place, column in enumerate(columns, 1):
            book.paint(sheet.cell(number, place), "iip fixed" if column.locked else "iip open")


def _add_dropdowns(
    book: Book, sheet: Worksheet, column: Column, letter: str, records: Sequence[Any], first: int, last: int
) -> None:
    """The column's dropdown, and one for each set of choices that some records have of their own."""
    if last < first or column.locked or not (column.choices or column.hint):
        return
    cells: dict[tuple[str, ...], list[str]] = {}
    if column.choices_of:
        for number, record in enumerate(records, first):
            cells.setdefault(tuple(column.choices_of(record)), []).append(f"{letter}{number}")
        first += len(records)
    if first <= last:
        cells.setdefault(tuple(column.choices), []).append(f"{letter}{first}:{letter}{last}")
    for choices, places in cells.items():
        add_dropdown(book, sheet, column, choices, " ".join(places))


def add_dropdown(book: Book, sheet: Worksheet, column: Column, choices: tuple[str, ...], places: str) -> None:
    """A dropdown of the choices, and the column's hint, in places such as "G2:G40 G45"."""
    rule = DataValidation(sqref=places, allow_blank=True)
    if choices:
        rule.type, rule.formula1 = "list", _list_source(book, choices)
        rule.showErrorMessage = not column.many
        rule.errorTitle, rule.error = "Not in the list", "Choose one of the values in the list."
    if column.hint:
        rule.showInputMessage = True
        rule.promptTitle, rule.prompt = column.heading[:32], column.hint[:LONGEST_LIST]
    sheet.add_data_validation(rule)


def add_tones(sheet: Worksheet, tones: Mapping[str, str], letter: str, first: int, last: int) -> None:
    """A colour for each value that has one; the value itself stands in the cell, so the colour never speaks alone."""
    if first > last:
        return
    for value, tone in tones.items():
        font, fill = TONES[tone]
        rule = CellIsRule(operator="equal", formula=[f'"{value}"'], font=font, fill=fill)
        sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", rule)


def _list_source(book: Book, choices: tuple[str, ...]) -> str:
    joined = ",".join(choices)
    plain = not any("," in choice or '"' in choice for choice in choices)
    if plain and len(joined) <= LONGEST_LIST:
        return f'"{joined}"'
    letter = book.lists.setdefault(choices, get_column_letter(len(book.lists) + 1))
    return f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(choices)}"


def _write_lists(book: Book) -> None:
    if not book.lists or LISTS in book.workbook.sheetnames:
        return
    sheet = book.workbook.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    for place, choices in enumerate(book.lists, 1):
        for number, choice in enumerate(choices, 1):
            write_text(sheet.cell(number, place), choice)


def _lay_out(sheet: Worksheet, columns: Sequence[Column], top: int, last: int) -> None:
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    headings = [column.heading for column in columns]
    sheet.row_dimensions[top].height = row_height([column.width for column in columns], headings)
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(columns))}{max(last, top)}"


def _protect(sheet: Worksheet) -> None:
    """Lock the locked cells, without a password: against a slip of the hand, not against a person.

    In these attributes False means allowed.
    """
    sheet.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "formatCells", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)


def _description(alternative: str) -> bytes:
    return f" descr={quoteattr(writable(alternative))}".encode()


def _repacked(saved: io.BytesIO, at: datetime.datetime, alternatives: Iterator[str]) -> bytes:
    """The same parts with times that do not depend on the clock, and charts that say what they show."""
    moment = at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            data = before.read(info)
            if info.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, data)
            if info.filename.startswith("xl/drawings/drawing"):
                data = CHART.sub(lambda found: found[0] + _description(next(alternatives)), data)
            entry = zipfile.ZipInfo(info.filename, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, data)
    return out.getvalue()
