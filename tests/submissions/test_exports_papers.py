"""The committee paper as Word document and PDF: its figures are the pages' own, everybody can read it, text is text."""

import io
from collections import Counter
from typing import Any

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn

from submissions.document import PlanDocument
from submissions.exports.paper_pdf import paper_pdf
from submissions.exports.paper_word import paper_docx
from submissions.papers.editions import full_edition
from submissions.summary import Summary
from tests.office_files import everything_said, reaches_out
from tests.pdf_structure import problems
from tests.pdf_text import runs_of, text_of
from tests.submissions import documents as d
from tests.submissions import sample_documents as samples


@pytest.fixture(scope="module", params=[samples.tarnside, samples.large], ids=["tarnside", "150"])
def plan(request) -> PlanDocument:
    return request.param()


@pytest.fixture(scope="module")
def word(plan) -> Any:
    return opened(plan, gates=(d.gate(),))


@pytest.fixture(scope="module")
def pdf(plan) -> bytes:
    return paper_pdf(full(plan, gates=(d.gate(),)))


def full(plan: PlanDocument, **facts):
    return full_edition(plan, d.provenance(plan, **facts))


def opened(plan: PlanDocument, **facts) -> Any:
    return Document(io.BytesIO(paper_docx(full(plan, **facts))))


def table(word: Any, name: str) -> list[list[str]]:
    """The rows of the table that is called so, its headings first."""
    found = next(each for each in word.tables if each._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == name)
    return [[cell.text for cell in row.cells] for row in found.rows]


def words(word: Any) -> str:
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in word.paragraphs), *cells])


# --- the figures are the plan's own


def test_the_figures_are_those_of_the_pages(word, plan):
    summary = Summary(plan)
    promised = table(word, "Recommendations by response")
    lines = [*summary.promised, summary.all_promised]
    assert promised[1:] == [[line.label, *map(str, line.by_risk), str(line.total)] for line in lines]
    money = table(word, "What is funded, by kind of money")
    assert money[1:] == [[label, *(f"£{each:,}" for each in sums)] for label, *sums in summary.money.lines]
    objectives = table(word, "Outcomes by objective")
    if summary.forecast.counted:
        assert sum(int(row[1]) for row in objectives[1:]) == len(summary.forecast.met)
        steps = table(word, "Outcomes that meet their target, if the plan is delivered as scheduled")
        assert steps[1:] == [[label, str(met), str(below)] for label, met, below in summary.forecast.steps]
    assert sum(sum(map(int, row[1:])) for row in objectives[1:]) == sum(len(each.findings) for each in plan.scopes)
    assert summary.forecast.sentence in words(word)
    assert len(table(word, "Accepted risks")) - 1 == len(summary.no_action)


def test_each_kind_of_money_is_told_by_year_and_adds_up_to_the_plans_total(word, plan):
    for label, cost, funded, gap in Summary(plan).money.lines[:2]:
        rows = table(word, f"{label} by financial year")
        assert rows[-1] == ["All years", f"£{cost:,}", f"£{funded:,}", f"£{gap:,}"]


def test_the_appendix_has_every_recommendation_with_its_response(word, plan):
    rows = table(word, "Recommendations and responses")[1:]
    assert [row[0].split()[0] for row in rows] == [row.ref for row in plan.rows]
    for told, row in zip(rows, plan.rows, strict=True):
        assert row.recommendation.text in told[0]
        assert row.response.justification in told[2]
        if row.response.capital:
            assert told[5] == f"£{row.response.capital:,}"


def test_the_pdf_says_what_the_word_document_says(word, plan, pdf):
    text = text_of(pdf).replace(" ", "")
    appendix = word.tables[-1]  # whose rows may go on over the end of a page
    cells = [cell.text for table in word.tables[:-1] for row in table.rows for cell in row.cells]
    refs = [row.cells[0].text.split()[0] for row in appendix.rows]
    for said in "\n".join([*(each.text for each in word.paragraphs), *cells, *refs]).split("\n"):
        assert "".join(said.split()) in text


def test_the_biggest_risks_are_ten_and_the_others_are_counted(word, plan):
    every = len(Summary(plan).biggest_risks(most=1_000))
    assert len(table(word, "The biggest risks")) == 11
    assert f"{every - 10} more are in the appendix, which has every recommendation." in words(word)


