"""The review of a committee paper's public edition: of which words, by whom, and what more is withheld."""

from django.db import models
from django.utils import timezone

from accounts.models import User
from iip.models import AppendOnly
from iip.text import TextColumn
from submissions.models.plan import Plan


class PaperReview(AppendOnly):
    """One review. It stands for exactly the words with this digest; of several the last number stands."""

    disposed_when = "EXISTS (SELECT 1 FROM submissions_disposal d WHERE d.plan_id = OLD.plan_id)"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="paper_reviews")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # of what the rules alone let out
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="paper_review_number_once")]

    def __str__(self):
        return f"Review {self.number} of the committee paper of {self.plan}"


class PaperWithholding(AppendOnly):
    """Something that a review withholds beside what the rules do."""

    disposed_when = (
        "EXISTS (SELECT 1 FROM submissions_disposal d JOIN submissions_paperreview r ON r.plan_id = d.plan_id "
        "WHERE r.id = OLD.review_id)"
    )

    review = models.ForeignKey(PaperReview, on_delete=models.PROTECT, related_name="withheld")
    section = models.CharField(max_length=200)  # the heading it stands under
    name = models.CharField(max_length=200)  # of the piece within its section
    ground = models.CharField(max_length=20)  # one of `submissions.papers.kinds.Ground`
    reason = TextColumn()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["review", "section", "name"], name="paper_withholding_once")]

    def __str__(self):
        return f"{self.name}, withheld by {self.review}"
