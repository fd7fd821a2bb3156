"""Asking for more time before a deadline, and what MHCLG answered."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assurance.models import Deadline
from iip.text import TextColumn
from submissions.models.plan import Plan


class MoreTime(models.Model):
    """A council asks for a later day for one deadline; an MHCLG manager grants or declines it, with a reason."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="more_time")
    kind = models.CharField(max_length=20, choices=Deadline.Kind)
    wanted = models.DateField()
    reason = TextColumn()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    is_granted = models.BooleanField(null=True, blank=True)  # null: not answered yet
    granted = models.DateField(null=True, blank=True)  # the day that was given, which may be another
    answer = TextColumn(blank=True)  # the reason of the answer
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind"], condition=Q(answered_at=None), name="one_open_request_for_time"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, is_granted=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False, is_granted__isnull=False) & ~Q(answer="")),
                name="more_time_answered_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(granted=None) | Q(is_granted=True), name="more_time_has_a_day_where_granted"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} by {self.wanted} for {self.plan}"
