"""A response as a plain, immutable value: what forms, workbooks, history and documents all speak of."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db.models import CharField, IntegerField, Prefetch, QuerySet, Value
from django.db.models.functions import Cast

from iip.quarters import Quarter
from submissions.columns import COLUMNS, from_plain, plain
from submissions.models import Dependency, FurtherOutcome, Milestone, Response, SupportingPost

Part = tuple[str, int, int, str, str]  # what it is, the key of its response, its position and two words


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
ONE_EACH = ("owner", "risk_owner", "workstream", "covered_by")
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
    return responses.select_related(*ONE_EACH).prefetch_related(*RELATED)


def facts_of(response: Response) -> ResponseFacts:
    """What a row, loaded by `with_facts`, says."""
    return ResponseFacts(
        **_own(response),
        supporting_posts=tuple(row.post.title for row in response.supporting.all()),
        waits_for=tuple(sorted(row.waits_for.ref for row in response.dependencies.all())),
        further_outcomes=tuple(sorted((row.scope.code, row.outcome.code) for row in response.further.all())),
        milestones=tuple((row.title, row.quarter) for row in response.milestones.all()),
    )


def _own(response: Response) -> dict[str, Any]:
    """What stands in the row itself and in the rows it points to."""
    return {name: getattr(response, name) for name in SIMPLE} | {
        "owner": _name(response.owner),
        "risk_owner": _name(response.risk_owner),
        "workstream": _name(response.workstream),
        "covered_by": response.covered_by.ref if response.covered_by else "",
        "support": tuple(kind for kind in SUPPORT if getattr(response, f"support_{kind}")),
    }


def facts_by_ref(responses: "QuerySet[Response]") -> dict[str, ResponseFacts]:
    """What the responses of a plan say, by ref: two queries, however many rows."""
    rows = list(responses.select_related(*ONE_EACH))
    parts: dict[int, list[Part]] = {row.pk: [] for row in rows}
    for part in _parts(responses):
        parts[part[1]].append(part)
    return {row.ref: _facts(row, parts[row.pk]) for row in rows}


def facts_of_one(response: Response) -> ResponseFacts:
    """What one response says, loaded with the rows of `ONE_EACH`: one query."""
    return _facts(response, _parts(Response.objects.filter(pk=response.pk)))


def _facts(row: Response, parts: Iterable[Part]) -> ResponseFacts:
    said: dict[str, list[Part]] = {}
    for part in sorted(parts):
        said.setdefault(part[0], []).append(part)
    return ResponseFacts(
        **_own(row),
        supporting_posts=tuple(title for *_, title, _ in said.get("supporting", ())),
        waits_for=tuple(ref for *_, ref, _ in said.get("dependencies", ())),
        further_outcomes=tuple((scope, outcome) for *_, scope, outcome in said.get("further", ())),
        milestones=tuple((title, Quarter(int(number))) for *_, title, number in said.get("milestones", ())),
    )


def _parts(responses: "QuerySet[Response]") -> Iterable[Part]:
    """The rows that hang on responses, as one query: what they are, of which response, position and words."""
    words = CharField()

    def of(model, kind: str, position, first: str, second):
        rows = model.objects.filter(response__in=responses.order_by().values("pk")).order_by()
        return rows.values_list(Value(kind, words), "response_id", position, Cast(first, words), second)

    nowhere, nothing = Value(0, IntegerField()), Value("", words)
    position = Cast("position", IntegerField())
    return of(SupportingPost, "supporting", position, "post__title", nothing).union(
        of(Dependency, "dependencies", nowhere, "waits_for__ref", nothing),
        of(FurtherOutcome, "further", nowhere, "scope__code", Cast("outcome__code", words)),
        of(Milestone, "milestones", position, "title", Cast("quarter", words)),
        all=True,
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
