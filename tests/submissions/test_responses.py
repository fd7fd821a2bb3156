"""Saving a response: nothing typed is lost, nothing is written over unseen, and every change says who made it."""

import json

import pytest

from accounts.roles import Role
from submissions.facts import facts_of, read_anew
from submissions.models import Change, Plan, Response, Status
from submissions.responses import Clash, PenMoved, save_response
from tests import make, make_document, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return make_plan.plan(complete=True)


@pytest.fixture
def other(made):
    return make.person(name="Cora Contributor", role=Role.CONTRIBUTOR, at=made.council)


def now(response: Response):
    return facts_of(read_anew(response))


def test_a_save_writes_a_row_for_each_field_that_changed_and_no_other(made):
    response = made.responses[0]
    values = {"capital": 500, "owner": "Head of IT", "justification": make_plan.COMPLETE["justification"]}
    changes = save_response(response, values, seen=1, by=made.people.lead)
    assert {(c.field, json.loads(c.before), json.loads(c.after)) for c in changes} == {
        ("capital", 12_000, 500),
        ("owner", "Chief Information Officer", "Head of IT"),
    }
    assert {(c.version, c.by, c.source, c.batch) for c in changes} == {(2, made.people.lead, "form", "")}
    assert now(response).capital == 500


def test_a_save_that_changes_nothing_leaves_no_trace(made):
    response = made.responses[0]
    before = Change.objects.count()
    assert save_response(response, make_plan.COMPLETE, seen=1, by=made.people.lead) == []
    response.refresh_from_db()
    assert (response.version, Change.objects.count()) == (1, before)


def test_what_was_changed_together_is_marked_together_for_an_undo(made):
    changes = []
    for response in made.responses:
        changes += save_response(
            response, {"notes": "x"}, seen=1, by=made.people.lead, source=Change.Source.WORKBOOK, batch="B-1"
        )
    assert list(Change.objects.filter(batch="B-1").values_list("source", flat=True)) == ["workbook"] * 2
    assert [json.loads(change.before) for change in changes] == ["", ""]


def test_a_half_finished_answer_is_saved(made):
    response = make_plan.plan().responses[0]
    save_response(response, {"justification": "To be go"}, seen=0, by=made.people.lead)
    assert now(response).justification == "To be go"


def test_two_people_in_different_fields_both_keep_their_words(made, other):
    response = made.responses[0]
    save_response(response, {"justification": "Hers"}, seen=1, by=other)
    changes = save_response(response, {"notes": "His"}, seen=1, by=made.people.lead)
    assert [change.field for change in changes] == ["notes"]
    assert (now(response).justification, now(response).notes) == ("Hers", "His")


def test_a_form_that_sends_every_field_takes_back_nothing_that_another_saved(made, other):
    response = made.responses[0]
    shown = make_plan.COMPLETE
    save_response(response, {"justification": "Hers"}, seen=1, by=other)
    save_response(response, shown | {"notes": "His"}, seen=1, by=made.people.lead)
    assert (now(response).justification, now(response).notes) == ("Hers", "His")


def test_two_people_in_one_field_are_shown_both_values_and_nothing_is_written(made, other):
    response = made.responses[0]
    save_response(response, {"justification": "Hers", "capital": 1}, seen=1, by=other)
    before = Change.objects.count()
    with pytest.raises(Clash) as clash:
        save_response(response, {"justification": "His", "capital": 2, "notes": "x"}, seen=1, by=made.people.lead)
    assert {(f.name, f.mine, f.theirs, f.by) for f in clash.value.fields} == {
        ("justification", "His", "Hers", "Cora Contributor"),
        ("capital", 2, 1, "Cora Contributor"),
    }
    assert clash.value.version == 2
    assert now(response).notes == ""
    assert Change.objects.count() == before


def test_whoever_has_chosen_saves_against_what_they_were_shown(made, other):
    response = made.responses[0]
    save_response(response, {"justification": "Hers"}, seen=1, by=other)
    with pytest.raises(Clash) as clash:
        save_response(response, {"justification": "His"}, seen=1, by=made.people.lead)
    save_response(response, {"justification": "His"}, seen=clash.value.version, by=made.people.lead)
    assert now(response).justification == "His"


def test_the_same_change_by_two_people_is_no_clash(made, other):
    response = made.responses[0]
    save_response(response, {"justification": "Ours"}, seen=1, by=other)
    assert save_response(response, {"justification": "Ours"}, seen=1, by=made.people.lead) == []


def test_a_change_and_its_way_back_is_still_a_change_to_whoever_saw_the_first(made, other):
    response = made.responses[0]
    first = make_plan.COMPLETE["justification"]
    save_response(response, {"justification": "Hers"}, seen=1, by=other)
    save_response(response, {"justification": first}, seen=2, by=other)
    save_response(response, {"justification": first, "notes": "His"}, seen=1, by=made.people.lead)
    assert (now(response).justification, now(response).notes) == (first, "His")


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_nothing_is_written_in_a_plan_that_is_no_draft(status):
    made = make_plan.plan(status=status)
    response, edition = made.responses[0], Plan.objects.get(pk=made.plan.pk).edition
    with pytest.raises(PenMoved, match="has just been handed over"):
        save_response(response, {"notes": "Late"}, seen=response.version, by=made.people.lead)
    assert now(response).notes == ""
    assert Plan.objects.get(pk=made.plan.pk).edition == edition


def test_every_save_counts_in_the_plans_edition(made):
    before = Plan.objects.get(pk=made.plan.pk).edition
    save_response(made.responses[0], {"notes": "x"}, seen=1, by=made.people.lead)
    assert Plan.objects.get(pk=made.plan.pk).edition == before + 1


def test_changing_the_choice_keeps_what_the_new_choice_has_no_use_for(made):
    response = made.responses[0]
    save_response(response, make_document.NO_ACTION, seen=1, by=made.people.lead)
    save_response(response, {"choice": "implement"}, seen=2, by=made.people.lead)
    assert now(response).capital == make_plan.COMPLETE["capital"]


def test_an_owner_is_a_post_of_the_council_and_the_same_post_each_time(made):
    posts = made.council.posts.filter(title=make_plan.COMPLETE["owner"])
    assert posts.count() == 1
    assert {response.owner for response in made.responses} == {posts.get()}
