"""Two documents beside each other: pure; and the pages that show it."""

import datetime
import html
import re
from dataclasses import replace

import pytest

from accounts.roles import Role
from iip.quarters import Quarter
from submissions.comparison import Comparison
from submissions.document import WaiverFacts, WorkstreamFacts
from submissions.facts import ResponseFacts
from submissions.models import Status
from submissions.responses import save_response
from submissions.summing_up import NOTHING, summed_up
from tests import make, make_plan
from tests.counting import queries
from tests.submissions import documents

Q = Quarter.make(2026, 3)
ACT = ResponseFacts(choice="implement", action="Name a lead.", owner="Head of IT", capital=5_000, start=Q, end=Q + 2)
DECLINED = ResponseFacts(choice="no_action", risk_owner="Chief Executive", look_again_on=datetime.date(2027, 3, 27))


def compared(before, after):
    return Comparison(documents.document(*before), documents.document(*after))


# --- pure


def test_nothing_changed_between_a_document_and_itself():
    comparison = compared([ACT, DECLINED], [ACT, DECLINED])
    assert comparison.is_same
    assert summed_up(comparison) == NOTHING


def test_what_is_added_and_what_is_taken_out_is_named():
    comparison = compared([ACT], [ACT, DECLINED])
    assert [row.ref for row in comparison.added] == ["ORG-A1.b-002"]
    assert comparison.removed == comparison.changed == []
    assert summed_up(comparison) == "1 recommendation added: 1 recommendation now without action."
    back = compared([ACT, DECLINED], [ACT])
    assert [row.ref for row in back.removed] == ["ORG-A1.b-002"]
    assert summed_up(back).startswith("1 recommendation taken out")


def test_a_change_is_told_field_by_field_in_words():
    (changed,) = compared([ACT], [replace(ACT, end=Q + 3, capital=None, action="Name an owner.")]).changed
    told = {field.label: (field.before, field.after) for field in changed.fields}
    assert told == {
        "What we will do": ("Name a lead.", "Name an owner."),
        "One-off capital": ("£5,000", ""),
        "End quarter": ("2027/28 Q1", "2027/28 Q2"),
    }


def test_texts_are_told_word_by_word_and_other_fields_are_not():
    (changed,) = compared([ACT], [replace(ACT, end=Q + 3, action="Name an owner.")]).changed
    pieces = {field.label: [(piece.kind, piece.text) for piece in field.pieces] for field in changed.fields}
    assert pieces["What we will do"] == [("same", "Name "), ("gone", "a lead."), ("new", "an owner.")]
    assert pieces["End quarter"] == []


def test_the_sentence_sums_up_dates_money_and_what_gets_no_action():
    later = replace(ACT, start=Q + 1, end=Q + 4, capital=17_000, annual=400)
    comparison = compared([ACT, ACT, DECLINED], [later, DECLINED, replace(ACT, capital=2_000)])
    said = summed_up(comparison)
    assert said.startswith("3 recommendations changed: 2 dates later, 3 dates entered, 3 dates taken out, ")
    assert "£9,000 more one-off capital, £400 more annual cost" in said
    assert "1 recommendation now without action, 1 recommendation no longer without action" in said


def test_money_that_moves_within_its_total_is_not_passed_over():
    said = summed_up(compared([ACT, ACT], [replace(ACT, capital=4_000), replace(ACT, capital=6_000)]))
    assert "one-off capital changed within the same total" in said


def test_an_earlier_date_and_less_money_are_called_so():
    said = summed_up(compared([ACT], [replace(ACT, end=Q + 1, capital=1_000)]))
    assert said == "1 recommendation changed: 1 date earlier, £4,000 less one-off capital."


def test_a_change_of_words_alone_says_that_dates_and_money_stand():
    said = summed_up(compared([ACT], [replace(ACT, notes="Agreed.")]))
    assert said == "1 recommendation changed. No date, no cost and no decision to take no action changed."


