"""The plan check: what is incomplete or impossible, each in a sentence that says what to do."""

import pytest

from iip.money import MOST
from submissions.facts import ResponseFacts
from submissions.plan_check import errors
from tests.make_document import Q4, document, implement

ONE, TWO, THREE = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-A2.a-01"


def found(**responses: ResponseFacts) -> list[tuple[str, str, str]]:
    """The faults of a plan with three complete responses, but for those given: one, two, three."""
    refs = {"one": ONE, "two": TWO, "three": THREE}
    plan = document({refs[name]: responses.get(name, implement()) for name in refs})
    return [(fault.rule, fault.ref, fault.sentence) for fault in errors(plan)]


def test_a_complete_and_possible_plan_has_no_error():
    assert found(one=implement(waits_for=(TWO, THREE)), two=implement(waits_for=(THREE,))) == []


def test_what_is_missing_is_said():
    assert found(two=implement(owner="")) == [("incomplete", TWO, "Add accountable owner.")]


def test_an_end_before_its_start_is_an_error_and_in_the_same_quarter_is_none():
    assert found(one=implement(start=Q4, end=Q4)) == []
    assert found(one=implement(start=Q4 + 1, end=Q4)) == [
        ("dates", ONE, "It ends in 2026/27 Q4, before it starts in 2027/28 Q1: change one of them.")
    ]


@pytest.mark.parametrize("name", ["capital", "revenue", "annual"])
def test_no_more_is_funded_than_it_costs(name):
    part = {"funding": "part_funded", "funded_capital": 0, "funded_revenue": 0, "funded_annual": 0}
    costs = part | {name: 1_000}
    assert found(one=implement(**costs | {f"funded_{name}": 1_000})) == []
    assert found(one=implement(**costs | {f"funded_{name}": 1_001})) == [
        ("funded", ONE, "£1,001 is funded of a cost of £1,000: change one of them.")
    ]


def test_an_amount_beyond_the_most_is_an_error():
    assert found(one=implement(capital=MOST)) == []
    assert [rule for rule, *_ in found(one=implement(capital=MOST + 1))] == ["money"]


def test_what_waits_for_itself_by_way_of_others_is_an_error_for_each_in_the_circle():
    circle = {"one": implement(waits_for=(TWO,)), "two": implement(waits_for=(THREE,))}
    assert found(**circle) == []
    assert [(rule, ref) for rule, ref, _ in found(**circle, three=implement(waits_for=(ONE,)))] == [
        ("circle", ONE),
        ("circle", TWO),
        ("circle", THREE),
    ]


def test_who_waits_for_a_circle_is_not_in_it():
    faults = found(
        one=implement(waits_for=(TWO,)), two=implement(waits_for=(THREE,)), three=implement(waits_for=(TWO,))
    )
    assert [ref for _, ref, _ in faults] == [TWO, THREE]


def test_what_is_covered_by_itself_or_in_a_circle_is_an_error():
    covered = ResponseFacts(choice="covered", covered_by=ONE)
    assert found(two=covered) == []
    assert [(rule, ref) for rule, ref, _ in found(one=covered)] == [("covered", ONE)]
    circle = found(one=ResponseFacts(choice="covered", covered_by=TWO), two=covered)
    assert [(rule, ref) for rule, ref, _ in circle] == [("covered", ONE), ("covered", TWO)]


def test_what_leans_on_a_recommendation_that_is_not_in_the_plan_is_an_error():
    gone = "ORG-Z9.z-01"
    assert found(one=ResponseFacts(choice="covered", covered_by=gone)) == [
        ("unknown", ONE, f"It is covered by {gone}, which is not in this plan: choose another.")
    ]
    assert found(one=implement(waits_for=(gone,))) == [
        ("unknown", ONE, f"It depends on {gone}, which is not in this plan: choose another.")
    ]


def test_errors_come_in_the_order_of_the_report():
    faults = found(three=implement(owner=""), one=implement(owner="", start=Q4 + 1, end=Q4))
    assert [(rule, ref) for rule, ref, _ in faults] == [("incomplete", ONE), ("dates", ONE), ("incomplete", THREE)]
