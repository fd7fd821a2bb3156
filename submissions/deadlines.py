"""The days by which a plan is to be shared and submitted: for all councils, or this council's own; what is met."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from assurance.models import Deadline
from iip.statements import written_once
from submissions import gates
from submissions.models import Event, Plan

KINDS = (Deadline.Kind.SHARE, Deadline.Kind.SUBMIT)  # of the plan; the report's own was met when the plan began


@dataclass(frozen=True)
class Due:
    """A deadline of the cycle before a plan."""

    kind: Deadline.Kind
    on: datetime.date
    is_done: bool
    days_late: int  # 0 where it is not late
    reason: str  # why this council has a day of its own

    @property
    def label(self) -> str:
        return str(self.kind.label)


def deadlines_of(plan: Plan, events: Sequence[Event], *, on: datetime.date) -> list[Due]:
    """What is due when, as it stands on a day; the council's own day in place of the day for all. One query."""
    rows = _deadlines(plan.assessment.cycle_id, plan.council.pk)
    found = {row.kind: row for row in sorted(rows, key=lambda row: row.council_id is not None)}
    return [_due(found[kind], kind, events, on) for kind in KINDS if kind in found]


@written_once
def _deadlines(cycle: int, council: int) -> "QuerySet[Deadline]":
    return Deadline.objects.filter(Q(council=None) | Q(council=council), cycle=cycle)


def _due(deadline: Deadline, kind: Deadline.Kind, events: Sequence[Event], on: datetime.date) -> Due:
    is_done = gates.last(events, kind.value) is not None  # each kind is called as the step that meets it
    late = 0 if is_done else max((on - deadline.on).days, 0)
    return Due(kind, deadline.on, is_done, late, deadline.reason)
