"""The IIP workbook, template version 1: its sheets, headings in order, and values with their codes.

The reader and the export both use these tables; other spellings are in `synonyms`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

TEMPLATE_VERSION = 1
ORGANISATION_CODE = "ORG"
ORGANISATION_OBJECTIVES = frozenset("AD")  # assessed once, for the organisation
SYSTEM_OBJECTIVES = frozenset("BC")  # assessed for each critical system
SEPARATOR = "; "
LONGEST_LINE, LONGEST_TEXT, LONGEST_REF = 200, 10_000, 30  # characters


class Kind(StrEnum):
    """What a column holds."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    SCOPE = "scope"
    OUTCOME = "outcome"
    OUTCOMES = "outcomes"  # pairs of scope and outcome
    REF = "ref"
    REFS = "refs"
    ROLES = "roles"
    POUNDS = "pounds"
    DAYS = "days"
    QUARTER = "quarter"
    DATE = "date"
    CYCLE = "cycle"
    CAF_VERSION = "CAF version"
    NUMBER = "number"


@dataclass(frozen=True)
class Choices:
    """The values of a column: their stored codes and the labels people read, in order."""

    labels: Mapping[str, str]

    def label(self, code: str) -> str:
        """The label of a code; "" has none."""
        return self.labels[code] if code else ""

    def all_labels(self) -> tuple[str, ...]:
        return tuple(self.labels.values())


ACHIEVED = {"achieved": "Achieved"}
PARTIALLY = {"partially_achieved": "Partially achieved"}
NOT_ACHIEVED = {"not_achieved": "Not achieved"}

ACHIEVEMENT = Choices(ACHIEVED | PARTIALLY | NOT_ACHIEVED)
DECISION = Choices(ACHIEVED | PARTIALLY | NOT_ACHIEVED | {"not_assessed": "Not assessed"})
EXPECTED = Choices(ACHIEVED | PARTIALLY)
LEVEL = Choices({"high": "High", "medium": "Medium", "low": "Low"})
EFFORT = Choices({"low": "Low", "medium": "Medium", "high": "High"})
SCOPE_KIND = Choices({"organisation": "Organisation", "system": "Critical system"})
CONTROL_TYPES = Choices({"people": "People", "process": "Process", "technology": "Technology"})
CHOICE = Choices(
    {
        "implement": "Implement",
        "in_part": "Implement in part",
        "already_done": "Already done",
        "covered": "Covered by another",
        "no_action": "No action",
    }
)
COST_BASIS = Choices({"quoted": "Quoted", "estimated": "Estimated", "not_known": "Not known yet"})
FUNDING = Choices(
    {
        "funded": "Funded",
        "part_funded": "Part funded",
        "bid_submitted": "Bid submitted",
        "unfunded": "Unfunded",
    }
)
WHY_NO_ACTION = Choices(
    {
        "cost": "Cost",
        "skills": "Skills or capacity",
        "supplier": "Supplier",
        "risk_accepted": "Risk accepted",
        "disagree": "Disagree",
        "superseded": "Superseded",
    }
)
SUPPORT = Choices({"money": "Money", "skills": "Skills", "supplier": "Supplier", "peer_advice": "Peer advice"})


@dataclass(frozen=True)
class Heading:
    """A column (or a field of About): its name in the code, its heading, and what it holds."""

    name: str
    label: str
    kind: Kind = Kind.LINE
    choices: Choices | None = None
    required: bool = False
    longest: int = LONGEST_LINE


@dataclass(frozen=True)
class SheetTemplate:
    """A sheet: its name, its headings in order, and whether a workbook must have it."""

    name: str
    headings: tuple[Heading, ...]
    required: bool = True


def _text(name: str, label: str, required: bool = False) -> Heading:
    return Heading(name, label, Kind.TEXT, required=required, longest=LONGEST_TEXT)


def _choice(name: str, label: str, choices: Choices, required: bool = False) -> Heading:
    return Heading(name, label, Kind.CHOICE, choices, required)


ABOUT = SheetTemplate(
    "About",
    (
        Heading("template_version", "Template version", Kind.NUMBER, required=True),
        Heading("council", "Council", required=True),
        Heading("council_code", "Council code", required=True, longest=9),
        Heading("cycle", "Assessment cycle", Kind.CYCLE, required=True),
        Heading("framework", "CAF version", Kind.CAF_VERSION, required=True),
        Heading("firm", "Assurer firm", required=True),
        Heading("lead_assurer", "Lead assurer"),
        Heading("review_started", "Review started", Kind.DATE),
        Heading("review_ended", "Review ended", Kind.DATE),
        Heading("issued_on", "Issued on", Kind.DATE),
        _text("executive_summary", "Executive summary"),
        _text("good_practice", "Good practice"),
        _text("areas_for_improvement", "Areas for improvement"),
        _text("evidence_quality", "Quality of evidence"),
        _text("review_method", "Review method"),
    ),
)
ABOUT_EXPORT = (
    Heading("plan_reference", "Plan reference"),
    Heading("plan_version", "Plan version or working copy"),
    Heading("exported_at", "Exported at"),
    Heading("document_code", "Document code"),
)
ABOUT_COLUMNS = ("Field", "Value")

