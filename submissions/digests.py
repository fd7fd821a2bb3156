"""One e-mail a week for those who chose it: what happened to their plans before this week began."""

import datetime
from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from iip.email import MOST_TRIES, send_message
from submissions.models import Digest, Notification, Plan


def week_of(day: datetime.date) -> datetime.date:
    """The Monday of a day's week."""
    return day - datetime.timedelta(days=day.weekday())


def send_digests(*, on: datetime.date) -> int:
    """Send each person the e-mail of the week that was not sent before; how many went.

    It goes on the first run of a week, whichever its day: a Monday without a run loses nothing.
    """
    week = week_of(on)
    waiting = _collected(week).values("to")
    people = User.objects.filter(pk__in=waiting, is_active=True).exclude(mail=User.Mail.NONE).order_by("pk")
    return sum(_send(person, week) for person in people)


def _collected(week: datetime.date) -> QuerySet[Notification]:
    """What is still to be told by the week, of the time before it began."""
    begins = timezone.make_aware(datetime.datetime.combine(week, datetime.time()))
    return Notification.objects.filter(way=Notification.Way.WEEKLY, sent_at=None, at__lt=begins)


def _send(person: User, week: datetime.date) -> bool:
    """Send one person's e-mail, where it is ours to send and there is something they may still know of."""
    lines = _collected(week).filter(to=person, plan__in=Plan.objects.visible_to(person))
    told = list(lines.select_related("plan").order_by("plan", "pk"))
    digest = _claimed(person, week) if told else None
    if digest is None:
        return False
    words = {"week": week, "plans": list(_by_plan(told)), "link": settings.SITE_URL + reverse("submissions:news_list")}
    sent = send_message(person.email, "emails/digest.txt", words)
    if sent:
        _note_sent(digest, told)
    return sent


@transaction.atomic
def _claimed(person: User, week: datetime.date) -> Digest | None:
    """The digest of this week, where nobody has sent it: of two runs at once, one sends."""
    digest, _ = Digest.objects.get_or_create(to=person, week=week)
    here = Digest.objects.filter(pk=digest.pk, sent_at=None, tries=digest.tries, tries__lt=MOST_TRIES)
    return digest if here.update(tries=F("tries") + 1) else None


@transaction.atomic
def _note_sent(digest: Digest, told: list[Notification]) -> None:
    now = timezone.now()
    Digest.objects.filter(pk=digest.pk).update(sent_at=now)
    Notification.objects.filter(pk__in=[each.pk for each in told]).update(sent_at=now, digest=digest)


def _by_plan(told: list[Notification]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """The address of each plan, with what happened to it and how often."""
    for reference in dict.fromkeys(each.plan.reference for each in told):
        labels = Counter(each.label for each in told if each.plan.reference == reference)
        yield settings.SITE_URL + reverse("submissions:plan_detail", args=[reference]), list(labels.items())
