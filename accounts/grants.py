"""The only writer of roles: guardian's object permissions and the national groups, each with its record."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.dispatch import Signal
from guardian.shortcuts import assign_perm
from guardian.utils import get_user_obj_perms_model

from accounts.audit import record
from accounts.models import User
from accounts.roles import NATIONAL_ROLES, Role

role_changed = Signal()  # of `user` towards `on`, within the transaction: they have another role there now, or none


@transaction.atomic
def grant(role: Role, user: User, on, *, by: User | None) -> None:
    """Give a person a role on a council or an engagement, in place of the one they had there.

    `on` is None for a national role. `by` is None only for the first administrator.
    """
    if role in NATIONAL_ROLES:
        user.groups.add(Group.objects.get_or_create(name=role)[0])
    else:
        had = _rows(user, on).filter(permission__codename=role).exists()
        _rows(user, on).delete()
        assign_perm(role.value, user, on)
        _rows(user, on).update(granted_by=by)
        if not had:
            role_changed.send(sender=type(on), user=user, on=on)
    user.forget_roles()
    record("role granted", by=by, on=on, detail=f"{user.email}: {role.label}")


@transaction.atomic
def revoke(role: Role, user: User, on, *, by: User | None) -> None:
    """Take a role away. It counts from the person's next request."""
    if role in NATIONAL_ROLES:
        user.groups.remove(*Group.objects.filter(name=role))
    else:
        _rows(user, on).filter(permission__codename=role).delete()
        role_changed.send(sender=type(on), user=user, on=on)
    user.forget_roles()
    record("role revoked", by=by, on=on, detail=f"{user.email}: {role.label}")


def _rows(user, on):
    return get_user_obj_perms_model(on).objects.filter(user=user, content_object=on)
