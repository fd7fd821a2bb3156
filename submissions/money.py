"""What a plan costs, and how much of it is funded. Capital and revenue are never added together. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from submissions.columns import ACTING, MONEY
from submissions.document import PlanDocument
from submissions.facts import ResponseFacts
from submissions.models import Response

FULL = Response.Funding.FUNDED
NOT_KNOWN = Response.CostBasis.NOT_KNOWN


@dataclass(frozen=True)
class Amounts:
    """Whole pounds of the three kinds of money, which stay apart."""

    capital: int = 0  # one-off
    revenue: int = 0  # one-off
    annual: int = 0  # a year

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(self.capital + other.capital, self.revenue + other.revenue, self.annual + other.annual)

    def __sub__(self, other: "Amounts") -> "Amounts":
        return Amounts(self.capital - other.capital, self.revenue - other.revenue, self.annual - other.annual)


@dataclass(frozen=True)
class Totals:
    """What the actions of a plan cost together."""

    cost: Amounts
    funded: Amounts
    not_known: tuple[str, ...]  # the refs whose cost is not known yet: in no figure

    @property
    def unfunded(self) -> Amounts:
        return self.cost - self.funded

    @property
    def lines(self) -> list[tuple[str, int, int, int]]:
        """What a table shows: the kind of money, its cost, what is funded and what is not."""
        return [
            (label, getattr(self.cost, kind), getattr(self.funded, kind), getattr(self.unfunded, kind))
            for kind, label in zip(MONEY, LABELS, strict=True)
        ]


LABELS = ("One-off capital", "One-off revenue", "Annual (running) cost")


def totals(document: PlanDocument) -> Totals:
    """The cost of all actions. What is covered by another costs nothing of its own, so that it counts once."""
    acting = {ref: facts for ref, facts in document.responses.items() if facts.choice in ACTING}
    return Totals(
        cost=_sum(cost_of(facts) for facts in acting.values()),
        funded=_sum(funded_of(facts) for facts in acting.values()),
        not_known=tuple(ref for ref, facts in acting.items() if facts.cost_basis == NOT_KNOWN),
    )


def cost_of(facts: ResponseFacts) -> Amounts:
    """What one response costs; nothing where no amount was entered."""
    return Amounts(facts.capital or 0, facts.revenue or 0, facts.annual or 0)


def funded_of(facts: ResponseFacts) -> Amounts:
    """How much of it is funded: a blank means all where it is funded, and otherwise nothing."""
    blank = cost_of(facts) if facts.funding == FULL else Amounts()
    return Amounts(
        blank.capital if facts.funded_capital is None else facts.funded_capital,
        blank.revenue if facts.funded_revenue is None else facts.funded_revenue,
        blank.annual if facts.funded_annual is None else facts.funded_annual,
    )


def _sum(amounts: Iterable[Amounts]) -> Amounts:
    return sum(amounts, start=Amounts())