def test_what_the_assurer_changed_is_told_too():
    before = documents.document(ACT)
    report = before.scopes[0]
    finding = replace(report.findings[0], decision="achieved")
    asked = replace(report.recommendations[0], risk="low", text="Name who is responsible.")
    narrative = replace(report.narrative, good_practice="Very good.")
    again = replace(
        report, number=2, findings=(finding, *report.findings[1:]), recommendations=(asked,), narrative=narrative
    )
    comparison = Comparison(before, replace(before, scopes=(again,)))
    assert {field.label for field in comparison.changed[0].fields} == {"Risk level", "Recommendation"}
    told = {(each.name, field.label, field.after) for each in comparison.beside for field in each.fields}
    assert ("Finding", "Decision", "Achieved") in told
    assert ("Report", "Version of the report", "2") in told
    assert ("Report", "Good practice", "Very good.") in told


def test_workstreams_and_exceptions_are_told_beside_the_recommendations():
    before = documents.document(ACT)
    stream, waiver = WorkstreamFacts("Identity", "Head of IT", "One."), WaiverFacts("dates", "", "Agreed.", "Priya")
    comparison = Comparison(before, replace(before, workstreams=(stream,), waivers=(waiver,)))
    assert [(each.name, each.title) for each in comparison.beside] == [
        ("Workstream", "Identity"),
        ("Exception", "dates"),
    ]
    assert not comparison.is_same
    assert summed_up(comparison).startswith("No recommendation changed, but")


# --- pages


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def address(made, rest):
    return f"/plans/{made.plan.reference}/versions/{rest}"


@pytest.fixture
def made(db):
    """Submitted as version 1, changed, and shared again as version 2; one more change since then in draft."""
    made = make_plan.plan(status=Status.SUBMITTED)
    make_plan.walk(made, "update")
    change(made, justification="We have thought again.", capital=17_000)
    make_plan.walk(made, "share", "return_feedback")
    change(made, choice="no_action")
    return made


def change(made, **values):
    response = made.responses[0]
    save_response(response, values, seen=response.version, by=made.people.lead)


def test_the_page_compares_two_versions_word_by_word(client, made):
    page = make.sign_in(client, made.people.qa).get(address(made, "1/compare/2/"))
    said = text_of(page)
    assert "£5,000 more one-off capital" in said
    assert re.search(r'<ins class="app-new"><span class="govuk-visually-hidden">new: </span>', said)
    assert "No action" not in said


def test_the_page_compares_a_version_with_now(client, made):
    said = text_of(make.sign_in(client, made.people.qa).get(address(made, "2/compare/now/")))
    assert "1 recommendation now without action" in said
    assert "What changed between version 2 and now" in said


def test_nobody_compares_what_they_may_not_read(client, made):
    make.sign_in(client, made.people.manager)
    assert client.get(address(made, "1/compare/1/")).status_code == 200
    assert client.get(address(made, "1/compare/2/")).status_code == 404
    assert client.get(address(made, "2/compare/1/")).status_code == 404
    assert client.get(address(made, "1/compare/now/")).status_code == 403


def test_a_delegate_compares_nothing(client, made):
    make.sign_in(client, make.person(role=Role.DELEGATE, at=made.council))
    for rest in ("1/compare/2/", "1/compare/now/"):
        assert client.get(address(made, rest)).status_code == 403


def test_mhclg_s_look_at_a_submission_by_comparing_it_is_on_record(client, made):
    make.sign_in(client, made.people.manager).get(address(made, "1/compare/1/"))
    assert made.plan.submissions.get().looks.filter(by=made.people.manager).count() == 1


