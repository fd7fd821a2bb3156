"""What is mine to answer or do, across my councils."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import person
from submissions.my_actions import actions_of


def action_list(request: HttpRequest) -> HttpResponse:
    """The actions of the person's posts, and those that were handed to them."""
    return render(request, "submissions/my_actions.html", {"plans": actions_of(person(request)).items()})
