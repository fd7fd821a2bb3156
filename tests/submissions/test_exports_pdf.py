"""The plan as a PDF: everybody can read it, what stands on it is what stands in the plan, and text is only text."""

import io
import json
import re
from collections import Counter
from dataclasses import replace

import pikepdf
import pytest

from iip.quarters import Quarter
from submissions.budget import Budget
from submissions.document import PlanDocument
from submissions.exports.data import plan_json
from submissions.exports.pdf import AROUND, FEWEST, PAGE, _on_pages, card, plan_pdf
from submissions.facts import ResponseFacts
from submissions.forecast import Forecast
from submissions.roadmap import Action, Roadmap
from submissions.summary import Summary
from tests.pdf_structure import problems, roles_of
from tests.pdf_text import runs_of, text_of
from tests.submissions import documents as d
from tests.submissions.sample_documents import tarnside
from tests.submissions.samples import hostile, longer

NO_ACTION = ResponseFacts(
    choice="no_action",
    justification="It costs more than it saves.",
    why_no_action="cost",
    risk_owner="Monitoring Officer",
)
NOT_KNOWN = d.implement(cost_basis="not_known", capital=None, revenue=None, annual=None, funding="unfunded")
PLAN = d.document(
    d.implement(workstream="Identity", milestones=(("Bought", Quarter.make(2027, 1)),)),
    d.implement(capital=20_000, revenue=0, annual=500, funding="unfunded"),
    NOT_KNOWN,
    NO_ACTION,
    ResponseFacts(),
)


def made(plan: PlanDocument = PLAN, **facts) -> bytes:
    return plan_pdf(plan, d.provenance(plan, **facts))


@pytest.fixture(scope="module")
def plain() -> bytes:
    return made(gates=(d.gate(),))


def test_the_pdf_keeps_to_every_rule_of_pdf_ua(plain):
    assert problems(plain) == []


def test_a_plan_without_recommendations_and_one_without_scopes_are_pdfs_too():
    for plan in (d.document(scopes=(d.scope(0),)), replace(PLAN, scopes=(), responses={})):
        data = made(plan)
        assert problems(data) == []
        assert "The report makes no recommendations." in text_of(data)


def test_the_cover_says_what_it_is_and_who_passed_which_gate(plain):
    cover = text_of(plain).split("Summary")[0]
    for said in ("Ashby Council", "2026/27 assessment cycle, CAF 3.2", "Ready to submit", "Version 2", "P-BCDF-GHJK"):
        assert said in cover
    assert d.provenance(PLAN).code in cover
    assert "22 November 2026, 2:05pm, by Ann Lead" in cover
    assert (
        "Signed off by the approver Pat Obi, Chief Executive. On my own authority 2 22 November 2026, 2:05pm" in cover
    )


def test_every_page_says_whose_it_is_how_it_is_marked_and_which_document_it_is(plain):
    pages: dict[int, str] = {}
    for run in runs_of(plain):
        if run.furniture:
            pages[run.page] = pages.get(run.page, "") + " " + run.text
    for said in (
        "Ashby Council",
        "OFFICIAL-SENSITIVE",
        d.provenance(PLAN).code,
        "Version 2, exported",
        f"of {len(pages)}",
    ):
        assert all(said in page for page in pages.values()), said


def test_the_numbers_are_those_of_the_plan(plain):
    text = text_of(plain)
    for line in ("Implement 3 0 0 3", "No action 1 0 0 1", "No response yet 1 0 0 1", "All recommendations 5 0 0 5"):
        assert line in text
    assert "One-off capital £32,000 £12,000 £20,000" in text
    assert "One-off revenue £3,000 £3,000 £0" in text
    assert "£1,500 £1,000 £500" in text
    assert "The cost of 1 action is not known yet, so it is in none of these figures: ORG-A1.c-003." in text


