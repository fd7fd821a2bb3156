"""Asking a colleague to look at what is theirs in a plan: a link and never content, at most once a day."""

import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from iip.email import send_message
from submissions.models import Nudge, Plan
from submissions.workflow import PEN

NOT_SENT = "The message could not be sent. Try again in a while."


class NotNudged(Exception):
    """No message was sent. The sentence is for the person who tried."""


def why_not_nudge(plan: Plan, *, left: int, last: datetime.date | None, on: datetime.date) -> str:
    """Why somebody with so many answers left, last nudged on a day, is not to be nudged now; "" where they may be."""
    if plan.status not in PEN:
        return "The plan is not being written now, so there is nothing for them to answer."
    if not left:
        return "Everything of theirs is complete."
    return "They were nudged today. Once a day is enough." if last == on else ""


def nudge(plan: Plan, user: User, *, by: User) -> None:
    """Send the message and keep that it was sent. Raises NotNudged; of two who nudge at once, one does."""
    on = timezone.localdate()
    with transaction.atomic():
        kept, is_first = Nudge.objects.get_or_create(plan=plan, to=user, on=on, defaults={"by": by})
    if not is_first:
        raise NotNudged("They were nudged today. Once a day is enough.")
    mine = reverse("submissions:recommendation_list", args=[plan.reference]) + "?view=mine"
    if not send_message(user.email, "emails/nudge.txt", {"by": by.name, "link": settings.SITE_URL + mine}):
        kept.delete()
        raise NotNudged(NOT_SENT)
    record("nudged", by=by, on=plan, detail=user.email)
