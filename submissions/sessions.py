"""The improvement and implementation session: proposed, arranged, held, or not held with agreement.

It is talk about the plan: writing it down changes no document, and every change is in the record of what people did.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from submissions import gates
from submissions.models import Decision, Event, Plan, Response, Session, Status

OPEN_AT = frozenset({Status.DRAFT, Status.ASSURER_FEEDBACK, Status.INTERNAL_QA, Status.APPROVAL})
OPENS = ("share", "record_feedback")  # the first share, or feedback given elsewhere before it


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
    """The session that is spoken of: the last one, with its decisions."""
    sessions = plan.sessions.select_related("by").prefetch_related("decisions__response")
    return sessions.order_by("-pk").first()


def mark_of(session: Session | None) -> str:
    """What a page says it has shown, so that a later change is not overwritten unseen."""
    return session.written_at.isoformat() if session else ""


def propose(plan: Plan, *, by: User, seen: str, at: datetime.datetime | None = None, place: str = "") -> Session:
    """Propose a session, with or without a time."""
    return _write(plan, Session.State.PROPOSED, by=by, seen=seen, at=at, place=place)


def arrange(plan: Plan, *, by: User, seen: str, at: datetime.datetime, place: str = "") -> Session:
    """Say when the session will be."""
    return _write(plan, Session.State.ARRANGED, by=by, seen=seen, at=at, place=place)


def record_held(
    plan: Plan, *, by: User, seen: str, at: datetime.datetime, attended: str, notes: str, place: str = ""
) -> Session:
    """Say that the session was held, who came and what was said."""
    return _write(plan, Session.State.HELD, by=by, seen=seen, at=at, place=place, attended=attended, notes=notes)


def record_not_held(plan: Plan, *, by: User, seen: str, agreed_with: str, reason: str) -> Session:
    """Say that there is no session, who agreed to that and why."""
    return _write(plan, Session.State.NOT_HELD, by=by, seen=seen, agreed_with=agreed_with, reason=reason)


@transaction.atomic
def add_decision(session: Session, *, by: User, text: str, response: Response | None = None) -> Decision:
    """Write down what a held session decided, on one recommendation or on the plan. Raises Refused."""
    _refuse_where_closed(session.plan)
    if session.state != Session.State.HELD:
        raise Refused("Write down first that the session was held.")
    decision = session.decisions.create(response=response, text=text)
    record("session decision", by=by, on=session.plan, detail=response.ref if response else "the plan")
    return decision


@transaction.atomic
def _write(plan: Plan, state: Session.State, *, by: User, seen: str, **facts: Any) -> Session:
    """Write the session's state over the last one, or begin one. Raises Refused where somebody was quicker."""
    _refuse_where_closed(plan)
    last = current(plan)
    if mark_of(last) != seen:
        raise Refused("Somebody else has just written about this session. It is shown below as it stands now.")
    values = {"state": state, "by": by, "written_at": timezone.now()} | facts  # what is not said stays
    if last is None:
        last = Session.objects.create(plan=plan, **values)
    elif not Session.objects.filter(pk=last.pk, written_at=last.written_at).update(**values):
        raise Refused("Somebody else wrote about this session at the same moment. It is shown below.")
    record("session written", by=by, on=plan, detail=state.label)
    last.refresh_from_db()
    return last


def _refuse_where_closed(plan: Plan) -> None:
    here = Plan.objects.get(pk=plan.pk)
    if reason := why_not_written(here, list(here.events.order_by("number"))):
        raise Refused(reason)
