"""What was found: the report of a scope, its findings and recommendations, and what was said about it."""

import datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, JSONField, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from accounts.models import User
from assurance.models.assessment import Engagement, Scope
from assurance.models.framework import Achievement, Decision, Level, Outcome
from iip.models import AppendOnly
from iip.text import TextColumn


class Narrative(models.Model):
    """The words of an engagement's report; copied into the document of each scope at issue."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="narratives")
    number = models.PositiveSmallIntegerField(default=1)
    lead_assurer = models.CharField(max_length=200, blank=True)
    review_started = models.DateField(null=True, blank=True)
    review_ended = models.DateField(null=True, blank=True)
    executive_summary = TextColumn(blank=True)
    good_practice = TextColumn(blank=True)
    areas_for_improvement = TextColumn(blank=True)
    evidence_quality = TextColumn(blank=True)
    review_method = TextColumn(blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["engagement", "number"], name="narrative_number_once")]

    def __str__(self):
        return f"Narrative {self.number} of {self.engagement}"


class ReportQuerySet(models.QuerySet["Report"]):
    def issued(self):
        return self.filter(state=Report.State.ISSUED)

    def in_hand(self):
        return self.filter(state__in=Report.IN_HAND)

    def with_names(self):
        """Each with `called`, the name of its scope: as frozen at issue, as it stands for a draft."""
        frozen = Cast(NullIf("document", Value("")), JSONField())
        called = Coalesce(KT("frozen__name"), F("scope__name"), output_field=models.CharField())
        return self.alias(frozen=frozen).annotate(called=called)


class Report(AppendOnly):
    """One version of a scope's report. Once issued its rows never change; a reissue is a new report."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        FACTUAL_CHECK = "factual_check", "With the council for a factual check"
        ISSUED = "issued", "Issued"
        REPLACED = "replaced", "Replaced"
        WITHDRAWN = "withdrawn", "Withdrawn"

    IN_HAND = (State.DRAFT, State.FACTUAL_CHECK)
    KEPT = (State.ISSUED, State.REPLACED)  # read whole, each version as it was issued
    called: str  # of `with_names` alone
    changeable = ("state",)
    frozen_when = "OLD.issued_at IS NOT NULL"

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=15, choices=State, default=State.DRAFT)
    check_until = models.DateField(null=True, blank=True)  # the last working day of its factual check
    why = TextColumn(blank=True)  # what changed and why, in a reissue
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document = models.TextField(blank=True)  # canonical JSON, frozen at issue
    digest = models.CharField(max_length=64, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["scope", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scope", "number"], name="report_number_once"),
            models.UniqueConstraint(
                fields=["scope"],
                condition=Q(state__in=["draft", "factual_check"]),
                name="one_report_in_hand",
            ),
            models.UniqueConstraint(fields=["scope"], condition=Q(state="issued"), name="one_report_issued"),
            models.CheckConstraint(
                condition=Q(issued_at=None, issued_by=None, state__in=["draft", "factual_check"])
                | Q(
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                    state__in=["issued", "replaced", "withdrawn"],
                ),
                name="report_issued_at_and_by_with_its_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="factual_check") | Q(check_until__isnull=False),
                name="factual_check_has_its_last_day",
            ),
        ]

    def __str__(self):
        return f"Report {self.number} on {self.scope}"

    def is_with_council(self, on: datetime.date | None = None) -> bool:
        """Whether the council reads and comments on the draft now: only during its factual check."""
        day = on or timezone.localdate()
        return self.state == self.State.FACTUAL_CHECK and self.check_until is not None and day <= self.check_until


OF_ISSUED_REPORT = "EXISTS (SELECT 1 FROM assurance_report r WHERE r.id = OLD.report_id AND r.issued_at IS NOT NULL)"


class Finding(AppendOnly):
    """The assurer's decision on an outcome in a scope, beside the council's own assessment."""

    frozen_when = OF_ISSUED_REPORT

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="findings")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")
    self_assessment = models.CharField(max_length=20, choices=Achievement, blank=True)
    decision = models.CharField(max_length=20, choices=Decision)
    expected = models.CharField(max_length=20, choices=Achievement, blank=True)
    target = models.CharField(max_length=20, choices=Achievement, blank=True)  # pinned at issue; "" is not set
    comment = TextColumn(blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["outcome__position"]
        constraints = [models.UniqueConstraint(fields=["report", "outcome"], name="finding_once")]

    def __str__(self):
        return f"{self.outcome.code}: {self.get_decision_display()}"


class Recommendation(AppendOnly):
    """What the assurer recommends. Its ref is never renumbered or used again."""

    frozen_when = OF_ISSUED_REPORT

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="recommendations")
    ref = models.CharField(max_length=30)
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    text = TextColumn()
    risk = models.CharField(max_length=10, choices=Level)
    risk_description = TextColumn(blank=True)
    people = models.BooleanField(default=False)
    process = models.BooleanField(default=False)
    technology = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["report", "ref"], name="recommendation_ref_once")]

    def __str__(self):
        return f"{self.ref} {self.title}"


class AlsoAddresses(AppendOnly):
    """A further outcome, in the same or another scope, that a recommendation addresses."""

    frozen_when = (
        "EXISTS (SELECT 1 FROM assurance_recommendation n JOIN assurance_report r ON r.id = n.report_id "
        "WHERE n.id = OLD.recommendation_id AND r.issued_at IS NOT NULL)"
    )

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="also_addresses")
    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "scope", "outcome"], name="also_addresses_once")
        ]

    def __str__(self):
        return f"{self.scope.code} {self.outcome.code}"


class FactualComment(AppendOnly):
    """What the council says to one finding or recommendation in the factual check, and the assurer's answer.

    It names the outcome or the ref, because the rows of a draft are written anew; without either it is about the
    report as a whole.
    """

    frozen_when = OF_ISSUED_REPORT

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="factual_comments")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ref = models.CharField(max_length=30, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = TextColumn()
    answer = TextColumn(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome=None) | Q(ref=""), name="factual_comment_on_one_thing"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="factual_comment_answered_at_and_by_together",
            ),
        ]

    def __str__(self):
        return f"Comment by {self.by} on {self.report}"


class AcceptedWarning(AppendOnly):
    """A warning of the report check that the assurer lets stand, with the reason."""

    frozen_when = OF_ISSUED_REPORT

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="accepted_warnings")
    rule = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)  # an outcome's code or a ref
    reason = TextColumn(limit=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["report", "rule", "subject"], name="warning_accepted_once")]

    def __str__(self):
        return f"{self.rule} for {self.subject}"
