"""The boxes of the session: half finished saves, two writers who lose nothing, and only what both sides may read."""

import html
import os

import pytest

from accounts.models import AuditEvent
from submissions import decisions, sessions
from submissions.boxes import Written
from submissions.conversation import start_thread
from submissions.decisions import standing
from submissions.models import Decision, Status, Thread
from tests import make, make_plan
from tests.at_once import at_once
from tests.counting import queries

ROUNDS = int(os.environ.get("ROUNDS", "3"))
database = pytest.mark.django_db


def address(made):
    return f"/plans/{made.plan.reference}/session/decisions/"


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def said(session):
    return {about: decision.text for about, decision in standing(session).items()}


@pytest.fixture
def made():
    return make_plan.plan(status=Status.ASSURER_FEEDBACK, recommendations=3)


@pytest.fixture
def session(made):
    return make_plan.held(made)


@pytest.fixture
def refs(made):
    return [response.ref for response in made.responses]


def boxes(*sent):
    """What a page sends of its boxes: what each is about, its words, and the number that it showed."""
    return {f"decision-{about}": text for about, text, _ in sent} | {f"seen-{about}": seen for about, _, seen in sent}


@database
def test_boxes_are_saved_half_finished_and_each_shows_what_stands(client, made, session, refs):
    make.sign_in(client, made.people.lead)
    sent = boxes((refs[0], "Do it a year later.", 0), (refs[1], "", 0), ("", "Meet again in June.", 0))
    assert client.post(address(made), sent).status_code == 302
    assert said(session) == {refs[0]: "Do it a year later.", "": "Meet again in June."}
    page = client.get(address(made))
    assert "Do it a year later.</textarea>" in text_of(page)
    assert AuditEvent.objects.get(action="session decision").detail == f"the plan, {refs[0]}"


@database
def test_two_people_who_write_in_different_boxes_lose_nothing(client, made, session, refs):
    make.sign_in(client, made.people.assurer)
    client.post(address(made), boxes((refs[0], "The assurer’s", 0), (refs[1], "", 0)))
    make.sign_in(client, made.people.lead)
    stale = boxes((refs[0], "", 0), (refs[1], "The council’s", 0))
    assert client.post(address(made), stale).status_code == 302
    assert said(session) == {refs[0]: "The assurer’s", refs[1]: "The council’s"}


@database
def test_two_people_in_one_box_are_both_shown_and_the_other_boxes_are_saved(client, made, session, refs):
    decisions.save(session, {refs[0]: Written("Next year", 0)}, by=made.people.assurer)
    make.sign_in(client, made.people.lead)
    page = client.post(address(made), boxes((refs[0], "This year", 0), (refs[1], "Agreed", 0)))
    assert page.status_code == 409
    assert f"{made.people.assurer.name} wrote here on" in text_of(page)
    assert "“Next year”" in text_of(page)
    assert "This year</textarea>" in text_of(page)
    assert said(session) == {refs[0]: "Next year", refs[1]: "Agreed"}
    again = boxes((refs[0], "This year", 1), (refs[1], "Agreed", 1))
    assert f'name="seen-{refs[0]}" value="1"' in text_of(page)
    assert client.post(address(made), again).status_code == 302
    assert said(session)[refs[0]] == "This year"
    assert list(session.decisions.filter(about=refs[0]).values_list("text", flat=True)) == ["Next year", "This year"]


@database
def test_a_box_can_be_emptied_and_the_same_words_make_no_second_row(made, session, refs):
    who = made.people.lead
    decisions.save(session, {refs[0]: Written("Yes", 0)}, by=who)
    assert decisions.save(session, {refs[0]: Written("Yes", 0)}, by=made.people.assurer) == []
    assert session.decisions.count() == 1
    decisions.save(session, {refs[0]: Written("", 1)}, by=who)
    assert decisions.taken(session) == []


