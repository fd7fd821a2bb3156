"""The charts of a plan's money: a drawing for each kind, since capital and revenue are never one figure."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from iip.charts import DARK, LIGHT, Bar, Series, stacked_bars
from submissions.budget import Budget, Sum

SERIES = (Series("Funded", DARK), Series("Not funded", LIGHT))


@dataclass(frozen=True)
class Chart:
    """A drawing, and what stands above it."""

    title: str
    drawing: SafeString


def cost_charts(budget: Budget) -> list[Chart]:
    """What is funded and what is not by financial year, for each kind of money that the plan has."""
    return [_chart(label, years) for label, years in budget.kinds_by_year]


def _chart(label: str, years: list[tuple[str, Sum]]) -> Chart:
    said = "; ".join(f"{year}: {_said(each)}" for year, each in years)
    bars = [Bar(f"{year}: {_pounds(each.cost)}", (each.funded, max(each.gap, 0))) for year, each in years]
    title = f"{label} by financial year"
    return Chart(title, stacked_bars(title, f"{said}.", SERIES, bars, written=_pounds))


def _said(each: Sum) -> str:
    return f"{_pounds(each.funded)} funded, {_pounds(max(each.gap, 0))} not funded"


def _pounds(amount: int) -> str:
    return f"£{amount:,}"
