"""An assurer's workbook on its way in: what is wrong is told, what is right is written whole, once."""

import datetime
import threading
from io import BytesIO

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from openpyxl import load_workbook

from accounts.grants import grant
from accounts.models import AuditEvent, System
from accounts.roles import Role
from assurance.intake import content_of, problems_of, read_upload, why_not, write_intake
from assurance.intake_preview import narrative_changes, preview
from assurance.models import (
    Engagement,
    Finding,
    Intake,
    Narrative,
    Recommendation,
    Report,
    Scope,
)
from assurance.reports import Refused, issue
from assurance.writing.refs import used_refs
from tests import make, make_assurance
from tests.make import sign_in
from tests.make_assurance import changed, sample, without_scope

pytestmark = pytest.mark.django_db
SAMPLES = list(make_assurance.COUNCILS)


@pytest.fixture
def engagement():
    return make_assurance.engagement_for("harrowmere-2026-27")


@pytest.fixture
def assurer(engagement):
    return make.assurer(engagement)


def upload(data, engagement, by, filename="report.xlsx") -> Intake:
    return read_upload(data, filename, engagement.assessment, by=by)


def nothing_but_the_intake_was_written():
    return not any(m.objects.exists() for m in (Scope, Report, Finding, Recommendation, Narrative, System))


# --- what is right


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_written_whole_and_reads_back_equal_to_its_workbook(name):
    engagement = make_assurance.engagement_for(name)
    by = make.assurer(engagement)
    intake = make_assurance.written(name, engagement=engagement, by=by)
    content = content_of(intake)

    findings = Finding.objects.filter(report__scope__assessment=engagement.assessment)
    assert sorted(
        findings.values_list(
            "report__scope__code", "outcome__code", "self_assessment", "decision", "comment", "expected"
        )
    ) == sorted((f.scope, f.outcome, f.self_assessment, f.decision, f.comment, f.expected) for f in content.findings)
    assert [
        (
            r.ref,
            r.report.scope.code,
            r.outcome.code,
            r.title,
            r.text,
            r.risk,
            r.risk_description,
            tuple(name for name in ("people", "process", "technology") if getattr(r, name)),
            {(a.scope.code, a.outcome.code) for a in r.also_addresses.all()},
        )
        for r in Recommendation.objects.order_by("position")
    ] == [
        (
            r.ref,
            r.scope,
            r.outcome,
            r.title,
            r.text,
            r.risk,
            r.risk_description,
            r.control_types,
            set(r.also_addresses),
        )
        for r in content.recommendations
    ]
    scopes = engagement.assessment.scopes.order_by("pk")
    assert [(s.code, s.kind, s.name, s.description) for s in scopes] == [
        (s.code, s.kind, s.name, s.description) for s in content.scopes
    ]
    assert [s.system and s.system.supplier for s in scopes] == [
        s.supplier if s.kind == "system" else None for s in content.scopes
    ]
    narrative = Narrative.objects.get()
    assert narrative.executive_summary == content.about.executive_summary
    assert narrative.review_ended == content.about.review_ended


def test_reading_alone_writes_nothing_but_the_intake(engagement, assurer):
    intake = upload(sample("harrowmere-2026-27"), engagement, assurer)
    assert not intake.problems
    assert content_of(intake)
    assert nothing_but_the_intake_was_written()


def test_what_was_uploaded_and_imported_is_on_record_without_a_word_of_it(engagement, assurer):
    make_assurance.written("harrowmere-2026-27", engagement=engagement, by=assurer)
    events = AuditEvent.objects.filter(actor=assurer).order_by("pk")
    assert [(e.action, e.detail) for e in events] == [
        ("workbook uploaded", "0 problems"),
        ("report imported", "ORG"),
    ]
    assert {e.council for e in events} == {engagement.council}


