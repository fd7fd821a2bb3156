"""How a plan's document is written on a page: its values in words, its parts in the order of reading."""

from typing import Any

from django import template

from assurance.document import FindingFacts, NarrativeFacts, ReportDocument
from assurance.figures import Figures, Measure, figures, measure_of
from assurance.models import Achievement, Decision, Level
from assurance.template import CONTROL_TYPES
from submissions.columns import COLUMNS
from submissions.document import PlanDocument, Row, WaiverFacts, document_code
from submissions.facts import ResponseFacts
from submissions.models import Response
from submissions.plan_warnings import RULES

register = template.Library()
NARRATIVE = {
    "executive_summary": "Executive summary",
    "good_practice": "Good practice",
    "areas_for_improvement": "Areas for improvement",
    "evidence_quality": "Quality of evidence",
    "review_method": "Review method",
}


@register.filter
def level(value: str) -> str:
    """A risk, priority or effort in words."""
    return Level(value).label if value else ""


@register.filter
def decision(value: str) -> str:
    """An assurer's decision in words."""
    return Decision(value).label if value else ""


@register.filter
def target(finding: FindingFacts) -> str:
    """The status an outcome must reach, or that none is set."""
    return Achievement(finding.target).label if finding.target else "No target set"


@register.filter
def met(finding: FindingFacts) -> str:
    """Whether an outcome meets its target, in words."""
    return {True: "Met", False: "Not met", None: "–"}[finding.is_met]


@register.filter
def control_types(values: tuple[str, ...]) -> str:
    return ", ".join(CONTROL_TYPES.label(value) for value in values)


@register.filter
def code(digest: str) -> str:
    """The document code of a digest."""
    return document_code(digest)


@register.filter
def as_column(value: Any, name: str) -> str:
    """A value of one of the council's columns, in words."""
    return COLUMNS[name].written(value)


@register.filter
def answers(response: ResponseFacts) -> list[tuple[str, str]]:
    """What a response says, column by column in the workbook's order, without what was left empty."""
    said = [(column.label, column.written(getattr(response, name))) for name, column in COLUMNS.items()]
    return [(label, words) for label, words in said if words]


@register.filter
def said(narrative: NarrativeFacts) -> list[tuple[str, str]]:
    """The parts of a report's words that are there, each with its heading."""
    return [(label, words) for name, label in NARRATIVE.items() if (words := getattr(narrative, name))]


@register.filter
def rows_of(document: PlanDocument, scope: ReportDocument) -> list[Row]:
    """The recommendations of one scope."""
    return [row for row in document.rows if row.scope is scope]


@register.filter
def rule_name(waiver: WaiverFacts) -> str:
    """What a waived warning is called."""
    return RULES.get(waiver.rule, waiver.rule)


@register.filter
def no_action(document: PlanDocument) -> list[Row]:
    """The recommendations that get no action."""
    return [row for row in document.rows if row.response.choice == Response.Choice.NO_ACTION]


@register.filter
def by_objective(scope: ReportDocument) -> list[Figures]:
    """How a scope's findings stand, by objective."""
    return figures(scope.findings, {})


@register.filter
def measure(lines: list[Figures]) -> Measure:
    """What these are measured by."""
    return measure_of(lines)
