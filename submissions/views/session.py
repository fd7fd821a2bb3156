"""The improvement and implementation session: proposed, confirmed, and written down by council and assurer."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.roles import Action, may
from assurance.access import roles_at
from iip.downloads import CALENDAR, Download, sent
from iip.typed import typed
from submissions import agenda, decisions, sessions
from submissions.access import get_whole_plan
from submissions.document import PlanDocument
from submissions.forms.session import ProposalForm, SessionForm, proposed
from submissions.models import Plan
from submissions.session_page import entry_of, matters


def session_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """The session's record, what comes next, and the form that writes it down."""
    plan = get_whole_plan(request, reference)
    form = SessionForm(sessions.current(plan), request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        refusal = _write(request, plan, form)
        if not refusal:
            messages.success(request, "The session’s record is saved.")
            return redirect("submissions:session_detail", plan.reference)
    return _shown(request, plan, form, refusal)


def session_propose(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose a time, a place and an agenda; what is open makes its first draft."""
    plan = get_whole_plan(request, reference)
    draft = "" if request.method == "POST" else agenda.written(matters(plan, PlanDocument.of(plan), person(request)))
    form = ProposalForm(request.POST or None, initial=proposed(sessions.current(plan), draft))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        refusal = _write(request, plan, form)
        if not refusal:
            messages.success(request, "The session is proposed. The other side has been told and can confirm it.")
            return redirect("submissions:session_detail", plan.reference)
    return _page(request, "submissions/session_propose.html", plan, refusal, form=form)


def session_confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree to the time that the other side proposed."""
    plan = get_whole_plan(request, reference)
    try:
        sessions.confirm(plan, by=person(request), seen=request.POST.get("seen", ""))
        messages.success(request, "The session is arranged. The other side has been told.")
    except sessions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("submissions:session_detail", plan.reference)


def session_calendar(request: HttpRequest, reference: str) -> HttpResponse:
    """The session for a calendar."""
    plan = get_whole_plan(request, reference)
    entry = entry_of(plan, sessions.current(plan), site=settings.SITE_URL)
    if entry is None:
        raise Http404
    return sent(Download(f"session-{plan.reference}.ics", CALENDAR, entry))


def _write(request: HttpRequest, plan: Plan, form: SessionForm | ProposalForm) -> str:
    """Write down what was sent; why that was refused, or ""."""
    try:
        form.write(plan, by=person(request), seen=request.POST.get("seen", ""))
    except sessions.Refused as refused:
        return str(refused)
    return ""


def _shown(request: HttpRequest, plan: Plan, form: SessionForm, refusal: str) -> HttpResponse:
    session = sessions.current(plan)
    side = sessions.side_of(plan, person(request))
    return _page(
        request,
        "submissions/session_detail.html",
        plan,
        refusal,
        form=form,
        taken=decisions.taken(session),
        minutes=plan.minutes.order_by("-number").first(),
        has_file=entry_of(plan, session, site=settings.SITE_URL) is not None,
        may_confirm=not sessions.why_not_confirmed(session, side),
    )


def _page(request: HttpRequest, template: str, plan: Plan, refusal: str, **more: Any) -> HttpResponse:
    session = sessions.current(plan)
    shown = {
        "plan": plan,
        "session": session,
        "seen": sessions.mark_of(session),
        "why_not": sessions.why_not_written(plan, list(plan.events.order_by("number"))),
        "writes": may(Action.HOLD_SESSION, roles_at(person(request), plan.assessment)),
        "refused": {"titleText": "There is a problem", "errorList": [{"text": refusal}]} if refusal else None,
        "typed": typed(request),
        "back_url": reverse("submissions:plan_detail", args=[plan.reference]),
    }
    return render(request, template, shown | more, status=409 if refusal else 200)
