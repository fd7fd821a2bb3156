"""A plan before a person: what the guards of a step look at, each read once and only when asked for."""

from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import CouncilRole, User
from accounts.roles import COUNCIL_ROLES, Role
from assurance.access import roles_at, takes_the_steps
from assurance.models import Engagement
from iip.statements import written_once
from submissions.completeness import is_complete
from submissions.document import PlanDocument
from submissions.models import Comment, Event, Plan, Session, Thread, Version


class Case:
    """A plan and the person who looks at it."""

    def __init__(self, plan: Plan, by: User):
        self.plan = plan
        self.by = by

    @cached_property
    def roles(self) -> frozenset[Role]:
        return roles_at(self.by, self.plan.assessment)

    @property
    def leads(self) -> bool:
        """Whether the person is of the engagement that takes the assurer's steps."""
        return takes_the_steps(self.by, self.plan.assessment)

    @cached_property
    def events(self) -> list[Event]:
        events = _events(self.plan.pk)
        for event in events:
            event.plan = self.plan
        return events

    @property
    def session_over(self) -> bool:
        """Whether the session was held, or not held with agreement: asked along with the events."""
        return bool(self.events) and self.events[-1].session_over  # type: ignore[attr-defined]  # annotated above

    @cached_property
    def document(self) -> PlanDocument:
        return PlanDocument.of(self.plan)

    @cached_property
    def version(self) -> Version | None:
        """The last version that was handed over."""
        return self.plan.versions.select_related("document").order_by("-number").first()

    @property
    def digest(self) -> str:
        """The digest of that version, which every event since carries."""
        return self.events[-1].digest if self.events else ""

    @cached_property
    def incomplete(self) -> list[str]:
        """The refs of the responses that are not complete."""
        return [row.ref for row in self.document.rows if not is_complete(row.response)]

    @cached_property
    def unanswered(self) -> list[Thread]:
        """Open threads of the assurer's on which the council has not had the last word. One query."""
        threads = self.plan.threads.filter(audience=Thread.Audience.ASSURER, state=Thread.State.OPEN)
        gone = Q(response__isnull=False, response__recommendation=None)  # its recommendation was taken back
        roles = Comment.objects.filter(thread=OuterRef("pk")).values("role")
        said = threads.annotate(
            begun_by=Subquery(roles.order_by("at", "pk")[:1]), last_by=Subquery(roles.order_by("-at", "-pk")[:1])
        )
        waiting = said.filter(begun_by=Role.ASSURER).exclude(last_by__in=COUNCIL_ROLES)
        return list(waiting.exclude(gone).select_related("response"))

    @cached_property
    def appointed(self) -> dict[Role, set[int]]:
        """The keys of the active people in each role at the council."""
        held: dict[Role, set[int]] = {role: set() for role in COUNCIL_ROLES}
        for user, codename in _active_people(self.plan.council.pk):
            held[Role(codename)].add(user)
        return held

    @property
    def has_assurer(self) -> bool:
        """Whether anybody is left to take the assurer's steps."""
        leading = Engagement.objects.live().filter(assessment=self.plan.assessment, leads=True)
        return leading.filter(roles__user__is_active=True).exists()


@written_once
def _events(plan: int) -> "QuerySet[Event]":
    over = Session.objects.filter(plan=OuterRef("plan"), state__in=Session.OVER)
    return Event.objects.filter(plan=plan).annotate(session_over=Exists(over)).order_by("number")


@written_once
def _active_people(council: int) -> "QuerySet[Any, tuple[int, str]]":
    held = CouncilRole.objects.filter(content_object=council, user__is_active=True)
    return held.values_list("user", "permission__codename")
