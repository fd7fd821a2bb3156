"""What the page of one recommendation shows: the assurer's words, the answer, who talks about it and its history."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, Value
from django.urls import reverse

from accounts.models import Post, User
from accounts.roles import COUNCIL_ROLES, Action, Role, may
from assurance.access import roles_at
from assurance.document import FindingFacts, RecommendationFacts, ReportDocument
from submissions.access import refs_for, why_no_pen
from submissions.columns import COLUMNS, from_plain
from submissions.completeness import lacking, what_is_missing
from submissions.facts import facts_of_one
from submissions.forms.response import Known
from submissions.models import Change, Response, Suggestion, Workstream
from submissions.proposals import Proposal, proposals
from submissions.workflow import PEN


@dataclass(frozen=True)
class Past:
    """One field of the answer as it was changed, in words."""

    change: Change
    label: str
    before: str
    after: str
    suggested_by: str = ""  # where somebody suggested it whose suggestions the reader may see


class ResponsePage:
    """One response before the person who looks at it."""

    def __init__(self, response: Response, user: User):
        self.response = response
        self.plan = response.plan
        self.user = user
        self.facts = facts_of_one(response)
        self.roles = roles_at(user, self.plan.assessment)

    @property
    def can_write(self) -> bool:
        return may(Action.RESPOND, self.roles) and self.plan.status in PEN

    @property
    def can_comment(self) -> bool:
        return may(Action.COMMENT, self.roles)

    @property
    def why_not_write(self) -> str:
        """Why somebody whose role is to respond cannot do it now; "" for those who only read."""
        return why_no_pen(self.plan) if may(Action.RESPOND, self.roles) and not self.can_write else ""

    @property
    def can_suggest(self) -> bool:
        return may(Action.SUGGEST, self.roles)

    @property
    def can_decide(self) -> bool:
        return may(Action.DECLINE, self.roles)

    @property
    def can_accept(self) -> bool:
        return may(Action.ACCEPT, self.roles) and self.plan.status in PEN

    @cached_property
    def suggestions(self) -> list[Proposal]:
        """What is suggested for it and not decided yet."""
        facts = {self.response.ref: self.facts}
        return proposals(self.user, self.plan, facts=facts, response=self.response, state=Suggestion.State.OPEN)

    @property
    def suggest_address(self) -> str:
        return reverse("submissions:response_suggest", args=[self.plan.reference, self.response.ref])

    @property
    def comment_address(self) -> str:
        return reverse("submissions:response_comments", args=[self.plan.reference, self.response.ref])

    @cached_property
    def scopes(self) -> list[ReportDocument]:
        """The reports that the plan answers."""
        answered = self.plan.answered.order_by("scope__kind", "scope__code")
        texts = answered.values_list("report__document", flat=True)
        return [ReportDocument.load(text) for text in texts]

    @cached_property
    def titles(self) -> dict[str, str]:
        """The titles of the recommendations that the person may read, by ref, in the report's order."""
        mine = refs_for(self.user, self.plan)
        found = (r for scope in self.scopes for r in scope.recommendations)
        return {r.ref: r.title for r in found if mine is None or r.ref in mine}

    @cached_property
    def place(self) -> tuple[ReportDocument, RecommendationFacts]:
        """The scope and the recommendation as they were issued."""
        return next((s, r) for s in self.scopes for r in s.recommendations if r.ref == self.response.ref)

    @property
    def scope(self) -> ReportDocument:
        return self.place[0]

    @property
    def recommendation(self) -> RecommendationFacts:
        return self.place[1]

    @cached_property
    def finding(self) -> FindingFacts | None:
        """What the assurer decided on the outcome."""
        return next((f for f in self.scope.findings if f.outcome == self.recommendation.outcome), None)

    @cached_property
    def order(self) -> list[str]:
        return list(self.titles)

    @property
    def number(self) -> int:
        """Its place in the list, from 1."""
        return self.order.index(self.response.ref) + 1

    @property
    def previous(self) -> str:
        """The ref before it in the list, "" at the start."""
        return self.order[self.number - 2] if self.number > 1 else ""

    @property
    def next(self) -> str:
        """The ref after it, "" at the end."""
        return self.order[self.number] if self.number < len(self.order) else ""

    @property
    def known(self) -> Known:
        """What the form may offer."""
        posts, workstreams = self._names
        return Known(
            starts=self.plan.starts,
            posts=tuple(posts),
            workstreams=tuple(workstreams),
            refs={ref: title for ref, title in self.titles.items() if ref != self.response.ref},
            outcomes=frozenset((s.scope, f.outcome) for s in self.scopes for f in s.findings),
        )

    @cached_property
    def _names(self) -> tuple[list[str], list[str]]:
        """The council's posts and the plan's workstreams (a delegate's own rows' alone). One query."""
        mine = refs_for(self.user, self.plan)
        streams = Workstream.objects.filter(plan=self.plan)
        if mine is not None:
            streams = streams.filter(responses__ref__in=mine).distinct()
        posts = Post.objects.filter(council=self.plan.council)
        kind = CharField(max_length=1)
        rows = (
            posts.order_by()
            .values_list(Value("p", kind), "title")
            .union(streams.order_by().values_list(Value("w", kind), "name"))
        )
        found = sorted(rows, key=lambda row: row[1].casefold())
        return [name for which, name in found if which == "p"], [name for which, name in found if which == "w"]

    @property
    def lacking(self) -> list[str]:
        return lacking(self.facts)

    @property
    def missing(self) -> str:
        return what_is_missing(self.facts)

    def written(self) -> Iterator[tuple[str, str, str]]:
        """The answer as read: name, label and words of each column that means something and is filled in."""
        for name, column in COLUMNS.items():
            if column.applies_to(self.facts.choice) and (text := column.written(getattr(self.facts, name))):
                yield name, column.label, text

    @cached_property
    def history(self) -> list[Past]:
        """Who changed what, the latest first."""
        changes = self.response.changes.select_related("by", "suggestion__by")
        return [self._past(change) for change in changes]

    def _past(self, change: Change) -> Past:
        suggestion: Any = getattr(change, "suggestion", None)
        known = suggestion is not None and (suggestion.role == Role.ASSURER or self.roles & set(COUNCIL_ROLES))
        before, after = _said(change.field, change.before), _said(change.field, change.after)
        return Past(change, COLUMNS[change.field].label, before, after, suggestion.by.name if known else "")


def _said(name: str, text: str) -> str:
    return COLUMNS[name].written(from_plain(name, json.loads(text)))
