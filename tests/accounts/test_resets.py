"""Resetting a lost second factor."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError

from accounts import resets
from accounts.models import AuditEvent
from accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.council(name="Ashby", code="E00000000")


@pytest.fixture
def lead(council):
    return make.person(role=Role.CAF_LEAD, at=council, name="Robin Lead")


def member(council, role=Role.CONTRIBUTOR, **facts):
    user = make.person(role=role, at=council, **facts)
    make.second_factor(user)
    return user


def letters():
    return {letter.to[0]: letter.body for letter in mail.outbox}


def test_the_caf_lead_resets_it_and_it_is_told_to_the_person_and_the_others_with_a_gate(
    client, council, lead, django_capture_on_commit_callbacks
):
    other = member(council, name="Alex Field")
    approver, reader = member(council, Role.APPROVER), member(council, Role.READER)
    make.sign_in(client, lead)
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"/team/E00000000/people/{other.pk}/second-factor/")
    assert page.status_code == 302
    assert not Authenticator.objects.filter(user=other).exists()
    assert set(letters()) == {other.email, approver.email}
    assert "Robin Lead has reset your second factor" in letters()[other.email]
    assert "Alex Field" in letters()[approver.email]
    assert reader.email not in letters()
    event = AuditEvent.objects.get(action="second factor reset")
    assert (event.actor, event.council, event.detail) == (lead, council, other.email)


def test_it_needs_a_fresh_proof(client, council, lead):
    other = member(council)
    make.sign_in(client, lead, minutes_ago=6)
    page = client.post(f"/team/E00000000/people/{other.pk}/second-factor/")
    assert 'name="proof"' in page.content.decode()
    assert Authenticator.objects.filter(user=other).exists()


def test_the_session_it_opened_ends(client, settings, council, lead):
    settings.SECOND_FACTOR_REQUIRED = True
    other = member(council)
    make.sign_in(client, other)
    resets.reset(other, by=lead)
    assert client.get("/account/")["Location"].startswith("/account/2fa/totp/activate/")


def test_nobody_resets_their_own(lead):
    with pytest.raises(ValidationError, match="Somebody else"):
        resets.reset(lead, by=lead)


def test_a_caf_lead_may_not_reset_another_caf_lead(council, lead):
    with pytest.raises(ValidationError, match="Only an MHCLG manager"):
        resets.reset(member(council, Role.CAF_LEAD), by=lead)


@pytest.mark.parametrize("more", ["another council's lead", "an assurer", "at MHCLG"])
def test_a_caf_lead_may_not_reset_an_account_that_opens_more_than_the_council(council, lead, more):
    from accounts.grants import grant

    user = member(council, firm=make.firm() if more == "an assurer" else None)
    if more == "another council's lead":
        grant(Role.CAF_LEAD, user, make.council(), by=None)
    if more == "at MHCLG":
        grant(Role.MHCLG_ANALYST, user, None, by=None)
    with pytest.raises(ValidationError, match="Only an MHCLG manager"):
        resets.reset(user, by=lead)


def test_a_caf_lead_of_another_council_may_not(council):
    other_lead = make.person(role=Role.CAF_LEAD, at=make.council())
    with pytest.raises(ValidationError, match="CAF lead resets"):
        resets.reset(member(council), by=other_lead)


def test_an_approver_may_not(council):
    with pytest.raises(ValidationError, match="CAF lead resets"):
        resets.reset(member(council), by=make.person(role=Role.APPROVER, at=council))


def test_mhclg_resets_that_of_a_caf_lead_on_its_own_page(client, council, lead):
    make.second_factor(lead)
    make.sign_in(client, make.mhclg())
    assert client.get(f"/manage/people/{lead.pk}/second-factor/").status_code == 200
    assert client.post(f"/manage/people/{lead.pk}/second-factor/").status_code == 302
    assert not Authenticator.objects.filter(user=lead).exists()


def test_for_an_assurer_the_colleagues_of_the_firm_are_told(django_capture_on_commit_callbacks):
    firm = make.firm()
    assurer, colleague = make.person(firm=firm), make.person(firm=firm)
    make.second_factor(assurer)
    with django_capture_on_commit_callbacks(execute=True):
        resets.reset(assurer, by=make.mhclg())
    assert set(letters()) == {assurer.email, colleague.email}


def test_for_mhclg_the_other_managers_are_told(django_capture_on_commit_callbacks):
    by, other, analyst = make.mhclg(), make.mhclg(), make.mhclg(Role.MHCLG_ANALYST)
    make.second_factor(analyst)
    with django_capture_on_commit_callbacks(execute=True):
        resets.reset(analyst, by=by)
    assert set(letters()) == {analyst.email, other.email}


def test_mhclg_leaves_the_council_people_to_the_caf_lead(council, lead):
    with pytest.raises(ValidationError, match="CAF lead resets"):
        resets.reset(member(council), by=make.mhclg())
