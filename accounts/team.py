"""A council's team: who has which role, who may change that, and who is told."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import emails
from accounts.grants import grant, revoke
from accounts.models import Council, CouncilRole, Invitation, User
from accounts.roles import COUNCIL_ROLES, GATES, Role

LAST_LEAD = (
    "You are the only CAF lead of this council, so you cannot change or remove your own role. "
    "Appoint another CAF lead first, or ask MHCLG."
)
ONLY_LEAD = "This is the only CAF lead of the council. Ask MHCLG to replace them."
MHCLG_ONLY_LEAD = "MHCLG appoints a council's first CAF lead and replaces the last one. The CAF lead does the rest."
MHCLG_ENOUGH = "This council has more than one CAF lead, so they manage the team themselves."


def members(council: Council):
    """The council's people with their roles, by role and name. One query."""
    rows = council.roles.select_related("user", "permission", "granted_by")
    order = {role.value: number for number, role in enumerate(COUNCIL_ROLES)}
    return sorted(rows, key=lambda row: (order[row.permission.codename], row.user.name.lower()))


def leads(council: Council) -> int:
    """How many CAF leads with a working account a council has."""
    return council.roles.filter(permission__codename=Role.CAF_LEAD, user__is_active=True).count()


def is_lead(user: User, council: Council) -> bool:
    return user.council_roles.get(council.pk) == Role.CAF_LEAD


def why_not_invite(council: Council, role: Role, *, by: User) -> str:
    """Why this person may not invite somebody to the role; "" where they may."""
    if is_lead(by, council):
        return ""
    if role != Role.CAF_LEAD:
        return MHCLG_ONLY_LEAD
    return MHCLG_ENOUGH if leads(council) > 1 else ""


def why_not_change(row: CouncilRole, role: Role | None, *, by: User) -> str:
    """Why somebody's role may not become another (None: be taken away); "" where it may."""
    council = row.content_object
    last = row.role == Role.CAF_LEAD and leads(council) <= 1
    if is_lead(by, council):
        if not last:
            return ""
        return LAST_LEAD if row.user_id == by.pk else ONLY_LEAD
    if row.role != Role.CAF_LEAD or role not in (None, Role.CAF_LEAD):
        return MHCLG_ONLY_LEAD
    return "" if last else MHCLG_ENOUGH


@transaction.atomic
def change_role(row: CouncilRole, role: Role, *, by: User) -> None:
    """Give a member another role. Raises ValidationError with a sentence."""
    _refuse_if(row, role, by)
    give_role(row.content_object, row.user, role, by=by)


@transaction.atomic
def remove(row: CouncilRole, *, by: User) -> None:
    """Take a member's role away, and their posts and open invitations. Raises ValidationError."""
    _refuse_if(row, None, by)
    council, user = row.content_object, row.user
    revoke(row.role, user, council, by=by)
    user.posts.filter(council=council).update(holder=None)
    unanswered = Invitation.objects.filter(council=council, email=user.email, accepted_at=None)
    unanswered.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())


def _refuse_if(row, role, by):
    """Ask again inside the transaction, with the council's row held: two leads must not remove each other."""
    Council.objects.select_for_update().get(pk=row.content_object_id)
    by.forget_roles()
    present = CouncilRole.objects.filter(pk=row.pk, permission=row.permission_id).exists()
    if not present:
        raise ValidationError("Somebody has just changed this person's role. Look at the team again.")
    if reason := why_not_change(row, role, by=by):
        raise ValidationError(reason)


@transaction.atomic
def give_role(council: Council, user: User, role: Role, *, by: User | None) -> None:
    """Give a role and tell the council's others who hold a gate, where it is one. Keeps the last CAF lead."""
    Council.objects.select_for_update().get(pk=council.pk)
    user.forget_roles()
    if is_lead(user, council) and role != Role.CAF_LEAD and leads(council) <= 1:
        raise ValidationError(LAST_LEAD)
    grant(role, user, council, by=by)
    if role in GATES:
        tell_gates(council, "role_given", about=user, by=by, role=role.label)


def tell_gates(council: Council, letter: str, *, about: User, by: User | None, **said) -> None:
    """Write to those who hold a gate at a council, but for the person it is about and who did it."""
    holders = council.roles.filter(permission__codename__in=GATES, user__is_active=True)
    told = holders.exclude(user__in=[user for user in (about, by) if user])
    addresses = told.values_list("user__email", flat=True).distinct()
    path = reverse("accounts:team_detail", args=[council.code])
    emails.send(letter, addresses, path=path, council=council, about=about, by=by, **said)
