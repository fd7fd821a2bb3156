"""More time before a deadline: a council's CAF lead asks MHCLG for it, and a manager grants or declines it.

Both are on the plan's record with their reasons. What is granted becomes the council's own deadline, which locks
nothing.
"""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import record as audit
from accounts.models import User
from accounts.roles import Action, Role, may
from assurance.access import roles_at
from assurance.models import Deadline
from iip.canonical import canonical
from submissions import record
from submissions.deadlines import Due, deadlines_of
from submissions.models import Extension, Plan, Status
from submissions.notifications import tell_of
from submissions.workflow import Refused

ASK, GRANT, DECLINE = "ask_time", "grant_time", "decline_time"  # the events
LABELS = {ASK: "More time asked for", GRANT: "More time granted", DECLINE: "More time declined"}
MEANWHILE = "Somebody has answered this already. Look at the page again."


def can_be_moved(plan: Plan) -> list[Due]:
    """The deadlines for which more time can be asked now: not met, and not asked for already. Three queries."""
    if plan.status == Status.CLOSED:
        return []
    asked = set(Extension.objects.filter(plan=plan, state=Extension.State.OPEN).values_list("kind", flat=True))
    due = deadlines_of(plan, list(plan.events.all()), on=timezone.localdate())
    return [deadline for deadline in due if not deadline.is_done and deadline.kind not in asked]


def waiting() -> QuerySet[Extension]:
    """What councils have asked for and MHCLG has not answered, the oldest first."""
    asked = Extension.objects.filter(state=Extension.State.OPEN).exclude(plan__status=Status.CLOSED)
    return asked.select_related("by", "plan__assessment__council", "plan__assessment__cycle").order_by("at", "pk")


@transaction.atomic
def ask(plan: Plan, *, by: User, kind: str, day: datetime.date, reason: str) -> Extension:
    """Ask for a later day for a deadline. Raises Refused with a sentence; then nothing has been written."""
    here = Plan.objects.with_council().get(pk=plan.pk)
    if not may(Action.ASK_MORE_TIME, roles_at(User.objects.get(pk=by.pk), here.assessment)):
        raise Refused("Only the council’s CAF lead asks for more time.")
    due = next((deadline for deadline in can_be_moved(here) if deadline.kind == kind), None)
    if due is None:
        raise Refused("More time cannot be asked for now: it is asked for already, or the deadline is met or gone.")
    if day <= due.on:
        raise Refused(f"The day you ask for must be after the deadline, {due.on:%-d %B %Y}.")
    details = {"deadline": due.label, "was": due.on.isoformat(), "wanted": day.isoformat()}
    _put_on_record(here, ASK, by=by, role=Role.CAF_LEAD, note=reason, details=details, tells=Role.MHCLG_MANAGER)
    try:
        with transaction.atomic():
            return Extension.objects.create(plan=here, kind=kind, was=due.on, wanted=day, reason=reason, by=by)
    except IntegrityError:  # a colleague asked at the same moment
        raise Refused("A colleague has just asked for more time before this deadline.") from None


@transaction.atomic
def answer(extension: Extension, *, by: User, day: datetime.date | None, reason: str) -> None:
    """Grant a day (None declines), with the reason that the council reads. Raises Refused with a sentence."""
    here = Plan.objects.with_council().get(pk=extension.plan_id)
    if not may(Action.MANAGE_SECTOR, User.objects.get(pk=by.pk).national_roles):
        raise Refused("Only an MHCLG manager answers this.")
    state = Extension.State.GRANTED if day else Extension.State.DECLINED
    open_one = Extension.objects.filter(pk=extension.pk, state=Extension.State.OPEN)
    if not open_one.update(state=state, granted=day, answer=reason, answered_by=by, answered_at=timezone.now()):
        raise Refused(MEANWHILE)
    details = {"deadline": str(extension.get_kind_display())}
    if day:
        details["granted"] = day.isoformat()
        _set_deadline(here, extension.kind, day, reason, by)
    step = GRANT if day else DECLINE
    _put_on_record(here, step, by=by, role=Role.MHCLG_MANAGER, note=reason, details=details, tells=Role.CAF_LEAD)


def _set_deadline(plan: Plan, kind: str, day: datetime.date, reason: str, by: User) -> None:
    """The council's own day, from which reminders go as from every other."""
    deadline, _ = Deadline.objects.update_or_create(
        cycle=plan.assessment.cycle, council=plan.council, kind=kind, defaults={"on": day, "reason": reason}
    )
    audit("deadline granted", by=by, on=deadline, detail=f"{plan.assessment.cycle}: {deadline}")


def _put_on_record(
    plan: Plan, step: str, *, by: User, role: Role, note: str, details: dict[str, str], tells: Role
) -> None:
    try:
        event = record.add_beside(plan, step=step, by=by, role=role, note=note, details=canonical(details))
    except record.Meanwhile as meanwhile:
        raise Refused(str(meanwhile)) from None
    tell_of(event, [tells], label=LABELS[step], turn=tells if step == ASK else None)