def test_a_system_that_the_council_knows_is_used_and_only_its_blanks_are_filled():
    engagement = make_assurance.engagement_for("tarnside-2026-27")
    known = make.system(council=engagement.council, name="revenues and BENEFITS", supplier="Another Ltd")
    by = make.assurer(engagement)
    make_assurance.written("tarnside-2026-27", engagement=engagement, by=by)
    assert Scope.objects.get(code="SYS1").system == known
    known.refresh_from_db()
    assert (known.supplier, known.product) == ("Another Ltd", "Levywright Revenues 7")
    assert System.objects.count() == 3


# --- again


def test_a_second_upload_replaces_the_draft_and_says_beforehand_what_differs(engagement, assurer):
    make_assurance.written("harrowmere-2026-27", engagement=engagement, by=assurer)
    report = Report.objects.get()
    data = changed(sample("harrowmere-2026-27"), "Plan", ("A2", "ORG-A1.a-77"), ("F3", "Another text"), ("G4", "Low"))
    again = upload(data, engagement, assurer)
    (shown,) = preview(content_of(again), engagement.assessment)
    assert (shown.added, shown.removed) == (("ORG-A1.a-77",), ("ORG-A1.a-01",))
    assert shown.changed == ("ORG-A1.b-01", "ORG-A1.c-01")
    assert (shown.findings, shown.findings_changed, shown.is_new) == (12, 0, False)

    write_intake(again, by=assurer)
    assert Report.objects.get() == report
    assert Recommendation.objects.count() == 16
    assert Recommendation.objects.get(ref="ORG-A1.b-01").text == "Another text"
    assert not Recommendation.objects.filter(ref="ORG-A1.a-01").exists()


def test_a_second_upload_shows_what_it_says_otherwise_of_a_scope_and_in_the_words(client, engagement, assurer):
    make_assurance.written("harrowmere-2026-27", engagement=engagement, by=assurer)
    book = changed(sample("harrowmere-2026-27"), "Scopes", ("C2", "The council’s network"), ("D2", None))
    fields = {row[0].value: row[1] for row in load_workbook(BytesIO(book))["About"].iter_rows()}
    cells = ((fields["Good practice"].coordinate, "They test."), (fields["Review ended"].coordinate, "2026-06-30"))
    again = upload(changed(book, "About", *cells), engagement, assurer)
    (shown,) = preview(content_of(again), engagement.assessment)
    assert [(each.label, each.after) for each in shown.words][0] == ("Name", "The council’s network")
    words = {each.label: each.after for each in narrative_changes(content_of(again), engagement)}
    assert words == {"Good practice": "They test.", "Review ended": "30 June 2026"}
    page = sign_in(client, assurer).get(
        reverse("assurance:intake_detail", args=[engagement.assessment.reference, again.reference])
    ).content.decode()  # fmt: skip
    before = escape(engagement.narratives.get().good_practice.splitlines()[0])
    assert all(said in page for said in ("The council’s network", "They test.", "30 June 2026", before))
    write_intake(again, by=assurer)
    assert narrative_changes(content_of(again), engagement) == ()
    assert preview(content_of(again), engagement.assessment)[0].words == ()


def test_the_preview_says_that_a_shared_system_keeps_what_is_known_of_it(engagement, assurer):
    engagement = make_assurance.engagement_for("tarnside-2026-27")
    by = make.assurer(engagement)
    make_assurance.written("tarnside-2026-27", engagement=engagement, by=by)
    earlier = make.engagement(assessment=make.assessment(council=engagement.council, cycle=make.cycle(year=2025)))
    system = Scope.objects.get(code="SYS1").system
    Scope.objects.create(
        assessment=earlier.assessment, engagement=earlier, code="SYS1", kind="system", name=system.name, system=system
    )
    data = changed(sample("tarnside-2026-27"), "Scopes", ("E3", "Another Ltd"), ("D3", "Taxes."))
    again = upload(data, engagement, by)
    shown = {scope.code: scope for scope in preview(content_of(again), engagement.assessment)}
    assert [(each.label, each.after) for each in shown["SYS1"].words] == [("Description", "Taxes.")]
    write_intake(again, by=by)
    assert Scope.objects.get(assessment=engagement.assessment, code="SYS1").system.supplier == system.supplier


