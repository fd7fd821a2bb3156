"""The improvement and implementation session: proposed, arranged, held, or not held with agreement.

It is talk about the plan: writing it down changes no document, and every change is in the record of what people did.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from accounts.roles import Role
from assurance.access import roles_at
from submissions import gates
from submissions.models import Event, Plan, Session, Status
from submissions.notifications import people_told, tell

State = Session.State
OPEN_AT = frozenset({Status.DRAFT, Status.ASSURER_FEEDBACK, Status.INTERNAL_QA, Status.APPROVAL})
OPENS = ("share", "record_feedback")  # the first share, or feedback given elsewhere before it
IN_CALENDARS = ("at", "lasts", "place", "link")  # a change of these is a new invitation
TOLD_OF = {
    State.PROPOSED: ("session_proposed", "Session proposed"),
    State.ARRANGED: ("session_arranged", "Session arranged"),
}
OTHER_SIDE = {Role.ASSURER: Role.CAF_LEAD, Role.CAF_LEAD: Role.ASSURER}
MEANWHILE = "Somebody else has just written about this session. It is shown below as it stands now."


class Refused(Exception):
    """The session was not written down. The message is for the person who tried."""


def why_not_written(plan: Plan, events: Sequence[Event]) -> str:
    """Why the session cannot be written down at this status, as a sentence; "" when it can."""
    if plan.status not in OPEN_AT:
        return (
            f"The plan’s status is “{plan.state.label}”. The session can be written down from the first share with "
            "your assurer until sign-off."
        )
    if gates.last(gates.course(events), *OPENS) is None:
        return "The plan has not been shared with the assurer yet. The session can be written down from then on."
    return ""


def current(plan: Plan) -> Session | None:
    """The session that is spoken of: the last one."""
    return plan.sessions.select_related("by").order_by("-number").first()


def mark_of(session: Session | None) -> str:
    """What a page says it has shown, so that a later change is not overwritten unseen."""
    return session.written_at.isoformat() if session else ""


def side_of(plan: Plan, user: User) -> Role:
    """For whom a person speaks about the session: the assurer or the council."""
    return Role.ASSURER if Role.ASSURER in roles_at(user, plan.assessment) else Role.CAF_LEAD


def why_not_confirmed(session: Session | None, side: Role) -> str:
    """Why this side cannot confirm the time that was proposed, as a sentence; "" when it can."""
    if session is None or session.state != State.PROPOSED:
        return "No time is proposed now."
    if session.at is None:
        return "A session is proposed, and no time yet: propose one."
    if session.proposed_as == side:
        other = "The council" if side == Role.ASSURER else "The assurer"
        return f"{other} confirms the time that your side proposed."
    return ""


def propose(plan: Plan, *, by: User, seen: str, at: datetime.datetime | None = None, **facts: Any) -> Session:
    """Propose a session, with or without a time; `facts`: how long it lasts, place, link and agenda."""
    return _write(plan, State.PROPOSED, by=by, seen=seen, at=at, proposed_as=side_of(plan, by), **facts)


def confirm(plan: Plan, *, by: User, seen: str) -> Session:
    """Agree to the time that the other side proposed. Raises Refused."""
    if reason := why_not_confirmed(current(plan), side_of(plan, by)):
        raise Refused(reason)
    return _write(plan, State.ARRANGED, by=by, seen=seen)


def arrange(plan: Plan, *, by: User, seen: str, at: datetime.datetime, place: str = "") -> Session:
    """Say when the session will be, where both sides have agreed elsewhere."""
    return _write(plan, State.ARRANGED, by=by, seen=seen, at=at, place=place)


def record_held(
    plan: Plan, *, by: User, seen: str, at: datetime.datetime, attended: str, notes: str, place: str = ""
) -> Session:
    """Say that the session was held, who came and what was said."""
    return _write(plan, State.HELD, by=by, seen=seen, at=at, place=place, attended=attended, notes=notes)


def record_not_held(plan: Plan, *, by: User, seen: str, agreed_with: str, reason: str) -> Session:
    """Say that there is no session, who agreed to that and why."""
    return _write(plan, State.NOT_HELD, by=by, seen=seen, agreed_with=agreed_with, reason=reason)


def refuse_where_closed(plan: Plan) -> None:
    """Raise Refused where the session cannot be written down now."""
    here = Plan.objects.get(pk=plan.pk)
    if reason := why_not_written(here, list(here.events.order_by("number"))):
        raise Refused(reason)


@transaction.atomic
def _write(plan: Plan, state: Session.State, *, by: User, seen: str, **facts: Any) -> Session:
    """Write the session's state over the last one, or begin one. Raises Refused where somebody was quicker."""
    refuse_where_closed(plan)
    last = current(plan)
    if mark_of(last) != seen:
        raise Refused(MEANWHILE)
    values = {"state": state, "by": by, "written_at": timezone.now()} | facts  # what is not said stays
    if last is None or _is_over_for_good(last, state):
        written = _begin(plan, last.number + 1 if last else 1, values)
    else:
        written = _write_over(last, values)
    record("session written", by=by, on=plan, detail=state.label)
    if state in TOLD_OF:
        kind, label = TOLD_OF[state]
        others = people_told(plan, [OTHER_SIDE[side_of(plan, by)]], but=by)
        tell(plan, others, kind=kind, label=label, by=by, turn=others)
    return written


def _is_over_for_good(last: Session, state: Session.State) -> bool:
    """Whether minutes are on record, so that what is proposed now is another session."""
    return state in TOLD_OF and last.minutes.exists()


def _begin(plan: Plan, number: int, values: dict[str, Any]) -> Session:
    try:
        with transaction.atomic():
            return Session.objects.create(plan=plan, number=number, **values)
    except IntegrityError:  # somebody else began it in the same moment
        raise Refused(MEANWHILE) from None


def _write_over(last: Session, values: dict[str, Any]) -> Session:
    if any(name in values and values[name] != getattr(last, name) for name in IN_CALENDARS):
        values |= {"invitation": last.invitation + 1}
    if not Session.objects.filter(pk=last.pk, written_at=last.written_at).update(**values):
        raise Refused(MEANWHILE)
    last.refresh_from_db()
    return last
