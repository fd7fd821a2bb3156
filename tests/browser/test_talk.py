"""A round of feedback in a real browser: a suggestion, a question on a field, answers by keyboard, a workbook."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from submissions.models import Status
from tests import make, make_plan
from tests.browser.axe import barriers, sideways
from tests.submissions.test_imports import FIRST, SECOND, cells

pytestmark = pytest.mark.django_db(transaction=True)
BETTER = "It lowers the risk of a breach."


@pytest.fixture
def seat(live_server: Any, page: Page) -> Callable[[User], Page]:
    """The browser, with somebody signed in."""

    def sit(user: User) -> Page:
        cookies = make.sign_in(Client(), user).cookies
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in cookies.items()]
        )
        return page

    return sit


def look(page: Page, name: str) -> None:
    """Say what is wrong with the page as it stands, wide and narrow."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        assert (name, width, barriers(page)) == (name, width, [])
        assert (name, width, sideways(page)) == (name, width, 0)
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page: Page, button: str) -> None:
    """A button by the keyboard."""
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")


def test_a_round_of_feedback(live_server, seat, complaints):
    made = make_plan.plan(council=make.council(name="Ashby"), status=Status.ASSURER_FEEDBACK)
    here, assurer, lead = f"{live_server.url}/plans/{made.plan.reference}", made.people.assurer, made.people.lead
    row = f"{here}/recommendations/{FIRST}/"

    page = seat(assurer)
    page.goto(row)
    look(page, "reviewed")
    page.get_by_role("link", name="Suggest a change to Justification").click()
    page.get_by_label("Justification").fill(BETTER)
    page.get_by_label("Why").fill("Say which risk.")
    look(page, "suggest")
    press(page, "Suggest")
    expect(page.get_by_text("Your suggestion is with the council’s CAF lead.")).to_be_visible()
    page.get_by_role("link", name="Comment on Accountable owner").click()
    page.get_by_label("Your comment").fill("Who stands in for them?")
    page.get_by_label("When you next take a step").check()
    look(page, "comment")
    press(page, "Add comment")
    expect(page.get_by_text("Your comment is added.")).to_be_visible()
    page.goto(f"{here}/steps/return_feedback/")
    expect(page.get_by_text("Who stands in for them?")).to_be_visible()
    look(page, "kept")
    page.get_by_label("Summary").fill("Nearly there.")
    press(page, "Return feedback")
    expect(page.get_by_text("this is done and on record")).to_be_visible()

    page = seat(lead)
    page.goto(f"{here}/")
    page.get_by_role("link", name="Comments (1 open, 1 new)").click()
    look(page, "comments")
    page.get_by_role("link", name="Reply or settle").click()
    page.get_by_label("Your reply").fill("Their deputy.")
    press(page, "Reply")
    expect(page.get_by_text("Your comment is added.")).to_be_visible()
    look(page, "thread")
    press(page, "Settle this thread")
    expect(page.get_by_text("The thread is settled.")).to_be_visible()
    page.goto(f"{here}/suggestions/")
    look(page, "suggestions")
    press(page, f"Accept {FIRST}, Justification")
    expect(page.get_by_text(f"Accepted: {FIRST} says it now.")).to_be_visible()
    assert made.responses[0].justification == BETTER

    page = seat(assurer)
    page.goto(f"{here}/comments/{made.plan.threads.get().pk}/")
    page.get_by_label("Your reply").fill("And for the deputy?")
    press(page, "Open again with these words")
    expect(page.get_by_text("waiting for the council")).to_be_visible()
    page.goto(f"{here}/export/")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Make a workbook").click()
    filled = ((FIRST, "One-off capital", 20_000), (SECOND, "Comments", "Is this in the budget?"))
    data = cells(taken.value.path().read_bytes(), "Plan", *filled)
    page.goto(f"{here}/feedback/")
    look(page, "feedback")
    workbook: Any = {"name": "back.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_label("Workbook").set_input_files(workbook)
    press(page, "Upload and look through")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your feedback")
    look(page, "feedback-check")
    press(page, "Confirm and return it")
    expect(page.get_by_text("Your feedback is returned: 1 suggestion, 1 comment.")).to_be_visible()
    look(page, "suggested")
    assert complaints == []
