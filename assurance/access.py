"""Who stands where to an assessment, and the door to it: scope (404), grant (403)."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.access import person, refuse_unless
from accounts.models import Firm, User
from accounts.roles import Action, Role
from assurance.models import Assessment, Engagement, Report, Scope, engagement_roles
from iip.policy import asked

WITH_COUNCIL = "The report is with the council for a factual check. End the check to change what it says."


def roles_at(user: User, assessment: Assessment) -> frozenset[Role]:
    """All the person's roles towards an assessment: at its council, in its live engagements, at MHCLG."""
    engaged = {role for _, role in engagement_roles(user).get(assessment.pk, [])}
    return user.roles_at(assessment.council) | with_assurer(engaged)


def with_assurer(engaged: Iterable[Role]) -> frozenset[Role]:
    """Roles in engagements; the lead of a firm's team is an assurer too."""
    roles = frozenset(engaged)
    return roles | {Role.ASSURER} if Role.FIRM_LEAD in roles else roles


def engagements_of(user: User, assessment: Assessment) -> list[Engagement]:
    """The live engagements through which the person is an assurer of this assessment."""
    return [engagement for engagement, _ in engagement_roles(user).get(assessment.pk, [])]


def takes_the_steps(user: User, assessment: Assessment) -> bool:
    """Whether the person's engagement leads: the others comment and are told."""
    return any(engagement.leads for engagement in engagements_of(user, assessment))


def get_assessment(request: HttpRequest, reference: str) -> Assessment:
    """The assessment of a page, for what the page asks. Raises Http404 or PermissionDenied."""
    action = Action(asked(request))
    visible = Assessment.objects.visible_to(person(request)).select_related("council", "cycle", "framework")
    assessment = get_object_or_404(visible, reference=reference)
    refuse_unless(action, roles_at(person(request), assessment))
    return assessment


def get_reported(request: HttpRequest, reference: str) -> Assessment:
    """The assessment whose report is read. Raises Http404 or PermissionDenied.

    A delegate reads the recommendations given to them beside their responses; the report says more than those.
    """
    assessment = get_assessment(request, reference)
    if roles_at(person(request), assessment) == {Role.DELEGATE}:
        raise PermissionDenied(
            "The report is about more than the recommendations you were asked to answer. "
            "You can read those in the plan."
        )
    return assessment


def councils_reported_to(user: User) -> list[int]:
    """The keys of the councils whose issued reports the person reads there."""
    return [council for council, role in user.council_roles.items() if role is not Role.DELEGATE]


def get_engagement(request: HttpRequest, reference: str) -> Engagement:
    """The person's own engagement for an assessment (the one that leads, of several)."""
    assessment = get_assessment(request, reference)
    mine = engagements_of(person(request), assessment)
    if not mine:
        raise Http404
    return leading(mine)


def leading(engagements: Iterable[Engagement]) -> Engagement:
    """Of several engagements the one that leads, else the first."""
    return min(engagements, key=lambda engagement: not engagement.leads)


def get_scope(request: HttpRequest, reference: str, code: str) -> Scope:
    """A scope of the person's own engagement. Raises Http404 or PermissionDenied."""
    engagement = get_engagement(request, reference)
    return get_object_or_404(engagement.scopes.select_related("assessment__council"), code=code)


def get_draft(request: HttpRequest, reference: str, code: str) -> Report:
    """The report in hand on a scope of the person's own engagement. Raises Http404 or PermissionDenied."""
    report = _last_report(request, reference, code)
    if report.state not in Report.IN_HAND:
        raise PermissionDenied(why_not_write(report))
    return report


def get_writable(request: HttpRequest, reference: str, code: str) -> Report:
    """The draft to write on a scope of the person's own engagement. Raises Http404 or PermissionDenied.

    What was sent too late gets the last report instead: the action refuses it, and its page keeps what was typed.
    """
    report = _last_report(request, reference, code)
    if request.method != "POST" and (reason := why_not_write(report)):
        raise PermissionDenied(reason)
    return report


def _last_report(request: HttpRequest, reference: str, code: str) -> Report:
    engagement = get_engagement(request, reference)
    reports = Report.objects.filter(scope__engagement=engagement, scope__code=code).order_by("-number")
    about = ("scope__engagement__firm", "scope__assessment__council", "scope__assessment__cycle")
    report = reports.defer("document").select_related(*about).first()
    if report is None:
        raise Http404
    return report


def why_not_write(report: Report) -> str:
    """Why a report cannot be written, as a sentence; "" where it can."""
    if report.state not in Report.IN_HAND:
        return f"The report on {report.scope.code} is issued. Reissue it to change what it says."
    return WITH_COUNCIL if report.is_with_council() else ""


def get_own_words(request: HttpRequest, reference: str) -> Engagement:
    """The person's own engagement, whose words can be written. Raises Http404 or PermissionDenied."""
    engagement = get_engagement(request, reference)
    if request.method != "POST" and (reason := why_not_write_words(engagement)):
        raise PermissionDenied(reason)
    return engagement


def why_not_write_words(engagement: Engagement) -> str:
    """Why the words of an engagement's report cannot be written, as a sentence; "" where they can."""
    reports = Report.objects.filter(scope__engagement=engagement)
    if reports.exists() and not reports.in_hand().exists():
        return "Every report is issued. Reissue one, or add a scope, to change these words."
    return ""


def get_library(request: HttpRequest, firm: int) -> Firm:
    """The firm whose library of wording is looked at or written: one the person works for now. Raises Http404."""
    action = Action(asked(request))
    held = [pair for pairs in engagement_roles(person(request)).values() for pair in pairs]
    roles = frozenset(role for engagement, role in held if engagement.firm_id == firm)
    if not roles:
        raise Http404
    refuse_unless(action, with_assurer(roles))
    return get_object_or_404(Firm, pk=firm)


def get_checked_draft(request: HttpRequest, reference: str, code: str) -> Report:
    """The report on a scope that the council checks now, or was asked to check. Raises Http404 or PermissionDenied.

    Whoever was asked has a letter that leads here, also where nothing was said. Outside the factual check the page
    shows what was said and answered, and nothing of the draft.
    """
    assessment = get_assessment(request, reference)
    asked_about = Q(state=Report.State.FACTUAL_CHECK) | Q(factual_comments__isnull=False) | Q(letters__isnull=False)
    reports = Report.objects.filter(asked_about, scope__assessment=assessment, scope__code=code)
    report = reports.select_related("scope__assessment__council", "scope__engagement").order_by("-number").first()
    if report is None:
        raise Http404
    return report


def get_issued_version(request: HttpRequest, reference: str, code: str, number: int) -> Report:
    """A version of a scope's report as it was issued, in force or replaced. Raises Http404 or PermissionDenied.

    One that was withdrawn is taken back from its readers.
    """
    kept = Report.objects.filter(state__in=Report.KEPT, scope__assessment=get_reported(request, reference))
    about = ("scope__assessment__council", "scope__assessment__cycle", "scope__assessment__framework", "issued_by")
    return get_object_or_404(kept.select_related(*about), scope__code=code, number=number)


def get_issued_report(request: HttpRequest, reference: str, code: str) -> Report:
    """The issued report of a scope: an assurer's own, or any for MHCLG. Raises Http404 or PermissionDenied."""
    assessment = get_assessment(request, reference)
    reports = Report.objects.issued().filter(scope__assessment=assessment, scope__code=code)
    if not person(request).national_roles:
        reports = reports.filter(scope__engagement__in=engagements_of(person(request), assessment))
    return get_object_or_404(reports.select_related("scope__assessment__council", "scope__engagement"))
