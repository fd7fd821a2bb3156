"""Telling people that something happened: a link and its name, never a word of the plan; at once, weekly or here."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import CouncilRole, User
from accounts.roles import COUNCIL_ROLES, NATIONAL_ROLES, Role
from assurance.models import Engagement
from iip.email import MOST_TRIES, send_message
from submissions.models import Event, Notification, Plan, Suggestion, Thread

Way = Notification.Way
WAYS = {User.Mail.AT_ONCE: Way.AT_ONCE, User.Mail.WEEKLY: Way.WEEKLY, User.Mail.NONE: Way.SERVICE}
SESSION = frozenset({"session_proposed", "session_arranged", "minutes"})  # what leads to the session's page
SUBMISSION = "thread__submission"  # at hand wherever an address is asked for
TALK = {  # what leads to a thread, to MHCLG's side of it, to a suggestion, or to all of them
    **{"comment": "thread_detail", "comments": "comment_list"},
    **{"question": "question_detail", "questions": "submission_questions"},
    **dict.fromkeys(("suggestion", "accepted", "declined"), "suggestion_detail"),
    "feedback": "suggestion_list",
}
OF_A_SUBMISSION = frozenset({"question", "questions"})
ASKED = "ask_time"  # what leads MHCLG to the list of those who ask for more time


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


def tell(
    plan: Plan,
    people: Sequence[User],
    *,
    kind: str,
    label: str,
    by: User,
    event: Event | None = None,
    thread: Thread | None = None,
    suggestion: Suggestion | None = None,
    turn: Iterable[User] = (),
) -> None:
    """Note down, in the transaction in hand, that these people are told; e-mails go after its commit.

    `event`, `thread` or `suggestion` is what they are told of, where it is one of these.
    `turn` are those who are to act now. They hear of it at once, although they chose one e-mail a week; who chose
    none reads it in the service.
    """
    acting = {person.pk for person in turn}
    about = {"event": event, "thread": thread, "suggestion": suggestion}
    told = Notification.objects.bulk_create(
        Notification(to=person, way=_way(person, acting), plan=plan, kind=kind, label=label, by=by, **about)
        for person in people
    )
    keys = [notification.pk for notification in told]
    transaction.on_commit(lambda: send(Notification.objects.filter(pk__in=keys)))


def _way(person: User, acting: set[int]) -> Notification.Way:
    way = WAYS[User.Mail(person.mail)]
    return Way.AT_ONCE if way == Way.WEEKLY and person.pk in acting else way


def tell_of(event: Event, roles: Iterable[Role], *, label: str, turn: Role | None = None) -> list[User]:
    """Tell the people in these roles of an event, and return them; those in the role `turn` are to act."""
    plan, by = event.plan, event.by
    people = people_told(plan, roles, but=by)
    acting = people_told(plan, [turn], but=by) if turn and any(p.mail == User.Mail.WEEKLY for p in people) else ()
    tell(plan, people, kind=event.step, label=label, by=by, event=event, turn=acting)
    return people


def waiting() -> QuerySet[Notification]:
    """The messages that are to go at once and have not gone."""
    return Notification.objects.filter(sent_at=None, way=Way.AT_ONCE, tries__lt=MOST_TRIES, to__is_active=True)


def send(which: QuerySet[Notification]) -> None:
    """Send what waits among these messages. One that fails stays noted down and is tried again."""
    for notification in (which & waiting()).select_related("to", "plan", SUBMISSION).order_by("pk"):
        _send_one(notification)


def _send_one(notification: Notification) -> None:
    with transaction.atomic():
        claimed = Notification.objects.filter(pk=notification.pk, sent_at=None, tries=notification.tries)
        if not claimed.update(tries=F("tries") + 1):
            return
    words = {"link": settings.SITE_URL + address_of(notification), "step": notification.label}
    template = "emails/talk.txt" if notification.kind in TALK else "emails/step.txt"
    if send_message(notification.to.email, template, words):
        Notification.objects.filter(pk=notification.pk).update(sent_at=timezone.now())


def address_of(notification: Notification) -> str:
    """The page that a message leads to. Of talk, whose row comes with its thread's submission: that page."""
    if notification.kind in TALK:
        return _address_of_talk(notification)
    if notification.kind == ASKED:
        return reverse("submissions:extension_list")
    page = "session_detail" if notification.kind in SESSION else "plan_detail"
    return _page(page, notification.plan.reference)


def _address_of_talk(told: Notification) -> str:
    about = told.thread.submission if told.thread and told.kind in OF_A_SUBMISSION else told.plan
    assert about, "who reads a thread on MHCLG's pages reads it of a submission"
    one, page = told.thread_id or told.suggestion_id, TALK[told.kind]
    return _page(page, about.reference, *([one] if page.endswith("_detail") else []))


def _page(name: str, *args: object) -> str:
    return reverse(f"submissions:{name}", args=args)
