"""The workbook's sheets to read: each agrees with the page of its subject, and all a person typed stays text."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from django.db import transaction
from openpyxl import load_workbook

from assurance.template import READING_SHEETS
from assurance.workbook import read_workbook
from iip.quarters import Quarter
from submissions.budget import Budget
from submissions.document import PlanDocument
from submissions.exports.workbook import plan_workbook
from submissions.forecast import Forecast
from submissions.money import totals
from submissions.roadmap import Roadmap
from submissions.summary import Summary
from tests.assurance.workbooks import FRAMEWORKS
from tests.submissions import documents as d
from tests.submissions import sample_documents as samples
from tests.submissions.samples import hostile, longer, read_back, tarnside_plan

pytestmark = pytest.mark.django_db  # the sample is a plan of rows
EMUS = 12_700  # in a point
GLANCE, PRINT, MONEY, ROADMAP, WORKLOAD, FORECAST = READING_SHEETS


def written(plan: PlanDocument) -> bytes:
    return plan_workbook(plan, d.provenance(plan, label="Working copy 3"), editable=True)


def opened(data: bytes):
    return load_workbook(io.BytesIO(data))


def rows_of(book, title: str) -> list[tuple]:
    """The rows of a sheet without their blank cells."""
    rows = (tuple(cell for cell in row if cell is not None) for row in book[title].iter_rows(values_only=True))
    return [row for row in rows if row]


def below(rows: list[tuple], caption: str) -> list[tuple]:
    """The rows of the table under a caption."""
    start = rows.index((caption,)) + 2
    end = next((n for n in range(start, len(rows)) if len(rows[n]) == 1), len(rows))
    return rows[start:end]


@pytest.fixture(scope="module")
def tarnside(django_db_setup, django_db_blocker) -> PlanDocument:
    """The sample's document, made once and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        document = PlanDocument.load(PlanDocument.of(tarnside_plan()).text)
        transaction.set_rollback(True)
    return document


@pytest.fixture(scope="module", params=["tarnside", "150"])
def plan(request, tarnside) -> PlanDocument:
    return tarnside if request.param == "tarnside" else longer(tarnside)


@pytest.fixture(scope="module")
def book(plan):
    return opened(written(plan))


# They agree with the pages


def test_the_glance_says_whose_plan_it_is_and_its_key_figures(plan, book):
    rows = rows_of(book, GLANCE)
    assert rows[:3] == [("OFFICIAL-SENSITIVE",), ("Improvement and implementation plan",), (plan.council.name,)]
    assert any("Working copy 3" in row[0] for row in rows)
    assert any(f"document code {d.provenance(plan).code}" in row[0] for row in rows)
    for each in Summary(plan).key_figures:
        assert (each.label, each.figure, *([each.detail] if each.detail else [])) in rows


def test_the_glance_shows_where_each_objective_stands_and_what_is_promised(plan, book):
    summary, rows = Summary(plan), rows_of(book, GLANCE)
    stands = below(rows, "Outcomes at their target, by objective and scope")
    assert [row[1:] for row in stands] == [
        (each.now, each.then - each.now, each.counted - each.then, each.counted) for each in summary.gains
    ]
    promised = [(line.label, *line.by_risk, line.total) for line in [*summary.promised, summary.all_promised]]
    assert below(rows, "Responses by risk") == promised
    accepted = [row[0].split()[0] for row in below(rows, "What gets no action")]
    assert accepted == [row.ref for row in summary.no_action]


def test_without_any_target_the_glance_shows_what_was_assessed():
    plan = samples.tarnside()
    book = opened(written(plan))
    stands = below(rows_of(book, GLANCE), "Outcomes as assessed, by objective and scope")
    assert stands[:2] == [
        ("ORG A Managing security risk", 2, 2, 3, 0),
        ("ORG D Minimising the impact of cyber security incidents", 2, 1, 2, 0),
    ]
    assert sum(sum(row[1:]) for row in stands) == sum(len(scope.findings) for scope in plan.scopes)
    (chart, *_) = book[GLANCE]._charts
    assert len(chart.series) == 4


