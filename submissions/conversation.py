"""Talking about a plan: threads begun, answered, settled and opened again. Talking changes no document."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from accounts.roles import COUNCIL_ROLES, Action, Role, may, who_may
from assurance.access import roles_at
from iip.statements import written_once
from submissions.access import audiences_of, threads_for, threads_said
from submissions.columns import COLUMNS
from submissions.models import Comment, Plan, Reading, Response, Submission, Thread
from submissions.talk_told import tell_of_comments, waits_for
from submissions.workflow import PEN

COUNCIL, ASSURER, MHCLG = Thread.Audience
SPEAKING = (
    *(Role.CAF_LEAD, Role.CONTRIBUTOR, Role.DELEGATE, Role.QUALITY_ASSURER, Role.APPROVER),
    *(Role.ASSURER, Role.MHCLG_MANAGER, Role.MHCLG_ANALYST),
)


READERS = {COUNCIL: "the council", ASSURER: "the council and the assurer", MHCLG: "the council and MHCLG"}
AWAITED = {COUNCIL: "the council", ASSURER: "the assurer", MHCLG: "MHCLG"}


class NotSaid(Exception):
    """Nothing was written. The message is for the person who tried."""


@dataclass(frozen=True)
class Talk:
    """A thread with what was said in it, in order."""

    thread: Thread
    comments: list[Comment]
    fresh: frozenset[int] = frozenset()  # the keys of what others said since the reader last looked

    @property
    def place(self) -> str:
        """What it is about, in words."""
        where = self.thread.response.ref if self.thread.response else "the plan as a whole"
        return f"{where}: {COLUMNS[self.thread.field].label}" if self.thread.field else where

    @property
    def readers(self) -> str:
        """Who reads it, in words."""
        return READERS[Thread.Audience(self.thread.audience)]

    @property
    def awaited(self) -> str:
        """Whom it waits for, in words; "" where for nobody."""
        return AWAITED[self.waits_for] if self.waits_for else ""

    @property
    def waits_for(self) -> Thread.Audience | None:
        """Whose turn it is in an open thread: whoever did not speak last; None where nobody's."""
        if self.thread.state != Thread.State.OPEN:
            return None
        return waits_for(self.thread.audience, self.comments[-1].role)


def speaker(user: User, plan: Plan, to: Thread.Audience | None = None) -> Role:
    """The role in which a person speaks of a plan, to an audience where one is named. Raises NotSaid."""
    roles = roles_at(user, plan.assessment)
    if not may(Action.COMMENT, roles):
        raise NotSaid(f"Only people with this role can comment: {who_may(Action.COMMENT)}.")
    fitting = [role for role in SPEAKING if role in roles and (to is None or to in audiences_of({role}))]
    if not fitting:
        raise NotSaid("Your comments are shared with the council. Select one of the answers shown.")
    return fitting[0]


def audiences_for(role: Role, plan: Plan) -> tuple[Thread.Audience, ...]:
    """Whom somebody in this role may speak to; the first unless they choose otherwise.

    Once a plan is submitted, its CAF lead may speak to MHCLG about the submission.
    """
    if role == Role.ASSURER:
        return (ASSURER,)
    if role not in COUNCIL_ROLES:
        return (MHCLG,)
    if role == Role.CAF_LEAD and plan.submissions.exists():
        return (COUNCIL, ASSURER, MHCLG)
    return (COUNCIL, ASSURER)


@transaction.atomic
def start_thread(plan: Plan, *, by: User, **said: Any) -> Thread:
    """Begin a thread as `write_thread` does, and tell those whom it waits for. Raises NotSaid."""
    thread = write_thread(plan, by=by, **said)
    _tell(thread, by)
    return thread


@transaction.atomic
def write_thread(
    plan: Plan,
    *,
    text: str,
    audience: Thread.Audience,
    by: User,
    response: Response | None = None,
    field: str = "",
    submission: Submission | None = None,
    keep: bool = False,
) -> Thread:
    """Write a thread on a response or one of its fields, or on the plan as a whole; tell nobody.

    It is kept until the hand-over where `keep` says so. What is said to MHCLG is about a submission: the one named,
    or the one in force. Raises NotSaid where the person may not speak, or not to that audience.
    """
    role = speaker(by, plan, audience)
    if audience not in audiences_for(role, plan):
        raise NotSaid("Your comments are shared with the council. Select one of the answers shown.")
    if audience == MHCLG:
        submission = submission or plan.submissions.get(in_force=True)
    thread = Thread.objects.create(
        plan=plan,
        response=response,
        field=field,
        submission=submission,
        audience=audience,
        state=Thread.State.KEPT if keep else Thread.State.OPEN,
        version=submission.version.number if submission else handed_over(plan),
    )
    Comment.objects.create(thread=thread, by=by, role=role, text=text)
    return thread


