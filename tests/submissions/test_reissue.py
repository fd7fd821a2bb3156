"""A report that is issued again or withdrawn, and what the plan does about it at every status."""

import threading

import pytest
from django.db import connections
from django.urls import reverse
from guardian.shortcuts import assign_perm

from accounts.roles import Role
from assurance import reports
from assurance.models import Report
from submissions import gates
from submissions.actions import issue_report, reissue_report, why_not_withdraw, withdraw_report
from submissions.answered import follow_reports, look_at
from submissions.document import PlanDocument
from submissions.history import entries
from submissions.models import Status
from submissions.responses import save_response
from submissions.workflow import BY_NAME, UNDER_REVIEW, Refused, why_not
from tests import make, make_plan
from tests.make_assurance import looked_over, recommendation

pytestmark = pytest.mark.django_db
KEPT, CHANGED, ADDED = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-A2.a-01"
REMOVED = "ORG-A1.c-01"


def reopened(made):
    """A new version with one recommendation changed, one added and one removed."""
    scope = made.plan.assessment.scopes.get()
    draft = reports.open_reissue(scope, by=made.people.assurer)
    draft.recommendations.filter(ref=CHANGED).update(text="Do that instead.")
    draft.recommendations.filter(ref=REMOVED).delete()
    recommendation(draft, "A2.a", ref=ADDED, position=9)
    return looked_over(draft, by=made.people.assurer)


def reissued(made):
    plan = reissue_report(reopened(made), by=made.people.assurer, why="The council showed more evidence.")
    made.plan.refresh_from_db()
    assert plan == made.plan
    return made.plan


def at(status):
    return make_plan.plan(recommendations=3, status=status, complete=True)


def response(made, ref):
    return made.plan.responses.select_related("recommendation__report").get(ref=ref)


def says_what_the_new_report_says(made):
    assert set(PlanDocument.of(made.plan).by_ref) == {KEPT, CHANGED, ADDED}
    for ref in (KEPT, CHANGED, ADDED):
        assert response(made, ref).recommendation.report.number == 2
    gone = response(made, REMOVED)
    assert gone.recommendation is None
    assert gone.answered_before.report.number == 1
    assert gone.choice == "implement"
    assert gone.changes.exists()


# --- the new version as a draft


def test_a_new_version_copies_the_report_in_force_and_keeps_its_refs():
    made = at(Status.DRAFT)
    scope = made.plan.assessment.scopes.get()
    draft = reports.open_reissue(scope, by=made.people.assurer)
    issued = scope.reports.issued().get()
    rows = [
        [list(rows.values_list("outcome", *names)) for rows, names in (
            (report.findings, ("self_assessment", "decision", "expected", "comment")),
            (report.recommendations, ("ref", "title", "text", "risk", "risk_description", "position", "process")),
        )]
        for report in (issued, draft)
    ]  # fmt: skip
    assert (draft.number, draft.state) == (2, "draft")
    assert rows[0] == rows[1]
    assert rows[0][1]


def test_what_the_new_version_also_addresses_is_copied_too():
    made = at(Status.DRAFT)
    issued = reissued(made).assessment.scopes.get().reports.issued().get()
    draft = reports.open_reissue(issued.scope, by=made.people.assurer)
    first = draft.recommendations.get(ref=KEPT)
    first.also_addresses.create(scope=issued.scope, outcome=draft.findings.all()[4].outcome)
    reissue_report(looked_over(draft, by=made.people.assurer), by=made.people.assurer, why="More.")
    again = reports.open_reissue(issued.scope, by=made.people.assurer)
    assert again.recommendations.get(ref=KEPT).also_addresses.count() == 1


def test_only_one_new_version_is_open_and_only_over_a_report_in_force():
    made = at(Status.DRAFT)
    scope = made.plan.assessment.scopes.get()
    reports.open_reissue(scope, by=made.people.assurer)
    with pytest.raises(reports.Refused, match="open already"):
        reports.open_reissue(scope, by=made.people.assurer)
    other = make.scope(engagement=scope.engagement, code="SYS1")
    with pytest.raises(reports.Refused, match="No report of SYS1 is in force"):
        reports.open_reissue(other, by=made.people.assurer)


def test_a_new_version_that_was_opened_by_mistake_is_dropped_and_a_first_draft_is_not():
    made = at(Status.DRAFT)
    scope = made.plan.assessment.scopes.get()
    reports.discard(reports.open_reissue(scope, by=made.people.assurer), by=made.people.assurer)
    assert [report.state for report in scope.reports.all()] == ["issued"]
    first = make_plan.report(scope=make.scope(engagement=scope.engagement, code="SYS1"))
    with pytest.raises(reports.Refused, match="is the first"):
        reports.discard(first, by=made.people.assurer)


