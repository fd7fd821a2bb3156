"""The form that puts minutes on record."""

from typing import Any

from django import forms

from iip.forms import GovukForm, TextField


class MinutesForm(GovukForm):
    """What was shown, and where minutes are on record already, what was mended since."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = TextField(label="What you mended", rows=3, help_text="This stands on the mended minutes.")

    def __init__(self, *args: Any, mends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mends:
            del self.fields["reason"]
