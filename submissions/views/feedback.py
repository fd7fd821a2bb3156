"""A reviewer's workbook comes back: uploaded, shown as suggestions and comments, and written once confirmed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import person
from assurance.forms import UploadForm
from assurance.kept_workbooks import marked
from assurance.models import Intake
from assurance.reports import Refused as NotMarked
from iip.downloads import sent
from submissions.access import get_plan
from submissions.conversation import audiences_for, speaker
from submissions.feedback import Feedback, read_feedback, write_feedback
from submissions.forms.comment import SendingForm
from submissions.import_page import counted, lines_of
from submissions.imports import NotDecided, Refused, problems_kept, why_not
from submissions.models import Plan
from submissions.returned_workbook import Ground

MOVED = "The plan has changed since you opened this page. Nothing was written: look through your feedback once more."


def plan_feedback(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a workbook for feedback, or upload one that is filled in."""
    plan = get_plan(request, reference)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["workbook"]
        intake = read_feedback(file.read(), file.name, plan, by=person(request))
        return redirect("submissions:feedback_detail", reference, intake.reference)
    back = {"back_url": reverse("submissions:plan_detail", args=[reference]), "back_text": "The plan"}
    return render(request, "submissions/plan_feedback.html", {"form": form, "plan": plan, **back})


def feedback_detail(request: HttpRequest, reference: str, intake: str) -> HttpResponse:
    """What a workbook would suggest and say; confirm it."""
    plan = get_plan(request, reference)
    upload = _own(request, plan, intake)
    found = Feedback(upload, Ground.of(plan, person(request)), person(request))
    reason = why_not(upload, found.ground, person(request))
    form = None if reason or not found.comments else _form(request, plan)
    if request.method != "POST" or reason or (form and not form.is_valid()):
        return _shown(request, found, form, reason)
    return _confirm(request, found, form)


def feedback_marked(request: HttpRequest, reference: str, intake: str) -> HttpResponse:
    """The person's faulty workbook with its faults marked."""
    plan = get_plan(request, reference)
    try:
        return sent(marked(_own(request, plan, intake)))
    except NotMarked as refused:
        messages.error(request, str(refused))
        return redirect("submissions:feedback_detail", reference, intake)


def _own(request: HttpRequest, plan: Plan, intake: str) -> Intake:
    mine = Intake.objects.filter(kind=Intake.Kind.FEEDBACK, assessment=plan.assessment_id, by=person(request))
    return get_object_or_404(mine, reference=intake)


def _form(request: HttpRequest, plan: Plan) -> SendingForm:
    """Whom the comments of the workbook are for, and when."""
    role = speaker(person(request), plan)
    return SendingForm(request.POST if request.method == "POST" else None, offered=audiences_for(role, plan))


def _confirm(request: HttpRequest, found: Feedback, form: SendingForm | None) -> HttpResponse:
    plan = found.ground.plan
    chosen: dict[str, Any] = {"audience": form.spoken_to if form else None, "is_kept": bool(form and form.is_kept)}
    try:
        made, said = write_feedback(found.intake, plan, seen=request.POST.get("seen", ""), by=person(request), **chosen)
    except NotDecided:
        return _shown(request, found, form, moved=MOVED)
    except Refused as refused:
        return _shown(request, found, None, str(refused))
    messages.success(request, f"Your feedback is returned: {counted(made, 'suggestion')}, {counted(said, 'comment')}.")
    return redirect("submissions:suggestion_list", plan.reference)


def _shown(
    request: HttpRequest, found: Feedback, form: SendingForm | None, reason: str = "", moved: str = ""
) -> HttpResponse:
    plan, problems = found.ground.plan, problems_kept(found.intake)
    is_cell = found.intake.file and any(problem.sheet for problem in problems)
    here = [plan.reference, found.intake.reference]
    shown = {
        "plan": plan,
        "upload": found.intake,
        "why_not": reason,
        "moved": moved,
        "problems": problems,
        "marked_url": reverse("submissions:feedback_marked", args=here) if is_cell else "",
        "remarks": found.intake.content.get("remarks", []),
        "found": None if reason else found,
        "lines": [] if reason else lines_of(found.differences),
        "form": form,
        "back_url": reverse("submissions:plan_feedback", args=[plan.reference]),
        "back_text": "Return feedback as a workbook",
    }
    status = 409 if moved or (reason and request.method == "POST") else 200
    return render(request, "submissions/feedback_detail.html", shown, status=status)
