"""The page of a response in a real browser: with scripts it shows what the choice uses, without them everything."""

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from submissions.responses import save_response
from tests import make, make_plan
from tests.browser.axe import barriers, sideways

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made():
    return make_plan.plan(recommendations=3)


def sign_in(context: BrowserContext, url: str, user) -> Page:
    cookies = make.sign_in(Client(), user).cookies
    context.add_cookies([{"name": name, "value": cookie.value, "url": url} for name, cookie in cookies.items()])
    return context.new_page()


def address(live_server, made) -> str:
    return f"{live_server.url}/plans/{made.plan.reference}/recommendations/{made.responses[0].ref}/"


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_the_pages_of_writing_a_plan_have_no_barriers(live_server, context, complaints, made, width):
    page = sign_in(context, live_server.url, made.people.lead)
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("", "recommendations/", f"recommendations/{made.responses[0].ref}/", "comments/", "workstreams/"):
        page.goto(f"{live_server.url}/plans/{made.plan.reference}/{path}")
        assert barriers(page) == []
        assert sideways(page) == 0
    assert complaints == []


def test_the_fields_that_a_choice_does_not_use_are_hidden_and_keep_what_is_in_them(live_server, context, made):
    page = sign_in(context, live_server.url, made.people.lead)
    page.goto(address(live_server, made))
    page.get_by_label("Priority").select_option("High")
    page.get_by_label("Accountable owner").fill("Head of IT")

    page.get_by_label("Covered by another").check()
    expect(page.get_by_label("Accountable owner")).to_be_hidden()
    expect(page.get_by_label("Risk owner")).to_be_hidden()
    expect(page.get_by_role("group", name="Money")).to_be_hidden()
    page.get_by_role("radio", name="No action").check()
    expect(page.get_by_label("Risk owner")).to_be_visible()
    page.get_by_label("Implement", exact=True).check()
    expect(page.get_by_label("Accountable owner")).to_have_value("Head of IT")


def test_a_field_with_an_error_stays_in_view_whatever_the_choice(live_server, context, made):
    page = sign_in(context, live_server.url, made.people.lead)
    page.goto(address(live_server, made))
    page.get_by_label("One-off capital").fill("12.50")
    page.get_by_role("radio", name="No action").check()
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("One-off capital")).to_be_focused()


def test_without_scripts_every_field_is_there_and_saves(live_server, browser: Browser, made):
    context = browser.new_context(java_script_enabled=False)
    page = sign_in(context, live_server.url, made.people.lead)
    page.goto(address(live_server, made))
    page.get_by_role("radio", name="No action").check()
    expect(page.get_by_label("Accountable owner")).to_be_visible()
    page.get_by_label("Justification").fill("We accept it")
    page.get_by_role("button", name="Save and go to next").click()

    expect(page.get_by_text("Saved. Still missing: why no action, risk owner and look again on.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recommendation 2")
    context.close()


def test_the_page_of_a_clash_has_no_barriers_and_is_settled_by_keyboard(live_server, context, made):
    page = sign_in(context, live_server.url, made.people.lead)
    page.goto(address(live_server, made))
    colleague = make.person(name="Ali Khan", role=make.Role.CONTRIBUTOR, at=made.council)
    save_response(made.responses[0], {"action": "Their words"}, seen=0, by=colleague)
    page.get_by_label("What we will do").fill("My words")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Choose which words to keep")
    assert barriers(page) == []
    page.get_by_label("Yours").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("My words")).to_be_visible()
    page.get_by_role("link", name="Go on with").click()
    expect(page.get_by_label("What we will do")).to_have_value("Their words")


def test_a_response_saves_by_itself_and_says_when_it_cannot(live_server, context, made):
    page = sign_in(context, live_server.url, made.people.lead)
    page.goto(address(live_server, made))
    said = page.locator("[data-autosave-said]")
    page.evaluate("localStorage.setItem('iip-last-request', '0')")
    page.get_by_label("Justification").press_sequentially("It lowers the risk.")
    expect(said).to_contain_text("Saved at", timeout=15_000)
    assert page.evaluate("localStorage.getItem('iip-last-request')") != "0"  # the session is not idle
    assert made.responses[0].justification == "It lowers the risk."

    colleague = make.person(name="Ali Khan", role=make.Role.CONTRIBUTOR, at=made.council)
    save_response(made.responses[0], {"action": "Their words"}, seen=1, by=colleague)
    page.get_by_label("Notes").evaluate("notes => { notes.closest('details').open = true; }")
    page.get_by_label("Notes").press_sequentially("My words")
    expect(said).to_contain_text("Ali Khan has changed this response too", timeout=15_000)
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_label("What we will do")).to_have_value("Their words")
    assert made.responses[0].notes == "My words"

    page.wait_for_load_state()
    context.clear_cookies(name="iip_session")
    page.get_by_label("Justification").press("End")
    page.keyboard.type(" More.")
    expect(said).to_contain_text("you have been signed out", timeout=15_000)
    expect(page.get_by_label("Justification")).to_have_value("It lowers the risk. More.")
