"""What colleagues have of a plan: rows offered with an invitation, nudges, and up to when each of them has looked."""

from django.db import models
from django.utils import timezone

from accounts.models import Invitation, User
from submissions.models.plan import Plan, Response


class Offer(models.Model):
    """A response that somebody may see and answer once they accept their invitation as a delegate."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="offers")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="offers")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["invitation", "response"], name="offered_once")]

    def __str__(self):
        return f"{self.response} offered to {self.invitation.email}"


class Nudge(models.Model):
    """A message that asks a colleague to look at what is theirs in a plan: at most one a day."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="nudges")
    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="nudges")
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["plan", "to", "on"], name="nudged_once_a_day")]

    def __str__(self):
        return f"Nudge of {self.to} on {self.on}"


class Seen(models.Model):
    """Up to when a person has seen what others changed in a plan, because they have said so."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="seen")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["plan", "by"], name="seen_once_a_person")]

    def __str__(self):
        return f"{self.plan} seen by {self.by}"
