"""The door to councils and to what belongs to no council: scope (404), then grant (403 with its reason)."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Council, User
from accounts.roles import Action, Role, may, who_may
from iip.policy import asked


def person(request: HttpRequest) -> User:
    """Who asks. The doors let nobody in who has not signed in, but for pages that are open to anyone."""
    return cast(User, request.user)


def refuse_unless(action: Action, roles: frozenset[Role]) -> None:
    """Raise PermissionDenied, with the sentence the person reads, unless a role grants the action."""
    if not may(action, roles):
        raise PermissionDenied(f"Only people with this role can do this: {who_may(action)}.")


def get_council(request: HttpRequest, code: str) -> Council:
    """The council of a page, for what the page asks. Raises Http404 or PermissionDenied."""
    action = Action(asked(request))
    council = get_object_or_404(Council.objects.visible_to(person(request)), code=code)
    refuse_unless(action, person(request).roles_at(council))
    return council


def enter_national(request: HttpRequest) -> None:
    """The door to a page of MHCLG's that is about no council. Raises PermissionDenied."""
    refuse_unless(Action(asked(request)), person(request).national_roles)
