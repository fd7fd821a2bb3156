"""Talking about a plan: its threads, on a recommendation or on the plan as a whole."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import person
from accounts.models import User
from accounts.roles import Role
from submissions.access import get_plan, get_response, get_whole_plan
from submissions.conversation import NotSaid, Talk, reply, settle, speaker, start_thread, talks
from submissions.forms.comment import CommentForm, ReplyForm
from submissions.models import Plan, Response, Thread
from submissions.views.kept import keeps_what_was_typed


def speaks_as(user: User, plan: Plan) -> Role | None:
    """The role in which a person may comment; None where they only read."""
    try:
        return speaker(user, plan)
    except NotSaid:
        return None


@keeps_what_was_typed
def comment_list(request: HttpRequest, reference: str) -> HttpResponse:
    """The threads of a plan; a form for one on the plan as a whole."""
    plan = get_whole_plan(request, reference)
    form = _comment_form(request, plan)
    if _said(request, form, lambda: _start(request, plan, form)):
        return redirect(request.path)
    shown = {"plan": plan, "talks": talks(person(request), plan), "form": form}
    return render(request, "submissions/comment_list.html", shown)


@keeps_what_was_typed
def response_comments(request: HttpRequest, reference: str, ref: str) -> HttpResponse:
    """The threads on one recommendation; a form for another."""
    response = get_response(request, reference, ref)
    form = _comment_form(request, response.plan)
    if _said(request, form, lambda: _start(request, response.plan, form, response)):
        return redirect("submissions:response_edit", reference, ref)
    found = talks(person(request), response.plan, response=response)
    shown = {"plan": response.plan, "response": response, "talks": found, "form": form}
    return render(request, "submissions/response_comments.html", shown)


@keeps_what_was_typed
def thread_detail(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One thread; a form to reply."""
    plan = get_plan(request, reference)
    talk = _get_talk(request, plan, pk)
    may_reply = speaks_as(person(request), plan) and talk.thread.state != Thread.State.SETTLED
    form: Any = ReplyForm(request.POST or None) if may_reply or request.method == "POST" else None
    if _said(request, form, lambda: reply(talk.thread, text=form.cleaned_data["text"], by=person(request))):
        return redirect(request.path)
    return render(
        request, "submissions/thread_detail.html", {"plan": plan, "talk": talk, "talks": [talk], "form": form}
    )


def thread_settle(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Settle a thread."""
    plan = get_plan(request, reference)
    talk = _get_talk(request, plan, pk)
    try:
        settle(talk.thread, by=person(request))
        messages.success(request, "The thread is settled.")
    except NotSaid as reason:
        messages.error(request, str(reason))
    return redirect("submissions:thread_detail", reference, pk)


def _get_talk(request: HttpRequest, plan: Plan, pk: int) -> Talk:
    found = talks(person(request), plan, pk=pk)
    if not found:
        raise Http404
    found[0].thread.plan = plan
    return found[0]


def _comment_form(request: HttpRequest, plan: Plan) -> CommentForm | None:
    role = speaks_as(person(request), plan)
    return CommentForm(request.POST or None, role=role) if role else None


def _start(request: HttpRequest, plan: Plan, form: Any, response: Response | None = None) -> Thread:
    return start_thread(
        plan,
        text=form.cleaned_data["text"],
        audience=form.spoken_to,
        keep=form.is_kept,
        response=response,
        by=person(request),
    )


def _said(request: HttpRequest, form: Any, say: Callable[[], object]) -> bool:
    """Whether the form was sent, was valid, and what it says has been written."""
    if request.method != "POST" or form is None or not form.is_valid():
        return False
    try:
        say()
    except NotSaid as reason:
        form.add_error(None, str(reason))
        return False
    messages.success(request, "Your comment is added.")
    return True
