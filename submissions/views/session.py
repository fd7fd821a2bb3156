"""The improvement and implementation session, as council and assurer write it down."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.roles import Action, may
from assurance.access import roles_at
from iip.typed import typed
from submissions import sessions
from submissions.access import get_whole_plan
from submissions.forms.session import DecisionForm, SessionForm
from submissions.models import Plan, Session


def session_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """The session's record, and the forms that write it."""
    plan = get_whole_plan(request, reference)
    session = sessions.current(plan)
    adds = "add_decision" in request.POST and session is not None
    form = SessionForm(session, None if adds else request.POST or None)
    decision = DecisionForm(plan, request.POST if adds else None)
    sent = decision if adds else form
    refusal = ""
    if request.method == "POST" and sent.is_valid():
        refusal = _write(request, plan, session, sent)
        if not refusal:
            messages.success(request, "The session’s record is saved.")
            return redirect("submissions:session_detail", plan.reference)
    return _shown(request, plan, form, decision, refusal)


def _write(request: HttpRequest, plan: Plan, session: Session | None, sent: SessionForm | DecisionForm) -> str:
    """Write down what was sent; why that was refused, or ""."""
    by = person(request)
    try:
        if isinstance(sent, SessionForm):
            sent.write(plan, by=by, seen=request.POST.get("seen", ""))
        elif session is not None:
            sent.write(session, by=by)
    except sessions.Refused as refused:
        return str(refused)
    return ""


def _shown(request: HttpRequest, plan: Plan, form: SessionForm, decision: DecisionForm, refusal: str) -> HttpResponse:
    session = sessions.current(plan)
    shown = {
        "plan": plan,
        "session": session,
        "seen": sessions.mark_of(session),
        "form": form,
        "decision": decision,
        "why_not": sessions.why_not_written(plan, list(plan.events.order_by("number"))),
        "writes": may(Action.HOLD_SESSION, roles_at(person(request), plan.assessment)),
        "refused": {"titleText": "There is a problem", "errorList": [{"text": refusal}]} if refusal else None,
        "typed": typed(request),
        "back_url": reverse("submissions:plan_detail", args=[plan.reference]),
    }
    return render(request, "submissions/session_detail.html", shown, status=409 if refusal else 200)
