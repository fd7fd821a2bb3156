"""What the session decides, box by box: saved half finished, and of two people at once neither loses a word."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction

from accounts.audit import record
from accounts.models import User
from submissions import sessions
from submissions.boxes import Clash, Written, sort_out
from submissions.models import Decision, Session

TRIES = 5  # of two saves in one moment, the later looks again


def standing(session: Session) -> dict[str, Decision]:
    """What stands in each box in which anybody has written, by what it is about. One query."""
    return {about: rows[-1] for about, rows in _all(session).items()}


def taken(session: Session | None) -> list[Decision]:
    """The decisions that stand, the plan as a whole first; an emptied box is none."""
    return [decision for decision in standing(session).values() if decision.text] if session else []


def save(session: Session, boxes: Mapping[str, Written], *, by: User) -> list[Clash[Decision]]:
    """Write down what changed in the boxes; those in which somebody else wrote meanwhile are named and left.

    A box that the person did not touch keeps what others wrote in it. Raises sessions.Refused.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return _save(session, boxes, by)
        except IntegrityError:  # somebody else wrote in the same moment: look at what they wrote
            if attempt == TRIES:
                raise
    raise AssertionError("It was tried.")


@transaction.atomic
def _save(session: Session, boxes: Mapping[str, Written], by: User) -> list[Clash[Decision]]:
    sessions.refuse_where_closed(session.plan)
    if Session.objects.get(pk=session.pk).state == Session.State.NOT_HELD:
        raise sessions.Refused("The session is not held, so it decides nothing.")
    found = sort_out(boxes, _all(session), values="text", blank="")
    Decision.objects.bulk_create(
        Decision(session=session, about=about, number=number, text=text, by=by)
        for about, (number, text) in found.new.items()
    )
    if found.new:
        names = ", ".join(about or "the plan" for about in found.new)
        record("session decision", by=by, on=session.plan, detail=names)
    return found.clashes


def _all(session: Session) -> dict[str, list[Decision]]:
    """Everything that was written, box by box, in its order."""
    found: dict[str, list[Decision]] = {}
    for decision in session.decisions.select_related("by").order_by("about", "number"):
        found.setdefault(decision.about, []).append(decision)
    return found


def boxes_of(matters: Iterable[str], standing: Mapping[str, Decision]) -> dict[str, Written]:
    """The boxes as a page shows them: what stands in each, and its number."""
    return {
        about: Written(standing[about].text, standing[about].number) if about in standing else Written("", 0)
        for about in matters
    }
