"""A database of a measurement's own, and a plan in it that another process can serve or export."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def database() -> Iterator[None]:
    """A database that is thrown away. Django's test environment is left out: it slows every template down."""
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


def served() -> dict[str, str]:
    """The environment in which the service itself, as in a demonstration, uses this database."""
    from django.conf import settings
    from django.db import connection

    there = os.environ | {"DJANGO_SETTINGS_MODULE": "iip.settings", "SECRET_KEY": settings.SECRET_KEY}
    there["DATABASE_URL"] = f"sqlite:///{connection.settings_dict['NAME']}"
    there["PRIVATE_DIR"] = str(settings.PRIVATE_DIR)
    return there


def run(*arguments: str, env: dict[str, str] | None = None) -> str:
    """What a Python process of its own prints."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, env=env).stdout
