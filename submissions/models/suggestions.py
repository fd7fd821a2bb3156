"""Suggestions: what a reviewer would have a field of a response say, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from iip.models import AppendOnly
from iip.text import TextColumn
from submissions.models.plan import Change, Response


class Suggestion(AppendOnly):
    """A new value or wording for one field. What was suggested never changes; it is decided once."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    changeable = ("state", "decided_by", "decided_at", "answer", "change")
    disposed_when = (
        "EXISTS (SELECT 1 FROM submissions_disposal d JOIN submissions_response s ON s.plan_id = d.plan_id "
        "WHERE s.id = OLD.response_id)"
    )

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="suggestions")
    field = models.CharField(max_length=30)
    base = models.TextField()  # JSON of the plain value it was made from
    value = models.TextField()  # JSON of what is suggested
    reason = TextColumn(blank=True)
    version = models.PositiveIntegerField(null=True, blank=True)  # the handed-over version it speaks of
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField(default=timezone.now)
    batch = models.CharField(max_length=20, blank=True)  # the workbook in which it came
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = TextColumn(blank=True)  # why it was declined
    change = models.OneToOneField(
        Change, on_delete=models.PROTECT, null=True, blank=True, related_name="suggestion"
    )  # what accepting it wrote; null where the field said so already

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="suggestion_decided_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(state="declined"), name="suggestion_answered_only_when_declined"
            ),
            models.CheckConstraint(
                condition=Q(change=None) | Q(state="accepted"), name="suggestion_changes_only_when_accepted"
            ),
            models.UniqueConstraint(
                fields=["response", "field", "by"],
                condition=Q(state="open"),
                name="one_open_suggestion_a_field_and_person",
            ),
        ]

    def __str__(self):
        return f"Suggestion {self.pk} for {self.field} of {self.response}"
