"""Every chart of a plan, on its page and in the PDF: a title, a description, and its figures in a table below."""

import re
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from lxml import html

from submissions.exports.pdf import plan_context
from submissions.responses import save_response
from tests import make, make_plan
from tests.submissions import documents as d
from tests.submissions import sample_documents
from tests.submissions.sent_forms import signed_in

PAGES = {
    "costs/": ["One-off capital by financial year", "One-off revenue by financial year", "Annual (running) cost"],
    "forecast/": ["Outcomes that meet their target, by quarter"],
    "roadmap/": ["Roadmap: No workstream"],
}
FIGURES = re.compile(r"£?\d[\d,/]*(?: Q\d)?")


def charts(text: str) -> Iterator[tuple[str, str, list[list[str]]]]:
    """Each chart's title and description, with the rows of the tables that follow it."""
    page = html.fromstring(text)
    for svg in page.iter("svg"):
        rows = [[" ".join(cell.text_content().split()) for cell in row] for row in svg.xpath("following::tr")]
        yield svg.findtext("title"), svg.findtext("desc"), rows


def lines(description: str) -> Iterator[tuple[str, list[str]]]:
    """What a description says of each bar: its label, and its figures."""
    for line in description.removesuffix(".").split("; "):
        label, said = line.rsplit(": ", 1)
        yield label, FIGURES.findall(said)


def missing(text: str) -> list[str]:
    """The bars whose figures stand in no row of a table below their chart."""
    return [
        f"{title}: {label} {figures}"
        for title, description, rows in charts(text)
        for label, figures in lines(description)
        if not any(_holds(row, label, figures) for row in rows)
    ]


def _holds(row: list[str], label: str, figures: list[str]) -> bool:
    """Whether a row is about this bar; on where the council stands the label is an objective and a scope."""
    objective, _, scope = label.partition(" – ")
    begins = f"{scope}: {objective} " if scope else label
    return row[0].startswith(begins) and set(figures) <= set(FIGURES.findall(" ".join(row)))


@pytest.fixture(scope="module")
def large():
    return sample_documents.large()


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_each_chart_on_a_page_stands_above_a_table_with_its_figures(client, address):
    targets = {"A1.a": "achieved", "A1.b": "achieved", "A1.c": "achieved"}
    made = make_plan.plan(recommendations=5, profile=make.profile(framework=make.framework(), targets=targets))
    for number, response in enumerate(made.responses):
        values = {"capital": 1_000 * number, "funding": "unfunded" if number % 2 else "funded"}
        values |= {"end": make_plan.Q4 + number}
        save_response(response, make_plan.COMPLETE | values, seen=0, by=made.people.lead)
    text = signed_in(made.people.lead).get(f"/plans/{made.plan.reference}/{address}").content.decode()

    for title, begins in zip([title for title, *_ in charts(text)], PAGES[address], strict=True):
        assert title.startswith(begins)
    assert missing(text) == []


def test_each_chart_in_the_pdf_stands_above_a_table_with_its_figures(large):
    text = render_to_string("pdf/plan.html", plan_context(large, d.provenance(large)))
    titles = [title for title, *_ in charts(text)]
    assert "Outcomes met by objective and scope" in titles
    assert "Outcomes that meet their target, by quarter" in titles
    assert sum("by financial year" in title for title in titles) == 3
    assert sum(title.startswith("Roadmap: ") for title in titles) >= 14
    assert missing(text) == []


def test_what_is_above_a_chart_in_the_pdf_says_its_title(large):
    page = html.fromstring(render_to_string("pdf/plan.html", plan_context(large, d.provenance(large))))
    for figure in page.iter("figure"):
        title = figure.find("svg").findtext("title")
        said = figure.findtext("figcaption") or figure.xpath("preceding-sibling::h3[1]")[0].text_content()
        assert title.removeprefix("Roadmap: ") == said
