"""What a page of writing answers to a save: the next page, the same with what is wrong, or a line to its script."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assurance.writing.clashes import MOVED
from iip.autosaving import WRONG, by_script, saved_line, unsaved_line
from iip.typed import typed

CLASHED = "Not saved yet: somebody else has written here too. Press Save to see both."


def saved(request: HttpRequest, where: str, said: str, *, seen: str = "") -> HttpResponse:
    """What was sent is written: on to the next page, or the new marks for the script. `where`: an address."""
    if by_script(request):
        return saved_line(seen)
    messages.success(request, said)
    return redirect(where)


def shown(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page, with what is wrong where something was sent; to a script only a line."""
    if by_script(request):
        clashed = status == 409
        return unsaved_line(CLASHED if clashed else WRONG, status=409 if clashed else 422)
    if status == 409:
        context = {**context, "moved": MOVED}
    return render(request, template, context, status=status)


def too_late(request: HttpRequest, why: str, *, back_url: str) -> HttpResponse:
    """The page of what was typed where it can no longer be written, with the reason."""
    if by_script(request):
        return unsaved_line(f"Not saved: {why}", status=409)
    kept = [(name, value) for name, value in typed(request) if name.lower() != "seen"]
    return render(request, "assurance/too_late.html", {"why": why, "typed": kept, "back_url": back_url}, status=409)
