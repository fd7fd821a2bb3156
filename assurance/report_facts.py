"""What a scope's report says: its findings beside their targets, its recommendations, its cover."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from django.db.models import Q, QuerySet

from assurance.document import FindingFacts, RecommendationFacts, ReportDocument, recommendation_facts
from assurance.models import (
    Assessment,
    Engagement,
    Finding,
    Narrative,
    Objective,
    Report,
    Scope,
    Target,
)
from assurance.report_changes import ReportChanges, compare, words_altered


def issued_reports(assessment: Assessment) -> QuerySet[Report]:
    """The issued report of each scope, the organisation's first."""
    return in_order(Report.objects.issued().with_names().filter(scope__assessment=assessment))


def readable_reports(assessment: Assessment, engagements: Iterable[Engagement]) -> QuerySet[Report]:
    """The issued reports, and those still in hand in the engagements given (the reader's own)."""
    own = Q(state__in=Report.IN_HAND, scope__engagement__in=engagements)
    reports = Report.objects.filter(own | Q(state=Report.State.ISSUED), scope__assessment=assessment)
    return in_order(reports.with_names()).defer("document")


def versions_of(scope: Scope) -> QuerySet[Report]:
    """Every version of a scope's report that was issued, the latest first, without their texts."""
    return scope.reports.filter(issued_at__isnull=False).defer("document").order_by("-number")


def in_order(reports: QuerySet[Report]) -> QuerySet[Report]:
    """The reports scope by scope, the organisation's first, with what a page says of each."""
    return reports.select_related(
        "scope__assessment__council", "scope__engagement__firm", "scope__system", "issued_by"
    ).order_by("scope__kind", "scope__code", "number")


def findings_by_report(reports: Iterable[Report]) -> dict[int, list[FindingFacts]]:
    """The findings of each report by its key, with the target pinned, or the one that issue would pin.

    Two queries, however many the reports and findings.
    """
    by_key = {report.pk: report for report in reports}
    targets = targets_of(by_key.values())
    rows = Finding.objects.filter(report__in=by_key).select_related("outcome__principle__objective")
    found: dict[int, list[FindingFacts]] = {key: [] for key in by_key}
    for row in rows.order_by("outcome__position"):
        report = by_key[row.report_id]
        target = row.target if report.issued_at else targets[report.pk].get(row.outcome_id, "")
        found[report.pk].append(_facts(row, target))
    return found


def _facts(row, target):
    return FindingFacts(
        outcome=row.outcome.code,
        title=row.outcome.title,
        objective=row.outcome.principle.objective.code,
        self_assessment=row.self_assessment,
        decision=row.decision,
        expected=row.expected,
        target=target,
        comment=row.comment,
    )


def targets_of(reports: Iterable[Report]) -> dict[int, dict[int, str]]:
    """The status each outcome must reach now, by its key, for each report by its key. One query."""
    profiles = {r.pk: r.scope.profile_id or r.scope.assessment.profile_id for r in reports}
    values: dict[int | None, dict[int, str]] = defaultdict(dict)
    for target in Target.objects.filter(profile__in={p for p in profiles.values() if p}):
        values[target.profile_id][target.outcome_id] = target.achievement
    return {key: values[profile] for key, profile in profiles.items()}


@dataclass(frozen=True)
class Cover:
    """The words of a firm's report on the assessment, and the facts of its cover."""

    firm: str
    lead_assurer: str
    review_started: datetime.date | None
    review_ended: datetime.date | None
    executive_summary: str
    good_practice: str
    areas_for_improvement: str
    evidence_quality: str
    review_method: str


def covers(reports: Iterable[Report]) -> list[Cover]:
    """The cover of each firm's report, as it was last issued; where a draft is among them, as it stands.

    Two queries, however many the reports.
    """
    latest: dict[Engagement, Report] = {}
    for report in sorted(reports, key=lambda r: (r.issued_at is None, r.issued_at)):
        latest[report.scope.engagement] = report
    documents = dict(
        Report.objects.issued().filter(pk__in=[r.pk for r in latest.values()]).values_list("pk", "document")
    )
    drafted = [engagement for engagement, report in latest.items() if report.pk not in documents]
    narratives = Narrative.objects.filter(engagement__in=drafted).select_related("engagement__firm")
    return [frozen_cover(ReportDocument.load(text)) for text in documents.values()] + [
        _drafted_cover(narrative) for narrative in narratives.order_by("engagement", "number")
    ]


def frozen_cover(document: ReportDocument) -> Cover:
    """The cover of a report as it was issued."""
    return Cover(
        firm=document.firm,
        lead_assurer=document.lead_assurer,
        review_started=_date(document.review_started),
        review_ended=_date(document.review_ended),
        **asdict(document.narrative),
    )


def _date(text):
    return datetime.date.fromisoformat(text) if text else None


def _drafted_cover(narrative):
    facts = {name: getattr(narrative, name) for name in Cover.__dataclass_fields__ if name != "firm"}
    return Cover(firm=narrative.engagement.firm.name, **facts)


ABOUT_SCOPE = ("name", "description", "supplier", "product", "hosting", "shared_with")


def about_scope(report: Report) -> dict[str, str]:
    """The name, description and system of a report's scope: as frozen, or as they stand for a draft."""
    if report.issued_at:
        document = ReportDocument.load(report.document)
        return {name: getattr(document, name) for name in ABOUT_SCOPE}
    scope, system = report.scope, report.scope.system
    facts = {name: getattr(system, name, "") for name in ABOUT_SCOPE}
    return facts | {"name": scope.name, "description": scope.description}


def profile_of(report: Report) -> str:
    """The name of the profile that a report's targets are of: as frozen, or as issue would pin it; "" for none."""
    if report.issued_at:
        return ReportDocument.load(report.document).profile
    profile = report.scope.profile or report.scope.assessment.profile
    return profile.name if profile else ""


def recommendations_of(report: Report) -> list[RecommendationFacts]:
    """A report's recommendations: as they were frozen, or as they stand in the draft."""
    if report.issued_at:
        return list(ReportDocument.load(report.document).recommendations)
    return list(recommendation_facts(report))


def changes_between(before: Report, after: Report) -> ReportChanges:
    """What differs from one report of a scope to another, each as frozen or as it stands."""
    changes = compare(_content(before), _content(after))
    return replace(changes, words=words_altered(_words(before), _words(after)))


def _words(report):
    """What a report says of its scope, its review and the whole, by name."""
    if report.issued_at:
        cover = frozen_cover(ReportDocument.load(report.document))
    else:
        narrative = report.scope.engagement.narratives.order_by("number").last()
        cover = _drafted_cover(narrative) if narrative else None
    said = asdict(cover) if cover else {"firm": report.scope.engagement.firm.name}
    return {**about_scope(report), **said}


def _content(report):
    if report.issued_at:
        document = ReportDocument.load(report.document)
        return document.findings, document.recommendations
    return findings_by_report([report])[report.pk], recommendations_of(report)


def objective_titles(assessment: Assessment) -> dict[str, str]:
    """The objectives' titles by code, in the assessment's CAF version. One query."""
    rows = Objective.objects.filter(framework=assessment.framework_id)
    return dict(rows.values_list("code", "title"))
