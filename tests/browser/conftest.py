"""What browser tests share."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from accounts.models import User
from tests import make
from tests.browser.people import Person, Seat


@pytest.fixture
def seat(browser: Browser, browser_context_args: dict[str, Any], live_server, settings) -> Iterator[Seat]:
    """Gives a person a browser of their own, signed in."""
    settings.SECOND_FACTOR_REQUIRED = True
    seats: list[Person] = []

    def take(user: User) -> Person:
        make.second_factor(user)
        context = browser.new_context(**browser_context_args, base_url=live_server.url)
        seats.append(Person(user, context))
        seats[-1].sign_in()
        return seats[-1]

    yield take
    for person in seats:
        person.context.close()
