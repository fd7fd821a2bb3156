"""The council's columns: which matter for which choice, what completes a response, and how each is written.

Headings, kinds and values stand in `assurance.template`, since the workbook carries them; all else about a
column stands here, once, for form, page, history, workbook and document alike.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from assurance.template import COUNCIL_HEADINGS, SEPARATOR, Heading, Kind
from iip.quarters import Quarter
from submissions.models import Response

IMPLEMENT, IN_PART, DONE, COVERED, NO_ACTION = Response.Choice
ACTING = (IMPLEMENT, IN_PART)
MILESTONES = "milestones"
MONEY = ("capital", "revenue", "annual")
FUNDED = ("funded_capital", "funded_revenue", "funded_annual")

# What each choice asks for; everything else that applies to it is optional. `03-interfaces`, section 1.
# fmt: off
ALWAYS_OPTIONAL = ("notes", "supporting_posts", "aligns_with", "further_outcomes")
NEEDED = {
    IMPLEMENT: ("justification", "priority", "owner", "effort", "complexity", "cost_basis", *MONEY, "funding",
                "start", "end"),
    IN_PART:   ("action", "justification", "priority", "owner", "effort", "complexity", "cost_basis", *MONEY,
                "funding", "start", "end"),
    DONE:      ("owner", "justification", "end"),
    COVERED:   ("covered_by",),
    NO_ACTION: ("justification", "why_no_action", "risk_owner", "look_again_on"),
}
OPTIONAL = {
    IMPLEMENT: ("action", "effort_days", *FUNDED, "funding_source", "budget_sign_off", "workstream", "waits_for",
                "support", MILESTONES, *ALWAYS_OPTIONAL),
    IN_PART:   ("effort_days", *FUNDED, "funding_source", "budget_sign_off", "workstream", "waits_for", "support",
                MILESTONES, *ALWAYS_OPTIONAL),
    DONE:      ("action", "workstream", *ALWAYS_OPTIONAL),
    COVERED:   ("justification", "workstream", *ALWAYS_OPTIONAL),
    NO_ACTION: ("priority", "support", *ALWAYS_OPTIONAL),
}
APPLYING = {choice.value: frozenset(("choice", *NEEDED[choice], *OPTIONAL[choice])) for choice in Response.Choice}
# A change of any of these is material: a quality assurer has to look again before the plan goes on.
MATERIAL = ("choice", "action", "owner", *MONEY, "cost_basis", "funding", *FUNDED, "start", "end", "covered_by",
            "why_no_action", "risk_owner", "look_again_on")
# fmt: on


@dataclass(frozen=True)
class Column:
    """One of the council's columns."""

    heading: Heading

    @property
    def name(self) -> str:
        return self.heading.name

    @property
    def label(self) -> str:
        return self.heading.label

    @property
    def kind(self) -> Kind:
        return self.heading.kind

    def applies_to(self, choice: str) -> bool:
        """Whether the column means anything for the choice; without a choice yet, every column may be filled."""
        return not choice or self.name in APPLYING[choice]

    def written(self, value: Any) -> str:
        """A value as people read it, in the page's and the document's words. Money is in whole pounds."""
        if value in (None, "", (), []):
            return ""
        choices = self.heading.choices
        if choices:
            codes = [value] if isinstance(value, str) else value
            return SEPARATOR.join(choices.label(code) for code in codes)
        if self.kind == Kind.POUNDS:
            return f"£{value:,}"
        if isinstance(value, datetime.date):
            return f"{value.day} {value:%B %Y}"
        if isinstance(value, tuple | list):
            return SEPARATOR.join(part if isinstance(part, str) else " ".join(map(str, part)) for part in value)
        return str(value)


COLUMNS = {heading.name: Column(heading) for heading in COUNCIL_HEADINGS} | {
    MILESTONES: Column(Heading(MILESTONES, "Milestones", Kind.LINE))
}


def plain(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, Quarter):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    return value


def from_plain(name: str, value: Any) -> Any:
    """A column's value from what JSON holds. Raises ValueError where it is no such value."""
    if name == MILESTONES:
        return tuple((title, Quarter.parse(quarter)) for title, quarter in value or ())
    kind = COLUMNS[name].kind
    if kind in {Kind.ROLES, Kind.REFS, Kind.CHOICES}:
        return tuple(value or ())
    if kind == Kind.OUTCOMES:
        return tuple((scope, outcome) for scope, outcome in value or ())
    if value in (None, ""):
        return None if kind in {Kind.POUNDS, Kind.DAYS, Kind.QUARTER, Kind.DATE} else ""
    if kind == Kind.QUARTER:
        return Quarter.parse(value)
    if kind == Kind.DATE:
        return datetime.date.fromisoformat(value)
    return value
