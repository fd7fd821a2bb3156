"""What the events of a plan say, by courses told in a few words."""

import pytest

from submissions import gates
from submissions.models import Event, Status

D, F, Q, A, S, R, X = (
    Status.DRAFT,
    Status.ASSURER_FEEDBACK,
    Status.INTERNAL_QA,
    Status.APPROVAL,
    Status.SIGNED_OFF,
    Status.READY_TO_SUBMIT,
    Status.SUBMITTED,
)
LEAD, QUALITY, APPROVER, ASSURER = 1, 2, 3, 4
BEGUN = ("begin", D, ASSURER)
SHARED = [BEGUN, ("share", F, LEAD), ("return_feedback", D, ASSURER)]
SENT = [*SHARED, ("send_to_qa", Q, LEAD)]
PASSED = [*SENT, ("qa_pass", A, QUALITY)]
SIGNED = [*PASSED, ("sign_off", S, APPROVER)]
READY = [*SIGNED, ("confirm", R, ASSURER)]
SUBMITTED = [*READY, ("submit", X, LEAD)]


def told(steps, digest: str = "one") -> list[Event]:
    """Events of these steps, in order; a fourth word is the digest of the version."""
    events: list[Event] = []
    for number, (step, to, by, *other) in enumerate(steps, start=1):
        before = events[-1].to_status if events else ""
        said = other[0] if other else digest
        events.append(Event(number=number, step=step, from_status=before, to_status=to, by_id=by, digest=said))
    return events


def test_the_signature_stands_until_the_plan_goes_back():
    assert gates.signature(told(PASSED)) is None
    for steps in (SIGNED, READY, SUBMITTED, [*READY, ("withdraw_confirmation", S, ASSURER)]):
        signature = gates.signature(told(steps))
        assert signature is not None
        assert signature.by_id == APPROVER


@pytest.mark.parametrize(
    "back",
    [
        ("recall", D, LEAD),
        ("cannot_confirm", D, ASSURER),
        ("withdraw_signature", A, APPROVER),
        ("report_changed", D, ASSURER),
    ],
)
def test_whatever_takes_the_plan_back_voids_the_signature(back):
    assert gates.signature(told([*SIGNED, back])) is None
    again = gates.signature(told([*SIGNED, back, ("qa_pass", A, QUALITY), ("sign_off", S, 9)]))
    assert again is not None
    assert again.by_id == 9


def test_a_gate_counts_for_whoever_took_it_last_and_for_whoever_took_it_on_this_version():
    twice = [*PASSED, ("approver_return", D, APPROVER), ("send_to_qa", Q, 7), ("qa_pass", A, 8)]
    assert gates.takers(told(twice), *gates.SENT) == {LEAD, 7}
    assert gates.takers(told(twice), "qa_pass") == {QUALITY, 8}
    changed = [*twice[:-2], ("send_to_qa", Q, 7, "two"), ("qa_pass", A, 8, "two")]
    assert gates.takers(told(changed), *gates.SENT) == {7}
    assert gates.takers(told(changed), "qa_pass") == {8}
    assert gates.takers([], "qa_pass") == frozenset()


def test_a_course_begins_again_when_a_submitted_plan_is_opened():
    opened = told([*SUBMITTED, ("update", D, LEAD), ("share", F, LEAD, "two")])
    assert [event.step for event in gates.course(opened)] == ["update", "share"]
    assert gates.was_shared(opened)
    assert not gates.was_shared(opened[:-1])
    assert gates.takers(opened, "qa_pass") == frozenset()


def test_feedback_is_due_until_it_is_given_and_again_when_recommendations_come():
    assert gates.feedback_is_due(told([BEGUN]))
    assert not gates.feedback_is_due(told(SHARED))
    assert not gates.feedback_is_due(told([BEGUN, ("record_feedback", D, LEAD)]))
    for more in (("grow", D, ASSURER), ("report_changed", D, ASSURER)):
        assert gates.feedback_is_due(told([*SHARED, more]))
        assert not gates.feedback_is_due(told([*SHARED, more, ("record_feedback", D, LEAD)]))
    assert not gates.feedback_is_due(told([*SENT, ("qa_return", D, QUALITY)]))


def test_a_submission_is_acknowledged_once_and_the_next_one_again():
    acknowledged = [*SUBMITTED, ("acknowledge", X, 9)]
    assert not gates.acknowledged(told(SUBMITTED))
    assert gates.acknowledged(told(acknowledged))
    assert not gates.acknowledged(told([*acknowledged, ("update", D, LEAD), ("submit", X, LEAD)]))


def test_a_plan_stands_where_it_is_since_it_last_moved():
    event = gates.since(told([*SUBMITTED, ("acknowledge", X, 9)]))
    assert event is not None
    assert event.step == "submit"
    assert gates.since([]) is None
