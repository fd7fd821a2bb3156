"""Telling people that a step was taken: a link and the name of the step, never a word of the plan."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import CouncilRole, User
from accounts.roles import COUNCIL_ROLES, NATIONAL_ROLES, Role
from assurance.models import Engagement
from iip.email import send_message
from submissions.models import Event, Notification, Plan

MOST_TRIES = 10  # of one message; then its address takes none


def people_told(plan: Plan, roles: Iterable[Role], *, but: User | None = None) -> list[User]:
    """The active people in these roles towards a plan, without the one who acts."""
    roles = set(roles)
    at_council = CouncilRole.objects.filter(
        content_object=plan.council, permission__codename__in=roles & set(COUNCIL_ROLES)
    )
    who = Q(pk__in=at_council.values("user")) | Q(groups__name__in=roles & set(NATIONAL_ROLES))
    if Role.ASSURER in roles:
        engaged = Engagement.objects.live().filter(assessment=plan.assessment)
        who |= Q(pk__in=engaged.values("roles__user"))
    people = User.objects.filter(who, is_active=True)
    return list((people.exclude(pk=but.pk) if but else people).distinct().order_by("name", "pk"))


def note_down(event: Event, roles: Iterable[Role]) -> None:
    """Write, in the transaction of the step, whom to tell."""
    told = people_told(event.plan, roles, but=event.by)
    Notification.objects.bulk_create(Notification(to=user, event=event, kind=event.step) for user in told)


def send(event: Event, label: str) -> None:
    """Send what has not been sent of an event, under the label of its step.

    A message that fails stays noted down and is tried again.
    """
    waiting = event.notifications.filter(sent_at=None, tries__lt=MOST_TRIES, to__is_active=True)
    for notification in waiting.select_related("to"):
        _send_one(notification, event, label)


def _send_one(notification: Notification, event: Event, label: str) -> None:
    with transaction.atomic():
        claimed = Notification.objects.filter(pk=notification.pk, sent_at=None, tries=notification.tries)
        if not claimed.update(tries=F("tries") + 1):
            return
    link = settings.SITE_URL + reverse("submissions:plan_detail", args=[event.plan.reference])
    sent = send_message(notification.to.email, "emails/step.txt", {"link": link, "step": label})
    if sent:
        Notification.objects.filter(pk=notification.pk).update(sent_at=timezone.now())
