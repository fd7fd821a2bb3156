"""The plan: where it stands, what is next, who waits for whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import person
from submissions.access import get_plan
from submissions.workflow import steps_for


def plan_detail(request: HttpRequest, reference: str) -> HttpResponse:
    plan = get_plan(request, reference)
    return render(
        request, "submissions/plan_detail.html", {"plan": plan, "steps": steps_for(plan, person(request))}
    )