def test_mhclg_is_led_from_each_submission_to_what_changed_between_it_and_another(client, made):
    make_plan.complete_all(made)
    make_plan.walk(made, "session", *make_plan.WAY[3:])
    make.sign_in(client, made.people.manager)
    first, second = made.plan.submissions.order_by("at")
    assert first.version.number < second.version.number
    where = address(made, f"{first.version.number}/compare/{second.version.number}/")
    for submission in (first, second):
        assert f'href="{where}">what changed between' in text_of(
            client.get(f"/national/submissions/{submission.reference}/")
        )
    assert client.get(where).status_code == 200


def test_the_list_of_versions_leads_to_each_comparison(client, made):
    said = text_of(make.sign_in(client, made.people.qa).get(address(made, "")))
    for number in (1, 2):
        assert f'href="{address(made, f"{number}/compare/now/")}"' in said
    there = text_of(client.get(address(made, "1/compare/now/")))
    assert f'href="{address(made, "1/compare/2/")}"' in there


def test_a_quality_assurer_is_led_to_what_changed_since_the_assurers_feedback(client, made):
    complete = make_plan.COMPLETE | {"capital": 20_000}
    make_plan.complete_all(made, **complete)
    make_plan.walk(made, "session", "send_to_qa")
    page = make.sign_in(client, made.people.qa).get(f"/plans/{made.plan.reference}/steps/qa_pass/")
    assert f'href="{address(made, "2/compare/3/")}">What changed since your independent assurer’s feedback' in text_of(
        page
    )


def test_what_changed_since_each_earlier_round_is_a_link_away(client, made):
    said = text_of(make.sign_in(client, made.people.lead).get(address(made, "")))
    assert "This is round 4." in said
    for number, version in ((1, 1), (2, 1), (3, 2)):
        assert f'href="{address(made, f"{version}/compare/now/")}">What changed since round {number}' in said
    assert "What changed since round 4" not in said

    seen_by_assurer = text_of(make.sign_in(client, made.people.assurer).get(address(made, "")))
    assert "What changed since round 3" in seen_by_assurer
    make_plan.complete_all(made)
    make_plan.walk(made, "session", "send_to_qa")
    assert "since round" not in text_of(client.get(address(made, ""))), "they may not read what is with the council"


def test_nobody_is_led_to_a_version_that_they_may_not_read(client, made):
    make.sign_in(client, made.people.assurer)
    own = "What changed since you last took a step"
    assert own in text_of(client.get(address(made, "")))
    make_plan.complete_all(made)
    make_plan.walk(made, "session", "send_to_qa")
    assert own not in text_of(client.get(address(made, "")))
    assert client.get(address(made, "2/compare/3/")).status_code == 404


def test_an_approver_reads_in_a_sentence_what_changed_since_quality_assurance(client, db):
    made = make_plan.plan(status=Status.APPROVAL)
    where = f"/plans/{made.plan.reference}/approve/"
    make.sign_in(client, made.people.approver)
    assert f"Since quality assurance: {NOTHING}" in text_of(client.get(where))
    make_plan.walk(made, "approver_return")
    change(made, notes="Only a note.")
    make_plan.walk(made, "resend")
    said = text_of(client.get(where))
    assert "Since quality assurance: 1 recommendation changed. No date" in said
    assert f'href="{address(made, "1/compare/2/")}">What changed since you last took a step' in said


def test_text_of_people_is_shown_as_text(client, made):
    change(made, choice="implement", justification="We <script>alert(1)</script> have thought again.")
    page = make.sign_in(client, made.people.qa).get(address(made, "2/compare/now/"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()
    assert "<script>alert(1)" not in page.content.decode()


@pytest.mark.parametrize("rest", ["1/compare/1/", "1/compare/now/", ""])
def test_the_pages_take_the_same_queries_at_3_rows_and_at_60(client, db, rest):
    counts = set()
    for recommendations in (3, 60):
        made = make_plan.plan(status=Status.APPROVAL, recommendations=recommendations)
        counts.add(queries(make.sign_in(client, made.people.qa), address(made, rest)))
    assert len(counts) == 1
    assert counts.pop() <= 15
