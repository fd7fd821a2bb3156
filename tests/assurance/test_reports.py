"""Issuing a scope's report: what stands in the way, what is pinned and frozen, and that it happens once."""

import threading

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from accounts.models import AuditEvent
from assurance.document import ReportDocument
from assurance.figures import figures
from assurance.models import AlsoAddresses, Assessment, Engagement, Finding, Recommendation, Report, Target
from assurance.report_facts import (
    findings_by_report,
    issued_reports,
    objective_titles,
    readable_reports,
)
from assurance.reports import AlreadyIssued, Refused, issue, what_stands_in_the_way
from iip.canonical import digest
from tests import make, make_assurance
from tests.make_assurance import issued, looked_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile():
    targets = {"A1.a": "achieved", "A1.b": "not_achieved", "A2.b": "partially_achieved"}
    return make.profile(framework=make.framework(), targets=targets)


@pytest.fixture
def scope(profile):
    engagement = make.engagement(assessment=make.assessment(profile=profile))
    return make.scope(engagement=engagement)


@pytest.fixture
def assurer(scope):
    return make.assurer(scope.engagement)


def decide(report, code, decision):
    Finding.objects.filter(report=report, outcome__code=code).update(decision=decision)


# --- what is pinned and frozen


def test_an_issued_report_says_who_when_and_what_and_its_digest_is_of_its_text(scope, assurer):
    report = issue(looked_over(make_assurance.draft(scope, recommended=("A1.a",)), by=assurer), by=assurer)
    report.refresh_from_db()
    assert (report.state, report.number, report.issued_by) == ("issued", 1, assurer)
    assert digest(report.document) == report.digest
    document = ReportDocument.load(report.document)
    assert (len(document.findings), len(document.recommendations)) == (12, 1)
    assert document.issued_on == timezone.localdate(report.issued_at).isoformat()
    event = AuditEvent.objects.get(action="report issued")
    assert (event.actor, event.subject_ref, event.detail) == (
        assurer,
        scope.assessment.reference,
        "ORG, version 1",
    )


def test_targets_are_pinned_and_a_later_change_of_the_profile_changes_nothing(scope, assurer, profile):
    report = issue(looked_over(make_assurance.draft(scope), by=assurer), by=assurer)
    before = report.document
    Target.objects.filter(profile=profile).update(achievement="partially_achieved")
    profile.targets.filter(outcome__code="A1.a").delete()
    Assessment.objects.update(profile=None)
    targets = dict(Finding.objects.filter(report=report).values_list("outcome__code", "target"))
    assert targets["A1.a"] == "achieved"
    assert targets["A1.b"] == "not_achieved"
    assert targets["A1.c"] == ""
    report.refresh_from_db()
    assert report.document == before
    assert {f.outcome: f.target for f in ReportDocument.load(report.document).findings} == targets
    assert {f.outcome: f.target for f in findings_by_report([report])[report.pk]} == targets


def test_a_scope_with_a_profile_of_its_own_is_held_to_that_one(scope, assurer):
    own = make.profile(framework=make.framework(), name="Own", targets={"A1.c": "achieved"})
    scope.profile = own
    scope.save()
    report = issue(looked_over(make_assurance.draft(scope), by=assurer), by=assurer)
    assert set(report.findings.exclude(target="").values_list("outcome__code", "target")) == {("A1.c", "achieved")}
    assert ReportDocument.load(report.document).profile == "Own"


def test_a_draft_shows_the_targets_that_issue_would_pin_and_pins_none(scope):
    report = make_assurance.draft(scope)
    shown = {f.outcome: f.target for f in findings_by_report([report])[report.pk]}
    assert (shown["A1.a"], shown["A1.c"]) == ("achieved", "")
    assert not report.findings.exclude(target="").exists()


def test_the_rows_of_an_issued_report_refuse_every_change(scope, assurer):
    draft = make_assurance.draft(scope, recommended=("A1.a",))
    also = AlsoAddresses.objects.create(
        recommendation=draft.recommendations.get(), scope=scope, outcome=draft.findings.all()[3].outcome
    )
    report = issue(looked_over(draft, by=assurer), by=assurer)
    changes = [
        (Report.objects.filter(pk=report.pk), {"document": "{}"}),
        (Finding.objects.filter(report=report), {"target": ""}),
        (Recommendation.objects.filter(report=report), {"text": "Softer"}),
        (AlsoAddresses.objects.filter(pk=also.pk), {"scope": scope}),
    ]
    for rows, change in changes:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows._raw_delete("default")


# --- what stands in the way


def test_a_report_without_findings_is_not_issued(scope, assurer):
    report = Report.objects.create(scope=scope, number=1)
    assert "has no findings on ORG" in what_stands_in_the_way(report)[0]
    with pytest.raises(Refused, match="no findings"):
        issue(report, by=assurer)
    report.refresh_from_db()
    assert report.state == "draft"


