"""The first page of a plan: where it stands, what is next, and nothing of the content for those who see the stage."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from assurance.models import Deadline
from submissions.delegation import hand_over
from submissions.models import Status
from submissions.plan_home import PlanHome
from submissions.responses import save_response
from tests import make, make_plan
from tests.submissions.sent_forms import queries, signed_in

pytestmark = pytest.mark.django_db


def read(user, plan) -> str:
    return opened(user, plan).content.decode()


def opened(user, plan):
    return signed_in(user).get(f"/plans/{plan.reference}/")


def test_the_caf_lead_sees_the_status_the_next_step_and_how_far_the_responses_are():
    made = make_plan.plan(recommendations=2)
    text = read(made.people.lead, made.plan)

    assert "Draft" in text
    assert "With the council’s team, which is writing it, since" in text
    assert "0 of 2" in text
    assert "2 of 2 not complete yet." in text
    assert "Not open yet. Respond to at least one recommendation first." in text


def test_an_open_step_comes_first_and_leads_to_its_page():
    made = make_plan.plan(complete=True)
    text = read(made.people.lead, made.plan)

    assert text.index("Your next step") < text.index("Other steps")
    assert f'href="/plans/{made.plan.reference}/steps/share/" class="govuk-button' in text
    assert "Every response is complete." in text


def test_responses_that_are_not_complete_come_before_any_step():
    made = make_plan.plan(recommendations=2)
    save_response(made.responses[0], make_plan.COMPLETE, seen=0, by=made.people.lead)
    text = read(made.people.lead, made.plan)

    assert f'href="/plans/{made.plan.reference}/recommendations/" class="govuk-button' in text
    assert text.index("Respond to the recommendations") < text.index("Share with assurer")


def test_the_approver_reads_the_plan_before_the_signature_is_asked_for():
    made = make_plan.plan(status=Status.APPROVAL)
    text = read(made.people.approver, made.plan)

    assert f'href="/plans/{made.plan.reference}/approve/" class="govuk-button' in text
    assert text.index("Read the plan, then sign it") < text.index("Return for changes")


def test_it_says_with_whom_the_plan_is_since_when_and_that_it_is_overdue():
    made = make_plan.plan(complete=True)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    make_plan.step(made, "share", expected_by=yesterday)
    text = read(made.people.qa, made.plan)

    assert "With the independent assurer, for feedback, since" in text
    assert f"expected by {yesterday.day} {yesterday:%B %Y}" in text
    assert "That day was 1 day ago." in text


def test_the_council_reads_on_the_plan_why_it_came_back_and_the_assurer_only_what_is_for_them():
    made = make_plan.plan(status=Status.INTERNAL_QA)
    make_plan.step(made, "qa_return", note="Name the owners of the costs.")
    for person in (made.people.lead, made.people.approver):
        text = read(person, made.plan)
        assert f"{made.people.qa.name} returned the plan for changes:" in text
        assert "Name the owners of the costs." in text
    assert "Name the owners" not in read(made.people.assurer, made.plan)
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assert "Name the owners" not in read(delegate, made.plan)


def test_the_assurer_reads_the_note_that_the_council_shared_the_plan_with_until_they_return_it():
    made = make_plan.plan(complete=True)
    make_plan.step(made, "share", note="The costs are new.")
    assert "The costs are new." in read(made.people.assurer, made.plan)
    make_plan.step(made, "return_feedback", note="Nearly there.")
    text = read(made.people.lead, made.plan)
    assert "Nearly there." in text
    assert "The costs are new." not in text


def test_who_sees_the_stage_alone_sees_nothing_of_the_content():
    made = make_plan.plan(complete=True)
    for user in (made.people.manager, made.people.assurer):
        text = read(user, made.plan)
        assert "With the council’s team" in text
        assert "Not started" not in text
        assert "/recommendations/" not in text
        assert "/workstreams/" not in text


def test_the_assurer_sees_the_content_from_the_first_share():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    assert "/recommendations/" in read(made.people.assurer, made.plan)


def test_a_stranger_gets_the_page_of_a_plan_that_does_not_exist():
    made = make_plan.plan()
    client = signed_in(make.person(role=Role.CAF_LEAD, at=make.council()))

    there, missing = client.get(f"/plans/{made.plan.reference}/"), client.get("/plans/P-XXXX-XXXX/")
    assert there.status_code == missing.status_code == 404
    assert there.content == missing.content


def test_a_delegate_sees_how_far_their_own_rows_are():
    made = make_plan.plan(recommendations=3)
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    hand_over(made.responses[0], delegate, by=made.people.lead)
    text = read(delegate, made.plan)

    assert "0 of 1" in text
    assert "/workstreams/" not in text


def deadline(plan, kind, days, **facts):
    on = timezone.localdate() + datetime.timedelta(days=days)
    return Deadline.objects.create(cycle=plan.assessment.cycle, kind=kind, on=on, **facts)


def test_a_missed_deadline_is_called_late_and_locks_nothing():
    made = make_plan.plan(complete=True)
    deadline(made.plan, Deadline.Kind.SHARE, -3)
    text = read(made.people.lead, made.plan)

    assert "Late by 3 days" in text
    assert "Your next step" in text


def test_the_councils_own_day_beats_the_day_for_all_and_says_why():
    made = make_plan.plan(complete=True)
    deadline(made.plan, Deadline.Kind.SHARE, -3)
    deadline(made.plan, Deadline.Kind.SHARE, 10, council=made.council, reason="Reorganisation")
    deadline(made.plan, Deadline.Kind.SUBMIT, -1, council=make.council(), reason="Another council’s")
    text = read(made.people.lead, made.plan)

    assert "Reorganisation" in text
    assert "Late by" not in text
    assert "Another council’s" not in text


def test_a_deadline_that_was_met_is_done_however_late_it_is_now():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    deadline(made.plan, Deadline.Kind.SHARE, -3)
    text = read(made.people.lead, made.plan)

    assert "Late by" not in text
    assert "Done" in text
    assert PlanHome(made.plan, made.people.lead, on=timezone.localdate()).deadlines[0].days_late == 0


@pytest.mark.parametrize("complete", [False, True])
def test_the_page_asks_as_often_for_300_rows_as_for_3(complete):
    counts = []
    for rows in (3, 300):
        made = make_plan.plan(recommendations=rows, complete=complete)
        if complete:
            make_plan.walk(made, "share", "return_feedback", "session")
        client = signed_in(made.people.lead)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/plans/{made.plan.reference}/").status_code == 200
        counts.append(queries(asked))
    assert counts[0] == counts[1] <= 15
