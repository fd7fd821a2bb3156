"""The list of recommendations before the person who looks at it: views, filters, order, and the way through it."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from accounts.models import User
from submissions.access import refs_for
from submissions.document import PlanDocument
from submissions.facts import ResponseFacts, facts_by_ref
from submissions.forms.recommendation_filter import RecommendationFilter
from submissions.models import Plan
from submissions.named_views import VIEWS, Around, News, View
from submissions.names import Names, names_of
from submissions.narrowing import FACETS, ORDERS, Wanted, in_order, narrowed
from submissions.recommendations import Item, Progress, items_of, progress, together
from submissions.talk_list import Count, counts

PARAMETERS = frozenset(FACETS) | {"view", "q", "sort"}


def says_which(asked: Any) -> bool:
    """Whether the parameters of an address say which list somebody goes through."""
    return any(asked.get(name) for name in PARAMETERS)


@dataclass(frozen=True)
class Tab:
    """A named view as the page offers it."""

    label: str
    count: int
    query: str
    is_here: bool


@dataclass(frozen=True)
class Heading:
    """A column's heading, and the address that sorts by it."""

    name: str
    label: str
    query: str
    direction: str  # "" where the list is not sorted by it


@dataclass(frozen=True)
class Chip:
    """One thing that narrows the list, and the address without it."""

    label: str
    value: str
    query: str


@dataclass(frozen=True)
class Line:
    """A row as the page shows it."""

    item: Item
    href: str
    holder: str  # who holds the owner's post now; "" for nobody with an account
    news: News | None
    asks: list[str]  # why it needs attention, where that is asked for
    talk: Count | None  # what is said about it; None where nothing is


class RecommendationList:
    """The rows that a person reads of a plan, and those they ask for. `asked` are the parameters of an address."""

    def __init__(
        self, plan: Plan, user: User, asked: Any, *, names: Names | None = None, document: PlanDocument | None = None
    ):
        self.plan = plan
        self.user = user
        self.asked = asked
        if names:  # where a page has them already
            self.names = names
        if document:
            self.document = document

    @cached_property
    def refs(self) -> frozenset[str] | None:
        """The rows the person reads; None for all of them."""
        return refs_for(self.user, self.plan)

    @cached_property
    def answers(self) -> dict[str, ResponseFacts]:
        """What each response says, with what its choice has no use for."""
        return facts_by_ref(self.plan)

    @cached_property
    def document(self) -> PlanDocument:
        return PlanDocument.glance(self.plan, self.answers)

    @cached_property
    def names(self) -> Names:
        return names_of(self.plan, self.user)

    @cached_property
    def around(self) -> Around:
        return Around(self.document, plan=self.plan, user=self.user, names=lambda: self.names, refs=self.refs)

    @cached_property
    def items(self) -> list[Item]:
        """Every row the person reads, in the report's order."""
        return [item for item in items_of(self.document) if self.refs is None or item.ref in self.refs]

    @cached_property
    def form(self) -> RecommendationFilter:
        return RecommendationFilter(self.asked, items=self.items)

    @cached_property
    def wanted(self) -> Wanted:
        return self.form.wanted

    @property
    def query(self) -> str:
        """What the addresses of its rows carry, so that the way through the list stays in it."""
        return self.wanted.query

    @property
    def name(self) -> str:
        """What the list is called within a sentence: "“Not started”, narrowed"."""
        return f"“{self.view.label}”{', narrowed' if self.wanted.is_narrow else ''}"

    @property
    def view(self) -> View:
        return VIEWS[self.wanted.view]

    @cached_property
    def in_view(self) -> list[Item]:
        """The rows of the view, before they are narrowed."""
        return [item for item in self.items if self.view.holds(item, self.around)]

    @cached_property
    def shown(self) -> list[Item]:
        """The rows that are asked for, in the order that is asked for."""
        return in_order(narrowed(self.in_view, self.wanted), self.wanted.sort)

    def lines(self) -> list[Line]:
        """The rows that are asked for, with what the page says beside them."""
        around, posts = self.around, self.names.posts
        news = around.news if self.view is VIEWS["changed"] else {}
        asks = around.attention if self.view is VIEWS["attention"] else {}
        talk = counts(self.user, self.plan).by_ref
        here, query = reverse("submissions:recommendation_list", args=[self.plan.reference]), self.query
        return [
            Line(
                item=item,
                href=f"{here}{quote(item.ref)}/{query}",
                holder=holder.name if (holder := posts.get(item.owner)) else "",
                news=news.get(item.ref),
                asks=asks.get(item.ref, []),
                talk=talk.get(item.ref),
            )
            for item in self.shown
        ]

    @property
    def progress(self) -> Progress:
        """How far all the rows are."""
        shown = (row for row in self.document.rows if self.refs is None or row.ref in self.refs)
        return together(progress(shown))

    def tabs(self) -> list[Tab]:
        """Every view with the number of its rows; whoever goes to one keeps the order and leaves the filters."""
        return [
            Tab(
                view.label,
                sum(view.holds(item, self.around) for item in self.items),
                Wanted(view=name, sort=self.wanted.sort).query or "?",
                name == self.wanted.view,
            )
            for name, view in VIEWS.items()
        ]

    def headings(self) -> list[Heading]:
        """The columns, each with the address that sorts by it."""
        wanted = self.wanted
        return [
            Heading(name, order.label, wanted.sorted_by(name).query, wanted.direction(name))
            for name, order in ORDERS.items()
        ]

    def chips(self) -> list[Chip]:
        """What narrows the list now."""
        wanted = self.wanted
        found = [
            Chip(str(self.form.fields[name].label), self.form.name_of(name, code), wanted.without(name).query or "?")
            for name, code in wanted.facets.items()
        ]
        return found + ([Chip("Words", wanted.q, wanted.without("q").query or "?")] if wanted.q else [])

    @property
    def all_of_view(self) -> str:
        """The address of the view without its filters."""
        return replace(self.wanted, facets={}, q="").query or "?"

    def neighbours(self, ref: str) -> tuple[str, str]:
        """The rows of the list before and after one, "" for none; the one itself need not be in it any more."""
        ordered = [item.ref for item in in_order(self.items, self.wanted.sort)]
        kept = {item.ref for item in self.shown}
        here = ordered.index(ref)
        before = next((other for other in reversed(ordered[:here]) if other in kept), "")
        after = next((other for other in ordered[here + 1 :] if other in kept), "")
        return before, after
