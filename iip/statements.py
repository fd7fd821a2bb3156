"""Queries whose SQL is written once: Django takes longer to write a union than the database to answer it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

OPEN = -(2**31)  # stands in the SQL where the key will be; no row has such a key


class Statement:
    """A query about the row of one key, for example the plan's. What it yields is text and whole numbers alone,
    since nothing is converted on the way.
    """

    def __init__(self, query_about: Callable[[int], "QuerySet[Any, Any]"]):
        self.query_about = query_about

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        return self.query_about(OPEN).query.sql_with_params()

    def rows(self, key: int) -> list[tuple[Any, ...]]:
        """The rows about this key. One query."""
        sql, values = self._written
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if value == OPEN else value for value in values])
            return cursor.fetchall()
