"""Who at MHCLG read which submission, and when."""

from django.utils import timezone

from accounts.models import User
from submissions.models import Look, Submission, Version


def note_look(submission: Submission, *, by: User) -> None:
    """Write that a person reads a submission: once a day each."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if not Look.objects.filter(submission=submission, by=by, at__gte=since).exists():
        Look.objects.create(submission=submission, by=by)


def note_reading(version: Version, *, by: User) -> None:
    """Write it too where somebody at MHCLG reads a submission by way of the plan's versions."""
    if by.national_roles:
        for submission in version.submissions.all():
            note_look(submission, by=by)
