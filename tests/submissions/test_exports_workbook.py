"""The plan as a workbook: what went out reads back the same, text stays text, and only the council's part is open."""

import datetime
import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assurance.template import (
    ABOUT,
    ABOUT_EXPORT,
    COUNCIL_HEADINGS,
    LONGEST_LINE,
    LONGEST_TEXT,
    READING_SHEETS,
    SHEETS,
    Kind,
)
from iip.quarters import Quarter
from iip.text import clean_text, control_characters, tidy
from submissions import provenance
from submissions.columns import COLUMNS, MILESTONES
from submissions.document import PlanDocument
from submissions.exports.workbook import plan_workbook
from submissions.facts import NAMES, ResponseFacts, tidied
from submissions.models import Response
from tests import make_assurance
from tests.submissions import documents as d
from tests.submissions.samples import SAMPLE, answers_in, read_back, tarnside_plan


def written(plan: PlanDocument, *, editable: bool = True, **facts) -> bytes:
    return plan_workbook(plan, d.provenance(plan, **facts), editable=editable)


def opened(data: bytes):
    return load_workbook(io.BytesIO(data))


def grid(data: bytes, sheet: str) -> list[tuple]:
    return list(opened(data)[sheet].iter_rows(values_only=True))


# What went out reads back the same


@pytest.fixture
def tarnside(db):
    return tarnside_plan()


def test_an_exported_sample_has_every_cell_of_the_councils_columns_that_the_council_filled_in(tarnside):
    document = PlanDocument.of(tarnside)
    out = plan_workbook(document, provenance.of_live(tarnside, document, None, copy=1), editable=True)
    given, got = make_assurance.sample(f"{SAMPLE}-completed"), out
    assert grid(got, "Plan")[0] == grid(given, "Plan")[0]
    assert by_ref(got) == by_ref(given)
    assert sorted(grid(got, "Workstreams")[1:8]) == sorted(grid(given, "Workstreams")[1:])
    rows = [row for row in grid(got, "Milestones")[1:] if row[0]]
    assert sorted(rows) == sorted(grid(given, "Milestones")[1:])


def by_ref(data: bytes) -> dict[str, dict[str, object]]:
    """The council's cells by ref; days as days and refs in one order, since neither has another meaning."""
    headings, *rows = grid(data, "Plan")
    councils = {heading.label: heading.kind for heading in COUNCIL_HEADINGS}
    return {
        row[0]: {
            name: plain(cell, councils[name]) for name, cell in zip(headings, row, strict=True) if name in councils
        }
        for row in rows
    }


def plain(cell, kind):
    if isinstance(cell, datetime.datetime):
        return cell.date()
    return sorted(cell.split("; ")) if cell and kind is Kind.REFS else cell


def test_an_exported_sample_reads_back_as_the_document_and_as_the_assurers_report(tarnside):
    document = PlanDocument.of(tarnside)
    out = plan_workbook(document, provenance.of_live(tarnside, document, None), editable=False)
    assert answers_in(out) == document.responses
    ours, theirs = read_back(out), read_back(make_assurance.sample(f"{SAMPLE}-completed"))
    assert unnumbered(ours.scopes) == unnumbered(theirs.scopes)
    assert unnumbered(ours.findings) == unnumbered(theirs.findings)
    assert [row.ref for row in ours.recommendations] == [row.ref for row in theirs.recommendations]
    assert ours.about.executive_summary == theirs.about.executive_summary


def unnumbered(rows):
    return [{name: value for name, value in vars(row).items() if name != "row"} for row in rows]


REF = "ORG-A1.b-002"  # the second row, for the first to point at
LETTERS = st.characters(exclude_categories=["Cs"])
SHORT = st.text(LETTERS, max_size=60)


def as_kept(text: str, *, line: bool = False) -> str:
    """As the forms keep it."""
    unwanted = set(control_characters(tidy(text)))
    return clean_text("".join(c for c in text if c not in unwanted), 3 * LONGEST_TEXT, line=line)


def line(longest: int = LONGEST_LINE):
    return SHORT.map(lambda text: as_kept(text, line=True)[:longest].strip())


TEXT = st.one_of(
    st.text(st.one_of(LETTERS, st.sampled_from("\n\t=+-@'_x\u00a0\u200b\u00ad\ufeff")), max_size=300),
    st.sampled_from([*d.HOSTILE.values()]),
)
POST = line().map(lambda title: title.replace(";", ",").strip())  # a semicolon stands between two posts
QUARTERS = st.integers(8000, 8395).map(Quarter)  # 2000/01 to 2098/99
BY_KIND = {
    Kind.LINE: line(),
    Kind.TEXT: TEXT.map(as_kept),
    Kind.POUNDS: st.none() | st.integers(0, 1_000_000_000),
    Kind.DAYS: st.none() | st.integers(0, 100_000),
    Kind.DATE: st.none() | st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)),
    Kind.ROLES: st.lists(POST.filter(bool), max_size=4, unique=True).map(tuple),
    Kind.REF: st.sampled_from(["", REF]),
    Kind.REFS: st.sampled_from([(), (REF,)]),
    Kind.OUTCOMES: st.sampled_from([(), (("ORG", "A1.c"),), (("ORG", "D1.a"), ("SYS2", "B4.d"))]),
    Kind.QUARTER: st.none() | QUARTERS,
}


def values_of(name: str):
    column = COLUMNS[name]
    if name == MILESTONES:
        return st.lists(st.tuples(line(300).filter(bool), QUARTERS), max_size=3).map(tuple)
    if not column.heading.choices:
        return BY_KIND[column.kind]
    codes = st.sampled_from([*column.heading.choices.labels])
    return st.lists(codes, unique=True).map(tuple) if column.kind is Kind.CHOICES else st.just("") | codes


