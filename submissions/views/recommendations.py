"""The recommendations of a plan with their responses, as one list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import person
from accounts.roles import Action, may
from assurance.access import roles_at
from submissions.access import get_plan, refs_for
from submissions.answered import flagged
from submissions.document import PlanDocument
from submissions.forms.recommendation_filter import RecommendationFilter
from submissions.recommendations import chosen, items_of
from submissions.workflow import PEN


def recommendation_list(request: HttpRequest, reference: str) -> HttpResponse:
    """The rows that the person reads, filtered as the address says."""
    plan = get_plan(request, reference)
    refs = refs_for(person(request), plan)
    items = [item for item in items_of(PlanDocument.of(plan)) if refs is None or item.ref in refs]
    form = RecommendationFilter(request.GET, items=items)
    shown = {
        "plan": plan,
        "filters": form,
        "items": chosen(items, form.wanted),
        "total": len(items),
        "complete": sum(item.is_complete for item in items),
        "narrowed": any(value for name, value in request.GET.items() if name != "sort"),
        "is_part": refs is not None,
        "flagged": flagged(plan, refs),
        "can_set": plan.status in PEN and may(Action.RESPOND, roles_at(person(request), plan.assessment)),
    }
    return render(request, "submissions/recommendation_list.html", shown)