def test_the_money_is_that_of_the_page_of_costs(plan, book):
    budget, rows = Budget(plan), rows_of(book, MONEY)
    assert below(rows, "All actions") == totals(plan).lines
    periods = [*budget.years, budget.all_years]
    shown = below(rows, "By financial year")
    assert shown[: len(periods)] == [
        (each.label, *(n for kind in each.kinds for n in (kind.cost, kind.funded, kind.gap))) for each in periods
    ]
    for label, years in budget.kinds_by_year:
        lines = [(year, each.cost, each.funded, each.gap) for year, each in years]
        assert below(rows, f"{label} by financial year") == lines


def test_the_roadmap_marks_each_action_in_the_quarters_of_the_page(plan, book):
    roadmap, sheet = Roadmap(plan), book[ROADMAP]
    headings = [cell.value for cell in sheet[3]]
    assert headings[7:] == [str(quarter) for quarter in roadmap.quarters]
    for action, row in zip((a for _, group in roadmap.groups for a in group), sheet.iter_rows(min_row=4), strict=True):
        assert (row[0].value, row[4].value) == (action.ref, action.term)
        marked = [str(headings[n]) for n in range(7, len(row)) if (row[n].value or "").startswith(action.term[0])]
        assert marked == [str(Quarter(n)) for n in range(action.start.number, action.end.number + 1)]
        reached = {headings[n] for n in range(7, len(row)) if "◆" in (row[n].value or "")}
        assert reached == {str(quarter) for _, quarter in action.milestones}


def test_the_workload_is_that_of_the_page_and_too_much_is_a_word(plan, book):
    found = list(book[WORKLOAD].iter_rows(min_row=4, values_only=True))
    for (owner, loads), row in zip(Roadmap(plan).loads, found, strict=True):
        assert row[0] == owner
        for (load, reason), cell in zip(loads, row[1:], strict=True):
            assert cell.startswith(str(len(load.refs))) if load else cell == "–"
            assert ("too much" in cell) == bool(reason)


def test_the_forecast_is_that_of_the_page(plan, book):
    forecast, rows = Forecast(plan), rows_of(book, FORECAST)
    assert (forecast.sentence,) in rows
    assert below(rows, "By quarter") == forecast.steps
    reaching = [(f"{e.scope} {e.finding.outcome} {e.finding.title}", str(e.quarter)) for e in forecast.reaching]
    assert [(row[0], row[3]) for row in below(rows, "Reach their target")] == reaching
    assert len(below(rows, "Stay below their target")) == len(forecast.staying)


def test_the_plan_to_print_has_a_row_for_each_recommendation(plan, book):
    rows = list(book[PRINT].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[8]) for row in rows] == [(row.ref, row.response.capital) for row in plan.rows]


# They come back without a word, and print


def test_the_sheets_to_read_come_back_without_a_word(tarnside):
    reading = read_workbook(written(tarnside), FRAMEWORKS, council=True)
    assert not reading.problems
    assert not [said for said in reading.warnings if any(name in said for name in READING_SHEETS)]


def test_every_sheet_bears_marking_council_code_and_version_on_each_printed_page(book, plan):
    for sheet in book:
        if sheet.sheet_state == "visible":
            assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == "OFFICIAL-SENSITIVE"
            assert sheet.oddHeader.left.text == plan.council.name
            assert d.provenance(plan).code in sheet.oddHeader.right.text
            assert sheet.oddFooter.left.text.startswith("Working copy 3, exported 22 November 2026")
            assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert book.properties.category == "OFFICIAL-SENSITIVE"


def test_an_ampersand_in_a_name_is_printed_and_begins_no_instruction():
    plan = d.document(d.implement())
    plan = replace(plan, council=replace(plan.council, name="Ashby & Beech &P Council"))
    with zipfile.ZipFile(io.BytesIO(written(plan))) as parts:
        assert b"Ashby &amp;&amp; Beech &amp;&amp;P Council" in parts.read("xl/worksheets/sheet1.xml")


def test_a_chart_says_in_words_what_it_shows(plan):
    with zipfile.ZipFile(io.BytesIO(written(plan))) as parts:
        drawn = [parts.read(name).decode() for name in parts.namelist() if "drawings/drawing" in name]
    frames = [frame for text in drawn for frame in re.findall(r'cNvPr id="\d+" name="Chart[^>]*', text)]
    assert len(frames) == 2 + len(Budget(plan).kinds_by_year)
    assert all('descr="' in frame for frame in frames)


