"""E-mails about a report are noted down with what happened, sent after it, and tried again until they are sent."""

import datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from assurance import factual_check, letters
from assurance.models import Letter
from iip.email import MOST_TRIES, UNDER_WAY
from tests import make, make_assurance

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return make_assurance.draft(make.scope(engagement=make.engagement()), "A1.a")


@pytest.fixture
def assurer(draft):
    return make.assurer(draft.scope.engagement)


@pytest.fixture
def lead(draft):
    return make.person(role=Role.CAF_LEAD, at=draft.scope.assessment.council)


@pytest.fixture
def broken(monkeypatch):
    """The post takes nothing until `undo` is called."""
    monkeypatch.setattr(letters, "send_message", lambda *args: False)
    return monkeypatch


def later(monkeypatch):
    moment = timezone.now() + UNDER_WAY + datetime.timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def unsent(draft, assurer, lead, broken, django_capture_on_commit_callbacks):
    """The e-mail of a factual check that could not be sent at once."""
    with django_capture_on_commit_callbacks(execute=True):
        factual_check.start(draft, by=assurer)
    broken.undo()
    letter = Letter.objects.get()
    assert (letter.to, letter.sent_at, letter.tries) == (lead, None, 1)
    return letter


def test_what_could_not_be_sent_goes_with_the_next_run_and_once(unsent, lead, mailoutbox, monkeypatch, capsys):
    call_command("send_reminders")
    assert mailoutbox == []  # it may still be on its way
    later(monkeypatch)
    call_command("send_reminders")
    call_command("send_reminders")
    assert [message.to for message in mailoutbox] == [[lead.email]]
    assert "factual check" in mailoutbox[0].subject
    assert "earlier messages: 1." in capsys.readouterr().out
    assert Letter.objects.get().sent_at is not None


def test_an_address_that_takes_nothing_is_tried_ten_times_at_most(unsent, monkeypatch):
    later(monkeypatch)
    tried = []
    monkeypatch.setattr(letters, "send_message", lambda *args: bool(tried.append(args)))
    for _ in range(MOST_TRIES + 3):
        assert letters.send_again() == 0
    assert len(tried) == MOST_TRIES - 1
    assert Letter.objects.get().tries == MOST_TRIES == 10


def test_of_two_runs_at_once_one_sends(unsent, mailoutbox):
    same = [Letter.objects.get(), Letter.objects.get()]
    for letter in same:
        letters._send_one(letter)
    assert len(mailoutbox) == 1


def test_nobody_is_told_of_what_was_rolled_back(draft, assurer, lead, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        factual_check.start(draft, by=assurer)
        transaction.set_rollback(True)
    assert (Letter.objects.count(), mailoutbox) == (0, [])


def test_a_check_that_is_over_is_not_announced_any_more(unsent, draft, assurer, mailoutbox, monkeypatch):
    factual_check.end(draft, by=assurer)
    later(monkeypatch)
    letters.send_again()
    assert ["ended" in message.subject for message in mailoutbox] == [True]


@pytest.mark.parametrize("fact", [{"mail": User.Mail.NONE}, {"is_active": False}])
def test_who_wants_no_e_mail_or_has_left_gets_none(
    draft, assurer, lead, mailoutbox, fact, django_capture_on_commit_callbacks
):
    make.person(role=Role.CONTRIBUTOR, at=draft.scope.assessment.council)
    User.objects.filter(pk=lead.pk).update(**fact)
    with django_capture_on_commit_callbacks(execute=True):
        factual_check.start(draft, by=assurer)
    assert len(mailoutbox) == 1
    assert mailoutbox[0].to != [lead.email]
