"""Factories of the assurer's side: the sample workbooks, their councils and assurers, drafts and issued reports."""

from io import BytesIO
from pathlib import Path

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from accounts.models import User
from assurance import attachments, reports
from assurance.intake import read_upload, write_intake
from assurance.models import (
    AcceptedWarning,
    Assessment,
    Attachment,
    Engagement,
    Finding,
    Intake,
    Recommendation,
    Report,
    Scope,
)
from tests import make

SAMPLES = Path(__file__).resolve().parent.parent / "submissions/demo/workbooks"
COUNCILS = {  # the council, its code and the CAF version of each sample
    "harrowmere-2026-27": ("Harrowmere District Council", "E07999001", "3.2"),
    "tarnside-2026-27": ("Tarnside Metropolitan Borough Council", "E08999002", "3.2"),
    "aldermoor-2026-27": ("Aldermoor County Council", "E10999003", "4.0"),
}


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.xlsx").read_bytes()


def changed(data: bytes, sheet: str, *cells: tuple[str, object]) -> bytes:
    """The workbook with other values in some cells: ("B3", "E00000000")."""
    book = load_workbook(BytesIO(data))
    for place, value in cells:
        book[sheet][place] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def without_scope(data: bytes, *codes: str) -> bytes:
    """The workbook without the findings and recommendations of some scopes, which stay on the sheet Scopes."""
    book = load_workbook(BytesIO(data))
    for sheet, column in (("Outcomes", 1), ("Plan", 2)):
        rows = book[sheet]
        for number in range(rows.max_row, 1, -1):
            if rows.cell(number, column).value in codes:
                rows.delete_rows(number)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def engagement_for(name: str) -> Engagement:
    """A firm's live work for the assessment that a sample is about."""
    council, code, version = COUNCILS[name]
    made = make.council(name=council, code=code)
    return make.engagement(assessment=make.assessment(council=made, version=version))


def written(name: str, *, engagement: Engagement, by: User, data: bytes = b"") -> Intake:
    """A sample uploaded and confirmed: each of its scopes has a draft."""
    intake = read_upload(data or sample(name), f"{name}.xlsx", engagement.assessment, by=by)
    assert not intake.problems, intake.problems
    write_intake(intake, by=by)
    return intake


def draft(scope: Scope, *codes: str, recommended: tuple[str, ...] = ()) -> Report:
    """A draft with a finding on each outcome and a recommendation about some; all of the scope's if none is named."""
    report = Report.objects.create(scope=scope, number=scope.reports.count() + 1)
    objectives = tuple(Scope.OBJECTIVES[Scope.Kind(scope.kind)])
    outcomes = scope.assessment.framework.outcomes.filter(principle__objective__code__in=objectives)
    if codes:
        outcomes = outcomes.filter(code__in=codes)
    Finding.objects.bulk_create(
        Finding(
            report=report,
            outcome=outcome,
            self_assessment="achieved",
            decision="not_achieved",
            comment=f"Seen of {outcome.code}.",
        )
        for outcome in outcomes
    )
    for position, code in enumerate(recommended, start=1):
        recommendation(report, code, position=position)
    return report


def recommendation(report: Report, code: str, *, position: int = 1, **facts) -> Recommendation:
    outcome = report.scope.assessment.framework.outcomes.get(code=code)
    defaults = {
        "ref": f"{report.scope.code}-{code}-{position:02}",
        "title": f"Mend {code}",
        "text": f"Do what {code} asks.",
        "risk": "high",
        "risk_description": "It could stop services.",
        "process": True,
    }
    return Recommendation.objects.create(report=report, outcome=outcome, position=position, **defaults | facts)


def issued(scope: Scope, *, by: User, recommended: tuple[str, ...] = ()) -> Report:
    """An issued report with a finding on every outcome of the scope."""
    return reports.issue(looked_over(draft(scope, recommended=recommended), by=by), by=by)


def looked_over(report: Report, *, by: User) -> Report:
    """The draft with every warning of its check accepted."""
    open_ones = reports.check(report).open
    AcceptedWarning.objects.bulk_create(
        AcceptedWarning(report=report, rule=remark.rule, subject=remark.subject, reason="It is so.", by=by)
        for remark in open_ones
    )
    return report


def issue_all(assessment: Assessment, *, by: User) -> list[Report]:
    """Issue every draft of the assessment."""
    drafts = Report.objects.in_hand().filter(scope__assessment=assessment).order_by("scope__kind", "scope__code")
    return [reports.issue(looked_over(report, by=by), by=by) for report in drafts]


def pdf_file(words: str = "") -> bytes:
    """A small PDF, another for other words."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = words
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def attachment(engagement: Engagement, *, by: User, name: str = "evidence.pdf") -> Attachment:
    """A PDF beside the engagement's report."""
    file = SimpleUploadedFile(name, pdf_file(name))
    return attachments.attach(engagement, file, Attachment.ContentType.PDF, by=by)
