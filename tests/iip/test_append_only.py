"""Rows that are written once: the database itself refuses to change, delete or empty them."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import NATIONAL_ROLES
from assurance.models import Finding, Report
from iip import append_only
from submissions.models import (
    Change,
    Disposal,
    Document,
    Event,
    Status,
    Submission,
    SubmittedAction,
    SubmittedFinding,
    Version,
)
from tests import make_plan

ALWAYS = (AuditEvent, Change, Document, Event, Version, Submission)


def refused(action) -> bool:
    """Whether the database refuses, in its own words."""
    try:
        with transaction.atomic():
            action()
    except DatabaseError as problem:
        return "append-only" in str(problem)
    return False


@pytest.fixture
def made(db):
    return make_plan.plan(status=Status.SUBMITTED)


def test_every_guard_is_in_place_after_migrate(db):
    assert append_only.missing_guards() == []
    assert set(ALWAYS) < set(append_only.frozen_models())


def test_no_column_of_a_row_written_once_can_be_changed(made):
    for model in ALWAYS:
        row = model.objects.values().first()
        for field in model._meta.local_concrete_fields:
            change = model.objects.filter(pk=row[model._meta.pk.attname])
            value = row[field.attname]
            if field.name in model.changeable:
                change.update(**{field.attname: value})
            else:
                assert refused(lambda c=change, f=field, v=value: c.update(**{f.attname: v})), (model, field)


def test_no_row_written_once_can_be_deleted(made):
    for model in ALWAYS:
        row = model.objects.first()
        assert refused(lambda m=model, r=row: m.objects.filter(pk=r.pk)._raw_delete("default")), model


def test_a_report_may_change_until_it_is_issued(made):
    report = Report.objects.get()
    assert refused(lambda: Report.objects.filter(pk=report.pk).update(why="Other"))
    assert refused(lambda: Finding.objects.filter(report=report).update(comment="Other"))
    Report.objects.filter(pk=report.pk).update(state=Report.State.REPLACED)
    draft = make_plan.report(scope=report.scope)
    draft.findings.update(comment="Other")
    draft.findings.all().delete()


def test_the_record_of_a_plan_may_be_deleted_where_a_disposal_stands(made):
    events = Event.objects.filter(plan=made.plan)
    assert refused(lambda: events._raw_delete("default"))
    SubmittedAction.objects.all().delete()
    SubmittedFinding.objects.all().delete()
    Disposal.objects.create(plan_id=made.plan.pk, last_hash=events.last().hash, at=timezone.now())
    Submission.objects.filter(plan=made.plan).delete()
    events.delete()
    assert not Event.objects.filter(plan=made.plan).exists()
    assert refused(lambda: Disposal.objects.update(last_hash=""))


def test_a_guard_that_is_missing_is_named(db):
    name = append_only.triggers_of(Event)[0]
    with connection.cursor() as cursor:
        on = ' ON "submissions_event"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "{name}"{on}')
    assert append_only.missing_guards() == [name]
    append_only.lock()
    assert append_only.missing_guards() == []


def test_no_table_of_rows_written_once_can_be_emptied(made):
    empty = {"postgresql": 'TRUNCATE "{}" CASCADE', "sqlite": 'DELETE FROM "{}"'}[connection.vendor]
    connection.check_constraints()  # PostgreSQL empties no table while it still has rows to check
    for model in ALWAYS:
        with connection.cursor() as cursor:
            assert refused(lambda c=cursor, m=model: c.execute(empty.format(m._meta.db_table))), model


@pytest.mark.django_db(transaction=True)
def test_a_test_that_empties_the_database_finds_the_guards_and_the_national_roles_again():
    make_plan.plan(status=Status.APPROVAL)
    append_only.unlock()
    call_command("flush", interactive=False, verbosity=0)
    assert not Event.objects.exists()
    assert append_only.missing_guards() == []
    assert set(Group.objects.values_list("name", flat=True)) >= set(NATIONAL_ROLES)
