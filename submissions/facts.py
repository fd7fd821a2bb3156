"""A response as a plain, immutable value: what forms, workbooks, history and documents all speak of."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db.models import Prefetch, QuerySet

from iip.quarters import Quarter
from submissions.columns import COLUMNS, from_plain, plain
from submissions.models import Dependency, FurtherOutcome, Response, SupportingPost


@dataclass(frozen=True)
class ResponseFacts:
    """The council's columns of one response. Money in whole pounds; None is "not entered"."""

    choice: str = ""
    action: str = ""
    justification: str = ""
    priority: str = ""
    owner: str = ""  # a post's title
    supporting_posts: tuple[str, ...] = ()
    effort: str = ""
    complexity: str = ""
    effort_days: int | None = None
    capital: int | None = None
    revenue: int | None = None
    annual: int | None = None
    cost_basis: str = ""
    funding: str = ""
    funded_capital: int | None = None
    funded_revenue: int | None = None
    funded_annual: int | None = None
    funding_source: str = ""
    budget_sign_off: str = ""
    start: Quarter | None = None
    end: Quarter | None = None
    workstream: str = ""
    waits_for: tuple[str, ...] = ()  # refs
    covered_by: str = ""  # a ref
    further_outcomes: tuple[tuple[str, str], ...] = ()  # (scope, outcome) codes
    aligns_with: str = ""
    why_no_action: str = ""
    risk_owner: str = ""
    look_again_on: datetime.date | None = None
    support: tuple[str, ...] = ()
    notes: str = ""
    milestones: tuple[tuple[str, Quarter], ...] = ()

    def relevant(self) -> "ResponseFacts":
        """Without what the choice has no use for, which is kept in the rows and left out of the document."""
        idle = {name: EMPTY[name] for name, column in COLUMNS.items() if not column.applies_to(self.choice)}
        return replace(self, **idle)

    def plain(self) -> dict[str, Any]:
        """The facts as JSON holds them."""
        return {name: plain(getattr(self, name)) for name in NAMES}

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> "ResponseFacts":
        """The facts from what JSON holds; a missing column is empty. Raises ValueError for a false value."""
        return cls(**{name: from_plain(name, values[name]) for name in NAMES if name in values})


NAMES = tuple(field.name for field in fields(ResponseFacts))
EMPTY = {name: getattr(ResponseFacts(), name) for name in NAMES}
RELATED = (
    Prefetch("supporting", SupportingPost.objects.select_related("post")),
    Prefetch("further", FurtherOutcome.objects.select_related("scope", "outcome")),
    Prefetch("dependencies", Dependency.objects.select_related("waits_for")),
    "milestones",
)
SUPPORT = ("money", "skills", "supplier", "peer_advice")
SIMPLE = tuple(
    name
    for name in NAMES
    if name
    not in {
        "owner",
        "risk_owner",
        "workstream",
        "covered_by",
        "supporting_posts",
        "waits_for",
        "further_outcomes",
        "support",
        "milestones",
    }
)


def with_facts(responses: "QuerySet[Response]") -> "QuerySet[Response]":
    """The responses with all that `facts_of` reads: a handful of queries, however many rows."""
    return responses.select_related("owner", "risk_owner", "workstream", "covered_by").prefetch_related(*RELATED)


def facts_of(response: Response) -> ResponseFacts:
    """What a row, loaded by `with_facts`, says."""
    return ResponseFacts(
        **{name: getattr(response, name) for name in SIMPLE},
        owner=_name(response.owner),
        risk_owner=_name(response.risk_owner),
        workstream=_name(response.workstream),
        covered_by=response.covered_by.ref if response.covered_by else "",
        supporting_posts=tuple(row.post.title for row in response.supporting.all()),
        waits_for=tuple(sorted(row.waits_for.ref for row in response.dependencies.all())),
        further_outcomes=tuple(sorted((row.scope.code, row.outcome.code) for row in response.further.all())),
        support=tuple(kind for kind in SUPPORT if getattr(response, f"support_{kind}")),
        milestones=tuple((row.title, row.quarter) for row in response.milestones.all()),
    )


def _name(row) -> str:
    return str(row) if row else ""


def tidied(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values in the one order in which they are read back, so that the same answer is never a change."""
    return {name: _in_order(name, value) for name, value in values.items()}


def _in_order(name: str, value: Any) -> Any:
    if name in {"waits_for", "further_outcomes"}:
        return tuple(sorted(value))
    if name == "support":
        return tuple(kind for kind in SUPPORT if kind in value)
    return value


def differing(one: ResponseFacts, other: ResponseFacts, names: Iterable[str] = NAMES) -> list[str]:
    """The columns in which two answers differ."""
    return [name for name in names if getattr(one, name) != getattr(other, name)]
