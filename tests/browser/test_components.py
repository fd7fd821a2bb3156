"""Each component in a real browser: what it looks like without a mouse, narrow, and without scripts."""

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.axe import barriers, sideways

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_components_have_no_barriers_before_and_after_an_error(live_server, page: Page, complaints, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + "/components/")
    assert barriers(page) == []

    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_title("Error: Components – Improvement plans")

    assert barriers(page) == []
    assert sideways(page) == 0
    assert complaints == []


def test_axe_finds_a_barrier_where_there_is_one(page: Page):
    page.set_content("<html><body><img src='x'><button></button></body></html>")

    assert any(found.startswith("image-alt") for found in barriers(page))


def test_a_link_in_the_error_summary_leads_to_the_control_that_mends_it(live_server, page: Page):
    page.goto(live_server.url + "/components/")
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("alert").get_by_role("link", name="Enter the date to look again on").click()
    expect(page.get_by_label("Day", exact=True)).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Select the effort").click()
    expect(page.locator("#id_effort_0")).to_be_focused()


def test_what_was_typed_stays_after_an_error_without_scripts(live_server, browser: Browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + "/components/")
    page.get_by_label("Title").fill("Replace the firewall")
    page.get_by_label("Month").fill("13")
    page.get_by_role("button", name="Save and continue").click()

    expect(page.get_by_label("Title")).to_have_value("Replace the firewall")
    expect(page.get_by_label("Month")).to_have_value("13")
    page.context.close()


def test_nothing_is_fetched_from_another_host(live_server, page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + "/components/")
    page.wait_for_load_state("networkidle")

    assert [url for url in asked if not url.startswith(live_server.url)] == []


def test_leaving_a_page_with_unsaved_words_asks_first(live_server, page: Page):
    page.goto(live_server.url + "/components/")
    page.get_by_label("Title").fill("Replace the firewall")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(live_server.url + "/health/")

    assert asked == ["beforeunload"]


@pytest.mark.parametrize("width", [1280, 320])
def test_a_missing_page_has_no_barriers(live_server, page: Page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + "/no-such-page/")

    expect(page).to_have_title("Page not found – Improvement plans")
    assert barriers(page) == []
    assert sideways(page) == 0
