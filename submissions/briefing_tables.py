"""The tables of a briefing, each as plain words: what slides and committee papers both show. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from submissions.briefing import Briefing
from submissions.budget import KINDS as MONEY_KINDS
from submissions.budget import Budget
from submissions.columns import COLUMNS
from submissions.document import Row
from submissions.priorities import LEVELS

TO_TARGET = {"met": "Meets target", "below": "Below target", "uncounted": "No target"}
AS_ASSESSED = {"achieved": "Achieved", "partial": "Partially achieved", "not_achieved": "Not achieved"}
KINDS = ("One-off capital", "One-off revenue", "Annual cost")
NOBODY, NO_DATE, NO_DAY, DASH = "Not named yet", "No date", "No day set", "–"


@dataclass(frozen=True)
class Grid:
    """A table in words: what it is called, its headings and rows, and which columns are numbers."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()
    has_total: bool = False  # in its last row


def standing(briefing: Briefing) -> Grid:
    """Outcomes by scope and objective: to their targets, or as assessed where no target is set."""
    parts = standing_parts(briefing)
    rows = [(line.scope, line.objective, *(str(getattr(line, part)) for part in parts)) for line in briefing.standing]
    return Grid("Outcomes by scope and objective", ("Scope", "Objective", *parts.values()), rows, frozenset({2, 3, 4}))


def by_objective(briefing: Briefing) -> Grid:
    """The same over all scopes: a line for each objective."""
    parts = standing_parts(briefing)
    rows = [(line.objective, *(str(getattr(line, part)) for part in parts)) for line in briefing.by_objective]
    return Grid("Outcomes by objective", ("Objective", *parts.values()), rows, frozenset({1, 2, 3}))


def standing_parts(briefing: Briefing) -> dict[str, str]:
    """What is counted of each objective, with its label."""
    return TO_TARGET if briefing.summary.forecast.counted else AS_ASSESSED


def risks(briefing: Briefing) -> Grid:
    """The biggest risks first, each outcome once: what could happen, and what is done about it."""
    every = briefing.summary.biggest_risks(most=len(briefing.summary.rows))
    rows = [(risk_of(row), row.recommendation.risk.capitalize(), *answer(row)) for row in every]
    return Grid("The biggest risks", ("What could happen", "Risk", "What we will do", "Owner", "By"), rows)


def risk_of(row: Row) -> str:
    """A risk in the assurer's plain words."""
    return row.recommendation.risk_description.strip() or row.recommendation.title


def answer(row: Row) -> Iterator[str]:
    """What the council does about a recommendation: what, who, by when."""
    facts = row.response
    if facts.choice == "no_action":
        yield from ("Accepted: no action", facts.risk_owner or NOBODY, DASH)
    elif not facts.choice:
        yield from ("No response yet", NOBODY, DASH)
    else:
        end = str(facts.end) if facts.end else NO_DATE
        yield from (facts.action.strip() or row.recommendation.title, facts.owner or NOBODY, end)


def promised(briefing: Briefing) -> Grid:
    """How many recommendations have which response, by risk, with the sum."""
    lines = [*briefing.summary.promised, briefing.summary.all_promised]
    rows = [(line.label, *map(str, line.by_risk), str(line.total)) for line in lines]
    headings = ("Response", *(f"{risk.label} risk" for risk in LEVELS), "All")
    return Grid("Recommendations by response", headings, rows, frozenset({1, 2, 3, 4}), has_total=True)


def endings(briefing: Briefing) -> Grid:
    """How many actions are done in each financial year, by risk."""
    rows = [(line.year, *map(str, line.by_risk)) for line in briefing.endings]
    headings = ("Done in", *(f"{risk.label} risk" for risk in LEVELS))
    return Grid("Actions done in each financial year", headings, rows, frozenset({1, 2, 3}))


def streams(briefing: Briefing) -> Grid:
    rows = [(line.name, line.lead or NOBODY, str(line.actions), line.last or DASH) for line in briefing.streams]
    return Grid("Workstreams", ("Workstream", "Lead", "Actions", "Last ends"), rows, frozenset({2}))


