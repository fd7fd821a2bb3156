"""Many responses at once in a real browser: a workbook comes back, one thing is set for many; nothing is a barrier."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from iip.quarters import Quarter
from submissions.exports.downloads import export_live
from submissions.facts import facts_by_ref
from submissions.responses import save_response
from tests import make, make_plan
from tests.browser.axe import barriers, sideways
from tests.submissions.test_imports import FIRST, SECOND, cells

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "We buy it with the network renewal, because the supplier offers it only together. " * 4


@pytest.fixture
def made() -> make_plan.Made:
    made = make_plan.plan(council=make.council(name="Ashby"), recommendations=3, complete=True)
    made.plan.workstreams.create(name="Identity")
    save_response(made.responses[0], {"milestones": (("Bought", Quarter.make(2026, 4)),)}, seen=1, by=made.people.lead)
    return made


@pytest.fixture
def seat(live_server: Any, page: Page, client: Any) -> Callable[[User], Page]:
    def sit(user: User) -> Page:
        cookies = make.sign_in(client, user).cookies
        page.context.add_cookies(
            [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in cookies.items()]
        )
        return page

    return sit


def look(page: Page, name: str) -> None:
    """Say what is wrong with the page as it stands, wide, middling and narrow."""
    for width in (1280, 768, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        assert (name, width, barriers(page)) == (name, width, [])
        assert (name, width, sideways(page)) == (name, width, 0)
    page.set_viewport_size({"width": 1280, "height": 900})


def bring_back(page: Page, data: bytes) -> None:
    workbook: Any = {"name": "ashby back.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_label("Workbook").set_input_files(workbook)
    page.get_by_role("button", name="Upload and compare").click()


def test_a_workbook_comes_back_while_a_colleague_writes(live_server, seat, complaints, made):
    plan, lead = made.plan, made.people.lead
    data = cells(
        export_live(plan, "xlsx", by=lead).data,
        "Plan",
        (FIRST, "One-off capital", 20_000),
        (FIRST, "Justification", LONG),
        (SECOND, "Accountable owner", "Head of IT"),
        (SECOND, "Workstream", "Identity"),
    )
    colleague = make.person(role=Role.CONTRIBUTOR, at=made.council)
    save_response(plan.responses.get(ref=FIRST), {"justification": "It is cheap."}, seen=2, by=colleague)
    page = seat(lead)
    page.goto(f"{live_server.url}/plans/{plan.reference}/")
    page.get_by_role("link", name="Bring a workbook back").click()
    look(page, "import")
    bring_back(page, data)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what the workbook changes")
    look(page, "import-merge")
    page.get_by_role("button", name="Confirm and write").click()
    expect(page.get_by_role("link", name="Choose for 1 clash")).to_be_visible()
    look(page, "import-open")
    clash = page.get_by_role("group", name=f"{FIRST}: Justification")
    clash.get_by_label("The workbook’s").check()
    save_response(plan.responses.get(ref=SECOND), {"owner": "Director of Resources"}, seen=1, by=colleague)
    page.get_by_role("button", name="Confirm and write").click()
    expect(page.get_by_text("The plan has changed since you opened this page.")).to_be_visible()
    expect(page.get_by_role("group", name=f"{FIRST}: Justification").get_by_label("The workbook’s")).to_be_checked()
    owner = page.get_by_role("group", name=f"{SECOND}: Accountable owner")
    owner.get_by_label("The plan’s").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Confirm and write").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The workbook is merged: 3 changes in 2 recommendations.")).to_be_visible()
    facts = facts_by_ref(plan)
    assert (facts[FIRST].capital, facts[FIRST].justification) == (20_000, LONG.strip())
    assert (facts[SECOND].owner, facts[SECOND].workstream) == ("Director of Resources", "Identity")
    look(page, "imports")
    page.get_by_role("link", name="Undo the import").click()
    look(page, "import-undo")
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("in 2 recommendations.")).to_be_visible()
    facts = facts_by_ref(plan)
    assert (facts[FIRST].capital, facts[FIRST].justification) == (12_000, "It is cheap.")
    page.get_by_role("link", name="Undo the import").click()
    expect(page.get_by_text("This has been undone already.")).to_be_visible()
    assert [said for said in complaints if "409" not in said] == []


def test_a_faulty_workbook_is_shown_with_what_is_wrong(live_server, seat, complaints, made):
    page = seat(made.people.lead)
    data = export_live(made.plan, "xlsx", by=made.people.lead).data
    page.goto(f"{live_server.url}/plans/{made.plan.reference}/import/")
    bring_back(page, cells(data, "Plan", (FIRST, "Priority", "Sometimes"), (SECOND, "Depends on", "ORG-Z9.z-99")))
    expect(page.get_by_role("heading", level=1)).to_have_text("What is wrong with the workbook")
    expect(page.get_by_role("link", name="2 problems to mend")).to_be_visible()
    look(page, "import-problems")
    assert complaints == []


def test_one_thing_is_set_for_many_by_keyboard_and_undone(live_server, seat, complaints, made):
    page = seat(made.people.lead)
    page.goto(f"{live_server.url}/plans/{made.plan.reference}/recommendations/")
    page.get_by_role("link", name="Set owner, priority").click()
    look(page, "set")
    for ref in (FIRST, SECOND):
        page.get_by_role("checkbox", name=f"{ref}:").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Show what changes").click()
    page.get_by_role("link", name="Enter an owner").click()
    look(page, "set-error")
    page.keyboard.type("Head of IT")
    page.get_by_label("Workstream").select_option("Identity")
    page.get_by_label("Accountable owner").press("Enter")
    expect(page.get_by_text("4 changes")).to_be_visible()
    look(page, "set-preview")
    page.get_by_role("button", name="Confirm and set").click()
    expect(page.get_by_text("What you set is written.")).to_be_visible()
    facts = facts_by_ref(made.plan)
    assert [(facts[ref].owner, facts[ref].workstream) for ref in (FIRST, SECOND)] == [("Head of IT", "Identity")] * 2
    look(page, "sets")
    page.get_by_role("link", name="Undo what was changed").click()
    look(page, "set-undo")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("in 2 recommendations.")).to_be_visible()
    assert complaints == []
