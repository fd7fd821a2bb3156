"""The pages that say what a plan comes to, in a real browser: no barriers, wide and narrow."""

import os
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Page

from submissions.responses import save_response
from submissions.workstreams import add_workstream
from tests import make, make_plan
from tests.browser.axe import barriers, sideways

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("costs/", "priorities/", "roadmap/", "forecast/", "check/", "check/waive/?rule=unfunded&subject=ORG-A1.b-01")
PAPER = {"width": 1032, "height": 700}  # what is between the margins of A4 on its side, in pixels
ANSWERS: list[dict[str, Any]] = [
    {
        "capital": 1_250_000,
        "revenue": 0,
        "workstream": "Identity",
        "end": make_plan.Q4 + 6,
        "waits_for": ("ORG-A2.a-01",),
    },
    {
        "funding": "unfunded",
        "workstream": "Identity",
        "effort": "high",
        "start": make_plan.Q4 + 3,
        "end": make_plan.Q4 + 9,
    },
    {"funding": "part_funded", "funded_capital": 4_000, "funded_revenue": 0, "funded_annual": 0, "effort": "medium"},
    {"cost_basis": "not_known", "capital": None, "revenue": None, "annual": None, "owner": "Head of IT"},
    {
        "choice": "in_part",
        "action": "All but the depot.",
        "owner": "Director of Corporate Resources and Transformation",
    },
    {"choice": "no_action", "why_no_action": "cost", "risk_owner": "Chief Executive"},
    {"milestones": (("Supplier chosen", make_plan.Q4), ("Live", make_plan.Q4 + 1)), "justification": ""},
    {"funding_source": "Cyber grant", "start": make_plan.Q4 + -3, "end": make_plan.Q4 + -1},
]


@pytest.fixture
def made():
    """A plan with something of everything."""
    targets = {"A1.a": "achieved", "A1.b": "achieved", "A1.c": "achieved", "A2.a": "achieved"}
    profile = make.profile(framework=make.framework(), targets=targets)
    made = make_plan.plan(council=make.council(name="Ashby"), recommendations=9, profile=profile)
    add_workstream(made.plan, name="Identity", lead="Head of IT")
    for response, values in zip(made.responses, ANSWERS, strict=False):
        save_response(response, make_plan.COMPLETE | values, seen=0, by=made.people.lead)
    return made


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_analysis_has_no_barrier_at_any_width(page: Page, live_server, client, made, address):
    cookies = make.sign_in(client, made.people.lead).cookies
    page.context.add_cookies([{"name": n, "value": c.value, "url": live_server.url} for n, c in cookies.items()])
    for width in (1280, 768, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/plans/{made.plan.reference}/{address}")
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{address.strip('/').replace('/', '_')}-{width}.png", full_page=True)
        assert (address, width, barriers(page)) == (address, width, [])
        assert (address, width, sideways(page)) == (address, width, 0)


def test_what_is_wide_is_printed_whole_across_the_page_without_addresses(page: Page, live_server, client, made):
    cookies = make.sign_in(client, made.people.lead).cookies
    page.context.add_cookies([{"name": n, "value": c.value, "url": live_server.url} for n, c in cookies.items()])
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    for address in ("costs/", "roadmap/", "priorities/", "recommendations/", "workstreams/"):
        page.goto(f"{live_server.url}/plans/{made.plan.reference}/{address}")
        with pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True))) as pdf:
            left, bottom, right, top = (float(each) for each in pdf.pages[0].mediabox)
        assert right - left > top - bottom, address

        assert sideways(page) == 0, address
        assert page.locator("main thead").first.evaluate("head => head.offsetWidth") > 500, (
            address
        )  # columns, not cards
        link = page.locator("main table a.govuk-link, main a.govuk-link").first
        assert link.evaluate("link => getComputedStyle(link, '::after').content") == "none", address
        assert page.get_by_role("link", name="Sign out").is_hidden(), address
