"""Suggestions as pages show them: what changes word by word, what the field says now, and what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from assurance.access import roles_at
from iip.statements import written_once
from submissions.access import suggestions_for, suggestions_read
from submissions.audiences import audiences_of
from submissions.columns import COLUMNS
from submissions.comparison import FieldChange
from submissions.facts import ResponseFacts, facts_by_ref
from submissions.merge import LONG
from submissions.models import Plan, Response, Suggestion, Thread
from submissions.suggestions import base_of, value_of

NOTHING = "Nothing"


@dataclass(frozen=True)
class Proposal:
    """One suggestion beside what its field says now."""

    suggestion: Suggestion
    now: Any

    @property
    def label(self) -> str:
        return COLUMNS[self.suggestion.field].label

    @property
    def is_open(self) -> bool:
        return self.suggestion.state == Suggestion.State.OPEN

    @property
    def is_there(self) -> bool:
        """Whether the field says it already, by another way."""
        return self.is_open and self.now == value_of(self.suggestion)

    @property
    def has_moved(self) -> bool:
        """Whether the field says something else now than when the suggestion was made, and than is suggested."""
        return self.is_open and not self.is_there and self.now != base_of(self.suggestion)

    @property
    def before(self) -> str:
        """What the field said when it was suggested, in words."""
        return self._written(base_of(self.suggestion))

    @property
    def current(self) -> str:
        return self._written(self.now)

    @property
    def after(self) -> str:
        """What is suggested, in words."""
        return self._written(value_of(self.suggestion))

    @property
    def change(self) -> FieldChange:
        """From what the field says now (or said, once it is decided) to what is suggested."""
        start = self.now if self.is_open else base_of(self.suggestion)
        written = COLUMNS[self.suggestion.field].written
        return FieldChange(self.label, written(start), written(value_of(self.suggestion)), self._is_text)

    @property
    def _is_text(self) -> bool:
        return self.suggestion.field in LONG

    def _written(self, value: Any) -> str:
        return COLUMNS[self.suggestion.field].written(value) or NOTHING


def proposals(user: User, plan: Plan, **which: Any) -> list[Proposal]:
    """The suggestions that a person may read; `which` narrows them. Three queries."""
    found = list(_shown(suggestions_for(user, plan).filter(**which)))
    return _proposals(found, plan, facts_by_ref(plan) if found else {})


def open_proposals(user: User, response: Response, facts: ResponseFacts) -> list[Proposal]:
    """What is suggested for a response, which the person may read, and is not decided yet. One query."""
    read = _open_about(audiences_of(roles_at(user, response.plan.assessment)))
    return _proposals(read(response.plan_id, response.pk), response.plan, {response.ref: facts})


@cache
def _open_about(audiences: frozenset[Thread.Audience]) -> Callable[[int, int], list[Suggestion]]:
    @written_once
    def found(plan: int, response: int) -> QuerySet[Suggestion]:
        return _shown(suggestions_read(plan, audiences).filter(response=response, state=Suggestion.State.OPEN))

    return found


def _shown(suggestions: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    return suggestions.select_related("response", "by", "decided_by")


def _proposals(found: list[Suggestion], plan: Plan, facts: Mapping[str, ResponseFacts]) -> list[Proposal]:
    for each in found:
        each.response.plan = plan
    return [Proposal(each, getattr(facts[each.response.ref], each.field)) for each in found]
