"""What happened to a person's plans, in the service."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import person
from submissions.news import mark_read, news_for


def news_list(request: HttpRequest) -> HttpResponse:
    """What the person was told of, newest first, and what of it is new."""
    lines = news_for(person(request))
    shown = {"lines": lines, "up_to": max((line.pk for line in lines if line.is_new), default=0)}
    return render(request, "submissions/news_list.html", shown)


def news_read(request: HttpRequest) -> HttpResponse:
    """Mark as read what the page had shown."""
    up_to = request.POST.get("up_to", "")
    mark_read(person(request), up_to=int(up_to) if up_to.isdecimal() and len(up_to) < 19 else 0)
    return redirect("submissions:news_list")
