"""What goes in and out beside the report: workbooks to fill in and to mend, documents, and the report as a PDF."""

import re
import zipfile
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.roles import Role
from assurance.figures import Figures
from assurance.intake import content_of, read_upload, write_intake
from assurance.intake_preview import preview
from assurance.kept_workbooks import forget_done
from assurance.models import Attachment, Finding, Intake, Recommendation
from assurance.report_charts import outcomes_chart
from tests import make, make_assurance, pdf_structure
from tests.assurance.test_writing import as_shown
from tests.make import sign_in
from tests.make_assurance import changed, pdf_file, sample
from tests.pdf_text import runs_of, text_of

pytestmark = pytest.mark.django_db
NAME = "harrowmere-2026-27"


@pytest.fixture
def engagement():
    return make_assurance.engagement_for(NAME)


@pytest.fixture
def assurer(engagement, client):
    made = make.assurer(engagement)
    sign_in(client, made)
    return made


def address(engagement, name, *args):
    return reverse(f"assurance:{name}", args=[engagement.assessment.reference, *args])


def facts_of_draft():
    findings = Finding.objects.values_list("report__scope__code", "outcome__code", "decision", "expected", "comment")
    columns = ("ref", "title", "text", "risk", "risk_description", "people", "process", "technology")
    return sorted(findings), sorted(Recommendation.objects.values_list(*columns, "also_addresses__outcome__code"))


# --- workbooks


def test_a_blank_template_has_the_councils_scopes_and_a_row_for_each_outcome(client, engagement, assurer):
    make.scope(engagement=engagement)
    make.scope(engagement=engagement, code="SYS1", name="Revenues")
    page = client.get(address(engagement, "blank_download"))
    assert page["Content-Disposition"].startswith('attachment; filename="harrowmere-district-council-blank-report-')
    assert page["X-Content-Type-Options"] == "nosniff"
    book = load_workbook(BytesIO(page.content))
    assert book["Outcomes"].max_row >= 1 + 39
    assert {row[0].value for row in book["Scopes"].iter_rows(min_row=2, max_row=3)} == {"ORG", "SYS1"}


def test_a_blank_template_for_an_assessment_without_scopes_begins_with_the_organisation(client, engagement, assurer):
    book = load_workbook(BytesIO(client.get(address(engagement, "blank_download")).content))
    assert book["Scopes"]["A2"].value == "ORG"


def test_a_draft_downloaded_and_uploaded_again_is_the_same(client, engagement, assurer):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    before = facts_of_draft()
    data = client.get(address(engagement, "draft_download")).content
    intake = read_upload(data, "again.xlsx", engagement.assessment, by=assurer)
    assert intake.problems == []
    write_intake(intake, by=assurer)
    assert facts_of_draft() == before


def test_text_typed_with_odd_blanks_is_no_change_when_the_draft_comes_back(client, engagement, assurer):
    report = make_assurance.draft(make.scope(engagement=engagement), "A1.a", recommended=("A1.a",))
    ref = report.recommendations.get().ref
    odd = "12\u00a0000  a\u2003year,\r\nin\u00advis\u200bible \u3000 \ufeffend"
    here = address(engagement, "recommendation_edit", "ORG", ref)
    page = client.post(here, as_shown(client.get(here)) | {"title": odd, "text": odd, "risk_description": odd})
    assert page.status_code == 302
    kept = report.recommendations.get()
    assert kept.title == "12 000 a year, invisible end"
    assert kept.text == kept.risk_description == "12 000  a year,\ninvisible   end"
    data = client.get(address(engagement, "draft_download")).content
    intake = read_upload(data, "again.xlsx", engagement.assessment, by=assurer)
    (shown,) = preview(content_of(intake), engagement.assessment)
    assert (shown.added, shown.changed, shown.removed, shown.findings_changed) == ((), (), (), 0)


def test_without_a_draft_the_page_says_that_there_is_none(client, engagement, assurer):
    page = client.get(address(engagement, "draft_download"), follow=True)
    assert "There is no draft to download" in page.content.decode()


def faulty(client, engagement):
    data = changed(sample(NAME), "Outcomes", ("D2", "Fairly good"))
    file = SimpleUploadedFile("My report.xlsx", data)
    page = client.post(address(engagement, "report_upload"), {"workbook": file})
    return Intake.objects.get(), page["Location"]


