"""Counting what a page asks of the database."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries(client: Client, address: str) -> int:
    """How many queries a page takes that answers with 200; savepoints, which only tests have, are not counted."""
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address)
    assert page.status_code == 200, page.status_code
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured)
