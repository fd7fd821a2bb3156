"""What must hold before a step: each guard, with the sentence that refuses and what opens it."""

import pytest

from accounts.grants import grant, revoke
from accounts.roles import Role
from assurance import reports
from submissions.actions import reissue_report
from submissions.models import Comment, Session, Status, Thread
from submissions.responses import save_response
from submissions.workflow import BY_NAME, Answers, Refused, take, why_not
from tests import make, make_plan
from tests.make_assurance import looked_over

pytestmark = pytest.mark.django_db


def refusal(made: make_plan.Made, name: str, by=None) -> str:
    """Why the person whose step it is cannot take it now."""
    return why_not(BY_NAME[name], made.plan, by=by or made.people.in_role(BY_NAME[name].roles[0]))


def returned() -> make_plan.Made:
    """A complete draft on which the assurer has given feedback, with the session held."""
    made = make_plan.plan(complete=True)
    make_plan.walk(made, "share", "return_feedback", "session")
    return made


def test_a_plan_is_shared_once_its_reviewers_are_appointed():
    made = make_plan.plan(complete=True)
    people = made.people
    revoke(Role.APPROVER, people.approver, made.council, by=None)
    assert refusal(made, "share") == "Appoint an approver for your council first, on the page of your team."
    revoke(Role.QUALITY_ASSURER, people.qa, made.council, by=None)
    assert refusal(made, "share") == (
        "Appoint an internal quality assurer and an approver for your council first, on the page of your team."
    )
    grant(Role.QUALITY_ASSURER, people.qa, made.council, by=None)
    grant(Role.APPROVER, people.approver, made.council, by=None)
    assert refusal(made, "share") == ""


def test_a_plan_is_shared_once_something_is_answered():
    made = make_plan.plan()
    assert refusal(made, "share") == "Respond to at least one recommendation first."
    save_response(made.responses[0], {"choice": "implement"}, seen=0, by=made.people.lead)
    assert refusal(made, "share") == ""


def test_a_plan_without_recommendations_is_shared():
    assert refusal(make_plan.plan(recommendations=0), "share") == ""


def test_what_is_incomplete_is_shared_when_that_is_accepted():
    made = make_plan.plan()
    save_response(made.responses[0], {"choice": "implement"}, seen=0, by=made.people.lead)
    with pytest.raises(Refused, match="Confirm that you share the plan with the responses that are not complete"):
        take(BY_NAME["share"], made.plan, by=made.people.lead)
    take(BY_NAME["share"], made.plan, by=made.people.lead, answers=Answers(details={"incomplete": True}))


def test_only_the_firm_that_leads_takes_the_assurers_steps():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    second = make.assurer(make.engagement(assessment=made.plan.assessment, leads=False))
    assert refusal(made, "return_feedback", by=second) == (
        "Another firm leads this assessment and takes this step. You can comment."
    )
    assert refusal(made, "return_feedback") == ""


def test_a_plan_is_sent_on_once_the_assurer_has_said_something():
    made = make_plan.plan(complete=True)
    make_plan.held(made)
    assert refusal(made, "send_to_qa").startswith("Your assurer has given no feedback since recommendations were last")
    make_plan.step(made, "record_feedback")
    assert refusal(made, "send_to_qa") == ""


@pytest.mark.parametrize("state", [Session.State.HELD, Session.State.NOT_HELD])
def test_a_plan_is_sent_on_once_the_session_is_over(state):
    made = returned()
    at = made.plan.sessions.get().at
    made.plan.sessions.update(state=Session.State.ARRANGED)
    assert refusal(made, "send_to_qa").startswith("Record the improvement and implementation session first")
    made.plan.sessions.update(state=state, at=at, reason="Too few", agreed_with="Their assurer")
    assert refusal(made, "send_to_qa") == ""


def test_a_plan_is_sent_on_once_every_response_is_complete():
    made = returned()
    response = made.responses[1]
    save_response(response, {"owner": ""}, seen=1, by=made.people.lead)
    assert refusal(made, "send_to_qa") == f"1 response is not complete: {response.ref}."
    save_response(made.responses[0], {"owner": ""}, seen=1, by=made.people.lead)
    assert refusal(made, "send_to_qa").startswith("2 responses are not complete: ")


def test_a_sentence_names_five_refs_and_counts_the_rest():
    made = make_plan.plan(recommendations=7)
    make_plan.walk(made, "record_feedback", "session")
    assert refusal(made, "send_to_qa") == (
        "7 responses are not complete: ORG-A1.a-01, ORG-A1.b-01, ORG-A1.c-01, ORG-A2.a-01, ORG-A2.b-01 and 2 more."
    )


def test_a_plan_is_sent_on_once_the_plan_check_finds_no_error():
    made = returned()
    response = made.responses[0]
    save_response(response, {"start": make_plan.Q4 + 3}, seen=1, by=made.people.lead)
    assert refusal(made, "send_to_qa") == f"The plan check finds errors in 1 response: {response.ref}."


