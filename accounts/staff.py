"""MHCLG's own people: analysts and managers."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.grants import grant, revoke
from accounts.models import User
from accounts.roles import NATIONAL_ROLES, Role

LAST_MANAGER = "This is the only MHCLG manager. Invite another one first."


def people():
    """Everybody with a role at MHCLG, by name."""
    return User.objects.filter(groups__name__in=NATIONAL_ROLES).distinct().order_by("name").prefetch_related("groups")


def managers():
    """The MHCLG managers who can sign in."""
    return User.objects.filter(groups__name=Role.MHCLG_MANAGER, is_active=True)


def why_not_remove(user: User) -> str:
    """Why somebody's role at MHCLG may not end; "" where it may."""
    last = Role.MHCLG_MANAGER in user.national_roles and not managers().exclude(pk=user.pk).exists()
    return LAST_MANAGER if last else ""


@transaction.atomic
def remove(user: User, *, by: User) -> None:
    """End somebody's roles at MHCLG. Raises ValidationError with a sentence."""
    _hold(user)
    if reason := why_not_remove(user):
        raise ValidationError(reason)
    for role in user.national_roles:
        revoke(role, user, None, by=by)


@transaction.atomic
def give_role(user: User, role: Role, *, by: User | None) -> None:
    """Give a role at MHCLG in place of the one held there. Raises ValidationError with a sentence."""
    _hold(user)
    if role != Role.MHCLG_MANAGER and (reason := why_not_remove(user)):
        raise ValidationError(reason)
    for held in user.national_roles - {role}:
        revoke(held, user, None, by=by)
    grant(role, user, None, by=by)


def _hold(user):
    """Hold the managers' rows, so that two managers do not remove each other; read the roles anew."""
    list(managers().select_for_update(of=("self",)).values_list("pk", flat=True))
    user.forget_roles()
