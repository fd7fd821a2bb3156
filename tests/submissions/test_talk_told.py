"""Who hears that something was said, suggested or decided: whoever may read it, once, and never what it was."""

import html

import pytest
from django.utils import timezone

from accounts.grants import revoke
from accounts.models import User
from accounts.roles import Role
from submissions.conversation import drop, reopen, reply, send, settle, start_thread
from submissions.delegation import hand_over, take_back
from submissions.digests import send_digests
from submissions.models import Notification, Response, Status, Thread
from submissions.suggestions import accept, decline, suggest, withdraw
from tests import counting, make, make_plan
from tests.submissions.sent_forms import signed_in

pytestmark = pytest.mark.django_db

COUNCIL, ASSURER, MHCLG = Thread.Audience
MARK = "Zanzibar"


@pytest.fixture
def made():
    """With the assurer; two of the council's people, two assurers and two of MHCLG have nothing to do with a thread."""
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    for role in (Role.CONTRIBUTOR, Role.READER):
        make.person(role=role, at=made.council)
    make.mhclg(Role.MHCLG_ANALYST)
    forget()
    return made


@pytest.fixture
def submitted():
    made = make_plan.plan(status=Status.SUBMITTED)
    forget()
    return made


def forget():
    """What the way to here told is not of talk."""
    Notification.objects.all().delete()


def start(made, by, audience, **more) -> Thread:
    return start_thread(made.plan, text=MARK, audience=audience, by=by, **more)


def told() -> dict[User, str]:
    """Who was told since this was last asked, and of what kind."""
    found = {each.to: each.kind for each in Notification.objects.select_related("to")}
    assert Notification.objects.count() == len(found), "nobody is told twice"
    forget()
    return found


def where(user) -> str:
    """The address to which the newest line of somebody's news leads; they can open it."""
    client = signed_in(user)
    said = client.get("/news/").content.decode()
    address = said.partition('<span class="app-quiet">')[2].partition('href="')[2].partition('"')[0]
    assert client.get(address).status_code == 200
    return address


# --- comments


