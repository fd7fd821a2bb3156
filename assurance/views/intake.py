"""The assurer's workbook: uploaded, shown as it was read, confirmed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import person
from assurance.access import get_assessment, get_engagement
from assurance.forms import UploadForm
from assurance.intake import content_of, problems_of, read_upload, why_not, write_intake
from assurance.intake_preview import preview
from assurance.models import Intake
from assurance.reports import Refused


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
    assessment = get_assessment(request, reference)
    mine = Intake.objects.filter(assessment=assessment, by=person(request), kind=Intake.Kind.REPORT)
    upload = get_object_or_404(mine.select_related("assessment__council", "assessment__cycle"), reference=intake)
    if request.method == "POST":
        return _confirm(request, upload)
    return _show(request, upload, why_not(upload, person(request)))


def _confirm(request: HttpRequest, upload: Intake) -> HttpResponse:
    try:
        reports = write_intake(upload, by=person(request))
    except Refused as refused:
        return _show(request, upload, str(refused), status=409)
    codes = ", ".join(report.scope.code for report in reports)
    messages.success(request, f"The workbook is imported. The draft of {codes} is as the workbook says.")
    return redirect("assurance:report_detail", upload.assessment.reference)


def _show(request: HttpRequest, upload: Intake, why: str, status: int = 200) -> HttpResponse:
    content = content_of(upload)
    shown = {
        "upload": upload,
        "back_url": reverse("assurance:report_upload", args=[upload.assessment.reference]),
        "back_text": "Upload a workbook",
        "assessment": upload.assessment,
        "why_not": why,
        "problems": problems_of(upload),
        "remarks": upload.content.get("remarks", []),
        "scopes": preview(content, upload.assessment) if content and not why else [],
    }
    return render(request, "assurance/intake_detail.html", shown, status=status)
