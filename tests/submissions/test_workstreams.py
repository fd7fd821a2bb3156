"""The workstreams of a plan: added and changed by whoever responds, through the fence, and never unseen."""

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from submissions.budget import Budget
from submissions.columns import MONEY
from submissions.facts import ResponseFacts
from submissions.models import Status, Workstream
from submissions.responses import PenMoved, save_response
from submissions.rolled_up import rolled_up
from submissions.workstreams import Taken, add_workstream
from tests import make, make_plan
from tests.make_document import Q1, Q4, document, implement
from tests.submissions.sent_forms import controls, signed_in

pytestmark = pytest.mark.django_db

NETWORKS = {"name": "Networks", "lead": "Head of IT", "purpose": "Segment <it>"}


@pytest.fixture
def made():
    return make_plan.plan()


def where(made, more: str = "") -> str:
    return f"/plans/{made.plan.reference}/workstreams/{more}"


def post(user, address, **values):
    return signed_in(user).post(address, values)


def test_a_workstream_is_added_with_its_lead_and_counts_as_a_write_to_the_plan(made):
    made.plan.refresh_from_db()
    edition = made.plan.edition
    post(made.people.lead, where(made), **NETWORKS)
    added = made.plan.workstreams.get()
    made.plan.refresh_from_db()

    assert (added.name, added.lead.title, added.purpose) == ("Networks", "Head of IT", "Segment <it>")
    assert made.plan.edition == edition + 1
    text = signed_in(made.people.qa).get(where(made)).content.decode()
    assert "Segment &lt;it&gt;" in text
    assert "<textarea" not in text


def test_a_name_is_taken_once_in_a_plan(made):
    post(made.people.lead, where(made), **NETWORKS)
    page = post(made.people.lead, where(made), **NETWORKS | {"name": "networks"})

    assert "There is a workstream with this name: enter another" in page.content.decode()
    assert made.plan.workstreams.count() == 1
    with pytest.raises(Taken):
        add_workstream(made.plan, name="NETWORKS")


def test_a_change_is_written_over_what_the_person_saw(made):
    stream = add_workstream(made.plan, name="Networks")
    lead = signed_in(made.people.lead)
    shown = controls(lead.get(where(made, f"{stream.pk}/")).content.decode())

    assert lead.post(where(made, f"{stream.pk}/"), shown | {"purpose": "Mine"}).status_code == 302
    late = lead.post(where(made, f"{stream.pk}/"), shown | {"purpose": "Late words"})
    text = late.content.decode()
    assert "Somebody else changed this workstream" in text
    assert "Mine" in text
    assert "Late words" in text
    stream.refresh_from_db()
    assert stream.purpose == "Mine"

    again = controls(text)
    assert lead.post(where(made, f"{stream.pk}/"), again).status_code == 302
    stream.refresh_from_db()
    assert stream.purpose == "Late words"


def test_who_does_not_respond_is_refused_and_keeps_what_they_typed(made):
    for user in (made.people.qa, made.people.approver, make.person(role=Role.READER, at=made.council)):
        refused = post(user, where(made), **NETWORKS)
        assert refused.status_code == 403
        assert "Segment &lt;it&gt;" in refused.content.decode()
    stranger = make.person(role=Role.CAF_LEAD, at=make.council())
    assert post(stranger, where(made), **NETWORKS).status_code == 404
    assert not Workstream.objects.exists()


def test_after_the_hand_over_nothing_is_written_and_every_word_is_shown():
    made = make_plan.plan(status=Status.INTERNAL_QA)
    refused = post(made.people.lead, where(made), **NETWORKS)

    assert refused.status_code == 403
    assert "so it cannot be changed now" in refused.content.decode()
    assert "Segment &lt;it&gt;" in refused.content.decode()
    with pytest.raises(PenMoved):
        add_workstream(made.plan, name="Networks")
    assert not Workstream.objects.exists()