SCOPES = SheetTemplate(
    "Scopes",
    (
        Heading("code", "Scope", Kind.SCOPE, required=True),
        _choice("kind", "Type", SCOPE_KIND, required=True),
        Heading("name", "Name", required=True),
        _text("description", "Description"),
        Heading("supplier", "Supplier"),
        Heading("product", "Product"),
        Heading("hosting", "Hosting"),
        Heading("shared_with", "Shared with", longest=500),
    ),
)
OUTCOMES = SheetTemplate(
    "Outcomes",
    (
        Heading("scope", "Scope", Kind.SCOPE, required=True),
        Heading("outcome", "Contributing outcome", Kind.OUTCOME, required=True),
        _choice("self_assessment", "Self-assessment", ACHIEVEMENT),
        _choice("decision", "Assurer decision", DECISION, required=True),
        _text("comment", "Comment"),
    ),
)
ASSURER_HEADINGS = (
    Heading("ref", "Ref", Kind.REF, longest=LONGEST_REF),
    Heading("scope", "Scope", Kind.SCOPE, required=True),
    Heading("outcome", "Contributing outcome", Kind.OUTCOME, required=True),
    Heading("also_addresses", "Also addresses", Kind.OUTCOMES),
    Heading("title", "Title", required=True, longest=300),
    _text("text", "Recommendation", required=True),
    _choice("risk", "Risk level", LEVEL, required=True),
    _text("risk_description", "Risk description", required=True),
    Heading("control_types", "Control types", Kind.CHOICES, CONTROL_TYPES, required=True),
    _choice("expected", "Expected result", EXPECTED),
)
COUNCIL_HEADINGS = (
    _choice("choice", "Response", CHOICE),
    _text("action", "What we will do"),
    _text("justification", "Justification"),
    _choice("priority", "Priority", LEVEL),
    Heading("owner", "Accountable owner"),
    Heading("supporting_posts", "Supporting roles", Kind.ROLES),
    _choice("effort", "Effort", EFFORT),
    _choice("complexity", "Complexity", EFFORT),
    Heading("effort_days", "Effort days", Kind.DAYS),
    Heading("capital", "One-off capital", Kind.POUNDS),
    Heading("revenue", "One-off revenue", Kind.POUNDS),
    Heading("annual", "Annual cost", Kind.POUNDS),
    _choice("cost_basis", "Cost basis", COST_BASIS),
    _choice("funding", "Funding", FUNDING),
    Heading("funded_capital", "Funded capital", Kind.POUNDS),
    Heading("funded_revenue", "Funded one-off revenue", Kind.POUNDS),
    Heading("funded_annual", "Funded annual", Kind.POUNDS),
    Heading("funding_source", "Funding source", longest=500),
    Heading("budget_sign_off", "Budget sign-off by"),
    Heading("start", "Start quarter", Kind.QUARTER),
    Heading("end", "End quarter", Kind.QUARTER),
    Heading("workstream", "Workstream"),
    Heading("waits_for", "Depends on", Kind.REFS),
    Heading("covered_by", "Covered by", Kind.REF),
    Heading("further_outcomes", "Further outcomes", Kind.OUTCOMES),
    _text("aligns_with", "Aligns with"),
    _choice("why_no_action", "Why no action", WHY_NO_ACTION),
    Heading("risk_owner", "Risk owner"),
    Heading("look_again_on", "Look again on", Kind.DATE),
    Heading("support", "Support wanted", Kind.CHOICES, SUPPORT),
    _text("notes", "Notes"),
)
PLAN = SheetTemplate("Plan", ASSURER_HEADINGS + COUNCIL_HEADINGS)
COMMENTS = Heading("comments", "Comments", Kind.TEXT, longest=LONGEST_TEXT)  # a reviewer’s, on each recommendation
REVIEWED_PLAN = SheetTemplate(PLAN.name, (*PLAN.headings, COMMENTS))
WORKSTREAMS = SheetTemplate(
    "Workstreams",
    (
        Heading("name", "Name", required=True),
        Heading("lead", "Lead"),
        _text("purpose", "Purpose"),
    ),
    required=False,
)
MILESTONES = SheetTemplate(
    "Milestones",
    (
        Heading("ref", "Ref", Kind.REF, required=True),
        Heading("title", "Milestone", required=True, longest=300),
        Heading("quarter", "Quarter", Kind.QUARTER, required=True),
    ),
    required=False,
)
SHEETS = (ABOUT, SCOPES, OUTCOMES, PLAN, WORKSTREAMS, MILESTONES)
READING_SHEETS = (  # of an exported plan, behind those of the template: made to be read, and passed over in reading
    "At a glance",
    "Plan to print",
    "Money by year",
    "Roadmap by quarter",
    "Workload by owner",
    "Forecast",
)
COUNCIL_NAMES = frozenset(heading.name for heading in COUNCIL_HEADINGS)


def objectives_of(kind: str) -> frozenset[str]:
    """The objectives assessed in a scope of that kind ("organisation" or "system")."""
    return ORGANISATION_OBJECTIVES if kind == "organisation" else SYSTEM_OBJECTIVES
