"""Columns and rows as a workbook: text stays text, choices have dropdowns, pages print well."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from iip.spreadsheets.values import CONTROL, LIKE_ESCAPE, LINE_END

LONGEST = 32_767  # characters in a cell; openpyxl would cut the rest without a word
LONGEST_LIST = 255  # characters of a dropdown written into its rule
LISTS = "Lists"  # the hidden sheet of longer dropdowns
DATE = "d mmmm yyyy"
RISKY = ("=", "+", "-", "@", "\t", "\n", "'")
LINE_HEIGHT, TALLEST = 15.0, 409.0  # points; Excel shows no taller row
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
A4 = 9


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


@dataclass
class Book:
    """A workbook that is being written."""

    title: str = ""
    creator: str = "Improvement plans"
    workbook: Workbook = field(default_factory=Workbook)
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)
    styles: dict[str, StyleArray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.workbook.remove(self.workbook.active)
        for style in _styles():
            self.workbook.add_named_style(style)
            self.styles[style.name] = StyleArray(style.as_tuple())

    def paint(self, cell: Cell, style: str) -> None:
        """Give a cell a style of ours; by `cell.style` this takes long over many cells."""
        cell._style = copy(self.styles[style])


def new_book(title: str = "") -> Book:
    """An empty workbook; `title` is its title property."""
    return Book(title=writable(title))


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
        _write(book, sheet.cell(number, 1), line, None, "iip words" if number > 1 else "iip banner")
    top = len(banner) + 1
    for place, column in enumerate(columns, 1):
        _write(book, sheet.cell(top, place), column.heading, None, "iip heading")
    records = list(records)
    count = _write_rows(book, sheet, columns, records, top)
    last = top + count + spare_rows
    _unlock_spare(book, sheet, columns, top + count + 1, last)
    for place, column in enumerate(columns, 1):
        _add_dropdowns(book, sheet, column, get_column_letter(place), records, top + 1, last)
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
    saved = io.BytesIO()
    book.workbook.save(saved)
    return _repacked(saved, at)


def _write_rows(book: Book, sheet: Worksheet, columns: Sequence[Column], records: Iterable[Any], top: int) -> int:
    rows = sheet_rows(columns, records)
    for number, values in enumerate(rows, top + 1):
        for place, (column, value) in enumerate(zip(columns, values, strict=True), 1):
            cell = sheet.cell(number, place)
            style = "iip fixed" if column.locked else "iip open"
            _write(book, cell, value, column.number_format, style)
        sheet.row_dimensions[number].height = row_height([column.width for column in columns], values)
    return len(rows)


def _write(book: Book, cell: Cell, value: Any, number_format: str | None, style: str) -> None:
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


def row_height(widths: Sequence[float], values: Sequence[Any]) -> float:
    """Points, estimated from the text, because Excel does not fit rows when it opens a file."""
    lines = 1
    for each, value in zip(widths, values, strict=True):
        if isinstance(value, str):
            width = max(int(each * 0.95), 1)
            lines = max(lines, sum(-(-max(len(line), 1) // width) for line in value.split("\n")))
    return min(lines * LINE_HEIGHT + 3, TALLEST)


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


def prepare_page(sheet: Worksheet, top: int = 0, freeze_columns: int = 0) -> None:
    """Landscape, one page wide; the headings in row `top`, if any, stay in view and repeat in print."""
    if top:
        sheet.freeze_panes = f"{get_column_letter(freeze_columns + 1)}{top + 1}"
        sheet.print_title_rows = f"{top}:{top}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.right.text = "Page &P of &N"


def _protect(sheet: Worksheet) -> None:
    """Lock the locked cells, without a password: against a slip of the hand, not against a person.

    In these attributes False means allowed.
    """
    sheet.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "formatCells", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)


def _styles() -> list[NamedStyle]:
    line = Side(style="thin", color="B1B4B6")
    box = Border(left=line, right=line, top=line, bottom=line)
    wrapped = Alignment(wrap_text=True, vertical="top")
    grey = PatternFill("solid", start_color="F3F2F1")
    link = Font(name="Arial", size=11, color="1D70B8", underline="single")
    red = Side(style="medium", color="D4351C")
    red_box = Border(left=red, right=red, top=red, bottom=red)
    yellow = PatternFill("solid", start_color="FFDD00")
    blue = PatternFill("solid", start_color="1D70B8")
    heading = NamedStyle("iip heading", alignment=wrapped, fill=blue, border=box)
    heading.font = Font(name="Arial", size=11, bold=True, color="FFFFFF")
    banner = NamedStyle("iip banner", alignment=Alignment(vertical="top"))
    banner.font = Font(name="Arial", size=14, bold=True)
    words = NamedStyle("iip words", Font(name="Arial", size=11), alignment=Alignment(vertical="top"))
    text = Font(name="Arial", size=11)
    return [
        heading,
        banner,
        words,
        NamedStyle("iip open", text, border=box, alignment=wrapped, protection=Protection(False)),
        NamedStyle("iip fixed", text, fill=grey, border=box, alignment=wrapped),
        NamedStyle("iip link", link, border=box, alignment=wrapped),
        NamedStyle("iip marked", text, fill=yellow, border=red_box, alignment=wrapped, protection=Protection(False)),
    ]


def _repacked(saved: io.BytesIO, at: datetime.datetime) -> bytes:
    """The same parts with times that do not depend on the clock."""
    moment = at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            data = before.read(info)
            if info.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, data)
            entry = zipfile.ZipInfo(info.filename, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, data)
    return out.getvalue()
