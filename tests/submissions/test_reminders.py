"""Reminders: the right people, on the right days, once each, and not a word of the plan."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from accounts.roles import Role
from assurance.models import Deadline
from iip.email import UNDER_WAY
from submissions import reminders
from submissions.models import Notification, Reminder, Status
from submissions.reminders import AFTER, WINDOWS, mark_of, send_again, send_reminders
from tests import make, make_plan

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 3, 31)
Kind = Deadline.Kind


def days(number):
    return datetime.timedelta(days=number)


def deadline(made, kind, on=DAY, **facts):
    return Deadline.objects.create(cycle=made.plan.assessment.cycle, kind=kind, on=on, **facts)


def reminded(on):
    """Who is written to on a day."""
    mail.outbox.clear()
    send_reminders(on=on)
    return sorted(address for message in mail.outbox for address in message.to)


@pytest.fixture
def made():
    return make_plan.plan(complete=True)


@pytest.mark.parametrize(
    ("after", "mark"),
    [(-15, None), (-14, -14), (-13, -14), (-4, -14), (-3, -3), (0, -3), (1, 1), (6, 1), (7, 7), (13, 7), (14, None)],
)
def test_a_deadline_is_reminded_of_14_and_3_days_before_and_1_and_7_days_after(after, mark):
    assert mark_of(DAY, on=DAY + days(after), windows=WINDOWS) == mark


def test_a_deadline_brings_four_reminders_in_all_to_whose_step_it_is(made):
    deadline(made, Kind.SUBMIT)
    told = {after: reminded(DAY + days(after)) for after in range(-20, 20)}
    lead = [made.people.lead.email]
    assert {after: who for after, who in told.items() if who} == {-14: lead, -3: lead, 1: lead, 7: lead}


def test_running_twice_sends_nothing_twice_and_a_morning_left_out_is_made_up_for(made):
    deadline(made, Kind.SUBMIT)
    assert reminded(DAY - days(12)) == [made.people.lead.email]
    assert reminded(DAY - days(12)) == reminded(DAY - days(11)) == []
    assert Reminder.objects.get().sent_at


@pytest.mark.parametrize(
    ("status", "whose"),
    [
        (Status.ASSURER_FEEDBACK, "assurer"),
        (Status.INTERNAL_QA, "qa"),
        (Status.APPROVAL, "approver"),
        (Status.SIGNED_OFF, "assurer"),
        (Status.READY_TO_SUBMIT, "lead"),
    ],
)
def test_whoever_has_the_plan_before_them_is_reminded(status, whose):
    made = make_plan.plan(status=status)
    deadline(made, Kind.SUBMIT)
    assert reminded(DAY - days(3)) == [getattr(made.people, whose).email]


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.CLOSED])
def test_nobody_is_reminded_of_what_is_done(status):
    deadline(make_plan.plan(status=status), Kind.SUBMIT)
    assert reminded(DAY - days(3)) == []


def test_sharing_is_the_councils_step_until_it_has_shared(made):
    deadline(made, Kind.SHARE)
    assert reminded(DAY - days(14)) == [made.people.lead.email]
    make_plan.walk(made, "share")
    assert reminded(DAY - days(3)) == []


def test_issuing_is_the_assurers_step_until_every_scope_has_its_report(made):
    deadline(made, Kind.ISSUE)
    assert reminded(DAY - days(14)) == []
    engagement = made.plan.assessment.engagements.get()
    make.scope(engagement=engagement, code="SYS1")
    assert reminded(DAY - days(3)) == [made.people.assurer.email]
    assert f"/reports/{made.plan.assessment.reference}/" in mail.outbox[0].body


def test_a_councils_own_day_stands_in_place_of_the_day_for_all(made):
    deadline(made, Kind.SUBMIT)
    deadline(made, Kind.SUBMIT, on=DAY + days(30), council=made.council, reason="Reorganisation.")
    other = make_plan.plan(complete=True)
    assert reminded(DAY - days(3)) == [other.people.lead.email]
    assert reminded(DAY + days(27)) == [made.people.lead.email]


def test_a_day_that_is_moved_is_reminded_of_again(made):
    row = deadline(made, Kind.SUBMIT)
    assert reminded(DAY - days(3))
    Deadline.objects.filter(pk=row.pk).update(on=DAY + days(60))
    assert reminded(DAY + days(57)) == [made.people.lead.email]


def test_a_plan_that_did_not_come_back_on_the_day_expected_reminds_its_holder_once(made):
    expected = timezone.localdate() + days(5)
    make_plan.step(made, "share", expected_by=expected)
    assert reminded(expected) == []
    assert reminded(expected + days(1)) == [made.people.assurer.email]
    assert reminded(expected + days(2)) == []
    assert mark_of(expected, on=expected + days(14), windows=AFTER) is None


def test_a_plan_that_came_back_reminds_nobody(made):
    expected = timezone.localdate() + days(5)
    make_plan.step(made, "share", expected_by=expected)
    make_plan.walk(made, "return_feedback")
    assert reminded(expected + days(1)) == []


def test_no_reminder_holds_a_word_of_the_plan(made):
    deadline(made, Kind.SUBMIT)
    reminded(DAY + days(1))
    (message,) = mail.outbox
    said = f"{message.subject} {message.body}"
    assert "Plan submitted to MHCLG: this was due on 31 March 2027." in said
    assert made.plan.reference in said
    response = made.responses[0]
    for words in (made.council.name, response.ref, response.justification, made.people.lead.name):
        assert words not in said


def test_who_left_is_not_reminded(made):
    deadline(made, Kind.SUBMIT)
    type(made.people.lead).objects.filter(pk=made.people.lead.pk).update(is_active=False)
    second = make.person(role=Role.CAF_LEAD, at=made.council)
    assert reminded(DAY - days(3)) == [second.email]


def test_a_reminder_that_could_not_be_sent_is_sent_on_the_next_run(made, monkeypatch):
    deadline(made, Kind.SUBMIT)
    with monkeypatch.context() as patch:
        patch.setattr(reminders, "send_message", lambda *args: False)
        assert send_reminders(on=DAY - days(3)) == 0
    assert Reminder.objects.get().tries == 1
    assert reminded(DAY - days(2)) == [made.people.lead.email]


def test_messages_of_steps_that_could_not_be_sent_are_sent_again_once(made):
    make_plan.walk(made, "share")
    waiting = Notification.objects.filter(sent_at=None)
    told = sorted(waiting.values_list("to__email", flat=True))
    assert told
    assert send_again() == 0  # they may still be on their way
    later = timezone.now() + UNDER_WAY + days(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: later)
        mail.outbox.clear()
        assert send_again() == len(told)
        assert sorted(address for message in mail.outbox for address in message.to) == told
        assert send_again() == 0


def test_every_event_that_tells_somebody_has_a_name():
    made = make_plan.plan(status=Status.SUBMITTED)
    told = Notification.objects.filter(plan=made.plan)
    assert set(told.values_list("label", flat=True)) >= {"Report issued", "Sign off", "Submit to MHCLG"}


def test_the_command_does_both_and_says_so(made, capsys):
    deadline(made, Kind.SUBMIT, on=timezone.localdate() + days(3))
    call_command("send_reminders")
    call_command("send_reminders")
    first, second = capsys.readouterr().out.splitlines()
    assert first == "Sent. Reminders: 1; e-mails of the week: 0; earlier messages: 0."
    assert second == "Sent. Reminders: 0; e-mails of the week: 0; earlier messages: 0."
