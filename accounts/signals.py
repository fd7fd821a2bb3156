"""Recording sign-in, sign-out and what happens to a second factor."""

import time
from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from accounts import second_factor
from accounts.audit import record
from accounts.middleware import RENEWED_AT, SIGNED_IN_AT
from accounts.models import User
from accounts.second_factor import KINDS


@receiver(user_logged_in)
def signed_in(request: Any, user: User, **kwargs: Any) -> None:
    request.session[SIGNED_IN_AT] = request.session[RENEWED_AT] = time.time()
    record("signed in", by=user)


@receiver(user_logged_out)
def signed_out(user: User | None, **kwargs: Any) -> None:
    if user:
        record("signed out", by=user)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    """The address is not kept: it may be of somebody who has nothing to do with this service."""
    email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    record("sign-in failed", by=None, on=User.objects.filter(email=email).first())


@receiver(authentication_failed)
def second_factor_failed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    record("second factor failed", by=None, on=user, detail=KINDS[authenticator.type])


@receiver(authenticator_added)
def second_factor_added(request: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        second_factor.note_given(request, user, authenticator)
    record("second factor added", by=user, detail=KINDS[authenticator.type])


@receiver(authenticator_removed)
def second_factor_removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    record("second factor removed", by=user, detail=KINDS[authenticator.type])


@receiver(authenticator_reset)
def recovery_codes_made_anew(request: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """A session opened with an old recovery code goes on with the new ones: it had to be proved for this."""
    second_factor.note_given(request, user, authenticator)
    record("recovery codes made anew", by=user)


@receiver(password_changed)
def password_was_changed(user: User, **kwargs: Any) -> None:
    record("password changed", by=user)


@receiver(password_reset)
def password_was_reset(user: User, **kwargs: Any) -> None:
    record("password reset", by=user)
