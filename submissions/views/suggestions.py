"""Suggestions: made on a recommendation, seen beside what the plan says, accepted or declined one by one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.roles import Action, may
from assurance.access import roles_at
from submissions.access import get_plan, get_response, get_suggestion
from submissions.columns import COLUMNS
from submissions.forms.suggestion import DeclineForm, FieldForm, SuggestionForm
from submissions.models import Plan, Suggestion
from submissions.proposals import proposals
from submissions.response_page import ResponsePage
from submissions.responses import Clash
from submissions.suggestions import NotDone, accept, decline, suggest, withdraw
from submissions.views.kept import keeps_what_was_typed
from submissions.workflow import PEN

MOVED = "Somebody has changed this field since you were shown it, so nothing was accepted. This is how it stands now."


@keeps_what_was_typed
def response_suggest(request: HttpRequest, reference: str, ref: str) -> HttpResponse:
    """Choose a field of a response, then say what it should say."""
    page = ResponsePage(get_response(request, reference, ref), person(request), request.GET)
    field = request.GET.get("field", "")
    form: Any = _form(request, page, field) if field in COLUMNS else FieldForm()
    if request.method == "POST" and field in COLUMNS and form.is_valid() and _suggested(request, page, form):
        return redirect(f"{reverse('submissions:response_edit', args=[reference, ref])}#suggestions")
    shown = {"page": page, "plan": page.plan, "form": form, "column": COLUMNS.get(field)}
    return render(request, "submissions/response_suggest.html", shown)


def suggestion_list(request: HttpRequest, reference: str) -> HttpResponse:
    """The suggestions for a plan: the open ones, or all."""
    plan = get_plan(request, reference)
    shows_all = request.GET.get("state") == "all"
    which: dict[str, Any] = {} if shows_all else {"state": Suggestion.State.OPEN}
    found = proposals(person(request), plan, **which)
    shown = {"plan": plan, "proposals": found, "shows_all": shows_all, **_deciding(request, plan)}
    return render(request, "submissions/suggestion_list.html", shown)


def suggestion_detail(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One suggestion, and what became of it."""
    return _shown(request, get_suggestion(request, reference, pk))


def suggestion_accept(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Write a suggestion into the plan."""
    suggestion = get_suggestion(request, reference, pk)
    sent = request.POST.get("seen", "")
    seen = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
    try:
        accept(suggestion, seen=min(seen, suggestion.response.version), by=person(request))
    except Clash:
        return _shown(request, suggestion, MOVED)
    except NotDone as reason:
        return _shown(request, suggestion, str(reason))
    messages.success(request, f"Accepted: {suggestion.response.ref} says it now.")
    return _next(request, suggestion)


@keeps_what_was_typed
def suggestion_decline(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Decline a suggestion, with a reason or without."""
    suggestion = get_suggestion(request, reference, pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        shown = {"plan": suggestion.response.plan, "form": form, "suggestion": suggestion}
        back = {"back_url": reverse("submissions:suggestion_detail", args=[reference, pk]), "back_text": "Suggestion"}
        return render(request, "submissions/suggestion_decline.html", shown | back)
    try:
        decline(suggestion, by=person(request), answer=form.cleaned_data["answer"])
    except NotDone as reason:
        return _shown(request, suggestion, str(reason))
    messages.success(request, "The suggestion is declined.")
    return _next(request, suggestion)


def suggestion_withdraw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take back one's own suggestion."""
    suggestion = get_suggestion(request, reference, pk)
    try:
        withdraw(suggestion, by=person(request))
    except NotDone as reason:
        return _shown(request, suggestion, str(reason))
    messages.success(request, "Your suggestion is taken back.")
    return _next(request, suggestion)


def _form(request: HttpRequest, page: ResponsePage, field: str) -> SuggestionForm:
    sent = request.POST if request.method == "POST" else None
    return SuggestionForm(sent, field=field, facts=page.facts, known=page.known, ref=page.response.ref)


def _suggested(request: HttpRequest, page: ResponsePage, form: SuggestionForm) -> bool:
    """Whether it has been written down; otherwise the form says why not."""
    try:
        suggest(page.response, form.field, form.value, by=page.user, reason=form.cleaned_data["reason"])
    except NotDone as reason:
        form.add_error(None, str(reason))
        return False
    messages.success(request, "Your suggestion is with the council’s CAF lead.")
    return True


def _deciding(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """What the person may do about suggestions: to accept one takes the pen."""
    roles = roles_at(person(request), plan.assessment)
    return {"decides": may(Action.DECLINE, roles), "accepts": may(Action.ACCEPT, roles) and plan.status in PEN}


def _shown(request: HttpRequest, suggestion: Suggestion, refused: str = "") -> HttpResponse:
    """A suggestion as it stands now, with the sentence that refuses."""
    plan = suggestion.response.plan
    proposal = proposals(person(request), plan, pk=suggestion.pk)[0]
    shown = {"plan": plan, "proposal": proposal, "refused": refused, **_deciding(request, plan)}
    back = {"back_url": reverse("submissions:suggestion_list", args=[plan.reference]), "back_text": "Suggestions"}
    return render(request, "submissions/suggestion_detail.html", shown | back, status=409 if refused else 200)


def _next(request: HttpRequest, suggestion: Suggestion) -> HttpResponse:
    """Back to where the person came from: the recommendation, or the list."""
    reference = suggestion.response.plan.reference
    if request.POST.get("go") == "response":
        return redirect("submissions:response_edit", reference, suggestion.response.ref)
    return redirect("submissions:suggestion_list", reference)
