"""The recommendations of a plan with their responses, as one list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime

from accounts.access import person
from accounts.roles import Action, Role, may
from assurance.access import roles_at
from submissions.access import get_plan
from submissions.named_views import look
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


def plan_looked(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that one has looked at what others changed, up to what the page showed."""
    plan = get_plan(request, reference)
    if until := _moment(request.POST.get("until", "")):
        look(plan, person(request), until=until)
        messages.success(request, "From now on this view shows what others change after what you have just seen.")
    return redirect("submissions:recommendation_list", reference)


def _moment(sent: str):
    """A moment with its time zone; None where what was sent is none."""
    try:
        moment = parse_datetime(sent)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
