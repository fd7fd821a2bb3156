"""allauth's forms in our words."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.functional import Promise

from iip.forms import GovukMixin

NO_KEY = "Your browser did not pass on a passkey or security key. Try again"


class PlainMixin(GovukMixin):
    """A form of allauth's with our labels and hints, by the names of its fields, and no placeholders."""

    labels: ClassVar[Mapping[str, str]] = {}
    hints: ClassVar[Mapping[str, str]] = {}

    def speak_plainly(self, name: str, field: forms.Field) -> None:
        field.label = self.labels.get(name, field.label)
        if name in self.hints or isinstance(field.help_text, Promise):
            field.help_text = self.hints.get(name, "")
        field.widget.attrs.pop("placeholder", None)
        super().speak_plainly(name, field)


class LoginForm(PlainMixin, account.LoginForm):
    labels = {"login": "E-mail address"}
    required_errors = {"login": "Enter your e-mail address", "password": "Enter your password"}


class ResetPasswordForm(PlainMixin, account.ResetPasswordForm):
    labels = {"email": "E-mail address"}
    required_errors = {"email": "Enter your e-mail address"}


class NewPasswordMixin(PlainMixin):
    """What a new password must be."""

    labels = {
        "oldpassword": "Your password now",
        "password1": "New password",
        "password2": "New password again",
    }
    hints = {"password1": "At least 12 characters, for example three words that do not belong together"}
    required_errors = {
        "oldpassword": "Enter your password as it is now",
        "password1": "Enter a new password",
        "password2": "Enter the new password again",
    }


class ResetPasswordKeyForm(NewPasswordMixin, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(NewPasswordMixin, account.ChangePasswordForm):
    pass


class CodeMixin(PlainMixin):
    """A code from an authenticator app."""

    labels = {"code": "Code"}
    required_errors = {"code": "Enter the code from your authenticator app"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shape = {"inputmode": "numeric", "class": "govuk-input--width-10", "autocomplete": "one-time-code"}
        self.fields["code"].widget.attrs.update(shape)


class AuthenticateForm(CodeMixin, mfa.AuthenticateForm):
    hints = {"code": "6 digits, or one of your recovery codes"}


class ActivateTOTPForm(CodeMixin, totp.ActivateTOTPForm):
    labels = {"code": "Code from the app"}
    hints = {"code": "6 digits"}


class AuthenticateWebAuthnForm(PlainMixin, webauthn.AuthenticateWebAuthnForm):
    required_errors = {"credential": NO_KEY}


class AddWebAuthnForm(PlainMixin, webauthn.AddWebAuthnForm):
    labels = {"name": "Name", "passwordless": "Sign in with it alone, without a password"}
    hints = {"name": "So that you can tell your keys apart, for example Work laptop", "passwordless": ""}
    required_errors = {"credential": NO_KEY}


class EditWebAuthnForm(PlainMixin, webauthn.EditWebAuthnForm):
    labels = {"name": "Name"}
    required_errors = {"name": "Enter a name"}
