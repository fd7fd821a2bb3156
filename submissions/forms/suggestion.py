"""The forms of suggesting: which field, its new value with a reason, and the reason of a refusal."""

from typing import Any

from django import forms

from iip.forms import GovukForm, TextField
from iip.widgets import LongSelect
from submissions.columns import COLUMNS, MILESTONES
from submissions.facts import ResponseFacts
from submissions.forms.response import Known, ResponseForm

BESIDE = {"workstream": ("new_workstream",)}  # what else the form of a field asks for


class FieldForm(GovukForm):
    """Which field of a response somebody wants to change."""

    field = forms.ChoiceField(
        label="What should change",
        choices=[(name, column.label) for name, column in COLUMNS.items()],
        widget=LongSelect,
    )


class SuggestionForm(ResponseForm):
    """One field of a response as its page asks for it, and why it should change."""

    reason = TextField(
        label="Why", rows=3, required=False, help_text="The council reads this beside your suggestion. Optional"
    )

    def __init__(self, data: Any = None, *, field: str, facts: ResponseFacts, known: Known, ref: str):
        self.field = field
        super().__init__(data, facts=facts, known=known, ref=ref)
        asked = {field, *BESIDE.get(field, ()), "reason"}
        for name in list(self.fields):
            if name not in asked and not (field == MILESTONES and name.startswith("milestone_")):
                del self.fields[name]
        if field != MILESTONES:
            self.milestone_count = 0

    @property
    def value(self) -> Any:
        """What is suggested, of a valid form, as `ResponseFacts` holds it."""
        value = self.cleaned_data[self.field]
        return tuple(value) if isinstance(value, list) else value


class DeclineForm(GovukForm):
    """Why a suggestion is declined."""

    answer = TextField(
        label="Why you decline it", rows=3, required=False, help_text="Who suggested it reads this. Optional"
    )