def test_a_stranger_opens_drops_reissues_and_withdraws_nothing():
    made = at(Status.DRAFT)
    scope = made.plan.assessment.scopes.get()
    stranger = make.assurer(make.engagement())
    with pytest.raises(reports.Refused, match="not an assurer"):
        reports.open_reissue(scope, by=stranger)
    draft = reopened(made)
    for refused in (
        lambda: reports.discard(draft, by=stranger),
        lambda: reissue_report(draft, by=stranger, why="Because."),
    ):
        with pytest.raises(reports.Refused, match="not an assurer"):
            refused()
    with pytest.raises(Refused, match="Only an assurer of this report"):
        withdraw_report(scope.reports.issued().get(), by=stranger, reason="Wrong.")
    assert [report.state for report in scope.reports.order_by("number")] == ["issued", "draft"]


# --- issued again


def test_a_reissue_says_what_changed_and_why():
    made = at(Status.DRAFT)
    draft = reopened(made)
    with pytest.raises(reports.Refused, match="what changed in the report and why"):
        reissue_report(draft, by=made.people.assurer, why=" ")
    assert draft.scope.reports.issued().get().number == 1


def test_at_draft_the_plan_follows_at_once_with_an_event():
    made = at(Status.DRAFT)
    reissued(made)
    assert made.plan.status == Status.DRAFT
    says_what_the_new_report_says(made)
    event = made.plan.events.order_by("number").last()
    assert (event.step, event.from_status, event.to_status) == ("reissue", "draft", "draft")
    assert "The council showed more evidence." in event.note
    assert event.details == f'{{"added":["{ADDED}"],"changed":["{CHANGED}"],"removed":["{REMOVED}"]}}'
    entry = entries([event], notes=gates.BY_REPORT)[0]
    assert ("Recommendations changed", CHANGED) in entry.facts
    assert "issued a new version of a report" in entry.sentence


def test_changed_and_new_recommendations_are_flagged_until_somebody_has_looked():
    made = at(Status.DRAFT)
    reissued(made)
    flags = dict(made.plan.responses.values_list("ref", "flag"))
    assert flags == {KEPT: "", CHANGED: "changed", ADDED: "new", REMOVED: ""}
    changed = response(made, CHANGED)
    assert changed.answered_before.text == "Do this."
    assert look_at(changed)
    assert not look_at(changed)
    changed.refresh_from_db()
    assert (changed.flag, changed.flagged_at) == ("", None)


def test_the_council_finds_what_changed_in_its_list_and_says_that_it_has_looked(client):
    made = at(Status.DRAFT)
    reissued(made)
    make.sign_in(client, made.people.lead)
    rows = reverse("submissions:recommendation_list", args=[made.plan.reference])
    assert "the recommendation changed" in client.get(rows).content.decode()
    here = reverse("submissions:response_edit", args=[made.plan.reference, CHANGED])
    page = client.get(here).content.decode()
    assert "Do this." in page
    assert "Do that instead." in page
    new = reverse("submissions:response_edit", args=[made.plan.reference, ADDED])
    assert "New recommendation" in client.get(new).content.decode()
    looked = reverse("submissions:response_looked", args=[made.plan.reference, CHANGED])
    assert client.post(looked).status_code == 302
    assert "the recommendation changed" not in client.get(rows).content.decode()
    assert "I have looked at this" not in client.get(here).content.decode()


def test_a_delegate_is_told_of_their_own_rows_alone(client):
    made = at(Status.DRAFT)
    reissued(made)
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assign_perm("respond", delegate, response(made, KEPT))
    make.sign_in(client, delegate)
    page = client.get(reverse("submissions:recommendation_list", args=[made.plan.reference]))
    assert KEPT in page.content.decode()
    assert CHANGED not in page.content.decode()


def test_the_councils_answers_stay_as_they_were():
    made = at(Status.DRAFT)
    before = {ref: row.response for ref, row in PlanDocument.of(made.plan).by_ref.items()}
    reissued(made)
    after = {ref: row.response for ref, row in PlanDocument.of(made.plan).by_ref.items()}
    assert after[KEPT] == before[KEPT]
    assert after[CHANGED] == before[CHANGED]
    assert after[ADDED].choice == ""
    assert not made.plan.responses.get(ref=CHANGED).changes.filter(source="reissue").exists()


def test_a_recommendation_that_comes_back_finds_its_answer_again():
    made = at(Status.DRAFT)
    reissued(made)
    draft = reports.open_reissue(made.plan.assessment.scopes.get(), by=made.people.assurer)
    recommendation(draft, "A1.c", ref=REMOVED, position=8)
    reissue_report(looked_over(draft, by=made.people.assurer), by=made.people.assurer, why="It came back.")
    back = response(made, REMOVED)
    assert (back.recommendation.report.number, back.choice, back.flag) == (3, "implement", "changed")


