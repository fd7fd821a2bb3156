"""Queries whose SQL is written once: Django takes longer to write most of ours than the database to answer them."""

import inspect
from collections.abc import Callable
from copy import copy
from functools import cached_property, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

P = ParamSpec("P")
Row = TypeVar("Row")
# What stands for a key in what is written: a number that every column can hold and no query of ours has, or words.
PLACES = {int: lambda n: 32_700 + n, str: lambda n: f"key {n} of a statement"}


def written_once(query: Callable[P, "QuerySet[Any, Row]"]) -> Callable[P, list[Row]]:
    """Make a function of keys that returns a queryset into one that asks the database and returns the rows.

    The query is written at the first call and serves every later one, so it must not depend on the keys other than
    by comparing with them as they are. Each key is annotated `int` or `str`; no key may be left out.
    """
    statement = _Statement(query)

    @wraps(query)
    def rows(*keys: P.args, **named: P.kwargs) -> list[Row]:
        return list(statement.about(*keys, **named))

    return rows


class _Statement:
    """One such query."""

    def __init__(self, query: Callable[..., "QuerySet[Any, Any]"]):
        self._query = query

    def about(self, *keys: Any, **named: Any) -> "QuerySet[Any, Any]":
        """The queryset about these keys, with its SQL written."""
        queryset, compiler, slots = self._written
        given = dict(zip(self._names, keys, strict=False)) | named
        values = list(compiler.written[1])
        for position, name in slots:
            values[position] = given[name]
        # A clone would copy every condition; only who writes the SQL differs. The types know none of these names.
        query = copy(queryset.query)
        query.get_compiler = lambda *_, **__: compiler.with_values(values)  # type: ignore[method-assign]
        found: QuerySet[Any, Any] = QuerySet(queryset.model, query)
        found._iterable_class, found._fields = queryset._iterable_class, queryset._fields  # type: ignore[attr-defined]
        return found

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self._query).parameters)

    @cached_property
    def _written(self) -> "tuple[QuerySet[Any, Any], _WrittenCompiler, list[tuple[int, str]]]":
        kinds = inspect.get_annotations(self._query, eval_str=True)
        places = {name: PLACES[kinds[name]](n) for n, name in enumerate(self._names)}
        queryset = self._query(**places)
        assert not queryset._prefetch_related_lookups, "What is fetched besides is not written once."  # type: ignore[attr-defined]
        compiler = _WrittenCompiler(queryset.query.get_compiler(DEFAULT_DB_ALIAS))
        slots = [(n, name) for n, value in enumerate(compiler.written[1]) for name in places if value == places[name]]
        unused = places.keys() - {name for _, name in slots}
        assert not unused, f"The query does not compare with {unused} as it is."
        return queryset, compiler, slots


class _WrittenCompiler:
    """A compiler that has written its SQL, and goes on to read rows as Django's does."""

    def __init__(self, compiler: SQLCompiler):
        self._compiler = compiler
        self.written = compiler.as_sql()
        self._converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])

    def with_values(self, values: list[Any]) -> SQLCompiler:
        """A compiler of this thread's connection that has written these values into the SQL."""
        # As a backend's own compiler would: these two are what such a one overrides.
        compiler = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.get_converters = lambda *_: self._converters  # type: ignore[method-assign]
        compiler.as_sql = lambda *_, **__: (self.written[0], tuple(values))  # type: ignore[method-assign]
        return compiler
