"""Comparisons, receipts and the check of a document in a real browser: no barriers, wide and narrow."""

import pytest
from playwright.sync_api import Page

from submissions.models import Status
from submissions.responses import save_response
from tests import make, make_plan
from tests.browser.test_plan_record import look, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = pytest.mark.parametrize("width", [1280, 768, 320])


@pytest.fixture
def made():
    """Submitted, opened again and shared as version 2, with a text, a date, money and a decision changed."""
    made = make_plan.plan(council=make.council(name="Ashby"), recommendations=4, status=Status.SUBMITTED)
    make_plan.walk(made, "acknowledge", "update")
    one, other = made.responses[:2]
    changes = {"justification": "We have thought again about all of this.", "capital": 17_000, "end": one.end + 2}
    save_response(one, changes, seen=one.version, by=made.people.lead)
    declined = {"choice": "no_action", "risk_owner": "Chief Executive", "why_no_action": "cost"}
    save_response(other, declined, seen=other.version, by=made.people.lead)
    make_plan.walk(made, "share")
    return made


@WIDTHS
def test_what_changed_and_the_receipt_have_no_barriers(live_server, page: Page, client, complaints, made, width):
    signed_in(page, live_server, client, made.people.lead)
    receipt = f"submissions/{made.plan.submissions.get().reference}/receipt/"
    plan = f"{live_server.url}/plans/{made.plan.reference}/"
    look(page, f"{plan}versions/since/", width)
    page.goto(f"{plan}versions/1/")
    page.get_by_role("button", name="I have looked at this").click()
    page.get_by_role("link", name="What changed since you last looked").wait_for()
    compared = ("versions/since/", "versions/1/compare/2/", "versions/1/compare/1/", "versions/2/compare/now/")
    for rest in ("versions/", *compared, receipt):
        look(page, f"{plan}{rest}", width)
    assert complaints == []


@WIDTHS
def test_checking_a_document_has_no_barriers(live_server, page: Page, complaints, made, width):
    look(page, f"{live_server.url}/check-document/", width)
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("Plan or submission reference").fill(made.plan.reference)
    page.get_by_label("Document code").fill(made.plan.versions.get(number=1).document_id)
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("It was submitted to MHCLG on").wait_for()
    assert complaints == []
