"""The lists of MHCLG: submissions in force, and the stage of every plan that is not with MHCLG."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import Council
from assurance.models import Assessment, Cycle
from submissions.models import Event, Status, Submission

NOT_BEGUN = "No report issued yet"


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; blank is everything."""

    cycle: str = ""  # the calendar year in which it starts
    region: str = ""
    kind: str = ""
    name: str = ""

    @classmethod
    def of(cls, given: Any) -> "Filters":
        """From the query of an address; what no list has narrows nothing."""
        cycle = given.get("cycle", "")
        kind = given.get("kind", "")
        return cls(
            cycle=cycle if cycle.isascii() and cycle.isdigit() and len(cycle) == 4 else "",
            region=given.get("region", "").replace("\0", "")[:50],
            kind=kind if kind in Council.Kind.values else "",
            name=given.get("name", "").replace("\0", "").strip()[:200],
        )

    def condition(self, council: str, cycle: str) -> Q:
        """As a condition; `council` and `cycle` are the paths to them."""
        asked = {
            f"{cycle}__year": int(self.cycle) if self.cycle else None,
            f"{council}__region": self.region,
            f"{council}__kind": self.kind,
            f"{council}__name__icontains": self.name,
        }
        return Q(**{path: value for path, value in asked.items() if value})

    @property
    def query(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if value}


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the lists can be narrowed to: three queries at most."""
    regions = Council.objects.exclude(region="").order_by("region").values_list("region", flat=True).distinct()
    return {
        "cycles": [(str(cycle.year), str(cycle)) for cycle in Cycle.objects.all()],
        "regions": [(region, region) for region in regions],
        "kinds": [(kind.value, str(kind.label)) for kind in Council.Kind],
    }


def submissions_in_force(filters: Filters) -> QuerySet[Submission]:
    """The submissions that stand, in the order of the councils' names, with whether they were acknowledged."""
    answered = Event.objects.filter(plan=OuterRef("plan"), step="acknowledge", number__gt=OuterRef("event__number"))
    found = Submission.objects.filter(
        filters.condition("plan__assessment__council", "plan__assessment__cycle"), in_force=True
    )
    related = found.select_related("plan__assessment__council", "plan__assessment__cycle")
    return related.annotate(is_acknowledged=Exists(answered)).order_by(
        "plan__assessment__council__name", "-plan__assessment__cycle__year"
    )


def unacknowledged() -> int:
    """How many plans are submitted and wait for MHCLG to say that it has them."""
    answered = Event.objects.filter(plan=OuterRef("plan"), step="acknowledge", number__gt=OuterRef("event__number"))
    here = Submission.objects.filter(in_force=True, plan__status=Status.SUBMITTED, event__isnull=False)
    return here.exclude(Exists(answered)).count()


def stages(filters: Filters) -> QuerySet[Assessment]:
    """The assessments whose plan is not with MHCLG: not begun, on its way, reopened or closed.

    Nothing of a plan's content, or of what was said at its steps, is read. Only the reason of a closing is
    MHCLG's own.
    """
    moved = Event.objects.filter(plan=OuterRef("plan")).exclude(from_status=F("to_status")).order_by("-number")
    named = (
        Event.objects.filter(plan=OuterRef("plan"))
        .filter(~Q(from_status=F("to_status")) | Q(step="expect"))
        .order_by("-number")
    )  # the last day named since the plan came to where it stands
    closed = moved.filter(step="close")
    in_force = Submission.objects.filter(plan=OuterRef("plan"), in_force=True)
    found = Assessment.objects.filter(filters.condition("council", "cycle")).exclude(plan__status=Status.SUBMITTED)
    return (
        found.select_related("council", "cycle", "plan")
        .annotate(
            since=Subquery(moved.values("at")[:1]),
            expected_by=Subquery(named.values("expected_by")[:1]),
            why_closed=Subquery(closed.values("note")[:1]),
            in_force=Subquery(in_force.values("reference")[:1]),
        )
        .order_by("council__name", "-cycle__year")
    )


def stage_of(assessment: Assessment) -> str:
    """Where a plan stands, in MHCLG's words."""
    plan = getattr(assessment, "plan", None)
    return str(plan.state.label).replace(" your ", " the ") if plan else NOT_BEGUN


def acknowledgement_of(submission: Submission) -> Event | None:
    """The event by which MHCLG acknowledged a submission: the first since, unless another came between."""
    if submission.event is None:
        return None
    later = submission.plan.events.filter(number__gt=submission.event.number, step__in=("acknowledge", "submit"))
    answer = later.order_by("number").first()
    return answer if answer and answer.step == "acknowledge" else None
