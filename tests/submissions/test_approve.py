"""The approver's one page: what is promised, what it costs, and which risks are accepted."""

import datetime
import html

import pytest

from accounts.roles import Role
from iip.quarters import Quarter
from submissions.document import PlanDocument, document_code
from submissions.models import Status
from submissions.responses import save_response
from submissions.workflow import BY_NAME
from tests import make, make_plan
from tests.counting import queries

pytestmark = pytest.mark.django_db
NO_ACTION = {
    "choice": "no_action",
    "justification": "The system is replaced in May.",
    "why_no_action": "superseded",
    "risk_owner": "Chief Executive",
    "look_again_on": datetime.date(2027, 3, 27),
}


def address(made):
    return f"/plans/{made.plan.reference}/approve/"


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


@pytest.fixture
def made():
    """At the approver: two implemented (one of unknown cost), one declined."""
    profile = make.profile(framework=make.framework(), targets={"A1.a": "achieved", "A1.b": "achieved"})
    made = make_plan.plan(recommendations=3, complete=True, profile=profile)
    _, second, third = made.responses
    unknown = {"cost_basis": "not_known", "capital": None, "revenue": None, "annual": None}
    save_response(second, unknown, seen=1, by=made.people.lead)
    save_response(third, NO_ACTION, seen=1, by=made.people.lead)
    make_plan.walk(made, *make_plan.STEPS_TO[Status.APPROVAL])
    return made


@pytest.fixture
def page(client, made):
    return make.sign_in(client, made.people.approver).get(address(made))


def test_the_page_says_what_is_promised_by_response_and_risk(page):
    rows = text_of(page)
    promised = '<th scope="row" class="govuk-table__header govuk-!-font-weight-regular">{}</th>' + (
        '<td class="govuk-table__cell govuk-table__cell--numeric">{}</td>' * 4
    )
    assert promised.format("Implement", 2, 0, 0, 2) in rows
    assert promised.format("No action", 1, 0, 0, 1) in rows
    assert "Covered by another</th>" not in rows


def test_the_page_says_what_it_costs_and_counts_what_is_not_known_yet(page, made):
    said = text_of(page)
    for figure in ("£12,000", "£3,000", "£1,000"):
        assert figure in said
    assert "£15,000" not in said
    assert f"The cost of 1 action is not known yet ({made.responses[1].ref})" in said


def test_the_page_names_who_accepts_each_risk_and_until_when(page):
    assert "The risk is accepted by Chief Executive until 27 March 2027. Why: Superseded." in text_of(page)


def test_the_page_gives_the_document_code_and_says_that_all_is_complete(page, made):
    assert document_code(made.plan.versions.first().document_id) in text_of(page)
    assert "Every response is complete." in text_of(page)


def test_the_page_says_which_outcomes_reach_their_target_and_by_what_rule(page):
    said = text_of(page)
    assert "in the quarter in which the last of its recommendations is done" in said
    assert f'data-label="Reaches its target in">{Quarter.make(2026, 4) + 1}</td>' in said
    assert "2 outcomes do not meet the target now" in said
    assert "No target is set for 10" in said


def test_the_page_says_what_each_year_costs_and_what_of_it_is_not_funded(client):
    made = make_plan.plan(recommendations=1, complete=True)
    response = made.responses[0]
    save_response(response, {"funding": "unfunded"}, seen=response.version, by=made.people.lead)
    make_plan.walk(made, *make_plan.STEPS_TO[Status.APPROVAL])
    said = text_of(make.sign_in(client, made.people.approver).get(address(made)))
    row = said[said.index(">2026/27<") : said.index(">2027/28<")]
    assert "£6,000" in row  # half of the capital: one of two quarters
    assert "£6,000 not funded" in row
    assert "£1,500" in row
    assert "£7,500" not in said


def test_the_reviewers_words_are_there_and_the_councils_own_are_for_the_council(client, made, page):
    assert "Passed by the quality assurer" in text_of(page)
    assert "Feedback of the independent assurer" in text_of(page)
    read = text_of(make.sign_in(client, made.people.assurer).get(address(made)))
    assert "Feedback of the independent assurer" in read
    assert "Passed by the quality assurer" not in read


def test_what_was_signed_is_said_to_be_and_can_be_withdrawn_by_who_signed(client, made):
    make_plan.walk(made, "sign_off")
    said = text_of(make.sign_in(client, made.people.approver).get(address(made)))
    assert "This is what was signed." in said
    assert "/steps/withdraw_signature/" in said
    assert "/steps/withdraw_signature/" not in text_of(make.sign_in(client, made.people.lead).get(address(made)))
    make_plan.walk(made, "withdraw_signature")
    said = text_of(make.sign_in(client, made.people.approver).get(address(made)))
    assert "You signed exactly this on" in said
    assert "a new one is needed" in said


def test_what_changed_after_the_signature_is_not_what_you_signed_and_a_new_signature_is_asked_for(client, made):
    make_plan.walk(made, "sign_off", "recall")
    signed = made.plan.events.get(step="sign_off")
    response = made.responses[0]
    save_response(response, {"capital": 20_000}, seen=response.version, by=made.people.lead)
    for steps in ((), ("send_to_qa", "qa_pass")):
        make_plan.walk(made, *steps)
        said = text_of(make.sign_in(client, made.people.approver).get(address(made)))
        assert "This is not what you signed on" in said
        assert document_code(signed.digest) in said
        assert "£8,000 more one-off capital" in said
        assert "See what changed since the signature" in said
    assert f'/versions/{signed.version}/compare/{made.plan.versions.first().number}/"' in said


def test_the_approver_goes_on_from_here_to_sign_or_return(page, made):
    for step in ("sign_off", "approver_return"):
        assert f'href="/plans/{made.plan.reference}/steps/{step}/"' in text_of(page)


@pytest.mark.parametrize("who", ["lead", "qa", "assurer"])
def test_others_read_it_without_the_buttons(client, made, who):
    page = make.sign_in(client, getattr(made.people, who)).get(address(made))
    assert page.status_code == 200
    assert "/steps/sign_off/" not in text_of(page)


def test_who_has_only_some_rows_does_not_read_a_page_about_all(client, made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assert make.sign_in(client, delegate).get(address(made)).status_code == 403


def test_a_draft_is_shown_as_it_stands_now_and_says_so(client):
    made = make_plan.plan(recommendations=2)
    said = text_of(make.sign_in(client, made.people.approver).get(address(made)))
    assert "This is the plan as it stands now" in said
    assert "2 responses are not complete" in said
    assert "No response yet" in said


def test_what_is_shown_under_review_is_what_was_handed_over(page, made):
    frozen = PlanDocument.load(made.plan.versions.first().document.text)
    assert page.context["summary"].document == frozen
    assert BY_NAME["sign_off"].sources == (made.plan.status,)


def test_the_page_takes_the_same_queries_at_3_rows_and_at_60(client):
    counts = set()
    for recommendations in (3, 60):
        made = make_plan.plan(status=Status.APPROVAL, recommendations=recommendations)
        counts.add(queries(make.sign_in(client, made.people.approver), address(made)))
    assert len(counts) == 1
    assert counts.pop() <= 15
