"""The home page: what waits for me, by role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import person
from accounts.roles import Action, may
from assurance.waiting import matters_for
from submissions.home import assessments_for, lines_for
from submissions.more_time import waiting
from submissions.national.lists import unacknowledged
from submissions.news import unread


def home(request: HttpRequest) -> HttpResponse:
    """One next step first, then what waits for others and since when."""
    user = person(request)
    lines = lines_for(user)
    shown = {
        "waiting": [line for line in lines if line.next],
        "matters": matters_for(user),
        "others": [line for line in lines if not line.next],
        "assessments": assessments_for(user),
        "unread": unread(user),
        "is_national": bool(user.national_roles),
        "unacknowledged": unacknowledged() if user.national_roles else 0,
        "asking": waiting().count() if may(Action.MANAGE_SECTOR, user.national_roles) else 0,
    }
    return render(request, "submissions/home.html", shown)


def plan_list(request: HttpRequest) -> HttpResponse:
    """The list of plans is the home page."""
    return redirect("submissions:home")
