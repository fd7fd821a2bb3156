"""The plan document: one immutable value, with a text that is its own for ever."""

import datetime
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iip.canonical import digest
from iip.quarters import Quarter
from submissions.document import FORMAT, PlanDocument, Provenance, document_code
from submissions.facts import ResponseFacts
from submissions.models import Plan, Status
from submissions.responses import save_response
from tests import make_document, make_plan

DOCUMENTS = Path(__file__).resolve().parent.parent / "documents"
FULL = make_document.full()
# fmt: off
FROZEN = {  # the digest of every example ever kept, by its format; neither may change, ever
    1: "ee96f9d24088e5fa9b18835363d2dea7177f668458a646b6ed67d4f3e4b16571",
}
# fmt: on


def others(value: Any, *, is_pair: bool = False) -> Iterator[tuple[str, Any]]:
    """The same value with one thing in it changed, for every thing in it, with the way there.

    A tuple within a tuple is a pair, of a scope and an outcome or of a milestone and its quarter.
    """
    if is_dataclass(value) and not isinstance(value, Quarter | type):
        for field in fields(value):
            for way, other in others(getattr(value, field.name)):
                yield f".{field.name}{way}", replace(value, **{field.name: other})
    elif isinstance(value, dict):
        for key, item in value.items():
            for way, other in others(item):
                yield f"[{key}]{way}", value | {key: other}
    elif isinstance(value, tuple):
        assert value, "an empty part tells nothing: fill it"
        for place, item in enumerate(value):
            if not is_pair:
                yield f"[-{place}]", value[:place] + value[place + 1 :]
            for way, other in others(item, is_pair=True):
                yield f"[{place}]{way}", (*value[:place], other, *value[place + 1 :])
    else:
        yield "", another(value)


def another(value: Any) -> Any:
    assert value, f"{value!r} tells nothing: fill it"
    if isinstance(value, str):
        return f"{value}x"
    if isinstance(value, datetime.date):
        return value + datetime.timedelta(days=1)
    return value + 1


OTHERS = dict(others(FULL))


def test_a_change_anywhere_in_the_document_is_another_document_and_is_read_back():
    assert len(OTHERS) > 250
    seen = {FULL.digest: ""}
    for way, other in OTHERS.items():
        assert other.digest not in seen, (way, seen.get(other.digest))
        seen[other.digest] = way
        assert PlanDocument.load(other.text) == other, way


def test_every_column_of_a_response_is_in_the_document():
    for name in (field.name for field in fields(ResponseFacts)):
        assert any(f"].{name}" in way for way in OTHERS), name


def test_a_text_that_is_read_back_is_the_same_text():
    again = PlanDocument.load(FULL.text)
    assert again == FULL
    assert again.text == FULL.text
    assert again.digest == FULL.digest == digest(FULL.text)


@pytest.mark.parametrize("number", FROZEN)
def test_what_was_frozen_in_any_format_can_be_read_for_ever(number):
    text = (DOCUMENTS / f"format-{number}.json").read_text(encoding="utf-8")
    assert digest(text) == FROZEN[number]
    read = PlanDocument.load(text)
    assert [row.ref for row in read.rows] == ["ORG-A1.a-01", "ORG-D1.c-01", "SYS1-B4.d-01"]
    assert read.by_ref["SYS1-B4.d-01"].response.look_again_on == datetime.date(2027, 3, 27)
    assert str(read.by_ref["ORG-A1.a-01"].response.milestones[0][1]) == "2026/27 Q4"


def test_every_format_has_its_example_and_the_newest_is_what_is_written_now():
    assert sorted(FROZEN) == list(range(1, FORMAT + 1))
    assert (DOCUMENTS / f"format-{FORMAT}.json").read_text(encoding="utf-8") == FULL.text


def test_a_part_for_some_responses_says_nothing_of_the_others():
    part = FULL.only(["ORG-A1.a-01"])
    assert list(part.responses) == ["ORG-A1.a-01"]
    assert [row.ref for row in part.rows] == ["ORG-A1.a-01"]
    assert [finding.outcome for scope in part.scopes for finding in scope.findings] == ["A1.a"]
    for said in ("Summary", "Good", "Improve", "Evidence", "Method", "Payroll", "One sign-in", "Agreed"):
        assert said in FULL.text
        assert said not in part.text


def test_a_document_code_is_the_head_of_the_digest_in_groups():
    assert document_code("0123456789abcdef" * 4) == "0123-4567-89AB"
    where = Provenance("Ashby", "P-1", "Version 1", "Draft", "0123456789abcdef" * 4, datetime.datetime.now(), "Lee")
    assert where.code == "0123-4567-89AB"


# --- from the database


@pytest.fixture
def made(db):
    return make_plan.plan(scopes=("ORG", "SYS1"), recommendations=2, complete=True)


def test_a_plan_is_read_whole_and_its_text_is_read_back(made):
    document = PlanDocument.of(made.plan)
    assert [row.ref for row in document.rows] == ["ORG-A1.a-01", "ORG-A1.b-01", "SYS1-B1.a-01", "SYS1-B1.b-01"]
    assert all(row.finding and row.finding.outcome == row.outcome for row in document.rows)
    assert document.council.name == made.council.name
    assert document.cycle_name == "2026/27"
    assert PlanDocument.load(document.text) == document


def test_the_same_rows_are_the_same_document(made):
    again = Plan.objects.get(pk=made.plan.pk)
    assert PlanDocument.of(again).digest == PlanDocument.of(made.plan).digest


def test_a_document_takes_the_same_few_queries_at_3_rows_and_at_60(db):
    counts = []
    for number in (3, 60):
        plan = Plan.objects.with_council().get(pk=make_plan.plan(recommendations=number, complete=True).plan.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(PlanDocument.of(plan).rows) == number
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9


def test_what_the_choice_has_no_use_for_stays_in_the_row_and_out_of_the_document(made):
    response = made.responses[0]
    save_response(response, make_document.NO_ACTION, seen=response.version, by=made.people.lead)
    response.refresh_from_db()
    assert response.capital == make_plan.COMPLETE["capital"]
    facts = PlanDocument.of(made.plan).responses[response.ref]
    assert (facts.capital, facts.funding, facts.start) == (None, "", None)
    assert facts.risk_owner == "Chief Executive"


def test_every_version_is_what_stands_under_its_digest(db):
    made = make_plan.plan(status=Status.SUBMITTED)
    for version in made.plan.versions.select_related("document"):
        assert digest(version.document.text) == version.document_id
        assert PlanDocument.load(version.document.text).digest == version.document_id
