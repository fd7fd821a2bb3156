"""A plan as data: JSON that keeps to its published schema, and a table that no spreadsheet calculates."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from assurance import template
from assurance.document import ReportDocument
from submissions.columns import COLUMNS
from submissions.document import PlanDocument
from submissions.exports.data import plan_json
from submissions.exports.table import plan_csv, safe
from submissions.facts import ResponseFacts
from tests import make_document
from tests.submissions import documents as d
from tests.submissions import sample_documents as samples

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/plan.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
FROZEN = Path(__file__).parents[1] / "documents/format-1.json"
LARGE = d.document(*(d.implement(capital=n * 1_000, workstream="Identity") for n in range(1, 151)))


def exported(plan: PlanDocument, **facts) -> Any:
    return json.loads(plan_json(plan, d.provenance(plan, **facts)))


def table(plan: PlanDocument) -> list[dict[str, str]]:
    text = plan_csv(plan, d.provenance(plan)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- JSON


def test_the_schema_is_one_and_leaves_no_room_for_what_it_does_not_name():
    Draft202012Validator.check_schema(SCHEMA)
    for name, part in {"": SCHEMA, **SCHEMA["$defs"]}.items():
        if part.get("type") == "object":
            assert part["additionalProperties"] is False, name
            assert set(part["required"]) == set(part["properties"]), name


@pytest.mark.parametrize(
    "plan",
    [
        make_document.full(),
        LARGE,
        d.document(ResponseFacts(), d.implement()),
        d.document(scopes=(d.scope(0),)),
        replace(LARGE, scopes=(), responses={}),
        PlanDocument.load(FROZEN.read_text()),
        samples.tarnside(),
    ],
    ids=["every field", "150", "unanswered", "no recommendation", "no scope", "frozen", "tarnside"],
)
def test_what_is_exported_keeps_to_the_schema(plan):
    assert [fault.message for fault in VALIDATOR.iter_errors(exported(plan, gates=(d.gate(),)))] == []


def test_what_does_not_keep_to_the_schema_is_found():
    good = exported(make_document.full())
    for wrong in (
        good | {"comments": []},
        good | {"plan": good["plan"] | {"starts": "2026 Q3"}},
        good | {"provenance": good["provenance"] | {"marking": "OFFICIAL"}},
    ):
        assert list(VALIDATOR.iter_errors(wrong))
    response = next(iter(good["plan"]["responses"].values()))
    for name, value in {
        "capital": 1.5,
        "choice": "later",
        "further_outcomes": [["ORG"]],
        "look_again_on": "soon",
    }.items():
        assert not list(VALIDATOR.iter_errors(good))
        kept, response[name] = response[name], value
        assert list(VALIDATOR.iter_errors(good)), name
        response[name] = kept


def test_the_schema_has_the_values_of_the_code():
    named = SCHEMA["$defs"]
    for name, column in COLUMNS.items():
        if column.heading.choices:
            assert values_of(named["response"]["properties"][name]) - {""} == set(column.heading.choices.labels), name
    assert values_of(named["finding"]["properties"]["decision"]) == set(template.DECISION.labels)
    assert values_of(named["recommendation"]["properties"]["control_types"]) == set(template.CONTROL_TYPES.labels)
    assert set(named["report"]["properties"]) == set(ReportDocument.__dataclass_fields__)


def values_of(part: dict[str, Any]) -> set[str]:
    """The values that a part of the schema allows."""
    part = part.get("items", part)
    options = [part, *part.get("anyOf", ())]
    options += [SCHEMA["$defs"][o["$ref"].rpartition("/")[2]] for o in options if "$ref" in o]
    return {value for option in options for value in option.get("enum", ())}


def test_a_document_comes_back_out_of_its_export():
    for plan in (make_document.full(), LARGE):
        assert PlanDocument.load(json.dumps(exported(plan)["plan"])).digest == plan.digest


@pytest.mark.parametrize("text", d.HOSTILE.values(), ids=d.HOSTILE)
def test_hostile_text_is_text_in_json(text):
    plan = d.document(d.implement(justification=text))
    assert exported(plan)["plan"]["responses"]["ORG-A1.a-001"]["justification"] == text


# --- CSV


def test_the_table_begins_as_excel_expects_and_has_a_row_for_each_recommendation():
    data = plan_csv(LARGE, d.provenance(LARGE))
    assert data.startswith(b"\xef\xbb\xbfRef,Scope,")
    assert [row["Ref"] for row in table(LARGE)] == [row.ref for row in LARGE.rows]


def test_each_row_carries_marking_council_version_date_and_code():
    plan = d.document(d.implement())
    (row,) = table(plan)
    assert row["Marking"] == "OFFICIAL-SENSITIVE"
    assert (row["Council"], row["Version"], row["Plan reference"]) == ("Ashby Council", "Version 2", "P-BCDF-GHJK")
    assert row["Exported at"] == "2026-11-22T14:05:00+00:00"
    assert row["Document code"] == d.provenance(plan).code


def test_the_table_says_what_the_plan_says():
    plan = make_document.full()
    first, *_ = table(plan)
    assert first["Response"] == "Implement"
    assert (first["One-off capital"], first["Start quarter"], first["Look again on"]) == (
        "12000",
        "2026/27 Q4",
        "2027-03-27",
    )
    assert first["Also addresses"] == "ORG A2.a; SYS1 C1.a"
    assert first["Depends on"] == "ORG-D1.c-01; SYS1-B4.d-01"
    assert first["Control types"] == "People; Technology"
    assert (first["Assurer decision"], first["Profile target"]) == ("Partially achieved", "Achieved")
    assert first["Milestones"] == "Procure (2026/27 Q4); Live (2027/28 Q1)"
    assert first["Recommendation"] == "First line.\nSecond line."


def test_the_money_of_the_table_is_the_money_of_the_plan():
    assert sum(int(row["One-off capital"]) for row in table(LARGE)) == sum(range(1, 151)) * 1_000


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1+1", "\n@a", "-"])
def test_a_cell_that_a_spreadsheet_would_calculate_begins_with_an_apostrophe(text):
    assert safe(text) == f"'{text}"
    plan = d.document(d.implement(justification=text, owner=text, workstream=text))
    (row,) = table(plan)
    assert row["Justification"] == row["Accountable owner"] == row["Workstream"] == f"'{text}"


@pytest.mark.parametrize("text", d.HOSTILE.values(), ids=d.HOSTILE)
def test_no_cell_of_the_table_can_be_calculated_whatever_was_written(text):
    plan = samples.hostile(text)
    for cell in cells(plan):
        assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell[:20]
    assert text in [cell.removeprefix("'") for cell in cells(plan)]


def cells(plan: PlanDocument) -> Iterator[str]:
    for row in table(plan):
        yield from row.values()


def test_a_short_plain_text_stays_as_it_is():
    assert safe("10-day plan: a = b") == "10-day plan: a = b"
    assert safe(12_000) == 12_000
    assert safe(None) is None
