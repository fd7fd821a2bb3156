"""A page that saves by itself after a pause: what its script is told. The page is complete without it."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from iip.templatetags.govuk import clock

WRONG = "Not saved yet: something has to be mended. Press Save to see what."


def by_script(request: HttpRequest) -> bool:
    """Whether the page's script saves, and not the person."""
    return request.headers.get("X-Autosave") == "1"


def saved_line(seen: object, more: str = "", *, partly: bool = False) -> JsonResponse:
    """It is saved: the marks of what is saved now, and a sentence. `partly`: something on the page is not."""
    said = f"Saved at {clock(timezone.now())}"
    return JsonResponse({"seen": seen, "said": f"{said}. {more}" if more else said, "partly": partly})


def unsaved_line(said: str, *, status: int) -> JsonResponse:
    """It is not saved, and why."""
    return JsonResponse({"said": said}, status=status)
