"""Issuing the report of a scope: what it does to the plan, what stands in the way, and the issue itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from assurance import reports
from assurance.access import get_scope
from assurance.models import Report, Scope
from submissions.actions import issue_report, why_not_issue
from submissions.issuing import what_issuing_does
from submissions.workflow import Refused


def report_issue(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The page that issues a scope's report."""
    scope = get_scope(request, reference, code)
    report = scope.reports.in_hand().first() or scope.reports.issued().first()
    if report is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, scope, report)
    try:
        plan = issue_report(report, by=person(request))
    except (Refused, reports.Refused) as refused:
        return _shown(request, scope, report, str(refused))
    messages.success(request, f"The report of {scope.code} is issued. The council can see it.")
    return redirect("submissions:plan_detail", plan.reference)


def _shown(request: HttpRequest, scope: Scope, report: Report, refusal: str = "") -> HttpResponse:
    in_the_way = reports.what_stands_in_the_way(report)
    shown = {
        "scope": scope,
        "report": report,
        "in_the_way": [*in_the_way, *filter(None, [why_not_issue(scope)])],
        "does": [] if report.issued_at else what_issuing_does(scope),
        "recommendations": report.recommendations.count(),
        "refused": {"titleText": "There is a problem", "errorList": [{"text": refusal}]} if refusal else None,
        "back_url": reverse("assurance:scope_detail", args=[scope.assessment.reference, scope.code]),
    }
    return render(request, "submissions/report_issue.html", shown, status=409 if refusal else 200)
