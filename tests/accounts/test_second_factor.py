"""The second factor that every session needs, its set-up, and what a session without one may see."""

import time
from contextlib import suppress

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import NoReverseMatch, reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from iip.doors import DOORS
from iip.policy import ANYONE, PASSWORD_ONLY
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.MFA_TOTP_TOLERANCE = 1  # a test may run across the turn of 30 seconds


@pytest.fixture
def lead():
    return make.person(role=Role.CAF_LEAD, at=make.council(name="Ashby", code="E00000000"))


def code_now(secret: str = make.TOTP_SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def shut_accounts_doors():
    return [
        name
        for name, door in DOORS.items()
        if name.startswith("accounts:") and not set(door.actions.values()) & {ANYONE, PASSWORD_ONLY}
    ]


def address(name: str) -> str:
    for arguments in ({}, {"code": "E00000000"}, {"pk": 1}):
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=arguments)
    return reverse(name, kwargs={"code": "E00000000", "pk": 1})


@pytest.mark.parametrize("name", shut_accounts_doors())
def test_a_password_alone_opens_no_door_but_the_open_ones(client, lead, name):
    make.sign_in(client, lead, with_second_factor=False)
    method = "get" if "GET" in DOORS[name].actions else "post"
    page = getattr(client, method)(address(name))
    assert page.status_code == 302
    assert page["Location"].startswith(reverse("mfa_activate_totp"))


def test_having_a_second_factor_is_not_the_same_as_having_given_it(client, lead):
    make.second_factor(lead)
    make.sign_in(client, lead, with_second_factor=False)
    page = client.get("/account/")
    assert page["Location"] == "/account/prove/?next=%2Faccount%2F"


def test_with_the_second_factor_given_the_account_opens(client, lead):
    assert make.sign_in(client, lead).get("/account/").status_code == 200


def test_a_sign_in_with_a_passkey_alone_counts(client, lead):
    key = Authenticator.objects.create(user=lead, type="webauthn", data={"name": "Laptop"})
    make.sign_in(client, lead, with_second_factor=False)
    session = client.session
    record = {"method": "mfa", "at": time.time(), "id": key.pk, "type": "webauthn", "passwordless": True}
    session[make.RECORDS] = [record]
    session.save()
    assert client.get("/account/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_somebody_who_has_just_set_one_up_goes_on(client, lead):
    make.sign_in(client, lead, with_second_factor=False)
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    page = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert page.status_code == 302
    assert client.get("/account/").status_code == 200
    assert AuditEvent.objects.filter(action="second factor added", actor=lead).exists()


def test_a_second_factor_that_was_reset_ends_the_session_it_opened(client, lead):
    make.sign_in(client, lead)
    Authenticator.objects.filter(user=lead).delete()
    assert client.get("/account/").status_code == 302


def test_what_was_typed_is_shown_when_the_second_factor_is_missing(client, lead):
    make.sign_in(client, lead, with_second_factor=False)
    page = client.post("/account/name/", {"name": "A name I typed"})
    assert page.status_code == 403
    assert "A name I typed" in page.content.decode()


def test_the_only_second_factor_cannot_be_removed(client, lead):
    make.sign_in(client, lead)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert page.status_code == 403
    assert "at least one second factor" in page.content.decode()
    assert Authenticator.objects.filter(user=lead).exists()


def test_the_only_passkey_cannot_be_removed(client, lead):
    make.sign_in(client, lead)
    Authenticator.objects.filter(user=lead).update(type="webauthn")
    pk = Authenticator.objects.get(user=lead).pk
    assert client.post(reverse("mfa_remove_webauthn", args=[pk])).status_code == 403
    assert Authenticator.objects.filter(user=lead).exists()


def test_one_of_two_second_factors_can_be_removed(client, lead):
    make.sign_in(client, lead)
    Authenticator.objects.create(user=lead, type="webauthn", data={"name": "Laptop"})
    client.post(reverse("mfa_deactivate_totp"))
    assert list(Authenticator.objects.filter(user=lead).values_list("type", flat=True)) == ["webauthn"]


def test_recovery_codes_are_made_only_after_a_new_proof(client, lead):
    make.sign_in(client, lead, minutes_ago=6)
    page = client.get(reverse("mfa_generate_recovery_codes"))
    assert page["Location"].startswith("/account/prove/?next=")


@pytest.mark.django_db(transaction=True)
def test_a_session_opened_with_an_old_recovery_code_goes_on_with_the_new_ones(client, lead):
    make.sign_in(client, lead)
    client.post(reverse("mfa_generate_recovery_codes"))
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    Authenticator.objects.filter(user=lead, type="totp").delete()
    assert client.get("/account/").status_code == 200


def test_the_demonstration_asks_for_none(client, lead, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make.sign_in(client, lead, with_second_factor=False)
    assert client.get("/account/").status_code == 200
