"""The executive presentation: its figures are the plan's own, everybody can read it, and nothing overflows."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from iip.measuring import LINE, lines_of
from submissions.briefing import Briefing
from submissions.document import PlanDocument
from submissions.exports.slides import plan_slides
from submissions.facts import ResponseFacts
from submissions.provenance import written_at
from tests.office_files import everything_said, reaches_out
from tests.submissions import documents as d
from tests.submissions import sample_documents as samples

CENTIMETRE = 360_000  # of the file's units
TITLES = [
    "Improvement and implementation plan",
    "Where we stand",
    "The biggest risks",
    "What we will do, and when",
    "What it costs",
    "What is not funded",
    "What it gets us",
    "What we accept",
    "What we ask you to decide",
    "What comes next",
]


@pytest.fixture(scope="module", params=[samples.tarnside, samples.large], ids=["tarnside", "150"])
def plan(request) -> PlanDocument:
    return request.param()


@pytest.fixture(scope="module")
def deck(plan) -> Any:
    return opened(plan)


def opened(plan: PlanDocument, **facts) -> Any:
    return Presentation(io.BytesIO(plan_slides(plan, d.provenance(plan, **facts))))


def slide(deck: Any, title: str) -> Any:
    return next(each for each in deck.slides if each.shapes.title.text_frame.text == title)


def tables(slide: Any) -> Iterator[list[list[str]]]:
    for shape in slide.shapes:
        if shape.has_table:
            yield [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]


def words(slide: Any) -> str:
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    return "\n".join([*texts, *(cell for table in tables(slide) for row in table for cell in row)])


# --- what everybody needs to read it


def test_it_is_wide_and_has_ten_slides_each_with_its_title_first(deck):
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=0.001)
    assert [each.shapes[0].text_frame.text for each in deck.slides] == TITLES
    assert all(each.shapes[0] == each.shapes.title for each in deck.slides)


def test_every_chart_and_table_has_a_name_and_an_alternative_text(deck):
    for each in deck.slides:
        for shape in each.shapes:
            if shape.has_chart or shape.has_table:
                properties = shape._element.xpath(".//p:cNvPr")[0]
                assert properties.get("descr"), shape.name
                assert properties.get("title") == shape.name


def test_what_is_read_last_is_marking_council_version_date_and_code(deck, plan):
    code = d.provenance(plan).code
    for each in deck.slides:
        footer, number = list(each.shapes)[-2:]
        assert footer.placeholder_format.type == PP_PLACEHOLDER.FOOTER
        assert number.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER
        said = footer.text_frame.text
        for part in (
            "OFFICIAL-SENSITIVE",
            plan.reference,
            "Version 2",
            "22 November 2026",
            code,
            plan.council.name[:20],
        ):
            assert part in said


def test_the_notes_say_where_the_figures_come_from(deck, plan):
    for each in deck.slides:
        notes = each.notes_slide.notes_text_frame.text
        assert notes.startswith("Source: the plan")
        assert d.provenance(plan).code in notes


def test_the_language_and_the_properties_are_set(deck, plan):
    facts = deck.core_properties
    assert facts.language == "en-GB"
    assert facts.title == f"Improvement and implementation plan: {plan.council.name}"
    assert (facts.author, facts.category) == (plan.council.name, "OFFICIAL-SENSITIVE")
    for each in deck.slides:
        for run in each._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}rPr"):
            assert run.get("lang") == "en-GB"


# --- nothing overflows


def test_nothing_stands_outside_the_slide_or_upon_something_else(deck):
    for each in deck.slides:
        shapes = [shape for shape in each.shapes if height_of(shape)]
        for shape in shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + height_of(shape) <= deck.slide_height, (shape.name, words(each))
        for at, one in enumerate(shapes):
            assert not [other.name for other in shapes[at + 1 :] if overlap(one, other)], (one.name, words(each)[:80])


def height_of(shape: Any) -> int:
    """How high a shape is with the text in it, in the file's units."""
    if shape.has_table:
        return sum(row_height(shape.table, row) for row in shape.table.rows)
    if not shape.has_text_frame or shape.name.startswith("Points"):
        return shape.height
    size, width = sizes(shape.text_frame, 28), shape.width / 12_700
    lines = sum(max(1, len(lines_of(p.text, width, size))) for p in shape.text_frame.paragraphs)
    return max(shape.height if shape.is_placeholder else 0, int(lines * size * LINE * 12_700))


