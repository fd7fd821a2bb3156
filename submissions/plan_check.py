"""The plan check: what in a plan is incomplete or impossible. Errors stop the way to the quality assurer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from iip.money import MOST
from submissions.columns import FUNDED, MONEY
from submissions.completeness import what_is_missing
from submissions.document import PlanDocument
from submissions.facts import ResponseFacts


@dataclass(frozen=True)
class Fault:
    """Something wrong with one response, in a sentence."""

    rule: str
    ref: str
    sentence: str


def errors(document: PlanDocument) -> list[Fault]:
    """Everything incomplete or impossible in the plan, in the order of the report."""
    circles = set(_in_a_circle({ref: facts.waits_for for ref, facts in document.responses.items()}))
    covers = set(_in_a_circle({ref: _covered(facts) for ref, facts in document.responses.items()}))
    return [
        Fault(rule, row.ref, sentence)
        for row in document.rows
        for rule, sentence in _faults(row.ref, row.response, document, circles, covers)
    ]


def _faults(ref, facts, document, circles, covers) -> Iterator[tuple[str, str]]:
    if missing := what_is_missing(facts):
        yield "incomplete", f"Add {missing}."
    if facts.start and facts.end and facts.end < facts.start:
        yield "dates", f"It ends in {facts.end}, before it starts in {facts.start}: change one of them."
    yield from _money_faults(facts)
    if ref in circles:
        yield "circle", "It waits, by way of others, for itself: take one of the dependencies away."
    if facts.covered_by:
        yield from _cover_faults(ref, facts, document, covers)
    for other in facts.waits_for:
        if other not in document.responses:
            yield "unknown", f"It depends on {other}, which is not in this plan: choose another."


def _money_faults(facts: ResponseFacts) -> Iterator[tuple[str, str]]:
    for name, funded in zip(MONEY, FUNDED, strict=True):
        cost, paid = getattr(facts, name), getattr(facts, funded)
        if cost is not None and paid is not None and paid > cost:
            yield "funded", f"£{paid:,} is funded of a cost of £{cost:,}: change one of them."
        if cost is not None and cost > MOST:
            yield "money", f"£{cost:,} is more than this service can hold: check it."


def _cover_faults(ref, facts, document, covers) -> Iterator[tuple[str, str]]:
    if facts.covered_by == ref or ref in covers:
        yield "covered", "It is covered, by way of others, by itself: choose another."
    elif facts.covered_by not in document.responses:
        yield "unknown", f"It is covered by {facts.covered_by}, which is not in this plan: choose another."


def _covered(facts: ResponseFacts) -> tuple[str, ...]:
    return (facts.covered_by,) if facts.covered_by else ()


def _in_a_circle(arrows: dict[str, Iterable[str]]) -> Iterator[str]:
    """The refs from which one comes back to where one started."""
    for start in arrows:
        reached, waiting = set(), list(arrows[start])
        while waiting:
            here = waiting.pop()
            if here not in reached:
                reached.add(here)
                waiting.extend(arrows.get(here, ()))
        if start in reached:
            yield start
