"""What the page of one recommendation shows: the assurer's words, the answer, who talks about it and its history."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.roles import COUNCIL_ROLES, Action, Role, may
from assurance.access import roles_at
from assurance.document import FindingFacts, RecommendationFacts, ReportDocument
from iip.statements import written_once
from submissions.access import refs_for, why_no_pen
from submissions.columns import COLUMNS, from_plain
from submissions.completeness import lacking, what_is_missing
from submissions.document import reports_of
from submissions.facts import ResponseFacts, facts_of
from submissions.forms.response import Known
from submissions.last_year import LastYear, last_year
from submissions.models import Change, Response
from submissions.names import Names, names_of
from submissions.proposals import Proposal, open_proposals
from submissions.recommendation_list import RecommendationList, says_which
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
    """One response before the person who looks at it. `asked`: the parameters of its address: on which way."""

    def __init__(self, response: Response, user: User, asked: Any):
        self.response = response
        self.asked = asked
        self.plan = response.plan
        self.user = user
        self.roles = roles_at(user, self.plan.assessment)

    @cached_property
    def facts(self) -> ResponseFacts:
        """What the response says."""
        return self.along.answers[self.response.ref] if self.along else facts_of(self.response)

    @cached_property
    def names(self) -> Names:
        """What the form may offer by name, and to whom the CAF lead may hand the row. One query."""
        return names_of(self.plan, self.user, delegates_for=self.response if self.leads else None)

    @property
    def can_write(self) -> bool:
        return may(Action.RESPOND, self.roles) and self.plan.status in PEN

    @property
    def can_comment(self) -> bool:
        return may(Action.COMMENT, self.roles)

    @property
    def leads(self) -> bool:
        """Whether the person is the CAF lead, who hands over and sets who holds a post."""
        return Role.CAF_LEAD in self.roles

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
        return open_proposals(self.user, self.response, self.facts)

    @property
    def suggest_address(self) -> str:
        return reverse("submissions:response_suggest", args=[self.plan.reference, self.response.ref])

    @property
    def comment_address(self) -> str:
        return reverse("submissions:response_comments", args=[self.plan.reference, self.response.ref])

    @cached_property
    def scopes(self) -> list[ReportDocument]:
        """The reports that the plan answers."""
        if self.along:
            return list(self.along.document.scopes)
        return reports_of(self.plan)

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
    def along(self) -> RecommendationList | None:
        """The list that the person goes through, where the address says which."""
        if not says_which(self.asked):
            return None
        return RecommendationList(self.plan, self.user, self.asked, names=self.names)

    @property
    def query(self) -> str:
        """What addresses carry, so that the way through the list stays in it."""
        return self.along.query if self.along else ""

    @cached_property
    def order(self) -> list[str]:
        """The refs of the list, in its order."""
        return [item.ref for item in self.along.shown] if self.along else list(self.titles)

    @property
    def number(self) -> int:
        """Its place in the list, from 1; 0 where it is not in it any more."""
        return self.order.index(self.response.ref) + 1 if self.response.ref in self.order else 0

    @cached_property
    def _beside(self) -> tuple[str, str]:
        if self.along:
            return self.along.neighbours(self.response.ref)
        here = self.order.index(self.response.ref)
        return (self.order[here - 1] if here else ""), "".join(self.order[here + 1 : here + 2])

    @property
    def previous(self) -> str:
        """The ref before it in the list, "" at the start."""
        return self._beside[0]

    @property
    def next(self) -> str:
        """The ref after it, "" at the end."""
        return self._beside[1]

    @cached_property
    def last_year(self) -> LastYear | None:
        """What the council answered to the same outcome in its plan of the cycle before."""
        title = self.finding.title if self.finding else ""
        outcome = self.recommendation.outcome
        return last_year(self.plan, self.user, scope=self.scope, outcome=outcome, title=title)

    @cached_property
    def suggested_owner(self) -> str:
        """The owner that the person gave last in this plan, for a response that nobody has saved yet. One query."""
        if self.response.version:
            return ""
        given = Change.objects.filter(response__plan=self.plan, by=self.user, field="owner").exclude(after='""')
        after = given.order_by("-at", "-pk").values_list("after", flat=True).first()
        return str(json.loads(after)) if after else ""

    @property
    def posts_of_the_answer(self) -> list[tuple[str, str]]:
        """The posts that own the action or the risk and who holds each now, for the council's people."""
        if not self.roles & set(COUNCIL_ROLES):
            return []
        facts, posts = self.facts.relevant(), self.names.posts
        found = dict.fromkeys(post for post in (facts.owner, facts.risk_owner) if post)
        return [(post, holder.name if (holder := posts.get(post)) else "") for post in found]

    @property
    def known(self) -> Known:
        """What the form may offer."""
        return Known(
            starts=self.plan.starts,
            posts=tuple(self.names.posts),
            workstreams=tuple(self.names.workstreams),
            refs={ref: title for ref, title in self.titles.items() if ref != self.response.ref},
            outcomes=frozenset((s.scope, f.outcome) for s in self.scopes for f in s.findings),
        )

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
        """Who changed what, the latest first. One query, where something was saved."""
        if not self.response.version:
            return []
        return [self._past(change) for change in _changes(self.response.pk)]

    def _past(self, change: Change) -> Past:
        suggestion: Any = getattr(change, "suggestion", None)
        known = suggestion is not None and (suggestion.role == Role.ASSURER or self.roles & set(COUNCIL_ROLES))
        before, after = _said(change.field, change.before), _said(change.field, change.after)
        return Past(change, COLUMNS[change.field].label, before, after, suggestion.by.name if known else "")


@written_once
def _changes(response: int) -> "QuerySet[Change]":
    return Change.objects.filter(response=response).select_related("by", "suggestion__by")


def _said(name: str, text: str) -> str:
    return COLUMNS[name].written(from_plain(name, json.loads(text)))
