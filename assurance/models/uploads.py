"""What people hand in as files: workbooks to be read, and attachments of a report."""

import datetime
import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Council, User
from assurance.models.assessment import Assessment, Engagement
from assurance.models.report import Report
from iip.references import ReferenceColumn


def intake_expiry() -> datetime.datetime:
    """When an upload that nobody confirmed is forgotten."""
    return timezone.now() + datetime.timedelta(hours=settings.INTAKE_HOURS)


def kept_workbook(intake: "Intake", name: str) -> str:
    """Where an uploaded workbook waits: a name of the server's making."""
    return f"workbooks/{secrets.token_hex(16)}"


class Intake(models.Model):
    """An uploaded workbook between reading and confirming: what the confirm page shows and writes."""

    class Kind(models.TextChoices):
        REPORT = "report", "Assurance report"
        PLAN = "plan", "Plan"
        FEEDBACK = "feedback", "Feedback on a plan"

    class State(models.TextChoices):
        READ = "read", "Read"
        WRITTEN = "written", "Written"
        DROPPED = "dropped", "Dropped"

    reference = ReferenceColumn(prefix="W")
    kind = models.CharField(max_length=10, choices=Kind)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="intakes")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(default=intake_expiry)
    filename = models.CharField(max_length=200)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    problems = models.JSONField(default=list)
    base = models.PositiveIntegerField(null=True, blank=True)  # the working copy it came from
    # A faulty workbook, so that it can be had back with its faults marked; gone when the upload is done with.
    file = models.FileField(upload_to=kept_workbook, max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.READ)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.filename} for {self.assessment}"

    @property
    def council(self) -> Council:
        return self.assessment.council


def private_name(attachment: "Attachment", name: str) -> str:
    """Where an attachment is kept: a name of the server's making, which says nothing and cannot be guessed."""
    return f"attachments/{secrets.token_hex(16)}"


class Attachment(models.Model):
    """A document of the firm's beside its report, kept outside static files and served only as a download."""

    class ContentType(models.TextChoices):
        PDF = "application/pdf", "PDF"
        DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="attachments")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )  # null: it belongs to the engagement as a whole
    reference = ReferenceColumn(prefix="F")
    name = models.CharField(max_length=200)  # as the person's file was called
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100, choices=ContentType)
    file = models.FileField(upload_to=private_name, max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name
