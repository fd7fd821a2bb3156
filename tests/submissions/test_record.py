"""The record: versions frozen where the content changed, events chained so that nothing can be put in between."""

import pytest

from submissions.models import Document, Status
from submissions.record import hash_of
from submissions.responses import save_response
from tests import make_plan

pytestmark = pytest.mark.django_db


def test_each_event_is_chained_to_the_one_before():
    made = make_plan.plan(status=Status.SUBMITTED)
    events = list(made.plan.events.all())
    assert [event.previous_hash for event in events] == ["", *[event.hash for event in events[:-1]]]
    assert all(hash_of(event) == event.hash for event in events)


@pytest.mark.parametrize("name", ["by_name", "note", "to_status", "typed_name", "declaration", "digest", "number"])
def test_another_word_in_an_event_is_another_hash(name):
    event = make_plan.plan(status=Status.SIGNED_OFF).plan.events.last()
    setattr(event, name, 99 if name == "number" else "other")
    assert hash_of(event) != event.hash


def test_a_version_is_frozen_only_where_the_content_changed():
    made = make_plan.plan(complete=True)
    make_plan.walk(made, "share", "recall", "share")
    assert made.plan.versions.count() == 1
    make_plan.step(made, "recall")
    save_response(made.responses[0], {"notes": "x"}, seen=1, by=made.people.lead)
    make_plan.step(made, "share")
    assert [version.number for version in made.plan.versions.all()] == [2, 1]


def test_content_that_comes_back_is_a_new_version_of_the_same_document():
    made = make_plan.plan(complete=True)
    for seen, notes in enumerate(["", "x", ""]):
        save_response(made.responses[0], {"notes": notes}, seen=max(seen, 1), by=made.people.lead)
        make_plan.walk(made, "share", "recall")
    digests = list(made.plan.versions.order_by("number").values_list("document", flat=True))
    assert len(digests) == 3
    assert digests[0] == digests[2] != digests[1]
    assert Document.objects.filter(plan=made.plan).count() == 2


def test_the_words_of_a_signature_are_copied_and_outlast_a_new_name():
    made = make_plan.plan(status=Status.SIGNED_OFF)
    approver = made.people.approver
    name = approver.name
    approver.name = "Married Name"
    approver.save()
    event = made.plan.events.get(step="sign_off")
    assert (event.by_name, event.by_title, event.capacity) == (name, "Director", "own")
    assert event.digest == made.plan.versions.first().document_id


def test_a_plan_counts_its_rounds():
    made = make_plan.plan(status=Status.APPROVAL)
    assert made.plan.round == 2  # once to the assurer and back
    make_plan.step(made, "approver_return")
    assert made.plan.round == 3
