"""More time before a deadline on its pages: the council asks, MHCLG's managers answer."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import enter_national, person
from accounts.forms import sent
from iip.forms import GovukForm
from iip.pages import numbered
from submissions import more_time as asking
from submissions.access import get_plan
from submissions.forms.more_time import AnswerForm, AskForm
from submissions.models import Extension
from submissions.workflow import Refused

A_PAGE = 50  # rows


def more_time(request: HttpRequest, reference: str) -> HttpResponse:
    """What was asked and answered before, and the form to ask for a later day."""
    plan = get_plan(request, reference)
    due = asking.can_be_moved(plan)
    form = AskForm(sent(request), due=due)
    if form.is_valid() and _did(form, lambda: asking.ask(plan, by=person(request), **form.cleaned_data)):
        messages.success(request, "MHCLG is asked for more time. You will be told what it answers.")
        return redirect("submissions:plan_detail", plan.reference)
    asked = Extension.objects.filter(plan=plan).select_related("by", "answered_by")
    back = reverse("submissions:plan_detail", args=[plan.reference])
    shown = {"plan": plan, "form": form, "due": due, "asked": asked, "back_url": back}
    return render(request, "submissions/more_time.html", shown)


def extension_list(request: HttpRequest) -> HttpResponse:
    """What councils have asked for and MHCLG has not answered."""
    enter_national(request)
    page = Paginator(asking.waiting(), A_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "pages": numbered(request, page), "back_url": "/"}
    return render(request, "submissions/extension_list.html", shown)


def extension_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What one council asks for and why, and the form to answer."""
    enter_national(request)
    about = ("by", "answered_by", "plan__assessment__council", "plan__assessment__cycle")
    extension = get_object_or_404(Extension.objects.select_related(*about), pk=pk)
    form = AnswerForm(sent(request), extension=extension)
    if form.is_valid() and _did(form, lambda: asking.answer(extension, by=person(request), **form.values())):
        messages.success(request, f"{extension.plan.council.name} is told what you answered.")
        return redirect("submissions:extension_list")
    back = reverse("submissions:extension_list")
    shown = {"extension": extension, "plan": extension.plan, "form": form, "back_url": back}
    return render(request, "submissions/extension_detail.html", shown)


def _did(form: GovukForm, act: Callable[[], object]) -> bool:
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True
