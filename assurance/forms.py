"""The forms of the assurer's pages."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from assurance.attachments import kind_of
from assurance.document import FindingFacts
from assurance.models import Attachment
from assurance.report_check import Remark
from iip.forms import GovukForm, TextField
from iip.widgets import Checkboxes


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


class AcceptForm(GovukForm):
    """Warnings of one rule that may stand, and the reason for it."""

    subjects = forms.MultipleChoiceField(
        label="What stands", widget=Checkboxes, error_messages={"required": "Select what stands"}
    )
    reason = TextField(label="Reason", rows=2, limit=1000)

    def __init__(self, *args: Any, remarks: Iterable[Remark], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["subjects"].choices = [(r.subject, r.sentence) for r in remarks]  # type: ignore[attr-defined]


class CommentForm(GovukForm):
    """What the council says to a finding, a recommendation or the whole draft."""

    about = forms.ChoiceField(label="What your comment is about", required=False)
    text = TextField(label="Your comment", rows=5, limit=5000)

    def __init__(self, *args: Any, findings: Iterable[FindingFacts], recommendations: Iterable[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        about: Any = self.fields["about"]
        about.choices = [("", "The report as a whole")]
        about.choices += [(finding.outcome, f"{finding.outcome} {finding.title}") for finding in findings]
        about.choices += [(row.ref, f"{row.ref} {row.title}") for row in recommendations]


class AnswerForm(GovukForm):
    """The assurer's answer to one comment."""

    text = TextField(label="Your answer", rows=4, limit=5000)


class AttachmentForm(GovukForm):
    """A document beside the report, known by what it holds and not by its name."""

    kind: Attachment.ContentType
    file = forms.FileField(
        label="Document",
        help_text="A PDF or a Word document (.docx) of at most 25 MB",
        widget=forms.FileInput({"accept": ".pdf,.docx"}),
        error_messages={"required": "Select the document to add"},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.ATTACHMENT_MAX_BYTES:
            raise ValidationError("The file is larger than 25 MB: select a smaller one", code="too_large")
        self.kind = kind_of(file)
        return file
