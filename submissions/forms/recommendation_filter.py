"""The filters of the list of recommendations, as its address carries them."""

from typing import Any

from django import forms

from assurance.models import Level
from iip.forms import GovukForm, TextField
from submissions.models import Response
from submissions.recommendations import COMPLETE, INCOMPLETE, UNANSWERED, Item, Wanted

ORDERS = [("ref", "The report’s order"), ("risk", "Risk, highest first")]
STATES = [(COMPLETE, "Complete"), (INCOMPLETE, "Not complete")]


def _select(label: str, every: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", every), *choices], required=False)


class RecommendationFilter(GovukForm):
    """What the list shows, and in which order."""

    scope = _select("Scope", "All scopes", [])
    objective = _select("Objective", "All objectives", [])
    risk = _select("Risk level", "All risks", Level.choices)
    response = _select("Response", "All responses", [*Response.Choice.choices, (UNANSWERED, "No response yet")])
    state = _select("Complete or not", "All", STATES)
    q = TextField(label="Words", required=False)
    sort = forms.ChoiceField(label="Order", choices=ORDERS, required=False)

    def __init__(self, data: Any, *, items: list[Item]):
        super().__init__(data)
        scopes = {item.scope: f"{item.scope} {item.scope_name}" for item in items}
        for name, choices in (("scope", scopes), ("objective", {item.objective: item.objective for item in items})):
            field: Any = self.fields[name]
            field.choices = [*field.choices, *choices.items()]

    @property
    def wanted(self) -> Wanted:
        """What is asked for; a value that is not offered asks for nothing."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**given)
