"""What MHCLG holds: submissions, and the facts of each as rows, so that the sector view is plain SQL."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Council, User
from assurance.models import Achievement, Cycle, Decision, Level
from iip.models import AppendOnly
from iip.money import PoundsColumn
from iip.quarters import QuarterColumn
from iip.references import ReferenceColumn
from iip.text import TextColumn
from submissions.models.plan import Plan, Response
from submissions.models.record import DISPOSED, Event, Version


class Submission(AppendOnly):
    """The frozen version that MHCLG holds, in force until the next one."""

    class Kind(models.TextChoices):
        SIGNED = "signed", "Signed in this service"
        RECORDED = "recorded", "Recorded from elsewhere"

    changeable = ("in_force",)
    disposed_when = DISPOSED

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    reference = ReferenceColumn(prefix="S")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SIGNED)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="submissions")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    in_force = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="submission_number_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(in_force=True), name="one_submission_in_force"),
            models.CheckConstraint(
                condition=Q(kind="signed", event__isnull=False) | Q(kind="recorded", event=None),
                name="submission_has_its_event_iff_signed",
            ),
        ]

    def __str__(self):
        return self.reference


class Fact(models.Model):
    """What every row of facts carries: whose it is, copied so that it says what it said then."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="%(class)ss")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    council_kind = models.CharField(max_length=25)
    region = models.CharField(max_length=50)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    framework = models.CharField(max_length=10)
    scope = models.CharField(max_length=10)
    outcome = models.CharField(max_length=6)

    class Meta:
        abstract = True


class SubmittedFinding(Fact):
    decision = models.CharField(max_length=20, choices=Decision)
    self_assessment = models.CharField(max_length=20, choices=Achievement, blank=True)
    target = models.CharField(max_length=20, choices=Achievement, blank=True)
    reaches_in = QuarterColumn(null=True, blank=True)  # when it meets its target, if all is delivered

    class Meta(Fact.Meta):
        default_permissions = ()
        indexes = [models.Index(fields=["cycle", "outcome"], name="finding_facts_by_outcome")]

    def __str__(self):
        return f"{self.scope} {self.outcome} of {self.submission}"


class SubmittedAction(Fact):
    ref = models.CharField(max_length=30)
    risk = models.CharField(max_length=10, choices=Level)
    choice = models.CharField(max_length=15, choices=Response.Choice)
    priority = models.CharField(max_length=10, choices=Level, blank=True)
    funding = models.CharField(max_length=15, choices=Response.Funding, blank=True)
    capital = PoundsColumn()
    revenue = PoundsColumn()
    annual = PoundsColumn()
    funded_capital = PoundsColumn()
    funded_revenue = PoundsColumn()
    funded_annual = PoundsColumn()
    start = QuarterColumn(null=True, blank=True)
    end = QuarterColumn(null=True, blank=True)
    why_no_action = models.CharField(max_length=15, blank=True)
    support_money = models.BooleanField(default=False)
    support_skills = models.BooleanField(default=False)
    support_supplier = models.BooleanField(default=False)
    support_peer_advice = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        default_permissions = ()
        indexes = [models.Index(fields=["cycle", "outcome"], name="action_facts_by_outcome")]

    def __str__(self):
        return f"{self.ref} of {self.submission}"


class Look(AppendOnly):
    """A person at MHCLG read a submission, and what for."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    purpose = TextColumn(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.by} read {self.submission}"