def test_a_faulty_workbook_comes_back_with_its_faults_marked(client, engagement, assurer):
    intake, problems = faulty(client, engagement)
    marked = address(engagement, "intake_marked", intake.reference)
    assert marked in client.get(problems).content.decode()
    page = client.get(marked)
    assert page["Content-Disposition"].startswith('attachment; filename="my-report-marked.xlsx"')
    cell = load_workbook(BytesIO(page.content))["Outcomes"]["D2"]
    assert cell.value == "Fairly good"
    assert cell.comment is not None


def test_a_kept_workbook_has_a_name_of_ours_and_goes_when_it_is_done_with(client, engagement, assurer):
    intake, _ = faulty(client, engagement)
    assert "report" not in intake.file.name
    assert intake.file.storage.exists(intake.file.name)
    Intake.objects.update(expires=timezone.now())
    page = client.get(address(engagement, "intake_marked", intake.reference), follow=True)
    assert "not kept any more" in page.content.decode()
    forget_done()
    assert not intake.file.storage.exists(intake.file.name)
    assert Intake.objects.get().file.name == ""


def test_a_workbook_without_faults_is_not_kept(client, engagement, assurer):
    assert not read_upload(sample(NAME), "a.xlsx", engagement.assessment, by=assurer).file


def test_a_file_that_cannot_be_read_has_nothing_to_mark(client, engagement, assurer):
    intake = read_upload(b"not a workbook", "a.xlsx", engagement.assessment, by=assurer)
    shown = client.get(address(engagement, "intake_detail", intake.reference)).content.decode()
    assert "faults marked" not in shown
    page = client.get(address(engagement, "intake_marked", intake.reference), follow=True)
    assert "no cells to mark" in page.content.decode()


def test_a_colleague_does_not_get_the_upload_of_another(client, engagement, assurer):
    intake, _ = faulty(client, engagement)
    sign_in(client, make.assurer(engagement))
    assert client.get(address(engagement, "intake_marked", intake.reference)).status_code == 404


# --- documents


def word_file(**parts: str) -> bytes:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    there = {"[Content_Types].xml": f'<Override ContentType="{main}"/>', "word/document.xml": "<w/>"} | parts
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, text in there.items():
            book.writestr(name, text)
    return out.getvalue()


def attach(client, engagement, name, data):
    return client.post(address(engagement, "attachment_add"), {"file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize(
    ("name", "data", "kept_as"),
    [
        ("Evidence.pdf", pdf_file(), "Evidence.pdf"),
        ("evidence.exe", pdf_file(), "evidence.exe.pdf"),
        ("Note – ü.docx", word_file(), "Note – ü.docx"),
        ("C:\\folder\\..\\note.DOCX", word_file(), "note.docx"),
    ],
)
def test_a_document_is_known_by_its_content_and_kept_under_a_name_of_ours(
    client, engagement, assurer, name, data, kept_as
):
    assert attach(client, engagement, name, data).status_code == 302
    made = Attachment.objects.get()
    assert made.name == kept_as
    assert "/" in made.file.name
    assert "note" not in made.file.name.lower()
    page = client.get(address(engagement, "attachment_download", made.reference))
    assert page.content == data
    assert page["Content-Disposition"].startswith("attachment; ")
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Cache-Control"] == "no-store"
    assert page["Content-Type"] == made.content_type


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"MZ\x90 an executable", "neither a PDF nor a Word document"),
        (b"%PDF-1.7 but nothing else", "locked with a password or damaged"),
        (b"PK\x03\x04 and then nothing", "neither a PDF nor a Word document"),
        (sample(NAME), "neither a PDF nor a Word document"),
        (word_file(**{"word/vbaProject.bin": "x"}), "holds macros"),
        (b"", "The file is empty"),
    ],
)
def test_what_is_not_a_document_is_refused_with_a_sentence(client, engagement, assurer, data, said):
    page = attach(client, engagement, "evidence.pdf", data)
    assert said in page.content.decode()
    assert not Attachment.objects.exists()


def test_a_document_has_a_greatest_size(client, settings, engagement, assurer):
    settings.ATTACHMENT_MAX_BYTES = 100
    assert "larger than 25 MB" in attach(client, engagement, "a.pdf", pdf_file()).content.decode()


def test_the_council_gets_a_document_only_when_a_report_of_the_firm_is_issued(client, engagement, assurer):
    made = make_assurance.attachment(engagement, by=assurer)
    page = address(engagement, "attachment_download", made.reference)
    reader = make.person(role=Role.READER, at=engagement.council)
    sign_in(client, reader)
    assert client.get(page).status_code == 404
    make_assurance.issued(make.scope(engagement=engagement), by=assurer)
    assert client.get(page).status_code == 200
    assert made.name in client.get(address(engagement, "report_detail")).content.decode()
    other = make.engagement(assessment=engagement.assessment, leads=False)
    hidden = make_assurance.attachment(other, by=make.assurer(other))
    assert client.get(address(engagement, "attachment_download", hidden.reference)).status_code == 404