def test_a_value_in_a_colour_says_the_same_in_a_word(book):
    coloured = {
        rule.formula[0].strip('"')
        for area in book["Plan"].conditional_formatting
        for rule in area.rules
        if rule.formula
    }
    assert {"High", "Medium", "Low", "Unfunded", "No action", "Not known yet"} <= coloured


def test_the_assurers_headings_look_unlike_the_councils(book):
    plan = book["Plan"]
    looks = {cell.value: cell.fill.start_color.rgb for cell in plan[1]}
    assert looks["Ref"] != looks["Response"]
    assert looks["Response"] == looks["Notes"]


# They print well


@pytest.fixture(scope="module", params=[samples.tarnside, samples.large], ids=["no target", "150 and long words"])
def printed(request):
    return opened(written(request.param()))


def ends_of_pages(sheet) -> set[int]:
    """The last row of each printed page but the last."""
    return {each.id for each in sheet.row_breaks.brk}


def test_no_chart_is_cut_by_the_end_of_a_page(printed):
    seen = 0
    for sheet in printed:
        for chart in sheet._charts:
            row, left = chart.anchor._from.row + 1, chart.anchor.ext.height / EMUS
            while left > 0:
                left -= sheet.row_dimensions[row].height
                assert left <= 0 or row not in ends_of_pages(sheet), (sheet.title, row)
                row += 1
            seen += 1
    assert seen >= 3


def test_no_heading_stands_at_the_end_of_a_page_and_no_row_alone_on_the_next(printed):
    for title in (GLANCE, MONEY, FORECAST):
        sheet = printed[title]
        for last in ends_of_pages(sheet):
            assert sheet.cell(last, 1).style not in ("iip heading", "iip caption", "iip title"), (title, last)
            if is_of_a_table(sheet, last):
                assert is_of_a_table(sheet, last + 2) or not is_of_a_table(sheet, last + 1), (title, last)
    assert ends_of_pages(printed[MONEY])


def is_of_a_table(sheet, row: int) -> bool:
    return sheet.cell(row, 1).style in ("iip cell", "iip total", "iip heading")


def test_each_page_has_room_for_its_rows(printed):
    """One page wide, 1 inch above and below: what the widths of the columns leave of A4, lying."""
    for title in (GLANCE, MONEY, FORECAST):
        sheet = printed[title]
        wide = sum(each.width * 6 + 3.75 for each in sheet.column_dimensions.values())
        room = (595 - 2 * 72) / min(1, (842 - 2 * 0.4 * 72) / wide)
        first = 1
        for last in [*sorted(ends_of_pages(sheet)), sheet.max_row]:
            assert sum(sheet.row_dimensions[row].height for row in range(first, last + 1)) <= room, (title, first)
            first = last + 1


def test_a_large_figure_has_room_before_what_stands_beside_it(printed):
    sheet = printed[GLANCE]
    figures = [row for row in range(1, sheet.max_row) if sheet.cell(row, 2).style == "iip figure"]
    assert {sheet.cell(row, 3).value for row in figures} == {None}
    assert any(sheet.cell(row, 4).value for row in figures)


def test_each_bar_of_a_chart_has_room_for_its_name(printed):
    for sheet in printed:
        for chart in sheet._charts:
            names = re.search(
                r"\$A\$(\d+):\$A\$(\d+)",
                chart.series[0].cat.strRef.f if chart.series[0].cat.strRef else chart.series[0].cat.numRef.f,
            )
            first, last = int(names[1]), int(names[2])
            longest = max(len(sheet.cell(row, 1).value) for row in range(first, last + 1))
            lines = -(-longest // 34)
            assert chart.anchor.ext.height / EMUS >= (last - first + 1) * lines * 11, sheet.title


# What a person typed


@pytest.mark.parametrize("name", d.HOSTILE)
def test_hostile_text_in_every_field_is_text_on_every_sheet(name):
    data = written(hostile(d.HOSTILE[name]))
    assert read_back(data)
    book = opened(data)
    assert not [c.coordinate for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert not [sheet.title for sheet in book if sheet._hyperlinks]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not [part for part in parts.namelist() if b'TargetMode="External"' in parts.read(part)]


def test_a_plan_without_recommendations_has_all_its_sheets():
    plan = d.document(scopes=(d.scope(0),))
    book = opened(written(plan))
    assert book.sheetnames[-6:] == list(READING_SHEETS)
    assert ("There are none.",) in rows_of(book, FORECAST)
