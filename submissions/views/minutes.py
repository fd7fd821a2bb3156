"""The session while it is held, and after: the boxes of its decisions, its minutes and their PDF."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.audit import record
from accounts.roles import Action, may
from assurance.access import roles_at
from iip.downloads import PDF, Download, sent
from submissions import decisions, minutes, sessions
from submissions.access import get_whole_plan
from submissions.document import PlanDocument
from submissions.exports.minutes import minutes_pdf
from submissions.forms.decisions import DecisionsForm, subjects
from submissions.forms.minutes import MinutesForm
from submissions.models import Minutes, Plan, Session
from submissions.session_page import matters
from submissions.views.kept import keeps_what_was_typed


@keeps_what_was_typed
def session_decisions(request: HttpRequest, reference: str) -> HttpResponse:
    """Open threads and recommendations on one page, with a box for the decision on each."""
    plan = get_whole_plan(request, reference)
    session = _decided_on(plan)
    form = _decisions_form(request, plan, session)
    if request.method == "POST" and form.is_valid() and _saved(request, session, form):
        messages.success(request, "The decisions are saved. You can go on at any time.")
        return redirect(request.path)
    shown = {"plan": plan, "session": session, "form": form, **_standing(request, plan)}
    return render(request, "submissions/session_decisions.html", shown, status=409 if form.errors else 200)


def session_minutes(request: HttpRequest, reference: str) -> HttpResponse:
    """The minutes as they would be now, those on record, and the button that puts them there."""
    plan = get_whole_plan(request, reference)
    recorded = list(plan.minutes.select_related("by").order_by("-number"))
    on_record = [(kept, minutes.Text.load(kept.text)) for kept in recorded]
    session = sessions.current(plan)
    form = MinutesForm(request.POST or None, mends=_mends(session, recorded))
    if request.method == "POST" and form.is_valid() and _recorded(request, plan, form):
        messages.success(request, "The minutes are on record. Both sides have been told.")
        return redirect(request.path)
    shown = {"plan": plan, "recorded": on_record, "form": form, **_drafted(plan, session, recorded)}
    shown |= _standing(request, plan)
    return render(request, "submissions/session_minutes.html", shown, status=409 if form.errors else 200)


def _drafted(plan: Plan, session: Session | None, recorded: list[Minutes]) -> dict[str, Any]:
    """What the minutes would say now, and whether those on record say the same."""
    if (why_none := minutes.why_not_recorded(session)) or session is None:
        return {"why_none": why_none}
    session.plan = plan
    drafted = minutes.drafted(session, PlanDocument.of(plan))
    return {"drafted": drafted, "says_the_same": bool(recorded) and recorded[0].digest == drafted.digest}


def minutes_download(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Minutes that are on record, as a PDF; taking them away is recorded."""
    plan = get_whole_plan(request, reference)
    found = get_object_or_404(plan.minutes.select_related("by", "session"), number=number)
    record("exported", by=person(request), on=plan, detail=f"pdf, minutes {found.number}")
    return sent(Download(f"minutes-{plan.reference}-{found.number}.pdf", PDF, minutes_pdf(found)))


def _decided_on(plan: Plan) -> Session:
    """The session whose decisions are written. Raises Http404 where there is none."""
    session = sessions.current(plan)
    if session is None or session.state == Session.State.NOT_HELD:
        raise Http404
    session.plan = plan
    return session


def _decisions_form(request: HttpRequest, plan: Plan, session: Session) -> DecisionsForm:
    parts = matters(plan, PlanDocument.of(plan), person(request))
    boxes = decisions.boxes_of(subjects(parts), decisions.standing(session))
    return DecisionsForm(parts, boxes, request.POST if request.method == "POST" else None)


def _saved(request: HttpRequest, session: Session, form: DecisionsForm) -> bool:
    """Whether every box was saved; one in which somebody else wrote meanwhile says so, and the others are saved."""
    try:
        clashes = decisions.save(session, form.written, by=person(request))
    except sessions.Refused as refused:
        form.add_error(None, str(refused))
        return False
    for clash in clashes:
        form.name(clash)
    return not clashes


def _recorded(request: HttpRequest, plan: Plan, form: MinutesForm) -> bool:
    given = form.cleaned_data
    try:
        minutes.put_on_record(plan, by=person(request), seen=given["seen"], reason=given.get("reason", ""))
    except sessions.Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _mends(session: Session | None, recorded: list[Minutes]) -> bool:
    """Whether minutes of this very session are on record already."""
    return bool(session and recorded and recorded[0].session_id == session.pk)


def _standing(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """Whether the person may write now, or why nobody may."""
    return {
        "why_not": sessions.why_not_written(plan, list(plan.events.order_by("number"))),
        "writes": may(Action.HOLD_SESSION, roles_at(person(request), plan.assessment)),
        "back_url": reverse("submissions:session_detail", args=[plan.reference]),
    }
