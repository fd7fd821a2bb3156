"""Who assesses whom: an assessment, the firms engaged for it, and the scopes that it covers."""

import datetime
from collections import defaultdict

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from accounts.models import Council, Firm, System, User
from accounts.roles import ENGAGEMENT_ROLES, Role
from assurance.models.framework import Cycle, Framework, Profile
from iip.references import ReferenceColumn
from iip.statements import written_once
from iip.text import TextColumn


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User):
        """Assessments of the person's councils and live engagements; for MHCLG, all (it sees the stage)."""
        return self.filter(is_known_to(user))


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


@written_once
def _roles_in_engagements(user: int) -> "models.QuerySet[EngagementRole]":
    return EngagementRole.objects.filter(user=user).select_related("content_object", "permission")


def engagement_roles(user: User) -> dict[int, list[tuple[Engagement, Role]]]:
    """The person's roles in live engagements, by assessment. One query a request."""
    if "engagement_roles" not in user.__dict__:
        held = defaultdict(list)
        day = timezone.localdate()
        for row in _roles_in_engagements(user.pk):
            if row.content_object.is_live(day):
                held[row.content_object.assessment_id].append((row.content_object, row.role))
        user.__dict__["engagement_roles"] = held
    return user.__dict__["engagement_roles"]


def is_known_to(user: User, assessment: str = "") -> Q:
    """Whether the person may know of an assessment; `assessment` is the way to it, for example "assessment__"."""
    if user.national_roles:
        return Q()
    at_council = Q(**{f"{assessment}council__in": user.council_roles})
    return at_council | Q(**{f"{assessment}pk__in": engagement_roles(user)})


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
