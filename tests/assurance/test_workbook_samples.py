"""The sample workbooks are read whole, and what is read goes to JSON and back."""

import datetime
import json

import pytest

from assurance import models, template
from assurance.workbook import WorkbookContent
from submissions.models import Response
from tests.assurance.workbooks import content_of, grids, read, sample


def counts(content: WorkbookContent) -> tuple[int, ...]:
    return tuple(
        map(
            len,
            (
                content.scopes,
                content.findings,
                content.recommendations,
                content.responses,
                content.workstreams,
                content.milestones,
            ),
        )
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("harrowmere-2026-27", (1, 12, 16, 16, 0, 0)),
        ("aldermoor-2026-27", (3, 68, 41, 41, 0, 0)),
        ("tarnside-2026-27", (4, 93, 58, 58, 0, 0)),
        ("tarnside-2026-27-completed", (4, 93, 58, 58, 7, 26)),
    ],
)
def test_each_sample_is_read_whole_with_nothing_to_mention(name, expected):
    reading = read(sample(name), council=True)
    assert (reading.problems, reading.warnings) == ((), ())
    assert counts(reading.content) == expected


def test_an_assurers_reading_leaves_the_councils_columns_alone_and_says_so():
    reading = read(sample("tarnside-2026-27-completed"))
    assert counts(reading.content) == (4, 93, 58, 0, 0, 0)
    [warning] = reading.warnings
    assert "the council's columns have something in them; they were not read" in warning
    assert read(sample("tarnside-2026-27")).warnings == ()


def test_what_the_report_says_about_itself_is_read():
    about = content_of(sample("harrowmere-2026-27")).about
    assert (about.template_version, about.council_code, about.cycle, about.framework) == (
        1, "E07999001", "2026/27", "3.2",
    )  # fmt: skip
    assert about.review_started == datetime.date(2026, 5, 11)
    assert about.executive_summary.startswith("Harrowmere put objectives A and D forward")


def test_a_recommendation_is_read_with_its_codes():
    content = content_of(sample("harrowmere-2026-27"))
    first = content.recommendations[0]
    assert (first.row, first.ref, first.scope, first.outcome) == (2, "ORG-A1.a-01", "ORG", "A1.a")
    assert (first.risk, first.control_types, first.expected) == ("high", ("people", "process"), "achieved")
    assert first.also_addresses == (("ORG", "A1.c"),)
    finding = content.findings[0]
    assert (finding.self_assessment, finding.decision, finding.expected) == (
        "achieved", "not_achieved", "achieved",
    )  # fmt: skip


def test_a_response_is_read_as_plain_values():
    content = content_of(sample("tarnside-2026-27-completed"), council=True)
    values = {row.ref: row.values for row in content.responses}
    first = values["ORG-A2.a-01"]
    assert set(first) == template.COUNCIL_NAMES
    assert (first["choice"], first["cost_basis"], first["funding"]) == ("implement", "quoted", "funded")
    assert (first["capital"], first["revenue"], first["effort_days"]) == (0, 9_500, 24)
    assert (first["start"], first["end"]) == ("2026/27 Q4", "2027/28 Q1")
    assert first["supporting_posts"][:2] == ["Head of Revenues and Benefits", "Director of Adult Social Care"]
    assert (first["workstream"], first["waits_for"], first["covered_by"]) == (
        "Governance and assurance", [], "",
    )  # fmt: skip
    refused = [row for row in values.values() if row["choice"] == "no_action"]
    assert sorted(row["look_again_on"] for row in refused) == [
        "2027-07-30", "2027-10-29", "2028-03-31", "2028-04-28",
    ]  # fmt: skip
    assert {row["priority"] for row in refused} == {""}
    assert {type(row["capital"]) for row in refused} <= {int, type(None)}
    [covered] = [row for row in values.values() if row["choice"] == "covered"]
    assert covered["covered_by"] == "SYS3-C1.e-01"
    assert ["SYS1", "B2.d"] in [pair for row in values.values() for pair in row["further_outcomes"]]
    assert ["money", "skills", "peer_advice"] in [row["support"] for row in values.values()]


@pytest.mark.parametrize("name", ["harrowmere-2026-27", "tarnside-2026-27-completed"])
def test_content_goes_to_json_and_comes_back_the_same(name):
    content = content_of(sample(name), council=True)
    stored = json.loads(json.dumps(content.to_json()))
    assert WorkbookContent.from_json(stored) == content


@pytest.mark.parametrize(
    ("choices", "of_the_models"),
    [
        (template.ACHIEVEMENT, models.Achievement.choices),
        (template.DECISION, models.Decision.choices),
        (template.LEVEL, models.Level.choices),
        (template.SCOPE_KIND, models.Scope.Kind.choices),
        (template.CHOICE, Response.Choice.choices),
        (template.COST_BASIS, Response.CostBasis.choices),
        (template.FUNDING, Response.Funding.choices),
        (template.WHY_NO_ACTION, Response.WhyNoAction.choices),
    ],
)
def test_the_templates_codes_are_the_codes_that_are_stored(choices, of_the_models):
    assert list(choices.labels.items()) == of_the_models


def test_the_samples_have_the_templates_headings_in_its_order():
    sheets = grids("tarnside-2026-27-completed")
    for wanted in template.SHEETS[1:]:
        assert sheets[wanted.name][0] == [heading.label for heading in wanted.headings]
    assert [row[0] for row in sheets["About"]][1:] == [h.label for h in template.ABOUT.headings]
