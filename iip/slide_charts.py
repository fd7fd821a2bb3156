"""Native charts of Office files: their figures travel with them, and no label is ever calculated."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, Workbook
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.package import Package
from pptx.parts.chart import ChartPart
from pptx.util import Pt

from iip.charts import DARK, INK, LIGHT, MIDDLE, Tone

TONES = {1: (DARK,), 2: (DARK, LIGHT), 3: (DARK, MIDDLE, LIGHT)}  # by how many series there are
LINES, GRID = RGBColor.from_string(INK[1:].upper()), RGBColor.from_string("B1B4B6")
BARS, COLUMNS = XL_CHART_TYPE.BAR_STACKED, XL_CHART_TYPE.COLUMN_STACKED
SHARES, BESIDE = XL_CHART_TYPE.BAR_STACKED_100, XL_CHART_TYPE.COLUMN_CLUSTERED
ROOM = {BARS: 0.06, COLUMNS: 0.09}  # of the longest bar: less has no room for a figure
SMALL = 12  # points
COUNTS = "#,##0"
MOST_SAID = 1_500  # characters of an alternative text


@dataclass(frozen=True)
class Chart:
    """A chart: what it is called, its categories, and its series by name."""

    name: str
    categories: Sequence[str]
    series: Sequence[tuple[str, Sequence[int]]]
    kind: Any = BARS
    number_format: str = COUNTS

    @property
    def tones(self) -> tuple[Tone, ...]:
        """The tone of each series."""
        return TONES[len(self.series)]

    def written(self, value: int) -> str:
        """A figure in words: pounds with their sign."""
        return f"{value:,}" if self.number_format == COUNTS else f"£{value:,}"

    @property
    def said(self) -> str:
        """What the chart shows, in words: its alternative text."""
        lines = (
            f"{category}: " + ", ".join(f"{self.written(values[at])} {name.lower()}" for name, values in self.series)
            for at, category in enumerate(self.categories)
        )
        words = f"{self.name}. {'; '.join(lines)}."
        return words if len(words) <= MOST_SAID else f"{words[:MOST_SAID]}… The table beside it has all figures."

    def room_for_a_label(self, at: int) -> float:
        """The least value that has room for its figure: a share of the longest bar, or of its own."""
        sums = [sum(values[n] for _, values in self.series) for n in range(len(self.categories))]
        return max(1, (sums[at] * 0.14 if self.kind == SHARES else max(sums) * ROOM[self.kind]))


class TextLabels(CategoryWorkbookWriter):
    """Writes a chart's figures into its workbook with text as text: "=1+1" and addresses too."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Iterator[tuple[Any, Any]]:
        plain = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        workbook = Workbook(xlsx_file, {"in_memory": True, **plain})
        yield workbook, workbook.add_worksheet()
        workbook.close()


class ChartData(CategoryChartData):
    """A chart's figures, with labels that stay text."""

    @property
    def _workbook_writer(self) -> TextLabels:
        return TextLabels(self)


def draw(shapes: Any, chart: Chart, left: int, top: int, width: int, height: int) -> Any:
    """Add a chart to a slide's shapes. Returns its frame."""
    frame = shapes.add_chart(chart.kind, left, top, width, height, _data(chart))
    _dress(frame.chart, chart)
    return frame


def chart_files(chart: Chart) -> tuple[bytes, bytes, str]:
    """A chart for another Office file: its XML, the workbook with its figures, and how the XML names the workbook."""
    package: Any = Package(None)  # type: ignore[arg-type]  # an empty one, which is what the library makes of it
    data: Any = _data(chart)
    part = ChartPart.new(chart.kind, data, package)
    _dress(part.chart, chart)
    workbook = part.chart_workbook.xlsx_part
    return part.blob, workbook.blob, part.relate_to(workbook, RT.PACKAGE)


def _data(chart: Chart) -> ChartData:
    data = ChartData()
    data.categories = chart.categories
    for name, values in chart.series:
        data.add_series(name, values)
    return data


def _dress(drawn: Any, chart: Chart) -> None:
    drawn.font.size, drawn.has_title, drawn.has_legend = Pt(SMALL), False, True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    plot, scale = drawn.plots[0], drawn.value_axis
    plot.gap_width = 40
    drawn.category_axis.has_major_gridlines = False
    drawn.category_axis.reverse_order = chart.kind in {BARS, SHARES}
    scale.visible = scale.has_major_gridlines = chart.kind == BESIDE
    scale.tick_labels.number_format, scale.tick_labels.number_format_is_linked = chart.number_format, False
    if chart.kind == BESIDE:
        scale.major_gridlines.format.line.color.rgb = GRID
    else:
        plot.overlap = 100
    for series, (_, values), tone in zip(plot.series, chart.series, chart.tones, strict=True):
        _colour(series, tone, chart, values)


def _colour(series: Any, tone: Tone, chart: Chart, values: Sequence[int]) -> None:
    """Fill a series inside its border, and put its figures on the parts that have room for them."""
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RGBColor.from_string(tone.digits)
    series.format.line.color.rgb, series.format.line.width = LINES, Pt(0.75)
    series.invert_if_negative = False
    for at, value in enumerate(values if chart.kind != BESIDE else ()):
        if value >= chart.room_for_a_label(at):
            label = series.points[at].data_label
            label.font.size, label.font.color.rgb = Pt(SMALL), RGBColor.from_string(tone.ink[1:].upper())
            _show_value(label._get_or_add_dLbl(), chart.number_format)


def _show_value(label: Any, number_format: str) -> None:
    """Have a label show its figure, and nothing else."""
    for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"):
        shown = label.find(qn(f"c:{name}"))
        shown.set("val", "1" if name == "showVal" else "0")
    form = label.makeelement(qn("c:numFmt"), {"formatCode": number_format, "sourceLinked": "0"})
    label.find(qn("c:idx")).addnext(form)
