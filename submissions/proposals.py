"""Suggestions as pages show them: what changes word by word, what the field says now, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from submissions.access import suggestions_for
from submissions.columns import COLUMNS
from submissions.comparison import FieldChange
from submissions.facts import ResponseFacts, facts_by_ref
from submissions.merge import LONG
from submissions.models import Plan, Suggestion
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


def proposals(
    user: User, plan: Plan, *, facts: Mapping[str, ResponseFacts] | None = None, **which: Any
) -> list[Proposal]:
    """The suggestions that a person may read; `which` narrows them. One query, three without the `facts` by ref."""
    found = list(suggestions_for(user, plan).filter(**which).select_related("response", "by", "decided_by"))
    if facts is None:
        refs = {each.response.ref for each in found}
        facts = facts_by_ref(plan.responses.filter(ref__in=refs)) if refs else {}
    for each in found:
        each.response.plan = plan
    return [Proposal(each, getattr(facts[each.response.ref], each.field)) for each in found]