def years(briefing: Briefing) -> Grid:
    """What the plan costs in each financial year, each kind of money apart, with the sum."""
    budget = briefing.budget
    periods = [*budget.years, *(() if budget.outside.is_empty else (budget.outside,)), budget.all_years]
    rows = [(period.label, *(_pounds(kind.cost) for kind in period.kinds)) for period in periods]
    return Grid("Cost by financial year", ("Year", *KINDS), rows, frozenset({1, 2, 3}), has_total=True)


def years_of_each_kind(briefing: Briefing) -> list[Grid]:
    """What is funded and what is not in each financial year, and in all of them: a table for each kind of money.

    What falls in none of these years is a line of its own, behind their sum.
    """
    return list(_years_of_each_kind(briefing.budget))


def _years_of_each_kind(budget: Budget) -> Iterator[Grid]:
    outside = () if budget.outside.is_empty else (budget.outside,)
    headings = ("Year", "Cost", "Funded", "Not funded")
    for kind, label in MONEY_KINDS.items():
        money = [(each.label, getattr(each, kind)) for each in (*budget.years, budget.all_years, *outside)]
        if any(each.cost for _, each in money):
            rows = [(year, *map(_pounds, (each.cost, each.funded, each.gap))) for year, each in money]
            yield Grid(f"{label} by financial year", headings, rows, frozenset({1, 2, 3}), has_total=not outside)


def kinds(briefing: Briefing) -> Grid:
    """Each kind of money: what it costs, what is funded and what is not."""
    rows = [(label, *map(_pounds, amounts)) for label, *amounts in briefing.summary.money.lines]
    return Grid(
        "What is funded, by kind of money", ("Money", "Cost", "Funded", "Not funded"), rows, frozenset({1, 2, 3})
    )


def gaps(briefing: Briefing) -> Grid:
    """The actions with money still to find, most of it first."""
    rows = [(named(row), *map(_pounds, amounts)) for row, *amounts in briefing.unfunded]
    return Grid("The largest gaps", ("Not funded", "Capital", "Revenue", "A year"), rows, frozenset({1, 2, 3}))


def steps(briefing: Briefing, chosen: Callable = list) -> Grid:
    """How many outcomes meet their target at the end of each quarter; `chosen` leaves some out."""
    rows = [(label, str(met), str(below)) for label, met, below in chosen(briefing.summary.forecast.steps)]
    name = "Outcomes that meet their target, if the plan is delivered as scheduled"
    return Grid(name, ("At the end of", "Meet\N{NO-BREAK SPACE}it", "Below"), rows, frozenset({1, 2}))


def staying(briefing: Briefing) -> Grid:
    """Why outcomes stay below their target."""
    rows = [(label, str(count)) for label, count in briefing.summary.forecast.reasons]
    return Grid("Why outcomes stay below", ("Stay below because", "Outcomes"), rows, frozenset({1}))


def accepted(briefing: Briefing) -> Grid:
    """What gets no action, the highest risk first."""
    rows = sorted(briefing.summary.no_action, key=lambda row: LEVELS.index(row.recommendation.risk))
    headings = ("Recommendation", "Risk", "Why", "Owner of the risk", "Look again on")
    return Grid("Accepted risks", headings, [tuple(_accepted(row)) for row in rows])


def _accepted(row: Row) -> Iterator[str]:
    yield named(row)
    yield row.recommendation.risk.capitalize()
    yield row.response.justification.strip() or "No reason given yet"
    yield row.response.risk_owner or NOBODY
    yield COLUMNS["look_again_on"].written(row.response.look_again_on) or NO_DAY


def named(row: Row) -> str:
    """A recommendation by its ref and title."""
    return f"{row.ref} {row.recommendation.title}"


def _pounds(amount: int) -> str:
    return f"−£{-amount:,}" if amount < 0 else f"£{amount:,}"
