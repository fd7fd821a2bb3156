"""What every page passes: the headers it bears, and the sign-in it asks for without losing a word."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from iip.typed import typed

UNUSED_FEATURES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class HeadersMiddleware:
    """Keeps pages out of caches and other sites' reach."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        if not request.path.startswith(settings.STATIC_URL):
            answer.headers["Cache-Control"] = "no-store"
        return answer


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks for a sign-in; shows what was typed where the session ended before it was sent."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        kept = typed(request) if request.method == "POST" else []
        if not kept:
            return super().handle_no_permission(request, view_func)
        sign_in = resolve_url(settings.LOGIN_URL)
        shown = {"typed": kept, "sign_in_url": f"{sign_in}?next={request.path}"}
        return render(request, "ground/signed_out.html", shown, status=403)
