"""What a plan costs, as a sheet: by kind of money and year, by state and source of funding, and the gaps."""

from collections.abc import Iterable, Iterator
from typing import Any

from assurance.workbook.columns import POUNDS
from iip.charts import DARK, LIGHT, POUNDS_IN_SHORT
from iip.spreadsheets import Bars, Block, Book, Column, Part, Words, write_page
from submissions.budget import KINDS, Budget, Group, Period
from submissions.summary import Summary

PARTS = {"cost": "cost", "funded": "funded", "gap": "not funded"}


def write_money(book: Book, title: str, summary: Summary) -> None:
    """The figures of the page of costs, and a chart for each kind of money."""
    budget = Budget(summary.document)
    years = [*budget.years, budget.all_years, *([] if budget.outside.is_empty else [budget.outside])]
    parts: tuple[Part, ...] = (
        Words(title, "iip title"),
        Words(
            f"A one-off cost falls evenly over the quarters of its action. An annual cost runs from the quarter after "
            f"the action ends, and is counted until {budget.last}. Capital and revenue are never added together."
        ),
        *(Words(f"{label}: {', '.join(refs)}.") for label, refs in _gaps(budget) if refs),
        Block("All actions", _of_lines("Kind of money"), summary.money.lines),
        Block("By financial year", [_label("Financial year"), *_of_periods()], years, len(years) - len(budget.years)),
        *(_chart_of_kind(label, of_years) for label, of_years in budget.kinds_by_year),
        Block("By state of funding", _of_groups("Funding"), _lines_of(budget.by_funding)),
        Block("By funding source", _of_groups("Funding source"), _lines_of(budget.by_source)),
    )
    write_page(book, title, parts, (40, 15, 15, 24, *[15] * 6))


def _gaps(budget: Budget) -> Iterable[tuple[str, list[str]]]:
    """What is in no figure, or in no year."""
    return (
        ("Cost not known yet, in no figure", budget.not_known),
        ("No cost entered", budget.unpriced),
        ("Without dates, in no year", budget.unscheduled),
        ("Covered by another, counted once", budget.covered),
    )


def _label(heading: str) -> Column:
    return Column(heading, 0, lambda each: each.label)


def _of_lines(first: str) -> list[Column | None]:
    """The columns of lines that hold a name, a cost, what of it is funded and what is not."""
    return [_at(first, 0), *(_at(words.capitalize(), place, POUNDS) for place, words in enumerate(PARTS.values(), 1))]


def _at(heading: str, place: int, number_format: str | None = None) -> Column:
    return Column(heading, 0, lambda line: line[place], number_format=number_format)


def _of_periods() -> list[Column]:
    return [_of_period(kind, part) for kind in KINDS for part in PARTS]


def _of_period(kind: str, part: str) -> Column:
    def value(period: Period) -> int:
        return getattr(getattr(period, kind), part)

    return Column(f"{KINDS[kind]}: {PARTS[part]}", 0, value, number_format=POUNDS)


def _chart_of_kind(label: str, years: list[tuple[str, Any]]) -> Block:
    """One kind of money by year with its chart, since kinds are never one figure."""
    lines = [(year, each.cost, each.funded, each.gap) for year, each in years]
    said = "; ".join(f"{year}: £{funded:,} funded, £{gap:,} not funded" for year, _, funded, gap in lines)
    parts = ((3, DARK.digits), (4, LIGHT.digits))
    bars = Bars(parts, "F", f"{label} by financial year. {said}.", POUNDS_IN_SHORT)
    return Block(f"{label} by financial year", _of_lines("Financial year"), lines, bars=bars)


def _lines_of(groups: Iterable[Group]) -> Iterator[tuple[Any, ...]]:
    """A line for each group and kind of money; a group whose cost is not known has its line all the same."""
    for group in groups:
        for kind, each in group.lines:
            yield group.label, group.actions, group.not_known, kind, each.cost, each.funded, each.gap
        if not group.lines:
            yield group.label, group.actions, group.not_known, "No cost known", None, None, None


def _of_groups(first: str) -> list[Column | None]:
    headings = (first, "Actions", "Cost not known yet", "Kind of money", "Cost", "Funded", "Not funded")
    return [_at(heading, place, POUNDS if place > 3 else None) for place, heading in enumerate(headings)]
