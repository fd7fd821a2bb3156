"""A report written in the browser: its findings, its words and its scopes, and two people who write at once."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.grants import revoke
from accounts.models import AuditEvent, System
from accounts.roles import Role
from assurance import reports
from assurance.models import Finding, Narrative, Report, Scope
from assurance.writing.drafts import save_findings
from assurance.writing.seen import marks, merge
from tests import make, make_assurance
from tests.make import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    return make.engagement()


@pytest.fixture
def assurer(engagement):
    return make.assurer(engagement)


@pytest.fixture
def report(engagement):
    return make_assurance.draft(make.scope(engagement=engagement), "A1.a", "A1.b")


@pytest.fixture
def findings(report):
    return reverse("assurance:findings_edit", args=[report.scope.assessment.reference, "ORG"])


@pytest.fixture
def words(engagement):
    return reverse("assurance:narrative_edit", args=[engagement.assessment.reference])


def text(page):
    return page.content.decode()


def as_shown(page) -> dict[str, Any]:
    """What the form of a page would send if nothing were changed."""
    form = page.context["form"]
    if hasattr(form, "rows"):
        rows = {bound.html_name: bound.value() or "" for row in form.rows for bound in row}
        return {"seen": form.seen, **rows}
    sent: dict[str, Any] = {}
    for bound in form:
        value = form.fields[bound.name].prepare_value(bound.value())
        if hasattr(value, "year"):
            sent |= {f"{bound.html_name}_{part}": getattr(value, part) for part in ("day", "month", "year")}
        elif value is not None:
            sent[bound.html_name] = value
    return sent


def dated(name: str, day: int) -> dict[str, int]:
    """A day of September 2026 as three boxes send it."""
    return {f"{name}_day": day, f"{name}_month": 9, f"{name}_year": 2026}


# --- findings


def test_the_table_has_a_row_for_each_outcome_of_the_scope(client, assurer, findings):
    page = sign_in(client, assurer).get(findings)
    codes = [row.outcome.code for row in page.context["form"].rows]
    assert len(codes) == 12
    assert {code[0] for code in codes} == {"A", "D"}
    assert "A1.a Board Direction" in text(page)


def test_each_row_says_its_target_and_whether_it_is_met(client, assurer, report, findings):
    assessment = report.scope.assessment
    wanted = {"A1.a": "achieved", "A2.a": "achieved"}
    assessment.profile = make.profile(framework=assessment.framework, targets=wanted)
    assessment.save()
    rows = {row.outcome.code: row for row in sign_in(client, assurer).get(findings).context["form"].rows}
    assert (rows["A1.a"].target, rows["A1.a"].finding.is_met) == ("achieved", False)
    assert (rows["A2.a"].target, rows["A2.a"].finding) == ("achieved", None)
    assert rows["A1.b"].target == ""
    assert "Achieved: <strong>not met</strong>" in text(client.get(findings))


def test_the_table_asks_the_same_of_the_database_however_many_findings_there_are(
    client, assurer, engagement, findings, report, django_assert_num_queries, django_assert_max_num_queries
):
    sign_in(client, assurer)
    with django_assert_max_num_queries(15) as few:
        client.get(findings)
    system = make_assurance.draft(make.scope(engagement=engagement, code="SYS1"))
    assert system.findings.count() == 27
    with django_assert_num_queries(len(few)):
        client.get(findings.replace("ORG", "SYS1"))


def test_many_rows_are_saved_at_once(client, assurer, report, findings):
    sent = as_shown(sign_in(client, assurer).get(findings))
    sent |= {"A1.a-decision": "achieved", "A1.c-decision": "not_achieved", "A1.c-comment": "Nobody\r\ndecides"}
    sent |= {"A1.a-comment": "", "A1.b-decision": "", "A1.b-self_assessment": "", "A1.b-comment": ""}
    page = client.post(findings, sent)
    assert page.status_code == 302
    rows = {f.outcome.code: (f.decision, f.comment) for f in report.findings.select_related("outcome")}
    assert rows == {"A1.a": ("achieved", ""), "A1.c": ("not_achieved", "Nobody\ndecides")}
    assert "Nobody" not in "".join(AuditEvent.objects.values_list("detail", flat=True))


def test_a_row_with_an_error_stops_the_save_and_nothing_typed_is_lost(client, assurer, report, findings):
    sent = as_shown(sign_in(client, assurer).get(findings))
    page = client.post(findings, sent | {"A1.a-decision": "achieved", "A2.a-comment": "Said in passing"})
    assert "Select the decision on A2.a" in text(page)
    assert "Said in passing" in text(page)
    assert "<title>Error: " in text(page)
    assert not report.findings.filter(decision="achieved").exists()
    assert 'href="#id_A2.a-decision"' in text(page)


def test_an_outcome_without_a_partial_level_cannot_be_partially_achieved(client, assurer, report, findings):
    sent = as_shown(sign_in(client, assurer).get(findings))
    code = (
        report.scope.assessment.framework.outcomes.filter(has_partial=False, principle__objective__code__in="AD")
        .first()
        .code
    )
    page = client.post(findings, sent | {f"{code}-decision": "partially_achieved"})
    assert "Select one of the answers shown" in text(page)


def test_a_decision_above_what_is_expected_is_an_error(client, assurer, report, findings):
    Finding.objects.filter(report=report, outcome__code="A1.a").update(expected="partially_achieved")
    sent = as_shown(sign_in(client, assurer).get(findings))
    page = client.post(findings, sent | {"A1.a-decision": "achieved"})
    assert "A1.a is expected to be partially achieved later" in text(page)


def test_a_comment_says_how_much_is_left(client, settings, assurer, findings):
    settings.COMMENT_CHARACTERS = 20
    sent = as_shown(sign_in(client, assurer).get(findings))
    page = client.post(findings, sent | {"A1.a-comment": "x" * 21})
    assert 'data-maxlength="20"' in text(page)
    assert "Shorten this to 20 characters or fewer: it has 21" in text(page)


def test_two_tabs_in_different_rows_both_win(client, assurer, report, findings):
    first = as_shown(sign_in(client, assurer).get(findings))
    client.post(findings, first | {"A1.a-comment": "From the first tab"})
    page = client.post(findings, first | {"A1.b-comment": "From the second tab"})
    assert page.status_code == 302
    comments = set(report.findings.values_list("comment", flat=True))
    assert comments == {"From the first tab", "From the second tab"}


def test_two_tabs_in_one_row_clash_and_both_values_are_shown(client, assurer, report, findings):
    first = as_shown(sign_in(client, assurer).get(findings))
    client.post(findings, first | {"A1.a-comment": "From the first tab"})
    mine = first | {"A1.a-comment": "From the second tab", "A1.b-comment": "Kept too"}
    page = client.post(findings, mine)
    assert page.status_code == 409
    assert text(page).count("From the first tab") == 1
    assert text(page).count("From the second tab") == 2  # beside the other, and in the form
    assert "Kept too" in text(page)
    assert not report.findings.filter(comment="Kept too").exists()
    again = client.post(findings, mine | {"seen": page.context["form"].seen})
    assert again.status_code == 302
    assert set(report.findings.values_list("comment", flat=True)) == {"From the second tab", "Kept too"}


def test_forged_marks_never_hide_a_clash(client, assurer, report, findings):
    sent = as_shown(sign_in(client, assurer).get(findings)) | {"seen": "A1.a=nonsense  =x A1.b"}
    assert client.post(findings, sent | {"A1.a-comment": "Unseen"}).status_code == 409


def test_a_script_saves_without_leaving_the_page(client, assurer, report, findings):
    sent = as_shown(sign_in(client, assurer).get(findings)) | {"A1.a-comment": "Once"}
    answer = client.post(findings, sent, headers={"X-Autosave": "1"}).json()
    assert answer["said"].startswith("Saved at ")
    sent |= {"A1.a-comment": "Twice", "seen": answer["seen"]}
    assert client.post(findings, sent, headers={"X-Autosave": "1"}).status_code == 200
    assert report.findings.filter(comment="Twice").exists()
    stale = client.post(findings, sent | {"A1.a-comment": "Thrice"}, headers={"X-Autosave": "1"})
    assert stale.status_code == 409
    assert "Press Save to see both" in stale.json()["said"]
    wrong = client.post(findings, sent | {"A2.a-comment": "?"}, headers={"X-Autosave": "1"})
    assert wrong.status_code == 422


def test_what_is_typed_after_the_issue_is_refused_and_shown(client, assurer, report, findings):
    sent = as_shown(sign_in(client, assurer).get(findings)) | {"A1.a-comment": "Too late"}
    Report.objects.filter(pk=report.pk).update(state="issued", issued_at="2026-11-01T00:00Z", issued_by=assurer)
    page = client.post(findings, sent)
    assert page.status_code == 409
    assert "The report on ORG is issued" in text(page)
    assert "Too late" in text(page)
    assert not report.findings.filter(comment="Too late").exists()


def test_an_issued_report_is_not_written(client, assurer, report, findings):
    Report.objects.filter(pk=report.pk).update(state="issued", issued_at="2026-11-01T00:00Z", issued_by=assurer)
    page = sign_in(client, assurer).get(findings)
    assert page.status_code == 403
    assert "The report on ORG is issued" in text(page)


def test_a_report_is_not_written_while_the_council_checks_its_facts(client, assurer, report, findings):
    sent = as_shown(sign_in(client, assurer).get(findings))
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    Report.objects.filter(pk=report.pk).update(state=Report.State.FACTUAL_CHECK, check_until=tomorrow)
    assert "End the check" in text(client.get(findings))
    page = client.post(findings, sent | {"A1.a-comment": "Meanwhile"})
    assert page.status_code == 409
    assert "Meanwhile" in text(page)
    with pytest.raises(reports.Refused, match="End the check"):
        save_findings(report, {"A1.a": ("", "achieved", "")}, seen="", by=assurer)


def test_whose_role_ends_while_they_write_writes_nothing(engagement, assurer, report):
    revoke(Role.ASSURER, assurer, engagement, by=None)
    with pytest.raises(reports.Refused, match="not an assurer"):
        save_findings(report, {"A1.a": ("", "achieved", "")}, seen="", by=assurer)
    assert not report.findings.filter(decision="achieved").exists()


# --- the words of the report


def test_the_words_are_saved(client, engagement, assurer, words):
    sent = as_shown(sign_in(client, assurer).get(words))
    sent |= {"executive_summary": "All in all", **dated("review_started", 7)}
    assert client.post(words, sent).status_code == 302
    narrative = Narrative.objects.get(engagement=engagement)
    assert (narrative.executive_summary, str(narrative.review_started)) == ("All in all", "2026-09-07")


def test_a_review_does_not_end_before_it_starts(client, assurer, words):
    page = sign_in(client, assurer).post(words, dated("review_started", 9) | dated("review_ended", 8))
    assert "on or after the day it started" in text(page)
    assert not Narrative.objects.exists()


def test_the_words_that_another_tab_wrote_stay(client, engagement, assurer, words):
    Narrative.objects.create(engagement=engagement, good_practice="Old")
    shown = as_shown(sign_in(client, assurer).get(words))
    Narrative.objects.update(good_practice="Theirs", evidence_quality="Theirs as well")
    page = client.post(words, shown | {"good_practice": "Mine"})
    assert page.status_code == 409
    assert "Theirs" in text(page)
    assert "Theirs as well" not in text(page)
    sent = as_shown(page) | {"good_practice": "Both"}
    assert client.post(words, sent).status_code == 302
    narrative = Narrative.objects.get()
    assert (narrative.good_practice, narrative.evidence_quality) == ("Both", "Theirs as well")


def test_the_words_of_a_report_that_is_all_issued_are_closed(client, assurer, report, words):
    Report.objects.filter(pk=report.pk).update(state="issued", issued_at="2026-11-01T00:00Z", issued_by=assurer)
    assert sign_in(client, assurer).get(words).status_code == 403
    page = client.post(words, {"good_practice": "Too late"})
    assert page.status_code == 409
    assert "Too late" in text(page)
    assert not Narrative.objects.exists()


# --- scopes


def add_scope(client, engagement, **sent):
    return client.post(reverse("assurance:scope_add", args=[engagement.assessment.reference]), sent)


def test_a_scope_is_added_with_an_empty_draft(client, engagement, assurer):
    sign_in(client, assurer)
    assert add_scope(client, engagement, kind="organisation", name="Ashby").status_code == 302
    page = add_scope(client, engagement, kind="system", name="Revenues", supplier="Acme")
    assert page["Location"].endswith("/scopes/SYS1/findings/")
    add_scope(client, engagement, kind="system", name="Housing")
    assert list(Scope.objects.values_list("code", "name")) == [
        ("ORG", "Ashby"), ("SYS1", "Revenues"), ("SYS2", "Housing"),
    ]  # fmt: skip
    assert System.objects.get(name="Revenues").supplier == "Acme"
    assert Report.objects.in_hand().count() == 3


def test_the_organisation_is_one_scope_only(client, engagement, assurer, report):
    page = add_scope(sign_in(client, assurer), engagement, kind="organisation", name="Again")
    assert "Select one of the answers shown" in text(page)
    assert "Again" in text(page)


def test_what_the_council_said_of_its_system_stays(client, engagement, assurer):
    make.system(council=engagement.council, name="Revenues", supplier="The council's word")
    add_scope(sign_in(client, assurer), engagement, kind="system", name="revenues", supplier="Acme", product="R9")
    system = System.objects.get()
    assert (system.supplier, system.product) == ("The council's word", "R9")


@pytest.fixture
def system_scope(engagement):
    scope = make.scope(engagement=engagement, code="SYS1", name="Revenuse")
    make_assurance.draft(scope, "B1.a")
    return scope


def edit_scope(client, scope, **typed):
    here = reverse("assurance:scope_edit", args=[scope.assessment.reference, scope.code])
    page = client.post(here, as_shown(client.get(here)) | typed)
    scope.refresh_from_db()
    return page


def test_a_scope_and_its_system_are_renamed_and_described(client, assurer, system_scope):
    page = edit_scope(sign_in(client, assurer), system_scope, name="Revenues", description="Taxes", supplier="Acme")
    assert page.status_code == 302
    assert (system_scope.name, system_scope.description) == ("Revenues", "Taxes")
    system = System.objects.get()
    assert (system.name, system.supplier) == ("Revenues", "Acme")


def test_a_system_of_another_assessment_keeps_its_name_when_a_scope_is_renamed(client, assurer, system_scope):
    council = system_scope.assessment.council
    before = make.engagement(assessment=make.assessment(council=council, cycle=make.cycle(year=2025)))
    place = {"assessment": before.assessment, "engagement": before, "code": "SYS1", "kind": Scope.Kind.SYSTEM}
    Scope.objects.create(**place, name="Revenuse", system=system_scope.system)
    client = sign_in(client, assurer)
    edit_scope(client, system_scope, supplier="Acme")
    assert System.objects.get().supplier == "Acme"
    edit_scope(client, system_scope, name="Revenues")
    assert set(System.objects.values_list("name", "scopes__name")) == {
        ("Revenuse", "Revenuse"), ("Revenues", "Revenues"),
    }  # fmt: skip


def test_a_scope_cannot_take_the_name_of_another_or_be_changed_once_it_is_issued(client, assurer, report, system_scope):
    client = sign_in(client, assurer)
    assert "has this name already" in text(edit_scope(client, system_scope, name=report.scope.name))
    here = reverse("assurance:scope_edit", args=[report.scope.assessment.reference, "ORG"])
    assert "Supplier" not in text(client.get(here))
    Report.objects.filter(pk=report.pk).update(state="issued", issued_at="2026-11-01T00:00Z", issued_by=assurer)
    assert client.get(here).status_code == 403
    assert client.post(here, {"name": "Too late"}).status_code == 409
    assert not Scope.objects.filter(name="Too late").exists()


def test_of_two_people_in_one_scope_neither_overwrites_the_other(client, assurer, system_scope):
    client = sign_in(client, assurer)
    here = reverse("assurance:scope_edit", args=[system_scope.assessment.reference, "SYS1"])
    opened = as_shown(client.get(here))
    edit_scope(client, system_scope, description="Theirs")
    page = client.post(here, opened | {"description": "Mine"})
    assert page.status_code == 409
    assert "Theirs" in text(page)
    assert "Mine" in text(page)


def test_a_scope_that_a_workbook_only_named_is_taken_by_whoever_writes_it(client, engagement, assurer):
    other = make.engagement(assessment=engagement.assessment, leads=False)
    named = make.scope(engagement=other, code="SYS1", name="Revenues")
    page = add_scope(sign_in(client, assurer), engagement, kind="system", name="revenues")
    assert page.status_code == 302
    named.refresh_from_db()
    assert (named.engagement, named.reports.count(), Scope.objects.count()) == (engagement, 1, 1)


# --- what was seen


def test_a_value_that_only_they_changed_stays_theirs_at_every_later_save():
    shown = marks({"a": "old", "b": "old"})
    typed = {"a": "old", "b": "mine"}
    merged = merge(typed, {"a": "theirs", "b": "old"}, shown)
    assert (merged.write, merged.clashing) == ({"b": "mine"}, ())
    again = merge({**typed, "b": "mine again"}, {"a": "theirs", "b": "mine"}, merged.seen)
    assert (again.write, again.clashing) == ({"b": "mine again"}, ())


def test_what_both_have_written_alike_is_no_clash():
    assert merge({"a": "same"}, {"a": "same"}, marks({"a": "old"})).clashing == ()


def test_what_both_have_written_differently_clashes_once_and_is_then_the_persons_to_decide():
    merged = merge({"a": "mine"}, {"a": "theirs"}, marks({"a": "old"}))
    assert (merged.write, merged.clashing) == ({}, ("a",))
    assert merge({"a": "mine"}, {"a": "theirs"}, merged.seen).write == {"a": "mine"}
