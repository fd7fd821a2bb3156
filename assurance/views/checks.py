"""The report check on its page: errors to mend, and warnings to mend or to accept with a reason."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from assurance import reports
from assurance.access import get_draft
from assurance.forms import AcceptForm
from assurance.models import Report
from assurance.reports import Refused

RULES = {
    "missing_outcome": "Outcomes without a finding",
    "no_recommendation": "Below the target, without a recommendation",
    "no_comment": "Decisions without a comment",
    "same_text": "The same text twice",
    "no_answer": "Comments of the council without an answer",
}


def report_check(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """What the check finds in a draft, and the form that lets warnings stand."""
    report = get_draft(request, reference, code)
    checked = reports.check(report)
    if request.method != "POST":
        return _shown(request, report, checked)
    rule = request.POST.get("rule", "")
    form = AcceptForm(request.POST, remarks=[r for r in checked.open if r.rule == rule], prefix=rule)
    if not form.is_valid():
        return _shown(request, report, checked, form)
    return _accept(request, report, checked, form)


def _accept(request: HttpRequest, report: Report, checked: reports.Checked, form: AcceptForm) -> HttpResponse:
    values, rule = form.cleaned_data, str(form.prefix)
    try:
        number = reports.accept_warnings(report, rule, values["subjects"], reason=values["reason"], by=person(request))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _shown(request, report, checked, form, status=409)
    messages.success(request, f"{number} warning{'' if number == 1 else 's'} accepted.")
    return redirect("assurance:report_check", report.scope.assessment.reference, report.scope.code)


def _shown(
    request: HttpRequest, report: Report, checked: reports.Checked, sent: AcceptForm | None = None, status: int = 200
) -> HttpResponse:
    found = sorted(checked.open, key=lambda remark: list(RULES).index(remark.rule))
    groups = [(rule, list(remarks)) for rule, remarks in groupby(found, key=lambda remark: remark.rule)]
    shown = {
        "report": report,
        "assessment": report.scope.assessment,
        "why_not": reports.why_not_change(report),
        "errors": checked.errors,
        "form": sent,
        "rules": [(r, RULES[r], _form(r, rows, sent)) for r, rows in groups],
        "accepted": [(RULES[remark.rule], remark, row) for remark, row in checked.accepted],
        "back_url": reverse("assurance:scope_detail", args=[report.scope.assessment.reference, report.scope.code]),
    }
    return render(request, "assurance/report_check.html", shown, status=status)


def _form(rule, remarks, sent):
    return sent if sent and sent.prefix == rule else AcceptForm(remarks=remarks, prefix=rule)
