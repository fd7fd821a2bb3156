"""The forecast of a plan as a sheet."""

from collections.abc import Callable, Iterator
from typing import Any

from assurance.template import DECISION
from assurance.workbook.columns import REACHED
from iip.charts import DARK, LIGHT
from iip.spreadsheets import Bars, Block, Book, Column, Part, Words, write_page
from submissions.forecast import Forecast, Prospect

STEPS = ("At the end of", "Meet their target", "Below their target")
BLANK = "–"


def write_forecast(book: Book, title: str, forecast: Forecast) -> None:
    """The figures of the page of the forecast, with its rule and its chart."""
    said = "; ".join(f"{label}: {met} meet, {below} below" for label, met, below in forecast.steps)
    steps = [Column(heading, 0, _part(place)) for place, heading in enumerate(STEPS)]
    bars = Bars(((2, DARK.digits), (3, LIGHT.digits)), "D", f"Outcomes that meet their target, by quarter. {said}.")
    parts: tuple[Part, ...] = (
        Words(title, "iip title"),
        Words(forecast.sentence, "iip label"),
        Words(f"{forecast.rule} The forecast looks ahead to the end of {forecast.horizon}."),
        Block("By quarter", steps, forecast.steps if forecast.counted else (), bars=bars),
        Block(
            "Reach their target",
            [*_of_prospects(), _reaches()],
            forecast.reaching,
        ),
        Block("Stay below their target", [*_of_prospects(), *_why()], forecast.staying),
        *_uncounted(forecast),
    )
    write_page(book, title, parts, (64, 22, 22, 44, 60))


def _part(place: int) -> Callable[[tuple[Any, ...]], Any]:
    return lambda step: step[place]


def _reaches() -> Column:
    return Column("Reaches it in", 0, lambda each: str(each.quarter))


def _of_prospects() -> list[Column | None]:
    return [
        Column("Contributing outcome", 0, lambda each: f"{each.scope} {each.finding.outcome} {each.finding.title}"),
        Column("Assessed as", 0, lambda each: DECISION.label(each.finding.decision), look_of=_reached),
        Column("Target", 0, lambda each: DECISION.label(each.finding.target)),
    ]


def _reached(prospect: Prospect) -> str:
    return REACHED[prospect.finding.decision]


def _why() -> list[Column | None]:
    return [
        Column(
            "Why it stays below", 0, lambda each: f"{each.reason} (in {each.quarter})" if each.quarter else each.reason
        ),
        Column("Because of", 0, lambda each: ", ".join(each.refs) or BLANK),
    ]


def _uncounted(forecast: Forecast) -> Iterator[Words]:
    for label, places in (("No target set", forecast.without_target), ("Not assessed", forecast.not_assessed)):
        if places:
            named = ", ".join(f"{scope} {finding.outcome}" for scope, finding in places)
            yield Words(f"In no figure here. {label} ({len(places)}): {named}.")
