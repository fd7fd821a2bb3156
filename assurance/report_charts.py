"""The chart of outcomes by objective and scope, for the page and the PDF: against their targets, or as assessed."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from assurance.figures import Figures, measure_of
from iip.charts import DARK, LIGHT, MIDDLE, STRONG, Bar, Series, stacked_bars

TONES = {
    "met": DARK,
    "not_met": LIGHT,
    "no_target": MIDDLE,
    "achieved": DARK,
    "partially_achieved": MIDDLE,
    "not_achieved": LIGHT,
    "not_assessed": STRONG,
}


def outcomes_chart(scopes: Sequence[tuple[str, Sequence[Figures]]]) -> SafeString:
    """The figures of each scope as bars; "" where there is nothing to count. `scopes`: each name with its figures."""
    measure = measure_of(line for _, lines in scopes for line in lines)
    named = [(f"{line.objective} – {name}", line) for name, lines in scopes for line in lines]
    if not named:
        return SafeString("")
    said = "; ".join(f"{name}: {measure.said(line)}" for name, line in named)
    series = [Series(label, TONES[part]) for part, label in measure.parts.items()]
    return stacked_bars(measure.title, f"{said}.", series, [Bar(name, measure.counts(line)) for name, line in named])