@pytest.mark.parametrize("status", UNDER_REVIEW)
def test_a_plan_under_review_goes_back_to_draft_naming_the_refs(status):
    made = at(status)
    reissued(made)
    assert made.plan.status == Status.DRAFT
    says_what_the_new_report_says(made)
    event = made.plan.events.order_by("number").last()
    assert (event.step, event.from_status) == ("report_changed", status)
    assert all(ref in event.details for ref in (CHANGED, ADDED, REMOVED))
    assert gates.signature(list(made.plan.events.order_by("number"))) is None


def test_a_submission_in_force_stays_as_it_was_and_what_is_new_waits_for_the_update():
    made = at(Status.SUBMITTED)
    before, submission = PlanDocument.of(made.plan), made.plan.submissions.get()
    reissued(made)
    assert made.plan.status == Status.SUBMITTED
    assert PlanDocument.of(made.plan) == before
    submission.refresh_from_db()
    assert submission.in_force
    assert submission.version.document.digest == before.digest
    assert not made.plan.responses.exclude(flag="").exists()
    make_plan.step(made, "update")
    says_what_the_new_report_says(made)
    assert response(made, CHANGED).flag == "changed"


def test_two_new_versions_while_a_plan_is_submitted_are_one_change_to_the_council():
    made = at(Status.SUBMITTED)
    reissued(made)
    draft = reports.open_reissue(made.plan.assessment.scopes.get(), by=made.people.assurer)
    draft.recommendations.filter(ref=CHANGED).update(text="Do this.")
    reissue_report(looked_over(draft, by=made.people.assurer), by=made.people.assurer, why="As it was.")
    make_plan.step(made, "update")
    assert response(made, CHANGED).flag == ""
    assert response(made, CHANGED).recommendation.report.number == 3


def test_a_new_scope_without_recommendations_waits_for_the_update_as_well():
    made = at(Status.SUBMITTED)
    scope = make.scope(engagement=made.plan.assessment.engagements.get(), code="SYS1")
    drafted = looked_over(make_plan.report(scope=scope, recommendations=0), by=made.people.assurer)
    issue_report(drafted, by=made.people.assurer)
    assert [scope.scope for scope in PlanDocument.of(made.plan).scopes] == ["ORG"]
    make_plan.step(made, "update")
    assert [scope.scope for scope in PlanDocument.of(made.plan).scopes] == ["ORG", "SYS1"]


def test_at_a_closed_plan_a_reissue_and_a_withdrawal_are_refused():
    made = at(Status.CLOSED)
    draft = reopened(made)
    with pytest.raises(Refused, match="closed"):
        reissue_report(draft, by=made.people.assurer, why="Because.")
    with pytest.raises(Refused, match="closed"):
        withdraw_report(draft.scope.reports.issued().get(), by=made.people.manager, reason="Wrong.")
    assert draft.scope.reports.issued().get().number == 1


def test_feedback_is_due_again_after_a_reissue():
    made = at(Status.INTERNAL_QA)
    reissued(made)
    assert "no feedback since recommendations were last added" in why_not(
        BY_NAME["send_to_qa"], made.plan, by=made.people.lead
    )


def test_comments_on_a_recommendation_that_is_gone_stand_in_nobodys_way():
    made = make_plan.plan(recommendations=3, complete=True)
    make_plan.walk(made, "share")
    thread = made.plan.threads.create(response=response(made, REMOVED), audience="assurer")
    thread.comments.create(by=made.people.assurer, role=Role.ASSURER, text="Why?")
    reissued(made)
    for name in ("share", "return_feedback", "session"):
        make_plan.walk(made, name)
    save_response(response(made, ADDED), make_plan.COMPLETE, seen=0, by=made.people.lead)
    assert why_not(BY_NAME["send_to_qa"], made.plan, by=made.people.lead) == ""


def test_following_twice_does_nothing():
    made = at(Status.DRAFT)
    reissued(made)
    edition = made.plan.edition
    follow_reports(made.plan)
    made.plan.refresh_from_db()
    assert made.plan.edition == edition


# --- withdrawn


def withdrawn(made, by):
    report = made.plan.assessment.scopes.get(code="ORG").reports.issued().get()
    withdraw_report(report, by=by, reason="It was another council’s.")
    made.plan.refresh_from_db()
    report.refresh_from_db()
    return report


def test_an_assurer_withdraws_until_an_answer_is_saved_and_then_a_manager_does():
    made = make_plan.plan()
    report = made.plan.assessment.scopes.get().reports.get()
    assert why_not_withdraw(report, by=made.people.assurer) == ""
    first = made.responses[0]
    save_response(first, {"choice": "implement"}, seen=0, by=made.people.lead)
    with pytest.raises(Refused, match="Ask an MHCLG manager"):
        withdraw_report(report, by=made.people.assurer, reason="Wrong.")
    assert withdrawn(made, made.people.manager).state == "withdrawn"


