"""Telling people: the right ones, after the commit, without a word of the plan, and again where it failed."""

import pytest
from django.db import transaction

from accounts.grants import grant, revoke
from accounts.models import User
from accounts.roles import Role
from submissions import notifications
from submissions.models import Notification, Status
from submissions.notifications import people_told
from submissions.responses import save_response
from submissions.workflow import STEPS
from tests import make, make_plan

MARK = "Zanzibar"


@pytest.mark.django_db
def test_each_step_tells_the_roles_of_the_table_and_not_whoever_took_it(django_capture_on_commit_callbacks, mailoutbox):
    made = make_plan.plan(status=Status.INTERNAL_QA)
    second = make.person(role=Role.APPROVER, at=made.council)
    with django_capture_on_commit_callbacks(execute=True):
        event = make_plan.step(made, "qa_pass")
    told = {made.people.approver.email, second.email, made.people.lead.email}
    assert {address for message in mailoutbox for address in message.to} == told
    assert set(event.notifications.values_list("to__email", flat=True)) == told
    assert not event.notifications.filter(sent_at=None).exists()


@pytest.mark.django_db
def test_no_message_holds_a_word_of_the_plan(django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        made = make_plan.plan(council=make.council(name=f"{MARK} Council", domain="ashby.gov.uk"))
        words = {
            name: MARK
            for name in ("action", "justification", "owner", "funding_source", "notes", "aligns_with", "workstream")
        }
        for response in made.responses:
            save_response(response, make_plan.COMPLETE | words, seen=0, by=made.people.lead)
        for name in make_plan.WAY:
            if name == "session":
                make_plan.held(made)
            else:
                said = make_plan.answers_to(name, made.plan, made.people.lead)
                typed = {"note": MARK} | ({"typed_name": MARK, "title": MARK} if said.typed_name else {})
                make_plan.step(made, name, **typed)
    assert len(mailoutbox) >= len(make_plan.WAY) - 1
    for message in mailoutbox:
        assert MARK not in f"{message.subject} {message.body}"
        assert made.plan.reference in message.body
        assert "ORG-A1.a-01" not in message.body


@pytest.mark.django_db
def test_people_who_left_are_not_told():
    made = make_plan.plan()
    roles = [role for step in STEPS for role in step.tells]
    assert set(people_told(made.plan, roles)) == {
        made.people.lead, made.people.qa, made.people.approver, made.people.assurer, made.people.manager,
    }  # fmt: skip
    User.objects.filter(pk=made.people.assurer.pk).update(is_active=False)
    revoke(Role.APPROVER, made.people.approver, made.council, by=None)
    revoke(Role.MHCLG_MANAGER, made.people.manager, None, by=None)
    assert people_told(made.plan, roles, but=made.people.lead) == [made.people.qa]


@pytest.mark.django_db
def test_the_same_person_is_told_once_though_in_two_roles():
    made = make_plan.plan()
    grant(Role.READER, made.people.assurer, made.council, by=None)
    assert people_told(made.plan, [Role.READER, Role.ASSURER]) == [made.people.assurer]


@pytest.mark.django_db
def test_nobody_is_told_of_a_step_that_was_taken_back(django_capture_on_commit_callbacks, mailoutbox):
    made = make_plan.plan(complete=True)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        make_plan.step(made, "share")
        transaction.set_rollback(True)
    assert mailoutbox == []
    assert not Notification.objects.filter(event__step="share").exists()


@pytest.mark.django_db
def test_a_message_that_failed_is_counted_and_sent_the_next_time(
    django_capture_on_commit_callbacks, mailoutbox, monkeypatch
):
    monkeypatch.setattr(notifications, "send_message", lambda *args: False)
    with django_capture_on_commit_callbacks(execute=True):
        made = make_plan.plan(complete=True)
        event = make_plan.step(made, "share")
    told = event.notifications.get()
    assert (told.sent_at, told.tries) == (None, 1)
    monkeypatch.undo()
    notifications.send(event.notifications.all())
    told.refresh_from_db()
    assert told.sent_at
    assert told.tries == 2
    assert [message.to for message in mailoutbox] == [[made.people.assurer.email]]
    notifications.send(event.notifications.all())
    assert len(mailoutbox) == 1
