"""The template's columns as they are written: how wide, with which choices, and what a cell holds."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assurance.template import SEPARATOR, Heading, Kind
from iip.spreadsheets import Column

POUNDS = '"£"#,##0'
WIDTH = 28
WIDTHS: Mapping[str, float] = {  # characters; by name, then by what the column holds
    **{"ref": 15, "code": 9, "scope": 9, "kind": 16, "outcome": 13, "title": 32, "text": 58, "comment": 90},
    **{"description": 80, "risk": 10, "risk_description": 50, "control_types": 16, "expected": 18},
    **{"self_assessment": 20, "decision": 20, "also_addresses": 16, "hosting": 20, "shared_with": 40},
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
    Kind.OUTCOMES: "For example ORG D1.c; SYS1 B4.d.",
    Kind.CHOICES: "One or more of the values, separated by semicolons.",
}


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
    )


def cell(heading: Heading, value: Any) -> Any:
    """A column's value as its cell holds it: text, a whole number or a date; None where it is blank."""
    if value in (None, "", ()):
        return None
    if heading.choices:
        codes = [value] if isinstance(value, str) else value
        return SEPARATOR.join(heading.choices.label(code) for code in codes)
    if isinstance(value, tuple | list):
        return SEPARATOR.join(part if isinstance(part, str) else " ".join(part) for part in value)
    if heading.kind is Kind.DATE and isinstance(value, str):
        return datetime.date.fromisoformat(value)
    return value
