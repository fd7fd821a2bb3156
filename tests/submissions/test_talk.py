"""Threads over time: new to whom, waiting for whom, kept and sent, settled and opened again, on a submission."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.grants import revoke
from accounts.roles import Role
from submissions.conversation import NotSaid, drop, reopen, reply, send, settle, start_thread, talks
from submissions.models import Comment, Reading, Status, Thread
from submissions.talk_list import counts, mark_read
from tests import make, make_plan
from tests.at_once import ROUNDS, at_once
from tests.submissions.sent_forms import controls, queries, signed_in

pytestmark = pytest.mark.django_db

COUNCIL, ASSURER, MHCLG = Thread.Audience
OPEN, SETTLED = Thread.State.OPEN, Thread.State.SETTLED


@pytest.fixture
def made():
    return make_plan.plan(status=Status.ASSURER_FEEDBACK)


@pytest.fixture
def submitted():
    return make_plan.plan(status=Status.SUBMITTED)


def start(made, by, audience=ASSURER, **more) -> Thread:
    return start_thread(made.plan, text="What of the supplier?", audience=audience, by=by, **more)


def where(made, more: str = "") -> str:
    return f"/plans/{made.plan.reference}/comments/{more}"


def on(response, more: str = "") -> str:
    return f"/plans/{response.plan.reference}/recommendations/{response.ref}/{more}"


def asked(submission, more: str = "") -> str:
    return f"/national/submissions/{submission.reference}/questions/{more}"


def read(user, address) -> str:
    page = signed_in(user).get(address)
    assert page.status_code == 200, page.status_code
    return page.content.decode()


def post(user, address, **values):
    return signed_in(user).post(address, values)


def settled(made, by) -> Thread:
    thread = start(made, by)
    settle(thread, by=by)
    return Thread.objects.get(pk=thread.pk)


# --- settled and opened again


def test_a_settled_thread_is_opened_again_with_words_and_keeps_its_audience(made):
    thread = settled(made, made.people.assurer)
    page = read(made.people.lead, where(made, f"{thread.pk}/"))
    assert "Open again with these words" in page
    assert "Read by the council and the assurer." in page

    post(made.people.lead, where(made, f"{thread.pk}/"), text="It came up again", go="reopen", audience="mhclg")
    thread.refresh_from_db()
    assert (thread.state, thread.audience, thread.settled_by, thread.settled_at) == (OPEN, ASSURER, None, None)
    assert [c.text for c in thread.comments.all()] == ["What of the supplier?", "It came up again"]


def test_a_thread_is_opened_again_once_and_by_nobody_without_words(made):
    thread = settled(made, made.people.assurer)
    page = post(made.people.lead, where(made, f"{thread.pk}/"), text=" ", go="reopen")
    assert "Enter your reply" in page.content.decode()
    assert Thread.objects.get(pk=thread.pk).state == SETTLED

    reopen(thread, text="Again", by=made.people.lead)
    with pytest.raises(NotSaid, match="opened again meanwhile"):
        reopen(thread, text="Again", by=made.people.assurer)
    assert thread.comments.count() == 2


def test_an_assurers_thread_that_they_open_again_waits_for_the_council_again():
    made = make_plan.plan(complete=True)
    make_plan.walk(made, "share")
    thread = settled(made, made.people.assurer)
    make_plan.walk(made, "return_feedback", "session")
    missing = "Answer or settle 1 comment of your assurer"
    assert missing not in read(made.people.lead, f"/plans/{made.plan.reference}/steps/send_to_qa/")

    reopen(thread, text="Not quite", by=made.people.assurer)
    page = read(made.people.lead, f"/plans/{made.plan.reference}/steps/send_to_qa/")
    assert missing in page
    assert f'href="{where(made, f"{thread.pk}/")}"' in page


@pytest.mark.django_db(transaction=True)
def test_of_a_reply_and_a_settling_at_once_neither_is_lost_unsaid():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    for number in range(ROUNDS):
        thread = start(made, made.people.assurer)
        said, done = at_once(
            lambda thread=thread, number=number: reply(thread, text=f"Words {number}", by=made.people.lead),
            lambda thread=thread: settle(thread, by=made.people.assurer),
        )
        assert done is None, done
        assert isinstance(said, Comment | NotSaid), said
        assert thread.comments.count() == 1 + isinstance(said, Comment)
        assert Thread.objects.get(pk=thread.pk).state == SETTLED


# --- who reads it

DEEDS = {
    "reply": lambda thread, by: reply(thread, text="Words", by=by),
    "settle": lambda thread, by: settle(thread, by=by),
    "reopen": lambda thread, by: reopen(thread, text="Words", by=by),
}
READS = {  # who reads a thread of each audience
    COUNCIL: {"lead", "contributor", "qa", "approver"},
    ASSURER: {"lead", "contributor", "qa", "approver", "assurer"},
    MHCLG: {"lead", "contributor", "qa", "approver", "manager"},
}


@pytest.mark.parametrize("audience", list(Thread.Audience))
def test_whatever_is_done_with_a_thread_its_audience_stays_and_nobody_else_does_it(submitted, audience):
    who = vars(submitted.people) | {"contributor": make.person(role=Role.CONTRIBUTOR, at=submitted.council)}
    for name, person in who.items():
        for deed, do in DEEDS.items():
            thread = start(submitted, submitted.people.lead, audience)
            if deed == "reopen":
                settle(thread, by=submitted.people.lead)
            if name in READS[audience]:
                do(thread, person)
            else:
                with pytest.raises(NotSaid):
                    do(thread, person)
            thread.refresh_from_db()
            assert thread.audience == audience
            for other, reader in who.items():
                found = talks(reader, submitted.plan, pk=thread.pk)
                assert bool(found) == (other in READS[audience]), (deed, name, other)


def test_who_no_longer_has_a_role_sees_nothing_from_the_next_request(made):
    thread = start(made, made.people.lead)
    client = signed_in(made.people.qa)
    assert client.get(where(made, f"{thread.pk}/")).status_code == 200

    revoke(Role.QUALITY_ASSURER, made.people.qa, made.council, by=None)
    assert client.get(where(made, f"{thread.pk}/")).status_code == 404
    assert client.post(where(made, f"{thread.pk}/"), {"text": "Still here"}).status_code == 404
    assert thread.comments.count() == 1


# --- on a field


def test_a_thread_on_a_field_says_so_wherever_it_is_read(made):
    response = made.responses[0]
    page = read(made.people.assurer, on(response, "comments/?about=justification"))
    assert controls(page)["about"] == ["justification"]
    post(made.people.assurer, on(response, "comments/"), text="Why this?", about="justification", when="now")
    thread = made.plan.threads.get()

    assert (thread.response, thread.field) == (response, "justification")
    for address in (where(made), on(response), where(made, f"{thread.pk}/")):
        assert f"{response.ref}: Justification" in read(made.people.lead, address)


def test_there_is_no_thread_on_a_field_that_is_not_there(made):
    post(made.people.assurer, on(made.responses[0], "comments/"), text="Why?", about="password", when="now")
    assert not made.plan.threads.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        start(made, made.people.assurer, field="justification")


# --- new to whom


def test_what_others_said_is_new_until_it_has_been_read(made):
    response = made.responses[0]
    thread = start(made, made.people.assurer, response=response)
    assert str(counts(made.people.assurer, made.plan).all) == "1 open"
    assert "(1 open, 1 new)" in read(made.people.lead, f"/plans/{made.plan.reference}/")
    assert "New to you" in read(made.people.lead, where(made))
    assert "New to you" in read(made.people.lead, where(made)), "the list alone takes nothing as read"

    assert "New to you" in read(made.people.lead, on(response))
    assert "New to you" not in read(made.people.lead, on(response))
    assert "New to you" in read(made.people.qa, on(response)), "what one has read is new to another"

    reply(thread, text="And the licence?", by=made.people.assurer)
    page = read(made.people.lead, where(made, f"{thread.pk}/"))
    assert page.count("New to you") == 1
    assert counts(made.people.lead, made.plan).by_ref[response.ref].new == 0


def test_everything_new_is_taken_as_read_as_far_as_it_was_shown(made):
    first = start(made, made.people.assurer)
    shown = controls(read(made.people.lead, where(made)))["up_to"][0]
    second = start(made, made.people.assurer)
    post(made.people.lead, where(made, "read/"), up_to=shown)

    assert [bool(talk.fresh) for talk in talks(made.people.lead, made.plan)] == [False, True]
    mark_read(talks(made.people.lead, made.plan), by=made.people.lead)
    assert not any(talk.fresh for talk in talks(made.people.lead, made.plan))
    assert {row.thread for row in Reading.objects.filter(by=made.people.lead)} == {first, second}
    assert post(made.people.lead, where(made, "read/"), up_to="9" * 40).status_code == 302


def test_a_reader_has_marks_of_their_own_and_may_not_speak(made):
    reader = make.person(role=Role.READER, at=made.council)
    thread = start(made, made.people.lead)
    assert "New to you" in read(reader, where(made, f"{thread.pk}/"))
    assert "New to you" not in read(reader, where(made))


# --- which of them


@pytest.mark.parametrize(
    ("asked_for", "shown"),
    [
        ("", {"asked", "answered", "settled", "council"}),
        ("?state=open", {"asked", "answered", "council"}),
        ("?state=settled", {"settled"}),
        ("?waits_for=council", {"asked", "council"}),
        ("?waits_for=assurer", {"answered"}),
        ("?whose=mine", {"answered", "council"}),
        ("?whose=new", {"asked", "settled", "answered"}),
        ("?whose=nonsense&state=none", {"asked", "answered", "settled", "council"}),
    ],
)
def test_the_list_shows_the_threads_that_are_wanted(made, asked_for, shown):
    lead, assurer = made.people.lead, made.people.assurer
    for words, audience, by in (("asked", ASSURER, assurer), ("settled", ASSURER, assurer), ("council", COUNCIL, lead)):
        thread = start_thread(made.plan, text=f"This one is {words}", audience=audience, by=by)
        if words == "settled":
            settle(thread, by=assurer)
    answered = start_thread(made.plan, text="This one is answered", audience=ASSURER, by=assurer)
    reply(answered, text="Yes", by=lead)
    page = read(lead, where(made) + asked_for)

    found = {words for words in ("asked", "answered", "settled", "council") if f"This one is {words}" in page}
    assert found == shown


# --- kept and sent


def test_the_page_of_a_step_lists_what_is_sent_with_it_and_the_step_sends_it(made):
    assurer, response = made.people.assurer, made.responses[0]
    start(made, assurer, response=response, keep=True)
    page = read(assurer, f"/plans/{made.plan.reference}/steps/return_feedback/")
    assert "You kept 1 comment until you take a step. With this one it is sent" in page
    assert "What of the supplier?" in page
    assert not talks(made.people.lead, made.plan)

    make_plan.step(made, "return_feedback")
    assert [talk.thread.state for talk in talks(made.people.lead, made.plan)] == [OPEN]
    assert "What is sent with it" not in read(assurer, f"/plans/{made.plan.reference}/steps/return_feedback/")


def test_a_plan_that_is_taken_back_leaves_the_reviewers_what_they_kept(made):
    kept, own = start(made, made.people.assurer, keep=True), start(made, made.people.lead, keep=True)
    make_plan.step(made, "recall")

    assert [Thread.objects.get(pk=each.pk).state for each in (kept, own)] == ["kept", "open"]
    assert [talk.thread for talk in talks(made.people.lead, made.plan)] == [own]


def test_a_kept_comment_is_sent_now_or_dropped_by_its_author_alone(made):
    lead = made.people.lead
    for word, state in (("send", "open"), ("drop", "dropped")):
        thread = start(made, lead, keep=True)
        assert post(made.people.qa, where(made, f"{thread.pk}/{word}/")).status_code == 404
        assert post(lead, where(made, f"{thread.pk}/{word}/")).status_code == 302
        assert Thread.objects.get(pk=thread.pk).state == state
        for deed in (send, drop):
            with pytest.raises(NotSaid):
                deed(thread, by=lead)
    assert len(talks(lead, made.plan)) == len(talks(made.people.qa, made.plan)) == 1
    assert signed_in(lead).get(where(made, f"{thread.pk}/")).status_code == 404, "what was dropped is gone"
    make_plan.step(made, "recall")
    assert Thread.objects.get(pk=thread.pk).state == "dropped"


# --- on a submission


def test_mhclg_asks_on_a_submission_and_the_council_answers(submitted):
    submission, response = submitted.plan.submissions.get(), submitted.responses[0]
    analyst, lead = make.mhclg(Role.MHCLG_ANALYST), submitted.people.lead
    post(analyst, asked(submission), text="Who pays for this?", about=response.ref)
    thread = submitted.plan.threads.get()
    assert (thread.audience, thread.submission, thread.response, thread.version) == (MHCLG, submission, response, 1)

    page = read(lead, where(submitted))
    assert "Who pays for this?" in page
    assert f"On submission {submission.reference}" in page
    assert signed_in(submitted.people.assurer).get(where(submitted, f"{thread.pk}/")).status_code == 404
    post(lead, where(submitted, f"{thread.pk}/"), text="The capital programme.")

    assert "Questions to the council (1 open, 1 new)" in read(analyst, f"/national/submissions/{submission.reference}/")
    assert "The capital programme." in read(analyst, asked(submission))
    post(analyst, asked(submission, f"{thread.pk}/settle/"))
    assert Thread.objects.get(pk=thread.pk).settled_by == analyst
    post(analyst, asked(submission, f"{thread.pk}/"), text="And later?", go="reopen")
    assert "And later?" in read(lead, on(response))


def test_a_question_moves_nothing_and_voids_nothing(submitted):
    submission = submitted.plan.submissions.get()
    before = (submitted.plan.edition, submitted.plan.status, submitted.plan.events_written)
    post(submitted.people.manager, asked(submission), text="Who pays for this?", about="")
    submitted.plan.refresh_from_db()
    assert (submitted.plan.edition, submitted.plan.status, submitted.plan.events_written) == before


def test_mhclg_reads_no_other_talk_by_way_of_a_submission(submitted):
    submission = submitted.plan.submissions.get()
    for audience in (COUNCIL, ASSURER):
        thread = start(submitted, submitted.people.lead, audience)
        assert "What of the supplier?" not in read(submitted.people.manager, asked(submission))
        assert post(submitted.people.manager, asked(submission, f"{thread.pk}/"), text="Hm").status_code == 404
    other = make_plan.plan(status=Status.SUBMITTED)
    elsewhere = start(other, other.people.manager, MHCLG)
    assert signed_in(submitted.people.manager).get(asked(submission, f"{elsewhere.pk}/")).status_code == 404
    with pytest.raises(NotSaid):
        start(submitted, submitted.people.manager, COUNCIL)


def test_of_the_council_the_caf_lead_begins_to_talk_to_mhclg_once_there_is_a_submission(made, submitted):
    post(submitted.people.lead, where(submitted), text="We are late", audience="mhclg", when="now")
    thread = submitted.plan.threads.get()
    assert (thread.audience, thread.submission) == (MHCLG, submitted.plan.submissions.get())
    assert "We are late" in read(submitted.people.manager, asked(thread.submission))
    for plan, by in ((submitted, submitted.people.qa), (made, made.people.lead)):
        with pytest.raises(NotSaid):
            start(plan, by, MHCLG)


def test_a_thread_is_with_mhclg_if_and_only_if_it_is_about_a_submission(submitted):
    thread = start(submitted, submitted.people.lead, MHCLG)
    for wrong in ({"submission": None}, {"audience": ASSURER}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Thread.objects.filter(pk=thread.pk).update(**wrong)


# --- how much it costs


def many(made, number: int) -> None:
    """So many threads of the assurer's on one recommendation."""
    response, by = made.responses[0], made.people.assurer
    threads = Thread.objects.bulk_create(
        Thread(plan=made.plan, response=response, audience=ASSURER) for _ in range(number)
    )
    Comment.objects.bulk_create(Comment(thread=thread, by=by, role=Role.ASSURER, text="Why?") for thread in threads)


def test_counting_and_reading_200_threads_asks_as_often_as_3(made):
    client, found = signed_in(made.people.lead), []
    for more in (3, 197):
        many(made, more)
        pages = []
        for address in (where(made), f"/plans/{made.plan.reference}/", on(made.responses[0])):
            with CaptureQueriesContext(connection) as taken:
                assert client.get(address).status_code == 200
            pages.append(queries(taken))
        found.append(pages)
    assert found[0] == found[1]
    assert max(found[0]) <= 15
