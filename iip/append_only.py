"""The guards on rows that are written once: triggers, so that the database itself refuses to change or delete."""

from django.apps import apps
from django.db import connections

from iip.models import AppendOnly


def frozen_models():
    """Every concrete model whose rows the database guards."""
    return [m for m in apps.get_models() if issubclass(m, AppendOnly)]


def triggers_of(model) -> list[str]:
    """The names of a model's triggers."""
    return [f"{model._meta.db_table}_{verb}_refused" for verb in ("update", "delete")]


def _statements(model, vendor):
    table = model._meta.db_table
    columns = ", ".join(f'"{f.column}"' for f in model._meta.local_concrete_fields if f.name not in model.changeable)
    frozen = model.frozen_when or "1 = 1"
    deletable = f"NOT ({model.disposed_when})" if model.disposed_when else "1 = 1"
    update, delete = triggers_of(model)
    if vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        yield f'CREATE TRIGGER "{update}" BEFORE UPDATE OF {columns} ON "{table}" WHEN {frozen} {refuse}'
        yield f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{table}" WHEN ({frozen}) AND {deletable} {refuse}'
        return
    yield from _postgresql(table, columns, frozen, deletable, update, delete)


def _postgresql(table, columns, frozen, deletable, update, delete):
    """PostgreSQL forbids sub-selects in WHEN, so the conditions live in the functions."""
    for name, when, goes_on in (
        (update, frozen, "NEW"),
        (delete, f"({frozen}) AND {deletable}", "OLD"),
    ):
        yield (
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f"IF {when} THEN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; "
            f"END IF; RETURN {goes_on}; END $$"
        )
    for name, verb in ((update, f"UPDATE OF {columns}"), (delete, "DELETE")):
        yield f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()'
    yield (
        f'CREATE OR REPLACE FUNCTION "{table}_truncate_refused"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$"
    )
    yield (
        f'CREATE TRIGGER "{table}_truncate_refused" BEFORE TRUNCATE ON "{table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{table}_truncate_refused"()'
    )


def lock(using="default"):
    """Put every guard in place. Run after each migrate: SQLite drops triggers when it rebuilds a table."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    unlock(using)
    with connection.cursor() as cursor:
        for model in frozen_models():
            if model._meta.db_table in tables:
                for statement in _statements(model, connection.vendor):
                    cursor.execute(statement)


def unlock(using="default"):
    """Take the guards away. For migrations that rebuild a table, and for tests that empty the database."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in frozen_models():
            table = model._meta.db_table
            if table not in tables:
                continue
            for name in [*triggers_of(model), f"{table}_truncate_refused"]:
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def missing_guards(using="default") -> list[str]:
    """The names of guards that are not there; empty when all is well."""
    connection = connections[using]
    sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        there = {row[0] for row in cursor.fetchall()}
    wanted = [name for model in frozen_models() for name in triggers_of(model)]
    if connection.vendor == "postgresql":
        wanted += [f"{model._meta.db_table}_truncate_refused" for model in frozen_models()]
    return [name for name in wanted if name not in there]
