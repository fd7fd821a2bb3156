"""How decisions, targets and levels are written and coloured on a page."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assurance.document import FindingFacts
from assurance.figures import Figures, Measure
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


def _tag(text: str, colour: str) -> SafeString:
    """A tag of the Design System, drawn without a template: a list has hundreds of them."""
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, text)


@register.filter
def status(code: str) -> str:
    """A decision, self-assessment or target in words."""
    return str(Decision(code).label) if code else ""


@register.simple_tag
def decision_tag(code: str) -> SafeString:
    """{% decision_tag finding.decision %}"""
    return _tag(Decision(code).label, COLOURS[Decision(code)])


@register.simple_tag
def risk_tag(code: str) -> SafeString:
    """{% risk_tag recommendation.risk %}: "High risk" """
    return _tag(f"{Level(code).label} risk", COLOURS[Level(code)])


@register.simple_tag
def state_tag(report: Report) -> SafeString:
    """{% state_tag report %}"""
    if report.state == Report.State.FACTUAL_CHECK and not report.is_with_council():
        return _tag("Draft: the factual check is over", "grey")
    return _tag(report.get_state_display(), COLOURS.get(Report.State(report.state), "grey"))


@register.filter
def met(finding: FindingFacts) -> str:
    """Whether a finding reaches its target, in words. Without a target it is never met."""
    if finding.decision == Decision.NOT_ASSESSED:
        return "Not assessed"
    if not finding.target:
        return "No target set"
    return "Met" if finding.is_met else "Not met"


@register.filter
def counted_by(line: Figures, measure: Measure) -> list[tuple[str, int]]:
    """The figures of a line, each with its label."""
    return list(zip(measure.parts.values(), measure.counts(line), strict=True))
