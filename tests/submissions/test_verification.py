"""Whether the record is whole: nothing false about a clean one, and every break found where it is."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from assurance.models import Report
from iip import append_only
from submissions.models import Document, Event, Plan, Status, Submission, Version
from submissions.record import CHAINED, hash_of
from submissions.verification import breaks, counts
from tests import make_plan

pytestmark = pytest.mark.django_db
OTHER_VALUES = {
    "number": 99,
    "step": "share",
    "from_status": "closed",
    "to_status": "closed",
    "by_name": "Somebody Else",
    "by_email": "else@example.org",
    "by_title": "Head of Else",
    "role": "reader",
    "at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC),
    "note": "Something else",
    "details": "{}",
    "round": 9,
    "expected_by": datetime.date(2020, 1, 1),
    "version": 7,
    "digest": "0" * 64,
    "typed_name": "Somebody Else",
    "capacity": "delegated",
    "declaration": "I declare something else.",
    "previous_hash": "0" * 64,
    "hash": "0" * 64,
}


def run():
    out = StringIO()
    call_command("verify_record", stdout=out)
    return out.getvalue()


@pytest.fixture
def made():
    """Submitted, opened for an update and handed over again: two versions, one submission."""
    made = make_plan.plan(status=Status.SUBMITTED)
    make_plan.walk(made, "update")
    make_plan.complete_all(made, justification="We have thought again.")
    make_plan.walk(made, "share")
    return made


@pytest.fixture
def unlocked(made):
    """The same with the database's guards away, as somebody has them who owns the database."""
    append_only.unlock()  # until the test's transaction is rolled back
    return made


def places():
    """What was found, but for the guards that the test itself has taken away."""
    return [str(found) for found in breaks() if "guard" not in found.what]


def signing(made):
    return made.plan.events.filter(step="sign_off")


def cut(event):
    event.notifications.all().delete()
    Event.objects.filter(pk=event.pk)._raw_delete("default")


def test_a_clean_record_is_whole_and_its_parts_are_counted(made):
    make_plan.plan()
    assert list(breaks()) == []
    assert counts() == {
        "plans": 2, "events": 11, "documents": 2, "versions": 2, "submissions": 1, "minutes": 0,
        "issued reports": 2,
    }  # fmt: skip
    assert run().startswith("The record is whole: 2 plans, 11 events")


def test_the_table_of_values_covers_every_word_of_an_event():
    own = {field.attname for field in Event._meta.concrete_fields} - {"id", "plan_id", "hash", "by_id"}
    assert own == set(OTHER_VALUES) - {"hash"}
    assert set(CHAINED) == own | {"by_id"}


@pytest.mark.parametrize("name", sorted(OTHER_VALUES))
def test_a_changed_word_of_an_event_is_found_where_it_is(unlocked, name):
    number = signing(unlocked).get().number
    signing(unlocked).update(**{name: OTHER_VALUES[name]})
    place = 99 if name == "number" else number
    assert any(found.startswith(f"plan {unlocked.plan.reference}, event {place}:") for found in places())


def test_an_event_given_to_another_person_is_found(unlocked):
    signing(unlocked).update(by=unlocked.people.lead)
    assert len(places()) == 1
    assert "its words are not those its hash was made from" in places()[0]


def test_an_event_sealed_anew_is_found_by_the_one_after_it(unlocked):
    event = signing(unlocked).get()
    event.note = "Something else"
    signing(unlocked).update(note=event.note, hash=hash_of(event))
    (found,) = places()
    assert f"event {event.number + 1}: it does not follow from the event before it" in found


def test_a_tail_that_was_cut_off_is_found(unlocked):
    last = unlocked.plan.events.order_by("-number").first()
    cut(last)
    assert (
        f"plan {unlocked.plan.reference}: {last.number} events were written and {last.number - 1} are here" in places()
    )


def test_a_middle_that_was_cut_out_is_found(unlocked):
    event = signing(unlocked).get()
    cut(event)
    assert (
        f"plan {unlocked.plan.reference}, event {event.number + 1}: event {event.number} should stand here" in places()
    )


def test_a_status_that_no_step_led_to_is_found(made):
    Plan.objects.update(status=Status.CLOSED)
    assert places() == [f"plan {made.plan.reference}: its status is not the one its last event led to"]


def test_a_changed_document_is_found(unlocked):
    document = unlocked.plan.versions.get(number=1).document
    Document.objects.filter(pk=document.pk).update(text=document.text.replace("£", "") + " ")
    assert places() == [f"document {document.pk[:12]}: its text is not the one its digest was made from"]


def test_a_changed_report_is_found(unlocked):
    report = Report.objects.get()
    Report.objects.update(document=report.document.replace("not_achieved", "achieved"))
    (found,) = places()
    assert found.startswith(f"report {unlocked.plan.assessment.reference} ORG, version 1: its text")


def test_a_version_that_points_to_another_document_is_found(unlocked):
    second = unlocked.plan.versions.get(number=2)
    Version.objects.filter(number=1).update(document=second.document)
    (found,) = places()
    assert found == f"plan {unlocked.plan.reference}, version 1: its document is not the one that was handed over"


def test_a_version_that_nobody_handed_over_is_found(made):
    Version.objects.create(plan=made.plan, number=3, document=made.plan.versions.get(number=2).document)
    assert places() == [f"plan {made.plan.reference}, version 3: no event handed it over"]


def test_a_submission_of_another_version_is_found(unlocked):
    Submission.objects.update(version=unlocked.plan.versions.get(number=2))
    (found,) = places()
    assert found.endswith("its version is not the one that was submitted")


def test_a_submission_that_is_in_force_no_more_is_found(made):
    Submission.objects.update(in_force=False)
    (found,) = places()
    assert found.endswith("whether it is in force is wrong")


def test_a_submission_that_was_taken_away_is_found(unlocked):
    unlocked.plan.submissions.get().submittedfindings.all().delete()
    unlocked.plan.submissions.get().submittedactions.all().delete()
    Submission.objects.all()._raw_delete("default")
    assert places() == [f"plan {unlocked.plan.reference}: its submissions are not those that its events made"]


def test_a_missing_guard_is_found_and_the_command_ends_with_1(made):
    with connection.cursor() as cursor:
        on = " ON submissions_event" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER submissions_event_update_refused{on}")
    out = StringIO()
    with pytest.raises(CommandError, match="The record is broken in 1 place.") as ended:
        call_command("verify_record", stdout=out)
    assert ended.value.returncode == 1
    assert out.getvalue() == "submissions_event_update_refused: this guard of the database is missing\n"


def test_with_its_guards_the_database_itself_refuses_to_change_the_record(made):
    with pytest.raises(DatabaseError), transaction.atomic():
        signing(made).update(note="Something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.update(text="{}")
    assert list(breaks()) == []
