"""The home page: what waits for me, by role, first; then what waits for others."""

import datetime
import html

import pytest
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.grants import grant
from accounts.roles import Role
from assurance import factual_check, reports
from assurance.models import Report
from iip.templatetags.govuk import day
from submissions import sessions
from submissions.conversation import reply, start_thread
from submissions.models import Plan, Status, Suggestion, Thread
from submissions.responses import save_response
from submissions.suggestions import decline, suggest
from tests import make, make_assurance, make_plan
from tests.counting import queries

pytestmark = pytest.mark.django_db


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def home(client, who):
    return text_of(make.sign_in(client, who).get("/"))


def first_link(made, words, rest):
    return (
        f'<p class="govuk-body-l"><a class="govuk-link" href="/plans/{made.plan.reference}/{rest}">'
        f"{made.council.name}: {words}</a></p>"
    )


def test_a_caf_lead_is_asked_to_respond_then_to_share_then_to_send_it_on(client):
    made = make_plan.plan(recommendations=3)
    lead = made.people.lead
    assert first_link(made, "respond to 3 recommendations", "recommendations/") in home(client, lead)
    for response in made.responses[:2]:
        save_response(response, make_plan.COMPLETE, seen=0, by=lead)
    assert first_link(made, "respond to 1 recommendation", "recommendations/") in home(client, lead)
    make_plan.complete_all(made)
    assert first_link(made, "share the plan with your assurer", "steps/share/") in home(client, lead)
    make_plan.walk(made, "share", "return_feedback")
    assert first_link(made, "finish the plan and send it on", "") in home(client, lead)


def test_a_suggestion_that_waits_is_decided_before_the_plan_is_sent_on(client):
    made = make_plan.plan(complete=True)
    make_plan.walk(made, "share")
    for field in ("justification", "notes"):
        suggest(made.responses[0], field, "Say this.", by=made.people.assurer)
    make_plan.walk(made, "return_feedback")
    assert first_link(made, "decide 2 suggestions", "suggestions/") in home(client, made.people.lead)
    decline(Suggestion.objects.first(), by=made.people.lead)
    assert first_link(made, "decide 1 suggestion", "suggestions/") in home(client, made.people.lead)
    contributor = make.person(role=Role.CONTRIBUTOR, at=made.council)
    assert "Nothing waits for you now." in home(client, contributor)
    decline(Suggestion.objects.last(), by=made.people.lead)
    assert first_link(made, "finish the plan and send it on", "") in home(client, made.people.lead)


def test_a_question_of_mhclg_waits_for_the_caf_lead_until_it_is_answered(client):
    made = make_plan.plan(status=Status.SUBMITTED)
    assert "Nothing waits for you now." in home(client, made.people.lead)
    asked = start_thread(made.plan, by=made.people.manager, audience=Thread.Audience.MHCLG, text="How much?")
    assert first_link(made, "answer 1 question of MHCLG", "comments/") in home(client, made.people.lead)
    assert "Nothing waits for you now." in home(client, made.people.approver)
    reply(asked, text="That much.", by=made.people.lead)
    assert "Nothing waits for you now." in home(client, made.people.lead)
    reply(asked, text="And when?", by=made.people.manager)
    assert first_link(made, "answer 1 question of MHCLG", "comments/") in home(client, made.people.lead)


@pytest.mark.parametrize(
    ("status", "who", "words", "rest"),
    [
        (Status.ASSURER_FEEDBACK, "assurer", "give feedback on the plan", "steps/return_feedback/"),
        (Status.INTERNAL_QA, "qa", "check the plan, then pass it on or return it", "quality/"),
        (Status.APPROVAL, "approver", "read the plan, then sign it or return it", "approve/"),
        (Status.SIGNED_OFF, "assurer", "confirm that the plan can be submitted", "steps/confirm/"),
        (Status.READY_TO_SUBMIT, "lead", "submit the plan to MHCLG", "steps/submit/"),
    ],
)
def test_whoever_the_plan_is_with_is_asked_and_the_others_see_whom_it_waits_for(client, status, who, words, rest):
    made = make_plan.plan(status=status)
    for name in ("lead", "qa", "approver", "assurer"):
        said = home(client, getattr(made.people, name))
        if name == who:
            assert first_link(made, words, rest) in said
        else:
            assert "Nothing waits for you now." in said
            assert f"{status.label}</strong> since" in said


def test_a_session_that_one_side_proposed_waits_for_the_other(client):
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    at = timezone.now() + datetime.timedelta(days=9)
    sessions.propose(made.plan, by=made.people.assurer, seen="", at=at, place="Town hall")
    words = f"confirm the session on {day(at)}, or propose another time"
    assert first_link(made, words, "session/") in home(client, made.people.lead)
    assert first_link(made, "give feedback on the plan", "steps/return_feedback/") in home(client, made.people.assurer)
    sessions.confirm(made.plan, by=made.people.lead, seen=sessions.mark_of(sessions.current(made.plan)))
    assert "confirm the session" not in home(client, made.people.lead)


def test_mhclg_is_asked_to_acknowledge_what_was_submitted(client):
    made = make_plan.plan(status=Status.SUBMITTED)
    assert "1 submission to acknowledge" in home(client, made.people.manager)
    make_plan.walk(made, "acknowledge")
    assert "to acknowledge" not in home(client, made.people.manager)


