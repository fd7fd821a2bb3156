"""Resetting a lost second factor: who may, and who is told."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts import emails, team
from accounts.audit import record
from accounts.models import Council, User
from accounts.roles import Role

NOT_YOUR_OWN = "Somebody else must reset your second factor."
ASK_MHCLG = "This person is a CAF lead, an assurer or at MHCLG. Only an MHCLG manager can reset their second factor."
ASK_LEAD = "The CAF lead resets the second factor of the council's people."


def is_for_mhclg(user: User) -> bool:
    """Whether the person's account opens more than what a CAF lead answers for."""
    lead = Role.CAF_LEAD in user.council_roles.values()
    return lead or bool(user.national_roles) or user.firm_id is not None


def why_not(user: User, *, by: User) -> str:
    """Why this person may not reset the other's second factor; "" where they may."""
    if user == by:
        return NOT_YOUR_OWN
    if is_for_mhclg(user):
        return "" if Role.MHCLG_MANAGER in by.national_roles else ASK_MHCLG
    led = {key for key, role in by.council_roles.items() if role == Role.CAF_LEAD}
    return "" if led & set(user.council_roles) else ASK_LEAD


@transaction.atomic
def reset(user: User, *, by: User) -> None:
    """Remove every second factor of a person. Their open sessions end at the next page.

    They are told, and so are the others who hold a gate where they work. Raises ValidationError.
    """
    by.forget_roles()
    user.forget_roles()
    if reason := why_not(user, by=by):
        raise ValidationError(reason)
    Authenticator.objects.filter(user=user).delete()
    emails.send("second_factor_reset", [user.email], path=reverse("accounts:account_detail"), by=by)
    councils = Council.objects.filter(pk__in=user.council_roles)
    for council in councils:
        team.tell_gates(council, "second_factor_reset_told", about=user, by=by)
        record("second factor reset", by=by, on=council, detail=user.email)
    if not councils:
        record("second factor reset", by=by, on=user, detail=user.email)
    _tell_colleagues(user, by)


def _tell_colleagues(user, by):
    """For assurers the firm's other people, for MHCLG its other managers."""
    others = User.objects.filter(is_active=True).exclude(pk__in=[user.pk, by.pk])
    told = others.none()
    if user.firm_id:
        told = others.filter(firm=user.firm_id)
    elif user.national_roles:
        told = others.filter(groups__name=Role.MHCLG_MANAGER)
    addresses = told.values_list("email", flat=True)
    emails.send("second_factor_reset_told", addresses, path="/", about=user, by=by)
