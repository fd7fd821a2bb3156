"""Whether this session was opened with a second factor, and what a person has to give one with."""

import time

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from accounts.access import person
from accounts.models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes only stand in for these
KINDS = {
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}
GIVEN_AT = "second_factor_given_at"
KEEP_ONE = "You must keep at least one second factor. Add another one first, then remove this one."


def is_set_up(user: User) -> bool:
    """Whether the person has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_the_only_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).count() == 1


def given_at(request: HttpRequest) -> float | None:
    """When a second factor was last given in this session (seconds since 1970); None where it was not.

    One that has since been removed or reset no longer counts. One query a request.
    """
    known = vars(request)
    if GIVEN_AT not in known:
        given = [r for r in get_authentication_records(request, person(request)) if r["method"] == "mfa"]
        held = Authenticator.objects.filter(user=person(request), pk__in={r.get("id") for r in given})
        still = set(held.values_list("pk", flat=True)) if given else set()
        known[GIVEN_AT] = max((r["at"] for r in given if r.get("id") in still), default=None)
    return known[GIVEN_AT]


def forget_given(request: HttpRequest) -> None:
    """Read the session anew when next asked."""
    vars(request).pop(GIVEN_AT, None)


def is_enough(request: HttpRequest) -> bool:
    """Whether the session may go past the open doors."""
    return not settings.SECOND_FACTOR_REQUIRED or given_at(request) is not None


def password_given_at(request: HttpRequest) -> float | None:
    """When the password was last given in this session."""
    records = get_authentication_records(request, person(request))
    return max((r["at"] for r in records if r["method"] == "password"), default=None)


def is_recent(at: float | None) -> bool:
    """Whether a moment is within the minutes for which a proof holds."""
    return at is not None and time.time() - at < settings.PROOF_MINUTES * 60


def note_given(request: HttpRequest, user: User, authenticator: Authenticator) -> None:
    """Count a second factor that was set up in this session as given in it."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    forget_given(request)


def address_to_give(request: HttpRequest) -> str:
    """Where a session without a second factor goes: to set one up, or to give it."""
    name = "accounts:proof_give" if is_set_up(person(request)) else "mfa_activate_totp"
    onward = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    return f"{reverse(name)}?{urlencode({'next': onward})}"