@transaction.atomic
def reply(thread: Thread, *, text: str, by: User) -> Comment:
    """Answer in a thread, to the audience it has. Raises NotSaid where it is settled meanwhile."""
    role = _speaks_in(thread, by)
    standing = Thread.objects.filter(pk=thread.pk, state__in=(Thread.State.OPEN, Thread.State.KEPT))
    if not standing.update(settled_at=None):  # holds the row, so that nobody settles it in between
        raise NotSaid("This thread has been settled meanwhile, so nothing was added. Open it again with your words.")
    comment = Comment.objects.create(thread=thread, by=by, role=role, text=text)
    _tell(thread, by)
    return comment


@transaction.atomic
def settle(thread: Thread, *, by: User) -> None:
    """Settle an open thread. Raises NotSaid where it is not open any more."""
    _speaks_in(thread, by)
    is_open = Thread.objects.filter(pk=thread.pk, state=Thread.State.OPEN)
    if not is_open.update(state=Thread.State.SETTLED, settled_at=timezone.now(), settled_by=by):
        raise NotSaid("This thread is not open any more: it has been settled, or is kept until the hand-over.")


@transaction.atomic
def reopen(thread: Thread, *, text: str, by: User) -> Comment:
    """Open a settled thread again by saying why, to the audience it has. Raises NotSaid where it is not settled."""
    role = _speaks_in(thread, by)
    settled = Thread.objects.filter(pk=thread.pk, state=Thread.State.SETTLED)
    if not settled.update(state=Thread.State.OPEN, settled_at=None, settled_by=None):
        raise NotSaid("This thread has been opened again meanwhile. Reply to it.")
    comment = Comment.objects.create(thread=thread, by=by, role=role, text=text)
    _tell(thread, by)
    return comment


@transaction.atomic
def send(thread: Thread, *, by: User) -> None:
    """Send a kept comment now. Raises NotSaid where it is not kept any more."""
    _leave_kept(thread, Thread.State.OPEN, by)
    _tell(thread, by)


def drop(thread: Thread, *, by: User) -> None:
    """Drop a kept comment: nobody ever reads it. Raises NotSaid where it is not kept any more."""
    _leave_kept(thread, Thread.State.DROPPED, by)


@transaction.atomic
def _leave_kept(thread: Thread, state: Thread.State, by: User) -> None:
    _speaks_in(thread, by)
    if not Thread.objects.filter(pk=thread.pk, state=Thread.State.KEPT).update(state=state):
        raise NotSaid("This comment has been sent meanwhile.")


def _tell(thread: Thread, by: User) -> None:
    """Tell of what was said, unless it is kept: whoever writes on in what they keep tells nobody."""
    thread.refresh_from_db(fields=["state"])
    if thread.state == Thread.State.OPEN:
        tell_of_comments(thread.plan, [thread], by=by)


def _speaks_in(thread: Thread, by: User) -> Role:
    """The role in which a person speaks in a thread that they read. Raises NotSaid."""
    role = speaker(by, thread.plan, Thread.Audience(thread.audience))
    if not threads_for(by, thread.plan).filter(pk=thread.pk).exists():
        raise NotSaid("This thread is not one that you can read.")
    return role


def talks(user: User, plan: Plan, **which) -> list[Talk]:
    """The threads that a person may read, with their comments; `which` narrows them. One query for both."""
    return _talks(_comments(threads_for(user, plan).filter(**which), user.pk), user)


def talks_about(user: User, response: Response) -> list[Talk]:
    """The threads on a response that somebody who may read it may read. One query."""
    roles = roles_at(user, response.plan.assessment)
    return _talks(_comments_about(audiences_of(roles))(response.plan_id, response.pk, user.pk), user)


@cache
def _comments_about(audiences: frozenset[Thread.Audience]) -> Callable[[int, int, int], list[Comment]]:
    @written_once
    def comments(plan: int, response: int, user: int) -> QuerySet[Comment]:
        return _comments(threads_said(plan, user, audiences).filter(response=response), user)

    return comments


def _comments(threads: QuerySet[Thread], user: int) -> QuerySet[Comment]:
    """The comments of threads, thread by thread, and up to where the person has read."""
    comments = Comment.objects.filter(thread__in=threads).annotate(seen=seen_by(user, "thread"))
    related = comments.select_related("by", "thread__settled_by", "thread__response", "thread__submission")
    return related.order_by("thread", "at", "pk")


def _talks(comments: Iterable[Comment], user: User) -> list[Talk]:
    found: dict[int, list[Comment]] = {}
    for comment in comments:
        found.setdefault(comment.thread_id, []).append(comment)
    return [Talk(said[0].thread, said, _fresh(said, user)) for said in found.values()]


def seen_by(user: int, thread: str) -> Subquery:
    """The key of the comment up to which a person has read; `thread` is the path to the thread's key."""
    mine = Reading.objects.filter(by=user, thread=OuterRef(thread))
    return Subquery(mine.values("up_to")[:1], output_field=BigIntegerField())


def _fresh(comments: list, user: User) -> frozenset[int]:
    return frozenset(c.pk for c in comments if c.by_id != user.pk and c.pk > (c.seen or 0))


def handed_over(plan: Plan) -> int | None:
    """The version that talk and suggestions speak of while nobody may change the plan."""
    if plan.status in PEN:
        return None
    return plan.versions.order_by("-number").values_list("number", flat=True).first()
