"""The one door to plans and what hangs on them: scope (404), grant (403), pen (403)."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.access import person, refuse_unless
from accounts.models import User
from accounts.roles import COUNCIL_ROLES, Action, Role, any_of
from assurance.access import roles_at
from iip.policy import asked
from iip.statements import written_once
from submissions import expected, gates
from submissions.audiences import audiences_of, is_with_assurer
from submissions.facts import response_of
from submissions.models import Comment, Delegation, Plan, Response, Submission, Suggestion, Thread, Version
from submissions.workflow import BY_NAME, PEN, STEPS, Step

WRITES = frozenset({Action.RESPOND, Action.WAIVE, Action.MERGE, Action.ACCEPT})  # what needs the pen
LIVE = WRITES | {Action.READ_PLAN, Action.COMMENT, Action.SUGGEST, Action.DECLINE}  # the plan as it stands now
WHOLE = frozenset(COUNCIL_ROLES) - {Role.DELEGATE}
NATIONAL = frozenset({Role.MHCLG_ANALYST, Role.MHCLG_MANAGER})
SEEN_BY_ASSURER = ("assurer_feedback", "signed_off", "ready_to_submit", "submitted")


def get_plan(request: HttpRequest, reference: str) -> Plan:
    """The plan of a page, for what the page asks. Raises Http404 or PermissionDenied, with its reason."""
    action = Action(asked(request))
    user = person(request)
    plan = next(iter(_plans(reference, user.pk)), None)
    if plan is None or not roles_at(user, plan.assessment):
        raise Http404
    refuse_unless(action, roles_at(user, plan.assessment))
    if action in LIVE and not reads_live(user, plan):
        raise PermissionDenied(_why_not_live(user, plan))
    if action in WRITES and plan.status not in PEN:
        raise PermissionDenied(why_no_pen(plan))
    return plan


@written_once
def _plans(reference: str, user: int) -> QuerySet[Plan]:
    """The plan with its council, and whether the person kept comments until they take a step: each step asks."""
    kept = Comment.objects.filter(thread__plan=OuterRef("pk"), thread__state=Thread.State.KEPT, by=user)
    return Plan.objects.with_council().filter(reference=reference).annotate(keeps=Exists(kept))


def get_step(request: HttpRequest, reference: str, name: str) -> tuple[Plan, Step]:
    """A plan, and a step that has a page and is of one of the person's roles. Raises Http404 or PermissionDenied."""
    plan = get_plan(request, reference)
    step = BY_NAME.get(name)
    if step is None or not step.offered:
        raise Http404
    if not roles_at(person(request), plan.assessment) & set(step.roles):
        raise PermissionDenied(f"Only people with this role can do this: {any_of(step.roles)}.")
    return plan, step


def get_whole_plan(request: HttpRequest, reference: str) -> Plan:
    """The plan of a page that speaks of all of it, as it stands now. Raises Http404 or PermissionDenied."""
    plan = get_plan(request, reference)
    if not reads_live(person(request), plan):
        raise PermissionDenied(_why_not_live(person(request), plan))
    if not reads_whole(person(request), plan):
        raise PermissionDenied("This page is about the whole plan, and you work on some of its recommendations.")
    return plan


def get_turn(request: HttpRequest, reference: str) -> Plan:
    """A plan that the person has before them. Raises Http404 or PermissionDenied."""
    plan = get_plan(request, reference)
    if reason := expected.why_not(plan, person(request)):
        raise PermissionDenied(reason)
    return plan


def notes_for(user: User, plan: Plan) -> frozenset[str]:
    """The steps whose notes a person may read in the plan's history.

    The council's people read all (a delegate none, as they are about the whole plan); the assurer those of the
    steps that they take or are told of: a quality assurer's reason is for the council.
    """
    roles = roles_at(user, plan.assessment)
    if roles & WHOLE:
        return frozenset(BY_NAME) | gates.BY_REPORT | gates.BESIDE
    if Role.ASSURER in roles:
        own = {step.name for step in STEPS if Role.ASSURER in step.tells + step.roles}
        return frozenset(own) | gates.BY_REPORT | {"minutes"}
    return frozenset()


def why_no_pen(plan: Plan) -> str:
    """Why nobody may change the document now."""
    return (
        f"The plan’s status is “{plan.state.label}”, so it cannot be changed now. The CAF lead can take it back or, "
        "after submission, open it for an update."
    )


def reads_live(user: User, plan: Plan) -> bool:
    """Whether the person may read the plan as it stands now.

    The council's people may; the assurer from the first share to the submission; MHCLG never.
    """
    roles = roles_at(user, plan.assessment)
    if roles & set(COUNCIL_ROLES):
        return True
    return Role.ASSURER in roles and is_with_assurer(plan)


def _why_not_live(user: User, plan: Plan) -> str:
    if user.national_roles:
        return "MHCLG reads a plan once it has been submitted, and then as it was submitted."
    return "The council has not shared this plan with you yet. You will be told when it does."


