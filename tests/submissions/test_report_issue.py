"""Issuing a scope's report by its page: what it says beforehand, and that it happens once."""

import html

import pytest

from accounts.roles import Role
from assurance.models import Finding, Report
from submissions.models import Plan, Status
from tests import make, make_assurance, make_plan

pytestmark = pytest.mark.django_db


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def address(scope):
    return f"/reports/{scope.assessment.reference}/scopes/{scope.code}/issue/"


@pytest.fixture
def engagement():
    return make.engagement()


@pytest.fixture
def assurer(engagement):
    return make.assurer(engagement)


@pytest.fixture
def drafted(engagement):
    return make_assurance.draft(make.scope(engagement=engagement), recommended=("A1.a", "A1.b"))


def another(made):
    """A drafted report of a system of the same assessment."""
    engagement = made.plan.assessment.engagements.get()
    return make_assurance.draft(make.scope(engagement=engagement, code="SYS1"), recommended=("B1.a",))


def test_the_first_report_begins_the_plan_and_the_page_says_so_first(client, drafted, assurer):
    make.sign_in(client, assurer)
    said = text_of(client.get(address(drafted.scope)))
    assert "The council’s plan begins with these recommendations." in said
    assert "version 1 with 2 recommendations" in said
    page = client.post(address(drafted.scope))
    plan = Plan.objects.get()
    assert page["Location"] == f"/plans/{plan.reference}/"
    assert plan.responses.count() == 2


def test_a_second_report_lets_a_draft_grow_and_the_page_says_so_first(client):
    made = make_plan.plan()
    report = another(made)
    make.sign_in(client, made.people.assurer)
    assert "The council’s plan gains these recommendations." in text_of(client.get(address(report.scope)))
    assert client.post(address(report.scope)).status_code == 302
    assert made.plan.responses.count() == 3


def test_a_plan_under_review_goes_back_and_the_page_says_first_whose_signature_that_voids(client):
    made = make_plan.plan(status=Status.SIGNED_OFF)
    report = another(made)
    make.sign_in(client, made.people.assurer)
    said = text_of(client.get(address(report.scope)))
    assert "It goes back to draft with these recommendations." in said
    assert f"This voids the signature of {made.people.approver.name}." in said
    assert client.post(address(report.scope)).status_code == 302
    made.plan.refresh_from_db()
    assert made.plan.status == Status.DRAFT


def test_a_submitted_plan_keeps_its_submission_and_the_recommendations_wait(client):
    made = make_plan.plan(status=Status.SUBMITTED)
    report = another(made)
    make.sign_in(client, made.people.assurer)
    assert "wait until the council opens its plan for an update" in text_of(client.get(address(report.scope)))
    client.post(address(report.scope))
    made.plan.refresh_from_db()
    assert (made.plan.status, made.plan.responses.count()) == (Status.SUBMITTED, 2)


def test_a_closed_plan_stands_in_the_way(client):
    made = make_plan.plan(status=Status.CLOSED)
    report = another(made)
    make.sign_in(client, made.people.assurer)
    said = text_of(client.get(address(report.scope)))
    assert "The plan of this assessment is closed. Ask MHCLG to reopen it first." in said
    assert "Issue the report</button>" not in said
    page = client.post(address(report.scope))
    assert page.status_code == 409
    assert Report.objects.get(pk=report.pk).issued_at is None


def test_everything_that_stands_in_the_way_is_listed_and_nothing_is_written(client, drafted, assurer):
    Finding.objects.filter(report=drafted, outcome__code="A1.b").delete()
    drafted.recommendations.filter(outcome__code="A1.a").update(title="")
    make.sign_in(client, assurer)
    said = text_of(client.get(address(drafted.scope)))
    assert "ORG-A1.b-02 is about A1.b, which has no finding" in said
    assert "ORG-A1.a-01 is blank in the column Title." in said
    assert "Issue the report</button>" not in said
    assert client.post(address(drafted.scope)).status_code == 409
    assert Plan.objects.count() == 0


def test_a_second_click_is_told_that_it_is_issued_already(client, drafted, assurer):
    make.sign_in(client, assurer)
    client.post(address(drafted.scope))
    page = client.post(address(drafted.scope))
    assert page.status_code == 409
    assert f"{assurer} has already issued this report." in text_of(page)
    assert Plan.objects.get().events.count() == 1
    said = text_of(client.get(address(drafted.scope)))
    assert f"by {assurer.name}." in said
    assert "Issue the report</button>" not in said


def test_a_scope_without_a_report_and_a_scope_of_another_firm_are_not_found(client, engagement, assurer):
    scope = make.scope(engagement=engagement)
    make.sign_in(client, assurer)
    assert client.get(address(scope)).status_code == 404
    other = make.engagement(assessment=engagement.assessment, leads=False)
    theirs = make_assurance.draft(make.scope(engagement=other, code="SYS1"), "B1.a")
    assert client.get(address(theirs.scope)).status_code == 404


def test_the_council_cannot_issue(client, drafted):
    lead = make.person(role=Role.CAF_LEAD, at=drafted.scope.assessment.council)
    assert make.sign_in(client, lead).post(address(drafted.scope)).status_code == 403
    assert Plan.objects.count() == 0
