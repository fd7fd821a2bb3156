"""The review of the public edition in a real browser: no barriers, wide and narrow, by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from submissions.models import PaperReview
from tests import make_plan
from tests.browser.test_plan_record import look, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_the_page_of_a_review_has_no_barriers(live_server, page: Page, client, complaints, width):
    made = make_plan.plan(recommendations=4, complete=True)
    signed_in(page, live_server, client, made.people.lead)
    look(page, f"{live_server.url}/plans/{made.plan.reference}/paper/", width)
    assert complaints == []


def test_a_caf_lead_withholds_a_piece_with_a_reason(live_server, page: Page, client, complaints):
    made = make_plan.plan(recommendations=4, complete=True)
    signed_in(page, live_server, client, made.people.lead)
    page.goto(f"{live_server.url}/plans/{made.plan.reference}/export/")
    page.get_by_role("link", name="review what it says and withholds").click()
    page.locator("summary", has_text="How many risks are accepted").focus()
    page.keyboard.press("Enter")
    page.get_by_label("What we accept: How many risks are accepted").select_option("Withhold it: paragraph 7")
    page.get_by_role("button", name="Keep this review").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why “How many risks are accepted” is withheld")
    page.get_by_label("Reason for “How many risks are accepted”").fill("It would tell where to look.")
    page.get_by_role("button", name="Keep this review").click()
    expect(page.get_by_text("The review is kept.")).to_be_visible()
    assert PaperReview.objects.get().withheld.get().reason == "It would tell where to look."
