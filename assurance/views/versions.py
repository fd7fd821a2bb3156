"""The versions of a scope's report: each as issued, what changed from one to the next, a new one opened or dropped."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import person
from accounts.audit import record
from assurance import reports
from assurance.access import engagements_of, get_draft, get_issued_version, get_reported, get_scope
from assurance.document import ReportDocument
from assurance.models import Report, Scope
from assurance.report_facts import changes_between, frozen_cover, objective_titles, readable_reports
from assurance.report_pdf import version_pdf
from assurance.reports import Refused
from iip.downloads import sent


def report_reopen(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Open the next version of an issued report as a draft."""
    scope, refusal = get_scope(request, reference, code), ""
    if request.method == "POST":
        try:
            draft = reports.open_reissue(scope, by=person(request))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"Version {draft.number} of the report is open as a draft.")
            return redirect("assurance:scope_detail", reference, code)
    return _page(request, "report_reopen", scope, refusal, why_not=reports.why_not_reissue(scope))


def report_discard(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Drop the draft of a new version."""
    report, refusal = get_draft(request, reference, code), ""
    if request.method == "POST":
        try:
            reports.discard(report, by=person(request))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, "The draft is dropped. The issued report stays in force.")
            return redirect("assurance:report_detail", reference)
    return _page(
        request, "report_discard", report.scope, refusal, why_not=reports.why_not_discard(report), report=report
    )


def report_version(request: HttpRequest, reference: str, code: str, number: int) -> HttpResponse:
    """One version of a scope's report, whole, as it was issued."""
    report = get_issued_version(request, reference, code, number)
    document = ReportDocument.load(report.document)
    shown: dict[str, Any] = {"report": report, "document": document, "cover": frozen_cover(document)}
    return _page(request, "report_version", report.scope, **shown)


def version_download(request: HttpRequest, reference: str, code: str, number: int) -> HttpResponse:
    """One version of a scope's report as it was issued, as a PDF."""
    report = get_issued_version(request, reference, code, number)
    assessment, user = report.scope.assessment, person(request)
    download = version_pdf(report, objective_titles(assessment), by=user, at=timezone.now())
    record("report exported", by=user, on=assessment, detail=f"pdf, {code}, version {number}")
    return sent(download)


def report_changes(request: HttpRequest, reference: str, code: str, number: int) -> HttpResponse:
    """What changed in a version of a scope's report since the one before it."""
    assessment = get_reported(request, reference)
    readable = readable_reports(assessment, engagements_of(person(request), assessment))
    report = readable.filter(scope__code=code, number=number).first()
    before = report and _before(report)
    if report is None or before is None:
        raise Http404
    shown: dict[str, Any] = {"report": report, "before": before, "changes": changes_between(before, report)}
    return _page(request, "report_changes", report.scope, **shown)


def _before(report: Report) -> Report | None:
    """The issued version that a report takes the place of."""
    earlier = Report.objects.filter(scope=report.scope_id, number__lt=report.number, issued_at__isnull=False)
    return earlier.exclude(state=Report.State.WITHDRAWN).order_by("-number").first()


def _page(request: HttpRequest, template: str, scope: Scope, refusal: str = "", **shown: object) -> HttpResponse:
    """A page about a scope's report; where what was sent is refused, with the sentence that refuses."""
    back = reverse("assurance:scope_detail", args=[scope.assessment.reference, scope.code])
    refused = {"titleText": "There is a problem", "errorList": [{"text": refusal}]} if refusal else None
    about = {"scope": scope, "assessment": scope.assessment, "back_url": back, "back_text": "Report"}
    return render(
        request, f"assurance/{template}.html", {**about, "refused": refused, **shown}, status=409 if refusal else 200
    )
