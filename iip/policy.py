"""Default deny: a page opens only if its name stands in the table of doors, and only as the table says.

The table itself (`iip/doors.py`) is on the roof. A view asks for its object through an app's `access` module,
which reads here which action the page in hand asks for; so the action is written down once. A page that answers
without having asked is a fault of ours and is stopped here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

ANYONE = "anyone"  # public: no sign-in
SIGNED_IN = "signed in"  # any signed-in person; the page shows what is theirs
PASSWORD_ONLY = "password only"  # signed in, perhaps still without the second factor


@dataclass(frozen=True)
class Door:
    """What one page asks for, by method. `closed` is never opened: the address answers 404."""

    actions: Mapping[str, str]
    closed: bool = False

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(self.actions)


def reads(action: str) -> Door:
    """A page that is only looked at."""
    return Door({"GET": action, "HEAD": action})


def form(action: str, *, read: str = "") -> Door:
    """A page with a form; `read`, where looking asks for less than sending."""
    return Door({"GET": read or action, "HEAD": read or action, "POST": action})


def posts(action: str) -> Door:
    """A button without a page of its own."""
    return Door({"POST": action})


CLOSED = Door({}, closed=True)


def page_names(resolver: URLResolver | None = None, prefix: str = "", route: str = "") -> Iterator[str]:
    """The name of every address of the service; one without a name goes by its route, "route:…"."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from page_names(entry, inner, here)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}" if entry.name else f"route:{here}"


def differences(doors: Mapping[str, Door]) -> list[str]:
    """What stands in the table and not among the addresses, or the other way about."""
    names = set(page_names())
    return [f"{name} has no door" for name in sorted(names - set(doors))] + [
        f"{name} is no page" for name in sorted(set(doors) - names)
    ]


def asked(request) -> str:
    """The action that the page in hand asks for. Calling it is what opens the door."""
    request.door_opened = True
    return request.door.actions[request.method]


class PolicyMiddleware:
    """Refuses to start where table and addresses differ, and every page that is not declared."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.doors = import_string(settings.DOORS)
        if wrong := differences(self.doors):
            raise ImproperlyConfigured("The table of doors is wrong: " + "; ".join(wrong))

    def __call__(self, request):
        page = self.get_response(request)
        door = getattr(request, "door", None)
        if door and not self._was_opened(request, door) and page.status_code < 300:
            raise ImproperlyConfigured(f"{request.path} answered without asking at the door.")
        return page

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        door = self.doors.get(match.view_name or f"route:{match.route}")
        if door is None or door.closed:
            raise Http404
        if request.method not in door.methods:
            page = render(request, "405.html", status=405)
            page["Allow"] = HttpResponseNotAllowed(door.methods)["Allow"]
            return page
        request.door = door
        return None

    @staticmethod
    def _was_opened(request, door):
        open_to_all = {ANYONE, SIGNED_IN, PASSWORD_ONLY}
        return door.actions[request.method] in open_to_all or getattr(request, "door_opened", False)
