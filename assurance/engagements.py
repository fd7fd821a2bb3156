"""A firm's work for an assessment: how it begins and ends, and who of the firm does it."""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import record
from accounts.grants import grant, revoke
from accounts.models import Firm, User
from accounts.roles import Role
from assurance.models import Assessment, Engagement, EngagementRole

LAST_LEAD = "This is the only lead of the firm's team. Choose another lead first, or ask MHCLG."
MOVED = "Somebody has just changed this. Look at the page again."


def people(engagement: Engagement):
    """Who of the firm does the work, leads first. One query."""
    rows = engagement.roles.select_related("user", "permission", "granted_by")
    return sorted(rows, key=lambda row: (row.role != Role.FIRM_LEAD, row.user.name.lower()))


def why_not_link(assessment: Assessment, firm: Firm, *, leads: bool) -> str:
    """Why a firm cannot be linked to an assessment; "" where it can."""
    open_ones = assessment.engagements.filter(closed_at=None).select_related("firm")
    for engagement in open_ones:
        if engagement.firm_id == firm.pk:
            return f"{firm} is linked to this assessment already. Close that engagement first."
        if leads and engagement.leads:
            return f"{engagement.firm} leads already. Close its engagement first, or let {firm} not lead."
    return ""


@transaction.atomic
def link(
    assessment: Assessment,
    firm: Firm,
    *,
    starts_on: datetime.date,
    ends_on: datetime.date,
    leads: bool,
    by: User,
) -> Engagement:
    """Link a firm to an assessment from one day to another. Raises ValidationError with a sentence."""
    if reason := why_not_link(assessment, firm, leads=leads):
        raise ValidationError(reason)
    facts = {"starts_on": starts_on, "ends_on": ends_on, "leads": leads}
    try:
        with transaction.atomic():
            engagement = Engagement.objects.create(assessment=assessment, firm=firm, **facts)
    except IntegrityError:
        raise ValidationError(MOVED) from None
    record("firm linked", by=by, on=assessment, detail=f"{firm}, {starts_on} to {ends_on}")
    return engagement


@transaction.atomic
def close(engagement: Engagement, *, by: User) -> None:
    """End a firm's work before its time. Closing twice does nothing."""
    still_open = Engagement.objects.filter(pk=engagement.pk, closed_at=None)
    if still_open.update(closed_at=timezone.now()):
        record("engagement closed", by=by, on=engagement.assessment, detail=str(engagement.firm))


@transaction.atomic
def choose(engagement: Engagement, user: User, role: Role, *, by: User) -> None:
    """Give a person of the firm a role in its work. Raises ValidationError with a sentence."""
    _hold(engagement)
    if user.firm_id != engagement.firm_id:
        raise ValidationError(f"{user} does not belong to {engagement.firm}.")
    row = engagement.roles.filter(user=user).first()
    if row and role != Role.FIRM_LEAD and (reason := why_not_remove(row)):
        raise ValidationError(reason)
    grant(role, user, engagement, by=by)


def why_not_remove(row: EngagementRole) -> str:
    """Why a person cannot leave the firm's work; "" where they can."""
    leads = EngagementRole.objects.filter(
        content_object=row.content_object_id, permission__codename=Role.FIRM_LEAD, user__is_active=True
    )
    return LAST_LEAD if row.role == Role.FIRM_LEAD and not leads.exclude(pk=row.pk).exists() else ""


@transaction.atomic
def remove(row: EngagementRole, *, by: User) -> None:
    """Take a person off the firm's work. Raises ValidationError with a sentence."""
    _hold(row.content_object)
    if reason := why_not_remove(row):
        raise ValidationError(reason)
    revoke(row.role, row.user, row.content_object, by=by)


def _hold(engagement):
    """Hold the engagement's row: two leads must not remove each other."""
    Engagement.objects.select_for_update().get(pk=engagement.pk)
