"""MHCLG's pages about cycles and their deadlines."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import enter_national, person
from accounts.audit import record
from accounts.forms import done, sent
from assurance.manage.forms import CycleForm, DeadlineForm
from assurance.models import Cycle, Deadline


def cycle_list(request: HttpRequest) -> HttpResponse:
    """The cycles, newest first."""
    enter_national(request)
    cycles = Cycle.objects.annotate(size=Count("assessments")).order_by("-year")
    return render(request, "manage/cycle_list.html", {"cycles": cycles, "back_url": reverse("accounts:manage_home")})


def cycle_add(request: HttpRequest) -> HttpResponse:
    """Add a cycle."""
    enter_national(request)
    return _edit_cycle(request, Cycle())


def cycle_edit(request: HttpRequest, year: int) -> HttpResponse:
    """Change the facts of a cycle's year."""
    enter_national(request)
    return _edit_cycle(request, get_object_or_404(Cycle, year=year))


def _edit_cycle(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    form = CycleForm(sent(request), instance=cycle)
    if done(form, by=person(request)):
        messages.success(request, f"The cycle {form.instance} is saved.")
        return redirect("assurance:cycle_detail", form.instance.year)
    return render(request, "manage/cycle_edit.html", {"form": form, "back_url": reverse("assurance:cycle_list")})


def cycle_detail(request: HttpRequest, year: int) -> HttpResponse:
    """A cycle's facts and deadlines."""
    enter_national(request)
    cycle = get_object_or_404(Cycle, year=year)
    deadlines = cycle.deadlines.select_related("council")
    shown = {"cycle": cycle, "deadlines": deadlines, "back_url": reverse("assurance:cycle_list")}
    return render(request, "manage/cycle_detail.html", shown)


def deadline_add(request: HttpRequest, year: int) -> HttpResponse:
    """Add a deadline."""
    enter_national(request)
    return _edit_deadline(request, Deadline(cycle=get_object_or_404(Cycle, year=year)))


def deadline_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a deadline."""
    enter_national(request)
    return _edit_deadline(request, get_object_or_404(Deadline.objects.select_related("cycle"), pk=pk))


def _edit_deadline(request: HttpRequest, deadline: Deadline) -> HttpResponse:
    form = DeadlineForm(sent(request), instance=deadline)
    if done(form, by=person(request)):
        messages.success(request, "The deadline is saved.")
        return redirect("assurance:cycle_detail", deadline.cycle.year)
    back = reverse("assurance:cycle_detail", args=[deadline.cycle.year])
    shown = {"form": form, "deadline": deadline, "back_url": back}
    return render(request, "manage/deadline_edit.html", shown)


def deadline_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a deadline."""
    enter_national(request)
    deadline = get_object_or_404(Deadline.objects.select_related("cycle"), pk=pk)
    record("deadline removed", by=person(request), on=deadline, detail=f"{deadline.cycle}: {deadline}")
    deadline.delete()
    messages.success(request, "The deadline is removed.")
    return redirect("assurance:cycle_detail", deadline.cycle.year)
