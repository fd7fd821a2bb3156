"""How a list of recommendations is narrowed and sorted, and the address that says so. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.http import urlencode

from assurance.models import Level
from submissions.models import Response
from submissions.recommendations import Item

NOTHING = "none"  # what an address says for rows that have nothing there
COMPLETE, INCOMPLETE = "complete", "incomplete"
RANKS = {level: rank for rank, level in enumerate(Level.values)}  # the highest first
CHOICES = {choice: rank for rank, choice in enumerate(Response.Choice.values)}
ASCENDING, DESCENDING = "ascending", "descending"


@dataclass(frozen=True)
class Facet:
    """Something by which the rows can be narrowed."""

    label: str
    every: str  # what it is called not to narrow by it
    codes: Callable[[Item], tuple[str, ...]]
    nothing: str = ""  # what rows that have nothing there are called; "" where every row has something
    fixed: tuple[tuple[str, str], ...] = ()  # its answers, where they are the same in every plan
    name: Callable[[Item, str], str] = lambda item, code: code

    def answers(self, items: Iterable[Item]) -> list[tuple[str, str]]:
        """What the rows can be narrowed to, with its name."""
        nothing = [(NOTHING, self.nothing)] if self.nothing else []
        return [*(self.fixed or self._found(items)), *nothing]

    def _found(self, items: Iterable[Item]) -> list[tuple[str, str]]:
        found = {code: self.name(item, code) for item in items for code in self.codes(item)}
        return sorted(found.items()) if self.nothing else list(found.items())

    def holds(self, item: Item, code: str) -> bool:
        """Whether a row is of those that are asked for."""
        codes = self.codes(item)
        return code in codes or (code == NOTHING and not codes)


def _one(code: str) -> tuple[str, ...]:
    return (code,) if code else ()


# fmt: off
FACETS = {
    "scope": Facet("Scope", "All scopes", lambda i: (i.scope,), name=lambda i, code: f"{code} {i.scope_name}"),
    "objective": Facet("Objective", "All objectives", lambda i: (i.objective,)),
    "principle": Facet("Principle", "All principles", lambda i: (i.outcome.partition(".")[0],)),
    "outcome": Facet("Contributing outcome", "All outcomes", lambda i: (i.outcome,),
                     name=lambda i, code: f"{code} {i.outcome_title}"),
    "risk": Facet("Risk level", "All risks", lambda i: (i.risk,), fixed=tuple(Level.choices)),
    "response": Facet("Response", "All responses", lambda i: _one(i.choice), "No response yet",
                      tuple(Response.Choice.choices)),
    "priority": Facet("Priority", "All priorities", lambda i: _one(i.priority), "No priority", tuple(Level.choices)),
    "owner": Facet("Owner", "All owners", lambda i: _one(i.owner), "No owner"),
    "workstream": Facet("Workstream", "All workstreams", lambda i: _one(i.workstream), "No workstream"),
    "quarter": Facet("Under way in", "All quarters", lambda i: i.runs_in, "No quarters"),
    "funding": Facet("Funding", "All funding", lambda i: _one(i.funding), "Nothing said",
                     tuple(Response.Funding.choices)),
    "state": Facet("Complete or not", "All", lambda i: (COMPLETE if i.is_complete else INCOMPLETE,),
                   fixed=((COMPLETE, "Complete"), (INCOMPLETE, "Not complete"))),
}
# fmt: on


@dataclass(frozen=True)
class Order:
    """A column by which the list is sorted. Rows that have nothing there come last, either way."""

    label: str
    key: Callable[[Item], Any]  # None where a row has nothing there
    first: str = ASCENDING  # what it is called when the smallest key stands first


ORDERS = {
    "ref": Order("Recommendation", lambda i: i.position),
    "outcome": Order("Outcome", lambda i: (i.outcome, i.position)),
    "risk": Order("Risk", lambda i: RANKS[i.risk], DESCENDING),
    "response": Order("Response", lambda i: CHOICES.get(i.choice)),
    "priority": Order("Priority", lambda i: RANKS.get(i.priority), DESCENDING),
    "owner": Order("Owner", lambda i: i.owner.casefold() or None),
    "end": Order("Quarters", lambda i: i.end or i.start),
    "state": Order("Complete", lambda i: (i.is_complete, i.is_started)),
}


@dataclass(frozen=True)
class Wanted:
    """What a person wants of the list; nothing of it wants every row in the report's order."""

    view: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)
    q: str = ""
    sort: str = ""  # the name of an order; with "-" before it, the other way round

    @property
    def query(self) -> str:
        """The query of the address that wants the same; "" for every row."""
        said = {"view": self.view, **self.facets, "q": self.q, "sort": self.sort}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"?{query}" if query else ""

    @property
    def is_narrow(self) -> bool:
        """Whether it wants less than all the rows of its view."""
        return bool(self.facets or self.q)

    def without(self, name: str) -> "Wanted":
        """The same without one of the things that narrow it."""
        return replace(self, q="") if name == "q" else replace(self, facets=_but(self.facets, name))

    def sorted_by(self, name: str) -> "Wanted":
        """The same by another column; by the column it is sorted by, the other way round."""
        return replace(self, sort=f"-{name}" if self.sort == name else name)

    def direction(self, name: str) -> str:
        """How a column is sorted, as assistive technology is told; "" where the list is not sorted by it."""
        if self.sort.removeprefix("-") != name:
            return ""
        ways = [ASCENDING, DESCENDING]
        first = ways.index(ORDERS[name].first)
        return ways[first - self.sort.startswith("-")]


def _but(facets: Mapping[str, str], name: str) -> dict[str, str]:
    return {other: code for other, code in facets.items() if other != name}


def narrowed(items: Iterable[Item], wanted: Wanted) -> list[Item]:
    """The rows with what is wanted of each facet and with every word of the search."""
    words = wanted.q.casefold().split()
    asked = [(FACETS[name], code) for name, code in wanted.facets.items()]
    return [
        item
        for item in items
        if all(facet.holds(item, code) for facet, code in asked) and all(word in item.words for word in words)
    ]


def in_order(items: Iterable[Item], sort: str) -> list[Item]:
    """The rows by a column; those that are alike, or have nothing there, in the report's order."""
    key = ORDERS[sort.removeprefix("-") or "ref"].key
    rows = sorted(items, key=lambda item: item.position)
    having = sorted((i for i in rows if key(i) is not None), key=key, reverse=sort.startswith("-"))
    return having + [item for item in rows if key(item) is None]
