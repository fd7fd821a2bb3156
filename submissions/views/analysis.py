"""What a plan comes to, each on a page: its costs, its forecast, its roadmap and its priorities."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import person
from iip.downloads import sent
from submissions.access import get_whole_plan
from submissions.budget import Budget
from submissions.budget_charts import cost_charts
from submissions.document import PlanDocument
from submissions.exports.downloads import export_costs
from submissions.forecast import Forecast
from submissions.forecast_chart import forecast_chart
from submissions.models import Plan
from submissions.money import totals
from submissions.priorities import Priorities
from submissions.roadmap import GROUPINGS, Roadmap
from submissions.roadmap_chart import roadmap_chart


def plan_costs(request: HttpRequest, reference: str) -> HttpResponse:
    """What the plan costs by financial year and quarter, what is funded and what is not."""
    plan = get_whole_plan(request, reference)
    document = PlanDocument.of(plan)
    budget = Budget(document)
    shown = _about(plan) | {
        "may_export": True,
        "budget": budget,
        "money": totals(document),
        "charts": cost_charts(budget),
    }
    return render(request, "submissions/plan_costs.html", shown)


def costs_download(request: HttpRequest, reference: str) -> HttpResponse:
    """The costs as a workbook to take away."""
    plan = get_whole_plan(request, reference)
    return sent(export_costs(plan, by=person(request)))


def plan_forecast(request: HttpRequest, reference: str) -> HttpResponse:
    """Which outcomes reach their target by when, and which stay below and why."""
    plan = get_whole_plan(request, reference)
    forecast = Forecast(PlanDocument.of(plan))
    shown = _about(plan) | {"forecast": forecast, "chart": forecast_chart(forecast)}
    return render(request, "submissions/plan_forecast.html", shown)


def plan_roadmap(request: HttpRequest, reference: str) -> HttpResponse:
    """What is done when, and how much each owner has in hand; `by` says what it is grouped by."""
    plan = get_whole_plan(request, reference)
    roadmap = Roadmap(PlanDocument.of(plan), request.GET.get("by", ""))
    groups = [(name, actions, roadmap_chart(name, actions, roadmap)) for name, actions in roadmap.groups]
    shown = _about(plan) | {"roadmap": roadmap, "groups": groups, "groupings": GROUPINGS}
    return render(request, "submissions/plan_roadmap.html", shown)


def plan_priorities(request: HttpRequest, reference: str) -> HttpResponse:
    """What to do first, and why."""
    plan = get_whole_plan(request, reference)
    shown = _about(plan) | {"priorities": Priorities(PlanDocument.of(plan))}
    return render(request, "submissions/plan_priorities.html", shown)


def _about(plan: Plan) -> dict[str, Any]:
    address = reverse("submissions:plan_detail", args=[plan.reference])
    return {"plan": plan, "back_url": address, "back_text": "Plan"}
