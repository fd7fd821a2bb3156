"""A report is issued: the plan begins, grows, or goes back; wholly or not at all."""

import pytest

from assurance.models import Report
from submissions.actions import issue_report
from submissions.document import PlanDocument
from submissions.models import Plan, Status
from submissions.workflow import Refused
from tests import make, make_plan

pytestmark = pytest.mark.django_db
UNDER_REVIEW = [s for s in Status if s not in {Status.DRAFT, Status.SUBMITTED, Status.CLOSED}]


def second_scope(made: make_plan.Made) -> Report:
    """The draft of another scope's report, with one recommendation."""
    engagement = made.plan.assessment.engagements.get()
    return make_plan.report(scope=make.scope(engagement=engagement, code="SYS1"), recommendations=1)


def refs(made: make_plan.Made) -> list[str]:
    return [row.ref for row in PlanDocument.of(Plan.objects.with_council().get(pk=made.plan.pk)).rows]


def test_the_first_issue_begins_the_plan_with_a_response_to_each_recommendation():
    made = make_plan.plan(recommendations=3)
    assert (made.plan.status, made.plan.events_written) == (Status.DRAFT, 1)
    assert made.plan.events.get().step == "begin"
    assert refs(made) == ["ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"]


def test_a_later_scope_joins_a_draft_at_once_and_feedback_is_due_again():
    made = make_plan.plan(complete=True)
    make_plan.walk(made, "share", "return_feedback")
    issue_report(second_scope(made), by=made.people.assurer)
    assert made.plan.events.last().step == "grow"
    assert refs(made)[-1] == "SYS1-B1.a-01"


@pytest.mark.parametrize("status", UNDER_REVIEW)
def test_a_later_scope_sends_a_plan_under_review_back_to_draft(status):
    made = make_plan.plan(status=status)
    issue_report(second_scope(made), by=made.people.assurer)
    made.plan.refresh_from_db()
    event = made.plan.events.last()
    assert (made.plan.status, event.step) == (Status.DRAFT, "report_changed")
    assert "SYS1-B1.a-01" in event.details
    assert refs(made)[-1] == "SYS1-B1.a-01"


def test_a_later_scope_waits_at_a_submitted_plan_until_it_is_opened():
    made = make_plan.plan(status=Status.SUBMITTED)
    before = refs(made)
    issue_report(second_scope(made), by=made.people.assurer)
    made.plan.refresh_from_db()
    assert made.plan.status == Status.SUBMITTED
    assert refs(made) == before
    make_plan.step(made, "update")
    assert refs(made) == [*before, "SYS1-B1.a-01"]


def test_a_later_scope_is_refused_at_a_closed_plan_and_nothing_is_written():
    made = make_plan.plan(status=Status.CLOSED)
    report = second_scope(made)
    with pytest.raises(Refused, match="The plan of this assessment is closed. Ask MHCLG to reopen it first."):
        issue_report(report, by=made.people.assurer)
    report.refresh_from_db()
    assert report.state == Report.State.DRAFT
    assert report.issued_at is None
