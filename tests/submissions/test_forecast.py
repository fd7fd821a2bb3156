"""When outcomes reach their target, by examples worked by hand."""

import pytest

from submissions.facts import ResponseFacts
from submissions.forecast import reaches_in
from tests.make_document import Q4, document, finding, implement

ONE, TWO, OTHER = "ORG-A1.a-01", "ORG-A1.a-02", "ORG-B1.a-01"


def reached(responses: dict[str, ResponseFacts], **facts) -> dict:
    """The forecast of a plan whose outcome A1.a is found as said."""
    return reaches_in(document(responses, outcomes={"A1.a": finding("A1.a", **facts)}))


def test_an_outcome_reaches_its_target_when_its_action_ends():
    assert reached({ONE: implement(end=Q4 + 2)}) == {("ORG", "A1.a"): Q4 + 2}


def test_an_outcome_waits_for_the_last_of_its_actions():
    assert reached({ONE: implement(end=Q4 + 2), TWO: implement(end=Q4 + 5)}) == {("ORG", "A1.a"): Q4 + 5}


@pytest.mark.parametrize(
    "stays",
    [
        implement(choice="in_part"),
        ResponseFacts(choice="no_action"),
        ResponseFacts(),
        implement(end=None),
        ResponseFacts(choice="covered", covered_by="ORG-Z9.z-01"),
    ],
)
def test_an_outcome_stays_where_one_of_its_recommendations_will_not_be_done(stays):
    assert reached({ONE: implement(), TWO: stays}) == {}


def test_what_is_already_done_counts_from_when_it_was():
    assert reached({ONE: ResponseFacts(choice="already_done", end=Q4)}) == {("ORG", "A1.a"): Q4}


def test_what_is_covered_is_done_when_the_other_is():
    covered = ResponseFacts(choice="covered", covered_by=OTHER)
    forecast = reached({ONE: covered, OTHER: implement(end=Q4 + 3)})
    assert forecast[("ORG", "A1.a")] == Q4 + 3


def test_what_covers_each_other_in_a_circle_is_never_done():
    one, two = (ResponseFacts(choice="covered", covered_by=ref) for ref in (TWO, ONE))
    assert reached({ONE: one, TWO: two}) == {}


@pytest.mark.parametrize(
    ("found", "moves"),
    [
        ({"target": "achieved", "expected": ""}, True),  # nothing said: to its target
        ({"target": "achieved", "expected": "achieved"}, True),
        ({"target": "achieved", "expected": "partially_achieved"}, False),  # not far enough
        ({"target": "partially_achieved", "expected": "partially_achieved"}, True),
        ({"target": "partially_achieved", "expected": "achieved"}, True),
        ({"target": ""}, False),  # no target set: never "met"
        ({"target": "achieved", "decision": "achieved"}, False),  # met before
        ({"target": "achieved", "decision": "not_assessed"}, False),
    ],
)
def test_an_outcome_moves_as_far_as_its_assurer_expects(found, moves):
    assert bool(reached({ONE: implement()}, **found)) == moves


def test_the_same_outcome_in_two_scopes_is_two_outcomes():
    plan = document({"SYS1-B1.a-01": implement(end=Q4), "SYS2-B1.a-01": implement(end=Q4 + 1)})
    assert reaches_in(plan) == {("SYS1", "B1.a"): Q4, ("SYS2", "B1.a"): Q4 + 1}
