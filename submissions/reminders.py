"""Whom to remind of which day: deadlines of a cycle, and days on which a plan was expected back."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from assurance.models import Assessment, Deadline, Engagement, Report
from iip.email import MOST_TRIES, UNDER_WAY, send_message
from iip.templatetags.govuk import day
from submissions import gates, notifications
from submissions.models import Notification, Plan, Reminder, Status
from submissions.workflow import TURN

# From how many days after a deadline a reminder is due, and up to how many: a night without a run loses none.
WINDOWS = {-14: -4, -3: 0, 1: 6, 7: 13}
AFTER = {1: 13}  # of a day on which a plan was expected back
About = Reminder.About


@dataclass(frozen=True)
class Due:
    """A day that comes or has passed, and who is to be reminded of it."""

    assessment: Assessment
    about: Reminder.About
    on: datetime.date
    mark: int
    people: tuple[User, ...]
    plan: Plan | None = None


def mark_of(due: datetime.date, *, on: datetime.date, windows: dict[int, int]) -> int | None:
    """Which reminder of a day is due on another; None where none is."""
    passed = (on - due).days
    return next((first for first, last in windows.items() if first <= passed <= last), None)


def all_due(*, on: datetime.date) -> Iterator[Due]:
    """Everything to remind of on a day, whether or not it was sent before."""
    deadlines = _deadlines()
    assessments = Assessment.objects.filter(Q(cycle__in={cycle for cycle, _ in deadlines}) | Q(plan__isnull=False))
    plans = Plan.objects.exclude(status=Status.CLOSED).with_council().prefetch_related("events")
    by_assessment = {plan.assessment_id: plan for plan in plans}
    closed = Plan.objects.filter(status=Status.CLOSED).values("assessment")
    for assessment in assessments.exclude(pk__in=closed).select_related("council", "cycle"):
        plan = by_assessment.get(assessment.pk)
        own = deadlines.get((assessment.cycle_id, None), {}) | deadlines.get(
            (assessment.cycle_id, assessment.council_id), {}
        )
        yield from _of_deadlines(assessment, plan, own, on)
        if plan:
            yield from _of_expected(plan, on)


def _deadlines() -> dict[tuple[int, int | None], dict[str, datetime.date]]:
    """The days by kind, for each cycle and council; None stands for all councils."""
    found: dict[tuple[int, int | None], dict[str, datetime.date]] = {}
    for deadline in Deadline.objects.all():
        found.setdefault((deadline.cycle_id, deadline.council_id), {})[deadline.kind] = deadline.on
    return found


def _of_deadlines(
    assessment: Assessment, plan: Plan | None, days: dict[str, datetime.date], on: datetime.date
) -> Iterator[Due]:
    for kind, on_day in days.items():
        mark = mark_of(on_day, on=on, windows=WINDOWS)
        if mark is not None and (people := _whose_step(About(kind), assessment, plan)):
            yield Due(assessment, About(kind), on_day, mark, tuple(people), plan)


def _whose_step(about: Reminder.About, assessment: Assessment, plan: Plan | None) -> list[User]:
    """Whose step it is to meet a deadline; nobody's once it is met, or before the plan has begun."""
    if about == About.ISSUE:
        return [] if _is_issued(assessment) else _assurers(assessment)
    if plan is None:
        return []
    events = list(plan.events.all())
    if about == About.SHARE:
        waits = plan.status == Status.DRAFT and gates.last(events, "share") is None
        return notifications.people_told(plan, [Role.CAF_LEAD]) if waits else []
    return [] if gates.last(events, "submit") else _holders(plan)


def _is_issued(assessment: Assessment) -> bool:
    """Whether every scope has its report; one without a scope has none."""
    scopes = assessment.scopes.all()
    issued = scopes.filter(reports__state=Report.State.ISSUED).distinct().count()
    return issued == scopes.count() > 0


def _assurers(assessment: Assessment) -> list[User]:
    engaged = Engagement.objects.live().filter(assessment=assessment)
    return list(User.objects.filter(is_active=True, pk__in=engaged.values("roles__user")).order_by("pk"))


def _holders(plan: Plan) -> list[User]:
    """Those who have the plan before them."""
    role = TURN.get(plan.state)
    return notifications.people_told(plan, [role]) if role else []


def _of_expected(plan: Plan, on: datetime.date) -> Iterator[Due]:
    expected = gates.expected_by(list(plan.events.all()))
    if expected is None:
        return
    mark = mark_of(expected, on=on, windows=AFTER)
    if mark is not None and (people := _holders(plan)):
        yield Due(plan.assessment, About.EXPECTED, expected, mark, tuple(people), plan)


# --- sending


def send_reminders(*, on: datetime.date) -> int:
    """Send what is due on a day and was not sent before; how many went."""
    return sum(_remind(due, user) for due in all_due(on=on) for user in due.people)


def _remind(due: Due, user: User) -> bool:
    reminder = _noted_down(due, user)
    if user.mail == User.Mail.NONE or reminder.sent_at or not _claimed(reminder):
        return False
    words = {"what": due.about.label, "on": due.on, "has_passed": due.mark > 0, "link": _link(due)}
    sent = send_message(user.email, "emails/reminder.txt", words)
    if sent:
        Reminder.objects.filter(pk=reminder.pk).update(sent_at=timezone.now())
    return sent


@transaction.atomic
def _noted_down(due: Due, user: User) -> Reminder:
    """What keeps it from being sent twice; with the first time it is told of in the service too."""
    reminder, is_new = Reminder.objects.get_or_create(
        to=user, assessment=due.assessment, about=due.about, on=due.on, mark=due.mark
    )
    if is_new and due.plan:
        label = f"{due.about.label}: {'was' if due.mark > 0 else 'is'} due on {day(due.on)}"
        Notification.objects.create(to=user, plan=due.plan, kind="reminder", label=label, way=Notification.Way.SERVICE)
    return reminder


def _claimed(reminder: Reminder) -> bool:
    """Whether it is ours to send: of two runs at once, one sends."""
    with transaction.atomic():
        here = Reminder.objects.filter(pk=reminder.pk, sent_at=None, tries=reminder.tries, tries__lt=MOST_TRIES)
        return bool(here.update(tries=F("tries") + 1))


def _link(due: Due) -> str:
    if due.about == About.ISSUE:
        return settings.SITE_URL + reverse("assurance:report_detail", args=[due.assessment.reference])
    return settings.SITE_URL + reverse("submissions:plan_detail", args=[due.assessment.plan.reference])


def send_again() -> int:
    """Try once more what could not be sent at once; how many messages went."""
    before = timezone.now() - UNDER_WAY
    left = list(notifications.waiting().filter(at__lt=before).values_list("pk", flat=True))
    notifications.send(Notification.objects.filter(pk__in=left))
    return Notification.objects.filter(pk__in=left, sent_at__isnull=False).count()
