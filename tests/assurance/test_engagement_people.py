"""How the lead of a firm's team chooses its people."""

import pytest
from django.core.exceptions import ValidationError

from accounts import invitations
from accounts.roles import Role
from assurance import engagements
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    return make.engagement()


@pytest.fixture
def lead(engagement):
    return make.assurer(engagement, role=Role.FIRM_LEAD, name="Sam Lead")


@pytest.fixture
def address(engagement):
    return f"/reports/{engagement.assessment.reference}/people/"


def test_the_lead_chooses_somebody_of_the_firm(client, engagement, lead, address):
    colleague = make.person(firm=engagement.firm, name="Alex Field")
    make.sign_in(client, lead)
    page = client.post(f"{address}choose/", {"person": colleague.pk, "role": "assurer"})
    assert page["Location"] == address
    assert "Alex Field" in client.get(address).content.decode()
    assert engagement.roles.get(user=colleague).role == Role.ASSURER


def test_nobody_of_another_firm_is_chosen(client, engagement, lead, address):
    stranger = make.person(firm=make.firm())
    make.sign_in(client, lead)
    client.post(f"{address}choose/", {"person": stranger.pk, "role": "assurer"})
    assert not engagement.roles.filter(user=stranger).exists()


def test_a_role_in_a_firm_s_work_is_for_the_firm_s_people_alone(engagement, lead):
    with pytest.raises(ValidationError, match="does not belong to"):
        engagements.choose(engagement, make.person(firm=make.firm()), Role.ASSURER, by=lead)


def test_choosing_again_changes_the_role(client, engagement, lead, address):
    colleague = make.assurer(engagement)
    make.sign_in(client, lead)
    client.post(f"{address}choose/", {"person": colleague.pk, "role": "firm_lead"})
    assert engagement.roles.get(user=colleague).role == Role.FIRM_LEAD


def test_an_assurer_who_does_not_lead_gets_a_reason(client, engagement, lead, address):
    make.sign_in(client, make.assurer(engagement))
    page = client.get(address)
    assert page.status_code == 403
    assert "lead of the assurer&#x27;s team" in page.content.decode()


@pytest.mark.parametrize("who", ["another firm's lead", "somebody whose engagement has ended"])
def test_for_others_the_page_does_not_exist(client, engagement, lead, address, who):
    other = make.engagement(days=(-30, 300)) if who == "another firm's lead" else engagement
    if other == engagement:
        engagement.ends_on = engagement.starts_on
        engagement.save()
    make.sign_in(client, lead if other == engagement else make.assurer(other, role=Role.FIRM_LEAD))
    assert client.get(address).status_code == 404


def test_mhclg_does_not_choose_a_firm_s_people_here(client, engagement, lead, address):
    make.sign_in(client, make.mhclg())
    assert client.get(address).status_code == 403


def test_a_person_is_removed(client, engagement, lead, address):
    colleague = make.assurer(engagement)
    make.sign_in(client, lead)
    assert client.post(f"{address}{colleague.pk}/remove/").status_code == 302
    assert not engagement.roles.filter(user=colleague).exists()


def test_the_last_lead_stays(client, engagement, lead, address):
    make.assurer(engagement)
    make.sign_in(client, lead)
    assert engagements.LAST_LEAD.replace("'", "&#x27;") in client.post(f"{address}{lead.pk}/remove/").content.decode()
    client.post(f"{address}choose/", {"person": lead.pk, "role": "assurer"})
    assert engagement.roles.get(user=lead).role == Role.FIRM_LEAD


def test_a_colleague_is_invited_to_the_firm_from_any_domain(client, engagement, lead, address):
    make.sign_in(client, lead)
    client.post(f"{address}invite/", {"name": "Kim", "email": "kim@freelance.example"})
    assert invitations.open_ones().get().firm == engagement.firm
    assert "kim@freelance.example" in client.get(address).content.decode()


def test_choosing_needs_a_fresh_proof(client, engagement, lead, address):
    colleague = make.person(firm=engagement.firm)
    make.sign_in(client, lead, minutes_ago=6)
    page = client.post(f"{address}choose/", {"person": colleague.pk, "role": "assurer"})
    assert 'name="proof"' in page.content.decode()
    assert not engagement.roles.filter(user=colleague).exists()
