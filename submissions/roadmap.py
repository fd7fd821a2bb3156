"""When a plan's actions are done: by quarter and financial year, in groups, in the near, mid and long term. Pure."""

from dataclasses import dataclass
from functools import cached_property

from iip.quarters import Quarter, financial_year
from submissions.budget import AFTER, BEFORE, is_scheduled
from submissions.columns import ACTING
from submissions.document import PlanDocument, Row
from submissions.plan_warnings import why_too_much
from submissions.workload import Load, workload

NEAR, MID, LONG, UNSCHEDULED = "Near term", "Mid term", "Long term", "Not scheduled"
TERMS = (NEAR, MID, LONG, UNSCHEDULED)
GROUPINGS = {"workstream": "Workstream", "objective": "Objective", "owner": "Owner"}
WITHOUT = {"workstream": "No workstream", "objective": "No objective", "owner": "No owner"}


@dataclass(frozen=True)
class Action:
    """One response on the roadmap. Start and end are None where they are not both there, in order."""

    ref: str
    title: str
    owner: str
    workstream: str
    objective: str
    term: str
    start: Quarter | None
    end: Quarter | None
    milestones: tuple[tuple[str, Quarter], ...]


class Roadmap:
    """The actions of a plan in time, grouped by workstream, objective or owner."""

    def __init__(self, document: PlanDocument, by: str = "workstream"):
        self.document = document
        self.by = by if by in GROUPINGS else "workstream"
        self.actions = [self._action(row) for row in document.rows if row.response.choice in ACTING]

    def _action(self, row: Row) -> Action:
        facts, has_dates = row.response, is_scheduled(row.response)
        return Action(
            ref=row.ref,
            title=row.recommendation.title,
            owner=facts.owner,
            workstream=facts.workstream,
            objective=f"Objective {row.finding.objective if row.finding else row.outcome[:1]}",
            term=term_of(facts.end if has_dates else None, self.document),
            start=facts.start if has_dates else None,
            end=facts.end if has_dates else None,
            milestones=facts.milestones,
        )

    @cached_property
    def groups(self) -> list[tuple[str, list[Action]]]:
        """Each group by name with its actions in the order of time; what has no name, and no dates, last."""
        found: dict[str, list[Action]] = {}
        for action in sorted(self.actions, key=_in_time):
            found.setdefault(getattr(action, self.by), []).append(action)
        named = sorted(found.items(), key=lambda group: (not group[0], group[0].casefold()))
        return [(name or WITHOUT[self.by], actions) for name, actions in named]

    @property
    def terms(self) -> list[tuple[str, int]]:
        """How many actions end in each term."""
        return [(term, sum(action.term == term for action in self.actions)) for term in TERMS]

    @cached_property
    def first(self) -> Quarter:
        """The first quarter that is drawn."""
        years = [action.start.year for action in self.actions if action.start]
        return Quarter.make(max(min([*years, self._starts]), self._starts - BEFORE), 1)

    @cached_property
    def last(self) -> Quarter:
        """The last quarter that is drawn."""
        years = [action.end.year for action in self.actions if action.end]
        return Quarter.make(min(max([*years, self._starts]), self._starts + AFTER), 4)

    @property
    def _starts(self) -> int:
        return self.document.starts.year

    @property
    def quarters(self) -> list[Quarter]:
        return [Quarter(number) for number in range(self.first.number, self.last.number + 1)]

    @property
    def years(self) -> list[str]:
        """The financial years that are drawn: four quarters each."""
        return [financial_year(year) for year in range(self.first.year, self.last.year + 1)]

    @property
    def near_ends(self) -> Quarter:
        """The last quarter of the near term."""
        return self.document.starts + (self.document.near_term - 1)

    @property
    def mid_ends(self) -> Quarter:
        """The last quarter of the mid term."""
        return self.document.starts + (self.document.mid_term - 1)

    @property
    def loads(self) -> list[tuple[str, list[tuple[Load | None, str]]]]:
        """Each owner's load in each quarter that is drawn, and what is too much of it."""
        found = {(load.owner, load.quarter): load for load in workload(self.document)}
        owners = sorted({owner for owner, _ in found}, key=str.casefold)
        return [(owner, [_judged(found.get((owner, quarter))) for quarter in self.quarters]) for owner in owners]


def term_of(end: Quarter | None, document: PlanDocument) -> str:
    """The term in which an action ends, counted in quarters from the plan's start."""
    if end is None:
        return UNSCHEDULED
    passed = end - document.starts
    return NEAR if passed < document.near_term else MID if passed < document.mid_term else LONG


def _in_time(action: Action) -> tuple[bool, Quarter, Quarter]:
    nowhere = Quarter(0)
    return action.start is None, action.start or nowhere, action.end or nowhere


def _judged(load: Load | None) -> tuple[Load | None, str]:
    return load, why_too_much(load) if load else ""
