"""The assurer's workbook as it goes out: with what a report says, or blank for one council's report."""

import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from assurance.template import COUNCIL_HEADINGS, OUTCOMES, PLAN, SCOPES
from assurance.workbook import About, ScopeRow
from assurance.workbook.tables import GUIDANCE
from assurance.workbook.writing import blank_workbook, outcomes_of, report_workbook
from iip.spreadsheets import LISTS
from tests.assurance.workbooks import FRAMEWORKS, content_of, read, sample

SAMPLES = ("harrowmere-2026-27", "aldermoor-2026-27", "tarnside-2026-27")
SCOPE_ROWS = (
    ScopeRow(2, "ORG", "organisation", "Harrowmere District Council"),
    ScopeRow(3, "SYS1", "system", "Revenues and benefits", supplier="Civica", hosting="Supplier's cloud"),
    ScopeRow(4, "SYS2", "system", "Housing"),
)


def facts(version: str = "3.2") -> About:
    return About(1, "Harrowmere District Council", "E07999001", "2026/27", version, "Calder & Finch")


def blank(version: str = "3.2") -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(blank_workbook(facts(version), SCOPE_ROWS, FRAMEWORKS[version])))


def issued(name: str) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(report_workbook(content_of(sample(name)))))


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def choices(book: Workbook, sheet: str, cell: str) -> list[str]:
    """What the dropdown of a cell offers."""
    [rule] = [rule for rule in book[sheet].data_validations.dataValidation if cell in rule.sqref and rule.formula1]
    if rule.formula1.startswith('"'):
        return rule.formula1.strip('"').split(",")
    return [row[0].value for row in book[LISTS][rule.formula1.rpartition("!")[2].replace("$", "")]]


def filled(book: Workbook) -> Workbook:
    for row in range(2, book["Outcomes"].max_row + 1):
        if book["Outcomes"].cell(row, 1).value:
            book["Outcomes"].cell(row, 4, "Achieved")
    return book


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_goes_out_and_comes_back_the_same(name):
    reading = read(report_workbook(content_of(sample(name))))
    assert reading.content == content_of(sample(name))
    assert reading.warnings == read(sample(name)).warnings == ()


def test_the_same_report_gives_the_same_bytes():
    content = content_of(sample(SAMPLES[0]))
    assert report_workbook(content) == report_workbook(content)


@pytest.mark.parametrize("make", [blank, lambda: issued("tarnside-2026-27")])
def test_the_sheets_are_the_templates_with_dropdowns_frozen_headings_and_pages_of_one_width(make):
    book = make()
    sheets = [name for name in book.sheetnames if name not in (GUIDANCE, LISTS)]
    assert sheets == ["About", "Scopes", "Outcomes", "Plan"]
    for template in (SCOPES, OUTCOMES, PLAN):
        sheet = book[template.name]
        assert [cell.value for cell in sheet[1]] == [heading.label for heading in template.headings]
        assert (sheet.freeze_panes[-1], sheet.print_title_rows) == ("2", "$1:$1")
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert not sheet.protection.sheet
    assert choices(book, "Plan", "G2") == ["High", "Medium", "Low"]
    assert choices(book, "Scopes", "B2") == ["Organisation", "Critical system"]


def test_the_councils_columns_are_there_grey_and_empty_and_are_not_printed():
    plan = issued("tarnside-2026-27-completed")["Plan"]
    first = len(PLAN.headings) - len(COUNCIL_HEADINGS) + 1
    cells = [cell for row in plan.iter_rows(min_row=2, min_col=first) for cell in row]
    assert {(cell.value, cell.fill.start_color.rgb) for cell in cells} == {(None, "00F3F2F1")}
    assert plan.print_area.startswith("'Plan'!$A$1:$J$")


@pytest.mark.parametrize("version", FRAMEWORKS)
def test_a_blank_workbook_asks_for_a_decision_on_each_outcome_of_each_scope_and_nothing_else(version):
    reading = read(saved(blank(version)))
    assert {(problem.sheet, problem.heading, problem.found) for problem in reading.problems} == {
        ("Outcomes", "Assurer decision", "")
    }
    assert len(reading.problems) == sum(len(outcomes_of(scope, FRAMEWORKS[version])) for scope in SCOPE_ROWS)


@pytest.mark.parametrize("version", FRAMEWORKS)
def test_a_blank_workbook_that_was_filled_in_is_read(version):
    content = content_of(saved(filled(blank(version))))
    assert content.about == facts(version)
    assert content.scopes == SCOPE_ROWS
    assert [(row.scope, row.outcome) for row in content.findings] == [
        (scope.code, outcome.code) for scope in SCOPE_ROWS for outcome in outcomes_of(scope, FRAMEWORKS[version])
    ]


def test_an_outcome_is_written_with_its_title_and_chosen_by_it():
    book = filled(blank())
    assert book["Outcomes"]["B2"].value == "A1.a Board Direction"
    offered = choices(book, "Plan", "C201")
    assert len(offered) == len(FRAMEWORKS["3.2"].outcomes)
    for row, (scope, outcome) in enumerate([("ORG", offered[0]), ("SYS1", "B4.d Vulnerability Management")], 2):
        assert outcome in offered
        for column, value in zip("BCEFGHI", (scope, outcome, "Title", "Do it", "High", "Harm", "People"), strict=True):
            book["Plan"][f"{column}{row}"] = value
    recommendations = content_of(saved(book)).recommendations
    assert [row.ref for row in recommendations] == ["ORG-A1.a-01", "SYS1-B4.d-01"]


def test_two_hundred_rows_of_the_plan_are_ready_with_the_scopes_to_choose_from():
    book = blank()
    assert choices(book, "Plan", "B2") == choices(book, "Plan", "B201") == ["ORG", "SYS1", "SYS2"]
    assert not [rule for rule in book["Plan"].data_validations.dataValidation if "B202" in rule.sqref]


def test_an_outcome_without_a_partial_level_does_not_offer_it():
    book, whole = blank(), FRAMEWORKS["3.2"]
    rows = {cell.value.split()[0]: cell.row for cell in book["Outcomes"]["B"][1:] if cell.value}
    partial = {code for code in rows if "Partially achieved" in choices(book, "Outcomes", f"D{rows[code]}")}
    assert partial == {code for code in rows if whole.outcomes[code].has_partial}
    assert partial != set(rows)


def test_the_guidance_stands_first_explains_every_column_and_is_passed_over():
    book = filled(blank())
    assert book.sheetnames[0] == GUIDANCE
    rows = [row for row in book[GUIDANCE].iter_rows(min_row=10, values_only=True) if row[0]]
    assert ("Plan", "Risk level", "Yes", "How serious the risk is that it reduces.", "High; Medium; Low") in rows
    assert all(row[3] for row in rows)
    assert not [warning for warning in read(saved(book)).warnings if GUIDANCE in warning]


def test_a_blank_workbook_for_a_system_alone_offers_the_outcomes_of_systems_alone():
    data = blank_workbook(facts(), SCOPE_ROWS[1:], FRAMEWORKS["3.2"])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert {title[0] for title in choices(book, "Plan", "C2")} == {"B", "C"}
    assert content_of(saved(filled(book))).scopes[0].row == 2
