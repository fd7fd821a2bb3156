"""The page of a step: what it says beforehand, what it asks for, and what it does when things have moved."""

import datetime
import html
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.grants import revoke
from accounts.roles import Role
from submissions.models import Status, Thread
from submissions.responses import save_response
from submissions.step_words import DECLARATIONS, WORDS
from submissions.workflow import BY_NAME, STEPS, own_steps
from tests import make, make_plan
from tests.counting import queries

pytestmark = pytest.mark.django_db
OFFERED = [step for step in STEPS if step.offered]
MEETING_DAY = datetime.date(2026, 11, 3)
SIGNATURE = {"title": "Director of Resources", "capacity": "own"}
GIVEN = {
    "note": "Please look at the costs first.",
    "summary": "Well begun.",
    "reason": "The dates are too early.",
    "checked": "Every amount.",
    "how": "In a meeting",
    "given_by": "Their lead assurer",
    "must_return": "no",
    "given_on_day": "2", "given_on_month": "11", "given_on_year": "2026",
}  # fmt: skip


def boxes(day, name="expected_by"):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def address(made, name):
    return f"/plans/{made.plan.reference}/steps/{name}/"


def taker(made, name):
    step = BY_NAME[name]
    return next(
        made.people.in_role(role) for role in step.roles if step in own_steps(made.plan, made.people.in_role(role))
    )


def answers(made, name, **more):
    """All that the page of a step asks for, and what it hides in its form."""
    made.plan.refresh_from_db()
    last = made.plan.versions.first()
    sent = {**GIVEN, "seen": made.plan.events_written, "digest": last.document_id if last else "", "declaration": "on"}
    if "signature" in BY_NAME[name].asks:
        sent |= SIGNATURE | {"typed_name": made.people.approver.name}
    return sent | more


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def made_for(step):
    """A plan at a status where the step can be taken."""
    if step.name == "resend":
        made = make_plan.plan(status=Status.APPROVAL)
        make_plan.walk(made, "approver_return")
        return made
    made = make_plan.plan(status=step.sources[0], complete=True)
    if step.name == "send_to_qa":
        make_plan.walk(made, "record_feedback", "session")
    return made


# --- every step


@pytest.mark.parametrize("step", OFFERED, ids=lambda step: step.name)
def test_the_page_of_each_step_is_shown_to_its_taker_and_takes_the_step(client, step):
    made = made_for(step)
    make.sign_in(client, taker(made, step.name))
    page = client.get(address(made, step.name))
    assert page.status_code == 200
    assert WORDS[step.name].happens in text_of(page)
    assert "Why this is not open" not in text_of(page)

    page = client.post(address(made, step.name), answers(made, step.name))
    assert page.status_code == 302, text_of(page)
    assert page["Location"] == f"/plans/{made.plan.reference}/"
    event = made.plan.events.order_by("-number").first()
    assert (event.step, event.to_status) == (step.name, step.target)
    made.plan.refresh_from_db()
    assert made.plan.status == step.target


@pytest.mark.parametrize("step", OFFERED, ids=lambda step: step.name)
def test_a_step_is_refused_with_its_roles_to_whoever_has_another(client, step):
    made = make_plan.plan()
    others = {Role.CAF_LEAD, Role.QUALITY_ASSURER, Role.APPROVER, Role.MHCLG_MANAGER} - set(step.roles)
    for role in others:
        make.sign_in(client, made.people.in_role(role))
        for page in (client.get(address(made, step.name)), client.post(address(made, step.name), {"reason": "x"})):
            assert page.status_code == 403
            assert "Only people with this role can do this" in text_of(page)
    assert made.plan.events.count() == 1


@pytest.mark.parametrize("name", ["", "begin", "report_changed", "nonsense"])
def test_a_step_that_has_no_page_is_not_found(client, name):
    made = make_plan.plan()
    make.sign_in(client, made.people.lead)
    assert client.get(f"/plans/{made.plan.reference}/steps/{name}/").status_code == 404


def test_the_page_at_another_status_says_why_and_has_no_button(client):
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    make.sign_in(client, made.people.lead)
    page = client.get(address(made, "send_to_qa"))
    assert page.status_code == 200
    assert "The plan’s status is “With your independent assurer”" in text_of(page)
    assert f"{made.people.lead.name} took the step “Share with assurer”" in text_of(page)
    assert "Send to quality assurer</button>" not in text_of(page)


# --- what it says beforehand


