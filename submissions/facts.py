"""A response as a plain, immutable value: what forms, workbooks, history and documents all speak of."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db.models import CharField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from iip.quarters import Quarter
from iip.statements import written_once
from submissions.columns import COLUMNS, from_plain, plain
from submissions.models import Dependency, FurtherOutcome, Milestone, Plan, Response, SupportingPost

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
        idle = {name: EMPTY[name] for name in IDLE[self.choice] if getattr(self, name) != EMPTY[name]}
        return replace(self, **idle) if idle else self

    def plain(self) -> dict[str, Any]:
        """The facts as JSON holds them."""
        return {name: plain(getattr(self, name)) for name in NAMES}

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> "ResponseFacts":
        """The facts from what JSON holds; a missing column is empty. Raises ValueError for a false value."""
        return cls(**{name: from_plain(name, values[name]) for name in NAMES if name in values})


NAMES = tuple(field.name for field in fields(ResponseFacts))
EMPTY = {name: getattr(ResponseFacts(), name) for name in NAMES}
IDLE = {  # the columns that a choice has no use for
    choice: [name for name, column in COLUMNS.items() if not column.applies_to(choice)]
    for choice in ("", *Response.Choice.values)
}
SUPPORT = ("money", "skills", "supplier", "peer_advice")
POINTERS = {  # columns that name a row of another table, and where the name stands
    "owner": "owner__title",
    "risk_owner": "risk_owner__title",
    "workstream": "workstream__name",
    "covered_by": "covered_by__ref",
}
ONE_EACH = tuple(POINTERS)
PARTS = ("supporting_posts", "waits_for", "further_outcomes", "milestones")  # columns that are rows of their own
SIMPLE = tuple(name for name in NAMES if name not in {*POINTERS, *PARTS, "support"})


def response_of(plan: Plan, ref: str) -> Response | None:
    """A response to a recommendation that stands, as `facts_of` reads it. One query."""
    return next(iter(_response_of(plan.pk, ref)), None)


def read_anew(response: Response) -> Response:
    """The response as its row says now, as `facts_of` reads it. One query."""
    (row,) = _response(response.pk)
    row.plan = response.plan
    return row


@written_once
def _response_of(plan: int, ref: str) -> "QuerySet[Response]":
    return Response.objects.filter(plan=plan, ref=ref).exclude(recommendation=None).select_related(*ONE_EACH)


@written_once
def _response(key: int) -> "QuerySet[Response]":
    return Response.objects.filter(pk=key).select_related(*ONE_EACH)


def facts_of(response: Response) -> ResponseFacts:
    """What a response, with the rows that it points to, says. One query."""
    parts = _by_response(_parts_of_response(response.pk))
    return ResponseFacts(**_own(response), **parts.get(response.pk, {}))


def own_facts(response: Response) -> ResponseFacts:
    """What stands in a row itself and in the rows it points to, without the lists that hang on it."""
    return ResponseFacts(**_own(response))


def _own(response: Response) -> dict[str, Any]:
    """What stands in the row itself and in the rows it points to."""
    pointed = {name: getattr(response, name) for name in POINTERS}
    return {name: getattr(response, name) for name in SIMPLE} | {
        **{name: str(row) if row else "" for name, row in pointed.items() if name != "covered_by"},
        "covered_by": response.covered_by.ref if response.covered_by else "",
        "support": tuple(kind for kind in SUPPORT if getattr(response, f"support_{kind}")),
    }


def facts_by_ref(plan: Plan) -> dict[str, ResponseFacts]:
    """What the plan's responses to recommendations that stand say, by ref: two queries, however many rows."""
    rows = _rows_of_plan(plan.pk)
    parts = _by_response(_parts_of_plan(plan.pk)) if rows else {}
    return {ref: _facts(values, parts.get(key, {})) for ref, key, *values in rows}


@written_once
def _rows_of_plan(plan: int) -> "QuerySet[Any, Any]":
    supported = [f"support_{kind}" for kind in SUPPORT]
    standing = Response.objects.filter(plan=plan).exclude(recommendation=None)
    return standing.values_list("ref", "pk", *supported, *SIMPLE, *POINTERS.values())


def _facts(values: list[Any], parts: Mapping[str, Any]) -> ResponseFacts:
    """The facts from a row's values, in the order in which `_rows_of_plan` asks for them, and its parts."""
    support, own = values[: len(SUPPORT)], values[len(SUPPORT) :]
    said = dict(zip((*SIMPLE, *POINTERS), own, strict=True))
    said |= {name: said[name] or "" for name in POINTERS}
    said["support"] = tuple(kind for kind, is_wanted in zip(SUPPORT, support, strict=True) if is_wanted)
    return ResponseFacts(**said, **parts)


def _by_response(parts: Iterable[Part]) -> dict[int, dict[str, Any]]:
    """The columns that are rows of their own, by the key of their response and by name."""
    found: dict[int, dict[str, list[Part]]] = {}
    for part in sorted(parts):
        found.setdefault(part[1], {}).setdefault(part[0], []).append(part)
    return {key: {name: _column(name, rows) for name, rows in by_name.items()} for key, by_name in found.items()}


def _column(name: str, parts: Iterable[Part]) -> tuple[Any, ...]:
    """What the rows of one column say together."""
    if name == "milestones":
        return tuple((title, Quarter(int(number))) for *_, title, number in parts)
    if name == "further_outcomes":
        return tuple((scope, outcome) for *_, scope, outcome in parts)
    return tuple(word for *_, word, _ in parts)


def _parts(**of: int) -> "QuerySet[Any, Any]":
    """The rows that hang on responses, as one query: what they are, of which response, position and words."""
    words = CharField()

    def rows(model, kind: str, position, first: str, second):
        found = model.objects.filter(**of).order_by()
        return found.values_list(Value(kind, words), "response_id", position, Cast(first, words), second)

    nowhere, nothing = Value(0, IntegerField()), Value("", words)
    position = Cast("position", IntegerField())
    return rows(SupportingPost, "supporting_posts", position, "post__title", nothing).union(
        rows(Dependency, "waits_for", nowhere, "waits_for__ref", nothing),
        rows(FurtherOutcome, "further_outcomes", nowhere, "scope__code", Cast("outcome__code", words)),
        rows(Milestone, "milestones", position, "title", Cast("quarter", words)),
        all=True,
    )


@written_once
def _parts_of_plan(plan: int) -> "QuerySet[Any, Any]":
    return _parts(response__plan=plan)


@written_once
def _parts_of_response(response: int) -> "QuerySet[Any, Any]":
    return _parts(response=response)


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