def test_a_first_upload_shows_everything_as_added(engagement, assurer):
    (shown,) = preview(content_of(upload(sample("harrowmere-2026-27"), engagement, assurer)), engagement.assessment)
    assert shown.is_new
    assert (shown.findings, shown.recommendations, len(shown.added)) == (12, 16, 16)
    assert (shown.changed, shown.removed) == ((), ())


def test_refs_that_were_made_are_kept_when_rows_move(engagement, assurer):
    data = changed(sample("harrowmere-2026-27"), "Plan", ("A2", None), ("A3", None), ("C3", "A1.a"), ("J3", None))
    make_assurance.written("", engagement=engagement, by=assurer, data=data)
    before = {r.title: r.ref for r in Recommendation.objects.filter(outcome__code="A1.a")}
    assert sorted(before.values()) == ["ORG-A1.a-01", "ORG-A1.a-02"]

    first, second = list(before)
    text = Recommendation.objects.get(title=second).text
    moved = changed(data, "Plan", ("E2", "Quite another"), ("F2", "Quite another text"), ("E3", first), ("F3", text))
    make_assurance.written("", engagement=engagement, by=assurer, data=moved)
    after = {r.title: r.ref for r in Recommendation.objects.filter(outcome__code="A1.a")}
    assert after[first] == before[first]
    assert after["Quite another"] == "ORG-A1.a-03"


def test_scopes_that_a_workbook_has_no_rows_for_keep_their_drafts():
    engagement = make_assurance.engagement_for("tarnside-2026-27")
    by = make.assurer(engagement)
    make_assurance.written("tarnside-2026-27", engagement=engagement, by=by)
    before = Finding.objects.filter(report__scope__code="SYS1").count()
    data = without_scope(sample("tarnside-2026-27"), "SYS1", "SYS2", "SYS3")
    make_assurance.written("", engagement=engagement, by=by, data=data)
    assert Finding.objects.filter(report__scope__code="SYS1").count() == before == 27


def test_the_report_grows_scope_by_scope():
    engagement = make_assurance.engagement_for("tarnside-2026-27")
    by = make.assurer(engagement)
    data = sample("tarnside-2026-27")
    first = without_scope(data, "SYS1", "SYS2", "SYS3")
    make_assurance.written("", engagement=engagement, by=by, data=first)
    assert [r.scope.code for r in Report.objects.all()] == ["ORG"]
    issue(Report.objects.get(), by=by)
    make_assurance.written("", engagement=engagement, by=by, data=without_scope(data, "ORG"))
    assert [(r.scope.code, r.state) for r in Report.objects.order_by("scope__code")] == [
        ("ORG", "issued"),
        ("SYS1", "draft"),
        ("SYS2", "draft"),
        ("SYS3", "draft"),
    ]


# --- what is wrong


def test_a_workbook_of_another_council_names_it_as_the_file_does_and_only_my_councils(engagement, assurer):
    others = make_assurance.engagement_for("tarnside-2026-27")
    intake = upload(sample("tarnside-2026-27"), engagement, assurer)
    (problem,) = problems_of(intake)
    assert "This file is for Tarnside Metropolitan Borough Council (E08999002), 2026/27" in problem.mend
    assert problem.allowed == "Harrowmere District Council (E07999001), 2026/27"
    assert others.assessment.reference not in str(problem)
    with pytest.raises(Refused, match="problems"):
        write_intake(intake, by=assurer)
    assert nothing_but_the_intake_was_written()


def test_a_workbook_for_another_of_my_councils_says_where_to_upload_it(engagement, assurer):
    other = make_assurance.engagement_for("tarnside-2026-27")
    grant(Role.ASSURER, assurer, other, by=None)
    assurer.forget_roles()
    (problem,) = problems_of(upload(sample("tarnside-2026-27"), engagement, assurer))
    assert "upload it on the other page" in problem.mend


