"""Writing a report in the browser: its findings, its words, its scopes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.forms import sent
from assurance.access import get_engagement, get_own_words, get_writable
from assurance.models import Report, Scope
from assurance.report_facts import findings_by_report
from assurance.reports import Refused
from assurance.views.saving import saved, shown, too_late
from assurance.writing import drafts, scopes
from assurance.writing.clashes import Clash, form_clashes, table_clashes
from assurance.writing.forms import FindingTable, NarrativeForm, NewScopeForm, ScopeForm
from assurance.writing.seen import marks


def findings_edit(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The findings of a scope as a table, saved whole or with what is wrong in its rows."""
    report = get_writable(request, reference, code)
    findings = findings_by_report([report])[report.pk]
    table = FindingTable(report, findings, sent(request))
    if request.method == "POST":
        return _save_findings(request, report, table)
    table.seen = marks(table.marked(findings, table.codes))
    return _findings(request, report, table)


def _save_findings(request: HttpRequest, report: Report, table: FindingTable) -> HttpResponse:
    if not table.is_valid():
        return _findings(request, report, table)
    try:
        merged = drafts.save_findings(report, table.typed, seen=table.seen, by=person(request))
    except Refused as refused:
        return too_late(request, str(refused), back_url=_report(report))
    table.seen = merged.seen
    if merged.clashing:
        clashes = table_clashes(table, drafts.finding_rows(report), merged.clashing)
        return _findings(request, report, table, clashes)
    here = reverse("assurance:findings_edit", args=[report.scope.assessment.reference, report.scope.code])
    return saved(request, here, f"The findings on {report.scope.code} are saved.", seen=merged.seen)


def _findings(request: HttpRequest, report: Report, table: FindingTable, clashes: list[Clash] | None = None):
    context = {**_about(report), "form": table, "clashes": clashes}
    return shown(request, "assurance/findings_edit.html", context, status=409 if clashes else 200)


def narrative_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """The words of the firm's report."""
    engagement = get_own_words(request, reference)
    values = drafts.narrative_values(drafts.narrative_of(engagement))
    form = NarrativeForm(sent(request), initial={**values, "seen": marks(values)})
    context: dict[str, Any] = {
        "form": form,
        "assessment": engagement.assessment,
        "back_url": reverse("assurance:report_detail", args=[reference]),
        "back_text": "Assurance report",
    }
    if not form.is_valid():
        return shown(request, "assurance/narrative_edit.html", context)
    try:
        merged = drafts.save_narrative(engagement, form.values, seen=form.cleaned_data["seen"], by=person(request))
    except Refused as refused:
        return too_late(request, str(refused), back_url=context["back_url"])
    if merged.clashing:
        now = drafts.narrative_values(drafts.narrative_of(engagement))
        return clashed(request, "assurance/narrative_edit.html", context, merged.seen, now, merged.clashing)
    return saved(request, context["back_url"], "The words of the report are saved.", seen=merged.seen)


def clashed(
    request: HttpRequest, template: str, context: dict[str, Any], seen: str, now: dict[str, Any], names: tuple[str, ...]
) -> HttpResponse:
    """The page with all that was typed, and beside it what is saved now of the fields that clash."""
    form = context["form"]
    clashes = form_clashes(form, now, names)
    form.data = form.data.copy()
    form.data["seen"] = seen
    return shown(request, template, {**context, "clashes": clashes}, status=409)


def scope_add(request: HttpRequest, reference: str) -> HttpResponse:
    """One more scope: the organisation, or a critical system."""
    engagement = get_engagement(request, reference)
    form = NewScopeForm(sent(request), engagement=engagement)
    if form.is_valid():
        try:
            report = scopes.add_scope(engagement, form.values, by=person(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{report.scope} is added. Enter its findings.")
            return redirect("assurance:findings_edit", reference, report.scope.code)
    back = reverse("assurance:report_detail", args=[reference])
    context = {"form": form, "assessment": engagement.assessment, "back_url": back, "back_text": "Assurance report"}
    return render(request, "assurance/scope_add.html", context)


def scope_edit(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """What the draft says of its scope, and of the system that it is about."""
    report = get_writable(request, reference, code)
    values, template = scopes.scope_values(report.scope), "assurance/scope_edit.html"
    form = ScopeForm(sent(request), initial={**values, "seen": marks(values)}, scope=report.scope)
    context = {**_about(report), "form": form, "is_shared": scopes.is_shared(report.scope)}
    if not form.is_valid():
        return shown(request, template, context)
    try:
        merged = scopes.save_scope(report, form.values, seen=form.cleaned_data["seen"], by=person(request))
    except Refused as refused:
        return too_late(request, str(refused), back_url=_report(report))
    if merged.clashing:
        now = scopes.scope_values(Scope.objects.select_related("system").get(pk=report.scope_id))
        return clashed(request, template, context, merged.seen, now, merged.clashing)
    return saved(request, _report(report), f"What is said of {code} is saved.")


def _report(report: Report) -> str:
    return reverse("assurance:scope_detail", args=[report.scope.assessment.reference, report.scope.code])


def _about(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "scope": report.scope,
        "assessment": report.scope.assessment,
        "back_url": _report(report),
        "back_text": str(report.scope),
    }