# --- what a committee needs


def test_it_says_first_that_it_is_not_for_publication_and_leaves_room_for_the_meeting(word):
    opening = [each.text for each in word.paragraphs][:9]
    assert (
        "Not for publication: this report holds exempt information under paragraphs 1, 3 and 7 of Part 1" in opening[2]
    )
    assert "Paragraph 7: Information relating to any action taken or to be taken in connection with" in opening[5]
    assert "public interest in maintaining the exemption outweighs" in opening[6]
    meeting = table(word, "The meeting")
    assert [row[0] for row in meeting[1:4]] == ["Committee", "Date of the meeting", "Report of"]
    assert {row[1] for row in meeting[1:]} == {"[To fill in]"}


def test_what_is_to_be_written_stands_in_a_style_of_its_own(word):
    prompts = [each.text for each in word.paragraphs if each.style.name == "To fill in"]
    assert len(prompts) == 6
    assert all(each.startswith("[To fill in") for each in prompts)


def test_each_page_is_marked_and_says_of_which_version_it_is(word, plan):
    section = word.sections[0]
    assert section.header.paragraphs[0].text == "OFFICIAL-SENSITIVE: not for publication"
    footer = section.footer.paragraphs[0].text
    for part in (plan.council.name, plan.reference, "Version 2", d.provenance(plan).code, "22 November 2026"):
        assert part in footer
    assert word.core_properties.title == (
        f"Cyber security: improvement and implementation plan 2026/27: {plan.council.name}"
    )


def test_every_chart_stands_above_the_table_with_its_figures(word):
    names = [each.get("name") for each in word.element.body.iter(qn("wp:docPr"))]
    tables = {each._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for each in word.tables}
    assert len(names) >= 5
    for name in names:
        said = name.removeprefix("Chart: ")
        assert said[0].upper() + said[1:] in tables


# --- everybody can read it


def test_the_pdf_keeps_to_every_rule_of_pdf_ua(pdf):
    assert problems(pdf) == []


def test_the_pdf_has_bookmarks_and_its_pages_are_marked(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        (title,) = outline.root
        assert {"Financial implications", "Legal implications"} <= {each.title for each in title.children}
        pages = len(opened.pages)
    furniture: dict[int, str] = {}
    for run in runs_of(pdf):
        if run.furniture:
            furniture[run.page] = furniture.get(run.page, "") + " " + run.text
    assert len(furniture) == pages
    assert all("OFFICIAL-SENSITIVE: not for" in said and "publication" in said for said in furniture.values())


def test_a_table_longer_than_a_page_begins_beneath_its_heading_and_its_name():
    said = ("A long text without end. " * 40).strip()
    plan = d.document(*[d.implement(action=said, justification=said)] * 3)
    begins = {run.text: run.page for run in runs_of(paper_pdf(full(plan))) if not run.furniture}
    appendix = begins["Appendix: recommendations and responses"]
    assert begins["Recommendations and responses"] == begins["ORG-A1.a-001 Recommendation 1"] == appendix


# --- text is text

FIELDS_OF_HOSTILE = 31  # so often what was typed is printed in the full edition, some of it in several places


@pytest.mark.parametrize("text", d.HOSTILE.values(), ids=d.HOSTILE)
def test_hostile_text_is_text_in_word(text):
    data = paper_docx(full(samples.hostile(text), gates=(d.gate(name=text, title=text),)))
    assert reaches_out(data) == []
    assert " ".join(text.split())[:30] in " ".join(everything_said(data).split())


@pytest.mark.parametrize("name", [name for name in d.HOSTILE if name not in {"one long word", "long"}])
def test_hostile_text_arrives_letter_for_letter_and_leads_nowhere_in_the_pdf(name):
    text = "".join(d.HOSTILE[name].split())
    data = paper_pdf(full(samples.hostile(d.HOSTILE[name])))
    assert problems(data) == []
    said = "".join(text_of(data).split())
    if name == "right to left":  # which is set from the right, so that its letters come in another order
        letters = Counter(text.replace(",", ""))
        assert {letter: said.count(letter) // many for letter, many in letters.items()} == dict.fromkeys(
            letters, FIELDS_OF_HOSTILE
        )
    else:
        assert said.count(text) == FIELDS_OF_HOSTILE
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not [link for page in pdf.pages for link in page.get("/Annots", [])]
