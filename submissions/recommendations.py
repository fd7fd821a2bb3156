"""The rows of a plan as its list shows them, and how far they are. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from iip.quarters import Quarter
from submissions.columns import COLUMNS
from submissions.completeness import is_complete, lacking, what_is_missing
from submissions.document import PlanDocument, Row
from submissions.facts import EMPTY, NAMES, ResponseFacts

LONGEST = 100  # quarters that one action is counted in; no plan looks further


@dataclass(frozen=True)
class Item:
    """A recommendation with its response, in the words of the list."""

    position: int  # in the report's order, from 0
    ref: str
    scope: str
    scope_name: str
    objective: str
    outcome: str
    outcome_title: str
    title: str
    risk: str
    choice: str
    response: str
    priority: str  # its code
    priority_name: str
    owner: str
    workstream: str
    funding: str
    start: Quarter | None
    end: Quarter | None
    missing: str  # "" when complete
    is_started: bool
    words: str  # what a search looks through

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def quarters(self) -> str:
        """When it is done, as people read it."""
        if self.start and self.end and self.start != self.end:
            return f"{self.start} to {self.end}"
        return str(self.end or self.start or "")

    @property
    def runs_in(self) -> tuple[str, ...]:
        """The quarters in which it is under way; of one with a single date, that quarter."""
        first, last = self.start or self.end, self.end or self.start
        if first is None or last is None:
            return ()
        return tuple(str(first + n) for n in range(min(last - first, LONGEST) + 1))


@dataclass(frozen=True)
class Progress:
    """How far the responses of a scope are."""

    scope: str
    complete: int
    started: int
    untouched: int

    @property
    def incomplete(self) -> int:
        return self.started + self.untouched

    @property
    def total(self) -> int:
        return self.complete + self.started + self.untouched


def items_of(document: PlanDocument) -> list[Item]:
    """Every row of the plan, in the report's order."""
    return [_item(position, row) for position, row in enumerate(document.rows)]


def _item(position: int, row: Row) -> Item:
    facts, said, finding = row.response, row.recommendation, row.finding
    title = finding.title if finding else ""
    written = (row.ref, said.title, said.text, title, facts.action, facts.justification, facts.workstream, facts.notes)
    return Item(
        position=position,
        ref=row.ref,
        scope=row.scope.scope,
        scope_name=row.scope.name,
        objective=finding.objective if finding else row.outcome[:1],
        outcome=row.outcome,
        outcome_title=title,
        title=said.title,
        risk=said.risk,
        choice=facts.choice,
        response=COLUMNS["choice"].written(facts.choice),
        priority=facts.priority,
        priority_name=COLUMNS["priority"].written(facts.priority),
        owner=facts.owner or facts.risk_owner,
        workstream=facts.workstream,
        funding=facts.funding,
        start=facts.start,
        end=facts.end,
        missing=what_is_missing(facts) if lacking(facts) else "",
        is_started=is_started(facts),
        words=" ".join((*written, facts.owner, facts.risk_owner)).casefold(),
    )


def progress(rows: Iterable[Row]) -> list[Progress]:
    """How far each scope is, in the report's order."""
    by_scope: dict[str, list[ResponseFacts]] = {}
    for row in rows:
        by_scope.setdefault(f"{row.scope.scope} {row.scope.name}", []).append(row.response)
    return [_progress(name, responses) for name, responses in by_scope.items()]


def _progress(name: str, responses: list[ResponseFacts]) -> Progress:
    complete = sum(is_complete(facts) for facts in responses)
    untouched = sum(not is_started(facts) for facts in responses)
    return Progress(name, complete, len(responses) - complete - untouched, untouched)


def together(scopes: Iterable[Progress]) -> Progress:
    """How far these scopes are, together."""
    every = list(scopes)
    return Progress("", *(sum(getattr(each, of) for each in every) for of in ("complete", "started", "untouched")))


def is_started(facts: ResponseFacts) -> bool:
    """Whether anything has been answered."""
    return any(getattr(facts, name) != EMPTY[name] for name in NAMES)
