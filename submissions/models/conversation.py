"""Talk about a plan: threads, comments, the improvement and implementation session. Talking changes no document."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from iip.models import AppendOnly
from iip.text import TextColumn
from submissions.models.plan import Plan, Response
from submissions.models.sector import Submission


class Thread(models.Model):
    """What is said on one matter. Its audience is chosen at the start and never widens."""

    class Audience(models.TextChoices):
        COUNCIL = "council", "The council"
        ASSURER = "assurer", "The council and the assurer"
        MHCLG = "mhclg", "The council and MHCLG"

    class State(models.TextChoices):
        KEPT = "kept", "Kept until you hand the plan over"
        OPEN = "open", "Open"
        SETTLED = "settled", "Settled"
        DROPPED = "dropped", "Dropped before it was sent"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="threads")
    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, null=True, blank=True, related_name="threads"
    )  # null: the plan as a whole
    field = models.CharField(max_length=30, blank=True)  # of the response; "": all of it
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, blank=True, related_name="threads"
    )  # what MHCLG and the council talk about
    version = models.PositiveIntegerField(null=True, blank=True)  # the handed-over version it speaks of
    audience = models.CharField(max_length=10, choices=Audience)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False, settled_by__isnull=False)
                | (~Q(state="settled") & Q(settled_at=None, settled_by=None)),
                name="thread_settled_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(field="") | Q(response__isnull=False), name="thread_on_a_field_is_on_a_response"
            ),
            models.CheckConstraint(
                condition=Q(audience="mhclg", submission__isnull=False) | (~Q(audience="mhclg") & Q(submission=None)),
                name="thread_with_mhclg_iff_on_a_submission",
            ),
        ]

    def __str__(self):
        return f"Thread {self.pk} on {self.response or self.plan}"


class Comment(AppendOnly):
    """One thing said, by whom and as what. It is never changed."""

    disposed_when = (
        "EXISTS (SELECT 1 FROM submissions_disposal d JOIN submissions_thread t ON t.plan_id = d.plan_id "
        "WHERE t.id = OLD.thread_id)"
    )

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField(default=timezone.now)
    text = TextColumn()

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]

    def __str__(self):
        return f"Comment by {self.by}"


class Reading(models.Model):
    """How far somebody has read a thread. Comments of one thread are written one after the other, so keys tell."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    up_to = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["thread", "by"], name="reading_once_a_person")]

    def __str__(self):
        return f"{self.by} in {self.thread}"


class Session(models.Model):
    """The improvement and implementation session: proposed, arranged, held, or not held with agreement."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ARRANGED = "arranged", "Arranged"
        HELD = "held", "Held"
        NOT_HELD = "not_held", "Not held, with agreement"

    OVER = (State.HELD, State.NOT_HELD)

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField(null=True, blank=True)
    lasts = models.PositiveSmallIntegerField(default=90)  # minutes of time
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=500, blank=True)  # where it is held online
    agenda = TextColumn(blank=True)
    proposed_as = models.CharField(max_length=20, choices=Role, blank=True)  # so that the other side confirms
    invitation = models.PositiveIntegerField(default=0)  # counts the changes that calendars must hear of
    attended = TextColumn(blank=True)
    notes = TextColumn(blank=True)
    reason = TextColumn(blank=True)  # why it was not held
    agreed_with = models.CharField(max_length=200, blank=True)  # who agreed that it was not held
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="session_number_once"),
            models.CheckConstraint(
                condition=~Q(state="not_held") | (~Q(reason="") & ~Q(agreed_with="")),
                name="session_not_held_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["arranged", "held"]) | Q(at__isnull=False),
                name="session_has_its_time",
            ),
        ]

    def __str__(self):
        return f"Session on {self.plan}: {self.get_state_display()}"


class Decision(AppendOnly):
    """What the session decided on one thing, as it was written at one moment; the last number stands.

    `about` is the ref of a recommendation, "thread-12", or nothing for the plan as a whole. Nothing that anybody
    wrote is ever written over: of two people at one box, each has a row.
    """

    disposed_when = (
        "EXISTS (SELECT 1 FROM submissions_disposal d JOIN submissions_session s ON s.plan_id = d.plan_id "
        "WHERE s.id = OLD.session_id)"
    )

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="decisions")
    about = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    text = TextColumn(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["about", "number"]
        constraints = [models.UniqueConstraint(fields=["session", "about", "number"], name="decision_number_once")]

    def __str__(self):
        return f"Decision of {self.session}"


class Minutes(AppendOnly):
    """The minutes of a session as they were put on record. What is mended later is a further number."""

    disposed_when = "EXISTS (SELECT 1 FROM submissions_disposal d WHERE d.plan_id = OLD.plan_id)"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="minutes")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    text = models.TextField()  # canonical JSON
    digest = models.CharField(max_length=64)  # of the text; the event that put it on record carries it too
    reason = TextColumn(blank=True)  # what was mended, from the second number on
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="minutes_number_once")]

    def __str__(self):
        return f"Minutes {self.number} of {self.plan}"
