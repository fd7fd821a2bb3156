"""What a reviewer wants to see first: what changed since a step that was taken before theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.roles import Role
from assurance.access import roles_at
from submissions import gates
from submissions.access import versions_for
from submissions.models import Event, Plan, Status

MARKS = {  # the step that matters to whoever has the plan before them
    Role.QUALITY_ASSURER: ("your independent assurer’s feedback", gates.FEEDBACK),
    Role.APPROVER: ("quality assurance", frozenset({"qa_pass"})),
}


@dataclass(frozen=True)
class Since:
    """A version of before, and what stands against it: a later version, or None for the plan as it stands now."""

    what: str
    version: int | None
    to: int | None

    @property
    def is_same(self) -> bool:
        """Whether the very same version lies before the reader."""
        return self.version == self.to


def marks(plan: Plan, user: User, events: Sequence[Event]) -> list[Since]:
    """Since when this person may want to see what changed; only versions that they may read.

    `events` are the plan's, in their order. One query.
    """
    own = [event for event in events if event.by_id == user.pk]
    steps = [MARKS[role] for role in MARKS if role in roles_at(user, plan.assessment)]
    found = [(what, gates.last(gates.course(events), *names)) for what, names in steps]
    found.append(("you last took a step", own[-1] if own else None))
    return _readable(plan, user, events, [(what, event.version) for what, event in found if event])


def rounds(plan: Plan, user: User, events: Sequence[Event]) -> list[Since]:
    """What was handed over last in each round before this one, the latest first; only what the person may read.

    A round ends when the plan goes back to draft. `events` are the plan's, in their order. One query.
    """
    last = {event.round: event.version for event in events if event.version and event.round < plan.round}
    return _readable(plan, user, events, [(f"round {number}", last[number]) for number in sorted(last, reverse=True)])


def _readable(plan: Plan, user: User, events: Sequence[Event], found: Iterable[tuple[str, int | None]]) -> list[Since]:
    """These versions against what lies before the reader, as far as they may read both."""
    readable = set(versions_for(user, plan).values_list("number", flat=True))
    to = None if plan.status == Status.DRAFT else events[-1].version
    if to is not None and to not in readable:
        return []
    return [Since(what, version, to) for what, version in found if version in readable]
