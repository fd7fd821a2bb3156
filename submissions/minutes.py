"""The minutes of a session: put on record as a text with its digest, named by an event of the plan's chain.

What is on record stays. Mended minutes are a further number, with what was mended.
"""

import datetime
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from iip.canonical import canonical, digest, document_code
from submissions import decisions, record, sessions
from submissions.document import PlanDocument
from submissions.models import Minutes, Plan, Session, Thread
from submissions.notifications import tell_of

FORMAT = 1
STEP, LABEL = "minutes", "Minutes of the session put on record"
Refused = sessions.Refused


@dataclass(frozen=True)
class Decided:
    """One decision, and what it is on."""

    on: str
    text: str


@dataclass(frozen=True)
class Text:
    """What minutes say."""

    values: dict[str, Any]

    @classmethod
    def load(cls, text: str) -> "Text":
        return cls(json.loads(text))

    @property
    def text(self) -> str:
        return canonical(self.values)

    @cached_property
    def digest(self) -> str:
        return digest(self.text)

    @property
    def code(self) -> str:
        return document_code(self.digest)

    @property
    def at(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.values["at"])

    @property
    def decisions(self) -> list[Decided]:
        return [Decided(**decided) for decided in self.values["decisions"]]


def drafted(session: Session, document: PlanDocument) -> Text:
    """What the minutes of a held session would say now."""
    assert session.at, "a session that was held has its time"
    return Text(
        {
            "format": FORMAT,
            "council": document.council.name,
            "cycle": document.cycle_name,
            "plan": document.reference,
            "session": session.number,
            "at": session.at.astimezone(datetime.UTC).isoformat(),
            "place": session.place,
            "attended": session.attended,
            "agenda": session.agenda,
            "notes": session.notes,
            "decisions": _decided(session, document),
        }
    )


def _decided(session: Session, document: PlanDocument) -> list[dict[str, str]]:
    taken = decisions.taken(session)
    threads = _threads(session.plan) if any(decision.about.startswith("thread-") for decision in taken) else {}
    rows = document.by_ref
    names = {"": "The plan as a whole"} | {ref: f"{ref} {row.recommendation.title}" for ref, row in rows.items()}
    return [{"on": (names | threads).get(d.about, d.about), "text": d.text} for d in taken]


def _threads(plan: Plan) -> dict[str, str]:
    """What each shared thread is called in the minutes, by the key of its decision."""
    shared = plan.threads.filter(audience=Thread.Audience.ASSURER).select_related("response")
    return {
        f"thread-{thread.pk}": f"Comment {thread.pk} on {thread.response.ref if thread.response else 'the plan'}"
        for thread in shared
    }


def why_not_recorded(session: Session | None) -> str:
    """Why there is nothing yet of which minutes could be put on record, as a sentence; "" when there is."""
    if session is None or session.state != Session.State.HELD:
        return "Write down first that the session was held, who came and what was said."
    return ""


@transaction.atomic
def put_on_record(plan: Plan, *, by: User, seen: str, reason: str = "") -> Minutes:
    """Put the minutes on record as the person was shown them (`seen`: their digest), and tell both sides.

    `reason` says what was mended since those on record. Raises Refused.
    """
    sessions.refuse_where_closed(plan)
    session = sessions.current(plan)
    if why := why_not_recorded(session):
        raise Refused(why)
    assert session
    session.plan = plan
    says = drafted(session, PlanDocument.of(plan))
    last = plan.minutes.order_by("-number").first()
    if refused := _why_not(says, last, session, seen, reason):
        raise Refused(refused)
    return _write(plan, session, says, last.number + 1 if last else 1, by=by, reason=reason)


def _why_not(says: Text, last: Minutes | None, session: Session, seen: str, reason: str) -> str:
    if says.digest != seen:
        return "Somebody has written in the session’s record meanwhile. The minutes are shown below as they are now."
    if last and last.digest == says.digest:
        return "The minutes on record say exactly this already."
    if last and last.session_id == session.pk and not reason:
        return "Enter what you mended since the minutes that are on record."
    return ""


def _write(plan: Plan, session: Session, says: Text, number: int, *, by: User, reason: str) -> Minutes:
    details = canonical({"minutes": number, "minutes_digest": says.digest})
    try:
        made = Minutes.objects.create(
            plan=plan, session=session, number=number, text=says.text, digest=says.digest, reason=reason, by=by
        )
        side = sessions.side_of(plan, by)
        event = record.add_beside(plan, step=STEP, by=by, role=side, note=reason, details=details)
    except (IntegrityError, record.Meanwhile):
        raise Refused(str(record.Meanwhile())) from None
    tell_of(event, [Role.CAF_LEAD, Role.ASSURER], label=LABEL)
    return made
