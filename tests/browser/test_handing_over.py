"""A CAF lead hands rows of the list to a new colleague, who accepts, answers by keyboard, is nudged, and loses one."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from submissions.models import Delegation
from submissions.responses import save_response
from tests import make, make_plan
from tests.browser.axe import barriers, sideways
from tests.browser.test_response_page import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 15_000
EMAIL = "nia.new@ashby.gov.uk"


@pytest.fixture
def made():
    return make_plan.plan(council=make.council(name="Ashby"), recommendations=6)


def has_no_barrier(page: Page) -> None:
    page.locator("main h1").first.wait_for()
    for width in (1280, 768, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert barriers(page) == [], page.url
        assert sideways(page) == 0, page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page: Page, name: str) -> None:
    """Press a button with the keyboard."""
    page.get_by_role("button", name=name).first.focus()
    page.keyboard.press("Enter")


def test_rows_go_to_a_new_colleague_who_answers_just_those(live_server, context, browser: Browser, made, mailoutbox):
    context.set_default_timeout(PATIENCE)
    refs = [row.ref for row in made.responses]
    lead = sign_in(context, live_server.url, made.people.lead)
    here = f"{live_server.url}/plans/{made.plan.reference}"
    pick_three(lead, f"{here}/recommendations/?view=not-started&sort=-ref", refs)
    invite(lead)
    expect(lead.get_by_text(f"{EMAIL} is asked to answer 3 recommendations.")).to_be_visible()
    has_no_barrier(lead)

    colleague = accepted(browser, live_server, mailoutbox)
    says_nothing_of(mailoutbox, refs)
    assert sorted(Delegation.objects.values_list("content_object__ref", flat=True)) == refs[:3]
    answers_by_keyboard(colleague, f"{here}/recommendations/", refs)

    lead.goto(f"{here}/delegation/")
    press(lead, "Nudge Nia New")
    expect(lead.get_by_text("Nia New gets a message with a link")).to_be_visible()
    expect(lead.get_by_text("They were nudged today. Once a day is enough.")).to_be_visible()
    says_nothing_of(mailoutbox, refs)
    lead.get_by_label(re.compile(refs[2])).check()
    press(lead, "Take selected back")
    expect(lead.get_by_text("Nia New no longer answers 1 recommendation.")).to_be_visible()

    colleague.goto(f"{live_server.url}/my-actions/")
    expect(colleague.get_by_role("link", name="Recommendation 1", exact=True)).to_be_visible()
    expect(colleague.get_by_text(refs[2])).to_have_count(0)
    has_no_barrier(colleague)
    colleague.goto(f"{here}/recommendations/{refs[2]}/")
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Page not found")
    colleague.context.close()


def pick_three(lead: Page, address: str, refs: list[str]) -> None:
    """Three rows of a view, picked with the space bar."""
    lead.goto(address)
    has_no_barrier(lead)
    for ref in refs[:3]:
        lead.get_by_label(f"Select {ref}").focus()
        lead.keyboard.press("Space")
    press(lead, "Hand selected recommendations over")
    expect(lead.get_by_role("checkbox", checked=True)).to_have_count(3)
    has_no_barrier(lead)


def invite(lead: Page) -> None:
    lead.get_by_label("Somebody who has no role here yet").check()
    press(lead, "Hand over")
    expect(lead.get_by_role("checkbox", checked=True)).to_have_count(3)
    has_no_barrier(lead)
    lead.get_by_label("Full name").fill("Nia New")
    lead.get_by_label("E-mail address").fill(EMAIL)
    press(lead, "Send the invitation")


def accepted(browser: Browser, live_server, mailoutbox) -> Page:
    """The colleague's own browser, once they have made their account from the letter, and signed in."""
    (letter,) = [each for each in mailoutbox if each.to == [EMAIL]]
    link = re.search(r"https?://[^/]+(/\S*)", letter.body)
    assert link
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(live_server.url + link[1])
    page.get_by_label("Password").first.fill(make.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your account is ready.")).to_be_visible()
    page.close()
    return sign_in(context, live_server.url, User.objects.get(email=EMAIL))


def answers_by_keyboard(page: Page, address: str, refs: list[str]) -> None:
    """Two of the three, one after the other, without leaving the list."""
    page.goto(f"{address}?view=not-started")
    expect(page.get_by_text("0 of 3 complete.")).to_be_visible()
    expect(page.get_by_text(refs[3])).to_have_count(0)
    page.get_by_role("link", name="Recommendation 1", exact=True).focus()
    page.keyboard.press("Enter")
    for number in (1, 2):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Recommendation {number}")
        page.get_by_role("radio", name="No action").focus()
        page.keyboard.press("Space")
        page.get_by_label("Justification").focus()
        page.keyboard.type("We accept it.")
        press(page, "Save and go to next")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recommendation 3")
    expect(page.get_by_text("1 of 1 in “Not started”")).to_be_visible()
    has_no_barrier(page)


def says_nothing_of(mailoutbox, refs: list[str]) -> None:
    for letter in mailoutbox:
        said = letter.subject + letter.body
        assert not [word for word in (*refs, "Recommendation 1", "We accept") if word in said]


def test_the_views_and_what_changed_are_for_everybody(live_server, context, made):
    context.set_default_timeout(PATIENCE)
    for row in made.responses[:2]:
        save_response(row, {"choice": "implement", "owner": "Head of IT"}, seen=0, by=made.people.lead)
    page = sign_in(context, live_server.url, made.people.qa)
    page.goto(f"{live_server.url}/plans/{made.plan.reference}/recommendations/?view=changed&owner=Head+of+IT")
    has_no_barrier(page)
    page.get_by_role("link", name="Owner: Head of IT").click()
    expect(page).to_have_url(re.compile(r"\?view=changed$"))
    page.get_by_role("link", name="Owner", exact=True).click()
    expect(page.get_by_role("columnheader", name="Owner")).to_have_attribute("aria-sort", "ascending")
    press(page, "I have looked at these")
    expect(page.get_by_role("link", name="Changed since you looked (0)")).to_be_visible()
