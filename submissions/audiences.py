"""Who may read what is said about a plan, by their roles."""

from collections.abc import Collection

from django.db.models import Max, Q

from accounts.roles import COUNCIL_ROLES, NATIONAL_ROLES, Role
from submissions.models import Plan, Status, Thread


def audiences_of(roles: Collection[Role]) -> frozenset[Thread.Audience]:
    """The audiences to which these roles belong: the council's people to each."""
    if set(roles) & set(COUNCIL_ROLES):
        return frozenset(Thread.Audience)
    own = {Thread.Audience.ASSURER} if Role.ASSURER in roles else set()
    return frozenset(own | ({Thread.Audience.MHCLG} if set(roles) & set(NATIONAL_ROLES) else set()))


def readers_of(audience: Thread.Audience, plan: Plan) -> frozenset[Role]:
    """The roles that can open a thread with this audience now: an assurer's while the plan is shared with them."""
    roles = frozenset(role for role in Role if audience in audiences_of({role}))
    return roles if is_with_assurer(plan) else roles - {Role.ASSURER}


def is_with_assurer(plan: Plan) -> bool:
    """Whether the assurer may read the plan as it stands: since the first share after it began or was reopened."""
    if plan.status in {Status.SIGNED_OFF, Status.READY_TO_SUBMIT, Status.SUBMITTED}:
        return True
    marks = plan.events.aggregate(
        shared=Max("number", filter=Q(step="share")), submitted=Max("number", filter=Q(step="submit"))
    )
    return bool(marks["shared"]) and marks["shared"] > (marks["submitted"] or 0)
