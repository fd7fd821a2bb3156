"""What is somebody’s to answer or do across their councils: what their posts own, and what was handed to them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from iip.templatetags.govuk import day
from submissions.columns import NO_ACTION
from submissions.completeness import what_is_missing
from submissions.facts import ONE_EACH, own_facts
from submissions.models import Delegation, Plan, Response, Status


@dataclass(frozen=True)
class MyAction:
    """A recommendation that is somebody's, in the words of the page."""

    plan: Plan
    ref: str
    title: str
    why: str
    due: str  # the quarter in which it ends, or the day to look again; "" where nothing is said yet
    missing: str  # "" when complete
    href: str


def actions_of(user: User) -> dict[Plan, list[MyAction]]:
    """What is theirs, by plan, the newest first; of a plan what is not complete first, then by when it is due.

    One query. A delegate has what was handed to them and no more, whatever posts they hold.
    """
    found: dict[Plan, list[tuple[tuple, MyAction]]] = {}
    for row in _rows(user):
        facts = own_facts(row).relevant()
        posts = {facts.owner if row.owned else "", facts.risk_owner if row.risk_owned else ""} - {""}
        if posts or row.is_handed:
            action = _action(row, facts, posts)
            when = (not action.missing, facts.end is None, facts.end and facts.end.number, row.ref)
            found.setdefault(row.plan, []).append((when, action))
    return {plan: [action for _, action in sorted(rows, key=lambda pair: pair[0])] for plan, rows in found.items()}


def _rows(user: User) -> "QuerySet[Any]":
    everywhere = list(user.council_roles)
    whole = [council for council, role in user.council_roles.items() if role != Role.DELEGATE]
    handed = Delegation.objects.filter(user=user, content_object=OuterRef("pk"))
    here = Response.objects.exclude(recommendation=None).exclude(plan__status=Status.CLOSED)
    rows = here.filter(plan__assessment__council__in=everywhere).annotate(
        is_handed=Exists(handed),
        owned=Q(owner__holder=user, plan__assessment__council__in=whole),
        risk_owned=Q(risk_owner__holder=user, plan__assessment__council__in=whole),
    )
    mine = rows.filter(Q(is_handed=True) | Q(owned=True) | Q(risk_owned=True))
    about = ("plan__assessment__council", "plan__assessment__cycle", "recommendation", *ONE_EACH)
    return mine.select_related(*about).order_by("-plan__assessment__cycle__year", "plan__assessment__council__name")


def _action(row: Response, facts, posts: set[str]) -> MyAction:
    plan = row.plan
    due = day(facts.look_again_on) if facts.choice == NO_ACTION else str(facts.end or "")
    return MyAction(
        plan=plan,
        ref=row.ref,
        title=row.recommendation.title if row.recommendation else "",
        why=f"As {' and '.join(sorted(posts))}" if posts else "Handed to you",
        due=due,
        missing=what_is_missing(facts),
        href=reverse("submissions:response_edit", args=[plan.reference, row.ref]),
    )
