"""What a person is told of in the service: what happened to their plans, newest first, and what they have not read."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from submissions.history import DID
from submissions.models import Notification, Plan
from submissions.notifications import SUBMISSION, address_of

SHOWN = 100  # the newest; what is older stands in the history of each plan
SAID = {
    "session_proposed": "proposed a time for the session",
    "session_arranged": "confirmed when the session is",
    "comment": "commented",
    "comments": "commented",
    "question": "commented on a submission",
    "questions": "commented on a submission",
    "suggestion": "suggested a change",
    "accepted": "accepted your suggestion",
    "declined": "declined your suggestion",
    "feedback": "returned feedback as a workbook",
}


@dataclass(frozen=True)
class News:
    """One thing that happened, as its line."""

    pk: int
    sentence: str
    at: datetime.datetime
    place: str
    href: str
    is_new: bool


def news_for(user: User) -> list[News]:
    """What the person was told of, where they still work with the plan. One query beside those of their roles."""
    told = _told(user).select_related("by", "plan__assessment__council", "plan__assessment__cycle", SUBMISSION)
    return [_line(notification) for notification in told[:SHOWN]]


def unread(user: User) -> int:
    """How much of it they have not marked as read."""
    return _told(user).filter(read_at=None).count()


def mark_read(user: User, *, up_to: int) -> int:
    """Mark as read what was shown, up to the newest line of the page; how many lines that were."""
    here = _told(user).order_by().filter(read_at=None, pk__lte=up_to)
    return here.update(read_at=timezone.now())


def _told(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(to=user, plan__in=Plan.objects.visible_to(user))


def _line(notification: Notification) -> News:
    did = SAID.get(notification.kind) or DID.get(notification.kind)
    plan = notification.plan
    return News(
        pk=notification.pk,
        sentence=f"{notification.by.name} {did}." if notification.by and did else f"{notification.label}.",
        at=notification.at,
        place=f"{plan.council.name}, {plan.assessment.cycle}",
        href=address_of(notification),
        is_new=notification.read_at is None,
    )
