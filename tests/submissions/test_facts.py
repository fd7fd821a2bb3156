"""A response as a plain value: what the rows say, alone and all together, without what its choice has no use for."""

import pytest

from iip.quarters import Quarter
from submissions.document import PlanDocument, WorkstreamFacts
from submissions.facts import (
    NAMES,
    ResponseFacts,
    differing,
    facts_by_ref,
    facts_of,
    read_anew,
    tidied,
)
from submissions.models import Plan, Waiver, Workstream
from submissions.responses import save_response
from tests import make, make_document, make_plan

Q4 = Quarter.make(2026, 4)
EVERYTHING = make_plan.COMPLETE | {
    "supporting_posts": ("Head of Legal", "A first helper"),
    "further_outcomes": (("ORG", "D1.c"), ("ORG", "A1.b")),
    "milestones": (("Second by name", Q4), ("A later one", Q4 + 1)),
    "support": ("skills", "money"),
    "workstream": "Identity",
}


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
    assert facts_of(read_anew(response)) == full
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


# --- all together


@pytest.fixture
def made(db):
    made = make_plan.plan(recommendations=3)
    first, second, third = made.responses
    save_response(first, EVERYTHING, seen=0, by=made.people.lead)
    save_response(second, {"waits_for": (third.ref, first.ref)}, seen=0, by=made.people.lead)
    save_response(third, {"choice": "covered", "covered_by": first.ref}, seen=0, by=made.people.lead)
    return made


@pytest.mark.django_db
def test_all_responses_together_say_what_each_says_alone(made):
    alone = {response.ref: facts_of(response) for response in made.plan.responses.order_by("ref")}

    assert facts_by_ref(made.plan) == alone
    first, second, _ = alone.values()
    assert first.supporting_posts == ("Head of Legal", "A first helper")
    assert first.milestones == (("Second by name", Q4), ("A later one", Q4 + 1))
    assert first.further_outcomes == (("ORG", "A1.b"), ("ORG", "D1.c"))
    assert len(second.waits_for) == 2


@pytest.mark.django_db
def test_a_document_holds_the_workstreams_and_waivers_of_its_plan_alone(made):
    post = make.post(council=made.council, title="Head of IT")
    Workstream.objects.create(plan=made.plan, name="Backups", lead=post, purpose="Restore in a day.")
    Waiver.objects.create(plan=made.plan, rule="dates", subject="ORG-A1.a-01", reason="Agreed.", by=made.people.lead)
    make_plan.plan().plan.workstreams.create(name="Of another council")

    document = PlanDocument.of(made.plan)
    assert document.workstreams == (
        WorkstreamFacts("Backups", "Head of IT", "Restore in a day."),
        WorkstreamFacts("Identity", "", ""),
    )
    (waiver,) = document.waivers
    assert (waiver.rule, waiver.subject, waiver.reason) == ("dates", "ORG-A1.a-01", "Agreed.")
    assert waiver.by == made.people.lead.name


@pytest.mark.django_db
def test_a_document_is_read_in_four_queries_whatever_its_size(django_assert_num_queries):
    for recommendations in (1, 30):
        made = make_plan.plan(recommendations=recommendations, complete=True)
        plan = Plan.objects.with_council().get(pk=made.plan.pk)
        with django_assert_num_queries(4):
            PlanDocument.of(plan)
