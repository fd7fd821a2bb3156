"""What was found: the framework, profiles, cycles, assessments and their scopes, reports, findings, recommendations."""

import datetime

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from accounts.models import Council, Firm, System, User
from accounts.roles import ENGAGEMENT_ROLES, Role
from iip.models import AppendOnly
from iip.quarters import financial_year
from iip.references import ReferenceColumn
from iip.text import TextColumn


class Achievement(models.TextChoices):
    ACHIEVED = "achieved", "Achieved"
    PARTIAL = "partially_achieved", "Partially achieved"
    NOT_ACHIEVED = "not_achieved", "Not achieved"

    @property
    def level(self) -> int:
        """2 for achieved, 1 for partially, 0 for not: so that a finding compares with its target."""
        return {"achieved": 2, "partially_achieved": 1, "not_achieved": 0}[self.value]


class Decision(models.TextChoices):
    ACHIEVED = "achieved", "Achieved"
    PARTIAL = "partially_achieved", "Partially achieved"
    NOT_ACHIEVED = "not_achieved", "Not achieved"
    NOT_ASSESSED = "not_assessed", "Not assessed"


class Level(models.TextChoices):
    """Risk, priority, effort, complexity."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


# --- the framework, the profile, the cycle


class Framework(models.Model):
    """A version of the Cyber Assessment Framework. A code is never used without its version."""

    version = models.CharField(max_length=10, unique=True)

    class Meta:
        default_permissions = ()
        ordering = ["version"]

    def __str__(self):
        return f"CAF {self.version}"


class Objective(models.Model):
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="objectives")
    code = models.CharField(max_length=2)
    title = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="objective_once")]

    def __str__(self):
        return f"{self.code} {self.title}"


class Principle(models.Model):
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="principles")
    code = models.CharField(max_length=4)
    title = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["objective", "code"], name="principle_once")]

    def __str__(self):
        return f"{self.code} {self.title}"


class Outcome(models.Model):
    """A contributing outcome, such as A1.a Board Direction."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="outcomes")
    principle = models.ForeignKey(Principle, on_delete=models.CASCADE, related_name="outcomes")
    code = models.CharField(max_length=6)
    title = models.CharField(max_length=200)
    has_partial = models.BooleanField()  # whether "partially achieved" is one of its levels
    position = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="outcome_once")]

    def __str__(self):
        return f"{self.code} {self.title}"


class Profile(models.Model):
    """Which status each outcome must reach. MHCLG administers the values; a report pins them at issue."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="profiles")
    name = models.CharField(max_length=100)
    since = models.DateField()

    class Meta:
        default_permissions = ()
        ordering = ["framework", "name", "-since"]
        constraints = [models.UniqueConstraint(fields=["framework", "name", "since"], name="profile_once")]

    def __str__(self):
        return f"{self.name} ({self.framework})"


class Target(models.Model):
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="targets")
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="+")
    achievement = models.CharField(max_length=20, choices=Achievement)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["profile", "outcome"], name="target_once")]

    def __str__(self):
        return f"{self.outcome.code}: {self.get_achievement_display()}"


class Cycle(models.Model):
    """An assessment cycle, named for the financial year, with the facts of that year."""

    year = models.PositiveSmallIntegerField(unique=True)  # 2026 for 2026/27
    near_term_quarters = models.PositiveSmallIntegerField(default=4)
    mid_term_quarters = models.PositiveSmallIntegerField(default=8)
    factual_check_days = models.PositiveSmallIntegerField(default=10)  # working days

    class Meta:
        default_permissions = ()
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mid_term_quarters__gt=F("near_term_quarters")),
                name="cycle_mid_after_near",
            )
        ]

    def __str__(self):
        return financial_year(self.year)


class Deadline(models.Model):
    """A day by which something is expected, for all councils or, with a reason, for one. It locks nothing."""

    class Kind(models.TextChoices):
        ISSUE = "issue", "Report issued"
        SHARE = "share", "Plan shared with the assurer"
        SUBMIT = "submit", "Plan submitted to MHCLG"

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="deadlines")
    council = models.ForeignKey(Council, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    on = models.DateField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "kind"], condition=Q(council=None), name="deadline_for_all_once"),
            models.UniqueConstraint(fields=["cycle", "council", "kind"], name="deadline_for_one_once"),
            models.CheckConstraint(condition=Q(council=None) | ~Q(reason=""), name="deadline_for_one_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} by {self.on}"


# --- an assessment, who does it, and what it covers


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User):
        """Assessments of the person's councils and live engagements; for MHCLG, all (it sees the stage)."""
        if user.national_roles:
            return self
        engaged = EngagementRole.objects.filter(user=user, content_object__in=Engagement.objects.live()).values(
            "content_object__assessment"
        )
        return self.filter(Q(council__in=user.council_roles) | Q(pk__in=engaged))


