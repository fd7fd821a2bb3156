"""Handing a recommendation to one of the council's delegates, and taking it back: guardian's `respond`."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from guardian.shortcuts import assign_perm

from accounts.audit import record
from accounts.models import CouncilRole, User
from accounts.roles import Role
from submissions.models import Delegation, Response

RESPOND = "respond"


def delegates(response: Response) -> "QuerySet[User]":
    """The council's active delegates; `has_it` says whether they have this row. One query."""
    held = CouncilRole.objects.filter(content_object=response.plan.council, permission__codename=Role.DELEGATE)
    given = Delegation.objects.filter(user=OuterRef("pk"), content_object=response)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return people.annotate(has_it=Exists(given)).order_by("name", "pk")


@transaction.atomic
def hand_over(response: Response, user: User, *, by: User) -> None:
    """Let a delegate see and answer a recommendation. It counts from their next request."""
    assign_perm(RESPOND, user, response)
    Delegation.objects.filter(user=user, content_object=response).update(granted_by=by)
    record("recommendation handed over", by=by, on=response.plan, detail=f"{user.email}: {response.ref}")


@transaction.atomic
def take_back(response: Response, user: User, *, by: User) -> None:
    """Take a recommendation back from a delegate. What they wrote stays."""
    taken, _ = Delegation.objects.filter(user=user, content_object=response).delete()
    if taken:
        record("recommendation taken back", by=by, on=response.plan, detail=f"{user.email}: {response.ref}")
