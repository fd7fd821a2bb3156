"""Default deny: a page opens only where the table of doors says so, and only if it asks there."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.urls import resolve, reverse

from iip.doors import DOORS
from iip.policy import CLOSED, Door, PolicyMiddleware, asked, differences, form, page_names, posts, reads

HERE: dict[str, Door] = {}  # the table in place of the service's own


@pytest.fixture
def table(settings):
    """Puts doors into the table, or takes one away with None."""

    def put(**changes):
        HERE.clear()
        HERE.update({name: door for name, door in (DOORS | changes).items() if door})
        settings.DOORS = f"{__name__}.HERE"

    return put


def knock(view, *, name="health", method="GET"):
    """What the middleware makes of a view that stands behind the door of a page."""
    request = RequestFactory().generic(method, reverse(name))
    request.resolver_match = resolve(request.path)

    def get_response(request):
        return middleware.process_view(request, view, (), {}) or view(request)

    middleware = PolicyMiddleware(get_response)
    return middleware(request)


def silent(request):
    """A view that never asks at the door."""
    return HttpResponse("secret")


def test_the_service_starts_with_its_own_table():
    assert differences(DOORS) == []
    PolicyMiddleware(silent)


def test_a_page_without_a_door_stops_the_start(table):
    table(health=None)
    with pytest.raises(ImproperlyConfigured, match="The table of doors is wrong: health has no door"):
        PolicyMiddleware(silent)


def test_a_door_without_a_page_stops_the_start(table):
    table(nowhere=reads("read"))
    with pytest.raises(ImproperlyConfigured, match="nowhere is no page"):
        PolicyMiddleware(silent)


def test_a_page_that_never_asks_at_the_door_is_stopped(table):
    table(health=reads("read_plan"))
    with pytest.raises(ImproperlyConfigured, match="/health/ answered without asking at the door"):
        knock(silent)


def test_a_page_that_asks_is_shown_and_hears_what_it_asks_for(table):
    table(health=form("write", read="look"))
    assert knock(lambda request: HttpResponse(asked(request))).content == b"look"
    assert knock(lambda request: HttpResponse(asked(request)), method="POST").content == b"write"


def test_a_page_that_sends_people_away_need_not_have_asked(table):
    table(health=reads("read_plan"))
    assert knock(lambda request: HttpResponseRedirect("/")).status_code == 302


def test_a_closed_door_is_no_page(table):
    table(health=CLOSED)
    with pytest.raises(Http404):
        knock(silent)


@pytest.mark.parametrize(
    ("door", "method", "allowed"),
    [(reads("look"), "POST", "GET, HEAD"), (posts("do"), "GET", "POST"), (form("do"), "DELETE", "GET, HEAD, POST")],
)
def test_a_method_that_the_door_does_not_have_is_refused_before_the_page_runs(table, door, method, allowed):
    table(health=door)
    page = knock(silent, method=method)
    assert (page.status_code, page["Allow"]) == (405, allowed)


def test_every_address_has_a_name_of_its_own_or_goes_by_its_route():
    names = list(page_names())
    assert len(names) == len(set(names))
    assert all(name and "None" not in name for name in names)
