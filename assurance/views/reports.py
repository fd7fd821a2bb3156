"""The assurer's report: the list of reports, one report, and the findings and recommendations of a scope."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import person
from accounts.audit import record
from assurance.access import engagements_of, get_reported, why_not_write
from assurance.attachments import attachments_for
from assurance.desk import desk_of
from assurance.figures import figures, measure_of
from assurance.report_actions import checks_asked, offers
from assurance.report_charts import outcomes_chart
from assurance.report_facts import (
    about_scope,
    covers,
    findings_by_report,
    issued_reports,
    objective_titles,
    profile_of,
    readable_reports,
    recommendations_of,
    versions_of,
)
from assurance.report_list import assessments_reported
from assurance.report_pdf import report_pdf
from assurance.search import FEWEST, search
from assurance.writing.wordings import firms_of
from iip.downloads import sent


def report_list(request: HttpRequest) -> HttpResponse:
    user = person(request)
    shown = {
        "works": desk_of(user),
        "assessments": assessments_reported(user),
        "firms": firms_of(user),
        "checks": checks_asked(user),
    }
    return render(request, "assurance/report_list.html", shown)


def report_search(request: HttpRequest) -> HttpResponse:
    """One search over all that the person assures now."""
    asked_for = request.GET.get("q", "").strip()[:200]
    words = asked_for.split()
    is_too_short = bool(words) and len("".join(words)) < FEWEST
    shown = {
        "q": asked_for,
        "is_too_short": is_too_short,
        "hits": search(person(request), words) if words and not is_too_short else None,
        "back_url": reverse("assurance:report_list"),
        "back_text": "Assurance reports",
    }
    return render(request, "assurance/report_search.html", shown)


def report_detail(request: HttpRequest, reference: str) -> HttpResponse:
    assessment = get_reported(request, reference)
    writes = engagements_of(person(request), assessment)
    reports = list({report.scope_id: report for report in readable_reports(assessment, writes)}.values())
    found, titles = findings_by_report(reports), objective_titles(assessment)
    shown = {
        "assessment": assessment,
        "writes": writes,
        "covers": covers(reports),
        "scopes": (counted := [(report, figures(found[report.pk], titles)) for report in reports]),
        "measure": measure_of(line for _, lines in counted for line in lines),
        "chart": outcomes_chart([(f"{report.scope.code} {report.called}", lines) for report, lines in counted]),
        "is_issued": any(report.issued_at for report in reports),
        "drafts": [report for report in reports if report.scope.engagement in writes and not report.issued_at],
        "attachments": attachments_for(assessment, writes),
        "back_url": reverse("assurance:report_list"),
        "back_text": "Assurance reports",
    }
    return render(request, "assurance/report_detail.html", shown)


def report_download(request: HttpRequest, reference: str) -> HttpResponse:
    """What is issued, as a PDF."""
    assessment = get_reported(request, reference)
    reports = list(issued_reports(assessment))
    if not reports:
        messages.error(request, "No report is issued yet, so there is no PDF.")
        return redirect("assurance:report_detail", reference)
    user = person(request)
    download = report_pdf(assessment, reports, objective_titles(assessment), by=user, at=timezone.now())
    record("report exported", by=user, on=assessment, detail="pdf")
    return sent(download)


def scope_detail(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    assessment = get_reported(request, reference)
    writes = engagements_of(person(request), assessment)
    report = readable_reports(assessment, writes).filter(scope__code=code).last()
    if report is None:
        raise Http404
    shown = {
        "assessment": assessment,
        "report": report,
        "about": about_scope(report),
        "may_write": report.scope.engagement in writes and not why_not_write(report),
        "may_issue": not report.issued_at and report.scope.engagement in writes,
        "offers": offers(report, writes=report.scope.engagement in writes),
        "findings": findings_by_report([report])[report.pk],
        "profile": profile_of(report),
        "recommendations": recommendations_of(report),
        "versions": versions_of(report.scope),
        "back_url": reverse("assurance:report_detail", args=[reference]),
        "back_text": "Assurance report",
    }
    return render(request, "assurance/scope_detail.html", shown)
