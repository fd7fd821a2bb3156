"""manage.py export_plan: the exports of the pages, for an operator, with errors that say what to do."""

import json

import pytest
from django.core.management import CommandError, call_command
from docx import Document

from accounts.models import AuditEvent
from assurance.workbook import read_workbook
from submissions.models import Status, WorkingCopy
from tests import make_plan
from tests.assurance.workbooks import FRAMEWORKS
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db


def run(*arguments):
    call_command("export_plan", *(str(argument) for argument in arguments))


def test_a_plan_as_it_stands_is_written_in_each_format(tmp_path, capsys):
    plan = make_plan.plan(complete=True).plan
    for kind in ("xlsx", "pdf", "json"):
        run(plan.reference.lower(), "--format", kind, "-o", tmp_path / f"plan.{kind}")
        assert f"Wrote {tmp_path / f'plan.{kind}'}" in capsys.readouterr().out
    assert not read_workbook((tmp_path / "plan.xlsx").read_bytes(), FRAMEWORKS, council=True).problems
    assert plan.reference in text_of((tmp_path / "plan.pdf").read_bytes())
    assert json.loads((tmp_path / "plan.json").read_text())["plan"]["reference"] == plan.reference


def test_a_version_is_written_as_it_was_handed_over(tmp_path):
    plan = make_plan.plan(status=Status.SIGNED_OFF).plan
    run(plan.reference, "--format", "pdf", "--version", 1, "-o", tmp_path / "plan.pdf")
    text = text_of((tmp_path / "plan.pdf").read_bytes())
    assert "Version 1" in text
    assert "Signed off by the approver" in text


def test_an_operators_export_is_recorded_without_a_person_and_is_no_working_copy(tmp_path):
    plan = make_plan.plan(complete=True).plan
    run(plan.reference, "--format", "xlsx", "-o", tmp_path / "plan.xlsx")
    event = AuditEvent.objects.get(action="exported")
    assert (event.actor, event.subject_ref) == (None, plan.reference)
    assert event.detail.startswith("xlsx, As it stood on ")
    assert not WorkingCopy.objects.exists()


def test_what_is_not_there_is_named(tmp_path):
    plan = make_plan.plan(status=Status.ASSURER_FEEDBACK).plan
    file = tmp_path / "plan.pdf"
    with pytest.raises(CommandError, match="There is no plan P-ZZZZ-ZZZZ"):
        run("P-ZZZZ-ZZZZ", "--format", "pdf", "-o", file)
    with pytest.raises(CommandError, match="has no version 7. It has: 1"):
        run(plan.reference, "--format", "pdf", "--version", 7, "-o", file)
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_named_and_no_export_is_recorded(tmp_path):
    plan = make_plan.plan().plan
    for file in (tmp_path, tmp_path / "no" / "folder.pdf"):
        with pytest.raises(CommandError, match="cannot be written"):
            run(plan.reference, "--format", "pdf", "-o", file)
    assert not AuditEvent.objects.filter(action="exported").exists()


def test_a_committee_paper_is_written_in_the_edition_that_is_asked_for(tmp_path):
    plan = make_plan.plan(complete=True).plan
    run(plan.reference, "--format", "docx", "--edition", "full", "-o", tmp_path / "paper.docx")
    said = [each.text for each in Document(tmp_path / "paper.docx").paragraphs]
    assert "Appendix: recommendations and responses" in said
    run(plan.reference, "--format", "pdf", "--edition", "full", "-o", tmp_path / "paper.pdf")
    assert "Recommendations to the committee" in text_of((tmp_path / "paper.pdf").read_bytes())
    run(plan.reference, "--format", "docx", "--edition", "public", "-o", tmp_path / "public.docx")
    said = [each.text for each in Document(tmp_path / "public.docx").paragraphs]
    assert "Schedule: what is withheld, and why" in said
    details = AuditEvent.objects.filter(action="exported").values_list("detail", flat=True)
    assert {detail.split(",")[0] for detail in details} == {
        "full-paper.docx",
        "full-paper.pdf",
        "public-paper.docx",
    }


def test_a_paper_without_an_edition_and_an_edition_of_something_else_are_refused(tmp_path):
    plan = make_plan.plan().plan
    file = tmp_path / "paper"
    with pytest.raises(CommandError, match="Say which edition of the committee paper: --edition full or public"):
        run(plan.reference, "--format", "docx", "-o", file)
    with pytest.raises(CommandError, match="A committee paper is docx or pdf, not csv"):
        run(plan.reference, "--format", "csv", "--edition", "full", "-o", file)
    assert not file.exists()


def test_a_format_that_there_is_not_is_refused(tmp_path):
    plan = make_plan.plan().plan
    with pytest.raises(CommandError, match="invalid choice: 'docm'"):
        run(plan.reference, "--format", "docm", "-o", tmp_path / "plan.docm")