@database
def test_a_number_that_the_page_never_showed_writes_over_nothing(made, session, refs):
    decisions.save(session, {refs[0]: Written("Yes", 0)}, by=made.people.lead)
    assert [clash.about for clash in decisions.save(session, {refs[0]: Written("No", 99)}, by=made.people.lead)]
    assert said(session) == {refs[0]: "Yes"}


@database
def test_open_threads_that_both_sides_read_have_a_box_and_the_councils_own_are_not_there(client, made, session, refs):
    response = made.responses[0]
    shared = start_thread(
        made.plan, text="Who pays?", audience=Thread.Audience.ASSURER, by=made.people.assurer, response=response
    )
    start_thread(
        made.plan, text="Say nothing yet", audience=Thread.Audience.COUNCIL, by=made.people.lead, response=response
    )
    for who in (made.people.assurer, made.people.lead):
        page = text_of(make.sign_in(client, who).get(address(made)))
        assert "Who pays?" in page
        assert "Say nothing yet" not in page
    client.post(address(made), boxes((f"thread-{shared.pk}", "The council does.", 0)))
    assert said(session) == {f"thread-{shared.pk}": "The council does."}


@database
def test_what_a_page_has_no_box_for_is_not_written(client, made, session):
    make.sign_in(client, made.people.lead)
    client.post(address(made), boxes(("ORG-Z9.z-99", "Sneaked in", 0)))
    assert session.decisions.count() == 0


@database
def test_there_is_no_such_page_without_a_session_or_where_none_is_held(client, made):
    make.sign_in(client, made.people.lead)
    assert client.get(address(made)).status_code == 404
    sessions.record_not_held(made.plan, by=made.people.lead, seen="", agreed_with="All", reason="Nothing is open")
    assert client.post(address(made), boxes(("", "x", 0))).status_code == 404


@database
def test_after_sign_off_the_decisions_are_read_and_what_was_typed_is_not_lost(client):
    made = make_plan.plan(status=Status.SIGNED_OFF)
    session = made.plan.sessions.get()
    make.sign_in(client, made.people.lead)
    page = client.post(address(made), boxes(("", "Too late", 0)))
    assert page.status_code == 409
    assert "until sign-off" in text_of(page)
    assert session.decisions.count() == 0
    assert "<textarea" not in text_of(client.get(address(made)))


@database
def test_a_reader_reads_them_and_has_no_boxes(client, made, session, refs):
    decisions.save(session, {refs[0]: Written("Next year", 0)}, by=made.people.lead)
    page = text_of(make.sign_in(client, made.people.qa).get(address(made)))
    assert "Next year" in page
    assert "<textarea" not in page


@database
def test_the_page_takes_the_same_queries_at_3_rows_and_at_60(client):
    counts = set()
    for recommendations in (3, 60):
        made = make_plan.plan(status=Status.ASSURER_FEEDBACK, recommendations=recommendations)
        session = make_plan.held(made)
        for response in made.responses:
            start_thread(
                made.plan, text="?", audience=Thread.Audience.ASSURER, by=made.people.assurer, response=response
            )
            decisions.save(session, {response.ref: Written("Yes", 0)}, by=made.people.lead)
        counts.add(queries(make.sign_in(client, made.people.lead), address(made)))
    assert len(counts) == 1
    assert counts.pop() <= 15


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_once_every_word_is_kept_and_whoever_was_later_is_told():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    session = make_plan.held(made)
    session.plan = made.plan
    for number in range(ROUNDS):
        one, other = (
            lambda n=number: decisions.save(session, {"": Written(f"council {n}", n)}, by=made.people.lead),
            lambda n=number: decisions.save(session, {"": Written(f"assurer {n}", n)}, by=made.people.assurer),
        )
        found = at_once(one, other)
        assert sorted(len(clashes) for clashes in found) == [0, 1], found
        assert Decision.objects.filter(session=session).count() == number + 1
