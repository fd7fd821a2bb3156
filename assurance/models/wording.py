"""A firm's own words, to be used again: written for its library, never taken from a council's report."""

from django.db import models
from django.utils import timezone

from accounts.models import Firm, User
from assurance.models.framework import Level, Outcome
from iip.text import TextColumn


class Wording(models.Model):
    """A recommendation in the firm's words for an outcome (of one CAF version), to be adapted."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="wordings")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    text = TextColumn()
    risk = models.CharField(max_length=10, choices=Level, blank=True)
    risk_description = TextColumn(blank=True)
    people = models.BooleanField(default=False)
    process = models.BooleanField(default=False)
    technology = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["outcome__position", "title"]
        constraints = [models.UniqueConstraint(fields=["firm", "outcome", "title"], name="wording_once")]

    def __str__(self):
        return self.title
