"""A response as a plain value: what the rows say, and nothing that its choice has no use for."""

import pytest

from submissions.facts import NAMES, ResponseFacts, differing, facts_of, tidied, with_facts
from submissions.models import Response
from submissions.responses import save_response
from tests import make_document, make_plan


@pytest.mark.django_db
def test_every_column_that_is_saved_is_read_back_as_it_was():
    made = make_plan.plan(scopes=("ORG", "SYS1"))
    response, other, *_ = made.responses
    full = make_document.full_response(
        waits_for=(other.ref,), covered_by=other.ref, further_outcomes=(("ORG", "A2.a"), ("SYS1", "B4.d"))
    )
    assert all(getattr(full, name) for name in NAMES)
    values = {name: getattr(full, name) for name in NAMES}
    changed = save_response(response, values, seen=0, by=made.people.lead)
    assert {change.field for change in changed} == set(NAMES)
    assert facts_of(with_facts(Response.objects.filter(pk=response.pk)).get()) == full
    assert save_response(response, values, seen=1, by=made.people.lead) == []


def test_what_the_choice_has_no_use_for_is_left_out():
    relevant = make_document.full_response(choice="no_action").relevant()
    assert relevant.risk_owner == "Chief Executive"
    assert (relevant.capital, relevant.start, relevant.owner, relevant.milestones) == (None, None, "", ())
    assert make_document.full_response(choice="").relevant() == make_document.full_response(choice="")


def test_the_plain_form_is_read_back():
    full = make_document.full_response()
    assert ResponseFacts.from_plain(full.plain()) == full
    assert ResponseFacts.from_plain({}) == ResponseFacts()


def test_two_answers_differ_in_the_columns_in_which_they_differ():
    one, other = make_document.implement(), make_document.implement(capital=1, notes="x")
    assert differing(one, other) == ["capital", "notes"]
    assert differing(one, other, ["notes", "owner"]) == ["notes"]
    assert differing(one, one) == []


def test_lists_without_an_order_of_their_own_are_put_into_one():
    tidy = tidied({"waits_for": ("B", "A"), "support": ("skills", "money"), "supporting_posts": ("Z", "A")})
    assert tidy == {"waits_for": ("A", "B"), "support": ("money", "skills"), "supporting_posts": ("Z", "A")}
