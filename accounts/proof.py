"""Re-authentication: that it is still them. A proof holds for PROOF_MINUTES; nothing sent is ever replayed.

A gate's page asks with `ask_for_proof` before it shows its form. Where the proof has run out by the time the
form is sent, a form with `ProofMixin` comes back as it was, with one field more.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.base.forms import ReauthenticateForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts import second_factor
from accounts.access import person
from accounts.audit import record

PROVED = "proved again"
TOO_MANY = "There were too many wrong tries. Wait 5 minutes, then try again."
WRONG_CODE = "That code is wrong or was used before. Enter the newest code from your app, or a recovery code."
WRONG_PASSWORD = "That is not your password. Enter it again."
SET_ONE_UP = "Set up a second factor on your account page, then come back."


def is_proved(request: HttpRequest) -> bool:
    """Whether the person gave their second factor within PROOF_MINUTES.

    In a demonstration, somebody without one proves it with their password.
    """
    if second_factor.is_recent(second_factor.given_at(request)):
        return True
    return by_password(request) and second_factor.is_recent(second_factor.password_given_at(request))


def by_password(request: HttpRequest) -> bool:
    """Whether the password is what this person proves themselves with."""
    return not settings.SECOND_FACTOR_REQUIRED and not second_factor.is_set_up(person(request))


def ask_for_proof(request: HttpRequest) -> HttpResponse | None:
    """The way to the page that asks for the proof and leads back here; None where it is given.

    For the page that shows a form. None as well for what the form sends, because `ProofMixin` asks there
    and keeps what was typed: use both.
    """
    if request.method not in ("GET", "HEAD") or is_proved(request):
        return None
    return redirect(f"{reverse('accounts:proof_give')}?{urlencode({'next': request.get_full_path()})}")


def local_path(address: str) -> str:
    """The address, where it is a path of this service; otherwise the home page."""
    local = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if local else "/"


class ProofField(forms.CharField):
    """A code from the authenticator app or a recovery code; or the password."""

    def __init__(self, *, password: bool, **kwargs: Any) -> None:
        name = "your password" if password else "a code from your authenticator app"
        kwargs.setdefault("label", "Your password" if password else "Code from your authenticator app")
        if not password:
            kwargs.setdefault("help_text", "6 digits, or one of your recovery codes")
        kwargs.setdefault("error_messages", {"required": f"Enter {name}: we ask again to be sure it is you"})
        super().__init__(widget=self.control(password), **kwargs)

    @staticmethod
    def control(password):
        if password:
            return forms.PasswordInput({"autocomplete": "current-password"})
        return forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}
        )


class ProofMixin:
    """Lets a form pass only with a proof. Takes `request`; asks in a field of its own where it must.

    Put it before the form's class. A right code counts at once, even if another field is wrong, so
    that it is asked once.
    """

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if not is_proved(request):
            self.fields["proof"] = ProofField(password=by_password(request))

    def clean(self):
        cleaned = super().clean()
        if given := self.cleaned_data.pop("proof", ""):
            try:
                check(self.request, given)
            except ValidationError as wrong:
                self.add_error("proof", wrong)
            else:
                del self.fields["proof"]
        return cleaned


def check(request: HttpRequest, given: str) -> None:
    """Take a code or a password as proof. Raises ValidationError with a sentence."""
    if by_password(request):
        _check_password(request, given)
    elif not second_factor.is_set_up(person(request)):
        raise ValidationError(SET_ONE_UP)
    else:
        _check_code(request, given)


def _check_code(request, given):
    form = ReauthenticateForm({"code": given}, user=person(request))
    if not form.is_valid():
        limited = form.has_error("code", "too_many_login_attempts")
        raise ValidationError(TOO_MANY if limited else WRONG_CODE)
    form.save()
    second_factor.forget_given(request)
    record(PROVED, by=person(request), detail=second_factor.KINDS[form.authenticator.type])


def _check_password(request, given):
    try:
        right = get_adapter().reauthenticate(person(request), given)
    except ValidationError:
        raise ValidationError(TOO_MANY) from None
    if not right:
        raise ValidationError(WRONG_PASSWORD)
    reauthenticate_by_password(request)
    record(PROVED, by=person(request), detail="password")
