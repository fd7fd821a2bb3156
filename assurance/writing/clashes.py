"""What two people have written of the same thing, side by side and in words."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from assurance.writing.drafts import BLANK, FINDING, Row
from assurance.writing.forms import FindingTable
from iip.templatetags.govuk import day

MOVED = (
    "Somebody else has written here since you opened this page, so nothing of yours is saved yet. "
    "Look at both, put what you want to keep into the form, and save again."
)


@dataclass(frozen=True)
class Clash:
    """One value that two people have changed, and the control that holds what was typed."""

    label: str
    typed: str
    saved: str
    href: str


def form_clashes(form: forms.BaseForm, saved: Mapping[str, Any], names: Iterable[str]) -> list[Clash]:
    """The clashes of a form's fields with what is saved now."""
    return [_clash(form[name], form.cleaned_data[name], saved[name]) for name in names]


def table_clashes(table: FindingTable, saved: Mapping[str, Row], codes: Iterable[str]) -> list[Clash]:
    """The clashes of a table's rows: each value of a row that differs from what is saved now."""
    rows = {row.outcome.code: row for row in table.rows}
    return [
        _clash(rows[code][name], typed, theirs)
        for code in codes
        for name, typed, theirs in zip(FINDING, rows[code].row, saved.get(code, BLANK), strict=True)
        if typed != theirs
    ]


def _clash(bound: Any, typed: Any, saved: Any) -> Clash:
    label = str(bound.field.label)
    return Clash(label, in_words(bound.field, typed), in_words(bound.field, saved), f"#{bound.first_control_id}")


def in_words(field: forms.Field, value: Any) -> str:
    """A field's value as a person reads it; "Nothing" where there is none."""
    if not value:
        return "Nothing"
    if isinstance(value, datetime.date):
        return day(value)
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(code): str(label) for code, label in choices}
        return ", ".join(labels[code] for code in (value if isinstance(value, list) else [value]))
    return str(field.prepare_value(value))
