"""Word documents: real styles, headings, tables and charts that everybody can read, and text that stays text."""

import datetime
import io
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm

from iip.charts import POUNDS_IN_SHORT
from iip.office_tables import Table
from iip.slide_charts import Chart
from iip.word import WordDocument
from tests.office_files import everything_said, parts_of, reaches_out

AT = datetime.datetime(2026, 11, 22, 14, 5, tzinfo=datetime.UTC)
MONEY = Table("Money", ("Kind", "Cost"), [("Capital", "£12,000"), ("All", "£12,000")], numbers=frozenset({1}))
BARS = Chart("Costs", ("2026/27", "=1+1"), [("Funded", (1, 2)), ("Not funded", (0, 4))], number_format=POUNDS_IN_SHORT)


def made(**facts) -> WordDocument:
    said: dict[str, Any] = {"title": "A paper", "author": "Ashby Council", "subject": "Plan", "marking": "OFFICIAL"}
    return WordDocument(**said | {"note": "Ashby Council, version 2", "made_at": AT} | facts)


def read(document: WordDocument) -> Any:
    return Document(io.BytesIO(document.data()))


def test_titles_headings_lists_and_captions_have_words_own_styles():
    document = made()
    document.headline("A paper")
    document.heading("Purpose")
    document.say("Because.")
    document.points(["One"], numbered=True)
    document.points(["Other"])
    document.table(MONEY)
    styles = [(each.style.name, each.text) for each in read(document).paragraphs]
    assert styles[:6] == [
        ("Title", "A paper"),
        ("Heading 1", "Purpose"),
        ("Normal", "Because."),
        ("List Number", "One"),
        ("List Bullet", "Other"),
        ("Caption", "Money"),
    ]


def test_a_tables_headings_are_repeated_and_it_has_a_style_and_an_alternative_text():
    document = made()
    document.table(MONEY)
    (table,) = read(document).tables
    assert table.style.name == "Table Grid"
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Kind", "Cost"], *map(list, MONEY.rows)]
    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows] == [True, False, False]
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Money"
    assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) == "Money. Table of 2 rows: Kind, Cost."


def test_a_row_longer_than_a_page_may_be_broken_and_a_short_one_not():
    document = made()
    document.table(Table("Long", ("One", "Other"), [("short", "row"), ("long " * 900, "row")]))
    (table,) = read(document).tables
    assert [row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows] == [True, True, False]


def test_a_chart_is_native_with_its_figures_and_says_in_words_what_it_shows():
    document = made()
    document.chart(BARS, Cm(5))
    data = document.data()
    (properties,) = Document(io.BytesIO(data)).element.body.iter(qn("wp:docPr"))
    assert properties.get("title") == "Costs"
    assert properties.get("descr") == "Costs. 2026/27: £1 funded, £0 not funded; =1+1: £2 funded, £4 not funded."
    parts = parts_of(data)
    assert "word/charts/chart1.xml" in parts
    assert "word/embeddings/chart1.xlsx!xl/worksheets/sheet1.xml" in parts
    assert reaches_out(data) == []


def test_each_chart_has_a_part_and_a_number_of_its_own():
    document = made()
    document.chart(BARS, Cm(5))
    document.chart(BARS, Cm(5))
    data = document.data()
    assert [each.get("id") for each in Document(io.BytesIO(data)).element.body.iter(qn("wp:docPr"))] == ["1", "2"]
    assert {"word/charts/chart1.xml", "word/charts/chart2.xml", "word/embeddings/chart2.xlsx"} <= set(parts_of(data))


def test_each_page_says_how_it_is_marked_what_it_is_and_its_number():
    document = made(marking="OFFICIAL-SENSITIVE")
    document.turn()
    document.say("In landscape.")
    upright, wide = read(document).sections
    assert (upright.orientation, wide.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    assert wide.header.is_linked_to_previous
    assert upright.header.paragraphs[0].text == "OFFICIAL-SENSITIVE"
    assert upright.footer.paragraphs[0].text == "Ashby Council, version 2"
    codes = [each.get(qn("w:instr")).strip() for each in upright.footer._element.iter(qn("w:fldSimple"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_the_language_is_british_english_and_the_properties_say_what_it_is():
    document = read(made(title="T" * 400))
    languages = {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    facts = document.core_properties
    assert (facts.title, facts.author, facts.language) == ("T" * 255, "Ashby Council", "en-GB")
    assert (facts.category, facts.comments, facts.created) == ("OFFICIAL", "", AT)


def test_nothing_of_the_librarys_own_template_is_left_that_says_anything():
    names = set(parts_of(made().data()))
    assert not [name for name in names if "thumbnail" in name or "customXml" in name or "WithEffects" in name]
    assert "python-docx" not in everything_said(made().data())


@pytest.mark.parametrize("text", ["one\ntwo", "=1+1", '{ HYPERLINK "https://example.org" }', "<w:p/> &amp; “x”"])
def test_text_is_text(text):
    document = made(title=text, marking=text, note=text)
    document.say(text)
    document.table(Table(text, (text, text), [(text, text)]))
    document.chart(Chart(text, (text,), [(text, (1,))]), Cm(5))
    data = document.data()
    assert reaches_out(data) == []
    assert [cell.text for cell in Document(io.BytesIO(data)).tables[0].rows[1].cells] == [text, text]
