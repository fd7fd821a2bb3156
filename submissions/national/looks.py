"""Who at MHCLG read which submission, and when."""

from django.utils import timezone

from accounts.models import User
from submissions.models import Look, Submission


def note_look(submission: Submission, *, by: User) -> None:
    """Write that a person reads a submission: once a day each."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if not Look.objects.filter(submission=submission, by=by, at__gte=since).exists():
        Look.objects.create(submission=submission, by=by)
