"""The minutes: on record with a digest that the chain carries, mended only by a further number, and as PDF/UA."""

import html

import pytest

from accounts.models import AuditEvent
from iip import append_only
from submissions import decisions, minutes, sessions, verification
from submissions.boxes import Written
from submissions.document import PlanDocument
from submissions.models import Minutes, Status
from tests import make, make_plan
from tests.at_once import at_once, raised
from tests.counting import queries
from tests.pdf_structure import problems
from tests.pdf_text import text_of as pdf_text

database = pytest.mark.django_db


def address(made, rest=""):
    return f"/plans/{made.plan.reference}/session/minutes/{rest}"


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def drafted(made):
    return minutes.drafted(sessions.current(made.plan), PlanDocument.of(made.plan))


def put(client, made, **sent):
    return client.post(address(made), {"seen": drafted(made).digest} | sent)


@pytest.fixture
def made():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    session = make_plan.held(made)
    session.plan = made.plan
    session.attended, session.notes = "Ada and Ben", "The order of work was agreed."
    session.save()
    boxes = {made.responses[0].ref: Written("Do it a year later.", 0), "": Written("Meet again.", 0)}
    decisions.save(session, boxes, by=made.people.lead)
    return made


@pytest.fixture
def lead(client, made):
    return make.sign_in(client, made.people.lead)


@database
def test_minutes_are_shown_and_put_on_record_with_a_digest_that_the_chain_carries(
    lead, made, django_capture_on_commit_callbacks, mailoutbox
):
    page = text_of(lead.get(address(made)))
    for words in ("Ada and Ben", "The order of work was agreed.", "Do it a year later.", "Recommendation 1"):
        assert words in page
    with django_capture_on_commit_callbacks(execute=True):
        assert put(lead, made).status_code == 302
    kept, event = made.plan.minutes.get(), made.plan.events.last()
    assert event.step == "minutes"
    assert kept.digest in event.details
    assert [message.to for message in mailoutbox] == [[made.people.assurer.email]]
    assert "Ada" not in mailoutbox[0].body
    assert list(verification.breaks()) == []
    said = text_of(lead.get(f"/plans/{made.plan.reference}/history/"))
    assert "put the minutes of the session on record" in said
    assert kept.digest in said


@database
def test_the_plan_stays_where_it_is_and_goes_on(lead, made):
    put(lead, made)
    made.plan.refresh_from_db()
    assert made.plan.status == Status.ASSURER_FEEDBACK
    make_plan.walk(made, "return_feedback", "send_to_qa", "qa_pass", "sign_off")
    assert list(verification.breaks()) == []


@database
def test_what_was_written_meanwhile_is_not_put_on_record_unseen(lead, made):
    seen = drafted(made).digest
    decisions.save(sessions.current(made.plan), {"": Written("Never mind.", 1)}, by=made.people.assurer)
    page = lead.post(address(made), {"seen": seen})
    assert page.status_code == 409
    assert "Somebody has written in the session’s record meanwhile" in text_of(page)
    assert not made.plan.minutes.exists()


@database
def test_mended_minutes_are_a_second_number_with_a_reason_and_the_first_stays(lead, made):
    put(lead, made)
    first = made.plan.minutes.get().text
    assert "say exactly this already" in text_of(put(lead, made, reason="Again"))
    decisions.save(sessions.current(made.plan), {"": Written("Meet in May.", 1)}, by=made.people.lead)
    assert "Enter what you mended" in text_of(put(lead, made, reason=""))
    assert put(lead, made, reason="The month was wrong.").status_code == 302
    assert [m.number for m in made.plan.minutes.all()] == [1, 2]
    assert made.plan.minutes.first().text == first
    page = text_of(lead.get(address(made)))
    assert "Mended: " in page
    assert page.count("The order of work was agreed.") == 2, "each can be read here as it was put on record"
    assert page.count("Meet again.") == page.count("Meet in May.") == 1


@database
def test_minutes_on_record_are_read_with_their_agenda_also_once_another_session_is_proposed(lead, made):
    made.plan.sessions.update(agenda="First the money.")
    assert "First the money." in text_of(lead.get(address(made))), "what goes on record is shown before"
    put(lead, made)
    seen = sessions.mark_of(sessions.current(made.plan))
    sessions.propose(made.plan, by=made.people.assurer, seen=seen, agenda="Then the people.")
    page = text_of(lead.get(address(made)))
    for words in ("First the money.", "Ada and Ben", "Do it a year later."):
        assert words in page
    assert "Then the people." not in page


@database
def test_there_are_none_before_the_session_was_held_and_none_after_sign_off(client):
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    make.sign_in(client, made.people.lead)
    assert "Write down first that the session was held" in text_of(client.get(address(made)))
    assert client.post(address(made), {"seen": ""}).status_code == 409
    made = make_plan.plan(status=Status.SIGNED_OFF)
    make.sign_in(client, made.people.lead)
    assert "until sign-off" in text_of(put(client, made))
    assert not Minutes.objects.exists()


@database
def test_the_pdf_says_the_same_is_for_everybody_to_read_and_leaves_a_line(lead, made):
    put(lead, made)
    page = lead.get(address(made, "1.pdf"))
    printed = pdf_text(page.content, furniture=True)
    assert problems(page.content) == []
    for words in ("Ada and Ben", "Do it a year later.", "Meet again.", made.council.name, "OFFICIAL-SENSITIVE"):
        assert words in printed
    assert made.plan.minutes.get().digest in "".join(printed.split())
    assert AuditEvent.objects.get(action="exported").detail == "pdf, minutes 1"
    assert lead.get(address(made, "2.pdf")).status_code == 404


@database
@pytest.mark.parametrize("harm", ["text", "row", "event"])
def test_minutes_that_were_tampered_with_are_found(lead, made, harm):
    put(lead, made)
    append_only.unlock()
    if harm == "text":
        made.plan.minutes.update(text=made.plan.minutes.get().text.replace("Ada", "Eve"))
    elif harm == "row":
        made.plan.minutes.all().delete()
    else:
        made.plan.minutes.update(digest="0" * 64)
    append_only.lock()
    assert any("minutes" in str(found) for found in verification.breaks())


@database
def test_the_page_takes_the_same_queries_at_3_rows_and_at_60(client):
    counts = set()
    for recommendations in (3, 60):
        made = make_plan.plan(status=Status.ASSURER_FEEDBACK, recommendations=recommendations)
        session = make_plan.held(made)
        session.plan = made.plan
        for response in made.responses:
            decisions.save(session, {response.ref: Written("Yes", 0)}, by=made.people.lead)
        counts.add(queries(make.sign_in(client, made.people.lead), address(made)))
    assert len(counts) == 1
    assert counts.pop() <= 15


@pytest.mark.django_db(transaction=True)
def test_of_two_who_put_minutes_on_record_at_once_one_does():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    make_plan.held(made)
    seen = drafted(made).digest
    found = at_once(
        lambda: minutes.put_on_record(made.plan, by=made.people.lead, seen=seen),
        lambda: minutes.put_on_record(made.plan, by=made.people.assurer, seen=seen),
    )
    assert len(raised(found, minutes.Refused)) == 1, found
    assert made.plan.minutes.count() == 1
