"""Charts as SVG made on the server: the same on a page and in a PDF, each with a title, a description and numbers.

Colours are attributes, which a strict content security policy and WeasyPrint both accept. Colour never speaks alone:
each bar bears its number, in the order of the legend, and a table with the same figures stands beside each chart.
The tones are few, and as far from each other in grey as in colour.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from iip.measuring import lines_of, width_of
from iip.measuring import shortened as fitting

WIDTH, ROW, BAR, TOP, LINE = 680, 30, 20, 40, 16  # of the drawing's own units
EDGE = 1  # what a border needs beside the outermost bar
SIZE, MOST_LINES = 13, 3  # of a label
MOST_LABELS, GAP = 250, 12  # the most room that labels get, and what is between them and the bars
FONT = mark_safe(f'font-family="Liberation Sans, Arial, sans-serif" font-size="{SIZE}"')  # our own words and a number
INK = "#0b0c0c"
POUNDS_IN_SHORT = '[>=1000000]"£"0.0,,"m";[>=1000]"£"#,##0,"k";"£"0'  # as Office writes the format of a number


@dataclass(frozen=True)
class Tone:
    """A colour for an area, and the colour of what is written on it."""

    fill: str
    ink: str

    @property
    def digits(self) -> str:
        """The colour of the area as Office writes it."""
        return self.fill.removeprefix("#").upper()


DARK, STRONG = Tone("#0b3c5d", "#ffffff"), Tone("#1d70b8", "#ffffff")
MIDDLE, LIGHT = Tone("#8eb8dc", INK), Tone("#ffffff", INK)


@dataclass(frozen=True)
class Series:
    """One kind of what is counted: its name, and the tone of its part of a bar."""

    label: str
    tone: Tone


@dataclass(frozen=True)
class Bar:
    """One line of a chart: its label, and a number for each series."""

    label: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Scale:
    """Where bars begin, and how long a bar of one is; in the drawing's own units."""

    left: float
    unit: float


def stacked_bars(
    title: str, description: str, series: Sequence[Series], bars: Sequence[Bar], *, written: Callable[[int], str] = str
) -> SafeString:
    """A bar for each line, its parts as long as their numbers; the longest bar fills the width.

    `written` says how a number is written on its part, where there is room for it.
    """
    room = min(MOST_LABELS, max((width_of(bar.label, SIZE) for bar in bars), default=0) + 1)
    most = max((sum(bar.numbers) for bar in bars), default=0) or 1
    scale = Scale(room + GAP, (WIDTH - EDGE - room - GAP) / most)
    drawn, y = [_legend(series)], TOP
    for bar in bars:
        lines = lines_of(fitting(bar.label, room, SIZE, lines=MOST_LINES), room, SIZE)
        drawn.append(_bar(bar, lines, series, scale, y, written))
        y += ROW + LINE * (max(len(lines), 1) - 1)
    return drawing(title, description, WIDTH, y, format_html_join("", "{}", ((part,) for part in drawn)))


def drawing(title: str, description: str, width: int, height: int, parts: SafeString) -> SafeString:
    """The frame around the parts of a chart, with what it is called and what it says."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'class="app-chart">'
        "<title>{}</title><desc>{}</desc>{}</svg>",
        width,
        height,
        width,
        height,
        title,
        description,
        parts,
    )


def _legend(series: Iterable[Series]) -> SafeString:
    parts, x = [], float(EDGE)
    for each in series:
        parts.append((box(x, 4, 14, 14, each.tone.fill), text(x + 20, 16, each.label)))
        x += 20 + width_of(each.label, SIZE) + 24
    return format_html_join("", "{}{}", parts)


def _bar(
    bar: Bar, lines: list[str], series: Sequence[Series], scale: Scale, y: int, written: Callable[[int], str]
) -> SafeString:
    parts: list[tuple[str, str]] = [(text(0, y + 15 + number * LINE, line), "") for number, line in enumerate(lines)]
    x = scale.left
    for each, number in zip(series, bar.numbers, strict=True):
        if number:
            width, said = number * scale.unit, written(number)
            has_room = width_of(said, SIZE) + 4 <= width
            words = text(x + width / 2, y + 15, said, each.tone.ink, "middle") if has_room else ""
            parts.append((box(x, y, width, BAR, each.tone.fill), words))
            x += width
    return format_html_join("", "{}{}", parts)


def box(x: float, y: float, width: float, height: float, fill: str) -> SafeString:
    """A rectangle with its border."""
    sizes = (f"{size:.1f}" for size in (x, y, width, height))
    drawn = '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="1"/>'
    return format_html(drawn, *sizes, fill, INK)


def text(x: float, y: float, words: str, ink: str = INK, anchor: str = "start") -> SafeString:
    """Words, on their base line."""
    drawn = '<text x="{}" y="{}" fill="{}" text-anchor="{}" {}>{}</text>'
    return format_html(drawn, f"{x:.1f}", f"{y:.1f}", ink, anchor, FONT, words)