def test_a_workbook_of_another_cycle_is_refused(engagement, assurer):
    data = changed(sample("harrowmere-2026-27"), "About", ("B5", "2025/26"))
    (problem,) = problems_of(upload(data, engagement, assurer))
    assert "2025/26" in problem.found


def test_a_workbook_of_another_caf_version_is_refused(engagement, assurer):
    make.framework("4.0")
    data = changed(sample("harrowmere-2026-27"), "About", ("B6", "4.0"))
    problems = problems_of(upload(data, engagement, assurer))
    assert any(p.found == "CAF version 4.0" and p.allowed == "3.2" for p in problems)


def test_the_wrong_council_is_told_together_with_what_else_is_wrong(engagement, assurer):
    data = changed(sample("tarnside-2026-27"), "Plan", ("G2", "Enormous"))
    problems = problems_of(upload(data, engagement, assurer))
    assert {p.sheet for p in problems} == {"About", "Plan"}
    assert any(p.found == "Enormous" for p in problems)


def test_an_issued_scope_is_not_written_again(engagement, assurer):
    make_assurance.written("harrowmere-2026-27", engagement=engagement, by=assurer)
    issue(Report.objects.get(), by=assurer)
    (problem,) = problems_of(upload(sample("harrowmere-2026-27"), engagement, assurer))
    assert (problem.sheet, problem.row) == ("Scopes", 2)
    assert "already has an issued report in this cycle" in problem.mend


def test_a_scope_issued_between_reading_and_confirming_is_not_written(engagement, assurer):
    make_assurance.written("harrowmere-2026-27", engagement=engagement, by=assurer)
    again = upload(changed(sample("harrowmere-2026-27"), "Plan", ("F2", "New text")), engagement, assurer)
    issue(Report.objects.get(), by=assurer)
    with pytest.raises(Refused, match="already has an issued report"):
        write_intake(again, by=assurer)
    again.refresh_from_db()
    assert again.state == "read"
    assert not Recommendation.objects.filter(text="New text").exists()


def test_a_scope_of_another_firm_is_not_written(engagement, assurer):
    other = make.engagement(assessment=engagement.assessment, leads=False)
    make_assurance.draft(make.scope(engagement=other, code="ORG"), "A1.a")
    (problem,) = problems_of(upload(sample("harrowmere-2026-27"), engagement, assurer))
    assert "belongs to the work of another firm" in problem.mend


def test_a_ref_of_another_scope_is_refused_without_saying_what_it_is(engagement, assurer):
    other = make.engagement(assessment=engagement.assessment, leads=False)
    report = make_assurance.draft(make.scope(engagement=other, code="SYS1"), "B1.a")
    make_assurance.recommendation(report, "B1.a", ref="org-a1.A-01", title="A secret title")
    (problem,) = problems_of(upload(sample("harrowmere-2026-27"), engagement, assurer))
    assert (problem.sheet, problem.row, problem.found) == ("Plan", 2, "ORG-A1.a-01")
    assert "secret" not in str(problem)


def test_a_file_that_is_no_workbook_is_kept_as_a_problem_and_nothing_else(engagement, assurer):
    intake = upload(b"not a workbook \x00\x01", engagement, assurer, filename="bad\x07name.txt")
    assert len(intake.problems) == 1
    assert "\x07" not in intake.filename
    assert nothing_but_the_intake_was_written()


def test_a_council_called_otherwise_than_its_code_says_is_mentioned(engagement, assurer):
    data = changed(sample("harrowmere-2026-27"), "About", ("B3", "Harrow"))
    intake = upload(data, engagement, assurer)
    assert not intake.problems
    assert any("Check that this is the right council" in words for words in intake.content["remarks"])


# --- confirming


def test_an_upload_that_waited_too_long_is_refused(engagement, assurer):
    intake = upload(sample("harrowmere-2026-27"), engagement, assurer)
    Intake.objects.update(expires=timezone.now() - datetime.timedelta(seconds=1))
    with pytest.raises(Refused, match="waited too long"):
        write_intake(intake, by=assurer)
    assert nothing_but_the_intake_was_written()