def test_the_page_names_who_will_be_told_with_their_roles_and_not_the_one_who_acts(client):
    made = make_plan.plan(status=Status.READY_TO_SUBMIT)
    analyst = make.mhclg(Role.MHCLG_ANALYST)
    make.sign_in(client, made.people.lead)
    told = text_of(client.get(address(made, "submit")))
    people = made.people
    for person, role in (
        (people.qa, "Internal quality assurer"), (people.approver, "Approver"), (people.manager, "MHCLG manager"),
        (people.assurer, "Independent assurer"), (analyst, "MHCLG analyst"),
    ):  # fmt: skip
        assert f"<li>{person.name}, {role}</li>" in told
    assert f"<li>{people.lead.name}," not in told


def test_the_page_lists_every_reason_and_every_incomplete_response_with_its_link(client):
    made = make_plan.plan(recommendations=3)
    make.sign_in(client, made.people.lead)
    page = client.get(address(made, "send_to_qa"))
    said = text_of(page)
    assert "Your assurer has given no feedback since recommendations were last added" in said
    assert "Record the improvement and implementation session first" in said
    for response in made.responses:
        assert f'href="/plans/{made.plan.reference}/recommendations/{response.ref}/"' in said


def test_the_page_lists_the_assurers_comments_that_have_no_answer(client):
    made = make_plan.plan(complete=True)
    thread = made.plan.threads.create(audience=Thread.Audience.ASSURER, response=made.responses[0])
    thread.comments.create(by=made.people.assurer, role=Role.ASSURER, text="Why so late?")
    make.sign_in(client, made.people.lead)
    said = text_of(client.get(address(made, "send_to_qa")))
    assert "Answer or settle 1 comment of your assurer" in said
    assert f'href="/plans/{made.plan.reference}/comments/{thread.pk}/"' in said
    assert "Why so late?" not in said


@pytest.mark.parametrize("name", ["recall", "withdraw_signature"])
def test_going_back_says_first_whose_signature_and_confirmation_it_voids(client, name):
    made = make_plan.plan(status=Status.READY_TO_SUBMIT)
    make.sign_in(client, taker(made, name))
    said = text_of(client.get(address(made, name)))
    assert f"This voids the signature of {made.people.approver.name}" in said
    assert f"It voids the confirmation of {made.people.assurer.name} as well" in said


def test_withdrawing_a_confirmation_voids_no_signature_and_says_so(client):
    made = make_plan.plan(status=Status.READY_TO_SUBMIT)
    make.sign_in(client, made.people.assurer)
    said = text_of(client.get(address(made, "withdraw_confirmation")))
    assert "This voids" not in said
    assert "The approver’s signature stands" in said


def test_a_page_at_mhclg_shows_nothing_of_a_draft(client):
    made = make_plan.plan(recommendations=2)
    make.sign_in(client, made.people.manager)
    said = text_of(client.get(address(made, "close")))
    assert not [response.ref for response in made.responses if response.ref in said]


# --- what it asks for


@pytest.mark.parametrize(
    ("name", "left_out", "error"),
    [
        ("return_feedback", "summary", "Enter the summary of the feedback"),
        ("record_feedback", "given_by", "Enter who gave it"),
        ("record_feedback", "how", "Enter how it was given"),
        ("record_feedback", "given_on_month", "Date of the feedback must include a month"),
        ("qa_return", "reason", "Enter the reason"),
        ("qa_return", "must_return", "Select yes if the plan must come back to you"),
        ("qa_pass", "checked", "Enter what you checked"),
        ("approver_return", "reason", "Enter the reason"),
        ("sign_off", "title", "Enter your job title"),
        ("sign_off", "capacity", "Select in what capacity you sign"),
        ("sign_off", "declaration", "Tick the box to declare this"),
        ("confirm", "declaration", "Tick the box to declare this"),
        ("submit", "declaration", "Tick the box to declare this"),
        ("close", "reason", "Enter the reason"),
    ],
)
def test_a_step_is_not_taken_without_what_it_asks_for(client, name, left_out, error):
    made = made_for(BY_NAME[name])
    make.sign_in(client, taker(made, name))
    sent = answers(made, name)
    before = made.plan.events.count()
    del sent[left_out]
    page = client.post(address(made, name), sent)
    assert page.status_code == 200
    assert error in text_of(page)
    assert made.plan.events.count() == before


def test_sharing_an_incomplete_plan_is_accepted_by_name_and_the_record_keeps_the_refs(client):
    made = make_plan.plan(recommendations=3)
    save_response(made.responses[0], make_plan.COMPLETE, seen=0, by=made.people.lead)
    refs = [response.ref for response in made.responses[1:]]
    make.sign_in(client, made.people.lead)
    page = client.post(address(made, "share"), answers(made, "share"))
    assert "Tick the box to share the plan although it is not complete" in text_of(page)

    assert client.post(address(made, "share"), answers(made, "share", incomplete="on")).status_code == 302
    event = made.plan.events.get(step="share")
    assert json.loads(event.details) == {"incomplete": refs}
    assert event.note == GIVEN["note"]


