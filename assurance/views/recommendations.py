"""Writing recommendations in the browser: the list with its order, one of them, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.forms import sent
from assurance.access import get_writable
from assurance.models import Outcome, Recommendation, Report
from assurance.report_facts import findings_by_report
from assurance.reports import Refused
from assurance.views.saving import saved, shown, too_late
from assurance.views.writing import clashed
from assurance.writing import recommendations
from assurance.writing.drafts import outcomes_of
from assurance.writing.forms import SeenForm
from assurance.writing.recommendation_forms import OtherForm, OutcomeForm, RecommendationForm, SplitForm
from assurance.writing.recommendations import Unseen
from assurance.writing.seen import marks
from assurance.writing.wordings import wording_values, wordings_for


def recommendation_list(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The recommendations of a draft in their order, and the outcomes that have none yet."""
    report = get_writable(request, reference, code)
    rows = list(report.recommendations.select_related("outcome").order_by("position", "pk"))
    about = {row.outcome.code for row in rows}
    findings = findings_by_report([report])[report.pk]
    context = {
        **_about(report),
        "recommendations": rows,
        "alone": [f for f in findings if f.is_met is False and f.outcome not in about],
        "back_url": reverse("assurance:scope_detail", args=[reference, code]),
        "back_text": str(report.scope),
    }
    return render(request, "assurance/recommendation_list.html", context)


