"""What to do first: the matrix, the order and its reasons, by examples worked by hand and by properties."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.facts import ResponseFacts
from submissions.priorities import Priorities
from submissions.responses import save_response
from tests import make_plan
from tests.counting import queries
from tests.make_document import document, implement
from tests.submissions.sent_forms import signed_in

ONE, TWO, THREE = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-A2.a-01"


def plan(responses: dict[str, ResponseFacts], **risks: str) -> Priorities:
    """The priorities of a plan; `risks` of one, two and three are high where not given."""
    made = document(responses)
    given = {ref: risks.get(name, "high") for ref, name in ((ONE, "one"), (TWO, "two"), (THREE, "three"))}
    (scope,) = made.scopes
    asked = tuple(replace(each, risk=given.get(each.ref, "high")) for each in scope.recommendations)
    return Priorities(replace(made, scopes=(replace(scope, recommendations=asked),)))


def refs(priorities: Priorities) -> list[str]:
    return [each.ref for each in priorities.order]


def test_the_matrix_has_each_action_where_its_risk_and_effort_meet():
    found = plan({ONE: implement(effort="low"), TWO: implement(effort="high"), THREE: implement(effort="")}, two="low")
    assert [(risk, [_refs(cell) for cell in cells]) for risk, cells in found.matrix] == [
        ("High", [[ONE], [], [], [THREE]]),
        ("Medium", [[], [], [], []]),
        ("Low", [[], [], [TWO], []]),
    ]


def _refs(cell) -> list[str]:
    return [ref for _, refs in cell.groups for ref in refs]


def test_a_cell_of_the_matrix_tells_its_actions_apart_by_complexity_the_lowest_first():
    four = "ORG-A3.a-01"
    answers = {
        ONE: implement(complexity="high"),
        TWO: implement(complexity=""),
        THREE: implement(complexity="low"),
        four: implement(complexity="high"),
    }
    cell = plan(answers).matrix[0][1][0]
    said = (("Low complexity", (THREE,)), ("High complexity", (ONE, four)), ("Complexity not said", (TWO,)))
    assert (cell.count, cell.groups) == (4, said)


def test_the_higher_risk_comes_first_and_then_the_smaller_effort_and_complexity():
    four = "ORG-A3.a-01"
    answers = {
        ONE: implement(effort="low", complexity="high"),
        TWO: implement(effort="low"),
        THREE: implement(effort="medium"),
        four: implement(effort="low", complexity="low"),
    }
    assert refs(plan(answers, two="medium")) == [four, ONE, THREE, TWO]


def test_what_others_wait_for_comes_as_early_as_the_most_urgent_of_them_and_says_so():
    answers = {ONE: implement(waits_for=(TWO,)), TWO: implement(effort="high"), THREE: implement(effort="medium")}
    found = plan(answers, two="low")
    assert refs(found) == [TWO, ONE, THREE]
    assert found.order[0].reason == (
        f"Low risk, high effort, low complexity. It comes this early because {ONE} waits for it."
    )
    assert found.order[1].reason == (
        f"High risk, low effort, low complexity: a quick win. It comes after {TWO}, which it waits for."
    )


def test_a_quick_win_lowers_more_than_a_low_risk_for_low_effort_and_complexity():
    answers = {ONE: implement(), TWO: implement(), THREE: implement(complexity="medium")}
    assert [each.ref for each in plan(answers, two="low").quick_wins] == [ONE]
    assert [each.ref for each in plan(answers, two="medium").quick_wins] == [ONE, TWO]


def test_what_nobody_has_said_is_said_to_be_so_and_comes_last():
    found = plan({ONE: implement(effort="", complexity=""), TWO: implement(effort="high")})
    assert refs(found) == [TWO, ONE]
    assert found.order[1].reason == "High risk, effort not said, complexity not said."


def test_only_what_is_done_is_put_in_order():
    assert refs(plan({ONE: ResponseFacts(choice="no_action"), TWO: implement(), THREE: ResponseFacts()})) == [TWO]


MANY = [f"ORG-A1.a-{n:02}" for n in range(1, 8)]
LEVELS = st.sampled_from(["", "low", "medium", "high"])


@given(
    answers=st.lists(st.builds(lambda e, c: implement(effort=e, complexity=c), LEVELS, LEVELS), min_size=7, max_size=7),
    waits=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12),
    in_a_circle=st.booleans(),
)
def test_every_action_has_one_place_and_none_comes_before_what_it_waits_for(answers, waits, in_a_circle):
    arrows = waits if in_a_circle else [(max(pair), min(pair)) for pair in waits if pair[0] != pair[1]]
    waiting = {n: tuple(MANY[other] for one, other in arrows if one == n) for n in range(7)}
    order = refs(plan({MANY[n]: replace(facts, waits_for=waiting[n]) for n, facts in enumerate(answers)}))
    assert sorted(order) == MANY
    if not in_a_circle:
        assert all(order.index(MANY[other]) < order.index(MANY[one]) for one, other in arrows)


# --- the page


@pytest.mark.django_db
def test_the_page_shows_the_matrix_the_quick_wins_and_the_order_with_its_reasons():
    made = make_plan.plan()
    save_response(made.responses[0], make_plan.COMPLETE, seen=0, by=made.people.lead)
    text = signed_in(made.people.lead).get(f"/plans/{made.plan.reference}/priorities/").content.decode()
    assert "Quick wins (1)" in text
    assert "High risk, low effort, low complexity: a quick win." in text
    assert '<strong>1</strong><span class="app-note">Low complexity:</span> <a class="govuk-link"' in text


@pytest.mark.django_db
def test_the_priorities_of_sixty_ask_the_database_no_more_than_of_three():
    few, many = make_plan.plan(recommendations=3, complete=True), make_plan.plan(recommendations=60, complete=True)
    counts = [queries(signed_in(m.people.lead), f"/plans/{m.plan.reference}/priorities/") for m in (few, many)]
    assert counts[0] == counts[1] <= 15
