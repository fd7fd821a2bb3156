"""More time that a council asks MHCLG for before a deadline, and what MHCLG answers."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assurance.models import Deadline
from iip.text import TextColumn
from submissions.models.plan import Plan


class Extension(models.Model):
    """A later day for one deadline of a plan: asked for with a reason, then granted or declined once, with another."""

    class State(models.TextChoices):
        OPEN = "open", "Not answered yet"
        GRANTED = "granted", "Granted"
        DECLINED = "declined", "Declined"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Deadline.Kind)
    was = models.DateField()  # when it was asked for
    wanted = models.DateField()
    reason = TextColumn()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    granted = models.DateField(null=True, blank=True)
    answer = TextColumn(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind"], condition=Q(state="open"), name="asked_once_at_a_time"),
            models.CheckConstraint(condition=Q(wanted__gt=models.F("was")), name="more_time_is_later"),
            models.CheckConstraint(
                condition=Q(state="open", answered_by=None, answered_at=None, granted=None, answer="")
                | Q(state="declined", answered_by__isnull=False, answered_at__isnull=False, granted=None)
                | Q(state="granted", answered_by__isnull=False, answered_at__isnull=False, granted__isnull=False),
                name="extension_answered_with_its_state",
            ),
        ]

    def __str__(self):
        return f"{self.plan}: {self.get_kind_display()} by {self.wanted}"
