"""The plan and its responses, as they stand now. Only the holder of the pen changes them, through the fence."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from accounts.models import Council, Post, User
from assurance.models import Assessment, Level, Outcome, Recommendation, Report, Scope, is_known_to
from iip.models import AppendOnly
from iip.money import PoundsColumn, pounds_within
from iip.quarters import QuarterColumn
from iip.references import ReferenceColumn
from iip.text import TextColumn


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    ASSURER_FEEDBACK = "assurer_feedback", "With your independent assurer"
    INTERNAL_QA = "internal_qa", "With your internal quality assurer"
    APPROVAL = "approval", "With your approver"
    SIGNED_OFF = "signed_off", "Signed off, with your assurer to confirm"
    READY_TO_SUBMIT = "ready_to_submit", "Ready to submit"
    SUBMITTED = "submitted", "Submitted to MHCLG"
    CLOSED = "closed", "Closed"

    @property
    def colour(self) -> str:
        """The colour of its tag in the Design System."""
        return {
            "draft": "grey",
            "submitted": "green",
            "closed": "grey",
            "ready_to_submit": "turquoise",
        }.get(self.value, "blue")


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User):
        """Plans whose assessment the person may know of."""
        return self.filter(is_known_to(user, "assessment__"))

    def with_council(self):
        return self.select_related("assessment__council", "assessment__cycle", "assessment__framework")


class Plan(models.Model):
    """One council's improvement and implementation plan for one assessment."""

    reference = ReferenceColumn(prefix="P")
    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="plan")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    edition = models.PositiveIntegerField(default=0)  # counts the writes to the document: the fence
    round = models.PositiveSmallIntegerField(default=1)  # counts the times it was handed over
    events_written = models.PositiveIntegerField(default=0)  # shows a record whose tail was cut off
    starts = QuarterColumn()  # near, mid and long term count from here

    objects = PlanQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["assessment__council__name", "-assessment__cycle__year"]

    def __str__(self):
        return f"Plan of {self.assessment}"

    @property
    def council(self) -> Council:
        return self.assessment.council

    @property
    def state(self) -> Status:
        return Status(self.status)


class Answered(models.Model):
    """The report of a scope that a plan answers: the issued one, or an earlier one while a newer waits."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="answered")
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["plan", "scope"], name="answered_once_a_scope")]

    def __str__(self):
        return f"{self.report} in {self.plan}"


class Workstream(models.Model):
    """A piece of work that covers several responses."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="workstreams")
    name = models.CharField(max_length=200)
    lead = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    purpose = TextColumn(blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="workstream_name_once")]

    def __str__(self):
        return self.name


class Response(models.Model):
    """The council's answer to one recommendation. `submissions.responses.save_response` is its only writer."""

    class Flag(models.TextChoices):
        CHANGED = "changed", "The recommendation changed"
        NEW = "new", "New recommendation"

    class Choice(models.TextChoices):
        IMPLEMENT = "implement", "Implement"
        IN_PART = "in_part", "Implement in part"
        ALREADY_DONE = "already_done", "Already done"
        COVERED = "covered", "Covered by another"
        NO_ACTION = "no_action", "No action"

    class CostBasis(models.TextChoices):
        QUOTED = "quoted", "Quoted"
        ESTIMATED = "estimated", "Estimated"
        NOT_KNOWN = "not_known", "Not known yet"

    class Funding(models.TextChoices):
        FUNDED = "funded", "Funded"
        PART_FUNDED = "part_funded", "Part funded"
        BID_SUBMITTED = "bid_submitted", "Bid submitted"
        UNFUNDED = "unfunded", "Unfunded"

    class WhyNoAction(models.TextChoices):
        COST = "cost", "Cost"
        SKILLS = "skills", "Skills or capacity"
        SUPPLIER = "supplier", "Supplier"
        RISK_ACCEPTED = "risk_accepted", "Risk accepted"
        DISAGREE = "disagree", "Disagree"
        SUPERSEDED = "superseded", "Superseded"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="responses")
    ref = models.CharField(max_length=30)
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.SET_NULL, null=True, related_name="responses"
    )  # repointed at a reissue; null when the recommendation was removed
    version = models.PositiveIntegerField(default=0)  # counts the saves
    # What a reissue did to its recommendation, until somebody has looked at it. No part of the document.
    flag = models.CharField(max_length=10, choices=Flag, blank=True)
    flagged_at = models.DateTimeField(null=True, blank=True)
    answered_before = models.ForeignKey(
        Recommendation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the recommendation that was answered, where another has taken its place since

    choice = models.CharField(max_length=15, choices=Choice, blank=True)
    action = TextColumn(blank=True)  # what we will do; blank: as recommended
    justification = TextColumn(blank=True)
    priority = models.CharField(max_length=10, choices=Level, blank=True)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="owns")
    effort = models.CharField(max_length=10, choices=Level, blank=True)
    complexity = models.CharField(max_length=10, choices=Level, blank=True)
    effort_days = models.PositiveIntegerField(null=True, blank=True)
    capital = PoundsColumn()  # one-off
    revenue = PoundsColumn()  # one-off
    annual = PoundsColumn()  # a year, from the quarter after the end
    cost_basis = models.CharField(max_length=10, choices=CostBasis, blank=True)
    funding = models.CharField(max_length=15, choices=Funding, blank=True)
    funded_capital = PoundsColumn()
    funded_revenue = PoundsColumn()
    funded_annual = PoundsColumn()
    funding_source = models.CharField(max_length=500, blank=True)
    budget_sign_off = models.CharField(max_length=200, blank=True)
    start = QuarterColumn(null=True, blank=True)
    end = QuarterColumn(null=True, blank=True)
    workstream = models.ForeignKey(
        Workstream, on_delete=models.SET_NULL, null=True, blank=True, related_name="responses"
    )
    covered_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="covers")
    aligns_with = TextColumn(blank=True)
    why_no_action = models.CharField(max_length=15, choices=WhyNoAction, blank=True)
    risk_owner = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="owns_risk_of")
    look_again_on = models.DateField(null=True, blank=True)
    support_money = models.BooleanField(default=False)
    support_skills = models.BooleanField(default=False)
    support_supplier = models.BooleanField(default=False)
    support_peer_advice = models.BooleanField(default=False)
    notes = TextColumn(blank=True)

    class Meta:
        default_permissions = ()
        permissions = [("respond", "Answers this recommendation")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "ref"], name="response_ref_once"),
            models.CheckConstraint(
                condition=Q(flag="", flagged_at=None) | (~Q(flag="") & Q(flagged_at__isnull=False)),
                name="response_flag_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(covered_by=None) | ~Q(covered_by=F("pk")),
                name="response_not_covered_by_itself",
            ),
            models.CheckConstraint(
                condition=pounds_within(
                    "capital",
                    "revenue",
                    "annual",
                    "funded_capital",
                    "funded_revenue",
                    "funded_annual",
                ),
                name="response_pounds_within_limits",
            ),
        ]

    def __str__(self):
        return f"Response to {self.ref}"


