"""The plan: where it stands, what is next, who waits for whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import person
from submissions.access import get_plan
from submissions.plan_home import PlanHome


def plan_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the plan stands, and for those who read it how far it is."""
    plan = get_plan(request, reference)
    home = PlanHome(plan, person(request), on=timezone.localdate())
    return render(request, "submissions/plan_detail.html", {"plan": plan, "home": home})
