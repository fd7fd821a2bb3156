"""What is assessed and when: the framework, profiles, cycles and their deadlines."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Council
from iip.quarters import financial_year


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