class SupportingPost(models.Model):
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="supporting")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["response", "post"], name="supporting_post_once")]

    def __str__(self):
        return self.post.title


class FurtherOutcome(models.Model):
    """An outcome, in a scope, that the council says its action addresses too."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="further")
    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ["scope__kind", "scope__code", "outcome__position"]
        constraints = [models.UniqueConstraint(fields=["response", "scope", "outcome"], name="further_outcome_once")]

    def __str__(self):
        return f"{self.scope.code} {self.outcome.code}"


class Dependency(models.Model):
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="dependencies")
    waits_for = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="awaited_by")

    class Meta:
        default_permissions = ()
        ordering = ["waits_for__ref"]
        constraints = [
            models.UniqueConstraint(fields=["response", "waits_for"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(response=F("waits_for")), name="dependency_not_on_itself"),
        ]

    def __str__(self):
        return f"{self.response.ref} waits for {self.waits_for.ref}"


class Milestone(models.Model):
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=300)
    quarter = QuarterColumn()
    position = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["response", "position"], name="milestone_position_once")]

    def __str__(self):
        return f"{self.title}, {self.quarter}"


class Delegation(UserObjectPermissionBase):
    """Guardian's `respond`: a delegate may see and answer this response. Written by `accounts.grants` alone."""

    content_object = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="delegations")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "content_object"], name="one_delegation_of_a_response")]

    def __str__(self):
        return f"{self.user} answers {self.content_object}"


class Change(AppendOnly):
    """One field of a response changed: what it was, what it became, who did it and how."""

    class Source(models.TextChoices):
        FORM = "form", "The page"
        WORKBOOK = "workbook", "A workbook"
        TABLE = "table", "The table"
        SUGGESTION = "suggestion", "A suggestion"
        UNDO = "undo", "Undone"
        REISSUE = "reissue", "A reissued report"

    disposed_when = (
        "EXISTS (SELECT 1 FROM submissions_disposal d JOIN submissions_response s ON s.plan_id = d.plan_id "
        "WHERE s.id = OLD.response_id)"
    )

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField()  # the response's, after the save
    field = models.CharField(max_length=30)
    before = models.TextField(blank=True)  # JSON of the plain value
    after = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    batch = models.CharField(max_length=20, blank=True)  # what was changed together, and is undone together
    source = models.CharField(max_length=15, choices=Source, default=Source.FORM)

    class Meta:
        default_permissions = ()
        ordering = ["-version", "field"]
        constraints = [models.UniqueConstraint(fields=["response", "version", "field"], name="change_once")]

    def __str__(self):
        return f"{self.field} of {self.response}"


class Waiver(models.Model):
    """A warning of the plan check that the council lets stand, with the reason; part of the document."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="waivers")
    rule = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    reason = TextColumn()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["plan", "rule", "subject"], name="waiver_once")]

    def __str__(self):
        return f"{self.rule} for {self.subject}"


class WorkingCopy(AppendOnly):
    """What a workbook of the live plan held when it went out: the base of the merge when it comes back."""

    disposed_when = "EXISTS (SELECT 1 FROM submissions_disposal d WHERE d.plan_id = OLD.plan_id)"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="working_copies")
    number = models.PositiveIntegerField()
    document = models.TextField()
    refs = models.JSONField(default=list)  # the rows it held; empty means all
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="working_copy_number_once")]

    def __str__(self):
        return f"Working copy {self.number} of {self.plan}"
