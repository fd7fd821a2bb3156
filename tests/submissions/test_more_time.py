"""A council asks MHCLG for more time before a deadline; a manager grants a day or declines; nothing is locked."""

import datetime
import html

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from assurance.models import Deadline
from iip.templatetags.govuk import day
from submissions import more_time, verification
from submissions.models import Extension, Notification, Status
from submissions.reminders import send_reminders
from submissions.workflow import Refused
from tests import make, make_plan
from tests.counting import queries

pytestmark = pytest.mark.django_db
DUE = timezone.localdate() + datetime.timedelta(days=30)
LATER, LATEST = DUE + datetime.timedelta(days=20), DUE + datetime.timedelta(days=60)
LIST = "/national/more-time/"


@pytest.fixture
def made():
    made = make_plan.plan(council=make.council(name="Ashby"))
    for kind in (Deadline.Kind.SHARE, Deadline.Kind.SUBMIT):
        Deadline.objects.create(cycle=made.plan.assessment.cycle, kind=kind, on=DUE)
    return made


def address(made):
    return f"/plans/{made.plan.reference}/more-time/"


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def boxes(on):
    return {"day_day": on.day, "day_month": on.month, "day_year": on.year}


def asked(made, kind="submit", on=LATER):
    return more_time.ask(made.plan, by=made.people.lead, kind=kind, day=on, reason="Flooded offices.")


def own_deadlines(made):
    return dict(Deadline.objects.filter(council=made.council).values_list("kind", "on"))


def test_a_council_asks_and_a_manager_grants_what_then_is_its_own_deadline(
    client, django_capture_on_commit_callbacks, mailoutbox, made
):
    lead, manager = made.people.lead, made.people.manager
    home = text_of(make.sign_in(client, lead).get(f"/plans/{made.plan.reference}/"))
    assert f'href="{address(made)}"' in home
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(address(made), {"kind": "submit", **boxes(LATER), "reason": "Flooded offices."})
    assert sent["Location"] == f"/plans/{made.plan.reference}/"
    assert own_deadlines(made) == {}
    assert [message.to for message in mailoutbox] == [[manager.email]]

    assert "1 request for more time to answer" in text_of(make.sign_in(client, manager).get("/"))
    extension = Extension.objects.get()
    answer = reverse("submissions:extension_detail", args=[extension.pk])
    assert f'href="{answer}"' in text_of(client.get(LIST))
    shown = text_of(client.get(answer))
    assert "Flooded offices." in shown
    assert f'value="{LATER.day}"' in shown
    with django_capture_on_commit_callbacks(execute=True):
        client.post(answer, {"answer": "grant", **boxes(LATEST), "reason": "Because of the flood."})
    assert mailoutbox[1].to == [lead.email]
    assert not any(word in message.body for message in mailoutbox for word in ("lood", str(LATER.year), day(LATEST)))

    assert own_deadlines(made) == {"submit": LATEST}
    plan = text_of(make.sign_in(client, lead).get(f"/plans/{made.plan.reference}/"))
    assert f'{day(LATEST)}<br><span class="app-quiet">Your council’s own date: Because of the flood.' in plan
    history = text_of(client.get(f"/plans/{made.plan.reference}/history/"))
    assert "asked MHCLG for more time before a deadline" in history
    assert "granted more time before a deadline" in history
    assert day(LATEST) in history
    assert "granted more time before a deadline." in text_of(client.get("/news/"))
    assert AuditEvent.objects.filter(action="deadline granted", actor=manager, council=made.council).count() == 1
    assert list(verification.breaks()) == []


def test_reminders_follow_the_day_that_was_granted(made):
    more_time.answer(asked(made, "share"), by=made.people.manager, day=LATEST, reason="Granted.")
    Deadline.objects.filter(kind="submit").delete()
    assert send_reminders(on=DUE - datetime.timedelta(days=3)) == 0
    assert send_reminders(on=LATEST - datetime.timedelta(days=3)) == 1


def test_a_manager_declines_and_the_deadline_stays(client, made):
    extension = asked(made)
    page = make.sign_in(client, made.people.manager).post(
        reverse("submissions:extension_detail", args=[extension.pk]),
        {"answer": "decline", **boxes(LATER), "reason": "Everybody has the same time."},
    )
    assert page["Location"] == LIST
    extension.refresh_from_db()
    assert (extension.state, extension.granted) == ("declined", None)
    assert own_deadlines(made) == {}
    assert "No council waits for an answer." in text_of(client.get(LIST))
    lead = text_of(make.sign_in(client, made.people.lead).get(address(made)))
    assert "Everybody has the same time." in lead
    assert Notification.objects.get(to=made.people.lead, kind="decline_time").label == "More time declined"