def test_everything_in_the_way_is_told_at_once(scope, assurer):
    report = make_assurance.draft(scope, "A1.a", "A1.b")
    decide(report, "A1.a", "partially_achieved")
    make_assurance.recommendation(report, "A2.a", ref="ORG-A2.a-01", text="")
    misplaced = scope.assessment.framework.outcomes.get(code="B2.a")
    Finding.objects.create(report=report, outcome=misplaced, decision="achieved")
    wrong = what_stands_in_the_way(report)
    assert [words.partition(" ")[0] for words in wrong] == ["A1.a", "B2.a", "ORG-A2.a-01", "ORG-A2.a-01", "The"]
    with pytest.raises(Refused) as refused:
        issue(report, by=assurer)
    assert str(refused.value) == " ".join(wrong)
    assert not Finding.objects.exclude(target="").exists()


def test_nothing_stands_in_the_way_of_a_whole_report(scope):
    report = make_assurance.draft(scope, recommended=("A1.a", "A2.b"))
    assert what_stands_in_the_way(report) == []


def test_a_second_report_of_a_scope_is_not_issued_without_saying_what_changed_and_why(scope, assurer):
    issued(scope, by=assurer)
    second = looked_over(make_assurance.draft(scope), by=assurer)
    with pytest.raises(Refused, match="what changed in the report and why"):
        issue(second, by=assurer)
    assert [report.state for report in scope.reports.order_by("number")] == ["issued", "draft"]


def test_only_an_assurer_of_the_scopes_live_engagement_issues(scope, assurer):
    report = make_assurance.draft(scope)
    other = make.engagement(assessment=scope.assessment, leads=False)
    with pytest.raises(Refused, match="not an assurer"):
        issue(report, by=make.assurer(other))
    Engagement.objects.filter(pk=scope.engagement.pk).update(closed_at=timezone.now())
    with pytest.raises(Refused, match="not an assurer"):
        issue(report, by=assurer)
    assert not AuditEvent.objects.filter(action="report issued").exists()


# --- once


def test_a_report_is_issued_once(scope, assurer):
    report = make_assurance.draft(scope)
    issue(looked_over(report, by=assurer), by=assurer)
    with pytest.raises(AlreadyIssued, match="has already issued"):
        issue(report, by=assurer)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_issues(scope):
    people = [make.assurer(scope.engagement) for _ in range(2)]
    report = looked_over(make_assurance.draft(scope), by=people[0])
    said, start = [], threading.Barrier(2)

    def try_it(by):
        start.wait()
        try:
            issue(Report.objects.get(pk=report.pk), by=by)
            said.append("issued")
        except AlreadyIssued as refused:
            said.append(str(refused))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_it, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(words.endswith("has already issued this report.") for words in said) == [False, True]
    assert AuditEvent.objects.filter(action="report issued").count() == 1


# --- what is read


def test_an_outcome_without_a_target_is_never_met(scope):
    report = make_assurance.draft(scope)
    decide(report, "A1.a", "achieved")
    decide(report, "A1.c", "achieved")
    decide(report, "A2.b", "not_assessed")
    shown = figures(findings_by_report([report])[report.pk], objective_titles(scope.assessment))
    a, d = shown
    assert (a.objective, a.title) == ("A", "Managing security risk")
    # A1.a and A1.b reach their targets; A2.b was not assessed; the rest of A has no target.
    assert (a.met, a.not_met, a.not_assessed) == (2, 0, 1)
    assert a.no_target == a.total - 3
    assert (d.met, d.not_met, d.no_target) == (0, 0, d.total)


def test_drafts_are_read_only_in_ones_own_engagement(scope, assurer):
    other = make.engagement(assessment=scope.assessment, leads=False)
    theirs = make_assurance.draft(make.scope(engagement=other, code="SYS1"))
    ours = make_assurance.draft(scope)
    assert list(readable_reports(scope.assessment, [scope.engagement])) == [ours]
    assert list(readable_reports(scope.assessment, [])) == []
    issue(looked_over(ours, by=assurer), by=assurer)
    assert list(issued_reports(scope.assessment)) == [ours]
    assert list(readable_reports(scope.assessment, [])) == [ours]
    assert list(readable_reports(scope.assessment, [other])) == [ours, theirs]


@pytest.mark.parametrize("name", ["harrowmere-2026-27", "tarnside-2026-27"])
def test_the_findings_take_the_same_queries_for_one_scope_and_for_four(name, django_assert_num_queries):
    engagement = make_assurance.engagement_for(name)
    by = make.assurer(engagement)
    Assessment.objects.update(profile=make.profile(framework=make.framework(), targets={"A1.a": "achieved"}))
    make_assurance.written(name, engagement=engagement, by=by)
    make_assurance.issue_all(engagement.assessment, by=by)
    reports = list(issued_reports(engagement.assessment))
    with django_assert_num_queries(2):
        found = findings_by_report(reports)
    assert sum(map(len, found.values())) == {1: 12, 4: 93}[len(reports)]
