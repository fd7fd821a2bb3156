"""What people are to be told of a report by e-mail, noted down with what happened."""

from django.db import models
from django.utils import timezone

from accounts.models import User
from assurance.models.report import Report


class Letter(models.Model):
    """One person is told by e-mail of one thing about a report: after the commit, and again until it is sent."""

    class Kind(models.TextChoices):
        STARTED = "factual_check", "A factual check has begun"
        OVER = "factual_check_over", "A factual check has ended"
        COMMENT = "factual_comment", "The council has commented"

    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self):
        return f"{self.kind} to {self.to}"
