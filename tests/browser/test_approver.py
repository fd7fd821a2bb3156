"""An approver's whole visit in a real browser: few pages, from signing in to done, and what a capacity asks for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from submissions.models import Event, Status
from tests import make, make_plan
from tests.browser.axe import barriers, sideways
from tests.browser.test_sign_in import code_for

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 8  # page loads of a whole visit


@pytest.fixture
def made() -> make_plan.Made:
    made = make_plan.plan(council=make.council(name="Ashby"), recommendations=4, status=Status.APPROVAL)
    make.second_factor(made.people.approver)
    return made


@pytest.fixture
def loads(page: Page, settings) -> list[str]:
    """The address of each page that was loaded, from now on."""
    settings.SECOND_FACTOR_REQUIRED = True
    found: list[str] = []
    page.on("load", lambda loaded: found.append(loaded.url))
    return found


def sign_in_and_read(page: Page, live_server, made: make_plan.Made) -> None:
    """From nothing to the plan on one page."""
    page.goto(f"{live_server.url}/")
    page.get_by_label("E-mail address").fill(made.people.approver.email)
    page.get_by_label("Password", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(code_for(make.TOTP_SECRET))
    page.get_by_role("button", name="Continue").click()
    page.locator("main").get_by_role("link", name="Ashby").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The plan on one page")


def sign(page: Page, made: make_plan.Made, capacity: str) -> None:
    page.get_by_label("Your full name").fill(made.people.approver.name)
    page.get_by_label("Your job title").fill("Chief Executive")
    page.get_by_label(capacity).check()


def done(page: Page) -> None:
    expect(page.get_by_text("this is done and on record")).to_be_visible()
    page.wait_for_load_state()


def test_an_approver_signs_within_eight_page_loads(live_server, page: Page, complaints, made, loads):
    sign_in_and_read(page, live_server, made)
    page.get_by_role("button", name="Sign off").click()
    sign(page, made, "On my own authority")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign off").click()
    done(page)
    made.plan.refresh_from_db()
    assert made.plan.status == Status.SIGNED_OFF
    assert 5 <= len(loads) <= MOST, loads
    assert complaints == []


def test_an_approver_returns_a_plan_within_eight_page_loads(live_server, page: Page, complaints, made, loads):
    sign_in_and_read(page, live_server, made)
    page.get_by_role("button", name="Return for changes").click()
    page.get_by_label("Reason").fill("Say who pays.")
    page.locator("main").get_by_role("button").click()
    done(page)
    made.plan.refresh_from_db()
    assert made.plan.status == Status.DRAFT
    assert 5 <= len(loads) <= MOST, loads
    assert complaints == []


FURTHER = {
    "For another, under a delegation": ["Whom you sign for", "Delegation"],
    "By decision of a meeting": ["Meeting", "Date of the meeting", "Minute"],
}
ALL_FURTHER = [label for labels in FURTHER.values() for label in labels]


def in_view(page: Page) -> list[str]:
    """The further fields that are shown: legends and labels without their "(optional)"."""
    named = page.locator("[data-chosen]:visible :is(.govuk-label--s, legend)").all_inner_texts()
    return [name.replace("(optional)", "").strip() for name in named]


@pytest.fixture
def opened(live_server, client, made) -> Callable[[Page], None]:
    """Opens the page of the signature as the approver, signed in."""

    def open_it(page: Page) -> None:
        cookies = make.sign_in(client, made.people.approver).cookies
        page.context.add_cookies(
            [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in cookies.items()]
        )
        page.goto(f"{live_server.url}/plans/{made.plan.reference}/steps/sign_off/")

    return open_it


def test_the_chosen_capacity_brings_its_own_fields_into_view(page: Page, complaints, opened):
    opened(page)
    assert in_view(page) == []
    for capacity, labels in FURTHER.items():
        page.get_by_label(capacity).check()
        assert in_view(page) == labels
    page.get_by_label("On my own authority").check()
    assert in_view(page) == []
    assert complaints == []


def test_a_field_that_was_left_empty_is_in_view_with_its_error(page: Page, made, opened):
    opened(page)
    sign(page, made, "By decision of a meeting")
    page.get_by_role("checkbox").check()
    page.locator("main").get_by_role("button", name="Sign off").click()
    expect(page.get_by_role("link", name="Enter the meeting that decided")).to_be_visible()
    page.get_by_label("On my own authority").check()
    assert in_view(page) == FURTHER["By decision of a meeting"]
    assert barriers(page) == []


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_the_page_has_no_barriers_whatever_is_chosen(page: Page, opened, width):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page)
    for capacity in ("On my own authority", *FURTHER):
        page.get_by_label(capacity).check()
        assert barriers(page) == []
        assert sideways(page) == 0


def test_without_scripts_every_field_is_there_and_the_signature_counts(
    browser: Browser, browser_context_args, made, opened
):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    opened(page)
    assert in_view(page) == ALL_FURTHER
    sign(page, made, "By decision of a meeting")
    page.locator("#id_meeting").fill("Cabinet")
    for part, number in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(part).fill(number)
    page.get_by_label("Minute").fill("47")
    page.get_by_role("checkbox").check()
    page.locator("main").get_by_role("button", name="Sign off").click()
    done(page)
    assert Event.objects.get(plan=made.plan, step="sign_off").capacity == Event.Capacity.MEETING
    context.close()
