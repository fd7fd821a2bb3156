"""A large export in a real browser: it is said that the file is being made, and nothing waits for it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from submissions.exports import downloads
from tests import make_plan
from tests.browser.test_plan_record import look, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
MADE = b"%PDF-1.7 made"


@dataclass
class SlowMaker:
    """A maker of PDFs that takes as long as a test wants."""

    begun: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)

    def make(self, *_: object) -> bytes:
        self.begun.set()
        assert self.may_end.wait(30)
        return MADE


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowMaker]:
    maker = SlowMaker()
    monkeypatch.setitem(downloads.MAKERS, "pdf", maker.make)
    yield maker
    maker.may_end.set()


def pdf_link(page: Page):
    return page.get_by_role("link", name="Document (PDF) of the plan as it stands now")


def test_a_large_export_says_that_it_is_being_made_and_blocks_nothing(live_server, page, client, complaints, slow):
    made = make_plan.plan(complete=True)
    export = f"{live_server.url}/plans/{made.plan.reference}/export/"
    signed_in(page, live_server, client, made.people.lead)
    look(page, export, 1280)
    pdf_link(page).click()
    said = page.get_by_role("status").filter(has_text="Document (PDF)")
    expect(said).to_contain_text("Document (PDF): the file is being made.")
    expect(said).to_contain_text("(2 s)")
    assert slow.begun.is_set()

    with page.expect_download() as another:  # the page is free: another file is made meanwhile
        page.get_by_role("link", name="Table (CSV) of the plan as it stands now").click()
    assert another.value.suggested_filename.endswith(".csv")
    tab = page.context.new_page()  # and so is the service
    tab.goto(f"{live_server.url}/plans/{made.plan.reference}/recommendations/")
    expect(tab.get_by_role("heading", level=1)).to_be_visible()

    with page.expect_download() as download:
        slow.may_end.set()
    assert download.value.suggested_filename.endswith(".pdf")
    assert download.value.path().read_bytes() == MADE
    expect(said).to_have_text("Document (PDF): the file is made and saved where your browser keeps what it downloads.")
    assert page.url == export
    assert complaints == []


def test_a_file_that_cannot_be_made_any_more_shows_why(live_server, page, client):
    made = make_plan.plan(complete=True, status=make_plan.Status.ASSURER_FEEDBACK)
    signed_in(page, live_server, client, made.people.assurer)
    page.goto(f"{live_server.url}/plans/{made.plan.reference}/export/")
    made.plan.assessment.engagements.update(ends_on="2020-01-31", starts_on="2020-01-01")
    pdf_link(page).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("not found")


def test_without_a_script_the_browser_waits_for_the_file(live_server, browser: Browser, client, slow):
    made = make_plan.plan(complete=True)
    context = browser.new_context(java_script_enabled=False)
    page = signed_in(context.new_page(), live_server, client, made.people.lead)
    page.goto(f"{live_server.url}/plans/{made.plan.reference}/export/")
    slow.may_end.set()
    with page.expect_download() as download:
        pdf_link(page).click()
    assert download.value.suggested_filename.endswith(".pdf")
    with page.expect_download() as workbook:
        page.get_by_role("button", name="Make a workbook (XLSX)").click()
    assert workbook.value.suggested_filename.endswith(".xlsx")
    context.close()
