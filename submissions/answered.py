"""Which reports a plan answers, and how its responses follow them when one is issued, replaced or withdrawn.

A plan that has been submitted goes on answering what it answered; what is issued meanwhile waits for its update.
"""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from assurance.document import RecommendationFacts, ReportDocument
from assurance.models import Recommendation, Report
from assurance.report_changes import Altered, compare
from submissions.models import Answered, Plan, Response
from submissions.responses import pass_the_fence


def follow_reports(plan: Plan) -> None:
    """Let the plan answer the reports that are issued now. Within a transaction, at draft; again does nothing.

    New recommendations get a response; changed ones are flagged until somebody has looked; the response to one
    that is gone keeps its history and leaves the document.
    """
    reports = Report.objects.issued().filter(scope__assessment=plan.assessment_id)
    issued = {report.scope_id: report for report in reports.order_by("scope__kind", "scope__code")}
    answered = {row.scope_id: row for row in plan.answered.select_related("report")}
    if {scope: report.pk for scope, report in issued.items()} == {s: row.report_id for s, row in answered.items()}:
        return
    pass_the_fence(plan)
    for scope, row in answered.items():
        if scope not in issued:
            _let_go(plan, row.report, kept=[])
            row.delete()
    for scope, report in issued.items():
        before = answered.get(scope)
        if before is None or before.report_id != report.pk:
            _answer(plan, report, before)


def _answer(plan: Plan, report: Report, before: Answered | None) -> None:
    """Point the responses of a scope at the recommendations of its new report."""
    rows = list(report.recommendations.order_by("position"))
    if before:
        _let_go(plan, before.report, kept=[row.ref for row in rows])
    responses = plan.responses.select_related("recommendation__report", "answered_before__report")
    there = {response.ref: response for response in responses.filter(ref__in=[row.ref for row in rows])}
    documents = _Documents()
    for row in rows:
        if row.ref in there:
            _repoint(there[row.ref], row, documents)
    new = [row for row in rows if row.ref not in there]
    flagged = {"flag": Response.Flag.NEW, "flagged_at": timezone.now()} if before else {}
    Response.objects.bulk_create(Response(plan=plan, ref=row.ref, recommendation=row, **flagged) for row in new)
    Answered.objects.update_or_create(plan=plan, scope=report.scope, defaults={"report": report})


def _let_go(plan: Plan, report: Report, *, kept: list[str]) -> None:
    """Take the responses to recommendations that are gone out of the document."""
    for response in plan.responses.filter(recommendation__report=report).exclude(ref__in=kept):
        before = response.answered_before_id if response.flag == Response.Flag.CHANGED else response.recommendation_id
        Response.objects.filter(pk=response.pk).update(
            recommendation=None, answered_before=before, flag="", flagged_at=None
        )


def _repoint(response: Response, to: Recommendation, documents: "_Documents") -> None:
    """The flag stays until somebody looks, and so does what they had answered."""
    facts: dict[str, Any] = {"recommendation": to}
    before = response.recommendation or response.answered_before
    differs = before is None or documents.says(before) != documents.says(to)
    if differs and not response.flag:
        facts |= {"flag": Response.Flag.CHANGED, "flagged_at": timezone.now(), "answered_before": before}
    Response.objects.filter(pk=response.pk).update(**facts)


class _Documents:
    """The frozen texts of reports, each read once."""

    def __init__(self) -> None:
        self._read: dict[int, dict[str, RecommendationFacts]] = {}

    def says(self, recommendation: Recommendation) -> RecommendationFacts:
        report = recommendation.report
        if report.pk not in self._read:
            self._read[report.pk] = {r.ref: r for r in ReportDocument.load(report.document).recommendations}
        return self._read[report.pk][recommendation.ref]


def look_at(response: Response) -> bool:
    """Take the flag off a response, because somebody of the council has looked. Whether there was one.

    It is no part of the document, so it needs no fence.
    """
    flagged = Response.objects.filter(pk=response.pk).exclude(flag="")
    return bool(flagged.update(flag="", flagged_at=None))


def flagged(plan: Plan, refs: Collection[str] | None) -> list[Response]:
    """The responses whose recommendation somebody has to look at, of these refs or of all (None). One query."""
    responses = plan.responses.exclude(flag="").exclude(recommendation=None)
    return list((responses if refs is None else responses.filter(ref__in=refs)).order_by("ref"))


def what_changed(response: Response) -> tuple[Altered, ...]:
    """What a flagged recommendation says now that it did not when it was answered; nothing for a new one."""
    before, now = response.answered_before, response.recommendation
    if response.flag != Response.Flag.CHANGED or before is None or now is None:
        return ()
    documents = _Documents()
    changes = compare(((), (documents.says(before),)), ((), (documents.says(now),)))
    return changes.recommendations[0].altered if changes else ()