def test_a_plan_is_sent_on_once_the_assurers_comments_are_answered_or_settled():
    made = returned()
    people, response = made.people, made.responses[0]
    for about in (response, None):
        thread = Thread.objects.create(plan=made.plan, response=about, audience="assurer")
        Comment.objects.create(thread=thread, by=people.assurer, role=Role.ASSURER, text="Why?")
    waits = refusal(made, "send_to_qa")
    assert waits == f"Answer or settle 2 comments of your assurer: {response.ref}, the plan as a whole."
    first, second = made.plan.threads.order_by("pk")
    Comment.objects.create(thread=first, by=people.lead, role=Role.CAF_LEAD, text="Because.")
    assert refusal(made, "send_to_qa") == "Answer or settle 1 comment of your assurer: the plan as a whole."
    at = first.comments.last().at
    made.plan.threads.filter(pk=second.pk).update(state="settled", settled_at=at, settled_by=people.lead)
    assert refusal(made, "send_to_qa") == ""


def test_a_comment_that_the_council_began_keeps_nobody_waiting():
    made = returned()
    thread = Thread.objects.create(plan=made.plan, audience="assurer")
    Comment.objects.create(thread=thread, by=made.people.lead, role=Role.CAF_LEAD, text="Is it so?")
    assert refusal(made, "send_to_qa") == ""


# --- sending again to the approver


def back_from_approver() -> make_plan.Made:
    made = make_plan.plan(status=Status.APPROVAL)
    make_plan.step(made, "approver_return")
    return made


def test_a_plan_that_nobody_passed_goes_to_the_quality_assurer():
    made = returned()
    assert refusal(made, "resend") == "A quality assurer has not passed this plan yet: send it to them."


@pytest.mark.parametrize("values", [{"notes": "x"}, {"justification": "Better said."}, {"workstream": "Identity"}])
def test_what_changes_no_money_date_or_owner_need_not_come_back(values):
    made = back_from_approver()
    save_response(made.responses[0], values, seen=1, by=made.people.lead)
    assert refusal(made, "resend") == ""


@pytest.mark.parametrize("values", [{"capital": 1}, {"end": make_plan.Q4 + 2}, {"owner": "Head of IT"}])
def test_what_changes_in_substance_goes_back_to_the_quality_assurer(values):
    made = back_from_approver()
    response = made.responses[0]
    save_response(response, values, seen=1, by=made.people.lead)
    assert refusal(made, "resend") == (
        f"1 response changed in substance since the quality assurer passed the plan ({response.ref}): "
        "send it to them again."
    )


@pytest.mark.parametrize(
    ("must_return", "reason"), [(False, ""), (True, "Your quality assurer asked to see the plan again.")]
)
def test_a_quality_assurer_says_whether_a_plan_must_come_back(must_return, reason):
    made = back_from_approver()
    make_plan.step(made, "send_to_qa")
    make_plan.step(made, "qa_return", details={"must_return": must_return})
    save_response(made.responses[0], {"capital": 1}, seen=1, by=made.people.lead)
    assert refusal(made, "resend") == reason


def reissued(made: make_plan.Made) -> None:
    draft = reports.open_reissue(made.plan.assessment.scopes.get(), by=made.people.assurer)
    draft.recommendations.filter(ref=made.responses[0].ref).update(text="Do that instead.")
    reissue_report(looked_over(draft, by=made.people.assurer), by=made.people.assurer, why="More evidence.")
    made.plan.refresh_from_db()


REPORT_CHANGED = "The report has changed since your quality assurer last had the plan: send it to them again."


def test_a_report_that_changed_since_a_quality_assurer_passed_the_plan_goes_back_to_them():
    made = make_plan.plan(status=Status.APPROVAL)
    reissued(made)
    assert refusal(made, "resend") == REPORT_CHANGED


def test_so_it_does_where_they_had_said_that_it_need_not_come_back():
    made = back_from_approver()
    make_plan.step(made, "send_to_qa")
    make_plan.step(made, "qa_return", details={"must_return": False})
    reissued(made)
    assert refusal(made, "resend") == REPORT_CHANGED


# --- signing and after


def test_only_the_version_that_was_shown_is_signed():
    made = make_plan.plan(status=Status.APPROVAL)
    with pytest.raises(Refused, match="The plan you were shown is not the one that is here now"):
        make_plan.step(made, "sign_off", digest="0" * 64)


def test_only_whoever_signed_withdraws_the_signature():
    made = make_plan.plan(status=Status.SIGNED_OFF)
    second = make.person(role=Role.APPROVER, at=made.council)
    sentence = "Only the approver who signed can withdraw the signature."
    assert refusal(made, "withdraw_signature", by=second) == sentence
    assert refusal(made, "withdraw_signature") == ""


def test_a_submission_is_acknowledged_once():
    made = make_plan.plan(status=Status.SUBMITTED)
    make_plan.step(made, "acknowledge")
    assert refusal(made, "acknowledge") == "This submission has been acknowledged."


@pytest.mark.parametrize(
    ("name", "status", "lacks"),
    [
        ("return_feedback", Status.ASSURER_FEEDBACK, "summary is missing"),
        ("qa_return", Status.INTERNAL_QA, "reason is missing"),
        ("qa_pass", Status.INTERNAL_QA, "checked is missing"),
        ("recall", Status.INTERNAL_QA, "reason is missing"),
        ("confirm", Status.SIGNED_OFF, "declaration is missing"),
        ("submit", Status.READY_TO_SUBMIT, "declaration is missing"),
        ("close", Status.DRAFT, "reason is missing"),
    ],
)
def test_what_a_step_asks_for_must_be_given(name, status, lacks):
    made = make_plan.plan(status=status)
    with pytest.raises(Refused, match=lacks):
        take(BY_NAME[name], made.plan, by=made.people.in_role(BY_NAME[name].roles[0]))
    made.plan.refresh_from_db()
    assert made.plan.status == status
