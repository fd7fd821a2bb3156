"""What sign-in does here: nobody signs themselves up, and allauth asks for the proof that we ask for."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse

from accounts import proof, second_factor


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Your account is closed. Ask your council’s CAF lead, or MHCLG, to open it again.",
        "email_password_mismatch": "Enter the e-mail address and password of your account.",
        "incorrect_password": "That is not your password. Enter it again.",
        "enter_current_password": "That is not your password. Enter it again.",
        "too_many_login_attempts": "There were too many wrong tries. Wait 5 minutes, then try again.",
        "rate_limited": "There were too many tries. Wait 5 minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has no second factor yet may set one up; all else about it needs our own proof."""
        return second_factor.is_set_up(self.request.user) and not proof.is_proved(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Our own page; allauth's would replay what was sent, past the table of doors."""
        return [{"id": "reauthenticate", "description": "", "url": reverse("accounts:proof_give")}]


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "You must keep at least one second factor.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
        "incorrect_code": "That code is wrong or was used before. Enter the newest code from your app.",
    }
