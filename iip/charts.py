"""Charts as SVG made on the server: the same on a page and in a PDF, each with a title, a description and numbers.

Colours are attributes, which a strict content security policy and WeasyPrint both accept. Colour never speaks alone:
each bar bears its number, in the order of the legend, and a table with the same figures stands beside each chart.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, LABELS, ROW, BAR, TOP = 680, 250, 30, 20, 40  # of the drawing's own units
LETTER = 7.2  # the width of a letter at the size of the labels
FONT = mark_safe('font-family="Liberation Sans, Arial, sans-serif" font-size="13"')
INK = "#0b0c0c"


@dataclass(frozen=True)
class Series:
    """One kind of what is counted: its name, the colour of its part of a bar, and of the number on it."""

    label: str
    fill: str
    ink: str = INK


@dataclass(frozen=True)
class Bar:
    """One line of a chart: its label, and a number for each series."""

    label: str
    numbers: tuple[int, ...]


def stacked_bars(
    title: str, description: str, series: Sequence[Series], bars: Sequence[Bar], *, written: Callable[[int], str] = str
) -> SafeString:
    """A bar for each line, its parts as long as their numbers; the longest bar fills the width.

    `written` says how a number is written on its part, where there is room for it.
    """
    most = max((sum(bar.numbers) for bar in bars), default=0) or 1
    unit = (WIDTH - LABELS) / most
    drawn = [_bar(bar, series, unit, TOP + number * ROW, written) for number, bar in enumerate(bars)]
    parts = format_html_join("", "{}", ((part,) for part in (_legend(series), *drawn)))
    return drawing(title, description, WIDTH, TOP + ROW * len(bars), parts)


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
    parts, x = [], 0.0
    for each in series:
        parts.append((box(x, 4, 14, 14, each.fill), text(x + 20, 16, each.label)))
        x += 20 + LETTER * len(each.label) + 24
    return format_html_join("", "{}{}", parts)


def _bar(bar: Bar, series: Sequence[Series], unit: float, y: int, written: Callable[[int], str]) -> SafeString:
    parts: list[tuple[str, str]] = [(text(0, y + 15, shortened(bar.label)), "")]
    x = float(LABELS)
    for each, number in zip(series, bar.numbers, strict=True):
        if number:
            said = written(number)
            has_room = len(said) == 1 or LETTER * len(said) < number * unit
            words = text(x + number * unit / 2, y + 15, said, each.ink, "middle") if has_room else ""
            parts.append((box(x, y, number * unit, BAR, each.fill), words))
        x += number * unit
    return format_html_join("", "{}{}", parts)


def shortened(label: str) -> str:
    """A label that fits beside its bar; the table beside the chart has it whole."""
    most = int(LABELS / LETTER)
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


def box(x: float, y: float, width: float, height: float, fill: str) -> SafeString:
    """A rectangle with its border."""
    sizes = (f"{size:.1f}" for size in (x, y, width, height))
    drawn = '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="1"/>'
    return format_html(drawn, *sizes, fill, INK)


def text(x: float, y: float, words: str, ink: str = INK, anchor: str = "start") -> SafeString:
    """Words, on their base line."""
    drawn = '<text x="{}" y="{}" fill="{}" text-anchor="{}" {}>{}</text>'
    return format_html(drawn, f"{x:.1f}", f"{y:.1f}", ink, anchor, FONT, words)