class Assessment(models.Model):
    """One council's assessment in one cycle."""

    reference = ReferenceColumn(prefix="R")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="assessments")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="assessments")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["council__name", "-cycle__year"]
        constraints = [models.UniqueConstraint(fields=["council", "cycle"], name="assessment_once_a_cycle")]

    def __str__(self):
        return f"{self.council}, {self.cycle}"


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def live(self, on: datetime.date | None = None):
        """Engagements that have begun and not ended."""
        day = on or timezone.localdate()
        return self.filter(starts_on__lte=day, ends_on__gte=day, closed_at=None)


class Engagement(models.Model):
    """An assurer firm's work for one assessment, or for some of its scopes."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="engagements")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="engagements")
    leads = models.BooleanField(default=True)  # takes the assurer's steps on the plan
    starts_on = models.DateField()
    ends_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)  # ended before its time

    objects = EngagementQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [(role.value, role.label) for role in ENGAGEMENT_ROLES]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="engagement_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(leads=True, closed_at=None),
                name="one_leading_engagement",
            ),
            models.UniqueConstraint(
                fields=["assessment", "firm"],
                condition=Q(closed_at=None),
                name="one_engagement_of_a_firm",
            ),
        ]

    def __str__(self):
        return f"{self.firm} for {self.assessment}"

    @property
    def council(self) -> Council:
        return self.assessment.council

    def is_live(self, on: datetime.date | None = None) -> bool:
        day = on or timezone.localdate()
        return self.closed_at is None and self.starts_on <= day <= self.ends_on


class EngagementRole(UserObjectPermissionBase):
    """A person's role in an engagement. Written by `accounts.grants` alone."""

    content_object = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="roles")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "content_object"], name="one_role_in_an_engagement")]

    def __str__(self):
        return f"{self.user} in {self.content_object}"

    @property
    def role(self) -> Role:
        return Role(self.permission.codename)


class Scope(models.Model):
    """The organisation, or a critical system, under assessment in one assessment."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", "Organisation"
        SYSTEM = "system", "Critical system"

    OBJECTIVES = {Kind.ORGANISATION: "AD", Kind.SYSTEM: "BC"}

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scopes")
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="scopes")
    code = models.CharField(max_length=10)
    kind = models.CharField(max_length=15, choices=Kind)
    name = models.CharField(max_length=200)
    description = TextColumn(blank=True)
    system = models.ForeignKey(System, on_delete=models.PROTECT, null=True, blank=True, related_name="scopes")
    profile = models.ForeignKey(
        Profile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # in place of the assessment's

    class Meta:
        default_permissions = ()
        ordering = ["kind", "code"]  # the organisation first
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="scope_code_once"),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(kind="organisation"),
                name="one_organisation_scope",
            ),
            models.CheckConstraint(
                condition=Q(kind="organisation", system=None) | Q(kind="system", system__isnull=False),
                name="scope_has_a_system_iff_it_is_one",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"


# --- the report


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


class Report(AppendOnly):
    """One version of a scope's report. Once issued its rows never change; a reissue is a new report."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        FACTUAL_CHECK = "factual_check", "With the council for a factual check"
        ISSUED = "issued", "Issued"
        REPLACED = "replaced", "Replaced"
        WITHDRAWN = "withdrawn", "Withdrawn"

    IN_HAND = (State.DRAFT, State.FACTUAL_CHECK)
    changeable = ("state",)
    frozen_when = "OLD.issued_at IS NOT NULL"

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=15, choices=State, default=State.DRAFT)
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
        ]

    def __str__(self):
        return f"Report {self.number} on {self.scope}"


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


def intake_expiry() -> datetime.datetime:
    """When an upload that nobody confirmed is forgotten."""
    return timezone.now() + datetime.timedelta(hours=settings.INTAKE_HOURS)


class Intake(models.Model):
    """An uploaded workbook between reading and confirming: what the confirm page shows and writes."""

    class Kind(models.TextChoices):
        REPORT = "report", "Assurance report"
        PLAN = "plan", "Plan"

    class State(models.TextChoices):
        READ = "read", "Read"
        WRITTEN = "written", "Written"
        DROPPED = "dropped", "Dropped"

    reference = ReferenceColumn(prefix="W")
    kind = models.CharField(max_length=10, choices=Kind)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="intakes")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(default=intake_expiry)
    filename = models.CharField(max_length=200)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    problems = models.JSONField(default=list)
    base = models.PositiveIntegerField(null=True, blank=True)  # the working copy it came from
    state = models.CharField(max_length=10, choices=State, default=State.READ)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.filename} for {self.assessment}"

    @property
    def council(self) -> Council:
        return self.assessment.council
