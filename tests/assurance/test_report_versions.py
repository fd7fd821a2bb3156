"""Each version of a report stays readable as it was issued; what is drafted of the next shows nowhere before issue."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from assurance import reports
from assurance.models import Narrative, Profile
from tests import make, make_assurance, pdf_structure
from tests.make import sign_in
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def first():
    """Version 1 of the report on a system, issued."""
    profile = make.profile(framework=make.framework(), name="Core")
    engagement = make.engagement(assessment=make.assessment(profile=profile))
    Narrative.objects.create(engagement=engagement, executive_summary="The first summary.")
    scope = make.scope(engagement=engagement, code="SYS1", name="Revenues “old”")
    return make_assurance.issued(scope, by=make.assurer(engagement), recommended=("B1.a",))


@pytest.fixture
def drafted(first):
    """The draft of version 2, in which everything says something else."""
    draft = reports.open_reissue(first.scope, by=first.issued_by)
    draft.recommendations.update(text="Do it otherwise.")
    first.scope.engagement.narratives.update(executive_summary="The second summary.")
    type(first.scope).objects.filter(pk=first.scope_id).update(name="Revenues new")
    return draft


@pytest.fixture
def second(drafted, first):
    looked_over = make_assurance.looked_over(drafted, by=first.issued_by)
    return reports.issue(looked_over, by=first.issued_by, why="New evidence.")


@pytest.fixture
def reader(first, client):
    made = make.person(role=Role.READER, at=first.scope.assessment.council)
    sign_in(client, made)
    return made


def address(report, name, *args):
    return reverse(f"assurance:{name}", args=[report.scope.assessment.reference, *args])


def version(report, number, name="report_version"):
    return address(report, name, report.scope.code, number)


def test_a_replaced_version_is_read_whole_as_it_was_issued(client, reader, first, second):
    Profile.objects.filter(name="Core").update(name="Called otherwise since")
    page = client.get(version(first, 1)).content.decode()
    for said in ("Revenues “old”, version 1", "The first summary.", "Do what B1.a asks.", "not in force any more"):
        assert said in page
    assert "Targets of the profile “Core”." in page
    assert "second summary" not in page
    assert "Seen of B1.a." in page
    page = client.get(version(first, 2)).content.decode()
    for said in ("Revenues new, version 2", "The second summary.", "Do it otherwise.", "New evidence."):
        assert said in page
    assert "not in force any more" not in page


def test_the_page_of_the_scope_lists_its_versions_with_their_days_and_reasons(client, reader, first, second):
    page = client.get(address(first, "scope_detail", "SYS1")).content.decode()
    assert "Versions of this report" in page
    assert page.index(version(first, 2)) < page.index(version(first, 1))
    assert "New evidence." in page
    assert "Replaced" in page


def test_a_replaced_version_as_a_pdf_says_so_and_is_on_record(client, reader, first, second):
    page = client.get(version(first, 1, "version_download"))
    assert page["Content-Disposition"].endswith('-sys1-version-1.pdf"')
    assert pdf_structure.problems(page.content) == []
    words = text_of(page.content)
    for said in ("The first summary.", "Do what B1.a asks.", "not in force any more"):
        assert said in words
    assert "otherwise" not in words
    assert "not in force" not in text_of(client.get(version(first, 2, "version_download")).content)
    assert AuditEvent.objects.filter(action="report exported", detail="pdf, SYS1, version 1").exists()


@pytest.mark.parametrize("name", ["report_version", "version_download"])
def test_a_version_that_is_not_issued_or_does_not_exist_is_not_found(client, reader, first, drafted, name):
    assert client.get(version(first, 1, name)).status_code == 200
    assert client.get(version(first, 2, name)).status_code == 404
    assert client.get(version(first, 3, name)).status_code == 404
    sign_in(client, first.issued_by)
    assert client.get(version(first, 2, name)).status_code == 404


@pytest.mark.parametrize("name", ["report_version", "version_download"])
def test_another_council_finds_no_version(client, first, second, name):
    sign_in(client, make.person(role=Role.CAF_LEAD, at=make.council()))
    assert client.get(version(first, 1, name)).status_code == 404


def test_a_withdrawn_version_is_taken_back_from_its_readers(client, reader, first, second):
    reports.withdraw(second, by=first.issued_by)
    assert client.get(version(first, 2)).status_code == 404
    assert client.get(version(first, 1)).status_code == 200


def test_a_council_reads_the_name_of_a_scope_as_issued_until_the_next_version_is(client, reader, first, drafted):
    pages = [address(first, "report_detail"), address(first, "scope_detail", "SYS1"), reverse("assurance:report_list")]
    for page in pages:
        shown = client.get(page).content.decode()
        assert "Revenues “old”" in shown
        assert "Revenues new" not in shown
    reports.issue(make_assurance.looked_over(drafted, by=first.issued_by), by=first.issued_by, why="Renamed.")
    assert all("Revenues new" in client.get(page).content.decode() for page in pages)


def test_what_changed_tells_of_the_name_and_the_words_too(client, reader, first, second):
    page = client.get(version(first, 2, "report_changes")).content.decode()
    for said in ("Revenues “old”", "Revenues new", "The first summary.", "The second summary."):
        assert said in page


def test_the_assurer_reads_the_name_as_drafted(client, first, drafted):
    sign_in(client, first.issued_by)
    assert "Revenues new" in client.get(address(first, "report_detail")).content.decode()
