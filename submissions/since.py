"""What a reviewer wants to see first: what changed since they last looked, or since a step taken before theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from assurance.access import roles_at
from iip.templatetags.govuk import moment
from submissions import gates
from submissions.access import versions_for
from submissions.looked import last_look
from submissions.models import Event, Plan, Status

MARKS = {  # the step that matters to whoever has the plan before them
    Role.QUALITY_ASSURER: ("your independent assurer’s feedback", gates.FEEDBACK),
    Role.APPROVER: ("quality assurance", frozenset({"qa_pass"})),
}


@dataclass(frozen=True)
class Since:
    """A moment from which somebody may want to see what changed, in words, and where it is shown."""

    what: str
    href: str  # of the page that compares; "" where the very same lies before the reader


def marks(plan: Plan, user: User, events: Sequence[Event]) -> list[Since]:
    """Since when this person may want to see what changed; only versions that they may read.

    `events` are the plan's, in their order. Two queries, or three for an assurer.
    """
    own = [event for event in events if event.by_id == user.pk]
    steps = [MARKS[role] for role in MARKS if role in roles_at(user, plan.assessment)]
    found = [(what, gates.last(gates.course(events), *names)) for what, names in steps]
    found.append(("you last took a step", own[-1] if own else None))
    return _looked(plan, user) + _readable(plan, user, events, [(what, e.version) for what, e in found if e])


def rounds(plan: Plan, user: User, events: Sequence[Event]) -> list[Since]:
    """What was handed over last in each round before this one, the latest first; only what the person may read.

    A round ends when the plan goes back to draft. `events` are the plan's, in their order. One query.
    """
    last = {event.round: event.version for event in events if event.version and event.round < plan.round}
    return _readable(plan, user, events, [(f"round {number}", last[number]) for number in sorted(last, reverse=True)])


def _looked(plan: Plan, user: User) -> list[Since]:
    """Since when they said themselves that they had looked."""
    seen = last_look(plan, user)
    if seen is None:
        return []
    until, is_old = seen
    href = reverse("submissions:plan_since", args=[plan.reference]) if is_old else ""
    return [Since(f"you last looked, on {moment(until)}", href)]


def _readable(plan: Plan, user: User, events: Sequence[Event], found: Iterable[tuple[str, int | None]]) -> list[Since]:
    """These versions against what lies before the reader, as far as they may read both."""
    readable = set(versions_for(user, plan).values_list("number", flat=True))
    to = None if plan.status == Status.DRAFT else events[-1].version
    if to is not None and to not in readable:
        return []
    return [Since(what, _compared(plan, number, to)) for what, number in found if number in readable]


def _compared(plan: Plan, number: int | None, to: int | None) -> str:
    """Where a version stands beside a later one, or beside the plan as it stands now; "" for the very same."""
    if number == to:
        return ""
    if to is None:
        return reverse("submissions:version_compare_now", args=[plan.reference, number])
    return reverse("submissions:version_compare", args=[plan.reference, number, to])
