"""What reports wait for from a person, before any plan: facts to check, comments to answer, a report to write."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assurance.models import Assessment, Engagement, FactualComment, Report, Scope, engagement_roles
from assurance.report_actions import checks_asked
from iip.templatetags.govuk import day


@dataclass(frozen=True)
class Matter:
    """One thing that somebody is to do about a report."""

    assessment: Assessment
    next: str
    href: str


def matters_for(user: User) -> list[Matter]:
    """What waits for the person: at their councils, then in their live engagements. Three queries at most."""
    checks = list(_to_check(user))
    mine = [engagement.pk for pairs in engagement_roles(user).values() for engagement, _ in pairs]
    return [*checks, *_to_answer(mine), *_to_write(mine)] if mine else checks


def _to_check(user: User) -> Iterator[Matter]:
    for report in checks_asked(user):
        by = day(report.check_until)
        yield _matter(report, f"check the facts of the report on {report.scope} by {by}", "factual_check")


def _to_answer(engagements: list[int]) -> Iterator[Matter]:
    """The drafts with a comment of the council that nobody answered yet."""
    unanswered = FactualComment.objects.filter(report=OuterRef("pk"), answer="")
    drafts = Report.objects.in_hand().filter(Exists(unanswered), scope__engagement__in=engagements)
    for report in drafts.select_related("scope__assessment__council", "scope__assessment__cycle"):
        yield _matter(report, f"answer the council’s comments on {report.scope}", "factual_comments")


def _to_write(engagements: list[int]) -> Iterator[Matter]:
    """The assessments without a scope, or with one whose report is in hand and not with the council now."""
    over = Q(state=Report.State.FACTUAL_CHECK, check_until__lt=timezone.localdate())
    in_hand = Report.objects.filter(over | Q(state=Report.State.DRAFT), scope=OuterRef("pk"))
    never = ~Exists(Report.objects.filter(scope=OuterRef("pk")))
    scopes = Scope.objects.filter(engagement=OuterRef("pk"))
    waiting = Engagement.objects.filter(
        Exists(scopes.filter(Q(Exists(in_hand)) | never)) | ~Exists(scopes), pk__in=engagements
    )
    for engagement in waiting.select_related("assessment__council", "assessment__cycle"):
        href = reverse("assurance:report_detail", args=[engagement.assessment.reference])
        yield Matter(engagement.assessment, "write the report and issue it", href)


def _matter(report: Report, words: str, page: str) -> Matter:
    assessment = report.scope.assessment
    return Matter(assessment, words, reverse(f"assurance:{page}", args=[assessment.reference, report.scope.code]))