def test_the_day_when_it_is_expected_back_is_not_past_and_is_kept(client):
    made = make_plan.plan(complete=True)
    make.sign_in(client, made.people.lead)
    yesterday, tomorrow = (timezone.localdate() + datetime.timedelta(days=days) for days in (-1, 1))
    page = client.post(address(made, "share"), answers(made, "share", **boxes(yesterday)))
    assert "Date you expect it back must be today or later" in text_of(page)

    client.post(address(made, "share"), answers(made, "share", **boxes(tomorrow)))
    assert made.plan.events.get(step="share").expected_by == tomorrow


def test_feedback_given_elsewhere_is_kept_with_its_day_giver_and_way(client):
    made = make_plan.plan()
    make.sign_in(client, made.people.lead)
    client.post(address(made, "record_feedback"), answers(made, "record_feedback"))
    event = made.plan.events.get(step="record_feedback")
    kept = {"given_on": "2026-11-02", "given_by": "Their lead assurer", "how": "In a meeting"}
    assert json.loads(event.details) == kept
    assert event.note == "Well begun."


def test_a_quality_assurer_who_says_it_need_not_come_back_lets_it_go_straight_to_the_approver(client):
    made = make_plan.plan(status=Status.APPROVAL)
    make_plan.walk(made, "approver_return", "send_to_qa")
    make.sign_in(client, made.people.qa)
    client.post(address(made, "qa_return"), answers(made, "qa_return"))
    details = json.loads(made.plan.events.get(step="qa_return").details)
    assert details["must_return"] is False
    assert {item["is_ticked"] for item in details["checklist"]} == {False}
    make.sign_in(client, made.people.lead)
    assert client.post(address(made, "resend"), answers(made, "resend")).status_code == 302


# --- the signature


@pytest.fixture
def unsigned():
    return make_plan.plan(status=Status.APPROVAL)


def sign(client, made, **more):
    make.sign_in(client, made.people.approver)
    return client.post(address(made, "sign_off"), answers(made, "sign_off", **more))


def test_a_signature_keeps_name_title_capacity_declaration_and_what_was_signed(client, unsigned):
    assert sign(client, unsigned).status_code == 302
    event = unsigned.plan.events.get(step="sign_off")
    assert event.typed_name == unsigned.people.approver.name
    assert (event.by_title, event.capacity) == ("Director of Resources", "own")
    assert event.declaration == DECLARATIONS["sign_off"]
    assert "does not approve spending" in event.declaration
    assert event.digest == unsigned.plan.versions.first().document_id


def test_the_typed_name_must_be_the_accounts_whatever_its_case_and_spacing(client, unsigned):
    page = sign(client, unsigned, typed_name="Somebody Else")
    assert f"Type your name as it stands in your account: {unsigned.people.approver.name}" in text_of(page)
    spaced = unsigned.people.approver.name.upper().replace(" ", "   ")
    assert sign(client, unsigned, typed_name=spaced).status_code == 302


@pytest.mark.parametrize(
    ("capacity", "fields", "kept"),
    [
        (
            "delegated",
            {"on_behalf_of": "The Chief Executive", "delegation": "Scheme 4.2"},
            {"on_behalf_of": "The Chief Executive", "delegation": "Scheme 4.2"},
        ),
        (
            "meeting",
            {"meeting": "Cabinet", "minute": "14(2)", **boxes(MEETING_DAY, "meeting_date")},
            {"meeting": "Cabinet", "minute": "14(2)", "meeting_date": "2026-11-03"},
        ),
    ],
)
def test_a_signature_for_another_or_of_a_meeting_says_which(client, unsigned, capacity, fields, kept):
    page = sign(client, unsigned, capacity=capacity)
    assert page.status_code == 200
    assert text_of(page).count('class="govuk-error-message"') == len(kept)
    assert unsigned.plan.events.filter(step="sign_off").count() == 0

    assert sign(client, unsigned, capacity=capacity, **fields).status_code == 302
    assert json.loads(unsigned.plan.events.get(step="sign_off").details) == kept


def test_what_another_capacity_would_ask_for_is_left_out_of_the_record(client, unsigned):
    sign(client, unsigned, meeting="Cabinet", delegation="Scheme 4.2")
    assert unsigned.plan.events.get(step="sign_off").details == ""


def test_what_was_shown_is_what_is_signed(client, unsigned):
    page = sign(client, unsigned, digest="0" * 64)
    assert page.status_code == 409
    assert "The plan you were shown is not the one that is here now" in text_of(page)
    assert f'name="digest" value="{unsigned.plan.versions.first().document_id}"' in text_of(page)


