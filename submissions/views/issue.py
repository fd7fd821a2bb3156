"""Issuing, issuing again and withdrawing the report of a scope: what it does to the plan, and the deed itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.forms import sent
from assurance import reports
from assurance.access import get_issued_report, get_scope
from assurance.models import Report, Scope
from submissions.actions import issue_report, reissue_report, why_not_issue, why_not_withdraw, withdraw_report
from submissions.forms.report import ReissueForm, WithdrawForm
from submissions.issuing import what_issuing_does, what_reissuing_does, what_withdrawing_does
from submissions.workflow import Refused


def report_issue(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The page that issues a scope's report; where one is in force, with what changed and why."""
    scope = get_scope(request, reference, code)
    report = scope.reports.in_hand().first() or scope.reports.issued().first()
    if report is None:
        raise Http404
    again = not report.issued_at and scope.reports.issued().exists()
    form = ReissueForm(sent(request)) if again else None
    if request.method != "POST" or (form and not form.is_valid()):
        return _shown(request, scope, report, form)
    try:
        if form:
            plan = reissue_report(report, by=person(request), why=form.cleaned_data["why"])
        else:
            plan = issue_report(report, by=person(request))
    except (Refused, reports.Refused) as refused:
        return _shown(request, scope, report, form, str(refused))
    messages.success(request, f"The report of {scope.code} is issued. The council can see it.")
    return redirect("submissions:plan_detail", plan.reference)


def _shown(
    request: HttpRequest, scope: Scope, report: Report, form: ReissueForm | None, refusal: str = ""
) -> HttpResponse:
    in_the_way = reports.what_stands_in_the_way(report)
    does = what_reissuing_does if form else what_issuing_does
    shown = {
        "scope": scope,
        "report": report,
        "form": form,
        "in_the_way": [*in_the_way, *filter(None, [why_not_issue(scope)])],
        "does": [] if report.issued_at else does(scope),
        "recommendations": report.recommendations.count(),
        "refused": {"titleText": "There is a problem", "errorList": [{"text": refusal}]} if refusal else None,
        "back_url": reverse("assurance:scope_detail", args=[scope.assessment.reference, scope.code]),
    }
    return render(request, "submissions/report_issue.html", shown, status=409 if refusal else 200)


def report_withdraw(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The page that withdraws the issued report of a scope."""
    report = get_issued_report(request, reference, code)
    form = WithdrawForm(sent(request))
    if form.is_valid():
        try:
            plan = withdraw_report(report, by=person(request), reason=form.cleaned_data["reason"])
        except (Refused, reports.Refused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The report of {code} is withdrawn.")
            return redirect("submissions:plan_detail", plan.reference)
    shown = {
        "report": report,
        "scope": report.scope,
        "form": form,
        "why_not": why_not_withdraw(report, by=person(request)),
        "does": what_withdrawing_does(report),
        "back_url": reverse("submissions:plan_detail", args=[report.scope.assessment.plan.reference]),
    }
    refused_now = form.is_bound and form.non_field_errors()
    return render(request, "submissions/report_withdraw.html", shown, status=409 if refused_now else 200)
