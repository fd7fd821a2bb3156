"""The report's own table in a real browser: check, factual check, issue, a new version, and withdrawal."""

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from accounts.roles import Role
from assurance.models import Report
from tests import make, make_assurance
from tests.browser.axe import barriers, sideways
from tests.browser.test_response_page import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def report() -> Report:
    engagement = make_assurance.engagement_for("harrowmere-2026-27")
    return make_assurance.draft(make.scope(engagement=engagement), "A1.a", "A1.b", recommended=("A1.a",))


@pytest.mark.parametrize("width", [1280, 320])
def test_a_report_is_checked_issued_issued_again_and_withdrawn(live_server, browser, report, width):
    assessment, council = report.scope.assessment, report.scope.assessment.council
    seats = {
        name: seat(browser.new_context(viewport={"width": width, "height": 900}), live_server.url, user)
        for name, user in {
            "assurer": make.assurer(report.scope.engagement),
            "lead": make.person(role=Role.CAF_LEAD, at=council),
        }.items()
    }
    assurer, lead = seats["assurer"], seats["lead"]

    def goes(page: Page, name: str, *more: object) -> None:
        page.goto(live_server.url + reverse(name, args=[assessment.reference, "ORG", *more]))
        assert barriers(page) == [], name
        assert sideways(page) == 0, name

    accepts_every_warning(assurer, lambda: goes(assurer, "assurance:report_check"))
    goes(assurer, "assurance:factual_check_start")
    press(assurer, "Start the factual check")
    goes(lead, "assurance:factual_check")
    press(lead, "Send to your assurer")
    expect(lead).to_have_title("Error: Factual check of ORG – Harrowmere District Council – Improvement plans")
    lead.get_by_role("textbox", name="Your comment").fill("The policy was renewed in May.")
    press(lead, "Send to your assurer")
    goes(lead, "assurance:factual_check")
    goes(assurer, "assurance:factual_comments")
    assurer.get_by_role("textbox", name="Your answer").fill("We have seen it now.")
    assurer.get_by_role("button", name="Save the answer").click()
    expect(assurer.get_by_text("We have seen it now.").first).to_be_visible()
    press(assurer, "End the factual check")

    goes(assurer, "submissions:report_issue")
    press(assurer, "Issue the report")
    goes(lead, "assurance:scope_detail")
    goes(assurer, "assurance:report_reopen")
    press(assurer, "Open the draft")
    accepts_every_warning(assurer, lambda: goes(assurer, "assurance:report_check"))
    goes(assurer, "assurance:report_discard")
    goes(assurer, "submissions:report_issue")
    assurer.get_by_role("textbox").first.fill("The policy was renewed.")
    press(assurer, "Issue the report")
    goes(lead, "assurance:report_changes", 2)
    expect(lead.get_by_text("The policy was renewed.")).to_be_visible()
    goes(lead, "assurance:report_version", 1)
    goes(assurer, "submissions:report_withdraw")
    assurer.get_by_role("textbox").first.fill("It was meant for another council.")
    press(assurer, "Withdraw the report")
    expect(assurer.get_by_role("heading", name="Done")).to_be_visible()
    assert set(Report.objects.values_list("state", flat=True)) == {"replaced", "withdrawn"}


def seat(context: BrowserContext, url: str, user) -> Page:
    return sign_in(context, url, user)


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).first.click()
    page.wait_for_load_state()


def accepts_every_warning(page: Page, goes) -> None:
    """Each rule's warnings stand, with one reason."""
    goes()
    while page.get_by_role("button", name="Accept").count():
        form = page.locator("form", has=page.get_by_role("button", name="Accept")).first
        for box in form.get_by_role("checkbox").all():
            box.check()
        form.get_by_label("Reason").fill("We looked at it.")
        form.get_by_role("button", name="Accept").click()
        page.wait_for_load_state()
        goes()
