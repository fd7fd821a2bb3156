"""A sheet as it was read, written again with some of its cells marked and explained."""

import datetime
from collections.abc import Mapping, Sequence

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.datetime import from_excel, to_excel
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from iip.spreadsheets.reading import Row, Sheet
from iip.spreadsheets.values import CONTROL, LIKE_ESCAPE, Value
from iip.spreadsheets.writing import DATE, Book, row_height, write_text

Place = tuple[int, int]  # row and column, from 1
NARROWEST, WIDEST = 10, 60  # characters
TIME = "hh:mm:ss"
MOMENT = "d mmmm yyyy hh:mm:ss"
LONGEST_TITLE = 31
NOT_IN_TITLES = "[]:*?/\\'"
NOTE_WIDTH, NOTE_LINE, NOTE_CHARACTERS = 360, 18, 48  # pixels, pixels, characters a line
AUTHOR = "Improvement plans"


def copy_sheet(book: Book, sheet: Sheet, title: str, marks: Mapping[Place, str], heading: int = 0) -> Worksheet:
    """A sheet with the same values in the same places, and its marked cells in a colour.

    Takes a title as `sheet_title` gives it, the note of each marked cell by its place ("" for colour
    alone), and the number of the heading row. What was hidden stays so, but where something is marked.
    """
    copy = book.workbook.create_sheet(title)
    widths = _widths(sheet)
    _copy_rows(book, copy, sheet, widths, heading)
    for (number, column), note in marks.items():
        _mark(book, copy.cell(number, column), note)
    for column, width in widths.items():
        copy.column_dimensions[get_column_letter(column)].width = width
    _hide(copy, sheet, marks)
    return copy


def sheet_title(name: str, taken: Sequence[str]) -> str:
    """A sheet's name as Excel allows it, unlike those that are taken."""
    plain = "".join("_" if letter in NOT_IN_TITLES or letter < " " else letter for letter in CONTROL.sub("_", name))
    stem, title, number = plain.strip()[:LONGEST_TITLE] or "Sheet", "", 1
    title = stem
    while title.casefold() in {other.casefold() for other in taken}:
        number += 1
        title = f"{stem[: LONGEST_TITLE - 4]} {number}"
    return title


def _copy_rows(book: Book, copy: Worksheet, sheet: Sheet, widths: Mapping[int, float], heading: int) -> None:
    """The rows, each as wide as the headings above it, so that blank cells have their borders too."""
    breadth: set[int] = set()
    for row in sheet:
        breadth = set(row.values) if row.number == heading else breadth
        style = "iip heading" if row.number == heading else "iip open"
        for column in breadth | set(row.values):
            cell = copy.cell(row.number, column)
            book.paint(cell, style)
            _copy_value(cell, row.values.get(column))
        copy.row_dimensions[row.number].height = _height(row, widths)


def link_cell(book: Book, cell: Cell, title: str, place: Place) -> None:
    """Make a cell lead to another, on the sheet of that title."""
    target = f"{quote_sheetname(title)}!{get_column_letter(place[1])}{place[0]}"
    book.paint(cell, "iip link")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)


def _copy_value(cell: Cell, value: Value | None) -> None:
    if value is None:
        return
    if isinstance(value, str):
        write_text(cell, value)
    elif isinstance(value, datetime.date | datetime.time) and not _survives(value):
        write_text(cell, str(value))
    else:
        cell.value = value
        if number_format := _format(value):
            cell.number_format = number_format


def _survives(value: datetime.date | datetime.time) -> bool:
    """Whether Excel's calendar has the day, and gives it back the same."""
    if isinstance(value, datetime.datetime | datetime.time) and value.tzinfo:
        return False
    try:
        again = from_excel(to_excel(value))
    except (ValueError, OverflowError, TypeError):
        return False
    return again in (value, _midnight(value))


def _midnight(value: datetime.date | datetime.time) -> datetime.datetime | None:
    if isinstance(value, datetime.time):
        return None
    return datetime.datetime.combine(value, datetime.time())


def _format(value: Value) -> str:
    if isinstance(value, datetime.datetime):
        return MOMENT
    if isinstance(value, datetime.time):
        return TIME
    return DATE if isinstance(value, datetime.date) else ""


def _widths(sheet: Sheet) -> dict[int, float]:
    """Characters, by column, so that what is there can be read without dragging."""
    widths: dict[int, float] = {}
    for row in sheet:
        for column, value in row.values.items():
            longest = max(map(len, value.split("\n"))) if isinstance(value, str) else 18
            widths[column] = max(widths.get(column, NARROWEST), min(longest + 2, WIDEST))
    return widths


def _height(row: Row, widths: Mapping[int, float]) -> float:
    return row_height([widths[column] for column in row.values], list(row.values.values()))


def _mark(book: Book, cell: Cell, note: str) -> None:
    kept = cell.number_format
    prefixed = cell.quotePrefix
    book.paint(cell, "iip marked")
    cell.number_format = kept
    if prefixed:
        cell.quotePrefix = True
    if note:
        lines = sum(-(-max(len(line), 1) // NOTE_CHARACTERS) for line in note.split("\n")) + 1
        text = LIKE_ESCAPE.sub("_x005F_", CONTROL.sub("\N{REPLACEMENT CHARACTER}", note))
        cell.comment = Comment(text, AUTHOR, height=lines * NOTE_LINE, width=NOTE_WIDTH)


def _hide(copy: Worksheet, sheet: Sheet, marks: Mapping[Place, str]) -> None:
    rows, columns = ({place[axis] for place in marks} for axis in (0, 1))
    for row in sheet:
        if row.hidden and row.number not in rows:
            copy.row_dimensions[row.number].hidden = True
    for column in sorted(sheet.hidden_columns - columns):
        copy.column_dimensions[get_column_letter(column)].hidden = True
    if sheet.hidden and not marks:
        copy.sheet_state = "hidden"
