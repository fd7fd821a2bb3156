"""Whoever gets at the database leaves a trace: random tampering is found, and clean records raise no alarm."""

import os
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models, transaction

from assurance.models import Report
from iip import append_only
from submissions.models import Document, Event, Plan, Status, Submission, Version
from submissions.record import CHAINED
from submissions.verification import breaks
from tests import make_plan

pytestmark = pytest.mark.django_db
LONG = bool(os.environ.get("LONG"))
TAMPERINGS, CLEAN = (1_000, 1_000) if LONG else (60, 8)
WORDS = sorted({*CHAINED, "hash"} - {"by_id", "at", "expected_by", "version"})  # each of these: test_verification
Tampering = Callable[[random.Random], str]


def any_row(chance: random.Random, rows: models.QuerySet) -> Any:
    return rows.get(pk=chance.choice(list(rows.values_list("pk", flat=True))))


def other(chance: random.Random, value: Any) -> Any:
    """Something else of the same kind."""
    if isinstance(value, int):
        return value + chance.randint(100, 500)  # a number that is taken, the database itself refuses
    at, letter = chance.randrange(len(value) + 1), chance.choice("abcdef0123456789 £é")
    return value[:at] + letter + value[at + chance.randint(0, 1) :] + chance.choice(" x")


def a_word_of_an_event(chance: random.Random) -> str:
    name = chance.choice(WORDS)
    with_one = Event.objects.exclude(digest="")  # a digest without its version the database refuses
    event = any_row(chance, with_one if name == "digest" else Event.objects.all())
    value = other(chance, getattr(event, name))
    if isinstance(value, str):
        value = value[: event._meta.get_field(name).max_length]
    if value == getattr(event, name):  # what was put in was cut off again
        value = f"{value[:-1]}{'y' if value[-1] != 'y' else 'z'}"
    Event.objects.filter(pk=event.pk).update(**{name: value})
    return f"{name} of {event}"


def an_event_taken_out(chance: random.Random) -> str:
    event = any_row(chance, Event.objects.exclude(step="submit"))  # that one a submission holds on to
    event.notifications.all().delete()
    Event.objects.filter(pk=event.pk)._raw_delete("default")
    return f"{event} is gone"


def two_events_change_places(chance: random.Random) -> str:
    plan = any_row(chance, Plan.objects.filter(events_written__gt=1))
    one, two = chance.sample(list(plan.events.all()), 2)
    Event.objects.filter(pk=one.pk).update(number=9_999)
    Event.objects.filter(pk=two.pk).update(number=one.number)
    Event.objects.filter(pk=one.pk).update(number=two.number)
    return f"{one} and {two}"


def an_event_of_another_plan(chance: random.Random) -> str:
    one, two = chance.sample(list(Plan.objects.all()), 2)
    event = any_row(chance, one.events.all())
    number = max(two.events.values_list("number", flat=True)) + 1
    Event.objects.filter(pk=event.pk).update(plan=two, number=number)
    return f"{event} moved"


def the_text_of_a_document(chance: random.Random) -> str:
    document = any_row(chance, Document.objects.all())
    Document.objects.filter(pk=document.pk).update(text=other(chance, document.text))
    return f"document {document}"


def the_text_of_a_report(chance: random.Random) -> str:
    report = any_row(chance, Report.objects.exclude(issued_at=None))
    Report.objects.filter(pk=report.pk).update(document=other(chance, report.document))
    return f"report {report}"


def the_document_of_a_version(chance: random.Random) -> str:
    version = any_row(chance, Version.objects.all())
    instead = any_row(chance, Document.objects.exclude(pk=version.document_id))
    Version.objects.filter(pk=version.pk).update(document=instead)
    return f"{version}"


def the_number_of_a_version(chance: random.Random) -> str:
    version = any_row(chance, Version.objects.all())
    Version.objects.filter(pk=version.pk).update(number=version.number + chance.randint(10, 20))
    return f"{version}"


def where_a_plan_stands(chance: random.Random) -> str:
    plan = any_row(chance, Plan.objects.all())
    Plan.objects.filter(pk=plan.pk).update(status=chance.choice([s for s in Status if s != plan.status]))
    return f"status of {plan}"


def how_many_events_there_were(chance: random.Random) -> str:
    plan = any_row(chance, Plan.objects.all())
    Plan.objects.filter(pk=plan.pk).update(events_written=plan.events_written + chance.choice([-1, 1, 7]))
    return f"count of {plan}"


def which_submission_is_in_force(chance: random.Random) -> str:
    submission = any_row(chance, Submission.objects.all())
    Submission.objects.filter(pk=submission.pk).update(in_force=False, number=submission.number)
    return f"{submission}"


TAMPERING: tuple[Tampering, ...] = (
    a_word_of_an_event, a_word_of_an_event, a_word_of_an_event, an_event_taken_out, two_events_change_places,
    an_event_of_another_plan, the_text_of_a_document, the_text_of_a_report, the_document_of_a_version,
    the_number_of_a_version, where_a_plan_stands, how_many_events_there_were, which_submission_is_in_force,
)  # fmt: skip


def records() -> None:
    """Plans of several lengths: begun, signed, submitted, submitted and handed over again."""
    make_plan.plan()
    make_plan.plan(status=Status.SIGNED_OFF)
    make_plan.plan(status=Status.SUBMITTED)
    made = make_plan.plan(status=Status.SUBMITTED)
    make_plan.walk(made, "update")
    make_plan.complete_all(made, justification="We have thought again.")
    make_plan.walk(made, "share", "return_feedback")


def found() -> list[str]:
    """What is found, but for the guards that the test itself has taken away."""
    return [str(place) for place in breaks() if "guard" not in place.what]


def test_whatever_is_tampered_with_is_found():
    records()
    append_only.unlock()  # as somebody can who owns the database
    assert found() == []
    for seed in range(TAMPERINGS):
        chance = random.Random(seed)
        tamper = chance.choice(TAMPERING)
        with transaction.atomic():
            what = tamper(chance)
            assert found(), f"{tamper.__name__}, seed {seed}: {what}"
            transaction.set_rollback(True)
    assert found() == []


def test_a_clean_record_raises_no_alarm():
    chance = random.Random(7)
    for _ in range(CLEAN):
        make_plan.plan(recommendations=1, status=chance.choice(list(Status)))
    assert list(breaks()) == []
