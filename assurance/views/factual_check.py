"""The factual check on its pages: the council reads and comments, the assurer starts, answers and ends it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.forms import sent
from assurance import factual_check as check
from assurance.access import get_checked_draft, get_draft, get_scope
from assurance.forms import AnswerForm, CommentForm
from assurance.models import FactualComment, Report
from assurance.report_facts import findings_by_report, recommendations_of
from assurance.reports import Refused


def factual_check(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The council's page: the draft while it is asked about, and what was said and answered ever after."""
    report = get_checked_draft(request, reference, code)
    open_now = report.is_with_council()
    findings = findings_by_report([report])[report.pk] if open_now else []
    recommendations = recommendations_of(report) if open_now else []
    about = {"about": request.GET.get("about", "")}
    form = CommentForm(sent(request), initial=about, findings=findings, recommendations=recommendations)
    if request.method == "POST" and not open_now:
        form = CommentForm(request.POST, findings=[], recommendations=[])
        form.add_error(None, check.OVER)
    elif form.is_valid() and _said(request, report, form):
        return redirect("assurance:factual_check", reference, code)
    shown: dict[str, Any] = {"open": open_now, "findings": findings, "recommendations": recommendations, "form": form}
    return _page(request, "factual_check", report, **shown)


def _said(request: HttpRequest, report: Report, form: CommentForm) -> bool:
    try:
        check.comment(report, by=person(request), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "Your comment is sent to your assurer.")
    return True


def factual_check_start(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """What a factual check does, whom it tells, and the button that starts it."""
    report = get_draft(request, reference, code)
    refusal = check.why_not_start(report)
    if request.method == "POST":
        try:
            started = check.start(report, by=person(request))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"The draft of {code} is with the council.")
            return redirect("assurance:factual_comments", reference, started.scope.code)
    cycle = report.scope.assessment.cycle
    shown = {"why_not": refusal, "days": cycle.factual_check_days, "told": check.people_asked(report)}
    status = 409 if refusal and request.method == "POST" else 200
    return _page(request, "factual_check_start", report, status, **shown)


def factual_check_end(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Take the draft back from the council."""
    report = get_draft(request, reference, code)
    try:
        check.end(report, by=person(request))
        messages.success(request, "The factual check has ended. The draft is yours to change again.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("assurance:factual_comments", reference, code)


def factual_comments(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """What the council said to a report, with a form to answer each comment."""
    scope = get_scope(request, reference, code)
    report = scope.reports.select_related("scope__assessment__council").order_by("-number").first()
    if report is None:
        return redirect("assurance:report_detail", reference)
    if request.method != "POST":
        return _comments(request, report)
    wanted = request.POST.get("comment", "")
    comment = report.factual_comments.filter(pk=wanted).first() if wanted.isdecimal() else None
    if comment is None:
        return _comments(request, report)
    form = AnswerForm(request.POST, prefix=wanted)
    if form.is_valid() and _answered(request, comment, form):
        return redirect("assurance:factual_comments", reference, code)
    return _comments(request, report, form)


def _answered(request: HttpRequest, comment: FactualComment, form: AnswerForm) -> bool:
    try:
        check.answer(comment, text=form.cleaned_data["text"], by=person(request))
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "Your answer is saved.")
    return True


def _comments(request: HttpRequest, report: Report, sent: AnswerForm | None = None) -> HttpResponse:
    rows = report.factual_comments.select_related("by", "answered_by", "outcome")
    forms = [(row, sent if sent and sent.prefix == str(row.pk) else AnswerForm(prefix=str(row.pk))) for row in rows]
    return _page(request, "factual_comments", report, 200, form=sent, rows=forms, open=report.is_with_council())


def _page(request: HttpRequest, template: str, report: Report, status: int = 200, **shown: Any) -> HttpResponse:
    assessment = report.scope.assessment
    back = reverse("assurance:report_detail", args=[assessment.reference])
    about = {"report": report, "assessment": assessment, "back_url": back, "back_text": "Assurance report"}
    comments = report.factual_comments.select_related("by", "answered_by", "outcome")
    return render(request, f"assurance/{template}.html", {**about, "comments": comments, **shown}, status=status)
