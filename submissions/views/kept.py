"""What somebody typed and could not save: shown with the reason, so that no refusal costs a word."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from iip.autosaving import by_script, unsaved_line
from iip.typed import typed
from submissions.responses import PenMoved

View = Callable[..., HttpResponse]
NOT_WORDS = {"Seen", "Agreed", "Take", "Go", "When", "Audience", "About", "Up"}  # how fields of its own begin


def keeps_what_was_typed(view: View) -> View:
    """For a view with a form: where saving is refused, show the reason and everything typed."""

    @wraps(view)
    def kept(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PenMoved as moved:
            return not_saved(request, str(moved), _words(request), status=409)
        except PermissionDenied as refused:
            if not _words(request):
                raise
            return not_saved(request, str(refused), _words(request), status=403)

    return kept


def not_saved(request: HttpRequest, reason: str, typed: list[tuple[str, str]], *, status: int) -> HttpResponse:
    """The page of what somebody typed and could not save, with the reason; to a script only the reason."""
    if by_script(request):
        return unsaved_line(f"Not saved: {reason}", status=status)
    shown = {"reason": reason, "typed": typed, "again": request.get_full_path()}
    return render(request, "submissions/not_saved.html", shown, status=status)


def _words(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, value in typed(request) if name.partition(" ")[0] not in NOT_WORDS]