def test_a_delegate_is_asked_for_their_own_rows_alone(client):
    made = make_plan.plan(recommendations=3)
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assert "Nothing waits for you now." in home(client, delegate)
    assign_perm("respond", delegate, made.responses[0])
    assert "respond to 1 recommendation<" in home(client, delegate)


def test_what_waits_for_me_stands_before_what_waits_for_others(client):
    waiting = make_plan.plan(council=make.council(name="Ashby"), status=Status.ASSURER_FEEDBACK)
    mine = make_plan.plan(council=make.council(name="Brackley"))
    grant(Role.CAF_LEAD, waiting.people.lead, mine.council, by=None)
    said = home(client, waiting.people.lead)
    assert said.index("Brackley: respond") < said.index("Plans that wait for others") < said.index("Ashby, 2026/27")


def test_an_assurer_sees_their_assessments_with_report_and_plan_or_that_there_is_none(client):
    made = make_plan.plan(council=make.council(name="Ashby"))
    begun = make.engagement(assessment=make.assessment(council=make.council(name="Brackley")))
    grant(Role.ASSURER, made.people.assurer, begun, by=None)
    said = home(client, made.people.assurer)
    assert f'href="/reports/{made.plan.assessment.reference}/"' in said
    assert f'href="/plans/{made.plan.reference}/"' in said
    assert f'href="/reports/{begun.assessment.reference}/"' in said
    assert "There is no plan yet: it begins when you issue a report." in said


def matter(assessment, words, page):
    return f'<a class="govuk-link" href="/reports/{assessment.reference}/{page}">{assessment.council.name}: {words}</a>'


def test_before_any_plan_each_side_is_asked_for_what_the_report_waits_for(client):
    scope = make.scope(engagement=make.engagement())
    assessment, assurer = scope.assessment, make.assurer(scope.engagement)
    lead, reader = (make.person(role=role, at=assessment.council) for role in (Role.CAF_LEAD, Role.READER))
    write = matter(assessment, "write the report and issue it", "")
    assert write in home(client, assurer)
    draft = make_assurance.draft(scope, "A1.a")
    assert write in home(client, assurer)

    until = factual_check.start(draft, by=assurer).check_until
    asked = matter(assessment, f"check the facts of the report on {scope} by {day(until)}", "scopes/ORG/factual-check/")
    assert asked in home(client, lead)
    assert "check the facts" not in home(client, reader)
    assert write not in home(client, assurer)

    said = factual_check.comment(draft, about="A1.a", text="Not so.", by=lead)
    answer = matter(assessment, f"answer the council’s comments on {scope}", "scopes/ORG/factual-check/comments/")
    assert answer in home(client, assurer)
    factual_check.answer(said, text="So it is.", by=assurer)
    assert "What waits for you" not in home(client, assurer)

    factual_check.end(draft, by=assurer)
    assert write in home(client, assurer)
    assert "There is no plan that you work with yet." in home(client, lead)
    reports.issue(make_assurance.looked_over(draft, by=assurer), by=assurer)
    assert write not in home(client, assurer)


def test_a_check_that_nobody_ended_waits_for_the_assurer_again(client):
    scope = make.scope(engagement=make.engagement())
    assurer, lead = make.assurer(scope.engagement), make.person(role=Role.CAF_LEAD, at=scope.assessment.council)
    draft = factual_check.start(make_assurance.draft(scope, "A1.a"), by=assurer)
    Report.objects.filter(pk=draft.pk).update(check_until=timezone.localdate() - datetime.timedelta(days=1))
    assert "write the report and issue it" in home(client, assurer)
    assert "check the facts" not in home(client, lead)


def test_the_page_of_an_assurer_takes_the_same_queries_with_2_reports_and_with_20(client):
    assurer = make.person()
    make.sign_in(client, assurer)
    counts = []
    for more in (2, 18):
        for _ in range(more):
            scope = make.scope(engagement=make.engagement())
            grant(Role.ASSURER, assurer, scope.engagement, by=None)
            make_assurance.draft(scope, "A1.a")
        counts.append(queries(client, "/"))
    assert counts[0] == counts[1] <= 15


def test_mhclg_goes_on_to_the_national_pages_and_sees_no_list_of_plans(client):
    made = make_plan.plan()
    said = home(client, made.people.manager)
    for address in ("/national/submissions/", "/national/stages/", "/manage/"):
        assert f'href="{address}"' in said
    assert made.council.name not in said
    analyst = make.mhclg(Role.MHCLG_ANALYST)
    assert '<a class="govuk-link" href="/manage/"' not in home(client, analyst)


def test_nobody_sees_another_councils_plan(client):
    made = make_plan.plan()
    stranger = make.person(role=Role.CAF_LEAD, at=make.council())
    assert made.plan.reference not in home(client, stranger)


def test_nobody_signed_in_is_asked_to_sign_in(client):
    assert client.get("/")["Location"].startswith("/account/login/")


def test_the_list_of_plans_is_the_home_page(client):
    made = make_plan.plan()
    assert make.sign_in(client, made.people.lead).get("/plans/")["Location"] == "/"


def test_the_page_takes_the_same_queries_with_3_plans_and_with_300(client):
    lead = make.person()
    make.sign_in(client, lead)
    counts = []
    for more in (3, 297):
        for _ in range(more):
            council = make.council()
            grant(Role.CAF_LEAD, lead, council, by=None)
            Plan.objects.create(assessment=make.assessment(council=council), starts=make_plan.Q4, events_written=0)
        counts.append(queries(client, "/"))
    assert Plan.objects.count() == 300
    assert counts[0] == counts[1] <= 15
