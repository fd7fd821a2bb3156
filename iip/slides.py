"""Slide decks that everybody can read: 16:9, native charts and tables, a title each, nothing that overflows."""

import copy
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Cm, Pt

from iip.measuring import LINE, SAFE, column_widths, height_of, lines_of, shortened
from iip.office_tables import Table
from iip.slide_charts import Chart, draw
from iip.slide_master import BOTTOM, INNER, LEFT, TOP, new_presentation

POINT = 2.54 / 72  # centimetres
MARGIN_X, MARGIN_Y = 0.2, 0.1  # within a cell
TEXT, CELL = 18, 13  # points
FEWEST_LINES = 2  # of a cell that is cut to make room for more rows


@dataclass(frozen=True)
class Place:
    """A rectangle on a slide, in centimetres."""

    left: float = LEFT
    top: float = TOP
    width: float = INNER
    height: float = BOTTOM - TOP

    def above(self, share: float) -> "Place":
        """Its upper part."""
        return Place(self.left, self.top, self.width, self.height * share)

    def below(self, height: float) -> "Place":
        """What is left of it beneath something so high."""
        return Place(self.left, self.top + height, self.width, self.height - height)

    def columns(self, *shares: float) -> list["Place"]:
        """It side by side, in these shares, with a gap between."""
        gap = 0.8
        room, left, found = self.width - gap * (len(shares) - 1), self.left, []
        for share in shares:
            width = room * share / sum(shares)
            found.append(Place(left, self.top, width, self.height))
            left += width + gap
        return found


@dataclass(frozen=True)
class SlideTable(Table):
    """A table on a slide, where there is no second page: how what does not fit is spoken of."""

    lines: int = 3  # of a cell at most
    size: float = CELL
    more: str = "and {} more"
    rows_at_least: int = 0  # shown, if need be with cells cut to fewer lines

    def widths(self, width: float) -> list[float]:
        """The columns' widths: numbers as wide as they are, the others by their shares of the rest."""
        rows = [self.headings, *self.rows]
        widths = column_widths(rows, width / POINT, self.size, self.shares, self.numbers, margin=2 * MARGIN_X / POINT)
        return [each * POINT for each in widths]


@dataclass
class Deck:
    """A presentation in the making."""

    title: str
    author: str
    subject: str
    marking: str
    note: str  # in each footer: council, version, code
    language: str = "en-GB"
    presentation: Any = field(default_factory=new_presentation)

    def cover(self, title: str, lines: Iterable[str], notes: str) -> None:
        """The first slide: a title, and some lines beneath it."""
        slide = self._add("Title Slide", title, notes, size=36)
        frame = slide.placeholders[1].text_frame
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            room = INNER * SAFE / POINT
            write(
                paragraph,
                shortened(line, room, 20 if number else 26, lines=2 if number == 0 else 1),
                26 if number == 0 else 20,
            )
            paragraph.space_after = Pt(6)

    def slide(self, title: str, notes: str) -> "Slide":
        """A slide with a title, and what its presenter needs to know of its figures."""
        return Slide(self._add("Title Only", title, notes, size=28))

    def _add(self, layout: str, title: str, notes: str, *, size: float) -> Any:
        found = self.presentation.slide_layouts.get_by_name(layout)
        slide = self.presentation.slides.add_slide(found)
        words = shortened(title, INNER * SAFE / POINT, size, lines=2, bold=True)
        write(slide.shapes.title.text_frame.paragraphs[0], words, size)
        write_lines(slide.notes_slide.notes_text_frame, notes)
        return slide

    def data(self) -> bytes:
        """The file. Marking, note and number come last on each slide, and so last to whoever listens."""
        for slide in self.presentation.slides:
            _footers(slide, self.marking, self.note)
        self._name()
        out = io.BytesIO()
        self.presentation.save(out)
        return out.getvalue()

    def _name(self) -> None:
        facts = self.presentation.core_properties
        facts.title, facts.author, facts.subject = self.title[:255], self.author[:255], self.subject[:255]
        facts.last_modified_by, facts.language, facts.category = self.author[:255], self.language, self.marking
        facts.keywords = facts.comments = ""


