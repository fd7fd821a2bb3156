"""The assurer's report: the list of reports, one report, and the findings and recommendations of a scope."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import person
from assurance.access import engagements_of, get_reported
from assurance.desk import desk_of
from assurance.report_actions import checks_asked, offers
from assurance.report_facts import (
    about_scope,
    covers,
    figures,
    findings_by_report,
    objective_titles,
    readable_reports,
    recommendations_of,
)
from assurance.report_list import assessments_reported
from assurance.search import FEWEST, search
from assurance.writing.wordings import firms_of


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
        "writes": bool(writes),
        "covers": covers(reports),
        "scopes": [(report, figures(found[report.pk], titles)) for report in reports],
        "back_url": reverse("assurance:report_list"),
        "back_text": "Assurance reports",
    }
    return render(request, "assurance/report_detail.html", shown)


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
        "may_issue": not report.issued_at and report.scope.engagement in writes,
        "offers": offers(report, writes=report.scope.engagement in writes),
        "findings": findings_by_report([report])[report.pk],
        "recommendations": recommendations_of(report),
        "back_url": reverse("assurance:report_detail", args=[reference]),
        "back_text": "Assurance report",
    }
    return render(request, "assurance/scope_detail.html", shown)
