"""What every signed-in session passes: its second factor, its longest time, and the record of refusals."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import second_factor
from accounts.access import person
from accounts.audit import record_refusal
from iip.policy import ANYONE, PASSWORD_ONLY
from iip.typed import typed

SIGNED_IN_AT = "signed_in_at"
RENEWED_AT = "renewed_at"
REMOVALS = {"mfa_deactivate_totp", "mfa_remove_webauthn"}
Answer = Callable[[HttpRequest], HttpResponse]


class SessionLimitMiddleware:
    """Ends a session SESSION_HOURS after its sign-in, however busy it is; until then use renews it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, session = time.time(), request.session
            if now - session.get(SIGNED_IN_AT, 0) > settings.SESSION_HOURS * 60 * 60:
                logout(request)
            elif now - session.get(RENEWED_AT, 0) > settings.SESSION_RENEWED_EVERY:
                session[RENEWED_AT] = now  # and so it is saved, with a new end
        return self.get_response(request)


class RefusalRecordMiddleware:
    """Records that a signed-in person was refused a page, by its path alone."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        refused = answer.status_code in (403, 404) and request.resolver_match is not None
        if refused and request.user.is_authenticated:
            record_refusal(by=person(request), address=request.path, reason=str(answer.status_code))
        return answer


class SecondFactorMiddleware:
    """Opens no door to a session without a second factor but those that say so. Stands after the policy."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in REMOVALS and second_factor.is_the_only_one(person(request)):
            raise PermissionDenied(second_factor.KEEP_ONE)
        if request.door.actions[request.method] in (ANYONE, PASSWORD_ONLY):
            return None
        return None if second_factor.is_enough(request) else self.ask(request)

    @staticmethod
    def ask(request: HttpRequest) -> HttpResponse:
        """The way to give the second factor; what was typed is shown first, because it was not saved."""
        address = second_factor.address_to_give(request)
        kept = typed(request) if request.method == "POST" else []
        if kept:
            return render(request, "ground/signed_out.html", {"typed": kept, "sign_in_url": address}, status=403)
        return redirect(address)
