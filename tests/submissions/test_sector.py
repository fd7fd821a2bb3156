"""What a submission leaves for MHCLG: one version in force, and its facts as rows that say what it says."""

import pytest

from submissions.document import PlanDocument
from submissions.models import Status, Submission, SubmittedAction, SubmittedFinding
from submissions.responses import save_response
from tests import make, make_plan

pytestmark = pytest.mark.django_db
COPIED = ("choice", "priority", "funding", "capital", "revenue", "annual", "start", "end", "why_no_action")


@pytest.fixture
def made():
    targets = {"A1.a": "achieved", "A1.b": "achieved"}
    return make_plan.plan(status=Status.SUBMITTED, profile=make.profile(framework=make.framework(), targets=targets))


def test_the_facts_of_a_submission_are_those_of_its_document(made):
    submission = made.plan.submissions.get()
    document = PlanDocument.load(submission.version.document.text)
    actions = {action.ref: action for action in SubmittedAction.objects.filter(submission=submission)}
    assert set(actions) == set(document.responses)
    for ref, facts in document.responses.items():
        assert [getattr(actions[ref], name) for name in COPIED] == [getattr(facts, name) for name in COPIED]
    findings = {(row.scope, row.outcome): row for row in SubmittedFinding.objects.filter(submission=submission)}
    assert len(findings) == sum(len(scope.findings) for scope in document.scopes)
    assert findings[("ORG", "A1.a")].target == "achieved"
    assert findings[("ORG", "A1.a")].reaches_in == make_plan.COMPLETE["end"]
    assert findings[("ORG", "A1.c")].reaches_in is None
    assert {row.region for row in findings.values()} == {made.council.region}


def test_the_next_submission_takes_the_place_of_the_one_before_which_stays_readable(made):
    first = made.plan.submissions.get()
    make_plan.step(made, "update")
    assert made.plan.submissions.get(in_force=True) == first
    save_response(made.responses[0], {"capital": 1}, seen=1, by=made.people.lead)
    make_plan.walk(made, "send_to_qa", *make_plan.WAY[4:])
    second = made.plan.submissions.get(in_force=True)
    assert (second.number, second.event.step) == (2, "submit")
    assert Submission.objects.filter(plan=made.plan).count() == 2
    assert SubmittedAction.objects.filter(submission=first).count() == 2
    assert {row.capital for row in SubmittedAction.objects.filter(submission=second)} == {1, 12_000}


def test_a_submission_that_is_returned_or_acknowledged_stays_in_force_and_makes_no_other(made):
    make_plan.walk(made, "acknowledge", "return_submission")
    assert made.plan.submissions.get().in_force
    assert SubmittedFinding.objects.filter(submission__plan=made.plan).count() == 12
