"""What a page of writing answers to a save: the next page, the same with what is wrong, or a line to its script."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assurance.writing.clashes import MOVED
from iip.templatetags.govuk import clock
from iip.typed import typed

WRONG = "Not saved yet: something has to be mended. Press Save to see what."
CLASHED = "Not saved yet: somebody else has written here too. Press Save to see both."


def by_script(request: HttpRequest) -> bool:
    """Whether the page's script saves, and not the person."""
    return request.headers.get("X-Autosave") == "1"


def saved(request: HttpRequest, where: str, said: str, *, seen: str = "") -> HttpResponse:
    """What was sent is written: on to the next page, or the new marks for the script. `where`: an address."""
    if by_script(request):
        return JsonResponse({"seen": seen, "said": f"Saved at {clock(timezone.now())}"})
    messages.success(request, said)
    return redirect(where)


def shown(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page, with what is wrong where something was sent; to a script only a line."""
    if by_script(request):
        clashed = status == 409
        return JsonResponse({"said": CLASHED if clashed else WRONG}, status=409 if clashed else 422)
    if status == 409:
        context = {**context, "moved": MOVED}
    return render(request, template, context, status=status)


def too_late(request: HttpRequest, why: str, *, back_url: str) -> HttpResponse:
    """The page of what was typed where it can no longer be written, with the reason."""
    if by_script(request):
        return JsonResponse({"said": f"Not saved: {why}"}, status=409)
    kept = [(name, value) for name, value in typed(request) if name.lower() != "seen"]
    return render(request, "assurance/too_late.html", {"why": why, "typed": kept, "back_url": back_url}, status=409)