def test_findings_are_met_not_met_not_assessed_or_have_no_target():
    stands = (
        d.finding("A1.a", decision="achieved", target="achieved"),
        d.finding("A1.b", target="partially_achieved"),
        d.finding("A1.c"),
        d.finding("A2.a", decision="not_assessed", target="achieved"),
    )
    text = text_of(made(d.document(d.implement(), scopes=(d.scope(1, findings=stands),))))
    assert "Met: 1; Not met: 1; No target set: 1; Not assessed: 1." in text
    assert "A1.b Outcome A1.b Achieved Not achieved Partially achieved Not met" in text
    assert "A1.c Outcome A1.c Achieved Not achieved – No target set" in text


def test_of_the_money_of_a_response_it_says_what_there_is():
    nothing = dict.fromkeys(("capital", "revenue", "annual", "funded_capital", "funded_revenue", "funded_annual"), 0)
    some = nothing | {"revenue": 9_500, "funded_revenue": 4_000}
    text = text_of(made(d.document(d.implement(**nothing), d.implement(**some), ResponseFacts(choice="implement"))))
    free, costly, unsaid = (text.split(f"ORG-A1.{letter}-00")[-1].split("ORG-A1.")[0] for letter in "abc")
    assert "Money: No cost · Cost basis:" in free
    assert "Money: One-off revenue: £9,500 · Cost basis:" in costly
    assert "Funded one-off revenue: £4,000" in costly
    assert "£0" not in free + costly
    assert "Money:" not in unsaid


def test_the_figures_of_where_the_council_stands_are_on_one_page():
    runs = [run for run in runs_of(made(tarnside())) if not run.furniture]
    begins = next(at for at, run in enumerate(runs) if run.text.endswith("by objective and scope, in figures"))
    ends = next(
        at for at, run in enumerate(runs) if at > begins and run.text.startswith("No outcome that was assessed")
    )
    assert {run.page for run in runs[begins:ends]} == {runs[begins].page}


def test_without_any_target_it_says_what_was_assessed():
    stands = (d.finding("A1.a", decision="achieved"), d.finding("A1.b"), d.finding("D1.a", decision="not_assessed"))
    text = text_of(made(d.document(d.implement(), scopes=(d.scope(1, findings=stands),))))
    assert "Outcomes as assessed, by objective and scope" in text
    assert "Achieved: 1; Not achieved: 1; Not assessed: 1." in text
    assert "A Managing security risk 1 0 1 0" in text
    assert "Outcomes met" not in text
    assert "Met once the plan is delivered" not in text


def test_each_recommendation_stands_with_its_finding_and_the_councils_response(plain):
    text = text_of(plain)
    for row in PLAN.rows:
        assert f"{row.ref} {row.recommendation.title}" in text
    answered = text.split("Recommendations and responses: Ashby Council")[-1]
    card = answered.split("ORG-A1.a-001 Recommendation 1")[1].split("ORG-A1.b-002 Recommendation 2")[0]
    for said in (
        "High risk",
        "Not achieved. No target set.",
        "Response: Implement",
        "Justification: It lowers the risk.",
    ):
        assert said in card
    for said in (
        "Accountable owner: Head of IT",
        "One-off capital: £12,000",
        "End quarter: 2027/28 Q1",
        "Bought 2027/28 Q1",
    ):
        assert said in card
    assert "Response: No response yet" in text


def test_what_a_response_still_needs_is_said_beside_it():
    text = text_of(made(d.document(d.implement(owner="", priority=""))))
    assert "Response: Implement . Not complete: it still needs priority and accountable owner." in text


def test_what_gets_no_action_is_listed_with_who_owns_the_risk(plain):
    listed = text_of(plain).split("Recommendations without action")[-1]
    assert "ORG-A2.a-004 Recommendation 4 High Cost Monitoring Officer –" in listed


def test_a_plan_that_nobody_signed_says_so_on_its_sign_off_page():
    end = text_of(made()).split("Sign-off")[-1]
    assert "No gate has been passed, or none stands any more" in end
    assert d.provenance(PLAN).digest in end.replace(" ", "")


def test_the_words_of_one_report_stand_once_however_many_scopes_it_has():
    system = d.scope(
        1, scope="SYS1", kind="system", name="Payroll", recommendations=(d.recommendation(9, ref="SYS1-1"),)
    )
    text = text_of(made(d.document(d.implement(), d.implement(), scopes=(d.scope(1), system))))
    assert text.count("Assurance report by Brightwell Assurance") == 1
    assert "About: Ashby Council, Payroll." in text