def test_a_document_is_removed_only_before_the_council_can_read_it(
    client, engagement, assurer, django_capture_on_commit_callbacks
):
    first, second = (make_assurance.attachment(engagement, by=assurer, name=name) for name in ("a.pdf", "b.pdf"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(engagement, "attachment_remove", first.reference))
    assert not first.file.storage.exists(first.file.name)
    make_assurance.issued(make.scope(engagement=engagement), by=assurer)
    page = client.post(address(engagement, "attachment_remove", second.reference))
    assert page.status_code == 409
    assert "can read this document already" in page.content.decode()
    assert list(Attachment.objects.all()) == [second]


# --- the PDF


@pytest.fixture
def issued(engagement, assurer):
    make_assurance.written(NAME, engagement=engagement, by=assurer)
    return make_assurance.issue_all(engagement.assessment, by=assurer)


def test_the_report_as_a_pdf_is_whole_and_accessible(client, engagement, assurer, issued):
    page = client.get(address(engagement, "report_download"))
    assert page["Content-Type"] == "application/pdf"
    assert pdf_structure.problems(page.content) == []
    words = text_of(page.content)
    for said in ("Harrowmere District Council", "Executive summary", "Review method"):
        assert said in words
    assert "OFFICIAL-SENSITIVE" in text_of(page.content, furniture=True)
    refs = Recommendation.objects.values_list("ref", flat=True)
    assert [ref for ref in refs if ref.replace("-", "") not in words.replace("-", "").replace("\n", "")] == []
    assert "Figure" in pdf_structure.roles_of(page.content)
    assert engagement.assessment.reference in words


def test_the_contents_say_on_which_page_each_part_of_the_report_begins(client, engagement, assurer, issued):
    data = client.get(address(engagement, "report_download")).content
    runs = [run for run in runs_of(data) if not run.furniture]
    listed = next(run.page for run in runs if run.text == "Contents")
    contents = " ".join(run.text for run in runs if run.page == listed)
    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_outline() as outline:
        parts = [item.title for top in outline.root for item in (top.children or [top])]
        links = {str(link.Dest) for link in pdf.pages[listed - 1].Annots}
    headings = [title for title in parts if title not in {"Assurance report", "Contents"}]
    assert {"Executive summary", "Outcomes as assessed, by objective and scope", "Recommendations"} <= set(headings)
    assert len(links) == len(headings)
    for title in headings:
        begins = next(run.page for run in runs if run.page > listed and run.text.strip() == title)
        assert re.search(rf"{re.escape(title)} [. ]*{begins}\b", contents), title


def test_a_draft_is_never_in_the_pdf(client, engagement, assurer, issued):
    make_assurance.draft(make.scope(engagement=engagement, code="SYS9", name="A secret system"), "B1.a")
    assert "A secret system" not in text_of(client.get(address(engagement, "report_download")).content)


def test_without_an_issued_report_there_is_no_pdf(client, engagement, assurer):
    page = client.get(address(engagement, "report_download"), follow=True)
    assert "No report is issued yet" in page.content.decode()


def test_the_chart_says_in_words_what_it_draws():
    line = stands(met=3, not_met=2, not_assessed=1)
    chart = outcomes_chart([("ORG <Council>", [line])])
    assert "<title>Outcomes met by objective and scope</title>" in chart
    assert "<desc>A – ORG &lt;Council&gt;: 3 met, 2 not met, 1 not assessed.</desc>" in chart
    assert chart.count("<rect") == 4 + 3  # the legend, and the parts of the one bar
    assert "style=" not in chart


def test_without_any_target_it_draws_what_was_assessed():
    lines = [stands(no_target=6, achieved=3, partially_achieved=2, not_achieved=1), stands(not_assessed=2)]
    chart = outcomes_chart([("ORG", lines)])
    assert "<title>Outcomes as assessed, by objective and scope</title>" in chart
    assert "<desc>A – ORG: 3 achieved, 2 partially achieved, 1 not achieved; A – ORG: 2 not assessed.</desc>" in chart
    assert "arget" not in chart


def stands(**counts: int) -> Figures:
    names = ("met", "not_met", "no_target", "achieved", "partially_achieved", "not_achieved", "not_assessed")
    return Figures("A", "Managing security risk", **dict.fromkeys(names, 0) | counts)


def test_nothing_to_count_makes_no_chart():
    assert outcomes_chart([("ORG", [])]) == ""
