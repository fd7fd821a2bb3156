"""Letting a warning of the plan check stand, with a reason: through the fence, since it is part of the document."""

import datetime

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from submissions.models import Plan, Waiver
from submissions.responses import pass_the_fence


@transaction.atomic
def waive(plan: Plan, *, rule: str, subject: str, reason: str, by: User, at: datetime.datetime) -> Waiver:
    """Let a warning stand, for a reason; a second reason replaces the first. Raises PenMoved."""
    pass_the_fence(plan)
    values = {"reason": reason, "by": by, "at": at}
    waiver, _ = Waiver.objects.update_or_create(plan=plan, rule=rule, subject=subject, defaults=values)
    record("warning_waived", by=by, on=plan, detail=rule)
    return waiver


@transaction.atomic
def take_back(plan: Plan, *, rule: str, subject: str, by: User) -> bool:
    """Let a warning speak again. Returns whether it was waived. Raises PenMoved."""
    pass_the_fence(plan)
    removed, _ = Waiver.objects.filter(plan=plan, rule=rule, subject=subject).delete()
    if removed:
        record("waiver_taken_back", by=by, on=plan, detail=rule)
    return bool(removed)
