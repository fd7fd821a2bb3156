"""The recommendations of a plan with their responses, as one list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import person
from accounts.roles import Action, Role, may
from assurance.access import roles_at
from submissions.access import get_plan
from submissions.recommendation_list import RecommendationList
from submissions.workflow import PEN


def recommendation_list(request: HttpRequest, reference: str) -> HttpResponse:
    """The rows that the person reads, as the address asks for them."""
    plan = get_plan(request, reference)
    roles = roles_at(person(request), plan.assessment)
    shown = {
        "plan": plan,
        "list": RecommendationList(plan, person(request), request.GET),
        "can_set": plan.status in PEN and may(Action.RESPOND, roles),
        "can_hand_over": Role.CAF_LEAD in roles,
    }
    return render(request, "submissions/recommendation_list.html", shown)