def test_it_is_answered_once_of_two_managers_the_second_is_told(client, made):
    extension = asked(made)
    stale = Extension.objects.get(pk=extension.pk)
    more_time.answer(extension, by=made.people.manager, day=LATER, reason="Granted.")
    with pytest.raises(Refused, match="answered this already"):
        more_time.answer(stale, by=made.people.manager, day=None, reason="Declined.")
    assert own_deadlines(made) == {"submit": LATER}
    page = make.sign_in(client, made.people.manager).post(
        reverse("submissions:extension_detail", args=[extension.pk]), {"answer": "decline", "reason": "No, sorry."}
    )
    assert "Somebody has answered this already." in text_of(page)
    assert "No, sorry." in text_of(page)


def test_what_is_asked_for_already_is_not_asked_for_again(client, made):
    asked(made)
    page = text_of(make.sign_in(client, made.people.lead).get(address(made)))
    assert "Plan shared with the assurer, by" in page
    assert "Plan submitted to MHCLG, by" not in page
    with pytest.raises(Refused, match="asked for already"):
        asked(made)
    asked(made, "share")
    page = text_of(client.get(address(made)))
    assert "There is no deadline for which you can ask now." in page
    assert "<form" not in page.partition("<main")[2]


def test_a_deadline_that_is_met_and_a_closed_plan_ask_for_nothing(client):
    submitted = make_plan.plan(status=Status.SUBMITTED)
    closed = make_plan.plan(status=Status.CLOSED)
    for made in (submitted, closed):
        for kind in (Deadline.Kind.SHARE, Deadline.Kind.SUBMIT):
            Deadline.objects.get_or_create(cycle=made.plan.assessment.cycle, kind=kind, defaults={"on": DUE})
        assert more_time.can_be_moved(made.plan) == []
        page = text_of(make.sign_in(client, made.people.lead).get(f"/plans/{made.plan.reference}/"))
        assert address(made) not in page


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"kind": ""}, "Select the deadline before which you need more time"),
        ({"kind": "issue"}, "Select one of the answers shown"),
        (boxes(DUE), f"Day you ask for must be after the deadline, {day(DUE)}"),
        ({"day_day": "", "day_month": "", "day_year": ""}, "Enter the day you ask for"),
        ({"reason": ""}, "Enter the reason"),
        ({"reason": "x" * 501}, "500 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, made, sent, error):
    good = {"kind": "submit", **boxes(LATER), "reason": "Flooded offices."}
    page = text_of(make.sign_in(client, made.people.lead).post(address(made), good | sent))
    assert error in page
    assert (good | sent)["reason"] in page
    assert not Extension.objects.exists()


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"answer": ""}, "Select whether you grant more time"),
        ({"day_day": "", "day_month": "", "day_year": ""}, "Enter the new deadline of this council"),
        (boxes(DUE), f"New deadline of this council must be after {day(DUE)}, when it was due"),
        ({"reason": ""}, "Enter the reason"),
    ],
)
def test_an_answer_that_cannot_be_is_said_and_writes_nothing(client, made, sent, error):
    extension = asked(made)
    page = make.sign_in(client, made.people.manager).post(
        reverse("submissions:extension_detail", args=[extension.pk]),
        {"answer": "grant", **boxes(LATER), "reason": "Granted.", **sent},
    )
    assert error in text_of(page)
    assert own_deadlines(made) == {}


def test_a_deadline_that_has_passed_can_still_be_moved_to_a_day_to_come(client, made):
    Deadline.objects.update(on=timezone.localdate() - datetime.timedelta(days=3))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    sent = {"kind": "submit", **boxes(yesterday), "reason": "Flooded offices."}
    page = make.sign_in(client, made.people.lead).post(address(made), sent)
    assert "Day you ask for must be today or later" in text_of(page)
    assert client.post(address(made), sent | boxes(LATER)).status_code == 302


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.APPROVER, Role.READER])
def test_only_the_caf_lead_is_offered_to_ask_and_the_core_refuses_others_too(client, made, role):
    other = make.person(role=role, at=made.council)
    assert address(made) not in text_of(make.sign_in(client, other).get(f"/plans/{made.plan.reference}/"))
    with pytest.raises(Refused, match="Only the council’s CAF lead"):
        more_time.ask(made.plan, by=other, kind="submit", day=LATER, reason="No.")
    extension = asked(made)
    with pytest.raises(Refused, match="Only an MHCLG manager"):
        more_time.answer(extension, by=other, day=LATER, reason="Granted.")


def test_the_list_takes_the_same_queries_with_2_councils_and_with_20(client):
    make.sign_in(client, make.mhclg())
    counts = []
    for more in (2, 18):
        for _ in range(more):
            made = make_plan.plan(recommendations=1)
            Deadline.objects.get_or_create(
                cycle=made.plan.assessment.cycle, kind="submit", council=None, defaults={"on": DUE}
            )
            asked(made)
        counts.append(queries(client, LIST))
    assert counts[0] == counts[1] <= 15
