"""The talk about a plan before one person: what is new to them, what waits for whom, how much there is."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery

from accounts.models import User
from submissions.access import threads_for
from submissions.conversation import Talk, seen_by
from submissions.models import Comment, Plan, Reading, Thread

NEW, MINE = "new", "mine"  # what somebody may want to see alone


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
    """How many threads are open and new to a person, in all and by ref; `which` narrows them. One query."""
    others = Comment.objects.filter(thread=OuterRef("pk")).exclude(by=user).order_by("-pk").values("pk")
    threads = threads_for(user, plan).filter(**which)
    rows = threads.annotate(last=Subquery(others[:1]), seen=seen_by(user, "pk"))
    found = Counts()
    for ref, state, last, seen in rows.values_list("response__ref", "state", "last", "seen"):
        for count in (found.all, found.by_ref.setdefault(ref, Count())) if ref else (found.all,):
            count.open += state == Thread.State.OPEN
            count.new += bool(last) and last > (seen or 0)
    return found


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
