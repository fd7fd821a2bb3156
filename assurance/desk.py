"""The assurer's desk: the live engagements of a person and, for a team's lead, of the firm; where each stands."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from assurance.access import engagement_roles
from assurance.models import Deadline, Engagement, EngagementRole, Report, Scope


@dataclass(frozen=True)
class ScopeLine:
    """A scope on the desk: the last report on it, and whose turn it is; "" once it is issued and the plan goes on."""

    scope: Scope
    report: Report | None
    turn: str


@dataclass(frozen=True)
class Due:
    """A day by which something is expected; `is_late` only where it is the firm's to do."""

    what: str
    on: datetime.date
    is_late: bool
    reason: str = ""


@dataclass(frozen=True)
class Work:
    """One engagement on the desk."""

    engagement: Engagement
    is_mine: bool  # otherwise the firm's, whose lead sees where it stands and no more
    people: tuple[str, ...]
    scopes: tuple[ScopeLine, ...]
    due: tuple[Due, ...]


def desk_of(user: User) -> list[Work]:
    """The person's live engagements, then those of the firms whose team they lead. Five queries, however many."""
    held = [pair for pairs in engagement_roles(user).values() for pair in pairs]
    mine = {engagement.pk for engagement, _ in held}
    led = {engagement.firm_id for engagement, role in held if role is Role.FIRM_LEAD}
    live = Engagement.objects.live().filter(Q(pk__in=mine) | Q(firm__in=led))
    engagements = list(_with_scopes(live))
    deadlines = _deadlines(engagements)
    works = [_work(engagement, engagement.pk in mine, deadlines) for engagement in engagements]
    return sorted(works, key=lambda work: not work.is_mine)


def _with_scopes(engagements):
    reports = Prefetch("reports", Report.objects.defer("document").order_by("-number"), to_attr="latest")
    scopes = Prefetch("scopes", Scope.objects.prefetch_related(reports))
    roles = Prefetch("roles", EngagementRole.objects.select_related("user").order_by("user__name"))
    return (
        engagements.select_related("assessment__council", "assessment__cycle", "firm")
        .prefetch_related(scopes, roles)
        .order_by("assessment__council__name", "-assessment__cycle__year", "pk")
    )


def _deadlines(engagements: Iterable[Engagement]) -> list[Deadline]:
    cycles = {engagement.assessment.cycle_id for engagement in engagements}
    return list(Deadline.objects.filter(cycle__in=cycles).order_by("on"))


def _work(engagement: Engagement, is_mine: bool, deadlines: list[Deadline]) -> Work:
    lines = tuple(_line(scope) for scope in engagement.scopes.all())
    open_ones = not lines or any(line.report is None or not line.report.issued_at for line in lines)
    people = tuple(row.user.name for row in engagement.roles.all())
    return Work(engagement, is_mine, people, lines, tuple(_due(engagement, deadlines, open_ones)))


def _line(scope: Scope) -> ScopeLine:
    report = next(iter(scope.latest), None)  # type: ignore[attr-defined]  # prefetched in `_with_scopes`
    return ScopeLine(scope, report, _turn(report))


def _turn(report: Report | None) -> str:
    if report and report.is_with_council():
        until = f" until {report.check_until:%-d %B %Y}" if report.check_until else ""
        return f"The council’s turn: it checks the facts{until}"
    return "" if report and report.issued_at else "Your turn: write the report and issue it"


def _due(engagement: Engagement, deadlines: list[Deadline], is_open: bool):
    """The deadlines of the cycle; one for the council alone stands in place of the one for all."""
    assessment = engagement.assessment
    ours = [d for d in deadlines if d.cycle_id == assessment.cycle_id]
    own = {d.kind for d in ours if d.council_id == assessment.council_id}
    for deadline in ours:
        if deadline.council_id == assessment.council_id or (deadline.council_id is None and deadline.kind not in own):
            late = is_open and deadline.kind == Deadline.Kind.ISSUE and deadline.on < timezone.localdate()
            yield Due(deadline.get_kind_display(), deadline.on, late, deadline.reason)
    yield Due("Your engagement ends", engagement.ends_on, False)