def test_a_delegate_is_told_that_the_page_is_about_the_whole_plan(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assert signed_in(delegate).get(where(made)).status_code == 403


def test_the_form_of_a_response_offers_the_workstreams(made):
    add_workstream(made.plan, name="Networks")
    ref = made.responses[0].ref
    text = signed_in(made.people.lead).get(f"/plans/{made.plan.reference}/recommendations/{ref}/").content.decode()
    assert '<option value="Networks">Networks</option>' in text


# --- what it comes to

ONE, TWO, THREE = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"


def test_a_workstream_is_as_long_as_its_actions_and_costs_what_they_cost():
    answers = {
        ONE: implement(workstream="Networks", capital=10, annual=1, start=Q4 + 1, end=Q4 + 2, funding="unfunded"),
        TWO: implement(workstream="Networks", capital=5, revenue=7, annual=0, start=Q4, end=Q4 + 1),
        THREE: implement(workstream="Networks", cost_basis="not_known", capital=None, annual=None, end=None),
        "ORG-A2.a-01": implement(workstream="Elsewhere", capital=1_000),
        "ORG-A2.b-01": ResponseFacts(choice="no_action", workstream="Networks"),
    }
    found = rolled_up(document(answers))["Networks"]

    assert (found.start, found.end, found.unscheduled) == (Q4, Q4 + 2, 1)
    assert found.quarters == "2026/27 Q4 to 2027/28 Q2"
    money = [(kind, each.cost, each.gap) for kind, each in found.money.lines]
    assert money == [("One-off capital", 15, 10), ("One-off revenue", 7, 0), ("Annual (running) cost", 1, 1)]
    assert (found.money.actions, found.money.not_known) == (3, 1)


def test_a_workstream_of_one_quarter_says_it_once_and_one_without_dates_says_none():
    one = rolled_up(document({ONE: implement(workstream="Networks", end=Q4)}))["Networks"]
    none = rolled_up(document({ONE: implement(workstream="Networks", start=None)}))["Networks"]
    assert (one.quarters, none.quarters) == ("2026/27 Q4", "")


QUARTERS = st.none() | st.integers(Q1.number, Q1.number + 20).map(lambda number: Q1 + (number - Q1.number))


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["", "Networks", "Identity"]), st.integers(0, 10**6), QUARTERS, QUARTERS),
        min_size=3,
        max_size=3,
    ),
    end=QUARTERS,
)
def test_workstreams_add_up_to_the_plan_and_moving_a_date_moves_its_own_alone(rows, end):
    answers = {
        ref: implement(workstream=name, capital=cost, start=start, end=to)
        for ref, (name, cost, start, to) in zip((ONE, TWO, THREE), rows, strict=True)
    }
    before, whole = rolled_up(document(answers)), Budget(document(answers))
    loose = [group for group in whole.by_workstream if group.label == "No workstream"]
    groups = [each.money for each in before.values()] + loose
    for kind in MONEY:
        assert sum(getattr(group.cost, kind) for group in groups) == sum(
            getattr(facts, kind) for facts in answers.values()
        )
    after = rolled_up(document(answers | {ONE: implement(**{**vars(answers[ONE]), "end": end})}))
    moved = answers[ONE].workstream
    assert {name: each for name, each in before.items() if name != moved} == {
        name: each for name, each in after.items() if name != moved
    }


def test_the_page_says_what_each_workstream_comes_to(made):
    stream = {"workstream": add_workstream(made.plan, name="Networks").name, "funding": "unfunded"}
    add_workstream(made.plan, name="Empty")
    for response, more in zip(made.responses, ({}, {"end": None, "start": None}), strict=True):
        save_response(response, make_plan.COMPLETE | stream | more, seen=0, by=made.people.lead)
    text = signed_in(made.people.lead).get(where(made)).content.decode()

    assert '2026/27 Q4 to 2027/28 Q1<span class="app-note">1 action not scheduled</span>' in text
    assert 'One-off capital: £24,000<span class="app-note">£24,000 of it not funded</span>' in text
    assert strip_tags(text.partition(">Empty</a>")[2].partition("</tr>")[0]) == "––0––"
