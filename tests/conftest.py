"""What every test stands on: one settled database, and a browser where a test asks for a page."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db.backends.postgresql.creation import DatabaseCreation
from django.test import TransactionTestCase

from iip import append_only

# Playwright's own event loop runs in the test's thread; the tests themselves are not asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

VIEWPORTS = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 320, "height": 640}}


def drop_the_database(creation: DatabaseCreation, name: str, verbosity: int) -> None:
    """Drop a test database of PostgreSQL although a thread of the live server still holds a connection to it."""
    with creation._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # Django's own way in
        cursor.execute(f"DROP DATABASE {creation.connection.ops.quote_name(name)} WITH (FORCE)")


def pytest_configure() -> None:
    DatabaseCreation._destroy_test_db = drop_the_database  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _nothing_remembered_from_the_last_test() -> None:
    """Rate limits count in the cache."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _rows_written_once_may_be_emptied_between_tests() -> Iterator[None]:
    """Takes the guards away before a test's database is emptied; what follows a migrate puts them back."""
    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # Django's own hook

    def unlock_and_empty(case: TransactionTestCase) -> None:
        append_only.unlock()
        empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", unlock_and_empty)
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's own Chromium; as root it refuses to run in its sandbox."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"args": args} | ({"executable_path": path} if path else {})


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"viewport": VIEWPORTS["wide"], "locale": "en-GB"}


@pytest.fixture
def complaints(page: Any) -> list[str]:
    """What the browser complains of while a page is used: refused content, faults in scripts.

    A test says at its end that there is nothing in it.
    """
    found: list[str] = []
    page.on("console", lambda m: found.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: found.append(str(fault)))
    return found
