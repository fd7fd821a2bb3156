"""Signing in as people do: password, setting up a second factor, and the code at the next sign-in."""

import time

import pytest
from allauth.mfa.totp.internal import auth
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.axe import barriers, sideways

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "three words apart 2026"


def code_for(secret: str) -> str:
    """What an authenticator app shows now."""
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def person() -> User:
    return User.objects.create_user("lead@harrowmere.example", PASSWORD, name="Priya Shah")


def sign_in(page: Page, address: str, email: str, password: str = PASSWORD) -> None:
    page.goto(address + "/account/login/?next=/account/2fa/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_person_signs_in_and_sets_up_an_authenticator_app(live_server, page: Page, complaints, person, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server.url, person.email)
    expect(page).to_have_title("Your second factor – Improvement plans")
    assert barriers(page) == []

    page.get_by_role("link", name="Set up authenticator app").click()
    expect(page).to_have_title("Set up your authenticator app – Improvement plans")
    assert barriers(page) == []
    page.get_by_text("I cannot scan the picture").click()
    secret = page.locator("#authenticator_secret").inner_text()
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Code from the app").fill(code_for(secret))
    page.get_by_role("button", name="Continue").click()

    expect(page).to_have_title("Your recovery codes – Improvement plans")
    expect(page.locator("#recovery_codes li")).to_have_count(10)
    assert barriers(page) == []
    assert sideways(page) == 0
    assert complaints == []


def test_the_next_sign_in_asks_for_the_code_of_the_app(live_server, page: Page, complaints, person):
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(person, secret)
    sign_in(page, live_server.url, person.email)
    expect(page).to_have_title("Enter your code – Improvement plans")
    assert barriers(page) == []

    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the code from your authenticator app")
    page.get_by_label("Code").fill(code_for(secret))
    page.get_by_label("Code").press("Enter")

    expect(page).to_have_title("Your second factor – Improvement plans")
    assert complaints == []


def test_a_wrong_password_says_what_to_do_and_keeps_the_address(live_server, page: Page, person):
    sign_in(page, live_server.url, person.email, "not the password")

    expect(page.get_by_role("alert")).to_contain_text("Enter the e-mail address and password of your account")
    expect(page.get_by_label("E-mail address")).to_have_value(person.email)
    expect(page).to_have_title("Error: Sign in – Improvement plans")


@pytest.mark.parametrize(
    "path", ["/account/login/", "/account/password/reset/", "/account/password/reset/done/", "/help/"]
)
def test_the_open_pages_have_no_barriers(live_server, page: Page, complaints, path):
    page.goto(live_server.url + path)

    assert barriers(page) == []
    assert complaints == []


def test_a_warning_comes_before_the_session_ends_and_what_was_typed_stays(live_server, page: Page, complaints, person):
    page.clock.install()
    sign_in(page, live_server.url, person.email)
    expect(page).to_have_title("Your second factor – Improvement plans")
    warning = page.get_by_role("dialog")

    page.clock.run_for("26:00")
    expect(warning).to_contain_text("You will be signed out soon")
    assert barriers(page) == []
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()

    page.clock.run_for("31:00")
    expect(warning).to_contain_text("You have been signed out")
    warning.get_by_role("button", name="Close this message").click()
    expect(warning).to_be_hidden()
    assert complaints == []