def row_height(table: Any, row: Any) -> int:
    needed = []
    for cell, column in zip(row.cells, table.columns, strict=True):
        size = sizes(cell.text_frame, 12)
        room = (column.width - cell.margin_left - cell.margin_right) / 12_700
        needed.append(len(lines_of(cell.text_frame.text, room, size)) * size * LINE * 12_700)
    return max(row.height, int(max(needed) + 2 * 0.1 * CENTIMETRE))


def sizes(frame: Any, otherwise: float) -> float:
    found = [run.font.size.pt for paragraph in frame.paragraphs for run in paragraph.runs if run.font.size]
    return max(found, default=otherwise)


def overlap(one: Any, other: Any) -> bool:
    slack = CENTIMETRE // 20
    across = one.left + one.width > other.left + slack and other.left + other.width > one.left + slack
    down = one.top + height_of(one) > other.top + slack and other.top + height_of(other) > one.top + slack
    return across and down


def test_what_does_not_fit_is_counted(plan, deck):
    briefing = Briefing(plan, d.provenance(plan))
    every = len(briefing.summary.biggest_risks(most=1_000))
    (table,) = tables(slide(deck, "The biggest risks"))
    assert f"and {every - (len(table) - 1)} more: the plan has them all" in words(slide(deck, "The biggest risks"))


@pytest.mark.parametrize("title", ["The biggest risks", "What we accept"])
def test_risks_and_reasons_are_read_whole_where_there_is_room(title):
    (table,) = tables(slide(opened(samples.tarnside()), title))
    assert len(table) >= 5
    assert not [cell for row in table for cell in row if cell.endswith("…")]


@pytest.mark.parametrize("title", ["The biggest risks", "What we accept"])
def test_long_risks_and_reasons_are_cut_rather_than_left_out(title):
    (table,) = tables(slide(opened(samples.large()), title))
    assert len(table) == 1 + 5


def test_a_plan_of_many_systems_still_fits():
    scopes = tuple(
        d.scope(0, scope=f"SYS{n}", kind="system", name=f"System {n}", findings=(d.finding("B1.a"), d.finding("C1.a")))
        for n in range(30)
    )
    deck = opened(replace(d.document(d.implement()), scopes=scopes, responses={}))
    test_nothing_stands_outside_the_slide_or_upon_something_else(deck)
    (table,) = tables(slide(deck, "Where we stand"))
    assert f"and {60 - (len(table) - 1)} more lines" in words(slide(deck, "Where we stand"))


# --- the figures are the plan's own


def test_behind_each_chart_stands_a_table_with_its_figures(deck):
    charts = 0
    for each in deck.slides:
        cells = {text.replace(",", "").replace("£", "") for table in tables(each) for row in table for text in row}
        for shape in each.shapes:
            if shape.has_chart:
                charts += 1
                figures = {int(value) for series in shape.chart.plots[0].series for value in series.values}
                assert {str(figure) for figure in figures} <= cells, each.shapes.title.text_frame.text
    assert charts >= 4


def test_the_slides_say_what_the_pages_say(deck, plan):
    summary = Briefing(plan, d.provenance(plan)).summary
    assert summary.forecast.sentence in words(slide(deck, "What it gets us"))
    total = summary.money
    for title, amounts in (("What it costs", total.cost), ("What is not funded", total.unfunded)):
        said = words(slide(deck, title))
        assert f"£{amounts.capital:,}" in said
        assert f"£{amounts.annual:,}" in said
    assert f"{len(summary.acting)} actions on {len(summary.rows)} recommendations" in words(
        slide(deck, "What we will do, and when")
    )
    rows = next(tables(slide(deck, "What we will do, and when")))[1:]
    assert sum(int(number) for row in rows for number in row[1:]) == len(summary.acting)
    assert str(len(summary.no_action)) in words(slide(deck, "What we accept"))


