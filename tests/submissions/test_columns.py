"""The council's columns: what applies to which choice, and how each value is written and kept."""

import datetime
import json

import pytest

from assurance.template import COUNCIL_HEADINGS
from submissions.columns import COLUMNS, MATERIAL, NEEDED, OPTIONAL, from_plain, plain
from submissions.facts import NAMES
from tests import make_document

FULL = make_document.full_response(covered_by="ORG-A1.b-01", waits_for=("ORG-A1.b-01", "ORG-A2.a-01"))


def test_every_column_of_the_workbook_is_one_of_the_response_and_the_other_way_about():
    assert {heading.name for heading in COUNCIL_HEADINGS} | {"milestones"} == set(COLUMNS) == set(NAMES)


def test_every_column_applies_to_some_choice_and_is_not_both_needed_and_optional():
    for choice, needed in NEEDED.items():
        assert not set(needed) & set(OPTIONAL[choice]), choice
        assert set(needed) | set(OPTIONAL[choice]) <= set(NAMES), choice
    applied = {name for choice in NEEDED for name in (*NEEDED[choice], *OPTIONAL[choice])}
    assert applied | {"choice"} == set(NAMES)
    assert set(MATERIAL) <= set(NAMES)


def test_a_column_is_open_until_there_is_a_choice():
    assert all(column.applies_to("") for column in COLUMNS.values())
    assert COLUMNS["risk_owner"].applies_to("no_action")
    assert not COLUMNS["risk_owner"].applies_to("implement")
    assert not COLUMNS["capital"].applies_to("no_action")
    assert COLUMNS["choice"].applies_to("no_action")


@pytest.mark.parametrize("name", NAMES)
def test_a_value_is_read_back_from_its_json(name):
    value = getattr(FULL, name)
    assert value
    assert from_plain(name, json.loads(json.dumps(plain(value)))) == value


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_read_back_as_nothing(name):
    nothing = getattr(make_document.ResponseFacts(), name)
    assert from_plain(name, plain(nothing)) == nothing


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("choice", "in_part", "Implement in part"),
        ("capital", 12_000, "£12,000"),
        ("capital", 0, "£0"),
        ("capital", None, ""),
        ("start", make_document.Q4, "2026/27 Q4"),
        ("look_again_on", datetime.date(2027, 3, 27), "27 March 2027"),
        ("support", ("money", "peer_advice"), "Money; Peer advice"),
        ("waits_for", ("ORG-A1.a-01", "ORG-A1.b-01"), "ORG-A1.a-01; ORG-A1.b-01"),
        ("further_outcomes", (("ORG", "D1.c"), ("SYS1", "B4.d")), "ORG D1.c; SYS1 B4.d"),
        ("milestones", (("Live", make_document.Q4),), "Live 2026/27 Q4"),
        ("effort_days", 20, "20"),
        ("notes", "", ""),
    ],
)
def test_a_value_is_written_as_people_read_it(name, value, written):
    assert COLUMNS[name].written(value) == written
