"""The template's columns as they are written: how wide, with which choices, and what a cell holds."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assurance.template import (
    ACHIEVEMENT,
    CHOICE,
    COST_BASIS,
    DECISION,
    EXPECTED,
    FUNDING,
    LEVEL,
    SEPARATOR,
    Choices,
    Heading,
    Kind,
)
from iip.spreadsheets import Column

POUNDS = '"£"#,##0'
WIDTH = 28
WIDTHS: Mapping[str, float] = {  # characters; by name, then by what the column holds
    **{"ref": 15, "code": 9, "scope": 9, "kind": 16, "outcome": 13, "title": 32, "text": 58, "comment": 90},
    **{"description": 80, "risk": 10, "risk_description": 50, "control_types": 16, "expected": 18},
    **{"self_assessment": 20, "decision": 20, "also_addresses": 16, "hosting": 20, "shared_with": 40},
    **{"choice": 18, "action": 46, "justification": 46, "supporting_posts": 32, "effort_days": 9, "priority": 10},
    **{"effort": 10, "complexity": 13, "purpose": 80, "notes": 40, "support": 18},
    **{"waits_for": 18, "covered_by": 16, "further_outcomes": 18},
}
WIDTHS_BY_KIND: Mapping[Kind, float] = {
    Kind.POUNDS: 13,
    Kind.QUARTER: 13,
    Kind.DATE: 20,
    Kind.CHOICE: 15,
    Kind.TEXT: 40,
}
HINTS: Mapping[Kind, str] = {
    Kind.POUNDS: "Whole pounds, for example 12000.",
    Kind.QUARTER: "A quarter of a financial year, for example 2026/27 Q4.",
    Kind.DATE: "A date, for example 31 March 2028.",
    Kind.ROLES: "Posts, separated by semicolons.",
    Kind.REFS: "Refs of this sheet, separated by semicolons.",
    Kind.REF: "A ref of this sheet.",
    Kind.OUTCOMES: "For example ORG D1.c; SYS1 B4.d.",
    Kind.CHOICES: "One or more of the values, separated by semicolons.",
}
REACHED = {"achieved": "good", "partially_achieved": "warn", "not_achieved": "bad", "not_assessed": "off"}
TONES: Sequence[tuple[Choices, Mapping[str, str]]] = (  # the colour of a value; what needs none has none
    (ACHIEVEMENT, REACHED),
    (DECISION, REACHED),
    (EXPECTED, REACHED),
    (LEVEL, {"high": "bad", "medium": "warn", "low": "good"}),
    (CHOICE, {"in_part": "warn", "already_done": "good", "no_action": "off"}),
    (COST_BASIS, {"not_known": "warn"}),
    (FUNDING, {"funded": "good", "part_funded": "warn", "bid_submitted": "warn", "unfunded": "bad"}),
)


def column(
    heading: Heading,
    *,
    locked: bool = False,
    value: Callable[[Any], Any] | None = None,
    choices: Sequence[str] = (),
    many: bool = False,
) -> Column:
    """A column of the template for records that have an attribute of its name.

    Takes another way to a cell's value, and choices that depend on the report; `many` where something
    else than a choice may be typed as well.
    """
    return Column(
        heading.label,
        WIDTHS.get(heading.name) or WIDTHS_BY_KIND.get(heading.kind, WIDTH),
        value or (lambda record: cell(heading, getattr(record, heading.name))),
        choices=choices or (heading.choices.all_labels() if heading.choices else ()),
        locked=locked,
        number_format=POUNDS if heading.kind is Kind.POUNDS else None,
        hint=HINTS.get(heading.kind, ""),
        many=many or heading.kind is Kind.CHOICES,
        tones=tones(heading.choices),
    )


def tones(choices: Choices | None) -> dict[str, str]:
    """The colour of each label of a column's values, where it has one."""
    found = next((colours for known, colours in TONES if known is choices), {})
    return {choices.label(code): tone for code, tone in found.items() if code in choices.labels} if choices else {}


def cell(heading: Heading, value: Any) -> Any:
    """A column's value as its cell holds it: text, a whole number or a date; None where it is blank."""
    if value in (None, "", ()):
        return None
    if heading.choices:
        codes = [value] if isinstance(value, str) else value
        return SEPARATOR.join(heading.choices.label(code) for code in codes)
    if isinstance(value, tuple | list):
        return SEPARATOR.join(part if isinstance(part, str) else " ".join(part) for part in value)
    if heading.kind is Kind.QUARTER:
        return str(value)
    if heading.kind is Kind.DATE and isinstance(value, str):
        return datetime.date.fromisoformat(value)
    return value
