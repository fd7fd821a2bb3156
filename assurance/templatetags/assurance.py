"""How decisions, targets and levels are written and coloured on a page."""

from typing import Any

from django import template

from assurance.document import FindingFacts
from assurance.models import Decision, Level, Report

register = template.Library()

COLOURS = {
    Decision.ACHIEVED: "green",
    Decision.PARTIAL: "yellow",
    Decision.NOT_ACHIEVED: "red",
    Decision.NOT_ASSESSED: "grey",
    Level.HIGH: "red",
    Level.MEDIUM: "yellow",
    Level.LOW: "blue",
    Report.State.DRAFT: "grey",
    Report.State.FACTUAL_CHECK: "blue",
    Report.State.ISSUED: "green",
}


@register.filter
def status(code: str) -> str:
    """A decision, self-assessment or target in words."""
    return str(Decision(code).label) if code else ""


@register.inclusion_tag("assurance/tag.html")
def decision_tag(code: str) -> dict[str, Any]:
    """{% decision_tag finding.decision %}"""
    return {"text": Decision(code).label, "colour": COLOURS[Decision(code)]}


@register.inclusion_tag("assurance/tag.html")
def risk_tag(code: str) -> dict[str, Any]:
    """{% risk_tag recommendation.risk %}: "High risk" """
    return {"text": f"{Level(code).label} risk", "colour": COLOURS[Level(code)]}


@register.inclusion_tag("assurance/tag.html")
def state_tag(report: Report) -> dict[str, Any]:
    """{% state_tag report %}"""
    if report.state == Report.State.FACTUAL_CHECK and not report.is_with_council():
        return {"text": "Draft: the factual check is over", "colour": "grey"}
    return {"text": report.get_state_display(), "colour": COLOURS.get(Report.State(report.state), "grey")}


@register.filter
def met(finding: FindingFacts) -> str:
    """Whether a finding reaches its target, in words. Without a target it is never met."""
    if finding.decision == Decision.NOT_ASSESSED:
        return "Not assessed"
    if not finding.target:
        return "No target set"
    return "Met" if finding.is_met else "Not met"