def test_bookmarks_lead_to_the_sections_and_to_each_recommendation(plain):
    with pikepdf.open(io.BytesIO(plain)) as pdf, pdf.open_outline() as outline:
        titles = list(bookmarks(outline.root))
    assert {"Summary", "Findings: Ashby Council", "Sign-off", "ORG-A1.a-001 Recommendation 1"} <= set(titles)
    assert roles_of(plain).count("H1") == 1


def bookmarks(items):
    for item in items:
        yield item.title
        yield from bookmarks(item.children)


@pytest.mark.parametrize("name", [name for name in d.HOSTILE if name not in {"far planes", "right to left"}])
def test_hostile_text_is_printed_as_it_was_typed_and_does_nothing(name):
    text = d.HOSTILE[name]
    asked = d.recommendation(title=text[:300], text=text)
    plan = d.document(d.implement(justification=text, owner=text[:200]), scopes=(d.scope(recommendations=(asked,)),))
    data = made(plan)
    assert problems(data) == []
    assert squeezed(text_of(data)).count(squeezed(text)) >= 2
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not [link for page in pdf.pages for link in page.get("/Annots", []) if "/URI" in link.get("/A", {})]


@pytest.mark.parametrize("name", ["far planes", "right to left"])
def test_writing_of_any_kind_makes_a_sound_pdf(name):
    assert problems(made(d.document(d.implement(justification=d.HOSTILE[name])))) == []


def test_the_contents_say_on_which_page_each_part_begins(plain):
    runs = runs_of(plain)
    listed = next(run.page for run in runs if run.text == "Contents")
    contents = " ".join(run.text for run in runs if run.page == listed and not run.furniture)
    for label in ("Summary", "Roadmap", "Money", "Forecast", "What the assurer found", "Sign-off"):
        (begins,) = {run.page for run in runs if run.text == label and run.page > listed}
        assert re.search(rf"{label} [. ]*{begins}\b", contents), label


def test_the_forecast_begins_on_the_page_of_its_chart(printed):
    _, data, _ = printed
    pages = {run.text: run.page for run in runs_of(data) if not run.furniture}
    assert pages["Forecast"] == pages["Outcomes that meet their target, by quarter"]


@pytest.mark.parametrize("name", ["W" * 200, "Council of All the Parishes and Fens " * 5])
def test_a_long_name_keeps_to_its_place_in_the_margin(name):
    plan = d.document(scopes=(d.scope(0),))
    data = made(replace(plan, council=replace(plan.council, name=name.strip())))
    edges = [run for run in runs_of(data) if run.furniture]
    places = [run for run in edges if run.text[:1] in "WC"]
    assert places
    assert max(run.right for run in places) < min(run.left for run in edges if run.text.startswith("OFFICIAL"))
    assert max(Counter(run.page for run in places).values()) <= 3  # lines, each of which is a run
    assert squeezed(name) in squeezed(text_of(data).split("Improvement")[0])  # the cover has all of it


FIELDS_OF_HOSTILE = 62  # so often what was typed is printed: each field of the plan below, some in several places


@pytest.mark.parametrize("name", [name for name in d.HOSTILE if name not in {"one long word", "long"}])
def test_hostile_text_in_every_field_arrives_letter_for_letter_leads_nowhere_and_leaves_a_sound_pdf(name):
    text = squeezed(d.HOSTILE[name])
    data = made(hostile(d.HOSTILE[name]))
    assert problems(data) == []
    said = squeezed(text_of(data)).replace(text.replace(";", ","), text)  # between posts stands a semicolon
    if name == "right to left":  # which is set from the right, so that its letters come in another order
        letters = Counter(text.replace(",", ""))
        assert {letter: said.count(letter) for letter in letters} == {
            letter: many * FIELDS_OF_HOSTILE for letter, many in letters.items()
        }
    else:
        assert said.count(text) == FIELDS_OF_HOSTILE
    with pikepdf.open(io.BytesIO(data)) as pdf:
        links = [link for page in pdf.pages for link in page.get("/Annots", [])]
        assert not [link for link in links if "/A" in link and pikepdf.Name.GoTo != link.A.S]


