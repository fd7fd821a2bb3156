"""What people are told of in the service, and how each chose to be told: at once, once a week, or here alone."""

import datetime
import html

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.grants import revoke
from accounts.models import User
from accounts.roles import Role
from assurance.models import Deadline
from submissions.digests import send_digests, week_of
from submissions.models import Digest, Notification, Status
from submissions.notifications import tell
from submissions.reminders import send_reminders
from tests import make, make_plan
from tests.counting import queries

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2030, 1, 7)  # whatever happened in a test was before it


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def chooses(person, mail):
    User.objects.filter(pk=person.pk).update(mail=mail)


def addresses(mailoutbox):
    return sorted(address for message in mailoutbox for address in message.to)


@pytest.fixture
def made():
    return make_plan.plan(status=Status.INTERNAL_QA)


@pytest.fixture
def passed(made, django_capture_on_commit_callbacks):
    """Passes the plan to the approver, and sends what that sends."""

    def act():
        with django_capture_on_commit_callbacks(execute=True):
            return make_plan.step(made, "qa_pass")

    return act


# --- in the service


def test_the_page_says_what_others_did_with_a_link_and_what_is_new_until_it_is_marked_read(client, made):
    make.sign_in(client, made.people.lead)
    said = text_of(client.get("/news/"))
    assert f"{made.people.assurer.name} returned feedback." in said
    assert f'href="/plans/{made.plan.reference}/"' in said
    assert "New" in said
    up_to = made.people.lead.notifications.first().pk
    assert client.post("/news/read/", {"up_to": up_to}).status_code == 302
    assert "Mark all as read" not in text_of(client.get("/news/"))
    assert not made.people.lead.notifications.filter(read_at=None).exists()


def test_what_came_after_the_page_was_shown_stays_new(client, made):
    make.sign_in(client, made.people.lead)
    up_to = made.people.lead.notifications.first().pk
    make_plan.walk(made, "qa_pass")
    client.post("/news/read/", {"up_to": up_to})
    assert made.people.lead.notifications.filter(read_at=None).count() == 1


@pytest.mark.parametrize("up_to", ["", "x", "-1", "9" * 40])
def test_a_mark_that_is_no_line_marks_nothing(client, made, up_to):
    make.sign_in(client, made.people.lead)
    assert client.post("/news/read/", {"up_to": up_to}).status_code == 302
    assert made.people.lead.notifications.filter(read_at=None).exists()


def test_nobody_marks_for_others_and_whoever_left_is_shown_nothing(client, made):
    stranger = make.person(role=Role.CAF_LEAD, at=make.council())
    make.sign_in(client, stranger).post("/news/read/", {"up_to": 10**9})
    assert made.people.lead.notifications.filter(read_at=None).exists()
    make.sign_in(client, made.people.lead)
    revoke(Role.CAF_LEAD, made.people.lead, made.council, by=None)
    assert made.council.name not in text_of(client.get("/news/"))
    assert "Nothing yet." in text_of(client.get("/news/"))


def test_the_home_page_counts_what_is_new(client, made):
    number = made.people.lead.notifications.count()
    assert f"{number} new: what others did with your plans" in text_of(make.sign_in(client, made.people.lead).get("/"))


def test_the_page_takes_the_same_queries_with_3_lines_and_with_90(client):
    made = make_plan.plan()
    make.sign_in(client, made.people.lead)
    counts = set()
    for more in (3, 87):
        for _ in range(more):
            tell(made.plan, [made.people.lead], kind="share", label="Share with assurer", by=made.people.assurer)
        counts.add(queries(client, "/news/"))
    assert len(counts) == 1
    assert counts.pop() <= 15


# --- by e-mail, as each chose


def test_who_chose_nothing_gets_an_e_mail_each_time(made, passed, mailoutbox):
    passed()
    assert addresses(mailoutbox) == sorted([made.people.approver.email, made.people.lead.email])


def test_who_chose_one_e_mail_a_week_hears_at_once_only_when_it_is_their_turn(made, passed, mailoutbox):
    for person in (made.people.approver, made.people.lead):
        chooses(person, User.Mail.WEEKLY)
    event = passed()
    assert addresses(mailoutbox) == [made.people.approver.email]
    ways = dict(event.notifications.values_list("to", "way"))
    assert ways == {made.people.approver.pk: "at_once", made.people.lead.pk: "weekly"}


