"""How a committee paper is set on a page and in a PDF: the drawings of its charts, the widths of its columns."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from iip.charts import Bar, Series, stacked_bars
from iip.measuring import column_widths
from iip.slide_charts import Chart
from iip.word_tables import MOST_TOGETHER, MOST_UNBROKEN
from submissions.papers.blocks import Table

register = template.Library()
UPRIGHT, WIDE = 493.0, 740.0  # points between the margins of an A4 page
SIZE, MARGIN = 9.0, 14.0  # points: of a table's text, and the blank of a cell


@register.filter
def drawn(chart: Chart) -> SafeString:
    """A chart of an Office file as the drawing of pages and PDFs."""
    series = [Series(name, tone) for (name, _), tone in zip(chart.series, chart.tones, strict=True)]
    bars = [Bar(label, tuple(values[at] for _, values in chart.series)) for at, label in enumerate(chart.categories)]
    return stacked_bars(chart.name, chart.said, series, bars, written=chart.written)


@register.filter
def is_long(row: Sequence[str]) -> bool:
    """Whether a row of a table may go on over a page's end."""
    return sum(map(len, row)) > MOST_UNBROKEN


@register.filter
def is_kept(table: Table) -> bool:
    """Whether a table is to stand on one page: of one that is longer, the name would be left alone on another."""
    rows = table.grid.rows
    return len(rows) < MOST_TOGETHER and sum(len(cell) for row in rows for cell in row) <= MOST_UNBROKEN


@register.filter
def widths(table: Table, is_wide: bool) -> list[str]:
    """The widths of a table's columns in hundredths of its width."""
    grid, room = table.grid, WIDE if is_wide else UPRIGHT
    found = column_widths([grid.headings, *grid.rows], room, SIZE, table.shares, grid.numbers, margin=MARGIN)
    return [f"{100 * width / room:.2f}" for width in found]


@register.filter
def beside(headings: Sequence[str], row: Sequence[str]) -> list[tuple[str, str]]:
    """Each cell of a row with the heading of its column."""
    return list(zip(headings, row, strict=True))
