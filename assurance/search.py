"""One search over all the findings and recommendations that a person assures now, each hit with its place."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from assurance.access import engagement_roles
from assurance.models import Finding, Recommendation, Report, Scope

MOST = 100  # hits of a kind; more are not read by anybody
AROUND = 160  # characters of a text that are shown
FEWEST = 2  # characters that a search must have


@dataclass(frozen=True)
class Hit:
    """A finding or recommendation that was found."""

    assessment: str
    what: str  # "Finding" or "Recommendation"
    title: str
    excerpt: str
    href: str


@dataclass(frozen=True)
class Hits:
    rows: tuple[Hit, ...]
    is_cut: bool  # there are more than are shown


def search(user: User, words: list[str]) -> Hits:
    """What holds all the words, in the live engagements of the person alone. Two queries."""
    findings = _matching(Finding.objects.all(), words, ("comment", "outcome__code", "outcome__title"), user)
    fields = ("ref", "title", "text", "risk_description", "outcome__code", "outcome__title")
    recommendations = _matching(Recommendation.objects.all(), words, fields, user)
    found = [*findings[: MOST + 1]], [*recommendations[: MOST + 1]]
    rows = [_recommendation(row, words) for row in found[1][:MOST]] + [_finding(row, words) for row in found[0][:MOST]]
    return Hits(tuple(rows), any(len(each) > MOST for each in found))


def _matching(rows: QuerySet[Any], words: list[str], fields: tuple[str, ...], user: User) -> QuerySet[Any]:
    for word in words:
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(anywhere)
    return (
        rows.filter(report__in=_reports(user))
        .select_related("outcome", "report__scope__assessment__council", "report__scope__assessment__cycle")
        .order_by("report__scope__assessment__council__name", "report__scope", "outcome__position", "pk")
    )


def _reports(user: User) -> QuerySet[Report]:
    """The report on each scope of the person's live engagements that its page shows: the one in hand, or the issued."""
    engagements = [engagement.pk for held in engagement_roles(user).values() for engagement, _ in held]
    rewritten = Scope.objects.filter(reports__state__in=Report.IN_HAND)
    there = Q(state__in=Report.IN_HAND) | (Q(state=Report.State.ISSUED) & ~Q(scope__in=rewritten))
    return Report.objects.filter(there, scope__engagement__in=engagements)


def _finding(row: Finding, words: list[str]) -> Hit:
    title = f"{row.report.scope.code} {row.outcome}: {row.get_decision_display().lower()}"
    return _hit(row.report.scope, "Finding", title, excerpt(row.comment, words), f"f-{row.outcome.code}")


def _recommendation(row: Recommendation, words: list[str]) -> Hit:
    said = excerpt(f"{row.text}\n{row.risk_description}", words)
    return _hit(row.report.scope, "Recommendation", f"{row.ref} {row.title}", said, f"r-{row.ref}")


def _hit(scope: Scope, what: str, title: str, said: str, anchor: str) -> Hit:
    page = reverse("assurance:scope_detail", args=[scope.assessment.reference, scope.code])
    return Hit(str(scope.assessment), what, title, said, f"{page}#{anchor}")


def excerpt(text: str, words: list[str]) -> str:
    """The part of a text around the first of the words."""
    line = " ".join(text.split())
    places = [place for word in words if (place := line.casefold().find(word.casefold())) >= 0]
    start = max(min(places, default=0) - AROUND // 3, 0)
    end = start + AROUND
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"
