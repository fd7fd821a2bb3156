"""What a workbook says, checked: plain frozen values that go to JSON and come back the same."""

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Pair = tuple[str, str]  # scope code, outcome code


@dataclass(frozen=True)
class OutcomeFacts:
    """A contributing outcome as the reader needs to know it; `objective` is its letter."""

    code: str
    title: str
    has_partial: bool
    objective: str


@dataclass(frozen=True)
class FrameworkFacts:
    """A version of the CAF and its outcomes by code."""

    version: str
    outcomes: Mapping[str, OutcomeFacts]

    @classmethod
    def from_file(cls, data: Mapping[str, Any]) -> "FrameworkFacts":
        """The facts of a CAF code file such as caf-3.2.json, already loaded."""
        outcomes = (
            OutcomeFacts(o["code"], o["title"], o["partially_achieved_available"], o["objective"])
            for o in data["outcomes"]
        )
        return cls(data["version"], {outcome.code: outcome for outcome in outcomes})


@dataclass(frozen=True)
class About:
    template_version: int
    council: str
    council_code: str
    cycle: str  # "2026/27"
    framework: str  # the CAF version, "3.2"
    firm: str
    lead_assurer: str = ""
    review_started: datetime.date | None = None
    review_ended: datetime.date | None = None
    issued_on: datetime.date | None = None
    executive_summary: str = ""
    good_practice: str = ""
    areas_for_improvement: str = ""
    evidence_quality: str = ""
    review_method: str = ""
    plan_reference: str = ""
    plan_version: str = ""
    exported_at: str = ""
    document_code: str = ""


@dataclass(frozen=True)
class ScopeRow:
    row: int
    code: str
    kind: str
    name: str
    description: str = ""
    supplier: str = ""
    product: str = ""
    hosting: str = ""
    shared_with: str = ""


@dataclass(frozen=True)
class FindingRow:
    """`expected` comes from the recommendations of the outcome, because it is the outcome's."""

    row: int
    scope: str
    outcome: str
    self_assessment: str
    decision: str
    comment: str = ""
    expected: str = ""


@dataclass(frozen=True)
class RecommendationRow:
    row: int
    ref: str
    scope: str
    outcome: str
    also_addresses: tuple[Pair, ...]
    title: str
    text: str
    risk: str
    risk_description: str
    control_types: tuple[str, ...]
    expected: str = ""
    ref_was_made: bool = False


@dataclass(frozen=True)
class ResponseRow:
    """The council's columns of one row; `values` holds only the columns that the sheet has."""

    row: int
    ref: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class WorkstreamRow:
    row: int
    name: str
    lead: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class MilestoneRow:
    row: int
    ref: str
    title: str
    quarter: str


@dataclass(frozen=True)
class CommentRow:
    """What a reviewer says about one recommendation."""

    row: int
    ref: str
    text: str


@dataclass(frozen=True)
class WorkbookContent:
    """All of a workbook. Without the council's columns the last four are empty."""

    about: About
    scopes: tuple[ScopeRow, ...]
    findings: tuple[FindingRow, ...]
    recommendations: tuple[RecommendationRow, ...]
    responses: tuple[ResponseRow, ...] = ()
    workstreams: tuple[WorkstreamRow, ...] = ()
    milestones: tuple[MilestoneRow, ...] = ()
    comments: tuple[CommentRow, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column: lists, texts, numbers, ISO dates."""
        return _plain(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "WorkbookContent":
        """The content that `to_json` wrote."""
        return cls(
            about=About(**_with_dates(value["about"])),
            recommendations=tuple(_recommendation(row) for row in value["recommendations"]),
            **{name: tuple(kind(**row) for row in value.get(name, ())) for name, kind in PLAIN_ROWS.items()},
        )


PLAIN_ROWS: Mapping[str, type[Any]] = {
    "scopes": ScopeRow,
    "findings": FindingRow,
    "responses": ResponseRow,
    "workstreams": WorkstreamRow,
    "milestones": MilestoneRow,
    "comments": CommentRow,
}
ABOUT_DATES = ("review_started", "review_ended", "issued_on")


@dataclass(frozen=True)
class Reading:
    """A workbook as read: its content, or every problem there is; and what was coped with."""

    content: WorkbookContent | None
    problems: tuple[Any, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        return self.content is not None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _with_dates(about: Mapping[str, Any]) -> dict[str, Any]:
    dates = {name: about[name] and datetime.date.fromisoformat(about[name]) for name in ABOUT_DATES}
    return {**about, **dates}


def _recommendation(row: Mapping[str, Any]) -> RecommendationRow:
    pairs = tuple((scope, outcome) for scope, outcome in row["also_addresses"])
    types = tuple(row["control_types"])
    return RecommendationRow(**{**row, "also_addresses": pairs, "control_types": types})
