"""The form that sets one thing for many responses at once."""

from typing import Any

from django import forms

from assurance.models import Level
from iip.forms import GovukForm, TextField
from iip.widgets import LongSelect
from submissions.forms.response import POSTS, Known, label, quarter_field
from submissions.models import Response
from submissions.returned_workbook import Ground, spelt
from submissions.setting import FIELDS

LEAVE = ("", "Leave as it is")


def _select(name: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label(name), choices=[LEAVE, *choices], required=False, widget=LongSelect)


class SettingForm(GovukForm):
    """Some responses, and what to set for them; what is blank stays as it is."""

    refs = forms.MultipleChoiceField(
        label="Recommendations", error_messages={"required": "Select the recommendations to set something for"}
    )
    owner = TextField(label=label("owner"), required=False, help_text="Blank: as it is")
    priority = _select("priority", Level.choices)
    workstream = _select("workstream", [])
    start = quarter_field(label("start"))
    end = quarter_field(label("end"))
    funding = _select("funding", Response.Funding.choices)

    def __init__(self, data: Any = None, *, ground: Ground):
        self.ground = ground
        super().__init__(data)
        fields: Any = self.fields
        fields["refs"].choices = [(ref, ref) for ref in ground.document.by_ref]
        fields["owner"].widget.attrs.update(POSTS)
        fields["workstream"].choices = [LEAVE, *((name, name) for name in ground.streams)]
        fields["start"].choices = fields["end"].choices = [LEAVE, *Known(ground.plan.starts).quarters().answers[1:]]

    def clean_owner(self) -> str:
        return spelt(self.cleaned_data["owner"], self.ground.posts)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.values(given) and not self.errors:
            self.add_error("owner", "Enter an owner, or select something else to set")
        start, end = given.get("start"), given.get("end")
        if start and end and end < start:
            self.add_error("end", "Select an end quarter that is not before the start quarter")
        return given

    def values(self, given: dict[str, Any] | None = None) -> dict[str, Any]:
        """The columns to set."""
        given = self.cleaned_data if given is None else given
        return {name: given[name] for name in FIELDS if given.get(name)}
