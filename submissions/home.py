"""What waits for a person, by their roles: one next step for each plan, and since when others have it."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from accounts.roles import NATIONAL_ROLES, Role
from assurance.access import engagement_roles, roles_at
from assurance.models import Assessment
from iip.templatetags.govuk import day
from submissions import sessions
from submissions.gates import FEEDBACK, NEW_RECOMMENDATIONS
from submissions.models import Comment, Delegation, Event, Plan, Response, Session, Status, Suggestion, Thread
from submissions.workflow import BY_NAME

WRITERS = frozenset({Role.CAF_LEAD, Role.CONTRIBUTOR})
# What a status asks of a role: the words, and the step or page that comes next.
NEXT = {
    (Status.ASSURER_FEEDBACK, Role.ASSURER): ("give feedback on the plan", "return_feedback"),
    (Status.INTERNAL_QA, Role.QUALITY_ASSURER): ("check the plan, then pass it on or return it", "plan_quality"),
    (Status.APPROVAL, Role.APPROVER): ("read the plan, then sign it or return it", "plan_approve"),
    (Status.SIGNED_OFF, Role.ASSURER): ("confirm that the plan can be submitted", "confirm"),
    (Status.READY_TO_SUBMIT, Role.CAF_LEAD): ("submit the plan to MHCLG", "submit"),
}


@dataclass(frozen=True)
class Line:
    """One plan on the home page."""

    plan: Plan
    since: datetime.datetime | None
    next: str  # what the person is to do now; "" where it waits for others
    href: str

    @property
    def name(self) -> str:
        return f"{self.plan.council.name}, {self.plan.assessment.cycle}"


def lines_for(user: User) -> list[Line]:
    """The plans a person works with, those that wait for them first. Three queries, however many plans."""
    lines = [_line(plan, user) for plan in _plans(user)]
    return sorted(lines, key=lambda line: not line.next)


def assessments_for(user: User) -> QuerySet[Assessment]:
    """The assessments that the person assures."""
    own = Assessment.objects.filter(pk__in=list(engagement_roles(user)))
    return own.select_related("council", "cycle", "plan").order_by("council__name", "-cycle__year")


def _plans(user: User) -> QuerySet[Plan]:
    unanswered = Response.objects.filter(plan=OuterRef("pk"), choice="").exclude(recommendation=None)
    mine = Delegation.objects.filter(user=user, content_object__plan=OuterRef("pk"), content_object__choice="")
    events = Event.objects.filter(plan=OuterRef("pk")).order_by("-number")
    moved = events.exclude(from_status=F("to_status"))
    suggested = Suggestion.objects.filter(response__plan=OuterRef("pk"), state=Suggestion.State.OPEN)
    suggested = suggested.exclude(response__recommendation=None)
    proposed = Session.objects.filter(plan=OuterRef("pk"), state=Session.State.PROPOSED, at__isnull=False)
    return (
        Plan.objects.filter(Q(assessment__council__in=user.council_roles) | Q(assessment__in=engagement_roles(user)))
        .with_council()
        .annotate(
            unanswered=_count(unanswered, "plan"),
            own_unanswered=_count(mine, "content_object__plan"),
            since=Subquery(moved.values("at")[:1]),
            proposed_as=Subquery(proposed.values("proposed_as")[:1]),
            session_at=Subquery(proposed.values("at")[:1]),
            questions=_count(_unanswered_questions(), "plan"),
            suggestions=_count(suggested, "response__plan"),
            fed_back=Coalesce(Max("events__number", filter=Q(events__step__in=FEEDBACK)), 0),
            grown=Coalesce(Max("events__number", filter=Q(events__step__in=NEW_RECOMMENDATIONS)), 0),
        )
    )


def _unanswered_questions() -> QuerySet[Thread]:
    """The threads of a plan in which MHCLG spoke last."""
    last = Comment.objects.filter(thread=OuterRef("pk")).order_by("-at", "-pk").values("role")[:1]
    asked = Thread.objects.filter(audience=Thread.Audience.MHCLG, state=Thread.State.OPEN, plan=OuterRef("pk"))
    return asked.alias(last=Subquery(last)).filter(last__in=NATIONAL_ROLES)


def _count(rows: QuerySet, by: str) -> Coalesce:
    """How many rows there are of a plan, as a subquery of its own."""
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _line(plan: Plan, user: User) -> Line:
    roles = roles_at(user, plan.assessment)
    words, page = _session_next(plan, roles) or _next(plan, roles)
    return Line(plan, plan.since, words, _href(plan, page))  # type: ignore[attr-defined]  # annotated in `_plans`


def _session_next(plan, roles: frozenset[Role]) -> tuple[str, str] | None:
    """The time of a session that the other side proposed: quickly answered, and somebody waits for it."""
    waits_for = {Role.ASSURER: Role.CAF_LEAD, Role.CAF_LEAD: Role.ASSURER}.get(plan.proposed_as)
    if waits_for not in roles or plan.status not in sessions.OPEN_AT:
        return None
    return f"confirm the session on {day(plan.session_at)}, or propose another time", "session_detail"


def _next(plan, roles: frozenset[Role]) -> tuple[str, str]:
    """What the plan asks of these roles now, and where."""
    if plan.status == Status.DRAFT:
        return _next_in_draft(plan, roles)
    if plan.status == Status.SUBMITTED and Role.CAF_LEAD in roles and plan.questions:
        return f"answer {_counted(plan.questions, 'question')} of MHCLG", "comment_list"
    return next((NEXT[plan.state, role] for role in roles if (plan.state, role) in NEXT), ("", ""))


def _next_in_draft(plan, roles: frozenset[Role]) -> tuple[str, str]:
    waiting = plan.unanswered if roles & WRITERS else plan.own_unanswered if Role.DELEGATE in roles else 0
    if waiting:
        return f"respond to {_counted(waiting, 'recommendation')}", "recommendation_list"
    if Role.CAF_LEAD not in roles:
        return "", ""
    if plan.suggestions:
        return f"decide {_counted(plan.suggestions, 'suggestion')}", "suggestion_list"
    if plan.fed_back <= plan.grown:
        return "share the plan with your assurer", "share"
    return "finish the plan and send it on", ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _href(plan: Plan, page: str) -> str:
    """The page of the plan where the next step is done."""
    if page in BY_NAME:
        return reverse("submissions:plan_step", args=[plan.reference, page])
    return reverse(f"submissions:{page or 'plan_detail'}", args=[plan.reference])
