"""The talk about a plan before one person: what is new to them, what waits for whom, how much there is."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, CharField, OuterRef, Subquery, Value

from accounts.models import User
from submissions.access import suggestions_for, threads_for
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
    others = Comment.objects.filter(thread=OuterRef("pk")).exclude(by=user).order_by("-pk").values("pk")
    threads = threads_for(user, plan).filter(**which)
    threads = threads.order_by().annotate(last=Subquery(others[:1]), seen=seen_by(user, "pk"))
    rows = threads.values_list("response__ref", "state", "last", "seen")
    found = Counts()
    for ref, state, last, seen in rows if which else rows.union(_suggested(user, plan), all=True):
        for count in (found.all, found.by_ref.setdefault(ref, Count())) if ref else (found.all,):
            count.open += state == Thread.State.OPEN
            count.new += bool(last) and last > (seen or 0)
            count.suggested += state == SUGGESTED
    return found


def _suggested(user: User, plan: Plan):
    """A row for each open suggestion, like those of threads."""
    nothing = Value(None, BigIntegerField())
    waiting = suggestions_for(user, plan).filter(state=Suggestion.State.OPEN).order_by()
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
