"""Re-authentication: how long a proof holds, what gives one, and that nothing typed is lost when it runs out."""

import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from accounts.models import CouncilRole, Invitation
from accounts.proof import TOO_MANY, WRONG_CODE, local_path
from accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db
INVITATION = {"name": "Alex Field", "email": "alex.field@ashby.gov.uk", "role": "reader"}


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.MFA_TOTP_TOLERANCE = 1  # a test may run across the turn of 30 seconds


@pytest.fixture
def council():
    return make.council(name="Ashby", code="E00000000")


@pytest.fixture
def lead(council):
    return make.person(role=Role.CAF_LEAD, at=council)


def code_now() -> str:
    return format_hotp_value(hotp_value(make.TOTP_SECRET, int(time.time()) // 30))


def test_a_gate_opens_within_5_minutes_of_the_second_factor(client, lead):
    make.sign_in(client, lead, minutes_ago=4.9)
    assert client.get("/team/E00000000/invite/").status_code == 200


def test_a_gate_asks_for_proof_after_5_minutes_and_leads_back(client, lead):
    make.sign_in(client, lead, minutes_ago=5.1)
    page = client.get("/team/E00000000/invite/")
    assert page["Location"] == "/account/prove/?next=%2Fteam%2FE00000000%2Finvite%2F"
    page = client.post(page["Location"], {"proof": code_now()})
    assert page["Location"] == "/team/E00000000/invite/"
    assert client.get(page["Location"]).status_code == 200


def test_a_form_whose_proof_ran_out_comes_back_with_everything_typed_and_a_code_field(client, lead):
    make.sign_in(client, lead, minutes_ago=6)
    page = client.post("/team/E00000000/invite/", INVITATION)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="Alex Field"' in text
    assert 'value="alex.field@ashby.gov.uk"' in text
    assert 'name="proof"' in text
    assert "Enter a code from your authenticator app" in text
    assert not Invitation.objects.exists()


def test_the_same_form_passes_with_the_right_code(client, lead):
    make.sign_in(client, lead, minutes_ago=6)
    page = client.post("/team/E00000000/invite/", INVITATION | {"proof": code_now()})
    assert page.status_code == 302
    assert Invitation.objects.get().email == "alex.field@ashby.gov.uk"


def test_the_same_form_does_not_pass_with_a_wrong_code(client, lead):
    make.sign_in(client, lead, minutes_ago=6)
    page = client.post("/team/E00000000/invite/", INVITATION | {"proof": "000000"})
    assert WRONG_CODE in page.content.decode()
    assert not Invitation.objects.exists()


def test_a_right_code_is_asked_once_even_where_another_field_is_wrong(client, lead):
    make.sign_in(client, lead, minutes_ago=6)
    page = client.post("/team/E00000000/invite/", INVITATION | {"email": "alex", "proof": code_now()})
    assert 'name="proof"' not in page.content.decode()
    assert client.post("/team/E00000000/invite/", INVITATION).status_code == 302


def test_a_code_is_not_taken_twice(client, lead):
    make.sign_in(client, lead, minutes_ago=6)
    code = code_now()
    assert client.post("/account/prove/", {"proof": code}).status_code == 302
    make.sign_in(client, lead, minutes_ago=6)
    page = client.post("/account/prove/", {"proof": code})
    assert WRONG_CODE in page.content.decode()


def test_a_recovery_code_is_proof_once(client, lead):
    make.second_factor(lead)
    code = RecoveryCodes.activate(lead).get_unused_codes()[0]
    make.sign_in(client, lead, minutes_ago=6)
    assert client.post("/account/prove/", {"proof": code}).status_code == 302
    make.sign_in(client, lead, minutes_ago=6)
    assert client.post("/account/prove/", {"proof": code}).status_code == 200


def test_after_ten_wrong_codes_even_the_right_one_waits(client, lead):
    make.sign_in(client, lead, minutes_ago=6)
    for _ in range(10):
        client.post("/account/prove/", {"proof": "000000"})
    page = client.post("/account/prove/", {"proof": code_now()})
    assert TOO_MANY in page.content.decode()


def test_a_password_is_no_proof_outside_the_demonstration(client, lead):
    make.sign_in(client, lead, minutes_ago=6)
    assert client.post("/account/prove/", {"proof": make.PASSWORD}).status_code == 200


def test_outside_the_demonstration_somebody_without_a_second_factor_sets_one_up_first(client, lead):
    make.sign_in(client, lead, with_second_factor=False, minutes_ago=6)
    page = client.post("/account/prove/", {"proof": make.PASSWORD})
    assert page["Location"] == "/account/2fa/totp/activate/"


def test_in_the_demonstration_a_password_is_proof_for_somebody_without_a_second_factor(client, lead, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make.sign_in(client, lead, with_second_factor=False, minutes_ago=6)
    assert client.get("/team/E00000000/invite/").status_code == 302
    assert client.post("/account/prove/", {"proof": "wrong"}).status_code == 200
    assert client.post("/account/prove/", {"proof": make.PASSWORD}).status_code == 302
    assert client.get("/team/E00000000/invite/").status_code == 200


def test_in_the_demonstration_a_password_is_no_proof_for_somebody_with_a_second_factor(client, lead, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make.sign_in(client, lead, minutes_ago=6)
    assert client.post("/account/prove/", {"proof": make.PASSWORD}).status_code == 200


def test_a_role_is_not_changed_without_proof(client, council, lead):
    other = make.person(role=Role.READER, at=council)
    make.sign_in(client, lead, minutes_ago=6)
    client.post(f"/team/E00000000/people/{other.pk}/", {"role": "approver"})
    client.post(f"/team/E00000000/people/{other.pk}/remove/")
    assert CouncilRole.objects.get(user=other).role == Role.READER


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "team/", ""]
)
def test_the_way_back_never_leaves_the_service(address):
    assert local_path(address) == "/"


def test_the_way_back_keeps_its_question():
    assert local_path("/team/E00000000/?page=2") == "/team/E00000000/?page=2"
