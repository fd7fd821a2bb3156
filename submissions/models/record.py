"""The record of a plan: documents, versions and events, each written once, and the messages they cause."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from assurance.models import Assessment
from iip.models import AppendOnly
from iip.text import TextColumn
from submissions.models.plan import Plan, Status

DISPOSED = "EXISTS (SELECT 1 FROM submissions_disposal d WHERE d.plan_id = OLD.plan_id)"


class Document(AppendOnly):
    """The text of a plan as it was at some moment, under the digest of its bytes."""

    disposed_when = DISPOSED

    digest = models.CharField(max_length=64, primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="documents")
    format = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.digest[:12]


class Version(AppendOnly):
    """What was handed over at a step."""

    disposed_when = DISPOSED

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="version_number_once")]

    def __str__(self):
        return f"Version {self.number} of {self.plan}"


class Event(AppendOnly):
    """A step taken: who, when, why, on what, chained to the event before it by SHA-256."""

    class Capacity(models.TextChoices):
        OWN = "own", "On my own authority"
        DELEGATED = "delegated", "For another, under a delegation"
        MEETING = "meeting", "By decision of a meeting"

    disposed_when = DISPOSED

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=30)
    from_status = models.CharField(max_length=20, choices=Status, blank=True)
    to_status = models.CharField(max_length=20, choices=Status)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    by_email = models.CharField(max_length=254)
    by_title = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField()
    note = TextColumn(blank=True)
    details = models.TextField(blank=True)  # canonical JSON of the step's other answers
    round = models.PositiveSmallIntegerField()
    expected_by = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    typed_name = models.CharField(max_length=200, blank=True)
    capacity = models.CharField(max_length=10, choices=Capacity, blank=True)
    declaration = TextColumn(blank=True)  # the words that were agreed to
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="event_number_once"),
            models.CheckConstraint(
                condition=Q(version=None, digest="") | (Q(version__isnull=False) & ~Q(digest="")),
                name="event_version_and_digest_together",
            ),
        ]

    def __str__(self):
        return f"{self.step} by {self.by_name}"


class Digest(models.Model):
    """One e-mail of a week to one person: what keeps it from being sent twice, and the record that it was."""

    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digests")
    week = models.DateField()  # its Monday
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["to", "week"], name="one_digest_a_week")]

    def __str__(self):
        return f"Digest of {self.week} to {self.to}"


class Notification(models.Model):
    """One person is told that one thing happened to a plan: in the service, and by e-mail as they choose."""

    class Way(models.TextChoices):
        AT_ONCE = "at_once", "By e-mail at once"  # after the commit, and tried again until it is sent
        WEEKLY = "weekly", "In the e-mail of the week"
        SERVICE = "service", "In the service only"

    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="notifications")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="notifications")
    thread = models.ForeignKey("Thread", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    suggestion = models.ForeignKey("Suggestion", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=30)
    label = models.CharField(max_length=100)  # what happened, in the words of an e-mail
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    way = models.CharField(max_length=10, choices=Way, default=Way.AT_ONCE)
    digest = models.ForeignKey(Digest, on_delete=models.SET_NULL, null=True, blank=True, related_name="notifications")
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["to", "read_at"], name="notification_unread")]
        constraints = [models.UniqueConstraint(fields=["to", "event", "kind"], name="told_once")]

    def __str__(self):
        return f"{self.kind} to {self.to}"


class Disposal(AppendOnly):
    """What retention deleted: where this row stands, the database allows the deletion of a plan's record."""

    plan_id = models.BigIntegerField(unique=True)
    last_hash = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"Disposal of plan {self.plan_id}"


class Reminder(models.Model):
    """One message to one person about a day that comes or has passed: what keeps it from being sent twice."""

    class About(models.TextChoices):
        ISSUE = "issue", "Report issued"
        SHARE = "share", "Plan shared with the assurer"
        SUBMIT = "submit", "Plan submitted to MHCLG"
        EXPECTED = "expected", "Plan expected back"

    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reminders")
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="reminders")
    about = models.CharField(max_length=20, choices=About)
    on = models.DateField()  # the day reminded of
    mark = models.SmallIntegerField()  # from how many days after it; negative for before
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["to", "assessment", "about", "on", "mark"], name="reminded_once")
        ]

    def __str__(self):
        return f"{self.about} {self.on} to {self.to}"
