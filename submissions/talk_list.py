"""The talk about a plan before one person: what is new to them, what waits for whom, how much there is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, CharField, OuterRef, QuerySet, Subquery, Value

from accounts.models import User
from assurance.access import roles_at
from iip.statements import written_once
from submissions.access import refs_for, suggestions_for, suggestions_read, threads_for, threads_said
from submissions.audiences import audiences_of
from submissions.conversation import Talk, seen_by
from submissions.models import Comment, Plan, Reading, Suggestion, Thread

NEW, MINE = "new", "mine"  # what somebody may want to see alone
SUGGESTED = "suggested"  # in place of a thread’s state


@dataclass(frozen=True)
class Wanted:
    """What a person wants of the threads. Codes; "" wants everything."""

    state: str = ""
    waits_for: str = ""
    whose: str = ""


@dataclass
class Count:
    """How many threads are open, and how many have something new for the reader."""

    open: int = 0
    new: int = 0
    suggested: int = 0  # suggestions that wait for the CAF lead; not part of the words

    @property
    def said(self) -> bool:
        """Whether any thread is open or new."""
        return bool(self.open or self.new)

    def __str__(self):
        said = [f"{self.open} open"] if self.open else []
        return ", ".join([*said, *([f"{self.new} new"] if self.new else [])])


@dataclass(frozen=True)
class Counts:
    """The threads that a person reads, counted: all of them, and those on each recommendation."""

    all: Count = field(default_factory=Count)
    by_ref: dict[str, Count] = field(default_factory=dict)


def chosen(talks: Iterable[Talk], wanted: Wanted, user: User) -> list[Talk]:
    """The threads that a person wants, in their order."""
    return [
        talk
        for talk in talks
        if wanted.state in ("", talk.thread.state)
        and wanted.waits_for in ("", talk.waits_for)
        and (wanted.whose != NEW or talk.fresh)
        and (wanted.whose != MINE or any(comment.by_id == user.pk for comment in talk.comments))
    ]


def counts(user: User, plan: Plan, **which) -> Counts:
    """How many threads are open and new to a person, and what is suggested, in all and by ref. One query.

    `which` narrows the threads, and then suggestions are not counted.
    """
    found = Counts()
    for ref, state, last, seen in _rows(user, plan, which):
        for count in (found.all, found.by_ref.setdefault(ref, Count())) if ref else (found.all,):
            count.open += state == Thread.State.OPEN
            count.new += bool(last) and last > (seen or 0)
            count.suggested += state == SUGGESTED
    return found


def _rows(user: User, plan: Plan, which: dict[str, Any]) -> Iterable[tuple[Any, ...]]:
    """Of each thread and each open suggestion its ref, its state, what others said last and what was read."""
    if which:
        return _threads(threads_for(user, plan).filter(**which), user.pk)
    if refs_for(user, plan) is None:
        return _all_of_it(audiences_of(roles_at(user, plan.assessment)))(plan.pk, user.pk)
    return _threads(threads_for(user, plan), user.pk).union(_suggested(suggestions_for(user, plan)), all=True)


@cache
def _all_of_it(audiences: frozenset[Thread.Audience]) -> Callable[[int, int], list[tuple[Any, ...]]]:
    @written_once
    def rows(plan: int, user: int) -> "QuerySet[Any, tuple[Any, ...]]":
        suggested = _suggested(suggestions_read(plan, audiences))
        return _threads(threads_said(plan, user, audiences), user).union(suggested, all=True)

    return rows


def _threads(threads: "QuerySet[Thread]", user: int) -> "QuerySet[Any, tuple[Any, ...]]":
    others = Comment.objects.filter(thread=OuterRef("pk")).exclude(by=user).order_by("-pk").values("pk")
    threads = threads.order_by().annotate(last=Subquery(others[:1]), seen=seen_by(user, "pk"))
    return threads.values_list("response__ref", "state", "last", "seen")


def _suggested(suggestions: "QuerySet[Suggestion]") -> "QuerySet[Any, tuple[Any, ...]]":
    nothing = Value(None, BigIntegerField())
    waiting = suggestions.filter(state=Suggestion.State.OPEN).order_by()
    return waiting.values_list("response__ref", Value(SUGGESTED, CharField()), nothing, nothing)


def mark_read(talks: Iterable[Talk], *, by: User, up_to: int | None = None) -> None:
    """Write that a person has read these threads, as far as they were shown: up to a comment's key, or all."""
    shown = [
        (talk.thread, [c for c in talk.comments if up_to is None or c.pk <= up_to]) for talk in talks if talk.fresh
    ]
    rows = [Reading(thread=thread, by=by, up_to=max(said, key=lambda c: c.pk)) for thread, said in shown if said]
    if rows:
        Reading.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["thread", "by"], update_fields=["up_to", "at"]
        )
