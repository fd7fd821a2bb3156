"""How long a session lasts, who may hold one, and what is recorded of signing in and of refusals."""

import datetime
import time

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.middleware import RENEWED_AT, SIGNED_IN_AT
from accounts.models import AuditEvent
from accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db


def signed_in_hours_ago(client, user, hours):
    make.sign_in(client, user)
    session = client.session
    session[SIGNED_IN_AT] = time.time() - hours * 3600
    session.save()
    return client


def refusals():
    return AuditEvent.objects.filter(action="refused")


def test_a_session_lasts_12_hours_at_most(client):
    assert signed_in_hours_ago(client, make.person(), 11.9).get("/account/").status_code == 200
    page = signed_in_hours_ago(client, make.person(), 12.1).get("/account/")
    assert page["Location"].startswith("/account/login/")
    assert "_auth_user_id" not in client.session


def test_a_session_without_its_beginning_is_over(client):
    make.sign_in(client, make.person())
    session = client.session
    del session[SIGNED_IN_AT]
    session.save()
    assert client.get("/account/").status_code == 302


def test_use_renews_a_session_once_a_minute_and_a_page_that_is_read_otherwise_writes_nothing(client):
    make.sign_in(client, make.person())
    client.get("/account/")
    soon = timezone.now() + datetime.timedelta(minutes=5)
    Session.objects.update(expire_date=soon)

    with CaptureQueriesContext(connection) as captured:
        client.get("/account/")
    assert not [query["sql"] for query in captured if not query["sql"].lstrip("(").startswith("SELECT")]
    assert Session.objects.get().expire_date == soon

    session = client.session
    session[RENEWED_AT] -= settings.SESSION_RENEWED_EVERY + 1
    session.save()
    Session.objects.update(expire_date=soon)
    client.get("/account/")
    left = Session.objects.get().expire_date - timezone.now()
    assert datetime.timedelta(minutes=29) < left <= datetime.timedelta(minutes=30)


def test_what_was_typed_into_a_session_that_is_over_is_shown(client):
    signed_in_hours_ago(client, make.person(), 13)
    page = client.post("/account/name/", {"name": "A name I typed"})
    assert "A name I typed" in page.content.decode()


def test_somebody_whose_account_was_closed_is_out_at_the_next_request(client):
    user = make.person()
    make.sign_in(client, user)
    user.is_active = False
    user.save()
    assert client.get("/account/")["Location"].startswith("/account/login/")


def test_signing_in_and_out_is_recorded(client):
    user = make.person()
    client.post("/account/login/", {"login": user.email, "password": make.PASSWORD})
    client.post("/account/logout/")
    mine = AuditEvent.objects.filter(actor=user).values_list("action", flat=True)
    assert {"signed in", "signed out"} <= set(mine)


def test_a_failed_sign_in_is_recorded_for_somebody_known(client):
    user = make.person()
    client.post("/account/login/", {"login": user.email, "password": "wrong"})
    event = AuditEvent.objects.get(action="sign-in failed")
    assert (event.actor, event.subject_kind, event.subject_ref) == (None, "user", str(user.pk))


def test_the_address_of_somebody_unknown_is_not_kept(client):
    client.post("/account/login/", {"login": "private.person@mail.example", "password": "wrong"})
    event = AuditEvent.objects.get(action="sign-in failed")
    assert "private.person" not in f"{event.actor_email}{event.subject_ref}{event.detail}"


def test_a_refusal_is_recorded_once_a_minute_without_its_question(client):
    user = make.person(role=Role.READER, at=make.council(name="Ashby", code="E00000000"))
    make.sign_in(client, user)
    for _ in range(3):
        client.get("/team/E00000000/?secret=1")
    event = refusals().get()
    assert (event.actor, event.subject_ref, event.detail) == (user, "/team/E00000000/", "403")


def test_each_address_is_recorded_on_its_own(client):
    make.sign_in(client, make.person())
    client.get("/team/E00000000/")
    client.get("/manage/")
    assert set(refusals().values_list("subject_ref", "detail")) == {("/team/E00000000/", "404"), ("/manage/", "403")}


def test_a_refusal_after_a_minute_is_recorded_again(client, monkeypatch):
    make.sign_in(client, make.person())
    client.get("/manage/")
    later = timezone.now() + timezone.timedelta(seconds=61)
    monkeypatch.setattr(timezone, "now", lambda: later)
    client.get("/manage/")
    assert refusals().count() == 2


def test_a_mistyped_address_and_a_stranger_without_an_account_leave_no_record(client):
    make.sign_in(client, make.person())
    client.get("/no/such/page/")
    Client().get("/manage/")
    assert not refusals().exists()
