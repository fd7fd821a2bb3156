"""A person's own account page."""

import pytest

from accounts.role_words import MAY
from accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db


def test_it_shows_name_address_and_roles_in_words(client):
    alex = make.person(role=Role.APPROVER, at=make.council(name="Ashby"), name="Alex Field")
    text = make.sign_in(client, alex).get("/account/").content.decode()
    for said in ("Alex Field", alex.email, "Ashby", "Approver", MAY[Role.APPROVER]):
        assert said in text


def test_it_shows_a_role_at_mhclg(client):
    text = make.sign_in(client, make.mhclg()).get("/account/").content.decode()
    assert "MHCLG manager" in text


def test_it_shows_the_firm_of_an_assurer(client):
    assurer = make.person(firm=make.firm(name="Secure Assurance Ltd"))
    assert "Secure Assurance Ltd" in make.sign_in(client, assurer).get("/account/").content.decode()


def test_it_leads_to_password_second_factor_codes_and_sign_out(client):
    text = make.sign_in(client, make.person()).get("/account/").content.decode()
    for address in (
        "/account/password/change/",
        "/account/2fa/",
        "/account/2fa/recovery-codes/",
        "/account/logout/",
        "/account/name/",
    ):
        assert f'href="{address}"' in text


def test_somebody_changes_their_own_name(client):
    alex = make.person(name="Alex Field")
    make.sign_in(client, alex)
    assert client.post("/account/name/", {"name": " Alex Meadow "})["Location"] == "/account/"
    alex.refresh_from_db()
    assert alex.name == "Alex Meadow"


def test_a_name_is_needed(client):
    alex = make.person(name="Alex Field")
    text = make.sign_in(client, alex).post("/account/name/", {"name": ""}).content.decode()
    assert "Enter your full name" in text
    alex.refresh_from_db()
    assert alex.name == "Alex Field"


def test_who_has_not_signed_in_is_asked_to(client):
    assert client.get("/account/")["Location"] == "/account/login/?next=/account/"
