"""The quality assurer's checklist: what a council's own asks, and what was ticked and noted, row by row."""

from django.db import models
from django.utils import timezone

from accounts.models import Council, User
from iip.models import AppendOnly
from iip.text import TextColumn
from submissions.models.plan import Plan


class Checklist(models.Model):
    """A council's own checklist, one item a line; a council without one has that of the settings."""

    council = models.OneToOneField(Council, on_delete=models.CASCADE, related_name="checklist")
    items = TextColumn()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"Checklist of {self.council}"


class Check(AppendOnly):
    """One item of the checklist as it was ticked or noted for one version; the last number stands."""

    disposed_when = "EXISTS (SELECT 1 FROM submissions_disposal d WHERE d.plan_id = OLD.plan_id)"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="checks")
    version = models.PositiveIntegerField()
    item = models.CharField(max_length=300)  # its words, so that a changed checklist changes no record
    number = models.PositiveIntegerField()
    is_ticked = models.BooleanField()
    note = TextColumn(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "version", "item", "number"], name="check_number_once"),
        ]

    def __str__(self):
        return f"{self.item} for version {self.version} of {self.plan}"

    @property
    def says(self) -> tuple[bool, str]:
        return self.is_ticked, self.note
