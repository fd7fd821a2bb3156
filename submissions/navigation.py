"""What the menu offers, by role."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.access import person
from accounts.roles import Role
from assurance.access import engagement_roles


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The menu's entries for the templates; empty before sign-in, and where a page has no person."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"navigation": [_item(request, name, text) for name, text in _entries(request)]}


def _entries(request: HttpRequest):
    user = person(request)
    yield "submissions:news_list", "What happened"
    if engagement_roles(user) or user.council_roles:
        yield "assurance:report_list", "Reports"
    if user.council_roles:
        yield "submissions:action_list", "My actions"
    if user.national_roles:
        yield "submissions:submission_list", "Submitted plans"
        yield "submissions:stage_list", "Where plans stand"
    if Role.MHCLG_MANAGER in user.national_roles:
        yield "accounts:manage_home", "Manage"


def _item(request: HttpRequest, name: str, text: str) -> dict[str, Any]:
    href = reverse(name)
    return {"href": href, "text": text, "current": request.path.startswith(href)}