def recommendation_add(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """A new recommendation: first its outcome is chosen, then it is written, perhaps from the firm's own words."""
    report = get_writable(request, reference, code)
    chosen = OutcomeForm(request.GET if "outcome" in request.GET else None, outcomes=outcomes_of(report.scope))
    if not chosen.is_valid():
        return render(request, "assurance/recommendation_outcome.html", {**_about(report), "form": chosen})
    outcome = chosen.cleaned_data["outcome"]
    values = wording_values(report.scope.engagement.firm, outcome, request.GET.get("wording", ""))
    form = _form(request, report, outcome, initial=values)
    if form.is_valid():
        return _add(request, report, outcome, form)
    wordings = wordings_for(report.scope.engagement.firm, outcome)
    context = {**_about(report), "form": form, "outcome": outcome, "wordings": wordings}
    return render(request, "assurance/recommendation_add.html", context)


def _add(request: HttpRequest, report: Report, outcome: Outcome, form: RecommendationForm) -> HttpResponse:
    try:
        made = recommendations.add(report, outcome, form.values, by=person(request))
    except Refused as refused:
        return too_late(request, str(refused), back_url=_list(report))
    messages.success(request, f"{made.ref} is added.")
    return redirect(_list(report))


def recommendation_edit(request: HttpRequest, reference: str, code: str, ref: str) -> HttpResponse:
    """One recommendation, to be changed."""
    report = get_writable(request, reference, code)
    row = _row(report, ref)
    if row is None:
        return _gone(request, report, ref)
    values = recommendations.values_of(row)
    form = _form(request, report, row.outcome, initial={**values, "seen": marks(values)})
    context = {**_about(report), "recommendation": row, "outcome": row.outcome, "form": form}
    if not form.is_valid():
        return shown(request, "assurance/recommendation_edit.html", context)
    try:
        merged = recommendations.change(row, form.values, seen=form.cleaned_data["seen"], by=person(request))
    except Refused as refused:
        return too_late(request, str(refused), back_url=_list(report))
    if merged.clashing:
        row.refresh_from_db()
        now = recommendations.values_of(row)
        return clashed(request, "assurance/recommendation_edit.html", context, merged.seen, now, merged.clashing)
    return saved(request, _list(report), f"{ref} is saved.", seen=merged.seen)


def recommendation_move(request: HttpRequest, reference: str, code: str, ref: str) -> HttpResponse:
    """One place up or down."""
    report = get_writable(request, reference, code)
    row = _row(report, ref)
    if row is None:
        return _gone(request, report, ref)
    up = request.POST.get("to") == "up"
    try:
        recommendations.move(row, up=up, by=person(request))
    except Refused as refused:
        return too_late(request, str(refused), back_url=_list(report))
    messages.success(request, f"{ref} is moved {'up' if up else 'down'}.")
    return redirect(_list(report))


def recommendation_split(request: HttpRequest, reference: str, code: str, ref: str) -> HttpResponse:
    """Two recommendations out of one: both texts are there to be cut."""
    report = get_writable(request, reference, code)
    row = _row(report, ref)
    if row is None:
        return _gone(request, report, ref)
    both = {"title": row.title, "text": row.text, "second_title": row.title, "second_text": row.text}
    form = SplitForm(sent(request), initial={**both, "seen": recommendations.seen_of(row)})
    context = {**_about(report), "recommendation": row, "form": form, "back_url": _edit(row)}
    if not form.is_valid():
        return render(request, "assurance/recommendation_split.html", context)
    words = form.cleaned_data
    first = {"title": words["title"], "text": words["text"]}
    second = {"title": words["second_title"], "text": words["second_text"]}
    try:
        made = recommendations.split(row, first, second, seen=words["seen"], by=person(request))
    except Unseen:
        now = {"title": row.title, "text": row.text}
        return clashed(
            request, "assurance/recommendation_split.html", context, recommendations.seen_of(row), now, tuple(now)
        )
    except Refused as refused:
        return too_late(request, str(refused), back_url=_list(report))
    messages.success(request, f"{ref} is split: {made.ref} is new.")
    return redirect(_list(report))


def recommendation_merge(request: HttpRequest, reference: str, code: str, ref: str) -> HttpResponse:
    """One recommendation out of two: first the other is chosen, then the words of both are edited."""
    report = get_writable(request, reference, code)
    row = _row(report, ref)
    if row is None:
        return _gone(request, report, ref)
    chosen = OtherForm(request.GET if "other" in request.GET else None, recommendation=row)
    context = {**_about(report), "recommendation": row, "form": chosen, "back_url": _edit(row)}
    if not chosen.is_valid():
        if request.method == "POST":
            return _gone(request, report, request.GET.get("other", ""))
        return render(request, "assurance/recommendation_choose.html", context)
    other = chosen.cleaned_data["other"]
    both = recommendations.merged_values(row, other)
    form = _form(request, report, row.outcome, initial={**both, "seen": recommendations.seen_of(row, other)})
    context |= {"form": form, "other": other}
    if form.is_valid():
        return _merge(request, row, other, context, both)
    return render(request, "assurance/recommendation_merge.html", context)


def _merge(
    request: HttpRequest, row: Recommendation, other: Recommendation, context: dict[str, Any], now: dict[str, Any]
) -> HttpResponse:
    form, seen = context["form"], recommendations.seen_of(row, other)
    try:
        recommendations.merge_two(row, other, form.values, seen=form.cleaned_data["seen"], by=person(request))
    except Unseen:
        return clashed(request, "assurance/recommendation_merge.html", context, seen, now, tuple(now))
    except Refused as refused:
        return too_late(request, str(refused), back_url=_list(row.report))
    messages.success(request, f"{other.ref} is merged into {row.ref}.")
    return redirect(_list(row.report))


def recommendation_remove(request: HttpRequest, reference: str, code: str, ref: str) -> HttpResponse:
    """Take a recommendation out of the draft."""
    report = get_writable(request, reference, code)
    row = _row(report, ref)
    if row is None:
        return _gone(request, report, ref)
    form = SeenForm(sent(request), initial={"seen": recommendations.seen_of(row)})
    context = {**_about(report), "recommendation": row, "form": form, "back_url": _edit(row)}
    if not form.is_valid():
        return render(request, "assurance/recommendation_remove.html", context)
    try:
        recommendations.remove(row, seen=form.cleaned_data["seen"], by=person(request))
    except Unseen:
        return clashed(request, "assurance/recommendation_remove.html", context, recommendations.seen_of(row), {}, ())
    except Refused as refused:
        return too_late(request, str(refused), back_url=_list(report))
    messages.success(request, f"{ref} is removed.")
    return redirect(_list(report))


# --- what the pages have in common


def _row(report: Report, ref: str) -> Recommendation | None:
    row = report.recommendations.select_related("outcome").filter(ref=ref).first()
    if row is not None:
        row.report = report
    return row


def _gone(request: HttpRequest, report: Report, ref: str) -> HttpResponse:
    """A recommendation that is not in the draft any more: what was typed about it is shown. Raises Http404."""
    if request.method != "POST":
        raise Http404
    return too_late(request, recommendations.GONE.format(ref=ref), back_url=_list(report))


def _form(request: HttpRequest, report: Report, outcome: Outcome, initial: dict[str, Any]) -> RecommendationForm:
    finding = report.findings.filter(outcome=outcome).first()
    if finding:
        initial = {"expected": finding.expected, **initial}
    decision = finding.decision if finding else ""
    return RecommendationForm(sent(request), report=report, outcome=outcome, decision=decision, initial=initial)


def _list(report: Report) -> str:
    return reverse("assurance:recommendation_list", args=[report.scope.assessment.reference, report.scope.code])


def _edit(row: Recommendation) -> str:
    scope = row.report.scope
    return reverse("assurance:recommendation_edit", args=[scope.assessment.reference, scope.code, row.ref])


def _about(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "scope": report.scope,
        "assessment": report.scope.assessment,
        "back_url": _list(report),
        "back_text": "Recommendations",
    }
