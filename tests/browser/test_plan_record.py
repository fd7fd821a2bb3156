"""The pages of steps, session, versions, history and home in a real browser: no barriers, wide and narrow."""

import os
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from submissions import decisions
from submissions.boxes import Written
from submissions.models import Status
from submissions.responses import save_response
from tests import make, make_assurance, make_plan
from tests.browser.axe import barriers, sideways

pytestmark = pytest.mark.django_db(transaction=True)
READ = ("approve/", "versions/", "versions/1/", "history/", "session/")
APPROVERS = (*READ, "steps/sign_off/", "steps/approver_return/")
DECLINED: dict[str, Any] = {"choice": "no_action", "risk_owner": "Chief Executive", "why_no_action": "cost"}


def signed_in(page: Page, live_server, client, who) -> Page:
    """The browser with somebody's session."""
    cookies = make.sign_in(client, who).cookies
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in cookies.items()]
    )
    return page


def look(page: Page, address: str, width: int) -> None:
    """Open a page and say what is wrong with it."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    if folder := os.environ.get("SHOTS"):
        name = address.split("//")[1].split("/", 1)[1].strip("/").replace("/", "_") or "home"
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert (address, barriers(page)) == (address, [])
    assert (address, sideways(page)) == (address, 0)


@pytest.fixture
def made():
    """At the approver, once returned by the quality assurer, with a session and a risk that is accepted."""
    profile = make.profile(framework=make.framework(), targets={"A1.a": "achieved", "A1.b": "achieved"})
    made = make_plan.plan(council=make.council(name="Ashby"), recommendations=4, complete=True, profile=profile)
    save_response(made.responses[3], DECLINED, seen=1, by=made.people.lead)
    make_plan.walk(made, "share", "return_feedback")
    session = make_plan.held(made)
    decisions.save(session, {made.responses[0].ref: Written("A year later.", 0)}, by=made.people.lead)
    save_response(made.responses[3], {"look_again_on": timezone.localdate()}, seen=2, by=made.people.lead)
    make_plan.walk(made, "send_to_qa", "qa_return", "send_to_qa", "qa_pass")
    return made


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_an_approvers_pages_have_no_barriers(live_server, page: Page, client, complaints, made, width):
    signed_in(page, live_server, client, made.people.approver)
    plan = f"{live_server.url}/plans/{made.plan.reference}/"
    for rest in (
        "approve/",
        "steps/sign_off/",
        "versions/",
        "versions/1/",
        "history/",
        "session/",
        "steps/approver_return/",
    ):
        look(page, plan + rest, width)
    look(page, live_server.url + "/", width)
    assert complaints == []


@pytest.mark.parametrize("width", [1280, 320])
def test_a_caf_leads_pages_have_no_barriers(live_server, page: Page, client, complaints, width):
    made = make_plan.plan(council=make.council(name="Ashby"), recommendations=3, status=Status.ASSURER_FEEDBACK)
    signed_in(page, live_server, client, made.people.lead)
    plan = f"{live_server.url}/plans/{made.plan.reference}/"
    for rest in ("read/", "session/", "steps/record_feedback/", "steps/recall/", "steps/send_to_qa/"):
        look(page, plan + rest, width)
    page.goto(plan + "steps/record_feedback/")
    page.get_by_role("button", name="Record feedback given elsewhere").click()
    expect(page).to_have_title(re.compile("^Error: Record feedback given elsewhere"))
    assert barriers(page) == []
    assert complaints == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_that_issues_a_report_has_no_barriers(live_server, page: Page, client, complaints, width):
    report = make_assurance.draft(make.scope(engagement=make.engagement()), recommended=("A1.a",))
    signed_in(page, live_server, client, make.assurer(report.scope.engagement))
    assessment = report.scope.assessment.reference
    look(page, f"{live_server.url}/reports/{assessment}/scopes/ORG/issue/", width)
    look(page, live_server.url + "/", width)
    assert complaints == []


def test_an_approver_signs_by_keyboard_and_mouse_and_lands_on_the_plan(live_server, page: Page, client, made):
    signed_in(page, live_server, client, made.people.approver)
    page.goto(f"{live_server.url}/plans/{made.plan.reference}/approve/")
    page.get_by_role("button", name="Sign off").click()
    page.get_by_label("Your full name").fill(made.people.approver.name.lower())
    page.get_by_label("Your job title").fill("Director of Resources")
    page.get_by_label("On my own authority").check()
    page.get_by_label("I approve this improvement and implementation plan").check()
    page.get_by_role("button", name="Sign off").click()
    page.wait_for_url(f"**/plans/{made.plan.reference}/")
    made.plan.refresh_from_db()
    assert made.plan.status == Status.SIGNED_OFF
