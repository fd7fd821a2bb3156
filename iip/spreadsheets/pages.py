"""A sheet to be read from top to bottom: a title, words, figures and tables one below another, with charts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from iip.spreadsheets.printing import LINE_HEIGHT, page_room, prepare_page, row_height
from iip.spreadsheets.writing import Book, Column, sheet_rows, write_cell

CHART_WIDTH, CHART_EDGE, CHART_LINE, CHART_GAP = 17.0, 2.0, 0.42, 0.2  # centimetres: of a bar's name, between bars
NAME_LINE = 34  # characters of a bar's name that have room on a line
DETAIL = 4  # the column of what stands beside a figure, which in large type needs two
POINTS = 28.35  # in a centimetre
HEIGHTS = {"iip title": 30.0, "iip caption": 24.0, "iip figure": 24.0}  # of rows with large type
WORDS = LINE_HEIGHT + 1
INK = "0B0C0C"


@dataclass(frozen=True)
class Bars:
    """A chart of a table: a bar for each row, its parts from these columns (counted from 1), each in its colour."""

    parts: tuple[tuple[int, str], ...]
    beside: str  # the letter of the column at which it stands, beside its table
    alternative: str  # what it says, for whoever does not see it
    number_format: str = "General"  # of its axis


@dataclass(frozen=True)
class Words:
    """A paragraph in one of our looks; it runs over the columns to its right."""

    text: str
    style: str = "iip words"
    with_next: int = 0  # lines below it from which no page parts it


@dataclass(frozen=True)
class Figure:
    """A figure in large type."""

    label: str
    figure: str
    detail: str


@dataclass(frozen=True)
class Block:
    """A table: its columns from the left, None for one that is left free."""

    caption: str
    columns: Sequence[Column | None]
    records: Iterable[Any]
    totals: int = 0  # how many of its last rows are sums
    bars: Bars | None = None
    empty: str = "There are none."


Part = Words | Figure | Block
Cells = Sequence[tuple[Any, str | None, str] | None]  # of a row: value, number format and style


@dataclass
class _Page:
    book: Book
    sheet: Worksheet
    widths: Sequence[float]
    room: float  # points of rows on a printed page
    row: int = 1
    used: float = 0.0  # points of that page
    heights: dict[int, float] = field(default_factory=dict)

    def write(self, part: Part) -> None:
        if isinstance(part, Words):
            self.words(part)
        elif isinstance(part, Figure):
            self.figure(part)
        else:
            self.block(part)

    def words(self, part: Words) -> None:
        """As many rows as the words take, since a cell that runs over its neighbours never wraps."""
        across = int(sum(self.widths))
        self.keep(HEIGHTS.get(part.style, WORDS) + part.with_next * WORDS)
        for line in _broken(part.text, across):
            write_cell(self.book, self.sheet.cell(self.row, 1), line, None, part.style)
            self.end_row(HEIGHTS.get(part.style, WORDS))

    def figure(self, part: Figure) -> None:
        cells = ((1, part.label, "iip label"), (2, part.figure, "iip figure"), (DETAIL, part.detail, "iip detail"))
        for place, text, style in cells:
            write_cell(self.book, self.sheet.cell(self.row, place), text, None, style)
        self.end_row(HEIGHTS["iip figure"])

    def block(self, part: Block) -> None:
        records = list(part.records)
        lines = [_headings(part), *_lines(part, records)] if records else []
        heights = [self.height(line) for line in lines]
        names = [str(line[0][0]) for line in lines[1 : len(lines) - part.totals] if line[0]]
        chart = _chart_height(names) * POINTS if names and part.bars else 0.0
        start = sum(heights[:3]) if not chart else max(sum(heights), chart)  # what stays together on a printed page
        self.keep(LINE_HEIGHT + HEIGHTS["iip caption"] + start)
        self.end_row(LINE_HEIGHT)
        self.words(Words(part.caption, "iip caption"))
        if not records:
            self.words(Words(part.empty))
            return
        top = self.row
        for number, (line, height) in enumerate(zip(lines, heights, strict=True)):
            self.keep(sum(heights[number:] if number == len(lines) - 2 else [height]))  # the last has company
            self.line(line, height)
        if part.bars:
            self.add_chart(part.bars, top, self.row - 1 - part.totals, chart)

    def height(self, cells: Cells) -> float:
        return row_height(self.widths[: len(cells)], [cell[0] if cell else None for cell in cells])

    def line(self, cells: Cells, height: float) -> None:
        for place, cell in enumerate(cells, 1):
            if cell:
                write_cell(self.book, self.sheet.cell(self.row, place), *cell)
        self.end_row(height)

    def add_chart(self, bars: Bars, top: int, last: int, height: float) -> None:
        """The chart beside its table, and what follows below both."""
        chart = _bar_chart(self.sheet, bars, top, last, height / POINTS)
        self.sheet.add_chart(chart, f"{bars.beside}{top}")
        self.book.alternatives.append(bars.alternative)
        taken = sum(self.heights[row] for row in range(top, self.row))
        while taken < height:
            self.end_row(LINE_HEIGHT)
            taken += LINE_HEIGHT

    def keep(self, height: float) -> None:
        """Begin a printed page here, unless this one has so much room left."""
        if self.used and self.used + height > self.room:
            self.sheet.row_breaks.append(Break(self.row - 1))
            self.used = 0.0

    def end_row(self, height: float) -> None:
        self.keep(height)
        self.sheet.row_dimensions[self.row].height = self.heights[self.row] = height
        self.used += height
        self.row += 1


def write_page(book: Book, title: str, parts: Iterable[Part], widths: Sequence[float]) -> Worksheet:
    """A sheet with its parts one below another; `widths`: of its columns, in characters. Raises NotWritable."""
    sheet = book.workbook.create_sheet(title)
    prepare_page(sheet)
    page = _Page(book, sheet, widths, page_room(sheet, widths))
    for part in parts:
        page.write(part)
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    return sheet


def _headings(part: Block) -> Cells:
    return [(column.heading, None, "iip heading") if column else None for column in part.columns]


def _lines(part: Block, records: Sequence[Any]) -> Iterator[Cells]:
    there = [column for column in part.columns if column]
    for number, (record, found) in enumerate(zip(records, sheet_rows(there, records), strict=True)):
        is_total = number >= len(records) - part.totals
        values = iter(found)
        yield [_cell(column, record, next(values), is_total) if column else None for column in part.columns]


def _cell(column: Column, record: Any, value: Any, is_total: bool) -> tuple[Any, str | None, str]:
    look = "total" if is_total else column.look_of(record) if column.look_of else "cell"
    # A number keeps clear of the words in the next cell by the width of a hyphen.
    shown = f"{column.number_format or '#,##0'}_-" if isinstance(value, int) else column.number_format
    return value, shown, f"iip {look}"


def _chart_height(names: Sequence[str]) -> float:
    """Centimetres: room for every bar by its whole name."""
    lines = max(len(_broken(name, NAME_LINE)) for name in names)
    return CHART_EDGE + (CHART_GAP + CHART_LINE * lines) * len(names)


def _broken(text: str, across: int) -> list[str]:
    """The lines of a text, none much longer than the page is wide."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > across:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines


def _bar_chart(sheet: Worksheet, bars: Bars, top: int, last: int, height: float) -> BarChart:
    """`height`: in centimetres."""
    chart = BarChart(barDir="bar", gapWidth=40, overlap=100)
    chart.grouping = "stacked"
    for place, _ in bars.parts:
        chart.add_data(Reference(sheet, min_col=place, min_row=top, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=last))
    for series, (_, colour) in zip(chart.series, bars.parts, strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=INK, w=9525))
    chart.legend.position = "b"
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    chart.x_axis.tickLblSkip, chart.y_axis.scaling.min = 1, 0  # every row by name, every bar from nothing
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines, chart.y_axis.crosses = None, "max"
    chart.y_axis.number_format, chart.y_axis.numFmt.sourceLinked = bars.number_format, False
    chart.width, chart.height = CHART_WIDTH, height
    return chart
