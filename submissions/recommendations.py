"""The rows of a plan as its list shows them: filtered, sorted and counted. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from assurance.models import Level
from submissions.columns import COLUMNS
from submissions.completeness import lacking, what_is_missing
from submissions.document import PlanDocument, Row
from submissions.facts import EMPTY, NAMES

COMPLETE, INCOMPLETE, UNANSWERED = "complete", "incomplete", "none"
RISKS = list(Level.values)  # the highest first


@dataclass(frozen=True)
class Item:
    """A recommendation with its response, in the words of the list."""

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
    priority: str
    owner: str
    quarters: str
    missing: str  # "" when complete
    is_started: bool
    words: str  # what a search looks through

    @property
    def is_complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Wanted:
    """What a person wants of the list. Codes; "" wants everything."""

    scope: str = ""
    objective: str = ""
    risk: str = ""
    response: str = ""
    state: str = ""
    q: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Progress:
    """How far the responses of a scope are."""

    scope: str
    complete: int
    started: int
    untouched: int

    @property
    def total(self) -> int:
        return self.complete + self.started + self.untouched


def items_of(document: PlanDocument) -> list[Item]:
    """Every row of the plan, in the report's order."""
    return [_item(row) for row in document.rows]


def _item(row: Row) -> Item:
    facts, said = row.response, row.recommendation
    return Item(
        ref=row.ref,
        scope=row.scope.scope,
        scope_name=row.scope.name,
        objective=row.finding.objective if row.finding else row.outcome[:1],
        outcome=row.outcome,
        outcome_title=row.finding.title if row.finding else "",
        title=said.title,
        risk=said.risk,
        choice=facts.choice,
        response=COLUMNS["choice"].written(facts.choice),
        priority=COLUMNS["priority"].written(facts.priority),
        owner=facts.owner or facts.risk_owner,
        quarters=_quarters(row),
        missing=what_is_missing(facts) if lacking(facts) else "",
        is_started=any(getattr(facts, name) != EMPTY[name] for name in NAMES),
        words=" ".join((row.ref, said.title, said.text, facts.action, facts.owner, facts.risk_owner)).casefold(),
    )


def _quarters(row: Row) -> str:
    start, end = row.response.start, row.response.end
    if start and end and start != end:
        return f"{start} to {end}"
    return str(end or start or "")


def chosen(items: Iterable[Item], wanted: Wanted) -> list[Item]:
    """The rows that somebody wants, in the order they want."""
    found = [item for item in items if _is_wanted(item, wanted)]
    if wanted.sort == "risk":
        found.sort(key=lambda item: RISKS.index(item.risk))  # keeps the report's order within a risk
    return found


def _is_wanted(item: Item, wanted: Wanted) -> bool:
    choice = "" if wanted.response == UNANSWERED else wanted.response
    return (
        wanted.scope in ("", item.scope)
        and wanted.objective in ("", item.objective)
        and wanted.risk in ("", item.risk)
        and (not wanted.response or item.choice == choice)
        and (not wanted.state or item.is_complete == (wanted.state == COMPLETE))
        and all(word in item.words for word in wanted.q.casefold().split())
    )


def progress(items: Iterable[Item]) -> list[Progress]:
    """How far each scope is, in the report's order."""
    by_scope: dict[str, list[Item]] = {}
    for item in items:
        by_scope.setdefault(f"{item.scope} {item.scope_name}", []).append(item)
    return [_progress(name, rows) for name, rows in by_scope.items()]


def _progress(name: str, rows: list[Item]) -> Progress:
    complete = sum(item.is_complete for item in rows)
    started = sum(item.is_started and not item.is_complete for item in rows)
    return Progress(name, complete, started, len(rows) - complete - started)
