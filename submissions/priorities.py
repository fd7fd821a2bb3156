"""What to do first: risk against effort, an order with its reason in words, and quick wins. Pure.

The order goes by risk, then effort, then complexity; what others wait for comes as early as the most urgent of them.
"""

import heapq
from dataclasses import dataclass
from functools import cached_property

from assurance.models import Level
from submissions.columns import ACTING
from submissions.document import PlanDocument, Row

LEVELS = (Level.HIGH, Level.MEDIUM, Level.LOW)
EFFORTS = (Level.LOW, Level.MEDIUM, Level.HIGH)
NOT_SAID = "Not said"
Urgency = tuple[int, int, int, int]  # risk, effort, complexity and place in the report: the lowest comes first


@dataclass(frozen=True)
class Suggested:
    """An action in its place in the suggested order, with the reason."""

    place: int
    row: Row
    reason: str
    is_quick_win: bool

    @property
    def ref(self) -> str:
        return self.row.ref


@dataclass(frozen=True)
class Cell:
    """The refs of one risk and one effort by their complexity, in words, the lowest first."""

    groups: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def count(self) -> int:
        return sum(len(refs) for _, refs in self.groups)


class Priorities:
    """The actions of a plan by what they are worth and what they take."""

    def __init__(self, document: PlanDocument):
        self.rows = {row.ref: row for row in document.rows if row.response.choice in ACTING}
        self.waits_for = {
            ref: [other for other in row.response.waits_for if other in self.rows and other != ref]
            for ref, row in self.rows.items()
        }
        self.urgencies = {ref: _urgency(row, place) for place, (ref, row) in enumerate(self.rows.items())}

    @property
    def matrix(self) -> list[tuple[str, list["Cell"]]]:
        """The actions of each risk, the highest first, under each effort, the lowest first; then effort not said."""
        return [(risk.label, [self._cell(risk, effort) for effort in (*EFFORTS, "")]) for risk in LEVELS]

    def _cell(self, risk: str, effort: str) -> "Cell":
        found: dict[str, list[str]] = {complexity: [] for complexity in (*EFFORTS, "")}
        for row in self.rows.values():
            if (row.recommendation.risk, row.response.effort) == (risk, effort):
                found[row.response.complexity].append(row.ref)
        return Cell(tuple((_complexity(level), tuple(refs)) for level, refs in found.items() if refs))

    @property
    def quick_wins(self) -> list[Suggested]:
        """What lowers a high or medium risk for low effort and low complexity, in the suggested order."""
        return [each for each in self.order if each.is_quick_win]

    @cached_property
    def order(self) -> list[Suggested]:
        """Every action once, none before what it waits for, unless they wait for each other in a circle."""
        done: list[str] = []
        waiting = {ref: set(others) for ref, others in self.waits_for.items()}
        ready = [(self._pulled[ref], ref) for ref, others in waiting.items() if not others]
        heapq.heapify(ready)
        while waiting:
            if not ready:  # a circle, which is an error of the plan check: the most urgent breaks it
                ready.append(min((self._pulled[ref], ref) for ref in waiting))
            _, ref = heapq.heappop(ready)
            del waiting[ref]
            done.append(ref)
            for other, left in waiting.items():
                if ref in left:
                    left.discard(ref)
                    if not left:
                        heapq.heappush(ready, (self._pulled[other], other))
        return [self._suggested(place, ref) for place, ref in enumerate(done, 1)]

    @cached_property
    def _pulled(self) -> dict[str, Urgency]:
        """Each action's urgency, or that of the most urgent action that waits for it, by way of others too."""
        pulled = dict(self.urgencies)
        for ref in sorted(self.urgencies, key=self.urgencies.__getitem__):
            before, seen = [ref], {ref}
            while before:
                for other in self.waits_for[before.pop()]:
                    if other not in seen:
                        seen.add(other)
                        before.append(other)
                        pulled[other] = min(pulled[other], self.urgencies[ref])
        return pulled

    def _suggested(self, place: int, ref: str) -> Suggested:
        row = self.rows[ref]
        return Suggested(place, row, self._reason(ref), _is_quick_win(row))

    def _reason(self, ref: str) -> str:
        row = self.rows[ref]
        facts = row.response
        said = [
            f"{Level(row.recommendation.risk).label} risk",
            f"{Level(facts.effort).label.lower()} effort" if facts.effort else "effort not said",
            f"{Level(facts.complexity).label.lower()} complexity" if facts.complexity else "complexity not said",
        ]
        words = f"{', '.join(said)}{': a quick win' if _is_quick_win(row) else ''}."
        if self._pulled[ref] < self.urgencies[ref]:
            first = next(other for other, own in self.urgencies.items() if own == self._pulled[ref])
            words += f" It comes this early because {first} waits for it."
        if self.waits_for[ref]:
            words += f" It comes after {', '.join(self.waits_for[ref])}, which it waits for."
        return words


def _urgency(row: Row, place: int) -> Urgency:
    facts = row.response
    return LEVELS.index(Level(row.recommendation.risk)), _small(facts.effort), _small(facts.complexity), place


def _complexity(level: str) -> str:
    return f"{Level(level).label} complexity" if level else "Complexity not said"


def _small(level: str) -> int:
    """The smaller the earlier; what nobody has said counts as much."""
    return EFFORTS.index(Level(level)) if level else len(EFFORTS)


def _is_quick_win(row: Row) -> bool:
    facts = row.response
    return row.recommendation.risk != Level.LOW and facts.effort == facts.complexity == Level.LOW