def reads_whole(user: User, plan: Plan) -> bool:
    """Whether the person reads the whole plan; a delegate reads their own rows."""
    roles = roles_at(user, plan.assessment)
    return bool(roles & (WHOLE | {Role.ASSURER}))


def reads_for_the_council(user: User, plan: Plan) -> bool:
    """Whether the person reads the whole plan as one of the council's people."""
    return bool(roles_at(user, plan.assessment) & WHOLE)


def refs_for(user: User, plan: Plan) -> frozenset[str] | None:
    """The refs of the rows a person may read; None means all of them. One query for a plan once loaded."""
    if reads_whole(user, plan):
        return None
    known = plan.__dict__.setdefault("refs_by_user", {})
    if user.pk not in known:
        own = Delegation.objects.filter(user=user, content_object__plan=plan)
        known[user.pk] = frozenset(own.values_list("content_object__ref", flat=True))
    return known[user.pk]


def get_response(request: HttpRequest, reference: str, ref: str) -> Response:
    """One response of a plan, where the person may read that row. Raises Http404 or PermissionDenied."""
    plan = get_plan(request, reference)
    refs = refs_for(person(request), plan)
    response = response_of(plan, ref)
    if response is None or (refs is not None and response.ref not in refs):
        raise Http404
    response.plan = plan
    return response


def versions_for(user: User, plan: Plan):
    """The handed-over versions that a person may read.

    The council's people read all (a delegate none), the assurer what was shared with them, MHCLG what was
    submitted.
    """
    roles = roles_at(user, plan.assessment)
    if roles & WHOLE:
        return plan.versions.all()
    readable = Q(pk__in=[])
    if Role.ASSURER in roles:
        shared = plan.events.filter(to_status__in=SEEN_BY_ASSURER).values("version")
        readable |= Q(number__in=shared)
    if roles & NATIONAL:
        readable |= Q(submissions__isnull=False)
    return plan.versions.filter(readable).distinct()


def get_version(request: HttpRequest, reference: str, number: int) -> Version:
    """A handed-over version that the person may read, with its document. Raises Http404 or PermissionDenied."""
    plan = get_plan(request, reference)
    version = get_object_or_404(versions_for(person(request), plan).select_related("document"), number=number)
    version.plan = plan
    return version


def get_submission(request: HttpRequest, reference: str) -> Submission:
    """A submission, for MHCLG. Raises Http404 or PermissionDenied."""
    refuse_unless(Action(asked(request)), person(request).national_roles)
    submissions = Submission.objects.select_related(
        "plan__assessment__council", "plan__assessment__cycle", "version__document", "event"
    )
    return get_object_or_404(submissions, reference=reference)


def get_submission_of_plan(request: HttpRequest, reference: str, submission: str) -> Submission:
    """A submission by way of its plan, where the person may read that version. Raises Http404 or PermissionDenied."""
    plan = get_plan(request, reference)
    readable = versions_for(person(request), plan)
    submissions = plan.submissions.filter(version__in=readable).select_related("version__document", "event")
    found = get_object_or_404(submissions, reference=submission)
    found.plan = plan
    return found


def threads_for(user: User, plan: Plan):
    """The threads of a plan that a person may read, by audience; a kept one only by who wrote it."""
    roles = roles_at(user, plan.assessment)
    threads = threads_said(plan.pk, user.pk, audiences_of(roles))
    refs = refs_for(user, plan) if roles & {Role.DELEGATE} and not roles & WHOLE else None
    return threads if refs is None else threads.filter(response__ref__in=refs)


def threads_said(plan: int, user: int, audiences: Collection[Thread.Audience]) -> QuerySet[Thread]:
    """The threads of a plan with these audiences, and of what is kept the person's own."""
    own = Exists(Comment.objects.filter(thread=OuterRef("pk"), by=user))
    sent = Q(state__in=(Thread.State.OPEN, Thread.State.SETTLED))
    return Thread.objects.filter(sent | Q(own, state=Thread.State.KEPT), plan=plan, audience__in=audiences)


def suggestions_for(user: User, plan: Plan):
    """The suggestions for a plan that a person may read: a delegate's own rows', and of an assurer the assurers'."""
    found = suggestions_read(plan.pk, audiences_of(roles_at(user, plan.assessment)))
    refs = refs_for(user, plan)
    return found if refs is None else found.filter(response__ref__in=refs)


def suggestions_read(plan: int, audiences: Collection[Thread.Audience]) -> QuerySet[Suggestion]:
    """The suggestions for a plan that people of these audiences may read: the council's all, others the assurers'."""
    found = Suggestion.objects.filter(response__plan=plan).exclude(response__recommendation=None)
    return found if Thread.Audience.COUNCIL in audiences else found.filter(role=Role.ASSURER)


def get_suggestion(request: HttpRequest, reference: str, pk: int) -> Suggestion:
    """A suggestion for a plan, where the person may read it. Raises Http404 or PermissionDenied."""
    plan = get_plan(request, reference)
    found = suggestions_for(person(request), plan).select_related("response", "by", "decided_by")
    suggestion = get_object_or_404(found, pk=pk)
    suggestion.response.plan = plan
    return suggestion
