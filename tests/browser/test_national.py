"""MHCLG's lists, a submission and the page of exports, as a browser shows them on screens of any width."""

import datetime

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from assurance.models import Deadline
from submissions import more_time
from submissions.models import Status
from tests import make, make_plan
from tests.browser.axe import barriers, sideways

pytestmark = pytest.mark.django_db(transaction=True)


def enter(page: Page, address: str, user: User) -> None:
    """Signed in by the session, as if the person had just done so."""
    session = make.sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_mhclgs_pages_and_the_exports_have_no_barrier_at_any_width(live_server, page: Page, complaints, width):
    made = make_plan.plan(status=Status.SUBMITTED, recommendations=3, council=make.council(name="Ashby"))
    other = make_plan.plan(council=make.council(name="Brackenholme"))
    cycle, days = other.plan.assessment.cycle, [datetime.date(2030, 3, 1), datetime.date(2030, 4, 1)]
    Deadline.objects.create(cycle=cycle, kind="submit", on=days[0])
    asked = more_time.ask(other.plan, by=other.people.lead, kind="submit", day=days[1], reason="Flood.")
    submission = made.plan.submissions.get()
    page.set_viewport_size({"width": width, "height": 900})
    visits = (
        (made.people.manager, "/national/submissions/"),
        (made.people.manager, "/national/stages/?name=brack"),
        (made.people.manager, "/"),
        (made.people.manager, "/national/more-time/"),
        (made.people.manager, f"/national/more-time/{asked.pk}/"),
        (other.people.lead, f"/plans/{other.plan.reference}/more-time/"),
        (made.people.manager, f"/national/submissions/{submission.reference}/"),
        (made.people.lead, f"/plans/{made.plan.reference}/export/"),
    )
    for user, address in visits:
        enter(page, live_server.url, user)
        page.goto(live_server.url + address)
        assert barriers(page) == [], address
        assert sideways(page) == 0, address
    assert complaints == []


def test_a_button_makes_a_workbook_and_a_link_a_document(live_server, page: Page):
    made = make_plan.plan(complete=True, council=make.council(name="Ashby"))
    enter(page, live_server.url, made.people.lead)
    page.goto(f"{live_server.url}/plans/{made.plan.reference}/export/")
    with page.expect_download() as workbook:
        page.get_by_role("button", name="Make a workbook").click()
    assert workbook.value.suggested_filename == f"ashby-plan-{made.plan.reference}-working-copy-1.xlsx"
    with page.expect_download() as document:
        page.get_by_role("link", name="Document (PDF)").click()
    assert document.value.suggested_filename.endswith(".pdf")
