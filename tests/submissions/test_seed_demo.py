"""The demonstration: made once, at every step of the process, by the real process."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Council, CouncilRole, User
from accounts.roles import COUNCIL_ROLES, NATIONAL_ROLES, Role
from assurance.models import Assessment
from submissions.completeness import is_complete
from submissions.demo.places import PASSWORD, PLACES
from submissions.document import PlanDocument
from submissions.models import Notification, Plan, Status, Submission, Suggestion, Thread
from tests import make_assurance


def seeded() -> str:
    said = StringIO()
    call_command("seed_demo", stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demonstration, made once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seeded()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_plan_stands_at_every_status_and_one_council_waits_for_its_report(demo):
    assert sorted(Plan.objects.values_list("status", flat=True)) == sorted(Status.values)
    waiting = Assessment.objects.filter(plan=None)
    assert [assessment.council.name for assessment in waiting] == ["Tarnside Metropolitan Borough Council"]
    assert not waiting.get().scopes.exists()


@pytest.mark.django_db
def test_every_plan_was_walked_there(demo):
    for plan in Plan.objects.with_council():
        events = list(plan.events.all())
        assert [event.number for event in events] == list(range(1, plan.events_written + 1))
        assert events[-1].to_status == plan.status
        assert all(a.to_status == b.from_status for a, b in zip(events, events[1:], strict=False))
    assert Submission.objects.count() == 1


@pytest.mark.django_db
def test_a_plan_that_was_sent_on_is_complete_and_a_draft_is_not(demo):
    for plan in Plan.objects.with_council():
        rows = PlanDocument.of(plan).rows
        complete = [is_complete(row.response) for row in rows]
        assert rows
        assert any(complete)
        early = {Status.DRAFT, Status.ASSURER_FEEDBACK, Status.CLOSED}
        assert all(complete) == (plan.status not in early), plan


@pytest.mark.django_db
def test_each_role_has_an_account_that_signs_in_with_the_printed_password(demo):
    for place in PLACES:
        roles = CouncilRole.objects.filter(content_object__code=place.code)
        assert {row.role for row in roles.select_related("permission")} == set(COUNCIL_ROLES)
    assert set(User.objects.exclude(groups=None).values_list("groups__name", flat=True)) == set(NATIONAL_ROLES)
    assert not User.objects.filter(is_superuser=True).exists()
    assert PASSWORD in demo
    for address in ("caf-lead@tarnside.example", "approver@tarnside.example", "assurer@wexmoor.example"):
        assert address in demo
        assert User.objects.get(email=address).check_password(PASSWORD)
    assert all(user.email.endswith(".example") for user in User.objects.all())
    assert User.objects.get(email="manager@mhclg.example").national_roles == {Role.MHCLG_MANAGER}


@pytest.mark.django_db
def test_the_councils_of_the_workbooks_are_those_of_the_demonstration(demo):
    for name, code, version in make_assurance.COUNCILS.values():
        assert Assessment.objects.get(council__name=name, council__code=code).framework.version == version


@pytest.mark.django_db
def test_a_suggestion_waits_for_a_caf_lead_and_a_question_of_mhclg_for_another(demo):
    waiting = Suggestion.objects.filter(state=Suggestion.State.OPEN).select_related("response__plan")
    assert [each.response.plan.status for each in waiting] == [Status.ASSURER_FEEDBACK]
    assert Suggestion.objects.filter(state=Suggestion.State.ACCEPTED, change__isnull=False).exists()
    asked = Thread.objects.get(audience=Thread.Audience.MHCLG)
    assert (asked.plan.status, asked.comments.count()) == (Status.SUBMITTED, 1)


def test_nobody_is_written_to(demo, mailoutbox):
    assert Notification.objects.exists()
    assert not Notification.objects.filter(sent_at=None).exists()
    assert mailoutbox == []


@pytest.mark.django_db
def test_the_record_is_whole_after_it(demo):
    said = StringIO()
    call_command("verify_record", stdout=said)
    assert said.getvalue().startswith("The record is whole")


@pytest.mark.django_db
def test_a_second_time_says_that_it_is_there_and_changes_nothing(demo):
    before = Council.objects.count(), User.objects.count(), Plan.objects.count()
    assert "The demonstration is there already." in seeded()
    assert (Council.objects.count(), User.objects.count(), Plan.objects.count()) == before


@pytest.mark.django_db
def test_it_is_refused_outside_a_demonstration_before_anything_is_touched(settings, django_assert_num_queries):
    settings.DEMO = False
    with django_assert_num_queries(0), pytest.raises(CommandError, match="only made where DEMO=true is set"):
        seeded()
