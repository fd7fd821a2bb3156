"""The names that pages about a plan offer: the council's posts with their holders, the workstreams, the delegates."""

from dataclasses import dataclass, field

from django.db.models import Case, Exists, OuterRef, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from accounts.models import Post, User
from submissions.access import refs_for
from submissions.delegation import delegates_of
from submissions.models import Delegation, Plan, Response, Workstream

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
    rows = _posts(plan).union(_workstreams(plan, user), all=True)
    if delegates_for:
        rows = rows.union(_delegates(plan, delegates_for), all=True)
    names = Names()
    for kind, name, key, more in sorted(rows, key=lambda row: row[1].casefold()):
        if kind == "post":
            names.posts[name] = Named(int(key), more) if key else None
        elif kind == "stream":
            names.workstreams.append(name)
        else:
            names.delegates.append(Named(int(key), name, has_it=bool(more)))
    return names


def _posts(plan: Plan) -> QuerySet:
    key, holder = Coalesce(Cast("holder_id", WORDS), NOTHING), Coalesce(Cast("holder__name", WORDS), NOTHING)
    posts = Post.objects.filter(council=plan.council).order_by()
    return posts.values_list(Value("post", WORDS), Cast("title", WORDS), key, holder)


def _workstreams(plan: Plan, user: User) -> QuerySet:
    """All of them; to a delegate those of their own rows alone."""
    streams, mine = Workstream.objects.filter(plan=plan).order_by(), refs_for(user, plan)
    if mine is not None:
        streams = streams.filter(responses__ref__in=mine).distinct()
    return streams.values_list(Value("stream", WORDS), Cast("name", WORDS), NOTHING, NOTHING)


def _delegates(plan: Plan, response: Response) -> QuerySet:
    given = Exists(Delegation.objects.filter(user=OuterRef("pk"), content_object=response))
    has_it = Case(When(given, then=Value("1", WORDS)), default=NOTHING)
    people = delegates_of(plan.council).order_by()
    return people.values_list(Value("delegate", WORDS), Cast("name", WORDS), Cast("pk", WORDS), has_it)
