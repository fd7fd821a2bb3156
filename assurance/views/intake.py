"""The assurer's workbook: uploaded, shown as it was read, confirmed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.audit import record
from assurance.access import engagements_of, get_assessment, get_engagement, leading
from assurance.forms import UploadForm
from assurance.intake import content_of, problems_of, read_upload, why_not, write_intake
from assurance.intake_preview import narrative_changes, preview
from assurance.kept_workbooks import marked
from assurance.models import Intake
from assurance.report_workbooks import blank_for, draft_of
from assurance.reports import Refused
from iip.downloads import sent


def report_upload(request: HttpRequest, reference: str) -> HttpResponse:
    engagement = get_engagement(request, reference)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["workbook"]
        intake = read_upload(file.read(), file.name, engagement.assessment, by=person(request))
        return redirect("assurance:intake_detail", reference, intake.reference)
    back = reverse("assurance:report_detail", args=[reference])
    shown = {
        "form": form,
        "assessment": engagement.assessment,
        "back_url": back,
        "back_text": "Assurance report",
    }
    return render(request, "assurance/report_upload.html", shown)


def intake_detail(request: HttpRequest, reference: str, intake: str) -> HttpResponse:
    upload = _own_upload(request, reference, intake)
    if request.method == "POST":
        return _confirm(request, upload)
    return _show(request, upload, why_not(upload, person(request)))


def intake_marked(request: HttpRequest, reference: str, intake: str) -> HttpResponse:
    """The person's faulty workbook with its faults marked."""
    upload = _own_upload(request, reference, intake)
    try:
        return sent(marked(upload))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("assurance:intake_detail", reference, intake)


def blank_download(request: HttpRequest, reference: str) -> HttpResponse:
    """A blank workbook with the council's scopes and outcomes."""
    return sent(blank_for(get_engagement(request, reference)))


def draft_download(request: HttpRequest, reference: str) -> HttpResponse:
    """The drafts as they stand, as a workbook."""
    engagement = get_engagement(request, reference)
    try:
        download = draft_of(engagement)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("assurance:report_detail", reference)
    record("draft exported", by=person(request), on=engagement.assessment)
    return sent(download)


def _own_upload(request: HttpRequest, reference: str, intake: str) -> Intake:
    assessment = get_assessment(request, reference)
    mine = Intake.objects.filter(assessment=assessment, by=person(request), kind=Intake.Kind.REPORT)
    return get_object_or_404(mine.select_related("assessment__council", "assessment__cycle"), reference=intake)


def _confirm(request: HttpRequest, upload: Intake) -> HttpResponse:
    try:
        reports = write_intake(upload, by=person(request))
    except Refused as refused:
        return _show(request, upload, str(refused), status=409)
    codes = ", ".join(report.scope.code for report in reports)
    messages.success(request, f"The workbook is imported. The draft of {codes} is as the workbook says.")
    return redirect("assurance:report_detail", upload.assessment.reference)


def _show(request: HttpRequest, upload: Intake, why: str, status: int = 200) -> HttpResponse:
    content = None if why else content_of(upload)
    mine = engagements_of(person(request), upload.assessment)
    shown = {
        "upload": upload,
        "back_url": reverse("assurance:report_upload", args=[upload.assessment.reference]),
        "back_text": "Upload a workbook",
        "assessment": upload.assessment,
        "why_not": why,
        "problems": (problems := problems_of(upload)),
        "can_mark": bool(upload.file) and any(problem.sheet for problem in problems),
        "remarks": upload.content.get("remarks", []),
        "scopes": preview(content, upload.assessment) if content else [],
        "words": narrative_changes(content, leading(mine)) if content and mine else (),
    }
    return render(request, "assurance/intake_detail.html", shown, status=status)
