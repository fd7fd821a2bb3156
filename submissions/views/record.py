"""The record of a plan: every step with who, when and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import person
from submissions.access import get_plan, notes_for, versions_for
from submissions.history import entries


def plan_history(request: HttpRequest, reference: str) -> HttpResponse:
    """What was done to the plan, newest first."""
    plan = get_plan(request, reference)
    user = person(request)
    shown = {
        "plan": plan,
        "entries": entries(plan.events.all(), notes=notes_for(user, plan)),
        "readable": set(versions_for(user, plan).values_list("number", flat=True)),
        "back_url": reverse("submissions:plan_detail", args=[plan.reference]),
    }
    return render(request, "submissions/history.html", shown)