def test_a_withdrawal_gives_its_reason():
    made = make_plan.plan()
    with pytest.raises(Refused, match="Enter why"):
        withdraw_report(made.plan.assessment.scopes.get().reports.get(), by=made.people.assurer, reason=" ")


def test_at_draft_the_recommendations_leave_the_plan_with_a_record():
    made = at(Status.DRAFT)
    withdrawn(made, made.people.manager)
    assert made.plan.status == Status.DRAFT
    assert PlanDocument.of(made.plan).rows == ()
    event = made.plan.events.order_by("number").last()
    assert (event.step, event.role) == ("withdraw_report", Role.MHCLG_MANAGER)
    assert "another council’s" in event.note
    assert [row.recommendation for row in made.responses] == [None] * 3
    assert all(row.choice == "implement" and row.answered_before_id for row in made.responses)


@pytest.mark.parametrize("status", UNDER_REVIEW)
def test_a_withdrawal_takes_a_plan_under_review_back_to_draft(status):
    made = at(status)
    withdrawn(made, made.people.manager)
    assert (made.plan.status, PlanDocument.of(made.plan).rows) == (Status.DRAFT, ())
    event = made.plan.events.order_by("number").last()
    assert (event.step, event.role) == ("report_changed", Role.MHCLG_MANAGER)


def test_a_withdrawal_leaves_a_submission_as_it_was_until_the_update():
    made = at(Status.SUBMITTED)
    before = PlanDocument.of(made.plan)
    withdrawn(made, made.people.manager)
    assert (made.plan.status, PlanDocument.of(made.plan)) == (Status.SUBMITTED, before)
    make_plan.step(made, "update")
    assert PlanDocument.of(made.plan).scopes == ()


def test_a_plan_without_any_report_stays_a_draft_that_cannot_be_handed_over():
    made = at(Status.DRAFT)
    withdrawn(made, made.people.manager)
    for name in ("share", "send_to_qa"):
        reason = why_not(BY_NAME[name], made.plan, by=made.people.lead)
        assert reason != "", name
    assert "No report is in force" in why_not(BY_NAME["share"], made.plan, by=made.people.lead)


def test_the_other_scopes_stay_when_one_is_withdrawn():
    made = make_plan.plan(scopes=("ORG", "SYS1"))
    withdrawn(made, made.people.assurer)
    assert {row.scope.scope for row in PlanDocument.of(made.plan).rows} == {"SYS1"}


def test_a_scope_is_issued_anew_after_its_withdrawal_and_finds_its_answers():
    made = at(Status.DRAFT)
    report = withdrawn(made, made.people.manager)
    again = make_plan.report(scope=report.scope, recommendations=3)
    assert again.number == 2
    issue_report(looked_over(again, by=made.people.assurer), by=made.people.assurer)
    rows = PlanDocument.of(made.plan).rows
    assert [row.response.choice for row in rows] == ["implement"] * 3
    assert not made.plan.responses.exclude(flag="").exists()


def test_a_report_is_withdrawn_once():
    made = make_plan.plan()
    report = withdrawn(made, made.people.assurer)
    with pytest.raises(Refused, match="not in force"):
        withdraw_report(report, by=made.people.manager, reason="Again.")


# --- two people at once


def both(*acts):
    """What came of acts that begin at the same moment: "" for done, or the refusal."""
    said, start = [], threading.Barrier(len(acts))

    def try_it(act):
        start.wait()
        try:
            act()
            said.append("")
        except (Refused, reports.Refused) as refused:
            said.append(str(refused))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_it, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_issues_the_new_version():
    made = at(Status.DRAFT)
    draft = reopened(made)
    acts = [lambda: reissue_report(Report.objects.get(pk=draft.pk), by=made.people.assurer, why="More.")] * 2
    said = both(*acts)
    assert said[0] == ""
    assert "already issued" in said[1]
    says_what_the_new_report_says(made)


@pytest.mark.django_db(transaction=True)
def test_of_a_reissue_and_a_withdrawal_at_once_the_plan_follows_what_is_in_force():
    made = at(Status.DRAFT)
    draft, old = reopened(made), made.plan.assessment.scopes.get().reports.issued().get()
    both(
        lambda: reissue_report(Report.objects.get(pk=draft.pk), by=made.people.assurer, why="More."),
        lambda: withdraw_report(Report.objects.get(pk=old.pk), by=made.people.manager, reason="Wrong."),
    )
    in_force = list(Report.objects.issued().values_list("pk", flat=True))
    assert list(made.plan.answered.values_list("report", flat=True)) == in_force
    assert bool(PlanDocument.of(made.plan).rows) == bool(in_force)
