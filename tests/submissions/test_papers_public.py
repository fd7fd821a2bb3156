"""The public edition of the committee paper: what it withholds by its rules, what it mentions, and how it says so."""

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from docx import Document

from assurance.document import RecommendationFacts, ReportDocument
from submissions.briefing import Briefing
from submissions.document import PlanDocument, WaiverFacts
from submissions.exports.paper_pdf import paper_pdf
from submissions.exports.paper_word import paper_docx
from submissions.facts import ResponseFacts
from submissions.papers.blocks import Heading, Notice, Table
from submissions.papers.editions import full_edition
from submissions.papers.kinds import Kind
from submissions.papers.mentions import Names
from submissions.papers.paper import Paper
from submissions.papers.public import SCHEDULE, Publication
from submissions.summary import Summary
from tests.office_files import everything_said, reaches_out
from tests.pdf_structure import problems
from tests.pdf_text import text_of
from tests.submissions import documents as d
from tests.submissions import sample_documents as samples
from tests.submissions.marked_plans import CODES, FREE, Markers, marked

IN_THE_FULL_EDITION = {  # what of a plan a committee that meets in private is told
    *("ref", "recommendation.title", "recommendation.text", "recommendation.risk_description"),
    *("response.action", "response.justification", "response.owner", "response.risk_owner", "response.workstream"),
    *("response.funding_source", "scope.name", "scope.supplier", "scope.product", "scope.firm", "scope.lead_assurer"),
    *("narrative.executive_summary", "stream.lead", "gate.name", "gate.title"),
}


def publication(plan: PlanDocument, people: tuple[str, ...] = (), **facts: Any) -> Publication:
    origin = d.provenance(plan, **facts)
    return Publication(Paper(Briefing(plan, origin)), Names(plan, origin, people))


def words(made: Publication) -> str:
    return "\n".join(text for block in made.blocks for text in block.texts)


def told(made: Publication, name: str) -> Any:
    return next(block for block in made.blocks if block.name == name)


