"""The forms of the assurer's pages."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from iip.forms import GovukForm


class UploadForm(GovukForm):
    """A workbook to read. Nothing is written until it has been shown and confirmed."""

    workbook = forms.FileField(
        label="Workbook",
        help_text="An Excel workbook (.xlsx) of at most 5 MB, on template version 1",
        widget=forms.FileInput({"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}),
        error_messages={"required": "Select the workbook to upload"},
    )

    def clean_workbook(self):
        file = self.cleaned_data["workbook"]
        if file.size > settings.WORKBOOK_MAX_BYTES:
            raise ValidationError("The file is larger than 5 MB: select a smaller one", code="too_large")
        return file
