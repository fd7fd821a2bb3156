"""When a response is complete: the table of the interfaces page, row by row."""

import datetime
from typing import Any

import pytest

from iip.quarters import Quarter
from submissions.completeness import is_complete, lacking, what_is_missing
from submissions.facts import ResponseFacts

Q4 = Quarter.make(2026, 4)
ACTION: dict[str, Any] = {
    "justification": "It lowers the risk.",
    "priority": "high",
    "owner": "Head of IT",
    "effort": "low",
    "complexity": "low",
    "cost_basis": "quoted",
    "capital": 0,
    "revenue": 0,
    "annual": 0,
    "funding": "funded",
    "start": Q4,
    "end": Q4,
}
TABLE: dict[str, dict[str, Any]] = {  # what makes each choice complete, and nothing less does
    "implement": ACTION,
    "in_part": ACTION | {"action": "All but the last step."},
    "already_done": {"owner": "Head of IT", "justification": "Done in May.", "end": Q4},
    "covered": {"covered_by": "ORG-A1.b-01"},
    "no_action": {
        "justification": "The risk is small.",
        "why_no_action": "cost",
        "risk_owner": "Chief Executive",
        "look_again_on": datetime.date(2027, 3, 27),
    },
}
FIELDS = [(choice, name) for choice, needed in TABLE.items() for name in needed]


def facts(choice: str, **values) -> ResponseFacts:
    return ResponseFacts(choice=choice, **TABLE[choice] | values)


@pytest.mark.parametrize("choice", TABLE)
def test_a_response_is_complete_with_what_its_choice_asks_for_and_no_more(choice):
    assert is_complete(facts(choice))
    assert what_is_missing(facts(choice)) == ""


@pytest.mark.parametrize(("choice", "name"), FIELDS)
def test_a_response_is_incomplete_without_any_of_them(choice, name):
    without = facts(choice, **{name: None if not isinstance(TABLE[choice][name], str) else ""})
    assert lacking(without) == [name]


def test_without_a_choice_the_choice_is_what_is_missing():
    assert lacking(ResponseFacts()) == ["choice"]
    assert what_is_missing(ResponseFacts(**ACTION)) == "response"


def test_costs_not_known_yet_are_an_honest_answer_and_a_blank_is_not():
    unknown = {"capital": None, "revenue": None, "annual": None}
    assert is_complete(facts("implement", cost_basis="not_known", **unknown))
    assert lacking(facts("implement", cost_basis="estimated", **unknown)) == ["capital", "revenue", "annual"]


def test_nought_is_an_amount():
    assert is_complete(facts("implement", capital=0, revenue=0, annual=0))


def test_what_is_part_funded_says_how_much_of_each():
    part = facts("implement", funding="part_funded")
    assert lacking(part) == ["funded_capital", "funded_revenue", "funded_annual"]
    assert is_complete(facts("implement", funding="part_funded", funded_capital=0, funded_revenue=0, funded_annual=0))
    unknown = {"cost_basis": "not_known", "capital": None, "revenue": None, "annual": None}
    assert is_complete(facts("implement", funding="part_funded", **unknown))


@pytest.mark.parametrize("funding", ["funded", "bid_submitted", "unfunded"])
def test_what_is_funded_or_not_at_all_need_not_say_how_much(funding):
    assert is_complete(facts("implement", funding=funding))


def test_what_is_missing_is_said_in_the_words_of_the_page():
    lacks = facts("implement", justification="", priority="", owner="")
    assert what_is_missing(lacks) == "justification, priority and accountable owner"
    assert what_is_missing(facts("no_action", look_again_on=None)) == "look again on"