def everything_in(data: bytes) -> str:
    """What a PDF says on its pages, in its margins and in what is said about it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        metadata = str(pdf.open_metadata())
        inside = [str(item) for item in pdf.objects if isinstance(item, pikepdf.String)]
        named = [str(value) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) for value in strings(item)]
    return "\n".join([text_of(data, furniture=True), metadata, *inside, *named])


def strings(item: Any):
    yield from (value for _, value in item.items() if isinstance(value, pikepdf.String))


@pytest.fixture(scope="module")
def made() -> tuple[Publication, Markers]:
    plan, gates, markers = marked()
    return publication(plan, gates=gates), markers


# --- nothing of what the rules withhold


def test_every_field_that_holds_words_has_a_marker():
    for what, facts in (
        ("scope", ReportDocument),
        ("recommendation", RecommendationFacts),
        ("response", ResponseFacts),
    ):
        typed = {name for name, field in facts.__dataclass_fields__.items() if field.type in {str, "str"}}
        assert typed == {*FREE[what], *CODES[what]}


def test_no_word_of_the_plan_is_in_the_public_edition_in_either_format(made):
    public, markers = made
    edition = public.edition()
    docx, pdf = everything_said(paper_docx(edition)).casefold(), everything_in(paper_pdf(edition)).casefold()
    pdf_packed = "".join(pdf.split())
    for where, marks in markers.of.items():
        for mark in marks:
            assert mark.casefold() not in docx, where
            assert mark.casefold() not in pdf, where
            assert mark.casefold() not in pdf_packed, where
    assert "ann lead" not in docx + pdf  # who exports it


def test_no_cost_of_a_single_action_is_in_the_public_edition_and_the_totals_are(made):
    public, _ = made
    said = words(public)
    summary = Summary(public.paper.document)
    for row in summary.acting:
        for amount in (row.response.capital, row.response.revenue, row.response.annual):
            assert f"{amount:,}" not in said
    assert f"£{summary.money.cost.capital:,}" in said


def test_the_full_edition_holds_what_the_public_one_withholds(made):
    public, markers = made
    paper = public.paper
    edition = full_edition(paper.document, paper.origin)
    said = everything_said(paper_docx(edition))
    pdf = "".join(text_of(paper_pdf(edition)).split())
    for where in IN_THE_FULL_EDITION:
        for mark in markers.of[where]:
            assert mark in said, where
            assert mark in pdf, where
    for row in Summary(paper.document).acting:
        assert f"£{row.response.capital:,}" in said
    in_neither = {*markers.of} - IN_THE_FULL_EDITION
    assert not [mark for where in in_neither for mark in markers.of[where] if mark in said]


def test_what_only_a_few_actions_cost_is_withheld_altogether():
    plan, gates, _ = marked(acting=2)
    said = words(publication(plan, gates=gates))
    assert "£" not in said
    assert "Exempt under paragraph 3: see note" in said
    assert "What the committee is asked to decide: 1 of 3 points" in said


# --- counts and totals stay


@pytest.mark.parametrize("plan", [samples.tarnside(), samples.large()], ids=["tarnside", "150"])
def test_counts_and_totals_are_those_of_the_pages(plan):
    made, summary = publication(plan), Summary(plan)
    promised = told(made, "Recommendations by response").grid
    lines = [*summary.promised, summary.all_promised]
    assert [*map(list, promised.rows)] == [[line.label, *map(str, line.by_risk), str(line.total)] for line in lines]
    money = told(made, "What is funded, by kind of money").grid
    assert [*map(list, money.rows)] == [
        [label, *(f"£{each:,}" for each in sums)] for label, *sums in summary.money.lines
    ]
    objectives = told(made, "Outcomes by objective").grid
    assert sum(sum(map(int, row[1:])) for row in objectives.rows) == sum(len(each.findings) for each in plan.scopes)
    said = words(made)
    assert summary.forecast.sentence in said
    assert f"{len(summary.no_action)} recommendations without action" in said


@pytest.mark.parametrize("plan", [samples.tarnside(), samples.large()], ids=["tarnside", "150"])
def test_no_name_no_ref_and_no_title_of_a_real_looking_plan_is_in_it(plan):
    said = words(publication(plan, gates=(d.gate(),)))
    for scope in plan.scopes:
        assert scope.is_organisation or scope.name not in said
        assert not [
            name for name in (scope.supplier, scope.product, scope.firm, scope.lead_assurer) if name and name in said
        ]
    for row in plan.rows:
        assert row.ref not in said
        assert row.recommendation.title not in said
        assert not row.response.owner or row.response.owner not in said
    assert "Pat Obi" not in said


# --- it says what it withholds, where and why


@pytest.mark.parametrize("plan", [samples.tarnside(), samples.large()], ids=["tarnside", "150"])
def test_each_place_names_its_notes_and_the_schedule_has_each_with_its_ground(plan):
    made = publication(plan, gates=(d.gate(),))
    schedule = told(made, "What is withheld").grid
    assert [row[0] for row in schedule.rows] == [str(number) for number in range(1, len(schedule.rows) + 1)]
    notices = [block.text for block in made.blocks if isinstance(block, Notice)]
    for number, section, what, why in schedule.rows:
        assert "(paragraph" in why
        assert [notice for notice in notices if what in notice], what
        assert section in [block.text for block in made.blocks if isinstance(block, Heading)]
        assert number
    assert [block.text for block in made.blocks if isinstance(block, Heading)][-1] == SCHEDULE
    biggest = next(row for row in schedule.rows if row[2] == "The biggest risks")
    assert biggest[1] == "The biggest risks"
    assert "Descriptions of risks (paragraph 7)." in biggest[3]
    assert "Names and posts of people (paragraph 1)." in biggest[3]
    said = words(made)
    assert "Paragraph 3: Information relating to the financial or business affairs of any particular person" in said
    assert "public interest in maintaining the exemption outweighs" in said


def test_a_column_is_withheld_and_the_rest_of_its_table_stays():
    made = publication(d.document(d.implement()), gates=(d.gate(),))
    grid = told(made, "Steps that the plan has taken").grid
    assert grid.headings == ["Step", "On"]
    assert grid.rows == [["Signed off by the approver", "22 November 2026, 2:05pm"]]
    said = "Withheld: Steps that the plan has taken: the column By. It holds: names and posts of people."
    assert f"{said} Exempt under paragraph 1: see note 2 of the schedule." in words(made)


def test_pages_in_landscape_are_made_for_a_table_alone():
    made = publication(samples.tarnside())
    appendix = next(b for b in made.blocks if isinstance(b, Heading) and b.text.startswith("Appendix"))
    assert not appendix.is_wide
    assert next(b for b in made.paper.blocks if isinstance(b, Heading) and b.text == appendix.text).is_wide


def test_what_waits_side_by_side_is_told_in_one_notice():
    notices = [block.text for block in publication(samples.tarnside()).blocks if isinstance(block, Notice)]
    assert [each for each in notices if "Outcomes by scope and objective; The assurer’s summary 1." in each]


def test_until_it_is_reviewed_every_page_says_so():
    edition = publication(samples.tarnside()).edition()
    word = Document(io.BytesIO(paper_docx(edition)))
    marking = "OFFICIAL-SENSITIVE: not reviewed for publication"
    assert word.sections[0].header.paragraphs[0].text == marking
    assert all(section.header.is_linked_to_previous for section in list(word.sections)[1:])
    data = paper_pdf(edition)
    assert problems(data) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = len(pdf.pages)
    assert "".join(text_of(data, furniture=True).split()).count("notreviewedforpublication") >= 2 * pages
    assert any("Do not publish it until" in each.text for each in word.paragraphs)
    assert "under paragraphs 1, 3 and 7 of Part 1" not in text_of(data)


# --- mentions


def naming(**facts) -> PlanDocument:
    """A plan whose profile, which is published, is called like something that must not be mentioned."""
    plan = d.document(d.implement())
    scope = replace(plan.scopes[0], profile="Payroll Plus baseline")
    system = d.scope(
        0, **{"scope": "SYS1", "kind": "system", "name": "Ledger", "profile": "Payroll Plus baseline"} | facts
    )
    return replace(plan, scopes=(scope, system))


@pytest.mark.parametrize(
    ("facts", "ground"),
    [
        ({"name": "Payroll Plus"}, "paragraph 7"),
        ({"name": "payroll  PLUS"}, "paragraph 7"),
        ({"supplier": "Payroll Plus"}, "paragraph 3"),
        ({"product": "Payroll Plus; Ledger 7"}, "paragraph 3"),
        ({"firm": "Payroll Plus"}, "paragraph 3"),
        ({"lead_assurer": "Payroll Plus"}, "paragraph 1"),
    ],
    ids=["system", "capitals and blanks", "supplier", "one product of two", "assurer", "person"],
)
def test_what_mentions_a_name_is_withheld_too(facts, ground):
    name = "What was assured, and when"
    plain = publication(naming())
    assert "Payroll Plus baseline" in told(plain, name).text
    made = publication(naming(**facts))
    assert "payroll plus" not in words(made).casefold()
    row = next(row for row in told(made, "What is withheld").grid.rows if row[2] == name)
    assert row[3].startswith("The name of")
    assert ground in row[3]


@pytest.mark.parametrize("name", ["Payroll", "Plus baseline"])
def test_a_name_is_found_as_whole_words_alone(name):
    assert "Payroll Plus baseline" not in words(publication(naming(name=name)))
    assert "Payroll Plus baseline" in words(publication(naming(name=name[:-1])))


def test_names_of_people_that_only_the_service_knows_are_looked_for():
    assert "Payroll Plus baseline" not in words(publication(naming(), people=("Payroll Plus",)))


def test_names_in_gates_and_waivers_are_looked_for():
    assert "Payroll" not in words(publication(naming(), gates=(d.gate(name="Payroll Plus"),)))
    waived = replace(naming(), waivers=(WaiverFacts("overload", "a", "b", "Payroll Plus"),))
    assert "Payroll" not in words(publication(waived))


def test_a_ref_is_a_name():
    plan = naming()
    ref = plan.rows[0].ref
    scopes = tuple(replace(scope, profile=f"of {ref.lower()}") for scope in plan.scopes)
    assert ref.lower() not in words(publication(replace(plan, scopes=scopes)))


def test_a_short_name_is_looked_for_with_its_capitals():
    plan = d.document(*[d.implement()] * 3, scopes=(d.scope(3, findings=(d.finding(target="achieved"),)),))
    system = d.scope(0, scope="SYS1", kind="system", name="Ledger", supplier="IT", findings=())
    made = publication(replace(plan, scopes=(*plan.scopes, system)))
    assert told(made, "How many outcomes meet their target").text.endswith("meet it now.")
    names = Names(replace(plan, scopes=(system,)), d.provenance(plan))
    assert names.mentioned("made by IT alone") == Kind.SUPPLIER
    assert names.mentioned("made by it alone") is None


def test_the_councils_own_name_stays_whoever_supplies_it():
    made = publication(naming(supplier="Ashby Council", name="Council"))
    assert "Ashby Council" in told(made, "What was assured, and when").text


def test_a_cell_or_a_point_that_mentions_a_name_is_replaced():
    made = publication(naming(name="No action", supplier="Signed off by the approver"), gates=(d.gate(),))
    assert told(made, "Steps that the plan has taken").grid.rows == [["[Withheld]", "22 November 2026, 2:05pm"]]
    assert "Steps that the plan has taken: the column By and 1 cell" in words(made)
    pointed = publication(naming(name="MHCLG"))
    assert "[Withheld]" in told(pointed, "What comes next").points
    assert "What comes next: 1 of" in words(pointed)


# --- text is text


@pytest.mark.parametrize("text", d.HOSTILE.values(), ids=d.HOSTILE)
def test_hostile_text_is_not_in_it_or_is_text(text):
    data = paper_docx(publication(samples.hostile(text), gates=(d.gate(name=text, title=text),)).edition())
    assert reaches_out(data) == []


def test_a_table_of_the_public_edition_has_as_many_kinds_as_columns():
    for block in publication(samples.tarnside(), gates=(d.gate(),)).blocks:
        if isinstance(block, Table):
            assert len(block.kinds) == len(block.grid.headings)
            assert all(len(row) == len(block.grid.headings) for row in block.grid.rows)