def with_targets(plan: PlanDocument) -> PlanDocument:
    """The plan where every outcome is to be achieved, so that there is something to forecast."""
    scopes = tuple(
        replace(scope, findings=tuple(replace(finding, target="achieved") for finding in scope.findings))
        for scope in plan.scopes
    )
    return replace(plan, scopes=scopes)


REAL = with_targets(tarnside())


@pytest.fixture(scope="module", params=[58, 150])
def printed(request: pytest.FixtureRequest) -> tuple[PlanDocument, bytes, str]:
    """Tarnside's own plan, and one of 150 with longer words: the plan, its PDF and what that says."""
    plan = REAL if request.param == len(REAL.rows) else longer(REAL, request.param)
    assert len(plan.rows) == request.param
    data = made(plan, gates=(d.gate(),))
    return plan, data, text_of(data)


def test_the_figures_are_those_of_the_pages(printed):
    plan, _, text = printed
    summary, roadmap = Summary(plan), Roadmap(plan)
    for each in summary.key_figures:
        assert f"{each.label} {each.figure} {each.detail or '–'}" in text
    for label, years in Budget(plan).kinds_by_year:
        table = text.split(f"{label} by financial year, in figures")[1]
        for year, money in years:
            assert f"{year} £{money.cost:,} £{money.funded:,} £{money.gap:,}" in table
    for label, met, below in Forecast(plan).steps:
        assert f"{label} {met} {below}" in text
    for action in roadmap.actions:
        assert f"{action.ref} {action.title}" in text
    assert "; ".join(f"{term}: {many}" for term, many in roadmap.terms) in text


def test_every_word_of_a_real_plan_is_printed(printed):
    plan, _, text = printed
    said = squeezed(text)
    for row in plan.rows:
        assert squeezed(f"{row.ref} {row.recommendation.title}") in said
        for words in (row.recommendation.text, row.recommendation.risk_description):
            assert squeezed(words) in said, row.ref
        for label, words in card(row).answers:
            assert squeezed(f"{label}: {words}") in said, (row.ref, label)


def test_a_real_plan_keeps_to_every_rule_of_pdf_ua(printed):
    assert problems(printed[1]) == []


def test_every_action_is_drawn_once_and_no_drawing_is_higher_than_its_page():
    for plan in (REAL, longer(REAL), PLAN):
        pieces = [pieces for _, pieces in _on_pages(groups_of(plan))]
        drawn = [action.ref for group in pieces for piece in group for action in piece]
        assert drawn == [action.ref for _, actions in groups_of(plan) for action in actions]
        sizes = [len(piece) for group in pieces for piece in group]
        assert max(sizes) <= PAGE - AROUND
        assert [sizes for group in pieces if len(group) > 1 for piece in group if len(piece) < FEWEST] == []


def groups_of(plan: PlanDocument) -> list[tuple[str, list[Action]]]:
    return [(name, [action for action in group if action.start]) for name, group in Roadmap(plan).groups]


def squeezed(text: str) -> str:
    """A text without its blanks, which a line's end takes away."""
    return re.sub(r"\s", "", text)


def test_a_long_plan_is_paginated_and_sound():
    plan = d.document(*[d.implement(justification="Because. " * 40)] * 60)
    data = made(plan)
    assert problems(data) == []
    text = text_of(data)
    assert all(row.ref in text for row in plan.rows)


def test_the_data_is_the_document_and_where_it_comes_from():
    origin = d.provenance(PLAN, gates=(d.gate(),))
    held = json.loads(plan_json(PLAN, origin))
    assert PlanDocument.load(json.dumps(held["plan"])) == PLAN
    assert held["provenance"]["digest"] == PLAN.digest
    assert held["provenance"]["document_code"] == origin.code
    assert held["provenance"]["gates"][0]["name"] == "Pat Obi"
    assert held["provenance"]["at"] == "2026-11-22T14:05:00+00:00"