def test_an_upload_is_confirmed_only_by_who_made_it(engagement, assurer):
    intake = upload(sample("harrowmere-2026-27"), engagement, assurer)
    with pytest.raises(Refused, match="Somebody else"):
        write_intake(intake, by=make.assurer(engagement))
    assert nothing_but_the_intake_was_written()


def test_an_upload_is_confirmed_once(engagement, assurer):
    intake = make_assurance.written("harrowmere-2026-27", engagement=engagement, by=assurer)
    with pytest.raises(Refused, match="confirmed already"):
        write_intake(intake, by=assurer)
    assert Recommendation.objects.count() == 16


def test_another_upload_that_waits_must_be_read_anew_after_one_is_confirmed(engagement, assurer):
    first, second = (upload(sample("harrowmere-2026-27"), engagement, assurer) for _ in range(2))
    write_intake(second, by=assurer)
    first.refresh_from_db()
    assert "Another workbook was confirmed" in why_not(first, assurer)
    with pytest.raises(Refused, match="Another workbook"):
        write_intake(first, by=assurer)


def test_a_grant_that_has_ended_writes_nothing(engagement, assurer):
    intake = upload(sample("harrowmere-2026-27"), engagement, assurer)
    Engagement.objects.update(closed_at=timezone.now())
    with pytest.raises(Refused, match="not an assurer"):
        write_intake(intake, by=assurer)
    intake.refresh_from_db()
    assert intake.state == "read"
    assert nothing_but_the_intake_was_written()


def test_a_failure_half_way_leaves_nothing(engagement, assurer, monkeypatch):
    intake = upload(sample("harrowmere-2026-27"), engagement, assurer)

    def fail(*args):
        raise RuntimeError("the power went")

    monkeypatch.setattr("assurance.intake._write_recommendations", fail)
    with pytest.raises(RuntimeError):
        write_intake(intake, by=assurer)
    intake.refresh_from_db()
    assert intake.state == "read"
    assert nothing_but_the_intake_was_written()


@pytest.mark.django_db(transaction=True)
def test_of_two_confirmations_at_once_one_writes(engagement, assurer):
    intake = upload(sample("harrowmere-2026-27"), engagement, assurer)
    outcomes, start = [], threading.Barrier(2)

    def confirm():
        mine = Intake.objects.get(pk=intake.pk)
        person = type(assurer).objects.get(pk=assurer.pk)
        start.wait()
        try:
            write_intake(mine, by=person)
            outcomes.append("written")
        except Refused as refused:
            outcomes.append(str(refused))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["This upload has been confirmed already.", "written"]
    assert (Report.objects.count(), Recommendation.objects.count()) == (1, 16)
    assert AuditEvent.objects.filter(action="report imported").count() == 1


@pytest.mark.parametrize("name", ["harrowmere-2026-27", "tarnside-2026-27"])
def test_the_preview_takes_the_same_queries_for_a_small_and_a_large_report(name, django_assert_num_queries):
    engagement = make_assurance.engagement_for(name)
    intake = make_assurance.written(name, engagement=engagement, by=make.assurer(engagement))
    content = content_of(intake)
    with django_assert_num_queries(7):
        preview(content, engagement.assessment)


def test_a_ref_that_a_workbook_took_out_is_never_made_again(assurer, engagement):
    make_assurance.written("harrowmere-2026-27", engagement=engagement, by=assurer)
    gone = set(Recommendation.objects.values_list("ref", flat=True))
    book = without_scope(sample("harrowmere-2026-27"), "SYS1")
    draft = Report.objects.in_hand().get(scope__code="ORG")
    make_assurance.written("harrowmere-2026-27", engagement=engagement, by=assurer, data=book)
    Recommendation.objects.filter(report=draft).delete()
    assert {ref for ref in gone if ref.startswith("ORG-")} <= used_refs(engagement.assessment)
