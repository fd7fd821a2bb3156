"""The improvement and implementation session: who writes it down, when, and that nothing is overwritten unseen."""

import datetime
import html

import pytest

from accounts.models import AuditEvent
from accounts.roles import Role
from submissions import sessions
from submissions.document import PlanDocument
from submissions.models import Plan, Session, Status
from tests import make, make_plan
from tests.counting import queries

pytestmark = pytest.mark.django_db
YESTERDAY = datetime.date.today() - datetime.timedelta(days=1)
NEXT_WEEK = datetime.date.today() + datetime.timedelta(days=7)
HELD = {"state": "held", "attended": "The team and the assurer", "notes": "We went through all of it."}


def when(day):
    return {"day_day": day.day, "day_month": day.month, "day_year": day.year, "clock": "14:30"}


def address(made):
    return f"/plans/{made.plan.reference}/session/"


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def send(client, made, **sent):
    seen = sessions.mark_of(sessions.current(made.plan))
    return client.post(address(made), {"seen": seen} | sent)


def propose(client, made, **sent):
    seen = sessions.mark_of(sessions.current(made.plan))
    sent = {"seen": seen, **when(NEXT_WEEK), "lasts": "90", "place": "Town hall"} | sent
    return client.post(f"{address(made)}propose/", sent)


@pytest.fixture
def made():
    return make_plan.plan(status=Status.ASSURER_FEEDBACK)


@pytest.fixture
def lead(client, made):
    return make.sign_in(client, made.people.lead)


def test_a_session_is_proposed_arranged_and_held_and_each_change_is_on_record(lead, made):
    assert propose(lead, made).status_code == 302
    for sent in ({"state": "arranged", **when(NEXT_WEEK)}, {**HELD, **when(YESTERDAY)}):
        assert send(lead, made, **sent).status_code == 302
    session = made.plan.sessions.get()
    assert (session.state, session.attended) == ("held", "The team and the assurer")
    written = AuditEvent.objects.filter(action="session written").order_by("pk")
    assert [event.detail for event in written] == ["Proposed", "Arranged", "Held"]
    assert {event.actor for event in written} == {made.people.lead}


def test_the_assurer_writes_it_too(client, made):
    make.sign_in(client, made.people.assurer)
    assert send(client, made, state="not_held", agreed_with="Their CAF lead", reason="No finding").status_code == 302
    assert made.plan.sessions.get().by == made.people.assurer


def test_a_session_not_held_opens_the_way_to_the_quality_assurer(lead, made):
    send(lead, made, state="not_held", agreed_with="Their lead assurer", reason="Only two small findings")
    make_plan.walk(made, "return_feedback", "send_to_qa")
    assert made.plan.status == Status.INTERNAL_QA


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "Select where the session stands"),
        ({"state": "arranged"}, "Enter the date of the session"),
        ({"state": "held", **when(YESTERDAY)}, "Enter who came"),
        ({**HELD}, "Enter the date on which the session was held"),
        ({**HELD, **when(NEXT_WEEK)}, "The session cannot have been held yet"),
        ({"state": "not_held", "reason": "x"}, "Enter who agreed that there is no session"),
        ({"state": "not_held", "agreed_with": "x"}, "Enter the reason"),
        ({"state": "arranged", "clock": "half past"}, "Time of the session must be like 14:30"),
    ],
)
def test_the_record_says_what_it_still_needs(lead, made, sent, error):
    page = send(lead, made, **sent)
    assert page.status_code == 200
    assert error in text_of(page)
    assert made.plan.sessions.count() == 0


def test_the_record_changes_no_document(lead, made):
    before = PlanDocument.of(made.plan).digest
    send(lead, made, **HELD, **when(YESTERDAY))
    plan = Plan.objects.with_council().get(pk=made.plan.pk)
    assert PlanDocument.of(plan).digest == before
    assert (plan.edition, plan.events_written) == (made.plan.edition, made.plan.events_written)


def test_a_change_that_the_page_had_not_shown_is_not_overwritten_and_nothing_typed_is_lost(lead, made):
    old = {"seen": "", **HELD, **when(YESTERDAY), "notes": "My own notes"}
    propose(lead, made)
    page = lead.post(address(made), old)
    assert page.status_code == 409
    assert "Somebody else has just written about this session" in text_of(page)
    assert "My own notes" in text_of(page)
    assert made.plan.sessions.get().state == Session.State.PROPOSED


def test_what_a_new_state_does_not_speak_of_stays(lead, made):
    send(lead, made, **HELD, **when(YESTERDAY))
    propose(lead, made)
    assert made.plan.sessions.get().notes == HELD["notes"]


def test_before_the_first_share_it_cannot_be_written_and_the_page_says_why(client):
    made = make_plan.plan()
    make.sign_in(client, made.people.lead)
    assert "The plan has not been shared with the assurer yet" in text_of(client.get(address(made)))
    page = send(client, made, **HELD, **when(YESTERDAY))
    assert page.status_code == 409
    assert HELD["notes"] in text_of(page)
    assert made.plan.sessions.count() == 0


@pytest.mark.parametrize("status", [Status.SIGNED_OFF, Status.READY_TO_SUBMIT, Status.SUBMITTED])
def test_after_sign_off_it_is_read_and_not_written(client, status):
    made = make_plan.plan(status=status)
    make.sign_in(client, made.people.lead)
    assert "until sign-off" in text_of(client.get(address(made)))
    assert propose(client, made).status_code == 409


def test_feedback_given_elsewhere_opens_the_record_as_a_share_does(client):
    made = make_plan.plan()
    make_plan.walk(made, "record_feedback")
    make.sign_in(client, made.people.lead)
    assert propose(client, made).status_code == 302


@pytest.mark.parametrize("who", ["qa", "approver"])
def test_others_of_the_council_read_it_and_do_not_write(client, made, who):
    make.sign_in(client, getattr(made.people, who))
    assert "The CAF lead and the assurer write this record" in text_of(client.get(address(made)))
    assert send(client, made, state="arranged").status_code == 403
    assert made.plan.sessions.count() == 0


def test_who_has_only_some_rows_does_not_read_it(client, made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assert make.sign_in(client, delegate).get(address(made)).status_code == 403


def test_the_page_takes_the_same_queries_at_3_rows_and_at_60(client):
    counts = set()
    for recommendations in (3, 60):
        made = make_plan.plan(status=Status.ASSURER_FEEDBACK, recommendations=recommendations)
        counts.add(queries(make.sign_in(client, made.people.lead), address(made)))
    assert len(counts) == 1
    assert counts.pop() <= 15
