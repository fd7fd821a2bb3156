"""Whoever has the plan before them names another day on which it will go on; those who wait are told."""

import datetime
import html

import pytest
from django.utils import timezone

from iip.templatetags.govuk import day
from submissions import gates, verification
from submissions.models import Status
from submissions.reminders import send_reminders
from tests import make, make_plan

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + datetime.timedelta(days=40)
SENT = {"day_day": LATER.day, "day_month": LATER.month, "day_year": LATER.year, "reason": "Ada is ill."}


def address(made):
    return f"/plans/{made.plan.reference}/expected/"


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


@pytest.mark.parametrize(
    ("status", "holder", "told"),
    [
        (Status.ASSURER_FEEDBACK, "assurer", {"lead"}),
        (Status.INTERNAL_QA, "qa", {"lead"}),
        (Status.APPROVAL, "approver", {"lead", "qa"}),
        (Status.READY_TO_SUBMIT, "lead", {"assurer"}),
    ],
)
def test_who_has_the_plan_names_the_day_and_those_who_wait_are_told(
    client, django_capture_on_commit_callbacks, mailoutbox, status, holder, told
):
    made = make_plan.plan(status=status)
    make.sign_in(client, getattr(made.people, holder))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address(made), SENT).status_code == 302
    wanted = sorted(getattr(made.people, who).email for who in told)
    assert sorted(address for message in mailoutbox for address in message.to) == wanted
    assert all("Ada" not in message.body for message in mailoutbox)
    made.plan.refresh_from_db()
    assert made.plan.status == status
    assert gates.expected_by(list(made.plan.events.all())) == LATER
    assert f"expected by {day(LATER)}" in text_of(client.get(f"/plans/{made.plan.reference}/"))
    assert list(verification.breaks()) == []


@pytest.mark.parametrize("who", ["lead", "assurer", "approver"])
def test_nobody_else_names_it_and_the_page_says_who_does(client, who):
    made = make_plan.plan(status=Status.INTERNAL_QA)
    page = make.sign_in(client, getattr(made.people, who)).post(address(made), SENT)
    assert page.status_code == 403
    assert "Whoever has the plan before them says when it will go on: internal quality assurer" in text_of(page)
    assert not made.plan.events.filter(step="expect").exists()


def test_of_a_submitted_plan_nobody_names_a_day(client):
    made = make_plan.plan(status=Status.SUBMITTED)
    page = make.sign_in(client, made.people.lead).get(address(made))
    assert page.status_code == 403
    assert "Nobody is expected to hand this plan on now." in text_of(page)


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"day_year": "2020"}, "Day on which it will go on must be today or later"),
        ({"reason": ""}, "Enter the reason"),
        ({"day_day": "", "day_month": "", "day_year": ""}, "Enter the day on which it will go on"),
    ],
)
def test_the_day_needs_to_come_and_a_reason(client, sent, error):
    made = make_plan.plan(status=Status.INTERNAL_QA)
    page = make.sign_in(client, made.people.qa).post(address(made), SENT | sent)
    assert error in text_of(page)


def test_the_next_hand_over_forgets_the_day_and_the_old_day_reminds_nobody(client, mailoutbox):
    made = make_plan.plan(complete=True)
    first = timezone.localdate() + datetime.timedelta(days=5)
    make_plan.step(made, "share", expected_by=first)
    make.sign_in(client, made.people.assurer).post(address(made), SENT)
    mailoutbox.clear()
    assert send_reminders(on=first + datetime.timedelta(days=1)) == 0
    assert send_reminders(on=LATER + datetime.timedelta(days=1)) == 1
    make_plan.walk(made, "return_feedback")
    assert gates.expected_by(list(made.plan.events.all())) is None


def test_the_reason_is_read_by_the_council_and_not_by_the_assurer(client):
    made = make_plan.plan(status=Status.INTERNAL_QA)
    make.sign_in(client, made.people.qa).post(address(made), SENT)
    for who, reads in (("lead", True), ("assurer", False)):
        said = text_of(make.sign_in(client, getattr(made.people, who)).get(f"/plans/{made.plan.reference}/history/"))
        assert "named another day on which the plan will go on" in said
        assert ("Ada is ill." in said) == reads


def test_mhclg_sees_the_day_that_was_named_last(client):
    made = make_plan.plan(status=Status.INTERNAL_QA)
    make.sign_in(client, made.people.qa).post(address(made), SENT)
    assert day(LATER) in text_of(make.sign_in(client, made.people.manager).get("/national/stages/"))
