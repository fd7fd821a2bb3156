"""Handing recommendations over: several at once, with an invitation, nudged and taken back."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts import invitations, team
from accounts.models import AuditEvent, Invitation, Post, User
from accounts.roles import Role
from submissions import nudges
from submissions.access import refs_for
from submissions.delegation import hand_over, offer
from submissions.models import Delegation, Nudge, Offer, Plan, Status
from submissions.nudges import NotNudged, nudge
from submissions.responses import save_response
from tests import counting, make, make_plan
from tests.submissions.sent_forms import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return make_plan.plan(council=make.council(name="Ashby"), recommendations=4)


@pytest.fixture
def delegate(made):
    return make.person(role=Role.DELEGATE, at=made.council, name="Dee Legate")


def address(made, page: str = "") -> str:
    return f"/plans/{made.plan.reference}/delegation/{page}"


def post(user, made, page: str, **sent):
    return signed_in(user).post(address(made, page), sent, follow=True)


def refs(made, *numbers: int) -> list[str]:
    return [made.responses[number].ref for number in numbers]


def reads(user, made) -> set[str] | None:
    """The rows that somebody reads, as from their next request on."""
    found = refs_for(User.objects.get(pk=user.pk), Plan.objects.with_council().get(pk=made.plan.pk))
    return None if found is None else set(found)


# --- to a colleague who is here


def test_rows_picked_in_the_list_are_handed_over_at_once(made, delegate, django_capture_on_commit_callbacks):
    client, wanted = signed_in(made.people.lead), refs(made, 0, 2)
    page = client.get(address(made, "hand-over/"), {"refs": wanted}).content.decode()
    assert page.count(" checked") == 2
    with django_capture_on_commit_callbacks(execute=True):
        done = post(made.people.lead, made, "hand-over/", refs=wanted, person=delegate.pk)

    assert "Dee Legate can now see and answer 2 recommendations" in done.content.decode()
    assert reads(delegate, made) == set(wanted)
    (letter,) = mail.outbox
    assert letter.to == [delegate.email]
    assert "has handed you 2 recommendations of an improvement and implementation plan" in letter.body
    assert not [words for words in (*wanted, "Recommendation 1", "Ashby") if words in letter.subject + letter.body]
    recorded = AuditEvent.objects.get(action="recommendation handed over")
    assert recorded.detail == f"{delegate.email}: {', '.join(wanted)}"


def test_handing_a_row_over_twice_is_handing_it_over_once(made, delegate):
    for _ in range(2):
        post(made.people.lead, made, "hand-over/", refs=refs(made, 0), person=delegate.pk)
    assert Delegation.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Select at least one recommendation"),
        ({"refs": ["NO-1"]}, "Select from the recommendations that are shown"),
        ({"person": "999999"}, "Select one of the answers shown"),
    ],
)
def test_what_cannot_be_handed_over_says_why(made, delegate, sent, sentence):
    page = post(made.people.lead, made, "hand-over/", **sent)
    assert sentence in page.content.decode()
    assert "<title>Error: " in page.content.decode()
    assert not Delegation.objects.exists()


def test_rows_go_to_the_councils_own_delegates_alone(made):
    for person in (made.people.qa, make.person(role=Role.DELEGATE, at=make.council())):
        page = post(made.people.lead, made, "hand-over/", refs=refs(made, 0), person=person.pk)
        assert "Select one of the answers shown" in page.content.decode()
    assert not Delegation.objects.exists()


# --- to somebody who is invited


def invite(made, *numbers: int, email: str = "new@ashby.gov.uk"):
    return post(made.people.lead, made, "invite/", refs=refs(made, *numbers), email=email, name="Nia New")


def accept(made) -> User:
    invitation = Invitation.objects.get(council=made.council, accepted_at=None, withdrawn_at=None)
    return invitations.accept_as_new(invitation, name="Nia New", password=make.PASSWORD)


def test_somebody_new_is_asked_for_on_the_next_page_with_the_same_rows(made):
    page = post(made.people.lead, made, "hand-over/", refs=refs(made, 0, 2), person="new")
    assert page.redirect_chain[0][0].endswith("invite/?refs=ORG-A1.a-01&refs=ORG-A1.c-01")
    assert page.content.decode().count(" checked") == 2


def test_accepting_the_invitation_gives_exactly_the_rows_it_came_with(made):
    invite(made, 0, 2)
    assert not Delegation.objects.exists()
    page = signed_in(made.people.lead).get(address(made)).content.decode()
    assert "new@ashby.gov.uk was invited and has not accepted yet" in page

    person = accept(made)
    assert person.council_roles == {made.council.pk: Role.DELEGATE}
    assert reads(person, made) == set(refs(made, 0, 2))
    assert "has not accepted yet" not in signed_in(made.people.lead).get(address(made)).content.decode()


def test_a_row_that_was_taken_back_before_the_acceptance_is_not_given(made):
    invite(made, 0, 2)
    invitation = Invitation.objects.get()
    post(made.people.lead, made, "take-back/", invitation=invitation.pk, refs=refs(made, 2))
    assert reads(accept(made), made) == set(refs(made, 0))


def test_more_rows_join_an_open_invitation_without_a_second_one(made):
    invite(made, 0)
    page = invite(made, 0, 1)
    assert "new@ashby.gov.uk is asked to answer 2 recommendations." in page.content.decode()
    assert Invitation.objects.count() == 1
    assert reads(accept(made), made) == set(refs(made, 0, 1))


def test_a_withdrawn_invitation_gives_nothing_and_its_rows_are_shown_no_more(made):
    invite(made, 0)
    invitation = Invitation.objects.get()
    invitations.withdraw(invitation, by=made.people.lead)
    with pytest.raises(ValidationError):
        invitations.accept_as_new(invitation, name="Nia New", password=make.PASSWORD)
    assert "new@ashby.gov.uk" not in signed_in(made.people.lead).get(address(made)).content.decode()


def test_an_invitation_as_something_else_gives_no_rows(made):
    invite(made, 0)
    Invitation.objects.update(role=Role.READER)
    assert reads(accept(made), made) is None
    assert not Delegation.objects.exists()


def test_an_address_of_a_delegate_gets_the_rows_at_once(made, delegate):
    invite(made, 0, email=delegate.email)
    assert reads(delegate, made) == set(refs(made, 0))
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        (Role.CONTRIBUTOR, "can already see and answer every recommendation."),
        (Role.QUALITY_ASSURER, "is an internal quality assurer here, and one person has one role."),
    ],
)
def test_somebody_with_another_role_here_is_not_made_a_delegate(made, role, sentence):
    person = make.person(role=role, at=made.council)
    assert sentence in invite(made, 0, email=person.email).content.decode()
    assert not Offer.objects.exists()
    assert not Invitation.objects.exists()


def test_an_address_elsewhere_is_refused_as_on_the_team_page(made):
    assert "Enter an address that ends in @ashby.gov.uk" in invite(made, 0, email="new@example.org").content.decode()
    assert not Offer.objects.exists()


def test_inviting_asks_for_proof_first(made):
    client = make.sign_in(signed_in(made.people.lead), made.people.lead, minutes_ago=10)
    page = client.get(address(made, "invite/"), {"refs": refs(made, 0)})
    assert page["Location"].startswith("/account/prove/?next=")
    sent = {"refs": refs(made, 0), "email": "new@ashby.gov.uk", "name": "Nia New"}
    assert "Code from your authenticator app" in client.post(address(made, "invite/"), sent).content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (1, "1 recommendation of an improvement and implementation plan waits for you."),
        (3, "3 recommendations of an improvement and implementation plan wait for you."),
    ],
)
def test_the_invitations_letter_says_how_many_wait_and_nothing_of_the_plan(
    made, django_capture_on_commit_callbacks, number, sentence
):
    with django_capture_on_commit_callbacks(execute=True):
        offer(made.responses[:number], email="new@ashby.gov.uk", name="Nia New", by=made.people.lead)
    (letter,) = mail.outbox
    assert letter.to == ["new@ashby.gov.uk"]
    assert sentence in letter.body
    assert not [words for words in (made.responses[0].ref, "Recommendation 1") if words in letter.subject + letter.body]


# --- and back


def test_rows_are_taken_back_several_at_once_and_what_was_written_stays(made, delegate):
    for row in made.responses[:3]:
        hand_over(row, delegate, by=made.people.lead)
    save_response(made.responses[0], {"notes": "Mine"}, seen=0, by=delegate)
    page = post(made.people.lead, made, "take-back/", person=delegate.pk, refs=refs(made, 0, 2))

    assert "Dee Legate no longer answers 2 recommendations. What they wrote stays." in page.content.decode()
    assert reads(delegate, made) == set(refs(made, 1))
    assert made.responses[0].notes == "Mine"


def test_taking_nothing_back_says_what_to_select(made, delegate):
    page = post(made.people.lead, made, "take-back/", person=delegate.pk)
    assert "Select at least one recommendation to take back." in page.content.decode()


def test_what_was_handed_over_ends_with_the_role_and_does_not_come_back_with_it(made, delegate):
    hand_over(made.responses[0], delegate, by=made.people.lead)
    row = made.council.roles.get(user=delegate)
    team.remove(row, by=made.people.lead)
    invite(made, 1, email=delegate.email)
    again = User.objects.get(pk=delegate.pk)
    invitations.accept(Invitation.objects.get(), again)

    assert reads(delegate, made) == set(refs(made, 1))


def test_being_given_the_role_once_more_takes_nothing_away(made, delegate):
    hand_over(made.responses[0], delegate, by=made.people.lead)
    team.give_role(made.council, delegate, Role.DELEGATE, by=made.people.lead)
    assert reads(delegate, made) == set(refs(made, 0))


# --- nudges


def test_a_nudge_is_a_link_and_a_name_once_a_day_and_is_recorded(made, delegate):
    hand_over(made.responses[0], delegate, by=made.people.lead)
    page = post(made.people.lead, made, "nudge/", person=delegate.pk)

    assert "Dee Legate gets a message with a link, and nothing of the plan." in page.content.decode()
    (letter,) = mail.outbox
    assert letter.to == [delegate.email]
    assert f"/plans/{made.plan.reference}/recommendations/?view=mine" in letter.body
    assert not [words for words in (made.responses[0].ref, "Recommendation 1", "Ashby") if words in letter.body]
    assert AuditEvent.objects.get(action="nudged").detail == delegate.email

    again = post(made.people.lead, made, "nudge/", person=delegate.pk).content.decode()
    assert "They were nudged today. Once a day is enough." in again
    assert len(mail.outbox) == 1


def test_on_another_day_they_can_be_nudged_again(made, delegate):
    hand_over(made.responses[0], delegate, by=made.people.lead)
    nudge(made.plan, delegate, by=made.people.lead)
    with pytest.raises(NotNudged):
        nudge(made.plan, delegate, by=made.people.lead)
    Nudge.objects.update(on=datetime.date(2026, 1, 1))
    nudge(made.plan, delegate, by=made.people.lead)
    assert len(mail.outbox) == 2


def test_a_nudge_that_could_not_be_sent_is_none(made, delegate, monkeypatch):
    monkeypatch.setattr(nudges, "send_message", lambda *args: False)
    with pytest.raises(NotNudged, match="could not be sent"):
        nudge(made.plan, delegate, by=made.people.lead)
    assert not Nudge.objects.exists()
    assert not AuditEvent.objects.filter(action="nudged").exists()


def test_who_has_nothing_left_or_nothing_at_all_is_not_nudged(made, delegate):
    assert post(made.people.lead, made, "nudge/", person=delegate.pk).status_code == 404
    hand_over(made.responses[0], delegate, by=made.people.lead)
    save_response(made.responses[0], make_plan.COMPLETE, seen=0, by=delegate)
    page = post(made.people.lead, made, "nudge/", person=delegate.pk)
    assert "Everything of theirs is complete." in page.content.decode()
    assert mail.outbox == []


def test_nobody_is_nudged_while_the_plan_is_not_being_written():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    hand_over(made.responses[0], delegate, by=made.people.lead)
    page = post(made.people.lead, made, "nudge/", person=delegate.pk)
    assert "The plan is not being written now" in page.content.decode()


def test_whoever_holds_a_post_that_owns_rows_is_nudged_too(made):
    contributor = make.person(role=Role.CONTRIBUTOR, at=made.council, name="Con Tributor")
    save_response(made.responses[0], {"owner": "Head of IT"}, seen=0, by=made.people.lead)
    Post.objects.filter(title="Head of IT").update(holder=contributor)
    page = signed_in(made.people.lead).get(address(made)).content.decode()
    assert "0 of 1 complete." in page.partition("Owners")[2]

    post(made.people.lead, made, "nudge/", person=contributor.pk)
    assert [letter.to for letter in mail.outbox] == [[contributor.email]]


# --- who, and how often it asks


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.DELEGATE, Role.QUALITY_ASSURER, Role.APPROVER, Role.READER])
def test_nobody_but_the_caf_lead_sees_who_answers_what(made, role):
    user = make.person(role=role, at=made.council)
    assert signed_in(user).get(address(made)).status_code == 403
    listed = signed_in(user).get(f"/plans/{made.plan.reference}/recommendations/").content.decode()
    assert "Hand selected" not in listed
    assert "Who answers what" not in listed


def test_the_page_asks_as_often_for_30_rows_as_for_3():
    counts = []
    for number in (3, 30):
        made = make_plan.plan(recommendations=number)
        for _ in range(number):
            delegate = make.person(role=Role.DELEGATE, at=made.council)
            for row in made.responses:
                hand_over(row, delegate, by=made.people.lead)
        counts.append(counting.queries(signed_in(made.people.lead), address(made)))
    assert counts[0] == counts[1] <= 15
