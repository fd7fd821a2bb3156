"""A session is proposed by one side and confirmed by the other, and goes into calendars without a word of the plan."""

import datetime
import html
import os

import pytest
from django.utils import timezone

from submissions import sessions
from submissions.calendar_entry import Entry, calendar_file
from submissions.conversation import start_thread
from submissions.models import Notification, Session, Status, Thread
from submissions.responses import save_response
from tests import make, make_plan
from tests.at_once import at_once, raised
from tests.counting import queries

ROUNDS = int(os.environ.get("ROUNDS", "3"))
SOON = datetime.date.today() + datetime.timedelta(days=20)
NEEDED = {"day_day": SOON.day, "day_month": SOON.month, "day_year": SOON.year, "clock": "10:00", "lasts": "60"}
database = pytest.mark.django_db


def address(made, rest=""):
    return f"/plans/{made.plan.reference}/session/{rest}"


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def mark(made):
    return sessions.mark_of(sessions.current(made.plan))


def propose(client, made, who, **sent):
    make.sign_in(client, who)
    return client.post(address(made, "propose/"), {"seen": mark(made), **NEEDED, "place": "Town hall"} | sent)


def confirm(client, made, who):
    make.sign_in(client, who)
    return client.post(address(made, "confirm/"), {"seen": mark(made)}, follow=True)


def state(made):
    return made.plan.sessions.get().state


@pytest.fixture
def made():
    return make_plan.plan(status=Status.ASSURER_FEEDBACK, recommendations=3)


# --- proposing and confirming


@database
def test_the_assurer_proposes_the_council_confirms_and_each_tells_the_other(
    client, made, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        assert propose(client, made, made.people.assurer).status_code == 302
        assert "The session is arranged" in text_of(confirm(client, made, made.people.lead))
    assert state(made) == Session.State.ARRANGED
    assert [message.to for message in mailoutbox] == [[made.people.lead.email], [made.people.assurer.email]]
    assert all(address(made) in message.body for message in mailoutbox)
    assert all("Town hall" not in f"{message.subject} {message.body}" for message in mailoutbox)


@database
def test_a_length_that_is_no_number_is_said_once_in_the_title_and_what_was_typed_stays(client, made):
    page = text_of(propose(client, made, made.people.assurer, lasts="1.5"))
    assert "<title>Error: Propose a session" in page
    assert "How long it lasts must be a number of minutes, like 90" in page
    assert 'value="1.5"' in page
    assert 'value="Town hall"' in page


@database
def test_who_proposed_does_not_confirm_and_the_page_says_who_does(client, made):
    propose(client, made, made.people.assurer)
    assert "The council confirms the time that your side proposed" in text_of(
        confirm(client, made, made.people.assurer)
    )
    said = text_of(client.get(address(made)))
    assert "The council confirms this time, or proposes another" in said
    assert "Confirm 1" not in said
    assert state(made) == Session.State.PROPOSED


@database
def test_the_council_proposes_another_time_and_then_the_assurer_confirms(client, made):
    propose(client, made, made.people.assurer)
    propose(client, made, made.people.lead, clock="15:30")
    assert "The assurer confirms the time" in text_of(confirm(client, made, made.people.lead))
    confirm(client, made, made.people.assurer)
    session = made.plan.sessions.get()
    assert (session.state, f"{timezone.localtime(session.at):%H:%M}") == (Session.State.ARRANGED, "15:30")


@database
def test_a_time_that_was_changed_meanwhile_is_not_confirmed_unseen(client, made):
    propose(client, made, made.people.assurer)
    seen = mark(made)
    propose(client, made, made.people.assurer, clock="15:30")
    make.sign_in(client, made.people.lead)
    page = client.post(address(made, "confirm/"), {"seen": seen}, follow=True)
    assert "Somebody else has just written about this session" in text_of(page)
    assert state(made) == Session.State.PROPOSED


@database
@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"place": ""}, "Enter a place, or a link to an online meeting"),
        ({"link": "javascript:alert(1)"}, "Link must begin with https://"),
        ({"link": "ftp://meet.example"}, "Link must begin with https://"),
        ({"day_year": "2020"}, "Date and time must be in the future"),
        ({"clock": "late"}, "Time must be like 14:30"),
        ({"lasts": "0"}, "How long it lasts, in minutes must be 5 or more"),
    ],
)
def test_a_proposal_says_what_it_needs(client, made, sent, error):
    assert error in text_of(propose(client, made, made.people.assurer, **sent))
    assert not made.plan.sessions.exists()


@database
def test_after_minutes_are_on_record_another_session_is_proposed_beside_the_first(client, made):
    session = make_plan.held(made)
    session.minutes.create(plan=made.plan, number=1, text="{}", digest="0" * 64, by=made.people.lead)
    propose(client, made, made.people.lead)
    assert [(s.number, s.state) for s in made.plan.sessions.order_by("number")] == [(1, "held"), (2, "proposed")]


# --- the agenda


