"""The forms by which a council asks for more time before a deadline, and MHCLG answers."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from iip.forms import DateField, GovukForm, TextField
from iip.templatetags.govuk import day
from iip.widgets import Radios
from submissions.deadlines import Due
from submissions.models import Extension

GRANT, DECLINE = "grant", "decline"
EXAMPLE = "For example, 27 3 2027"
LONGEST = 500  # a reason stands beside the council's own deadline


class AskForm(GovukForm):
    """Which deadline, which day instead, and why."""

    required_errors = {"kind": "Select the deadline before which you need more time"}

    kind = forms.ChoiceField(label="Deadline", widget=Radios)
    day = DateField(
        label="Day you ask for", help_text=EXAMPLE, error_messages={"required": "Enter the day you ask for"}
    )
    reason = TextField(
        label="Reason", rows=4, limit=LONGEST, help_text="MHCLG reads this. It stays in the plan’s history."
    )

    def __init__(self, *args: Any, due: Sequence[Due], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.due = {deadline.kind.value: deadline for deadline in due}
        choices = [(kind, f"{deadline.label}, by {day(deadline.on)}") for kind, deadline in self.due.items()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.initial["kind"] = choices[0][0]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        deadline, wanted = self.due.get(given.get("kind", "")), given.get("day")
        if deadline and wanted and wanted <= deadline.on:
            self.add_error("day", f"Day you ask for must be after the deadline, {day(deadline.on)}")
        elif wanted and wanted < timezone.localdate():
            self.add_error("day", "Day you ask for must be today or later")
        return given


class AnswerForm(GovukForm):
    """Granted, with a day, or declined; either with words that the council reads."""

    required_errors = {"answer": "Select whether you grant more time"}

    answer = forms.ChoiceField(
        label="Do you grant more time?", choices=[(GRANT, "Yes"), (DECLINE, "No")], widget=Radios
    )
    day = DateField(
        label="New deadline of this council", required=False, help_text=f"If you grant more time. {EXAMPLE}"
    )
    reason = TextField(label="Reason", rows=4, limit=LONGEST, help_text="The council reads this beside its deadline.")

    def __init__(self, *args: Any, extension: Extension, **kwargs: Any):
        super().__init__(*args, initial={"day": extension.wanted}, **kwargs)
        self.extension = extension

    def clean_day(self) -> datetime.date | None:
        found, was = self.cleaned_data["day"], self.extension.was
        if self.data.get("answer") != GRANT:
            return None
        if found is None:
            raise ValidationError("Enter the new deadline of this council")
        if found <= was:
            raise ValidationError(f"New deadline of this council must be after {day(was)}, when it was due")
        return found

    def values(self) -> dict[str, Any]:
        """What `more_time.answer` takes, of a valid form."""
        return {"day": self.cleaned_data["day"], "reason": self.cleaned_data["reason"]}