def test_standing_is_told_to_targets_where_there_are_any_and_otherwise_as_assessed():
    assert next(tables(slide(opened(samples.tarnside()), "Where we stand")))[0][2:] == [
        "Achieved",
        "Partially achieved",
        "Not achieved",
    ]
    large = samples.large()
    table = next(tables(slide(opened(large), "Where we stand")))
    assert table[0][2:] == ["Meets target", "Below target", "No target"]
    assert sum(int(row[2]) for row in table[1:]) == len(Briefing(large, d.provenance(large)).summary.forecast.met)


def test_decisions_and_next_steps_follow_the_gates_that_were_passed():
    plan = d.document(d.implement(funding="unfunded"))
    open_plan = opened(plan)
    assert "Support the plan for sign-off" in words(slide(open_plan, "What we ask you to decide"))
    assert "The approver gives final sign-off." in words(slide(open_plan, "What comes next"))
    signed = opened(plan, gates=(d.gate("Passed by the internal quality assurer"), d.gate()))
    assert "Note the plan that was signed off" in words(slide(signed, "What we ask you to decide"))
    assert "final sign-off" not in words(slide(signed, "What comes next"))
    assert "£12,000 one-off capital" in words(slide(signed, "What we ask you to decide"))


@pytest.mark.parametrize(
    "plan",
    [
        d.document(scopes=(d.scope(0),)),
        d.document(ResponseFacts()),
        replace(d.document(d.implement()), scopes=(), responses={}),
        d.document(d.implement(cost_basis="not_known", capital=None, revenue=None, annual=None, start=None, end=None)),
    ],
    ids=["no recommendation", "no response", "no scope", "nothing known"],
)
def test_a_plan_that_says_little_makes_slides_too(plan):
    deck = opened(plan)
    assert len(deck.slides) == 10
    test_nothing_stands_outside_the_slide_or_upon_something_else(deck)


def test_of_what_nobody_has_answered_yet_it_says_no_more_than_that():
    deck = opened(d.document(ResponseFacts(), ResponseFacts()))
    assert "No cost is known yet." in words(slide(deck, "What it costs"))
    assert "No cost is known yet." in words(slide(deck, "What is not funded"))
    accepted = words(slide(deck, "What we accept"))
    assert "No recommendation is without action so far; 2 recommendations have no response yet." in accepted
    assert "0 outcomes" not in words(slide(deck, "What it gets us"))
    assert not [shape for shape in slide(deck, "What it costs").shapes if shape.has_chart]


def test_what_costs_nothing_is_not_unknown():
    nothing = dict.fromkeys(("capital", "revenue", "annual", "funded_capital", "funded_revenue", "funded_annual"), 0)
    deck = opened(d.document(d.implement(**nothing)))
    for title in ("What it costs", "What is not funded"):
        assert "The actions cost nothing." in words(slide(deck, title))


def test_a_live_plan_says_its_day_once_so_that_the_council_is_read():
    at = written_at(d.provenance(d.document(d.implement())).at)
    deck = opened(d.document(d.implement()), label=f"As it stood on {at}")
    footer = slide(deck, "What it costs").shapes[-2].text_frame.text
    assert footer.count(at) == 1
    assert footer.endswith(d.document(d.implement()).council.name)


# --- text is text


@pytest.mark.parametrize("text", d.HOSTILE.values(), ids=d.HOSTILE)
def test_hostile_text_is_text(text):
    plan = samples.hostile(text)
    data = plan_slides(plan, d.provenance(plan))
    assert reaches_out(data) == []
    said = " ".join(everything_said(data).split())
    assert " ".join(text.split())[:30] in said
    test_nothing_stands_outside_the_slide_or_upon_something_else(Presentation(io.BytesIO(data)))
