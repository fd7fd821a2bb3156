"""What a plan costs by quarter and financial year, what of it is funded and from where. Pure.

A one-off cost falls evenly over its action's quarters; the annual cost runs from the quarter after its end, to the
end of the year after the plan's last one. Capital and revenue are never added together.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from assurance.models import Level
from iip.quarters import Quarter, financial_year
from submissions.columns import ACTING, MONEY
from submissions.document import PlanDocument
from submissions.facts import ResponseFacts
from submissions.models import Response
from submissions.money import LABELS, NOT_KNOWN, Amounts, cost_of, funded_of

BEFORE, AFTER = 2, 10  # years around the plan's start that are drawn up; what lies outside is one figure
KINDS = dict(zip(MONEY, LABELS, strict=True))
NO_SOURCE, NO_WORKSTREAM, NO_PRIORITY, NO_FUNDING = "No source given", "No workstream", "No priority", "Not said"


@dataclass(frozen=True)
class Sum:
    """Whole pounds of one kind of money: the cost, and how much of it is funded."""

    cost: int = 0
    funded: int = 0

    @property
    def gap(self) -> int:
        return self.cost - self.funded

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.cost + other.cost, self.funded + other.funded)


@dataclass(frozen=True)
class Period:
    """A quarter, a financial year, or all of them: each kind of money apart."""

    label: str
    capital: Sum
    revenue: Sum
    annual: Sum

    @property
    def kinds(self) -> tuple[Sum, Sum, Sum]:
        return self.capital, self.revenue, self.annual

    @property
    def is_empty(self) -> bool:
        return not any(each.cost for each in self.kinds)


@dataclass(frozen=True)
class Group:
    """The actions that share a workstream, a priority, a source or a state of funding."""

    label: str
    actions: int
    not_known: int  # actions whose cost is in no figure
    cost: Amounts
    funded: Amounts

    @property
    def lines(self) -> list[tuple[str, Sum]]:
        """Each kind of money that costs something here."""
        sums = ((label, Sum(getattr(self.cost, kind), getattr(self.funded, kind))) for kind, label in KINDS.items())
        return [(label, each) for label, each in sums if each.cost]


class Budget:
    """The money of a plan, in the years that its actions and what they cost to run fall into."""

    def __init__(self, document: PlanDocument):
        self.document = document
        self.acting = {row.ref: row.response for row in document.rows if row.response.choice in ACTING}

    @cached_property
    def first(self) -> Quarter:
        """The first quarter of the year in which the first action starts, or the plan."""
        starts = [facts.start for facts in self.acting.values() if is_scheduled(facts)]
        year = min(quarter.year for quarter in (*starts, self.document.starts) if quarter)
        return Quarter.make(max(year, self.document.starts.year - BEFORE), 1)

    @cached_property
    def last(self) -> Quarter:
        """The horizon: the last quarter of the year after the plan's last one."""
        ends = [facts.end for facts in self.acting.values() if is_scheduled(facts)]
        year = max(quarter.year for quarter in (*ends, self.document.starts) if quarter)
        return Quarter.make(min(year + 1, self.document.starts.year + AFTER), 4)

    @cached_property
    def quarters(self) -> list[Period]:
        """Every quarter up to the horizon."""
        spent = spending(self.acting.values(), self.last)
        numbers = range(self.first.number, self.last.number + 1)
        return [Period(str(Quarter(n)), *(spent[kind].get(n, Sum()) for kind in MONEY)) for n in numbers]

    @cached_property
    def years(self) -> list[Period]:
        """Every financial year up to the horizon."""
        return [
            _together(financial_year(self.first.year + at // 4), self.quarters[at : at + 4])
            for at in range(0, len(self.quarters), 4)
        ]

    @property
    def all_years(self) -> Period:
        return _together("All years", self.years)

    @property
    def kinds_by_year(self) -> list[tuple[str, list[tuple[str, Sum]]]]:
        """Each kind of money that the plan has, with what it comes to in each year."""
        kinds = [(kind, label) for kind, label in KINDS.items() if getattr(self.all_years, kind).cost]
        return [(label, [(year.label, getattr(year, kind)) for year in self.years]) for kind, label in kinds]

    @cached_property
    def outside(self) -> Period:
        """The one-off cost that falls in none of these years: of actions without dates, or far away."""
        total = self._group("", self.acting.values())
        return Period("Not scheduled in these years", self._left(total, "capital"), self._left(total, "revenue"), Sum())

    def _left(self, total: Group, kind: str) -> Sum:
        seen = getattr(self.all_years, kind)
        return Sum(getattr(total.cost, kind) - seen.cost, getattr(total.funded, kind) - seen.funded)

    @property
    def unscheduled(self) -> list[str]:
        """The actions without a start and an end in order: their money is in no year."""
        return [ref for ref, facts in self.acting.items() if not is_scheduled(facts)]

    @property
    def not_known(self) -> list[str]:
        """The actions whose cost is not known yet: in no figure."""
        return [ref for ref, facts in self.acting.items() if facts.cost_basis == NOT_KNOWN]

    @property
    def unpriced(self) -> list[str]:
        """The actions for which no cost is entered yet: in no figure either."""
        open_ones = ((ref, facts) for ref, facts in self.acting.items() if facts.cost_basis != NOT_KNOWN)
        return [ref for ref, facts in open_ones if all(getattr(facts, kind) is None for kind in MONEY)]

    @property
    def covered(self) -> list[str]:
        """What another action covers, whose cost counts once."""
        return [row.ref for row in self.document.rows if row.response.choice == Response.Choice.COVERED]

    @property
    def by_workstream(self) -> list[Group]:
        return self._by(lambda facts: facts.workstream or NO_WORKSTREAM)

    @property
    def by_priority(self) -> list[Group]:
        labels = dict(Level.choices) | {"": NO_PRIORITY}
        return self._by(lambda facts: labels[facts.priority], [*labels.values()])

    @property
    def by_source(self) -> list[Group]:
        return self._by(lambda facts: facts.funding_source.strip() or NO_SOURCE)

    @property
    def by_funding(self) -> list[Group]:
        """By the state of the funding: funded, part funded, bid submitted, unfunded."""
        labels = dict(Response.Funding.choices) | {"": NO_FUNDING}
        return self._by(lambda facts: labels[facts.funding], [*labels.values()])

    def _by(self, label_of: Callable[[ResponseFacts], str], order: list[str] | None = None) -> list[Group]:
        """Groups whatever their capitals, in the order given or of the alphabet, those without a name last."""
        found: dict[str, tuple[str, list[ResponseFacts]]] = {}
        for facts in self.acting.values():
            label = label_of(facts)
            found.setdefault(label.casefold(), (label, []))[1].append(facts)
        groups = [self._group(label, facts) for label, facts in found.values()]
        if order:
            return sorted(groups, key=lambda group: order.index(group.label))
        return sorted(groups, key=lambda group: (group.label in (NO_SOURCE, NO_WORKSTREAM), group.label.casefold()))

    def _group(self, label: str, responses: Iterable[ResponseFacts]) -> Group:
        every = list(responses)
        unknown = sum(facts.cost_basis == NOT_KNOWN for facts in every)
        cost = sum((cost_of(facts) for facts in every), start=Amounts())
        return Group(label, len(every), unknown, cost, sum((funded_of(facts) for facts in every), start=Amounts()))


def is_scheduled(facts: ResponseFacts) -> bool:
    """Whether an action has a start and an end, in this order."""
    return bool(facts.start and facts.end and facts.start <= facts.end)


def spending(responses: Iterable[ResponseFacts], horizon: Quarter) -> dict[str, dict[int, Sum]]:
    """What actions cost by kind of money and number of the quarter, up to the horizon."""
    spent: dict[str, dict[int, Sum]] = {kind: {} for kind in MONEY}
    for facts in responses:
        if is_scheduled(facts):
            for kind, quarter, amount in _of_one(facts, horizon):
                spent[kind][quarter] = spent[kind].get(quarter, Sum()) + amount
    return spent


def _of_one(facts: ResponseFacts, horizon: Quarter) -> Iterable[tuple[str, int, Sum]]:
    assert facts.start
    assert facts.end
    cost, funded = cost_of(facts), funded_of(facts)
    for kind in ("capital", "revenue"):
        if not (getattr(cost, kind) or getattr(funded, kind)):
            continue
        shares = spread(getattr(cost, kind), getattr(funded, kind), facts.end - facts.start + 1)
        yield from ((kind, facts.start.number + n, share) for n, share in enumerate(shares))
    year = spread(cost.annual, funded.annual, 4)
    yield from (("annual", number, year[number % 4]) for number in range(facts.end.number + 1, horizon.number + 1))


def spread(cost: int, funded: int, quarters: int) -> list[Sum]:
    """A cost over a number of quarters, evenly in whole pounds; what is funded follows it, never beyond it.

    Both add up to what they were.
    """
    spent = [cost * n // quarters for n in range(quarters + 1)]
    paid = [spent[n] * funded // cost if cost else funded * n // quarters for n in range(quarters + 1)]
    return [Sum(spent[n + 1] - spent[n], paid[n + 1] - paid[n]) for n in range(quarters)]


def _together(label: str, periods: Iterable[Period]) -> Period:
    every = list(periods)
    return Period(label, *(sum((getattr(each, kind) for each in every), start=Sum()) for kind in MONEY))
