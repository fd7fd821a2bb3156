"""The quality assurer's page: what changed, the plan check, high risks and no action at hand, and their checklist."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from iip.typed import typed
from submissions import checklist
from submissions.access import get_whole_plan
from submissions.forms.quality import ChecklistForm, ChecklistItemsForm
from submissions.models import Plan
from submissions.quality import QualityPage


def plan_quality(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything at hand, and the checklist kept as a record."""
    plan = get_whole_plan(request, reference)
    page = QualityPage(plan, person(request))
    form = ChecklistForm(page.boxes, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _saved(request, plan, page.number, form):
        messages.success(request, "The checklist is saved. You can go on at any time.")
        return redirect(request.path)
    shown = {"plan": plan, "page": page, "form": form, "back_url": _back(plan), "typed": typed(request)}
    return render(request, "submissions/plan_quality.html", shown, status=409 if form.errors else 200)


def checklist_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the items of the council's checklist."""
    plan = get_whole_plan(request, reference)
    began: dict[str, Any] = {"items": "\n".join(checklist.items_for(plan.council))}
    form = ChecklistItemsForm(request.POST or None, initial=began)
    if request.method == "POST" and form.is_valid():
        checklist.set_items(plan.council, form.cleaned_data["items"], by=person(request))
        messages.success(request, "The checklist is changed. What was ticked before keeps its words.")
        return redirect("submissions:plan_quality", plan.reference)
    back = reverse("submissions:plan_quality", args=[plan.reference])
    return render(request, "submissions/checklist_edit.html", {"plan": plan, "form": form, "back_url": back})


def _saved(request: HttpRequest, plan: Plan, shown: int, form: ChecklistForm) -> bool:
    """Whether every line was saved; one that somebody else wrote meanwhile says so, and the others are saved."""
    version = request.POST.get("version", "")
    try:
        clashes = checklist.save(plan, int(version) if version.isdecimal() else shown, form.written, by=person(request))
    except checklist.Refused as refused:
        form.add_error(None, str(refused))
        return False
    for clash in clashes:
        form.name(clash)
    return not clashes


def _back(plan: Plan) -> str:
    return reverse("submissions:plan_detail", args=[plan.reference])
