"""The assurer's pages: who reads what, what a council sees of a report, and the upload from file to draft."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.grants import revoke
from accounts.models import System
from accounts.roles import Role
from assurance.models import Engagement, Intake, Narrative, Report
from tests import make, make_assurance
from tests.make import sign_in
from tests.make_assurance import changed, sample

pytestmark = pytest.mark.django_db
NAME = "harrowmere-2026-27"


@pytest.fixture
def engagement():
    return make_assurance.engagement_for(NAME)


@pytest.fixture
def assurer(engagement):
    return make.assurer(engagement)


@pytest.fixture
def lead(engagement):
    return make.person(role=Role.CAF_LEAD, at=engagement.council)


@pytest.fixture
def addresses(engagement):
    """Every page about the report, by its URL name."""
    reference = engagement.assessment.reference
    return {
        "report_detail": reverse("assurance:report_detail", args=[reference]),
        "scope_detail": reverse("assurance:scope_detail", args=[reference, "ORG"]),
        "report_upload": reverse("assurance:report_upload", args=[reference]),
    }


def send(client, address, data, filename="report.xlsx"):
    return client.post(address, {"workbook": SimpleUploadedFile(filename, data)})


def text(page):
    return page.content.decode()


# --- who reads what


def test_a_stranger_finds_no_report(client, engagement, assurer, addresses):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    elsewhere = make_assurance.engagement_for("tarnside-2026-27")
    for stranger in (make.assurer(elsewhere), make.person(role=Role.CAF_LEAD, at=make.council())):
        sign_in(client, stranger)
        assert [client.get(address).status_code for address in addresses.values()] == [404, 404, 404]
        assert engagement.council.name not in text(client.get(reverse("assurance:report_list")))


def test_who_is_signed_out_is_asked_to_sign_in(client, addresses):
    for address in [reverse("assurance:report_list"), *addresses.values()]:
        assert client.get(address).status_code == 302


def test_a_former_assurer_finds_no_report(client, engagement, assurer, addresses):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    sign_in(client, assurer)
    assert client.get(addresses["scope_detail"]).status_code == 200
    revoke(Role.ASSURER, assurer, engagement, by=None)
    assert client.get(addresses["scope_detail"]).status_code == 404


def test_the_council_sees_nothing_of_a_draft(client, engagement, assurer, lead, addresses):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    sign_in(client, lead)
    page = client.get(addresses["report_detail"])
    assert "has not issued a report yet" in text(page)
    summary = Narrative.objects.get().executive_summary[:60]
    assert summary not in text(page)
    assert "ORG" not in text(page)
    assert client.get(addresses["scope_detail"]).status_code == 404
    assert "no assurance report for you" in text(client.get(reverse("assurance:report_list")))
    make_assurance.issue_all(engagement.assessment, by=assurer)
    assert summary in text(client.get(addresses["report_detail"]))
    assert client.get(addresses["scope_detail"]).status_code == 200
    assert str(engagement.assessment) in text(client.get(reverse("assurance:report_list")))


def test_the_council_reads_the_words_as_they_were_issued(client, engagement, assurer, lead, addresses):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    make_assurance.issue_all(engagement.assessment, by=assurer)
    Narrative.objects.update(executive_summary="Words of a later draft")
    make_assurance.draft(make.scope(engagement=engagement, code="SYS1", name="A secret system"), "B1.a")
    page = sign_in(client, lead).get(addresses["report_detail"])
    assert "Words of a later draft" not in text(page)
    assert "Harrowmere put objectives A and D forward" in text(page)
    assert "A secret system" not in text(page)
    page = sign_in(client, assurer).get(addresses["report_detail"])
    assert "Words of a later draft" in text(page)
    assert "A secret system" in text(page)


@pytest.mark.parametrize("role", [Role.CAF_LEAD, Role.CONTRIBUTOR, Role.QUALITY_ASSURER, Role.APPROVER, Role.READER])
def test_everybody_at_the_council_reads_an_issued_report_and_nobody_uploads(
    client, engagement, assurer, addresses, role
):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    make_assurance.issue_all(engagement.assessment, by=assurer)
    sign_in(client, make.person(role=role, at=engagement.council))
    page = client.get(addresses["report_detail"])
    assert page.status_code == 200
    assert "Upload a workbook" not in text(page)
    assert client.get(addresses["report_upload"]).status_code == 403
    assert send(client, addresses["report_upload"], sample(NAME)).status_code == 403
    assert Intake.objects.count() == 1


def test_a_delegate_reads_no_whole_report_and_is_told_why(client, engagement, assurer, addresses):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    make_assurance.issue_all(engagement.assessment, by=assurer)
    sign_in(client, make.person(role=Role.DELEGATE, at=engagement.council))
    for name in ("report_detail", "scope_detail"):
        page = client.get(addresses[name])
        assert page.status_code == 403
        assert "You can read those in the plan" in text(page)
    assert str(engagement.assessment) not in text(client.get(reverse("assurance:report_list")))


def test_mhclg_reads_a_report_only_in_a_submission(client, engagement, assurer, addresses):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    make_assurance.issue_all(engagement.assessment, by=assurer)
    sign_in(client, make.mhclg())
    assert [client.get(a).status_code for a in addresses.values()] == [403, 403, 403]


def test_another_firm_reads_what_was_issued_and_no_draft(client, engagement, assurer, addresses):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    other = make.engagement(assessment=engagement.assessment, leads=False)
    sign_in(client, make.assurer(other))
    assert client.get(addresses["scope_detail"]).status_code == 404
    make_assurance.issue_all(engagement.assessment, by=assurer)
    assert client.get(addresses["scope_detail"]).status_code == 200


# --- what a page says


def test_a_finding_shows_self_assessment_decision_and_target_and_never_met_without_one(
    client, engagement, assurer, addresses
):
    profile = make.profile(
        framework=make.framework(), name="Core", targets={"A1.a": "achieved", "A1.b": "partially_achieved"}
    )
    type(engagement.assessment).objects.update(profile=profile)
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    page = sign_in(client, assurer).get(addresses["scope_detail"])
    found = {finding.outcome: finding for finding in page.context["findings"]}
    assert (found["A1.a"].is_met, found["A1.b"].is_met, found["A1.c"].is_met) == (False, True, None)
    words = text(page)
    assert "Targets of the profile “Core”." in words
    assert words.count("Achieved: <strong>not met</strong>") == 1
    assert words.count("Partially achieved: <strong>met</strong>") == 1
    assert words.count("<span>No target set</span>") == 10
    figures = sign_in(client, assurer).get(addresses["report_detail"]).context["scopes"][0][1]
    assert [(line.objective, line.met, line.not_met) for line in figures] == [("A", 1, 1), ("D", 0, 0)]
    assert sum(line.no_target for line in figures) == 10


def test_without_any_target_the_report_shows_what_was_assessed(client, engagement, assurer, addresses):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    said = text(sign_in(client, assurer).get(addresses["report_detail"]))
    for label in ("Achieved", "Partially achieved", "Not achieved", "Not assessed"):
        assert f'numeric">{label}</th>' in said
    assert "No outcome that was assessed has a target, so none is said to be met." in said
    assert "Outcomes as assessed, by objective and scope" in said
    assert "Outcomes met" not in said


def test_an_issued_scope_shows_its_system_as_it_was(client):
    engagement = make_assurance.engagement_for("tarnside-2026-27")
    by = make.assurer(engagement)
    make_assurance.written("tarnside-2026-27", engagement=engagement, by=by)
    make_assurance.issue_all(engagement.assessment, by=by)
    System.objects.update(supplier="A later supplier")
    address = reverse("assurance:scope_detail", args=[engagement.assessment.reference, "SYS1"])
    page = sign_in(client, by).get(address)
    assert "Quillmarsh Civic Software Ltd" in text(page)
    assert "A later supplier" not in text(page)


@pytest.mark.parametrize("is_issued", [False, True])
def test_a_page_takes_the_same_queries_for_one_scope_and_for_four(client, is_issued):
    counts = {"report_detail": [], "scope_detail": [], "report_list": []}
    for name, code in ((NAME, "ORG"), ("tarnside-2026-27", "SYS1")):
        engagement = make_assurance.engagement_for(name)
        by = make.assurer(engagement)
        make_assurance.written(name, engagement=engagement, by=by)
        if is_issued:
            make_assurance.issue_all(engagement.assessment, by=by)
        sign_in(client, by)
        reference = engagement.assessment.reference
        addresses = {
            "report_detail": reverse("assurance:report_detail", args=[reference]),
            "scope_detail": reverse("assurance:scope_detail", args=[reference, code]),
            "report_list": reverse("assurance:report_list"),
        }
        for page, address in addresses.items():
            counts[page].append(queries(client, address))
    for page, (few, many) in counts.items():
        assert few == many <= 15, (page, few, many)


def queries(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


# --- from file to draft


def test_an_upload_is_shown_and_then_confirmed(client, engagement, assurer, addresses):
    sign_in(client, assurer)
    page = send(client, addresses["report_upload"], sample(NAME))
    intake = Intake.objects.get()
    confirm = reverse("assurance:intake_detail", args=[engagement.assessment.reference, intake.reference])
    assert page.url == confirm
    shown = text(client.get(confirm))
    assert "What will be written" in shown
    assert "Confirm and write the draft" in shown
    assert not Report.objects.exists()
    page = client.post(confirm)
    assert page.url == addresses["report_detail"]
    assert Report.objects.get().findings.count() == 12
    assert "The workbook is imported" in text(client.get(page.url))


def test_a_wrong_workbook_shows_the_table_of_errors_and_writes_nothing(client, engagement, assurer, addresses):
    sign_in(client, assurer)
    data = changed(sample(NAME), "Plan", ("G2", "Enormous"), ("I3", "Magic"))
    page = send(client, addresses["report_upload"], data)
    shown = text(client.get(page.url))
    for words in ("Enormous", "Magic", "High; Medium; Low", "How to mend it", "2 problems to mend"):
        assert words in shown
    assert "Confirm and write" not in shown
    assert client.post(page.url).status_code == 409
    assert not Report.objects.exists()


def test_a_form_without_a_file_or_with_one_too_large_says_what_to_do(client, assurer, addresses):
    sign_in(client, assurer)
    assert "Select the workbook to upload" in text(client.post(addresses["report_upload"]))
    page = send(client, addresses["report_upload"], b"x" * (5 * 1024 * 1024 + 1))
    assert "larger than 5 MB" in text(page)
    assert not Intake.objects.exists()


def test_an_expired_upload_says_so_and_offers_another(client, engagement, assurer, addresses):
    sign_in(client, assurer)
    address = send(client, addresses["report_upload"], sample(NAME)).url
    Intake.objects.update(expires=timezone.now())
    page = client.post(address)
    assert page.status_code == 409
    assert "waited too long" in text(page)
    assert "waited too long" in text(client.get(address))
    assert not Report.objects.exists()


def test_an_upload_whose_scope_was_issued_meanwhile_says_so_before_it_is_confirmed(
    client, engagement, assurer, addresses
):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    sign_in(client, assurer)
    address = send(client, addresses["report_upload"], sample(NAME)).url
    make_assurance.issue_all(engagement.assessment, by=assurer)
    shown = text(client.get(address))
    assert "ORG already has an issued report in this cycle" in shown
    assert "Confirm and write" not in shown


def test_confirming_twice_says_that_it_is_done(client, engagement, assurer, addresses):
    sign_in(client, assurer)
    address = send(client, addresses["report_upload"], sample(NAME)).url
    assert client.post(address).status_code == 302
    page = client.post(address)
    assert page.status_code == 409
    assert "confirmed already" in text(page)


def test_nobody_else_sees_an_upload(client, engagement, assurer, addresses):
    address = send(sign_in(client, assurer), addresses["report_upload"], sample(NAME)).url
    assert sign_in(client, make.assurer(engagement)).get(address).status_code == 404
    assert sign_in(client, make.person(role=Role.CAF_LEAD, at=engagement.council)).get(address).status_code == 403


def test_an_engagement_that_has_ended_uploads_no_more(client, engagement, assurer, addresses):
    sign_in(client, assurer)
    address = send(client, addresses["report_upload"], sample(NAME)).url
    Engagement.objects.update(closed_at=timezone.now())
    assert client.post(address).status_code == 404
    assert client.get(addresses["report_upload"]).status_code == 404
    assert not Report.objects.exists()


def test_what_a_workbook_says_cannot_become_markup(client, engagement, assurer, addresses):
    attack = "<script>alert(1)</script>"
    data = changed(sample(NAME), "Plan", ("E2", attack), ("F2", attack), ("H2", attack))
    make_assurance.written("", engagement=engagement, by=assurer, data=changed(data, "Outcomes", ("E2", attack)))
    sign_in(client, assurer)
    shown = text(client.get(addresses["scope_detail"]))
    assert "<script>alert" not in shown
    assert shown.count("&lt;script&gt;alert(1)") >= 4
    page = send(client, addresses["report_upload"], changed(data, "Plan", ("G2", attack)))
    assert "<script>alert" not in text(client.get(page.url))
