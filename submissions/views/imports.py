"""The workbook comes back: uploaded, shown as a merge, decided and written; and undone."""

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
from submissions.import_page import Choices, changes_in_words, chosen, counted, page_of
from submissions.imports import NotDecided, Refused, merge_of, problems_kept, read_upload, why_not, write_import
from submissions.models import Plan
from submissions.returned_workbook import Ground
from submissions.undo import Batch, batch_of, imports_of, undo, why_not_undo

MOVED = "The plan has changed since you opened this page. Nothing was written: look through the changes once more."


def plan_import(request: HttpRequest, reference: str) -> HttpResponse:
    """Upload a workbook of the plan; the imports that may be undone."""
    plan = get_plan(request, reference)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["workbook"]
        intake = read_upload(file.read(), file.name, plan, by=person(request))
        return redirect("submissions:import_detail", reference, intake.reference)
    shown = {"form": form, "plan": plan, "imports": imports_of(plan, person(request))[:20]}
    return render(request, "submissions/plan_import.html", shown | _back("plan_detail", plan, "The plan"))


def import_detail(request: HttpRequest, reference: str, intake: str) -> HttpResponse:
    """What a workbook changes and where it clashes; decide and confirm."""
    plan = get_plan(request, reference)
    upload = _own(request, plan, intake)
    if request.method == "POST":
        return _confirm(request, plan, upload)
    return _show(request, plan, upload)


def import_marked(request: HttpRequest, reference: str, intake: str) -> HttpResponse:
    """The person's faulty workbook with its faults marked."""
    plan = get_plan(request, reference)
    try:
        return sent(marked(_own(request, plan, intake)))
    except NotMarked as refused:
        messages.error(request, str(refused))
        return redirect("submissions:import_detail", reference, intake)


def import_undo(request: HttpRequest, reference: str, intake: str) -> HttpResponse:
    """What undoing an import puts back; do it."""
    plan = get_plan(request, reference)
    upload = get_object_or_404(imports_of(plan, person(request)), reference=intake)
    if request.method == "POST":
        return _undo(request, plan, upload)
    return _show_undo(request, plan, upload, why_not_undo(_batch(plan, upload), plan, person(request)))


def _own(request: HttpRequest, plan: Plan, intake: str) -> Intake:
    mine = Intake.objects.filter(kind=Intake.Kind.PLAN, assessment=plan.assessment_id, by=person(request))
    return get_object_or_404(mine, reference=intake)


def _confirm(request: HttpRequest, plan: Plan, upload: Intake) -> HttpResponse:
    ground = Ground.of(plan, person(request))
    if why_not(upload, ground, person(request)):
        return _show(request, plan, upload, status=409)
    found = merge_of(upload, ground)
    choices, seen = chosen(request.POST, found), request.POST.get("seen", "")
    try:
        written = write_import(upload, plan, choices.of(found), seen=seen, by=person(request))
    except NotDecided:
        return _show(request, plan, upload, choices, status=409)
    except Refused as refused:
        return _show(request, plan, upload, refused=str(refused))
    count = f"{counted(written.changes, 'change')} in {counted(written.responses, 'recommendation')}"
    messages.success(request, f"The workbook is merged: {count}.")
    return redirect("submissions:plan_import", plan.reference)


def _show(
    request: HttpRequest,
    plan: Plan,
    upload: Intake,
    choices: Choices | None = None,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    ground = Ground.of(plan, person(request))
    reason = refused or why_not(upload, ground, person(request))
    found = None if reason else merge_of(upload, ground)
    is_tried = choices is not None
    shown = {
        "plan": plan,
        "upload": upload,
        "why_not": reason,
        "problems": (problems := problems_kept(upload)),
        "marked_url": _marked_url(plan, upload, problems),
        "remarks": upload.content.get("remarks", []),
        "merge": found and page_of(found, choices or Choices(), is_tried=is_tried),
        "moved": MOVED if is_tried and found and request.POST.get("seen") != found.mark else "",
    }
    back = _back("plan_import", plan, "Bring a workbook back")
    return render(request, "submissions/import_detail.html", shown | back, status=409 if refused else status)


def _marked_url(plan: Plan, upload: Intake, problems: list) -> str:
    if upload.file and any(problem.sheet for problem in problems):
        return reverse("submissions:import_marked", args=[plan.reference, upload.reference])
    return ""


def _batch(plan: Plan, upload: Intake) -> Batch:
    return batch_of(plan, upload.reference, upload.content.get("workstreams", []))


def _undo(request: HttpRequest, plan: Plan, upload: Intake) -> HttpResponse:
    streams = upload.content.get("workstreams", [])
    try:
        count = undo(upload.reference, plan, by=person(request), workstreams=streams)
    except Refused as refused:
        return _show_undo(request, plan, upload, str(refused), status=409)
    messages.success(request, f"The import of {upload.filename} is undone in {counted(count, 'recommendation')}.")
    return redirect("submissions:plan_import", plan.reference)


def _show_undo(request: HttpRequest, plan: Plan, upload: Intake, reason: str, status: int = 200) -> HttpResponse:
    shown = {
        "plan": plan,
        "question": f"Undo the import of {upload.filename}",
        "upload": upload,
        "why_not": reason,
        "lines": [] if reason else changes_in_words(_batch(plan, upload).changes),
    }
    back = _back("plan_import", plan, "Bring a workbook back")
    return render(request, "submissions/undo.html", shown | back, status=status)


def _back(name: str, plan: Plan, text: str) -> dict[str, str]:
    return {"back_url": reverse(f"submissions:{name}", args=[plan.reference]), "back_text": text}