def test_an_assurers_comment_is_told_to_the_caf_lead_with_a_link_to_it(
    made, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        thread = start(made, made.people.assurer, ASSURER, response=made.responses[0])
    (message,) = mailoutbox
    assert message.to == [made.people.lead.email]
    assert message.subject == "Improvement plan: Comment added"
    address = f"/plans/{made.plan.reference}/comments/{thread.pk}/"
    assert address in message.body
    said = html.unescape(signed_in(made.people.lead).get("/news/").content.decode())
    assert f"{made.people.assurer.name} commented." in said
    assert f'href="{address}"' in said
    assert MARK in signed_in(made.people.lead).get(address).content.decode()
    assert told() == {made.people.lead: "comment"}


def test_whoever_takes_part_hears_what_others_say_and_not_what_they_say_themselves(made):
    thread = start(made, made.people.qa, ASSURER)
    assert told() == {made.people.assurer: "comment"}, "it waits for the assurer"
    reply(thread, text=MARK, by=made.people.assurer)
    assert told() == {made.people.qa: "comment", made.people.lead: "comment"}, "and now for the council"
    reply(thread, text=MARK, by=made.people.lead)
    assert told() == {made.people.assurer: "comment", made.people.qa: "comment"}
    settle(thread, by=made.people.lead)
    assert told() == {}
    reopen(thread, text=MARK, by=made.people.lead)
    assert told() == {made.people.assurer: "comment", made.people.qa: "comment"}


def test_a_thread_of_the_councils_is_told_to_no_assurer_and_not_to_mhclg(made):
    thread = start(made, made.people.qa, COUNCIL)
    assert told() == {made.people.lead: "comment"}
    reply(thread, text=MARK, by=made.people.lead)
    assert told() == {made.people.qa: "comment"}


def test_whoever_lost_their_role_hears_nothing_more(made):
    thread = start(made, made.people.qa, COUNCIL)
    revoke(Role.QUALITY_ASSURER, made.people.qa, made.council, by=None)
    forget()
    reply(thread, text=MARK, by=made.people.lead)
    assert told() == {}


def test_an_assurer_with_whom_the_plan_is_not_shared_hears_nothing(made):
    made = make_plan.plan()
    forget()
    thread = start(made, made.people.lead, ASSURER)
    assert told() == {}

    make_plan.complete_all(made)
    make_plan.walk(made, *make_plan.WAY, "update")
    forget()
    reply(thread, text=MARK, by=made.people.qa)
    assert told() == {made.people.lead: "comment"}


def test_a_delegate_hears_of_the_rows_that_are_theirs(made):
    mine, other = made.responses
    delegate, another = (make.person(role=Role.DELEGATE, at=made.council) for _ in range(2))
    hand_over(mine, delegate, by=made.people.lead)
    hand_over(other, another, by=made.people.lead)
    thread = start(made, made.people.assurer, ASSURER, response=mine)
    assert told() == {made.people.lead: "comment", delegate: "comment"}
    assert signed_in(delegate).get(f"/plans/{made.plan.reference}/comments/{thread.pk}/").status_code == 200
    reply(thread, text=MARK, by=delegate)
    assert told() == {made.people.assurer: "comment"}

    take_back(mine, delegate, by=made.people.lead)
    forget()
    reply(thread, text=MARK, by=made.people.assurer)
    assert told() == {made.people.lead: "comment"}, "the row is not theirs any more"


def test_what_is_kept_is_told_when_it_is_sent(made):
    kept = start(made, made.people.assurer, ASSURER, keep=True)
    reply(kept, text=MARK, by=made.people.assurer)
    dropped = start(made, made.people.assurer, ASSURER, keep=True)
    drop(dropped, by=made.people.assurer)
    assert told() == {}
    send(kept, by=made.people.assurer)
    assert told() == {made.people.lead: "comment"}


def test_what_is_sent_with_a_step_is_not_told_to_those_who_hear_of_the_step(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    for response in made.responses:
        hand_over(response, delegate, by=made.people.lead)
        start(made, made.people.assurer, ASSURER, response=response, keep=True)
    forget()
    make_plan.walk(made, "return_feedback")
    assert where(delegate).startswith(f"/plans/{made.plan.reference}/comments/")
    assert told() == {made.people.lead: "return_feedback", delegate: "comment"}


def test_of_several_that_are_sent_with_a_step_one_message_leads_to_the_list(made):
    make_plan.walk(made, "return_feedback")
    second = make.person(role=Role.CAF_LEAD, at=made.council)
    for response in made.responses:
        start(made, made.people.lead, COUNCIL, response=response, keep=True)
    forget()
    make_plan.walk(made, "share")
    assert where(second) == f"/plans/{made.plan.reference}/comments/"
    assert told() == {made.people.assurer: "share", second: "comments"}


# --- MHCLG and the council, about a submission


def test_a_question_of_mhclg_is_told_to_the_caf_lead_and_its_answer_to_who_asked(submitted):
    made, analyst = submitted, make.mhclg(Role.MHCLG_ANALYST)
    thread = start(made, analyst, MHCLG, submission=made.plan.submissions.get())
    assert told() == {made.people.lead: "comment"}
    reply(thread, text=MARK, by=made.people.lead)
    assert where(analyst) == f"/national/submissions/{thread.submission.reference}/questions/{thread.pk}/"
    assert told() == {analyst: "question"}, "not to everybody at MHCLG"


def test_what_a_caf_lead_asks_mhclg_is_told_to_all_of_it(submitted):
    made, analyst = submitted, make.mhclg(Role.MHCLG_ANALYST)
    start(made, made.people.lead, MHCLG)
    assert told() == {analyst: "question", made.people.manager: "question"}
    for _ in range(2):
        start(made, made.people.lead, MHCLG, keep=True)
    make_plan.walk(made, "update")
    submission = made.plan.submissions.get()
    assert where(analyst) == f"/national/submissions/{submission.reference}/questions/"


# --- suggestions


@pytest.fixture
def suggestion(made):
    """The assurer's, for a plan that is a draft again."""
    make_plan.walk(made, "return_feedback")
    forget()
    response = Response.objects.select_related("plan").get(pk=made.responses[0].pk)
    return suggest(response, "justification", MARK, by=made.people.assurer, reason=MARK)


def test_a_suggestion_is_told_to_the_caf_lead_and_what_became_of_it_to_who_suggested(made, suggestion):
    assert where(made.people.lead) == f"/plans/{made.plan.reference}/suggestions/{suggestion.pk}/"
    assert told() == {made.people.lead: "suggestion"}
    accept(suggestion, seen=suggestion.response.version, by=made.people.lead)
    assert "accepted your suggestion" in signed_in(made.people.assurer).get("/news/").content.decode()
    assert where(made.people.assurer).endswith(f"/suggestions/{suggestion.pk}/")
    assert told() == {made.people.assurer: "accepted"}


def test_that_it_was_declined_is_told_and_that_it_was_taken_back_is_not(made, suggestion):
    decline(suggestion, by=made.people.lead, answer=MARK)
    assert told() == {made.people.lead: "suggestion", made.people.assurer: "declined"}
    another = suggest(suggestion.response, "notes", MARK, by=made.people.qa)
    assert told() == {made.people.lead: "suggestion"}
    withdraw(another, by=made.people.qa)
    assert told() == {}


def test_whoever_lost_the_role_in_which_they_suggested_hears_nothing_more(made, suggestion):
    engagement = made.plan.assessment.engagements.get()
    revoke(Role.ASSURER, made.people.assurer, engagement, by=None)
    forget()
    decline(suggestion, by=made.people.lead)
    assert told() == {}


# --- how, and how much


def test_no_message_says_what_was_said(submitted, mailoutbox, django_capture_on_commit_callbacks):
    made = submitted
    with django_capture_on_commit_callbacks(execute=True):
        thread = start(made, made.people.manager, MHCLG, submission=made.plan.submissions.get())
        reply(thread, text=MARK, by=made.people.lead)
        make_plan.walk(made, "update", "share")
        start(made, made.people.assurer, ASSURER, response=made.responses[0])
        make_plan.walk(made, "return_feedback")
        response = made.plan.responses.select_related("plan").first()
        for field in ("justification", "notes"):
            each = suggest(response, field, MARK, by=made.people.assurer, reason=MARK)
            response.refresh_from_db()
            decline(each, by=made.people.lead, answer=MARK)
    subjects = {message.subject.partition(": ")[2] for message in mailoutbox}
    assert subjects >= {"Comment added", "Change suggested", "Suggestion declined"}
    for message in mailoutbox:
        assert MARK not in f"{message.subject} {message.body}"
        assert made.council.name not in message.body
        assert response.ref not in message.body


def test_each_hears_as_they_chose(made, mailoutbox, django_capture_on_commit_callbacks):
    second = make.person(role=Role.CAF_LEAD, at=made.council)
    User.objects.filter(pk=made.people.lead.pk).update(mail=User.Mail.WEEKLY)
    User.objects.filter(pk=second.pk).update(mail=User.Mail.NONE)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            start(made, made.people.assurer, ASSURER)
    assert mailoutbox == []
    assert "commented." in signed_in(second).get("/news/").content.decode()
    next_week = timezone.localdate() + timezone.timedelta(days=7)
    assert send_digests(on=next_week) == 1
    (message,) = mailoutbox
    assert message.to == [made.people.lead.email]
    assert "- Comment added (2 times)" in message.body


def test_the_page_of_what_happened_takes_the_same_queries_with_3_lines_and_with_30(submitted):
    made, counts = submitted, set()
    for more in (3, 27):
        for _ in range(more):
            start(made, made.people.lead, MHCLG)
        counts.add(counting.queries(signed_in(made.people.manager), "/news/"))
    assert len(counts) == 1
