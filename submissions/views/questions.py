"""MHCLG's side of the talk about a submission: it asks, the council answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import person
from submissions.access import get_submission
from submissions.conversation import settle, start_thread, talks
from submissions.document import PlanDocument
from submissions.forms.comment import QuestionForm
from submissions.models import Submission, Thread
from submissions.national.looks import note_look
from submissions.talk_list import mark_read
from submissions.views.conversation import answer, done, get_talk, reply_form, said


def submission_questions(request: HttpRequest, reference: str) -> HttpResponse:
    """What MHCLG asked about a submission and what the council answered; a form to ask."""
    submission = get_submission(request, reference)
    form = QuestionForm(request.POST or None, about=_about(submission))
    if said(request, form, lambda: _ask(request, submission, form)):
        return redirect(request.path)
    note_look(submission, by=person(request))
    found = talks(person(request), submission.plan, submission=submission)
    mark_read(found, by=person(request))
    shown = {"submission": submission, "plan": submission.plan, "talks": found, "form": form}
    return render(request, "submissions/submission_questions.html", shown)


def question_detail(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One question with its answers; a form to reply, or to open it again."""
    submission = get_submission(request, reference)
    talk = get_talk(request, submission.plan, submission=submission, pk=pk)
    form = reply_form(request, talk)
    if said(request, form, lambda: answer(request, talk, form)):
        return redirect(request.path)
    mark_read([talk], by=person(request))
    shown = {"submission": submission, "plan": submission.plan, "talk": talk, "talks": [talk], "form": form}
    return render(request, "submissions/thread_detail.html", shown)


def question_settle(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Settle a question."""
    submission = get_submission(request, reference)
    done(request, settle, get_talk(request, submission.plan, submission=submission, pk=pk), "The question is settled.")
    return redirect("submissions:question_detail", reference, pk)


def _about(submission: Submission) -> list[tuple[str, str]]:
    document = PlanDocument.load(submission.version.document.text)
    rows = [(row.ref, f"{row.ref} {row.recommendation.title}") for row in document.rows]
    return [("", "The submission as a whole"), *rows]


def _ask(request: HttpRequest, submission: Submission, form: QuestionForm) -> Thread:
    return start_thread(
        submission.plan,
        text=form.cleaned_data["text"],
        audience=Thread.Audience.MHCLG,
        submission=submission,
        response=submission.plan.responses.filter(ref=form.chosen_field).first(),
        by=person(request),
    )