FACTS = st.fixed_dictionaries({name: values_of(name) for name in NAMES})


def in_order(values: dict) -> ResponseFacts:
    """As a row holds it; a workbook whose end is before its start is refused when it comes back."""
    start, end = values["start"], values["end"]
    if start and end:
        values = {**values, "start": min(start, end), "end": max(start, end)}
    return ResponseFacts(**tidied(values))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FACTS.map(in_order))
def test_any_response_reads_back_as_it_went_out(facts):
    plan = d.document(facts, d.implement())
    assert answers_in(written(plan)) == plan.responses


@pytest.mark.parametrize("name", d.HOSTILE)
def test_hostile_text_arrives_as_text_and_never_as_a_formula(name):
    text = d.HOSTILE[name]
    asked = d.recommendation(text=text, risk_description=text)
    plan = d.document(d.implement(justification=text, notes=text), scopes=(d.scope(recommendations=(asked,)),))
    data = written(plan)
    assert answers_in(data)[asked.ref].justification == text
    assert read_back(data).recommendations[0].text == text
    for sheet in opened(data):
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert not [name for name in sheets if b"<f>" in parts.read(name) or b"<hyperlink" in parts.read(name)]


def test_a_part_of_a_plan_reads_back_though_it_names_what_is_not_in_it():
    asked = d.recommendation(also_addresses=(("SYS1", "B4.d"),))
    facts = d.implement(workstream="Identity", further_outcomes=(("SYS2", "C1.a"),))
    plan = d.document(facts, scopes=(d.scope(recommendations=(asked,)),)).only([asked.ref])
    content = read_back(written(plan))
    assert [row.code for row in content.scopes] == ["ORG", "SYS1", "SYS2"]
    assert [row.name for row in content.workstreams] == ["Identity"]


# The template, exactly


def test_the_sheets_and_headings_are_those_of_template_version_1_with_the_sheets_to_read_behind_them():
    book = opened(written(d.document(d.implement())))
    assert book.sheetnames == [*(sheet.name for sheet in SHEETS), *READING_SHEETS]
    assert book.active.title == "At a glance"
    for sheet in SHEETS[1:]:
        assert [cell.value for cell in book[sheet.name][1]] == [heading.label for heading in sheet.headings]
    assert book["Plan"].max_column == 41
    assert [row[0].value for row in book["About"].iter_rows(min_row=2)] == [
        h.label for h in ABOUT.headings + ABOUT_EXPORT
    ]


def test_about_says_where_the_workbook_comes_from():
    plan = d.document(d.implement())
    about = dict(row[:2] for row in grid(written(plan, label="Working copy 3"), "About"))
    assert about["Template version"] == 1
    assert about["Council"] == "Ashby Council"
    assert about["Assurer firm"] == "Brightwell Assurance"
    assert about["Review started"] == datetime.datetime(2026, 4, 20)
    assert about["Plan reference"] == "P-BCDF-GHJK"
    assert about["Plan version or working copy"] == "Working copy 3"
    assert about["Exported at"] == "22 November 2026, 2:05pm"
    assert about["Document code"] == d.provenance(plan).code


def test_the_same_plan_and_provenance_give_the_same_bytes():
    plan = d.document(d.implement(milestones=(("Bought", Quarter.make(2027, 1)),)))
    assert written(plan) == written(replace(plan))


def test_the_councils_columns_are_open_and_the_assurers_are_locked():
    sheet = opened(written(d.document(d.implement())))["Plan"]
    assert sheet.protection.sheet
    locked = {cell.value: sheet.cell(2, cell.column).protection.locked for cell in sheet[1]}
    ours = {heading.label for heading in COUNCIL_HEADINGS}
    assert {name for name, is_locked in locked.items() if not is_locked} == ours


def test_a_version_is_for_reading_every_cell_of_it_is_locked():
    for sheet in opened(written(d.document(d.implement()), editable=False)):
        assert sheet.protection.sheet, sheet.title
        assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row), sheet.title


def test_each_column_with_values_has_its_dropdown():
    sheet = opened(written(d.document(d.implement())))["Plan"]
    lists = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    headings = {cell.value: f"{cell.column_letter}2" for cell in sheet[1]}
    asked = {heading.label: heading.choices.all_labels() for heading in COUNCIL_HEADINGS if heading.choices}
    assert {name: lists[headings[name]].strip('"').split(",") for name in asked} == {n: [*v] for n, v in asked.items()}


def test_sheets_print_on_landscape_pages_with_their_headings_and_rows_as_high_as_their_text():
    book = opened(written(d.document(d.implement(justification=d.HOSTILE["lines"]), d.implement())))
    for name in ("Scopes", "Outcomes", "Plan", "Workstreams", "Milestones"):
        sheet = book[name]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.freeze_panes.endswith("2")
    plan = book["Plan"]
    assert plan.freeze_panes == "B2"
    assert plan.row_dimensions[2].height > plan.row_dimensions[3].height


def test_money_is_a_number_of_pounds_and_a_date_is_a_date():
    facts = ResponseFacts(choice="no_action", look_again_on=datetime.date(2028, 3, 31))
    headings, first, second = grid(written(d.document(d.implement(), facts)), "Plan")
    assert first[headings.index("One-off capital")] == 12_000
    assert second[headings.index("Look again on")] == datetime.datetime(2028, 3, 31)
    assert first[headings.index("Start quarter")] == "2026/27 Q4"


def test_the_columns_of_the_workbook_are_all_that_a_response_holds():
    assert {heading.name for heading in COUNCIL_HEADINGS} | {MILESTONES} == set(NAMES)
    assert Response.Choice.values == [*COLUMNS["choice"].heading.choices.labels]
