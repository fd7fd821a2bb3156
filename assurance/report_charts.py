"""The chart of outcomes met by objective and scope, for the page and the PDF."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from assurance.report_facts import Figures
from iip.charts import DARK, LIGHT, MIDDLE, STRONG, Bar, Series, stacked_bars

SERIES = (
    Series("Met", DARK),
    Series("Not met", LIGHT),
    Series("No target set", MIDDLE),
    Series("Not assessed", STRONG),
)
TITLE = "Outcomes met by objective and scope"


def outcomes_chart(scopes: Sequence[tuple[str, Sequence[Figures]]]) -> SafeString:
    """The figures of each scope as bars; "" where there is nothing to count. `scopes`: each name with its figures."""
    bars = [_bar(name, line) for name, lines in scopes for line in lines]
    if not bars:
        return SafeString("")
    said = "; ".join(f"{bar.label}: {_said(bar)}" for bar in bars)
    return stacked_bars(TITLE, f"{said}.", SERIES, bars)


def _bar(name: str, line: Figures) -> Bar:
    return Bar(f"{line.objective} – {name}", (line.met, line.not_met, line.no_target, line.not_assessed))


def _said(bar: Bar) -> str:
    counted = zip(SERIES, bar.numbers, strict=True)
    return ", ".join(f"{number} {each.label.lower()}" for each, number in counted if number)
