"""The receipt of a submission: what it says, who reads it, and that nothing of the plan is on it."""

import html

import pytest

from accounts.models import AuditEvent
from accounts.roles import Role
from submissions.document import document_code
from submissions.models import Event, Status
from tests import make, make_plan
from tests.counting import queries
from tests.pdf_structure import problems
from tests.pdf_text import text_of as pdf_text

pytestmark = pytest.mark.django_db
BY_A_MEETING = {
    "capacity": Event.Capacity.MEETING,
    "details": {"meeting": "Cabinet", "meeting_date": "2026-11-20", "minute": "47"},
}


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def address(made, rest="receipt/", number=1):
    submission = made.plan.submissions.get(number=number)
    return f"/plans/{made.plan.reference}/submissions/{submission.reference}/{rest}"


@pytest.fixture
def made():
    """Signed by decision of a meeting, and submitted."""
    made = make_plan.plan(status=Status.APPROVAL)
    make_plan.step(made, "sign_off", **BY_A_MEETING)
    make_plan.walk(made, "confirm", "submit")
    return made


def test_the_receipt_says_what_was_submitted_and_who_answers_for_it(client, made):
    said = text_of(make.sign_in(client, made.people.lead).get(address(made)))
    submission, people = made.plan.submissions.get(), made.people
    digest = submission.version.document_id
    for words in (
        *(submission.reference, made.plan.reference, digest, document_code(digest), submission.event.hash),
        *("Version 1, handed over", "ORG ", "version 1, issued", "In force"),
        f'Signed off by the approver</dt><dd class="govuk-summary-list__value app-long">{people.approver.name}, ',
        *(
            "Capacity: By decision of a meeting",
            "Meeting: Cabinet",
            "Date of the meeting: 20 November 2026",
            "Minute: 47",
        ),
        *(people.assurer.name, people.qa.name, people.lead.name),
    ):
        assert words in said, words


def test_it_says_when_mhclg_acknowledged_it_and_where_the_record_ends_now(client, made):
    make.sign_in(client, made.people.lead)
    assert 'Acknowledged by MHCLG</dt><dd class="govuk-summary-list__value app-long">Not yet<' in text_of(
        client.get(address(made))
    )
    make_plan.walk(made, "acknowledge")
    said = text_of(client.get(address(made)))
    assert f", by {made.people.manager.name}" in said
    assert made.plan.events.last().hash in said
    assert made.plan.submissions.get().event.hash in said


def test_the_receipt_of_a_submission_that_was_replaced_says_so_and_keeps_its_own_signature(client, made):
    make_plan.walk(made, "update", *make_plan.STEPS_TO[Status.SUBMITTED])
    make.sign_in(client, made.people.lead)
    first, second = text_of(client.get(address(made))), text_of(client.get(address(made, number=2)))
    assert "Replaced by a later submission" in first
    assert "By decision of a meeting" in first
    assert "In force" in second
    assert "By decision of a meeting" not in second


@pytest.mark.parametrize("who", ["lead", "qa", "approver", "assurer", "manager"])
def test_the_councils_people_their_assurer_and_mhclg_read_it(client, made, who):
    assert make.sign_in(client, getattr(made.people, who)).get(address(made)).status_code == 200


def test_nobody_else_reads_it_and_no_other_plan_leads_to_it(client, made):
    other = make_plan.plan()
    assert make.sign_in(client, other.people.lead).get(address(made)).status_code == 404
    crossed = address(made).replace(made.plan.reference, other.plan.reference)
    assert client.get(crossed).status_code == 404
    make.sign_in(client, make.person(role=Role.DELEGATE, at=made.council))
    assert client.get(address(made)).status_code == 403


def test_the_pdf_says_the_same_is_for_everybody_to_read_and_leaves_a_line(client, made):
    page = make.sign_in(client, made.people.lead).get(address(made, "receipt.pdf"))
    printed = pdf_text(page.content)
    assert page["Content-Disposition"].startswith('attachment; filename="receipt-S-')
    assert problems(page.content) == []
    for words in (made.plan.submissions.get().reference, made.people.approver.name, "Minute: 47", "check-document"):
        assert words in printed
    assert made.plan.submissions.get().event.hash in "".join(printed.split())
    line = AuditEvent.objects.get(action="exported")
    assert line.detail == f"pdf, receipt of {made.plan.submissions.get().reference}"


def test_nothing_that_the_plan_says_is_on_it(client, made):
    said = text_of(make.sign_in(client, made.people.lead).get(address(made)))
    response = made.responses[0]
    for words in (response.justification, "Recommendation 1", response.ref, "£12,000"):
        assert words
        assert words not in said


def test_the_plan_s_page_leads_to_it_once_there_is_one(client, made):
    said = text_of(make.sign_in(client, made.people.lead).get(f"/plans/{made.plan.reference}/"))
    assert f'href="{address(made)}"' in said
    draft = make_plan.plan()
    assert "Receipt" not in text_of(make.sign_in(client, draft.people.lead).get(f"/plans/{draft.plan.reference}/"))


def test_the_plan_s_page_stays_within_its_queries_when_it_is_submitted(client, made):
    assert queries(make.sign_in(client, made.people.lead), f"/plans/{made.plan.reference}/") <= 15


def test_mhclg_s_page_of_a_submission_leads_to_it(client, made):
    make.sign_in(client, made.people.manager)
    said = text_of(client.get(f"/national/submissions/{made.plan.submissions.get().reference}/"))
    assert f'href="{address(made)}"' in said


def test_the_page_takes_the_same_queries_at_3_rows_and_at_60(client):
    counts = set()
    for recommendations in (3, 60):
        made = make_plan.plan(status=Status.SUBMITTED, recommendations=recommendations)
        counts.add(queries(make.sign_in(client, made.people.lead), address(made)))
    assert len(counts) == 1
    assert counts.pop() <= 15
