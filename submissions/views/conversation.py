"""Talking about a plan: its threads, on a recommendation, one of its fields, or the plan as a whole."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import person
from accounts.models import User
from accounts.roles import Role
from assurance.access import roles_at
from submissions import conversation
from submissions.access import audiences_of, get_plan, get_response, get_whole_plan
from submissions.columns import COLUMNS
from submissions.conversation import NotSaid, Talk, audiences_for, reopen, reply, settle, speaker, start_thread, talks
from submissions.forms.comment import ABOUT_A_RESPONSE, CommentForm, ReplyForm, TalkFilter
from submissions.models import Plan, Response, Thread
from submissions.talk_list import chosen, mark_read
from submissions.views.kept import keeps_what_was_typed

REOPEN = "reopen"  # the button that opens a settled thread with the words of the reply


def speaks_as(user: User, plan: Plan) -> Role | None:
    """The role in which a person may comment; None where they only read."""
    try:
        return speaker(user, plan)
    except NotSaid:
        return None


@keeps_what_was_typed
def comment_list(request: HttpRequest, reference: str) -> HttpResponse:
    """The threads of a plan, filtered as the address says; a form for one on the plan as a whole."""
    plan = get_whole_plan(request, reference)
    form = comment_form(request, plan)
    if said(request, form, lambda: _start(request, plan, form)):
        return redirect(request.path)
    found = talks(person(request), plan)
    filters = TalkFilter(request.GET, audiences=tuple(audiences_of(roles_at(person(request), plan.assessment))))
    shown = {
        "plan": plan,
        "form": form,
        "filters": filters,
        "narrowed": bool(request.GET),
        "talks": chosen(found, filters.wanted, person(request)),
        "total": len(found),
        "fresh": max((key for talk in found for key in talk.fresh), default=0),
    }
    return render(request, "submissions/comment_list.html", shown)


def comments_read(request: HttpRequest, reference: str) -> HttpResponse:
    """Take all threads as read, as far as they had been shown."""
    plan = get_whole_plan(request, reference)
    sent = request.POST.get("up_to", "")
    up_to = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else 0
    mark_read(talks(person(request), plan), by=person(request), up_to=up_to)
    return redirect("submissions:comment_list", reference)


@keeps_what_was_typed
def response_comments(request: HttpRequest, reference: str, ref: str) -> HttpResponse:
    """The threads on one recommendation; a form for another, on all of it or on one field."""
    response = get_response(request, reference, ref)
    form = comment_form(request, response.plan, about=ABOUT_A_RESPONSE)
    if said(request, form, lambda: _start(request, response.plan, form, response)):
        return redirect("submissions:response_edit", reference, ref)
    found = talks(person(request), response.plan, response=response)
    mark_read(found, by=person(request))
    shown = {"plan": response.plan, "response": response, "talks": found, "form": form}
    return render(request, "submissions/response_comments.html", shown)


@keeps_what_was_typed
def thread_detail(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One thread; a form to reply, or to open it again."""
    plan = get_plan(request, reference)
    talk = get_talk(request, plan, pk=pk)
    form = reply_form(request, talk)
    if said(request, form, lambda: answer(request, talk, form)):
        return redirect(request.path)
    mark_read([talk], by=person(request))
    shown = {"plan": plan, "talk": talk, "talks": [talk], "form": form}
    return render(request, "submissions/thread_detail.html", shown)


def thread_settle(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Settle a thread."""
    plan = get_plan(request, reference)
    done(request, settle, get_talk(request, plan, pk=pk), "The thread is settled.")
    return redirect("submissions:thread_detail", reference, pk)


def thread_send(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Send a kept comment now."""
    plan = get_plan(request, reference)
    done(request, conversation.send, get_talk(request, plan, pk=pk), "Your comment is sent.")
    return redirect("submissions:thread_detail", reference, pk)


def thread_drop(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Drop a kept comment."""
    plan = get_plan(request, reference)
    talk = get_talk(request, plan, pk=pk)
    done(request, conversation.drop, talk, "Your comment is dropped. Nobody has read it.")
    if talk.thread.response:
        return redirect("submissions:response_comments", reference, talk.thread.response.ref)
    return redirect("submissions:comment_list", reference)


# --- shared with the page of a submission, on which MHCLG talks


def get_talk(request: HttpRequest, plan: Plan, **which: Any) -> Talk:
    """A thread of a plan that the person reads. Raises Http404."""
    found = talks(person(request), plan, **which)
    if not found:
        raise Http404
    found[0].thread.plan = plan
    return found[0]


def reply_form(request: HttpRequest, talk: Talk) -> Any:
    """The form to reply to a thread; None for whoever only reads."""
    return ReplyForm(request.POST or None) if speaks_as(person(request), talk.thread.plan) else None


def answer(request: HttpRequest, talk: Talk, form: ReplyForm) -> None:
    """Say what was typed: in an open thread, or to open it again where that button was pressed. Raises NotSaid."""
    say = reopen if request.POST.get("go") == REOPEN else reply
    say(talk.thread, text=form.cleaned_data["text"], by=person(request))


def said(request: HttpRequest, form: Any, say: Callable[[], object]) -> bool:
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


def done(request: HttpRequest, deed: Callable[..., None], talk: Talk, words: str) -> None:
    """Do something with a thread and say so, or say why not."""
    try:
        deed(talk.thread, by=person(request))
        messages.success(request, words)
    except NotSaid as reason:
        messages.error(request, str(reason))


def comment_form(request: HttpRequest, plan: Plan, *, about: Any = ()) -> CommentForm | None:
    """The form of a new thread; None for whoever only reads."""
    role = speaks_as(person(request), plan)
    if role is None:
        return None
    wanted = request.GET.get("about", "")
    initial = {"about": wanted} if wanted in COLUMNS else {}
    return CommentForm(request.POST or None, offered=audiences_for(role, plan), about=about, initial=initial)


def _start(request: HttpRequest, plan: Plan, form: Any, response: Response | None = None) -> Thread:
    return start_thread(
        plan,
        text=form.cleaned_data["text"],
        audience=form.spoken_to,
        keep=form.is_kept,
        response=response,
        field=form.chosen_field,
        by=person(request),
    )