@database
def test_the_agenda_begins_with_what_is_open_and_can_be_edited(client, made):
    first, second, third = made.responses
    make_plan.walk(made, "recall")
    declined = {"choice": "no_action", "why_no_action": "cost", "risk_owner": "Chief Executive"}
    save_response(second, declined, seen=second.version, by=made.people.lead)
    shared = {"audience": Thread.Audience.ASSURER, "by": made.people.assurer}
    start_thread(made.plan, text="Who pays?", response=third, **shared)
    start_thread(made.plan, text="Ours alone", response=first, audience=Thread.Audience.COUNCIL, by=made.people.lead)
    said = text_of(make.sign_in(client, made.people.assurer).get(address(made, "propose/")))
    for before, after in (("With open comments", third.ref), (third.ref, "High risks that get no action")):
        assert said.index(before) < said.index(after)
    assert said.index(second.ref) < said.index(f"– {first.ref} Recommendation 1")
    assert f"{third.ref} Recommendation 3 (1 open comment)" in said
    propose(client, made, made.people.assurer, agenda="Only the money.")
    assert "Only the money." in text_of(client.get(address(made, "propose/")))


@database
def test_the_agenda_takes_the_same_queries_at_3_recommendations_and_at_60(client):
    counts = set()
    for recommendations in (3, 60):
        made = make_plan.plan(status=Status.ASSURER_FEEDBACK, recommendations=recommendations)
        counts.add(queries(make.sign_in(client, made.people.assurer), address(made, "propose/")))
    assert len(counts) == 1
    assert counts.pop() <= 15


# --- the calendar file


def parsed(data):
    """The lines of a calendar file, unfolded, by their names."""
    text = data.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").strip().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    return dict(line.split(":", 1) for line in lines)


def calendar(client, made, who):
    page = make.sign_in(client, who).get(address(made, "calendar.ics"))
    assert page["Content-Type"].startswith("text/calendar")
    return parsed(page.content)


@database
def test_the_calendar_file_says_when_and_where_and_links_to_the_page(client, made):
    propose(client, made, made.people.assurer, place="Town hall; room 2, first floor", link="https://meet.example/x")
    entry = calendar(client, made, made.people.lead)
    start = timezone.make_aware(datetime.datetime.combine(SOON, datetime.time(10)))
    assert entry["DTSTART"] == f"{start.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    end = start + datetime.timedelta(minutes=60)
    assert entry["DTEND"] == f"{end.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    assert entry["SUMMARY"].endswith(made.council.name)
    assert entry["LOCATION"] == "Town hall\\; room 2\\, first floor\\, https://meet.example/x"
    assert entry["URL"].endswith(address(made))
    assert (entry["STATUS"], entry["METHOD"], entry["VERSION"]) == ("TENTATIVE", "PUBLISH", "2.0")


@database
def test_a_later_time_is_the_same_entry_with_the_next_number_and_a_session_not_held_is_taken_out(client, made):
    propose(client, made, made.people.assurer)
    first = calendar(client, made, made.people.lead)
    propose(client, made, made.people.lead, clock="16:00")
    confirm(client, made, made.people.assurer)
    second = calendar(client, made, made.people.lead)
    assert second["UID"] == first["UID"]
    assert int(second["SEQUENCE"]) == int(first["SEQUENCE"]) + 1
    assert second["STATUS"] == "CONFIRMED"
    sessions.record_not_held(
        made.plan, by=made.people.lead, seen=mark(made), agreed_with="The assurer", reason="Nothing is open"
    )
    gone = calendar(client, made, made.people.lead)
    assert gone["STATUS"] == "CANCELLED"
    assert "LOCATION" not in gone, "the page of a session that is not held shows no place either"


@database
def test_no_word_of_the_plan_is_in_the_calendar_file_and_there_is_none_without_a_time(client, made):
    make.sign_in(client, made.people.lead)
    assert client.get(address(made, "calendar.ics")).status_code == 404
    propose(client, made, made.people.assurer, agenda="ORG-A1.a-01 leaks")
    data = client.get(address(made, "calendar.ics")).content.decode()
    for words in ("leaks", "Recommendation", made.responses[0].ref, made.responses[0].justification):
        assert words not in data


def test_long_lines_are_folded_without_cutting_a_character_in_two():
    at = datetime.datetime(2027, 3, 27, 10, tzinfo=datetime.UTC)
    place = "Ō" * 200
    entry = Entry("u@x", 0, "CONFIRMED", "S", at, at, place, "https://x/", at)
    assert parsed(calendar_file(entry))["LOCATION"] == place


# --- two at once


@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_or_confirm_at_once_exactly_one_wins_and_the_other_is_told():
    for _ in range(ROUNDS):
        made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
        at, people = timezone.now() + datetime.timedelta(days=3), made.people
        found = at_once(
            lambda made=made, at=at: sessions.propose(made.plan, by=made.people.assurer, seen="", at=at, place="A"),
            lambda made=made, at=at: sessions.propose(made.plan, by=made.people.lead, seen="", at=at, place="B"),
        )
        assert len(raised(found, sessions.Refused)) == 1, found
        seen, other = mark(made), people.lead if made.plan.sessions.get().proposed_as == "assurer" else people.assurer
        found = at_once(
            lambda made=made, seen=seen, who=other: sessions.confirm(made.plan, by=who, seen=seen),
            lambda made=made, seen=seen, at=at: sessions.propose(made.plan, by=made.people.lead, seen=seen, at=at),
        )
        assert len(raised(found, sessions.Refused)) == 1, found
        assert Notification.objects.filter(plan=made.plan, event=None).count() == 2
