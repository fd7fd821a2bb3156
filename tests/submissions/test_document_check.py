"""Check a document: what anybody learns of a reference and a code, and what nobody does."""

import html

import pytest

from submissions import provenance
from submissions.document import PlanDocument, document_code
from submissions.document_check import check_address, check_document, read_code
from submissions.exports.pdf import plan_pdf
from submissions.models import Status
from submissions.responses import save_response
from tests import make, make_plan
from tests.pdf_text import text_of as pdf_text

pytestmark = pytest.mark.django_db
ADDRESS = "/check-document/"
UNKNOWN = "This is no version that was signed or submitted."


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def code_of(made, number=1):
    return document_code(made.plan.versions.get(number=number).document_id)


def said(client, reference, code):
    return text_of(client.post(ADDRESS, {"reference": reference, "code": code}))


def found(words):
    """What the page found, without what was typed."""
    return words.partition('role="status">')[2].partition("</div>")[0]


@pytest.fixture
def submitted():
    return make_plan.plan(status=Status.SUBMITTED)


def test_a_submitted_version_is_known_by_the_plans_reference_and_by_the_submissions(client, submitted):
    for reference in (submitted.plan.reference, submitted.plan.submissions.get().reference):
        words = found(said(client, reference, code_of(submitted)))
        assert "This version was signed off on " in words
        assert "It was submitted to MHCLG on " in words
        assert "taken back" not in words


def test_reference_and_code_are_read_however_they_are_typed(client, submitted):
    reference, code = submitted.plan.reference, code_of(submitted)
    typed = [
        (reference.lower().replace("-", " "), code.lower().replace("-", " ")),
        (reference.replace("-", ""), code.replace("-", "")),
        (f" {reference.replace('-', '–')}. ", f" {code.replace('-', '–')} "),
        (reference, submitted.plan.versions.get().document_id),
        (reference, code.replace("0", "O").replace("1", "l")),
    ]
    for one, other in typed:
        assert "It was submitted" in found(said(client, one, other)), (one, other)


def test_an_unknown_reference_a_wrong_code_and_a_draft_are_answered_with_the_same_words(client, submitted):
    draft = make_plan.plan(status=Status.INTERNAL_QA)
    answers = {
        found(said(client, "P-2222-2222", code_of(submitted))),
        found(said(client, submitted.plan.reference, "0000-0000-0000")),
        found(said(client, submitted.plan.reference, "not a code")),
        found(said(client, submitted.plan.reference, code_of(submitted)[:6])),
        found(said(client, draft.plan.reference, code_of(draft))),
        found(said(client, draft.plan.reference, code_of(submitted))),
        found(said(client, "%", "%")),
    }
    assert len(answers) == 1
    assert UNKNOWN in answers.pop()


def test_a_signature_that_was_taken_back_does_not_stand(client):
    made = make_plan.plan(status=Status.SIGNED_OFF)
    assert "taken back" not in found(said(client, made.plan.reference, code_of(made)))
    make_plan.step(made, "withdraw_signature")
    words = found(said(client, made.plan.reference, code_of(made)))
    assert "That signature was taken back" in words
    assert "It has not been submitted to MHCLG." in words


def test_opening_a_submitted_plan_for_an_update_takes_back_no_signature(submitted):
    make_plan.walk(submitted, "update")
    checked = check_document(submitted.plan.reference, read_code(code_of(submitted)))
    assert checked.is_signature_standing
    assert checked.submitted_at


def test_a_later_version_that_nobody_signed_is_not_found(client, submitted):
    make_plan.walk(submitted, "update")
    first = submitted.responses[0]
    save_response(first, {"notes": "Again."}, seen=first.version, by=submitted.people.lead)
    make_plan.walk(submitted, "share")
    assert UNKNOWN in said(client, submitted.plan.reference, code_of(submitted, 2))


def test_nothing_of_the_plan_is_shown(client, submitted):
    words = said(client, submitted.plan.reference, code_of(submitted))
    people = submitted.people
    for secret in (submitted.council.name, people.approver.name, people.lead.name, "Version 1", "Recommendation 1"):
        assert secret not in words


def test_an_empty_form_says_what_to_enter(client, submitted):
    words = said(client, "", "")
    assert "Enter the reference that stands on the document" in words
    assert "Enter the code that stands on the document" in words


def test_ten_checks_a_minute_are_enough_for_one_address_and_nothing_typed_is_lost(client, submitted):
    sent = {"reference": submitted.plan.reference, "code": code_of(submitted)}
    assert {client.post(ADDRESS, sent).status_code for _ in range(10)} == {200}
    page = client.post(ADDRESS, sent)
    assert page.status_code == 429
    assert "Wait a minute" in text_of(page)
    assert f'value="{sent["reference"]}"' in text_of(page)
    assert "signed off" not in found(text_of(page))
    assert client.post(ADDRESS, sent, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_help_leads_there(client):
    page = client.get("/help/")
    assert f'href="{ADDRESS}"' in text_of(page)
    assert client.get(ADDRESS).status_code == 200


def test_the_pdf_says_where_to_check_it(submitted):
    version = submitted.plan.versions.get()
    document = PlanDocument.load(version.document.text)
    printed = pdf_text(plan_pdf(document, provenance.of_version(version, document, submitted.people.lead)))
    assert "Anybody can check reference and code at" in printed
    assert check_address() in printed


def test_the_check_costs_the_same_few_queries_whatever_is_found(client, submitted, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        said(client, submitted.plan.reference, code_of(submitted))
    make.sign_in(client, submitted.people.lead)
    with django_assert_max_num_queries(15):
        client.get(ADDRESS)
