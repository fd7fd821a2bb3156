"""The named views of the list: which rows need attention, are mine, or have changed since I last looked."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, F, Max, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import User
from assurance.models import Level
from iip.statements import written_once
from submissions.columns import NO_ACTION
from submissions.document import PlanDocument
from submissions.looked import seen_until
from submissions.models import Change, Plan, Response, Seen, Waiver
from submissions.names import Names
from submissions.plan_check import errors
from submissions.plan_warnings import warnings
from submissions.recommendations import Item


@dataclass(frozen=True)
class News:
    """What others did to a row since the person last looked."""

    at: datetime.datetime
    by: str  # "" where it was a new version of the report


class Around:
    """What the list knows of its rows beside their document, each read once and only when asked for.

    `names` reads the names of the council's posts; `refs` are the rows the person reads, None for all of them.
    """

    def __init__(
        self,
        document: PlanDocument,
        *,
        plan: Plan,
        user: User,
        names: Callable[[], Names],
        refs: frozenset[str] | None,
    ):
        self.document = document
        self.plan = plan
        self.user = user
        self.names = names
        self.refs = refs

    def reads(self, ref: str) -> bool:
        """Whether the person reads a row."""
        return self.refs is None or ref in self.refs

    @cached_property
    def posts(self) -> frozenset[str]:
        """The posts that the person holds."""
        return self.names().held_by(self.user)

    @cached_property
    def _kept(self) -> list[tuple[Any, ...]]:
        """The flags of rows and the waivers of warnings: which of the two it is, and its two words. One query."""
        return sorted(_flags_and_waivers(self.plan.pk))

    @cached_property
    def flags(self) -> dict[str, str]:
        """What a new version of the report has done to rows, in words, until somebody has looked."""
        return {ref: Response.Flag(flag).label for kind, ref, flag in self._kept if kind == "flag" and self.reads(ref)}

    @cached_property
    def attention(self) -> dict[str, list[str]]:
        """What a new version of the report or the plan check asks about each row, as sentences."""
        found = {ref: [f"{flag} with a new version of the report."] for ref, flag in self.flags.items()}
        for fault in errors(self.document):
            if fault.rule != "incomplete":  # the row itself says what is missing
                found.setdefault(fault.ref, []).append(fault.sentence)
        read = self.document if self.refs is None else self.document.only(self.refs)
        waived = {(rule, subject) for kind, rule, subject in self._kept if kind == "waiver"}
        for warned in warnings(read, on=timezone.localdate()):
            if warned.ref and (warned.rule, warned.subject) not in waived:
                found.setdefault(warned.ref, []).append(warned.sentence)
        return found

    @cached_property
    def news(self) -> dict[str, News]:
        """What changed since the person last looked; for who never said so, all that others did. One query."""
        rows = sorted(_changed_and_flagged(self.plan.pk, self.user.pk), key=lambda row: row[2])
        return {ref: News(at, by) for ref, by, at in rows if self.reads(ref)}

    @cached_property
    def seen(self) -> datetime.datetime | None:
        """Up to when the person has said that they looked; None for never."""
        return seen_until(self.plan, self.user)

    @property
    def latest(self) -> datetime.datetime | None:
        """When the last of the news came."""
        return max((news.at for news in self.news.values()), default=None)


def _flagged(plan: int) -> "QuerySet[Response]":
    return Response.objects.filter(plan=plan).exclude(flag="").exclude(recommendation=None).order_by()


@written_once
def _flags_and_waivers(plan: int) -> "QuerySet[Any, Any]":
    words = TextField()
    flags = _flagged(plan).values_list(Value("flag", words), Cast("ref", words), Cast("flag", words))
    waivers = Waiver.objects.filter(plan=plan).order_by()
    return flags.union(
        waivers.values_list(Value("waiver", words), Cast("rule", words), Cast("subject", words)), all=True
    )


@written_once
def _changed_and_flagged(plan: int, user: int) -> "QuerySet[Any, tuple[Any, ...]]":
    words, seen = CharField(), Subquery(Seen.objects.filter(plan=plan, by=user).values("until"))
    others = Change.objects.filter(response__plan=plan).exclude(by=user).order_by().annotate(until=seen)
    later = others.filter(Q(until=None) | Q(at__gt=F("until")))
    changed = later.values_list(Cast("response__ref", words), Cast("by__name", words)).annotate(last=Max("at"))
    flags = _flagged(plan).annotate(until=seen).filter(Q(until=None) | Q(flagged_at__gt=F("until")))
    return changed.union(flags.values_list(Cast("ref", words), Value("", words), "flagged_at"), all=True)


@dataclass(frozen=True)
class View:
    """A view with a name, which an address can ask for."""

    label: str
    holds: Callable[[Item, Around], bool]
    empty: str  # what is said where no row is in it


ALL = ""
VIEWS = {
    ALL: View("All", lambda i, around: True, "The report makes no recommendation, so there is nothing to respond to."),
    "attention": View(
        "Needs attention",
        lambda i, around: (i.is_started and not i.is_complete) or i.ref in around.attention,
        "Nothing needs attention now.",
    ),
    "mine": View(
        "Mine",
        lambda i, around: i.owner in around.posts or around.refs is not None,
        "No post that you hold owns a recommendation here, and none was handed to you.",
    ),
    "not-started": View("Not started", lambda i, around: not i.is_started, "Every recommendation has been started."),
    "high-risk": View("High risk", lambda i, around: i.risk == Level.HIGH, "No recommendation is a high risk."),
    "unfunded": View(
        "Unfunded", lambda i, around: i.funding == Response.Funding.UNFUNDED, "No action is said to be unfunded."
    ),
    "no-action": View("No action", lambda i, around: i.choice == NO_ACTION, "No recommendation gets no action."),
    "changed": View(
        "Changed since you looked",
        lambda i, around: i.ref in around.news,
        "Nobody else has changed anything since you last said that you had looked.",
    ),
}
