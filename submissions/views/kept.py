"""What somebody typed and could not save: shown with the reason, so that no refusal costs a word."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from iip.typed import typed
from submissions.responses import PenMoved

View = Callable[..., HttpResponse]
NOT_WORDS = {"Seen", "Agreed", "Go", "When", "Audience", "About", "Up to"}  # fields that a page sends by itself


def keeps_what_was_typed(view: View) -> View:
    """For a view with a form: where saving is refused, show the reason and everything typed."""

    @wraps(view)
    def kept(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PenMoved as moved:
            return _not_saved(request, str(moved), status=409)
        except PermissionDenied as refused:
            if not _words(request):
                raise
            return _not_saved(request, str(refused), status=403)

    return kept


def _not_saved(request: HttpRequest, reason: str, *, status: int) -> HttpResponse:
    shown = {"reason": reason, "typed": _words(request), "again": request.path}
    return render(request, "submissions/not_saved.html", shown, status=status)


def _words(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, value in typed(request) if name not in NOT_WORDS]
