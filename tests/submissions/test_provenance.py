"""Where a document comes from: which gates stand at each status, and what a version that was replaced says."""

import datetime

import pytest

from submissions import provenance
from submissions.document import PlanDocument
from submissions.models import Status
from submissions.responses import save_response
from tests import make_plan

pytestmark = pytest.mark.django_db
PASSED = {
    Status.DRAFT: (),
    Status.ASSURER_FEEDBACK: (),
    Status.INTERNAL_QA: (),
    Status.APPROVAL: ("qa",),
    Status.SIGNED_OFF: ("qa", "approver"),
    Status.READY_TO_SUBMIT: ("qa", "approver", "assurer"),
    Status.SUBMITTED: ("qa", "approver", "assurer", "lead"),
}


def live(made):
    return provenance.of_live(made.plan, PlanDocument.of(made.plan), None)


def of_version(made, number=1):
    version = made.plan.versions.select_related("document").get(number=number)
    version.plan = made.plan
    return provenance.of_version(version, PlanDocument.load(version.document.text), made.people.lead)


def again(made, **values):
    """The plan changed, and taken all the way once more."""
    response = made.responses[0]
    save_response(response, values, seen=response.version, by=made.people.lead)
    make_plan.walk(made, "share", "return_feedback", "send_to_qa", "qa_pass", "sign_off", "confirm", "submit")


@pytest.mark.parametrize("status", PASSED)
def test_a_plan_has_behind_it_the_gates_that_its_status_says(status):
    made = make_plan.plan(status=status)
    here = live(made)
    assert [gate.name for gate in here.gates] == [getattr(made.people, role).name for role in PASSED[status]]
    assert here.status == status.label


def test_a_signature_is_told_with_title_and_capacity():
    made = make_plan.plan(status=Status.SIGNED_OFF)
    signed = live(made).gates[1]
    assert (signed.what, signed.title, signed.capacity) == (
        "Signed off by the approver",
        "Director",
        "On my own authority",
    )
    assert signed.version == 1


@pytest.mark.parametrize("back", ["recall", "cannot_confirm"])
def test_a_plan_that_went_back_has_no_gate_behind_it_and_its_version_neither(back):
    made = make_plan.plan(status=Status.SIGNED_OFF)
    make_plan.step(made, back)
    assert live(made).gates == ()
    assert of_version(made).gates == ()
    assert of_version(made).status == "Handed over earlier, not under review now"


def test_a_version_under_review_says_where_the_plan_is():
    made = make_plan.plan(status=Status.APPROVAL)
    assert of_version(made).status == Status.APPROVAL.label
    assert [gate.name for gate in of_version(made).gates] == [made.people.qa.name]


def test_a_version_keeps_the_gates_with_which_it_was_submitted_whatever_comes_later():
    made = make_plan.plan(status=Status.SUBMITTED)
    before = of_version(made)
    make_plan.step(made, "update")
    again(made, justification="Better said.")
    first, second = of_version(made, 1), of_version(made, 2)
    assert first.gates == before.gates
    assert first.status == second.status == Status.SUBMITTED.label
    assert len(second.gates) == 4
    assert {gate.version for gate in second.gates} == {2}
    assert not set(first.gates) & set(second.gates)


def test_a_version_submitted_twice_has_the_gates_of_each_submission():
    made = make_plan.plan(status=Status.SUBMITTED)
    make_plan.step(made, "update")
    again(made)
    first, second = made.plan.submissions.order_by("number")
    assert first.version == second.version
    document = PlanDocument.load(first.version.document.text)
    earlier, later = (provenance.of_submission(each, document, None) for each in (first, second))
    assert len(earlier.gates) == len(later.gates) == 4
    assert max(gate.at for gate in earlier.gates) < min(gate.at for gate in later.gates)


def test_the_code_is_of_the_text_that_was_frozen():
    made = make_plan.plan(status=Status.APPROVAL)
    assert of_version(made).digest == made.plan.versions.get().document_id


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime.datetime(2026, 11, 22, 14, 5, tzinfo=datetime.UTC), "22 November 2026, 2:05pm"),
        (datetime.datetime(2026, 7, 1, 23, 30, tzinfo=datetime.UTC), "2 July 2026, 12:30am"),
        (datetime.datetime(2026, 1, 5, 12, 0, tzinfo=datetime.UTC), "5 January 2026, 12:00pm"),
    ],
)
def test_times_are_those_of_the_clock_in_england(at, written):
    assert provenance.written_at(at) == written
