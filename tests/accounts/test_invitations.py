"""Invitations: who may be invited where, what the link does, and when it no longer does it."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import invitations
from accounts.models import AuditEvent, CouncilRole, Invitation, User
from accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.council(name="Ashby", code="E00000000")


@pytest.fixture
def lead(council):
    return make.person(role=Role.CAF_LEAD, at=council, email="lead@ashby.gov.uk")


@pytest.fixture
def offer(council, lead):
    """An open invitation to be a contributor, with its address."""
    invitation, token = invitations.invite(
        "alex@ashby.gov.uk", "Alex Field", Role.CONTRIBUTOR, council=council, by=lead
    )
    return invitation, f"/invitation/{token}/"


def test_the_e_mail_holds_a_link_and_only_its_digest_is_stored(council, lead, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _, token = invitations.invite("alex@ashby.gov.uk", "Alex", Role.READER, council=council, by=lead)
    [letter] = mail.outbox
    assert letter.to == ["alex@ashby.gov.uk"]
    assert f"/invitation/{token}/" in letter.body
    assert token not in str(Invitation.objects.values())


def test_an_invitation_at_another_domain_is_refused_with_the_domains_allowed(client, council, lead):
    make.sign_in(client, lead)
    typed = {"name": "Alex Field", "email": "alex@gmail.com", "role": "reader"}
    text = client.post("/team/E00000000/invite/", typed).content.decode()
    assert "Enter an address that ends in @ashby.gov.uk. MHCLG sets these for Ashby." in text
    assert 'value="alex@gmail.com"' in text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "email", ["alex@evil-ashby.gov.uk", "alex@ashby.gov.uk.evil.org", "alex@sub.ashby.gov.uk", "alex@gov.uk"]
)
def test_a_domain_that_only_looks_alike_is_refused(council, lead, email):
    with pytest.raises(ValidationError, match="ends in @ashby.gov.uk"):
        invitations.invite(email, "Alex", Role.READER, council=council, by=lead)


def test_without_a_domain_nobody_can_be_invited(council, lead):
    council.email_domains.all().delete()
    with pytest.raises(ValidationError, match="MHCLG has not set an e-mail domain"):
        invitations.invite("alex@ashby.gov.uk", "Alex", Role.READER, council=council, by=lead)


def test_somebody_is_invited_once_until_the_invitation_is_withdrawn(council, lead, offer):
    with pytest.raises(ValidationError, match="already has an open invitation"):
        invitations.invite("Alex@ashby.gov.uk", "Alex", Role.READER, council=council, by=lead)
    invitations.withdraw(offer[0], by=lead)
    invitations.invite("alex@ashby.gov.uk", "Alex", Role.READER, council=council, by=lead)
    assert invitations.open_ones().get().role == Role.READER


def test_an_invitation_that_ran_out_gives_way_to_a_new_one(council, lead, offer):
    Invitation.objects.update(expires=timezone.now())
    invitations.invite("alex@ashby.gov.uk", "Alex", Role.READER, council=council, by=lead)
    assert invitations.open_ones().get().role == Role.READER


def test_somebody_with_a_closed_account_is_not_invited(council, lead):
    make.person(email="alex@ashby.gov.uk")
    User.objects.filter(email="alex@ashby.gov.uk").update(is_active=False)
    with pytest.raises(ValidationError, match="account of alex@ashby.gov.uk is closed"):
        invitations.invite("alex@ashby.gov.uk", "Alex", Role.READER, council=council, by=lead)


def test_somebody_new_sets_a_name_and_a_password_and_has_the_role(client, council, offer):
    page = client.post(offer[1], {"name": "Alex Field", "password": make.PASSWORD})
    assert page["Location"] == "/account/login/"
    alex = User.objects.get(email="alex@ashby.gov.uk")
    assert alex.roles_at(council) == {Role.CONTRIBUTOR}
    assert CouncilRole.objects.get(user=alex).granted_by.email == "lead@ashby.gov.uk"
    page = client.post("/account/login/", {"login": "alex@ashby.gov.uk", "password": make.PASSWORD})
    assert page.status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_weak_password_is_refused_and_the_name_kept(client, offer):
    text = client.post(offer[1], {"name": "Alexandra", "password": "short"}).content.decode()
    assert 'value="Alexandra"' in text
    assert "12 characters" in text
    assert not User.objects.filter(email="alex@ashby.gov.uk").exists()


def test_somebody_known_is_sent_to_sign_in_and_comes_back(client, offer):
    make.person(email="alex@ashby.gov.uk")
    text = client.get(offer[1]).content.decode()
    assert f'href="/account/login/?next={offer[1]}"' in text
    assert client.post(offer[1], {"name": "Alex", "password": make.PASSWORD}).status_code == 200
    assert not CouncilRole.objects.filter(user__email="alex@ashby.gov.uk").exists()


def test_somebody_known_accepts_while_signed_in(client, council, offer):
    alex = make.person(email="alex@ashby.gov.uk")
    make.sign_in(client, alex)
    assert client.post(offer[1], {"replaces": ""}).status_code == 302
    alex.forget_roles()
    assert alex.roles_at(council) == {Role.CONTRIBUTOR}


def test_accepting_says_which_role_it_replaces(client, council, offer):
    alex = make.person(role=Role.READER, at=council, email="alex@ashby.gov.uk")
    make.sign_in(client, alex)
    text = client.get(offer[1]).content.decode()
    assert "You now have this role there: Reader. Accepting replaces it with: Contributor." in text
    assert client.post(offer[1], {"replaces": "reader"}).status_code == 302
    assert CouncilRole.objects.get(user=alex).role == Role.CONTRIBUTOR


def test_a_role_is_not_replaced_that_the_page_did_not_name(client, council, offer):
    alex = make.person(role=Role.APPROVER, at=council, email="alex@ashby.gov.uk")
    make.sign_in(client, alex)
    page = client.post(offer[1], {"replaces": "reader"})
    assert invitations.MOVED in page.content.decode()
    assert CouncilRole.objects.get(user=alex).role == Role.APPROVER
    assert offer[0] in invitations.open_ones()


def test_somebody_else_cannot_accept(client, council, offer):
    make.sign_in(client, make.person(email="other@ashby.gov.uk"))
    page = client.post(offer[1], {"replaces": ""})
    assert page.status_code == 403
    assert "sent to another address" in page.content.decode()
    assert "alex@ashby.gov.uk" not in page.content.decode()
    assert offer[0] in invitations.open_ones()


def test_an_invitation_is_given_to_nobody_but_whom_it_names(offer):
    with pytest.raises(ValidationError, match="for another address"):
        invitations.accept(offer[0], make.person(email="other@ashby.gov.uk"))


def test_accepting_asks_a_signed_in_person_for_their_second_factor(client, offer, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    make.sign_in(client, make.person(email="alex@ashby.gov.uk"), with_second_factor=False)
    page = client.post(offer[1], {"replaces": ""})
    assert page["Location"].startswith("/account/2fa/totp/activate/")
    assert offer[0] in invitations.open_ones()


def test_a_link_that_does_not_exist_is_not_found(client):
    assert client.get("/invitation/no-such-token/").status_code == 404


@pytest.mark.parametrize(
    ("became", "said"),
    [
        ({"expires": timezone.now() - datetime.timedelta(seconds=1)}, invitations.GONE),
        ({"withdrawn_at": timezone.now()}, invitations.GONE),
    ],
)
def test_a_link_that_ran_out_or_was_withdrawn_makes_no_account(client, offer, became, said):
    Invitation.objects.update(**became)
    page = client.post(offer[1], {"name": "Alex", "password": make.PASSWORD})
    assert page.status_code == 410
    assert said in page.content.decode()
    assert not User.objects.filter(email="alex@ashby.gov.uk").exists()


def test_a_link_works_once(client, offer):
    client.post(offer[1], {"name": "Alex", "password": make.PASSWORD})
    page = client.post(offer[1], {"name": "Alex", "password": make.PASSWORD})
    assert page.status_code == 410
    assert "It was accepted on" in page.content.decode()


def test_of_two_who_accept_at_once_one_does(council, offer):
    alex = make.person(email="alex@ashby.gov.uk")
    seen_by_both = Invitation.objects.get()
    invitations.accept(seen_by_both, alex)
    with pytest.raises(ValidationError):
        invitations.accept(offer[0], alex, replaces="contributor")


def test_the_only_caf_lead_cannot_step_down_by_an_invitation(council, lead):
    offered, _ = invitations.invite("lead@ashby.gov.uk", "Lead", Role.READER, council=council, by=lead)
    with pytest.raises(ValidationError, match="only CAF lead"):
        invitations.accept(offered, lead, replaces="caf_lead")
    assert CouncilRole.objects.get(user=lead).role == Role.CAF_LEAD
    assert offered in invitations.open_ones()


def test_an_invitation_to_a_firm_makes_the_person_one_of_the_firm():
    firm = make.firm()
    offered, _ = invitations.invite("sam@assurers.example", "Sam", Role.ASSURER, firm=firm, by=make.mhclg())
    assert invitations.accept_as_new(offered, name="Sam", password=make.PASSWORD).firm == firm


def test_somebody_of_another_firm_is_not_invited():
    make.person(email="sam@assurers.example", firm=make.firm())
    with pytest.raises(ValidationError, match="belongs to another firm"):
        invitations.invite("sam@assurers.example", "Sam", Role.ASSURER, firm=make.firm(), by=make.mhclg())


def test_an_invitation_to_mhclg_replaces_the_role_held_there():
    make.mhclg()
    sam = make.mhclg(Role.MHCLG_ANALYST, email="sam@communities.gov.uk")
    offered, _ = invitations.invite("sam@communities.gov.uk", "Sam", Role.MHCLG_MANAGER, by=make.mhclg())
    invitations.accept(offered, sam, replaces="mhclg_analyst")
    sam.forget_roles()
    assert sam.national_roles == {Role.MHCLG_MANAGER}


def test_inviting_and_accepting_are_recorded(council, offer):
    invitations.accept_as_new(offer[0], name="Alex", password=make.PASSWORD)
    actions = AuditEvent.objects.filter(council=council).values_list("action", flat=True)
    assert {"invited", "role granted", "invitation accepted"} <= set(actions)
