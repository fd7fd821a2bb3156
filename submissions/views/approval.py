"""The approver's one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import person
from submissions.access import get_whole_plan
from submissions.approval import ApproverPage


def plan_approve(request: HttpRequest, reference: str) -> HttpResponse:
    """What the council promises, what it costs and which risks it accepts; then sign off or return."""
    plan = get_whole_plan(request, reference)
    page = ApproverPage(plan, person(request))
    shown = {
        "plan": plan,
        "page": page,
        "version": page.version,
        "summary": page.summary,
        "back_url": reverse("submissions:plan_detail", args=[plan.reference]),
    }
    return render(request, "submissions/approve.html", shown)
