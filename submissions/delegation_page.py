"""Who answers what in a plan: the rows that were handed over or offered, and those that posts own."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Max
from django.utils import timezone

from accounts.models import CouncilRole, Invitation, Post, User
from accounts.roles import Role
from submissions.delegation import ANSWERS_ALL, delegates_of, open_offers
from submissions.document import PlanDocument
from submissions.models import Delegation, Nudge, Plan
from submissions.nudges import why_not_nudge
from submissions.recommendations import Item, items_of


@dataclass
class Colleague:
    """Somebody with rows of a plan, and how far these are."""

    user: User
    nudged: datetime.date | None
    items: list[Item] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    why_not_nudge: str = ""

    @property
    def complete(self) -> int:
        return sum(item.is_complete for item in self.items)

    @property
    def left(self) -> int:
        return len(self.items) - self.complete


@dataclass
class Invited:
    """Somebody who has not accepted their invitation yet, and the rows that wait for them."""

    invitation: Invitation
    items: list[Item] = field(default_factory=list)


class DelegationPage:
    """A plan before its CAF lead, who asks which colleague has what. Seven queries and the document's."""

    def __init__(self, plan: Plan, user: User):
        self.plan = plan
        self.user = user
        self.on = timezone.localdate()

    @cached_property
    def items(self) -> dict[str, Item]:
        return {item.ref: item for item in items_of(PlanDocument.of(self.plan))}

    @cached_property
    def nudged(self) -> dict[int, datetime.date]:
        """The day on which somebody was last nudged, by their key."""
        rows = Nudge.objects.filter(plan=self.plan).order_by().values_list("to").annotate(Max("on"))
        return dict(rows)

    @cached_property
    def delegates(self) -> list[Colleague]:
        """Every delegate of the council with the rows that were handed to them."""
        found = {user.pk: self._colleague(user) for user in delegates_of(self.plan.council)}
        given = Delegation.objects.filter(content_object__plan=self.plan, user__in=list(found))
        for user, ref in given.order_by("content_object__ref").values_list("user", "content_object__ref"):
            if ref in self.items:
                found[user].items.append(self.items[ref])
        return [self._judged(colleague) for colleague in found.values()]

    @cached_property
    def owners(self) -> list[Colleague]:
        """Those who hold a post that owns a row, and may answer all; but for the person who looks."""
        writers = CouncilRole.objects.filter(content_object=self.plan.council, permission__codename__in=ANSWERS_ALL)
        held = Post.objects.filter(holder__in=writers.values("user"), holder__is_active=True).exclude(holder=self.user)
        posts = held.filter(council=self.plan.council).select_related("holder")
        found: dict[int, Colleague] = {}
        for post in posts.order_by("holder__name", "holder", "title"):
            own = [item for item in self.items.values() if item.owner == post.title]
            if own and post.holder:
                colleague = found.setdefault(post.holder.pk, self._colleague(post.holder))
                colleague.posts.append(post.title)
                colleague.items += own
        return [self._judged(colleague) for colleague in found.values()]

    @cached_property
    def invited(self) -> list[Invited]:
        found: dict[int, Invited] = {}
        for offer in open_offers(self.plan).filter(invitation__role=Role.DELEGATE):
            if offer.response.ref in self.items:
                waiting = found.setdefault(offer.invitation.pk, Invited(offer.invitation))
                waiting.items.append(self.items[offer.response.ref])
        return list(found.values())

    def colleague(self, pk: int) -> Colleague | None:
        """Somebody who has rows here, by their key: what is left of both what they own and what they were given."""
        both = [*self.delegates, *self.owners]
        return next((colleague for colleague in both if colleague.user.pk == pk and colleague.items), None)

    def _colleague(self, user: User) -> Colleague:
        return Colleague(user, self.nudged.get(user.pk))

    def _judged(self, colleague: Colleague) -> Colleague:
        colleague.why_not_nudge = why_not_nudge(self.plan, left=colleague.left, last=colleague.nudged, on=self.on)
        return colleague
