"""When outcomes reach their profile target, if the plan is delivered as scheduled.

The rule: an outcome in a scope moves when all its recommendations are done, to the assurer's expected result
where given, otherwise to its target. In part and no action do not move it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assurance.document import FindingFacts
from iip.quarters import Quarter
from submissions.document import PlanDocument, Row
from submissions.models import Response

DELIVERS = {Response.Choice.IMPLEMENT, Response.Choice.ALREADY_DONE}
LOOKS_AHEAD = 12  # quarters from the plan's start: what comes later stays below in the forecast
RULE = (
    "An outcome in a scope moves when all its recommendations are done: to the result that the assurer expects where "
    "one is given, otherwise to its target. What is done in part and what gets no action do not move it. An outcome "
    "without a target is in no figure."
)
STAYS = {  # why an outcome stays below its target, in the order in which reasons are looked for
    "nothing": "Nothing is recommended for it",
    "unanswered": "No response yet",
    "no_action": "No action",
    "in_part": "Done in part",
    "uncovered": "Covered by what will not be done",
    "undated": "No end quarter",
    "expected": "Its expected result is below its target",
    "later": "After the horizon",
}


@dataclass(frozen=True)
class Prospect:
    """An outcome in a scope that does not meet its target now: when it does, or why it stays below."""

    scope: str
    finding: FindingFacts
    quarter: Quarter | None  # in which it reaches its target; after the horizon where `why` is "later"
    why: str = ""  # of STAYS; "" where it reaches its target
    refs: tuple[str, ...] = ()  # what keeps it there

    @property
    def reason(self) -> str:
        return STAYS.get(self.why, "")


class Forecast:
    """Where a plan gets its council, if it is delivered as it is scheduled."""

    rule = RULE

    def __init__(self, document: PlanDocument):
        self.document = document
        places = [(scope.scope, finding) for scope in document.scopes for finding in scope.findings]
        self.met = [place for place in places if place[1].is_met]
        self.without_target = [place for place in places if not place[1].target]
        self.not_assessed = [place for place in places if place[1].target and place[1].is_met is None]
        self.below = [place for place in places if place[1].is_met is False]

    @property
    def horizon(self) -> Quarter:
        """The last quarter that the forecast looks at."""
        return self.document.starts + (LOOKS_AHEAD - 1)

    @cached_property
    def prospects(self) -> list[Prospect]:
        """Every outcome below its target, in the report's order."""
        reached = reaches_in(self.document)
        rows = _by_outcome(self.document)
        return [
            self._prospect(scope, finding, rows.get((scope, finding.outcome), []), reached)
            for scope, finding in self.below
        ]

    def _prospect(self, scope: str, finding: FindingFacts, rows: list[Row], reached) -> Prospect:
        quarter = reached.get((scope, finding.outcome))
        if quarter is None:
            return Prospect(scope, finding, None, *_why_below(rows, self.document))
        if quarter > self.horizon:
            late = tuple(row.ref for row in rows if (_end(row, self.document) or quarter) > self.horizon)
            return Prospect(scope, finding, quarter, "later", late)
        return Prospect(scope, finding, quarter)

    @cached_property
    def reaching(self) -> list[Prospect]:
        """What reaches its target, soonest first."""
        found = [each for each in self.prospects if not each.why]
        return sorted(found, key=lambda each: (each.quarter, each.scope, each.finding.outcome))

    @cached_property
    def staying(self) -> list[Prospect]:
        """What stays below its target."""
        return [each for each in self.prospects if each.why]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """How many outcomes stay below for which reason."""
        count = Counter(each.why for each in self.staying)
        return [(label, count[why]) for why, label in STAYS.items() if count[why]]

    @property
    def counted(self) -> int:
        """How many outcomes have a target and were assessed."""
        return len(self.met) + len(self.below)

    @cached_property
    def steps(self) -> list[tuple[str, int, int]]:
        """How many outcomes meet their target and how many do not: as assessed, and at the end of each quarter."""
        ends = [each.quarter for each in self.reaching if each.quarter]
        last = max([*ends, self.document.starts]).number
        numbers = range(self.document.starts.number, last + 1)
        met = [(str(Quarter(n)), len(self.met) + sum(end.number <= n for end in ends)) for n in numbers]
        return [(label, count, self.counted - count) for label, count in [("As assessed", len(self.met)), *met]]

    @property
    def sentence(self) -> str:
        """The forecast as an approver can repeat it."""
        if not self.counted:
            return "No outcome of this plan has a target, so nobody can say which it will reach."
        label, met, below = self.steps[-1]
        now = len(self.met)
        return (
            f"Of {self.counted} {_outcomes(self.counted)} with a target, {now} {_meet(now)} it now; "
            f"if the plan is delivered as scheduled, {met} will by the end of {label}, and {below} will stay below."
        )


def _outcomes(count: int) -> str:
    return "outcome" if count == 1 else "outcomes"


def _meet(count: int) -> str:
    return "meets" if count == 1 else "meet"


def _why_below(rows: list[Row], document: PlanDocument) -> tuple[str, tuple[str, ...]]:
    """The first reason in order, and the refs that it is true of."""
    if not rows:
        return "nothing", ()
    found: dict[str, list[str]] = {}
    for row, why in _holding_back(rows, document):
        found.setdefault(why, []).append(row.ref)
    first = next((why for why in STAYS if why in found), "expected")
    return first, tuple(found.get(first, ()))


def _holding_back(rows: list[Row], document: PlanDocument) -> Iterator[tuple[Row, str]]:
    kinds = {
        "": "unanswered",
        Response.Choice.NO_ACTION: "no_action",
        Response.Choice.IN_PART: "in_part",
        Response.Choice.COVERED: "uncovered",
    }
    for row in rows:
        if _end(row, document) is None:
            yield row, kinds.get(row.response.choice, "undated")


def reaches_in(document: PlanDocument) -> dict[tuple[str, str], Quarter]:
    """The quarter in which each outcome, by scope and code, meets its target: those that do and did not before."""
    answers = _by_outcome(document)
    ends = {place: _done_by(rows, document) for place, rows in answers.items()}
    return {place: end for place, end in ends.items() if end is not None and _moves_enough(answers[place][0])}


def _by_outcome(document: PlanDocument) -> dict[tuple[str, str], list[Row]]:
    answers: dict[tuple[str, str], list[Row]] = {}
    for row in document.rows:
        answers.setdefault((row.scope.scope, row.outcome), []).append(row)
    return answers


def _moves_enough(row: Row) -> bool:
    finding = row.finding
    if finding is None or not finding.target or finding.is_met is not False:
        return False
    return finding.expected in {"", "achieved"} or finding.expected == finding.target


def _done_by(rows: list[Row], document: PlanDocument) -> Quarter | None:
    """The last end among an outcome's recommendations; None where one of them will not be done."""
    ends = [end for row in rows if (end := _end(row, document)) is not None]
    return max(ends) if len(ends) == len(rows) else None


def _end(row: Row, document: PlanDocument, seen: frozenset[str] = frozenset()) -> Quarter | None:
    facts = row.response
    if facts.choice in DELIVERS:
        return facts.end
    cover = document.by_ref.get(facts.covered_by)
    if facts.choice == Response.Choice.COVERED and cover and row.ref not in seen:
        return _end(cover, document, seen | {row.ref})
    return None