class Slide:
    """A slide being filled, from its top to its bottom: what is added later is read later."""

    def __init__(self, slide: Any):
        self.shapes = slide.shapes

    def say(self, text: str, place: Place, *, size: float = TEXT, bold: bool = False, lines: int = 2) -> Place:
        """Put a sentence on so many lines at most. Returns what is left of the place."""
        words = shortened(text, place.width * SAFE / POINT, size, lines=lines, bold=bold)
        height = height_of(words, place.width * SAFE / POINT, size, bold=bold) * POINT
        frame = self._box(place, height, "Text")
        write(frame.paragraphs[0], words, size, bold=bold)
        return place.below(height + 0.35)

    def points(self, texts: Sequence[str], place: Place, *, size: float = TEXT, lines: int = 3, more: str = "") -> None:
        """Put a list of points; `more` says how many there are beyond those that fit, as "and {} more"."""
        room = (place.width - 0.9) * SAFE / POINT
        shown: list[str] = []
        used = 0.0
        for text in texts:
            words = shortened(text, room, size, lines=lines)
            high = (len(lines_of(words, room, size)) * LINE + 0.5) * size * POINT
            if used + high > place.height - (size * LINE * POINT if more else 0):
                break
            shown, used = [*shown, words], used + high
        frame = self._box(place, place.height, "Points")
        for number, words in enumerate([*shown, *_left_over(more, len(texts) - len(shown))]):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            write(paragraph, words, size)
            _bullet(paragraph, size)

    def table(self, table: SlideTable, place: Place) -> None:
        """Put as many rows of a table as there is room for, and say how many there are beside."""
        widths = table.widths(place.width)
        drawn = _drawn(table, widths, place.height)
        while len(drawn) <= min(table.rows_at_least, len(table.rows)) and table.lines > FEWEST_LINES:
            table = replace(table, lines=table.lines - 1)
            drawn = _drawn(table, widths, place.height)
        height, left = sum(high for _, high in drawn), len(table.rows) - (len(drawn) - 1)
        frame = self.shapes.add_table(len(drawn), len(widths), *map(Cm, (place.left, place.top, place.width, height)))
        shown = f"{len(drawn) - 1} of {len(table.rows)}" if left else str(len(table.rows))
        describe(frame, table.name, f"{table.name}. Table of {shown} rows: {', '.join(table.headings)}.")
        frame.table.first_row, frame.table.last_row = True, table.has_total and not left
        for column, width in zip(frame.table.columns, widths, strict=True):
            column.width = Cm(width)
        for line, (words, high) in zip(frame.table.rows, drawn, strict=True):
            _fill(line, words, high, table)
        for sentence in _left_over(table.more, left):
            self.say(sentence, place.below(height + 0.15), size=table.size, lines=1)

    def chart(self, chart: Chart, place: Place) -> None:
        """Put a native chart; its table stands beside it."""
        frame = draw(self.shapes, chart, *map(Cm, (place.left, place.top, place.width, place.height)))
        describe(frame, chart.name, chart.said)

    def _box(self, place: Place, height: float, name: str) -> Any:
        box = self.shapes.add_textbox(*map(Cm, (place.left, place.top, place.width, height)))
        box.name = f"{name} {len(self.shapes)}"
        frame = box.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        return frame


def describe(shape: Any, title: str, text: str) -> None:
    """Give a shape its name and its alternative text."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", title)
    properties.set("title", title)
    properties.set("descr", text)


def write(paragraph: Any, text: str, size: float, *, bold: bool = False) -> None:
    """Put text into a paragraph, as text, in our language."""
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.language_id = Pt(size), MSO_LANGUAGE_ID.ENGLISH_UK
    if bold:
        run.font.bold = True


def write_lines(frame: Any, text: str) -> None:
    """Put a text of several lines into a frame, a paragraph each."""
    for number, line in enumerate(text.splitlines() or [""]):
        write(frame.paragraphs[0] if number == 0 else frame.add_paragraph(), line, 12)


def _row(
    values: Sequence[str], widths: Sequence[float], table: SlideTable, *, bold: bool = False
) -> tuple[list[str], float]:
    """The words of a row, each as short as its cell, and the height of the highest."""
    rooms = [(width - 2 * MARGIN_X) * SAFE / POINT for width in widths]
    cells = [
        shortened(value, room, table.size, lines=table.lines, bold=bold)
        for value, room in zip(values, rooms, strict=True)
    ]
    highest = max(height_of(cell, room, table.size, bold=bold) for cell, room in zip(cells, rooms, strict=True))
    return cells, highest * POINT + 2 * MARGIN_Y


def _drawn(table: SlideTable, widths: Sequence[float], room: float) -> list[tuple[list[str], float]]:
    """The heading and the rows that fit: all, or as many as leave room to say how many do not."""
    drawn = [_row(table.headings, widths, table, bold=True)]
    used, note = drawn[0][1], table.size * LINE * POINT + 0.3
    for row in table.rows:
        drawn.append(_row(row, widths, table))
        used += drawn[-1][1]
        if used > room:
            break
    else:
        return drawn
    while used + note > room and len(drawn) > 1:
        used -= drawn.pop()[1]
    return drawn


def _fill(line: Any, words: Sequence[str], height: float, table: SlideTable) -> None:
    line.height = Cm(height)
    for number, (cell, text) in enumerate(zip(line.cells, words, strict=True)):
        cell.margin_left = cell.margin_right = Cm(MARGIN_X)
        cell.margin_top = cell.margin_bottom = Cm(MARGIN_Y)
        cell.vertical_anchor = MSO_ANCHOR.TOP
        paragraph = cell.text_frame.paragraphs[0]
        write(paragraph, text, table.size)
        if number in table.numbers:
            paragraph.alignment = PP_ALIGN.RIGHT


def _left_over(more: str, count: int) -> list[str]:
    return [more.format(count)] if more and count > 0 else []


def _bullet(paragraph: Any, size: float) -> None:
    """A real list: a mark that hangs before the lines."""
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Cm(0.8)))
    properties.set("indent", str(-Cm(0.8)))
    paragraph.space_after = Pt(size * 0.5)
    mark = properties.makeelement(qn("a:buChar"), {"char": "•"})
    properties.append(mark)


def _footers(slide: Any, marking: str, note: str) -> None:
    """The layout's footer and number, filled in."""
    for shape in slide.slide_layout.placeholders:
        kind = shape.placeholder_format.type
        if kind not in {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}:
            continue
        element = copy.deepcopy(shape._element)
        for style in element.iter(qn("a:rPr")):
            style.set("lang", "en-GB")
        slide.shapes._spTree.append(element)
        element.nvSpPr.cNvPr.set("id", str(1 + max(each.shape_id for each in slide.shapes)))
        if kind == PP_PLACEHOLDER.FOOTER:
            own = next(each for each in slide.placeholders if each._element is element)
            frame = own.text_frame
            room = 28.5 * SAFE / POINT
            write(frame.paragraphs[0], shortened(f"{marking} · {note}", room, 11, lines=1, bold=True), 11, bold=True)
