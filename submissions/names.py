"""The names that pages about a plan offer: the council's posts with their holders, the workstreams, the delegates."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from accounts.models import Post, User
from iip.statements import written_once
from submissions.access import refs_for
from submissions.delegation import delegates_of
from submissions.models import Delegation, Plan, Response, Workstream

Row = tuple[str, str, str, str]  # what it is, its name, a key and one word more
WORDS, NOTHING = TextField(), Value("", TextField())


@dataclass(frozen=True)
class Named:
    """Somebody, by key and name, and whether they have the row that is asked about."""

    pk: int
    name: str
    has_it: bool = False


@dataclass(frozen=True)
class Names:
    """What can be named, in the order of the alphabet."""

    posts: dict[str, Named | None] = field(default_factory=dict)  # who holds each post now
    workstreams: list[str] = field(default_factory=list)
    delegates: list[Named] = field(default_factory=list)

    def held_by(self, user: User) -> frozenset[str]:
        """The posts that somebody holds."""
        return frozenset(title for title, holder in self.posts.items() if holder and holder.pk == user.pk)


def names_of(plan: Plan, user: User, *, delegates_for: Response | None = None) -> Names:
    """The names a person may be offered: one query. `delegates_for`: the row they may have, where they matter."""
    names = Names()
    rows = _rows(plan, delegates_for, refs_for(user, plan))
    for kind, name, key, more in sorted(rows, key=lambda row: row[1].casefold()):
        if kind == "post":
            names.posts[name] = Named(int(key), more) if key else None
        elif kind == "stream":
            names.workstreams.append(name)
        else:
            names.delegates.append(Named(int(key), name, has_it=bool(more)))
    return names


def _rows(plan: Plan, delegates_for: Response | None, mine: Collection[str] | None) -> Iterable[Row]:
    """What can be named, kind by kind; to a delegate of the workstreams those of their own rows alone."""
    if mine is not None:
        streams = _workstreams(plan.pk).filter(responses__ref__in=mine).distinct()
        return _posts(plan.council.pk).union(streams, all=True)
    if delegates_for:
        return _with_delegates(plan.council.pk, plan.pk, delegates_for.pk)
    return _posts_and_workstreams(plan.council.pk, plan.pk)


@written_once
def _posts_and_workstreams(council: int, plan: int) -> "QuerySet[Any, Row]":
    return _posts(council).union(_workstreams(plan), all=True)


@written_once
def _with_delegates(council: int, plan: int, response: int) -> "QuerySet[Any, Row]":
    return _posts(council).union(_workstreams(plan), _delegates(council, response), all=True)


def _posts(council: int) -> "QuerySet[Any, Row]":
    key, holder = Coalesce(Cast("holder_id", WORDS), NOTHING), Coalesce(Cast("holder__name", WORDS), NOTHING)
    posts = Post.objects.filter(council=council).order_by()
    return posts.values_list(Value("post", WORDS), Cast("title", WORDS), key, holder)


def _workstreams(plan: int) -> "QuerySet[Any, Row]":
    streams = Workstream.objects.filter(plan=plan).order_by()
    return streams.values_list(Value("stream", WORDS), Cast("name", WORDS), NOTHING, NOTHING)


def _delegates(council: int, response: int) -> "QuerySet[Any, Row]":
    given = Exists(Delegation.objects.filter(user=OuterRef("pk"), content_object=response))
    has_it = Case(When(given, then=Value("1", WORDS)), default=NOTHING)
    people = delegates_of(council).order_by()
    return people.values_list(Value("delegate", WORDS), Cast("name", WORDS), Cast("pk", WORDS), has_it)
