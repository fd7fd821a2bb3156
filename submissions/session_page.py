"""What the pages of the session are made of: its agenda from the plan and the shared threads, its calendar entry."""

import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from submissions.agenda import Part, agenda_of
from submissions.calendar_entry import Entry, calendar_file
from submissions.conversation import talks
from submissions.document import PlanDocument
from submissions.models import Plan, Session, Thread

STATUS = {
    Session.State.PROPOSED: "TENTATIVE",
    Session.State.ARRANGED: "CONFIRMED",
    Session.State.NOT_HELD: "CANCELLED",
}  # in a calendar; one that was held stays as it was


def matters(plan: Plan, document: PlanDocument, user: User) -> list[Part]:
    """What there is to talk about: of the threads only those that council and assurer share."""
    shared = talks(user, plan, state=Thread.State.OPEN, audience=Thread.Audience.ASSURER)
    return agenda_of(document, shared)


def entry_of(plan: Plan, session: Session | None, *, site: str) -> bytes | None:
    """The calendar file of a session; None where it has no time yet or is over."""
    if session is None or session.at is None or session.state not in STATUS:
        return None
    host = site.partition("//")[2].partition("/")[0]
    entry = Entry(
        uid=f"session-{session.number}-{plan.reference}@{host}",
        sequence=session.invitation,
        status=STATUS[Session.State(session.state)],
        summary=f"Improvement and implementation session: {plan.council.name}",
        start=session.at,
        end=session.at + datetime.timedelta(minutes=session.lasts),
        location=_where(session),
        address=site + reverse("submissions:session_detail", args=[plan.reference]),
        written_at=timezone.localtime(session.written_at),
    )
    return calendar_file(entry)


def _where(session: Session) -> str:
    """The place and the link; a session that is not held is nowhere."""
    if session.state == Session.State.NOT_HELD:
        return ""
    return ", ".join(part for part in (session.place, session.link) if part)
