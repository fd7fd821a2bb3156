"""The library of a firm's own wording."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.forms import sent
from accounts.models import Firm
from assurance.access import get_library
from assurance.models import Framework, Outcome, Wording
from assurance.views.writing import clashed
from assurance.writing.recommendation_forms import WordingForm
from assurance.writing.seen import marks, merge
from assurance.writing.wordings import remove_wording, save_wording, values_of
from iip.forms import GovukForm
from iip.pages import numbered

EACH_PAGE = 50


def wording_list(request: HttpRequest, firm: int) -> HttpResponse:
    """What the library has, by outcome."""
    library = get_library(request, firm)
    wordings = library.wordings.select_related("outcome__framework")
    paginator = Paginator(wordings.order_by("outcome__framework", "outcome__position", "title"), EACH_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "firm": library,
        "wordings": page,
        "pages": numbered(request, page),
        "frameworks": Framework.objects.all(),
        "back_url": reverse("assurance:report_list"),
        "back_text": "Assurance reports",
    }
    return render(request, "assurance/wording_list.html", context)


def wording_add(request: HttpRequest, firm: int) -> HttpResponse:
    """New wording for an outcome of a CAF version."""
    library = get_library(request, firm)
    frameworks = Framework.objects.order_by("version")
    framework = frameworks.filter(version=request.GET.get("framework", "")).first() or frameworks.last()
    outcomes = Outcome.objects.filter(framework=framework)
    form = WordingForm(sent(request), outcomes=outcomes)
    wording = Wording(firm=library)
    if form.is_valid():
        wording.outcome = form.cleaned_data["outcome"]
        if _saved(request, form, wording):
            return redirect("assurance:wording_list", firm)
    return _page(request, library, wording, form, framework=framework)


def wording_edit(request: HttpRequest, firm: int, pk: int) -> HttpResponse:
    """One wording of the library."""
    library = get_library(request, firm)
    wording = get_object_or_404(library.wordings.select_related("outcome__framework"), pk=pk)
    values = values_of(wording)
    form = WordingForm(sent(request), initial={**values, "seen": marks(values)})
    if not form.is_valid():
        return _page(request, library, wording, form)
    merged = merge(form.values, values, form.cleaned_data["seen"])
    if merged.clashing:
        context = _context(library, wording, form)
        return clashed(request, "assurance/wording_edit.html", context, merged.seen, values, merged.clashing)
    if _saved(request, form, wording, {**values, **merged.write}):
        return redirect("assurance:wording_list", firm)
    return _page(request, library, wording, form)


def wording_remove(request: HttpRequest, firm: int, pk: int) -> HttpResponse:
    """Take a wording out of the library."""
    library = get_library(request, firm)
    wording = get_object_or_404(library.wordings.select_related("outcome"), pk=pk)
    if request.method == "POST":
        remove_wording(wording, by=person(request))
        messages.success(request, "The wording is removed.")
        return redirect("assurance:wording_list", firm)
    back = reverse("assurance:wording_edit", args=[firm, pk])
    context = {"firm": library, "wording": wording, "form": GovukForm(), "back_url": back}
    return render(request, "assurance/wording_remove.html", context)


def _saved(request: HttpRequest, form: WordingForm, wording: Wording, values: dict[str, Any] | None = None) -> bool:
    try:
        save_wording(wording, values or form.values, by=person(request))
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    messages.success(request, "The wording is saved.")
    return True


def _page(request: HttpRequest, firm: Firm, wording: Wording, form: WordingForm, **more: Any) -> HttpResponse:
    return render(request, "assurance/wording_edit.html", {**_context(firm, wording, form), **more})


def _context(firm: Firm, wording: Wording, form: WordingForm) -> dict[str, Any]:
    back = reverse("assurance:wording_list", args=[firm.pk])
    return {"firm": firm, "wording": wording, "form": form, "back_url": back, "back_text": "Library"}
