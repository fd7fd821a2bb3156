"""Talking about a plan: threads begun, answered and settled. Talking changes no document."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Action, Role, may, who_may
from assurance.access import roles_at
from submissions.access import threads_for
from submissions.models import Comment, Plan, Response, Thread
from submissions.workflow import PEN

SPEAKING = (Role.CAF_LEAD, Role.CONTRIBUTOR, Role.DELEGATE, Role.QUALITY_ASSURER, Role.APPROVER, Role.ASSURER)


class NotSaid(Exception):
    """Nothing was written. The message is for the person who tried."""


@dataclass(frozen=True)
class Talk:
    """A thread with what was said in it, in order."""

    thread: Thread
    comments: list[Comment]


def speaker(user: User, plan: Plan) -> Role:
    """The role in which a person speaks of a plan. Raises NotSaid where they may not."""
    roles = roles_at(user, plan.assessment)
    speaking = next((role for role in SPEAKING if role in roles), None)
    if speaking is None or not may(Action.COMMENT, roles):
        raise NotSaid(f"Only people with this role can comment: {who_may(Action.COMMENT)}.")
    return speaking


def audiences_for(role: Role) -> tuple[Thread.Audience, ...]:
    """Whom somebody in this role may speak to; the first unless they choose otherwise."""
    if role == Role.ASSURER:
        return (Thread.Audience.ASSURER,)
    return (Thread.Audience.COUNCIL, Thread.Audience.ASSURER)


@transaction.atomic
def start_thread(
    plan: Plan, *, text: str, audience: Thread.Audience, by: User, response: Response | None = None, keep: bool = False
) -> Thread:
    """Begin a thread on a response, or on the plan as a whole; kept until the hand-over where `keep` says so.

    Raises NotSaid where the person may not speak, or not to that audience.
    """
    role = speaker(by, plan)
    if audience not in audiences_for(role):
        raise NotSaid("Your comments are shared with the council. Select one of the answers shown.")
    thread = Thread.objects.create(
        plan=plan,
        response=response,
        audience=audience,
        state=Thread.State.KEPT if keep else Thread.State.OPEN,
        version=_handed_over(plan),
    )
    Comment.objects.create(thread=thread, by=by, role=role, text=text)
    return thread


@transaction.atomic
def reply(thread: Thread, *, text: str, by: User) -> Comment:
    """Answer in a thread, to the audience it has. Raises NotSaid where it is settled meanwhile."""
    role = speaker(by, thread.plan)
    standing = Thread.objects.filter(pk=thread.pk).exclude(state=Thread.State.SETTLED)
    if not standing.update(settled_at=None):  # holds the row, so that nobody settles it in between
        raise NotSaid("This thread has been settled meanwhile, so nothing was added. Start a new one.")
    return Comment.objects.create(thread=thread, by=by, role=role, text=text)


def settle(thread: Thread, *, by: User) -> None:
    """Settle an open thread. Raises NotSaid where it is not open any more."""
    speaker(by, thread.plan)
    is_open = Thread.objects.filter(pk=thread.pk, state=Thread.State.OPEN)
    if not is_open.update(state=Thread.State.SETTLED, settled_at=timezone.now(), settled_by=by):
        raise NotSaid("This thread is not open any more: it has been settled, or is kept until the hand-over.")


def talks(user: User, plan: Plan, **which) -> list[Talk]:
    """The threads that a person may read, with their comments; `which` narrows them. One query for both."""
    threads = threads_for(user, plan).filter(**which)
    comments = Comment.objects.filter(thread__in=threads).select_related("by", "thread__settled_by", "thread__response")
    found: dict[int, Talk] = {}
    for comment in comments.order_by("thread", "at", "pk"):
        talk = found.setdefault(comment.thread_id, Talk(comment.thread, []))
        talk.comments.append(comment)
    return list(found.values())


def _handed_over(plan: Plan) -> int | None:
    """The version a comment speaks of while nobody may change the plan."""
    if plan.status in PEN:
        return None
    return plan.versions.order_by("-number").values_list("number", flat=True).first()