# --- who it is


def test_signing_asks_first_for_a_proof_that_is_older_than_5_minutes(client, unsigned, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    make.sign_in(client, unsigned.people.approver, minutes_ago=6)
    page = client.get(address(unsigned, "sign_off"))
    assert page.status_code == 302
    assert page["Location"].startswith("/account/prove/?next=%2Fplans%2F")
    assert client.get(address(unsigned, "approver_return")).status_code == 200


def test_a_proof_that_ran_out_while_signing_is_asked_for_and_keeps_what_was_typed(client, unsigned, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    make.sign_in(client, unsigned.people.approver, minutes_ago=6)
    page = client.post(address(unsigned, "sign_off"), answers(unsigned, "sign_off"))
    assert page.status_code == 200
    assert 'name="proof"' in text_of(page)
    assert 'value="Director of Resources"' in text_of(page)
    assert unsigned.plan.events.filter(step="sign_off").count() == 0


# --- when things have moved


def test_an_old_form_is_refused_says_what_happened_and_keeps_what_was_typed(client):
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    old = answers(made, "recall", reason="We forgot the annex.")
    make_plan.walk(made, "return_feedback", "share")
    make.sign_in(client, made.people.lead)
    page = client.post(address(made, "recall"), old)
    assert page.status_code == 409
    assert f"{made.people.lead.name} took the step “Share with assurer”, and it counts." in text_of(page)
    assert "We forgot the annex." in text_of(page)
    assert f'name="seen" value="{made.plan.events_written}"' in text_of(page)
    assert made.plan.events.filter(step="recall").count() == 0


def test_the_second_of_two_tabs_is_told_that_the_first_has_done_it(client):
    made = make_plan.plan(complete=True)
    make.sign_in(client, made.people.lead)
    sent = answers(made, "share", note="From the second tab.")
    assert client.post(address(made, "share"), sent).status_code == 302
    page = client.post(address(made, "share"), sent)
    assert page.status_code == 409
    assert "The plan’s status is “With your independent assurer”" in text_of(page)
    assert "From the second tab." in text_of(page)
    assert made.plan.events.filter(step="share").count() == 1


def test_of_two_approvers_the_second_is_told_who_signed(client, unsigned):
    second = make.person(role=Role.APPROVER, at=unsigned.council)
    sent = answers(unsigned, "sign_off", typed_name=second.name, title="Deputy")
    assert sign(client, unsigned).status_code == 302
    page = make.sign_in(Client(), second).post(address(unsigned, "sign_off"), sent)
    assert page.status_code == 409
    assert f"{unsigned.people.approver.name} took the step “Sign off”, and it counts." in text_of(page)
    assert "Deputy" in text_of(page)
    assert unsigned.plan.events.filter(step="sign_off").count() == 1


def test_a_form_without_its_hidden_count_is_an_old_form(client):
    made = make_plan.plan(complete=True)
    make.sign_in(client, made.people.lead)
    page = client.post(address(made, "share"), answers(made, "share", seen="x"))
    assert page.status_code == 409
    assert made.plan.events.filter(step="share").count() == 0


@pytest.mark.parametrize("name", ["share", "send_to_qa", "qa_pass", "sign_off", "submit"])
def test_a_page_takes_the_same_15_queries_or_fewer_at_3_rows_and_at_60(client, name):
    counts = set()
    for recommendations in (3, 60):
        made = make_plan.plan(status=BY_NAME[name].sources[0], recommendations=recommendations)
        make.sign_in(client, taker(made, name))
        counts.add(queries(client, address(made, name)))
    assert len(counts) == 1
    assert counts.pop() <= 15


def test_what_is_missing_before_the_quality_assurer_leads_to_where_it_is_mended(client, db):
    made = make_plan.plan()
    make.sign_in(client, made.people.lead)
    for person, role in ((made.people.qa, Role.QUALITY_ASSURER), (made.people.approver, Role.APPROVER)):
        revoke(role, person, made.council, by=None)
    said = client.get(address(made, "send_to_qa")).content.decode().partition("Why this is not open")[2]
    plan = f"/plans/{made.plan.reference}/"
    places = (
        f"{plan}steps/share/",
        f"{plan}session/",
        f"{plan}recommendations/",
        reverse("accounts:team_detail", args=[made.council.code]),
    )
    for place in places:
        assert f'href="{place}"' in said, place
        assert client.get(place).status_code == 200


def test_a_plan_that_must_come_back_leads_to_the_step_that_sends_it(client, db):
    made = make_plan.plan(complete=True)
    said = make.sign_in(client, made.people.lead).get(address(made, "resend")).content.decode()
    assert f'href="{address(made, "send_to_qa")}">Send to quality assurer</a>' in said
