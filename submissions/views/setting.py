"""One thing set for many responses at once: chosen, shown, written; and undone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from submissions.access import get_plan
from submissions.forms.setting import SettingForm
from submissions.import_page import Choices, changes_in_words, counted, page_of
from submissions.imports import NotDecided, Refused
from submissions.models import Plan
from submissions.recommendations import items_of
from submissions.returned_workbook import Ground
from submissions.setting import setting_of, write_setting
from submissions.undo import Batch, batch_of, sets_of, undo, why_not_undo
from submissions.views.kept import keeps_what_was_typed

MOVED = "Somebody has changed these responses since you were shown them. Look through the changes once more."
CONFIRM = "confirm"


@keeps_what_was_typed
def responses_set(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose rows and values; see what changes; confirm."""
    plan = get_plan(request, reference)
    ground = Ground.of(plan, person(request))
    form = SettingForm(request.POST if request.method == "POST" else None, ground=ground)
    if form.is_valid() and request.POST.get("go") != "change":
        return _preview(request, plan, ground, form)
    shown = {
        "plan": plan,
        "form": form,
        "items": items_of(ground.document),
        "sets": sets_of(plan, person(request))[:20],
    }
    back = {"back_url": reverse("submissions:recommendation_list", args=[reference]), "back_text": "Recommendations"}
    return render(request, "submissions/responses_set.html", shown | back)


def _preview(request: HttpRequest, plan: Plan, ground: Ground, form: SettingForm) -> HttpResponse:
    refs, values = form.cleaned_data["refs"], form.values()
    moved = ""
    if request.POST.get("go") == CONFIRM:
        try:
            write_setting(plan, refs, values, seen=request.POST.get("seen", ""), by=person(request))
        except (NotDecided, Refused) as refused:
            moved = str(refused) or MOVED
        else:
            messages.success(request, "What you set is written.")
            return redirect("submissions:responses_set", plan.reference)
    setting = setting_of(ground, refs, values)
    kept = [(name, value) for name, given in request.POST.lists() if name in form.fields for value in given]
    shown = {
        "plan": plan,
        "page": page_of(setting.found, Choices()),
        "idle": setting.idle,
        "kept": kept,
        "moved": moved,
    }
    return render(request, "submissions/responses_set_preview.html", shown, status=409 if moved else 200)


def set_undo(request: HttpRequest, reference: str, batch: str) -> HttpResponse:
    """What undoing puts back; do it."""
    plan = get_plan(request, reference)
    if not sets_of(plan, person(request)).filter(batch=batch).exists():
        raise Http404
    made = batch_of(plan, batch)
    reason = why_not_undo(made, plan, person(request))
    if request.method == "POST" and not reason:
        try:
            count = undo(batch, plan, by=person(request))
        except Refused as refused:
            reason = str(refused)
        else:
            messages.success(request, f"Undone in {counted(count, 'recommendation')}.")
            return redirect("submissions:responses_set", reference)
    return _show_undo(request, plan, made, reason)


def _show_undo(request: HttpRequest, plan: Plan, made: Batch, reason: str) -> HttpResponse:
    back = reverse("submissions:responses_set", args=[plan.reference])
    shown = {
        "plan": plan,
        "question": "Undo what was changed together",
        "why_not": reason,
        "lines": [] if reason else changes_in_words(made.changes),
        "back_url": back,
        "back_text": "Set for many at once",
    }
    return render(request, "submissions/undo.html", shown, status=409 if reason and request.method == "POST" else 200)
