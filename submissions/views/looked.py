"""Saying that one has looked at a plan, and what changed since one last said so."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from accounts.access import person
from submissions.access import get_plan, get_whole_plan
from submissions.comparison import Comparison
from submissions.document import PlanDocument
from submissions.looked import Looking, document_then, flagged_since, look, looking
from submissions.models import Plan
from submissions.summing_up import summed_up

PAGES = {"versions": "submissions:version_list"}  # where somebody goes on who has looked; else to the list of rows


def plan_looked(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that one has looked at what others changed, up to what the page showed."""
    plan = get_plan(request, reference)
    if until := _moment(request.POST.get("until", "")):
        look(plan, person(request), until=until)
        messages.success(request, "From now on you are shown what changes after what you have just seen.")
    return redirect(PAGES.get(request.POST.get("page", ""), "submissions:recommendation_list"), reference)


def plan_since(request: HttpRequest, reference: str) -> HttpResponse:
    """What the responses say now beside what they said when the person last said that they had looked."""
    plan = get_whole_plan(request, reference)
    looks = looking(plan, person(request))
    back = reverse("submissions:version_list", args=[reference])
    shown = {"plan": plan, "looking": looks, "back_url": back, **_changed(plan, looks)}
    return render(request, "submissions/plan_since.html", shown)


def _changed(plan: Plan, looks: Looking | None) -> dict[str, Any]:
    """What changed since somebody's last look; nothing of it for who never said that they had looked."""
    if looks is None or looks.seen is None:
        return {}
    now = PlanDocument.of(plan)
    comparison = Comparison(document_then(plan, now, looks.seen), now)
    return {
        "comparison": comparison,
        "sentence": summed_up(comparison),
        "flagged": flagged_since(plan, looks.seen),
    }


def _moment(sent: str):
    """A moment with its time zone; None where what was sent is none."""
    try:
        moment = parse_datetime(sent)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