def test_who_chose_none_gets_none_and_reads_it_in_the_service(client, made, passed, mailoutbox):
    chooses(made.people.approver, User.Mail.NONE)
    passed()
    assert addresses(mailoutbox) == [made.people.lead.email]
    said = text_of(make.sign_in(client, made.people.approver).get("/news/"))
    assert "passed the plan to the approver" in said


def test_the_choice_is_made_on_the_account_page(client, made):
    make.sign_in(client, made.people.lead)
    assert "An e-mail each time" in text_of(client.get("/account/"))
    assert client.post("/account/mail/", {"mail": "weekly"}).status_code == 302
    assert "One e-mail a week" in text_of(client.get("/account/"))
    assert "Select one of the answers shown" in text_of(client.post("/account/mail/", {"mail": "pigeon"}))


def test_the_e_mail_of_the_week_goes_once_with_links_and_labels_and_not_a_word_of_the_plan(made, passed, mailoutbox):
    chooses(made.people.lead, User.Mail.WEEKLY)
    passed()
    mailoutbox.clear()
    assert send_digests(on=MONDAY) == 1
    assert send_digests(on=MONDAY) == send_digests(on=MONDAY + datetime.timedelta(days=6)) == 0
    (message,) = mailoutbox
    said = f"{message.subject} {message.body}"
    assert message.to == [made.people.lead.email]
    assert "- Pass to approver" in said
    assert made.plan.reference in said
    response = made.responses[0]
    for words in (made.council.name, response.ref, response.justification, "Because of this.", made.people.qa.name):
        assert words not in said
    digest = Digest.objects.get()
    assert digest.sent_at
    assert [each.label for each in digest.notifications.all()] == ["Pass to approver"]
    assert send_digests(on=MONDAY + datetime.timedelta(days=7)) == 0


def test_what_happens_this_week_waits_for_the_next_and_a_monday_without_a_run_loses_nothing(made, passed, mailoutbox):
    chooses(made.people.lead, User.Mail.WEEKLY)
    passed()
    mailoutbox.clear()
    today = timezone.localdate()
    assert send_digests(on=today) == 0
    assert send_digests(on=week_of(today) + datetime.timedelta(days=10)) == 1


def test_an_e_mail_of_the_week_that_failed_is_sent_on_the_next_run(made, passed, mailoutbox, monkeypatch):
    chooses(made.people.lead, User.Mail.WEEKLY)
    passed()
    mailoutbox.clear()
    with monkeypatch.context() as patch:
        patch.setattr("submissions.digests.send_message", lambda *args: False)
        assert send_digests(on=MONDAY) == 0
    assert send_digests(on=MONDAY + datetime.timedelta(days=1)) == 1


@pytest.mark.parametrize("gone", ["role", "account", "choice"])
def test_whoever_left_or_wants_none_any_more_gets_no_e_mail_of_the_week(made, passed, mailoutbox, gone):
    lead = made.people.lead
    chooses(lead, User.Mail.WEEKLY)
    passed()
    mailoutbox.clear()
    if gone == "role":
        revoke(Role.CAF_LEAD, lead, made.council, by=None)
    elif gone == "account":
        User.objects.filter(pk=lead.pk).update(is_active=False)
    else:
        chooses(lead, User.Mail.NONE)
    assert send_digests(on=MONDAY) == 0
    assert mailoutbox == []


def test_the_morning_command_sends_it_once(made, passed, mailoutbox, capsys):
    chooses(made.people.lead, User.Mail.WEEKLY)
    passed()
    Notification.objects.update(at=timezone.now() - datetime.timedelta(days=8))
    call_command("send_reminders")
    call_command("send_reminders")
    first, second = capsys.readouterr().out.splitlines()
    assert "e-mails of the week: 1" in first
    assert "e-mails of the week: 0" in second


def test_who_wants_no_e_mail_is_reminded_of_deadlines_in_the_service(client, made, mailoutbox):
    on = timezone.localdate()
    Deadline.objects.create(
        cycle=made.plan.assessment.cycle, kind=Deadline.Kind.SUBMIT, on=on + datetime.timedelta(days=3)
    )
    chooses(made.people.qa, User.Mail.NONE)
    for _ in range(2):
        assert send_reminders(on=on) == 0
    assert mailoutbox == []
    said = text_of(make.sign_in(client, made.people.qa).get("/news/"))
    assert said.count("Plan submitted to MHCLG: is due on") == 1
