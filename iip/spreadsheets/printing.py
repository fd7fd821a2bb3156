"""A sheet on paper: landscape, one page wide, rows as high as their text, and the marking on every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from iip.measuring import width_of

LINE_HEIGHT, TALLEST = 15.0, 409.0  # points; Excel shows no taller row
A4, A3 = 9, 8
LONGEST_EDGE = 60  # characters of each piece of furniture: all of a header may be 255
MARGIN = 0.4  # inches
INCH, SIDES = 72, (595.0, 842.0)  # points: of A4
SIZE = 11  # points: of our letters
CHARACTER, BESIDE = 6.0, 3.75  # points: a digit, by which a column is counted, and what it has beside its characters
SAFE = 0.92  # of a column: letters on a screen are set wider than on paper, and those of headings are bold
BLANK = width_of(" ", SIZE)


@dataclass(frozen=True)
class Furniture:
    """What stands at the edge of every printed page."""

    owner: str
    marking: str
    code: str
    note: str


def add_furniture(workbook: Workbook, furniture: Furniture) -> None:
    """Put it on every sheet, and the marking among the file's properties."""
    workbook.properties.category = furniture.marking
    for sheet in workbook:
        sheet.oddHeader.left.text = _edge(furniture.owner)
        sheet.oddHeader.right.text = _edge(furniture.code)
        sheet.oddHeader.center.text = sheet.oddFooter.center.text = _edge(furniture.marking)
        sheet.oddFooter.left.text = _edge(furniture.note)


def _edge(words: str) -> str:
    """Words as Excel prints them: an ampersand would begin an instruction."""
    line = " ".join(words.split())
    shown = line if len(line) <= LONGEST_EDGE else f"{line[: LONGEST_EDGE - 1].rstrip()}…"
    return shown.replace("&", "&&")


def prepare_page(sheet: Worksheet, top: int = 0, freeze_columns: int = 0, *, paper: int = A4) -> None:
    """Landscape, one page wide; the headings in row `top`, if any, stay in view and repeat in print."""
    if top:
        sheet.freeze_panes = f"{get_column_letter(freeze_columns + 1)}{top + 1}"
        sheet.print_title_rows = f"{top}:{top}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = MARGIN
    sheet.oddFooter.right.text = "Page &P of &N"


def page_room(sheet: Worksheet, widths: Sequence[float]) -> float:
    """Points of rows that one printed page of such columns holds: a little less, since programs differ.

    `widths`: of all columns, in characters.
    """
    margins = sheet.page_margins
    across = SIDES[1] - (margins.left + margins.right) * INCH
    down = SIDES[0] - (margins.top + margins.bottom) * INCH
    smaller = min(1.0, across / sum(width * CHARACTER + BESIDE for width in widths))
    return down / smaller


def row_height(widths: Sequence[float], values: Sequence[Any]) -> float:
    """Points, estimated from the text, because Excel does not fit rows when it opens a file."""
    lines = 1
    for each, value in zip(widths, values, strict=True):
        if isinstance(value, str):
            room = max(each, 1) * CHARACTER * SAFE
            lines = max(lines, sum(_lines(line, room) for line in value.split("\n")))
    return min(lines * LINE_HEIGHT + 3, TALLEST)


def _lines(text: str, room: float) -> int:
    """How many lines a paragraph takes, broken between words, and within one only where it is longer than a line."""
    lines, left = 1, room
    for word in text.split(" "):
        wide = _wide(word)
        if wide > left and left < room:
            lines, left = lines + 1, room
        if wide > room:
            more = int(wide // room)
            lines, wide = lines + more, wide - more * room
        left -= wide + BLANK
    return lines


@lru_cache(maxsize=10_000)
def _wide(word: str) -> float:
    return width_of(word, SIZE)
