"""The day on which a plan is expected to go on: whoever has it before them names another, and those who wait are told.

It is put on the plan's record with its reason, and locks nothing.
"""

import datetime

from django.db import transaction

from accounts.models import User
from accounts.roles import Role, any_of
from assurance.access import roles_at, takes_the_steps
from submissions import record
from submissions.models import Event, Plan
from submissions.notifications import tell_of
from submissions.workflow import TURN, Refused

STEP, LABEL = "expect", "Another day named"
WAITING = {  # who waits for whoever has the plan
    Role.CAF_LEAD: (Role.ASSURER,),
    Role.ASSURER: (Role.CAF_LEAD,),
    Role.QUALITY_ASSURER: (Role.CAF_LEAD,),
    Role.APPROVER: (Role.CAF_LEAD, Role.QUALITY_ASSURER),
}


def why_not(plan: Plan, user: User) -> str:
    """Why this person does not name the day on which the plan goes on, as a sentence; "" when they do."""
    role = TURN.get(plan.state)
    if role is None:
        return "Nobody is expected to hand this plan on now."
    if role not in roles_at(user, plan.assessment):
        return f"Whoever has the plan before them says when it will go on: {any_of([role])}."
    if role == Role.ASSURER and not takes_the_steps(user, plan.assessment):
        return "Another firm leads this assessment and says when it will go on. You can comment."
    return ""


@transaction.atomic
def name_the_day(plan: Plan, *, by: User, day: datetime.date, reason: str) -> Event:
    """Put on record on which day the plan will go on, and why. Raises Refused; then nothing has been written."""
    here = Plan.objects.with_council().get(pk=plan.pk)
    if refused := why_not(here, User.objects.get(pk=by.pk)):
        raise Refused(refused)
    role = TURN[here.state]
    try:
        event = record.add_beside(here, step=STEP, by=by, role=role, note=reason, expected_by=day)
    except record.Meanwhile as meanwhile:
        raise Refused(str(meanwhile)) from None
    tell_of(event, WAITING[role], label=LABEL)
    return event
