"""What confirming an upload would write: each scope of the workbook beside its draft in hand."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assurance.intake import NARRATIVE
from assurance.intake_checks import scopes_with_rows
from assurance.models import Assessment, Engagement, Finding, Recommendation, Report, Scope
from assurance.report_changes import Altered, words_altered
from assurance.template import CONTROL_TYPES
from assurance.workbook import ScopeRow, WorkbookContent
from assurance.writing.scopes import SCOPE, SYSTEM, scope_values, system_written


@dataclass(frozen=True)
class ScopePreview:
    """What confirming would do to a scope's draft: counts, and the refs of what differs from it."""

    code: str
    name: str
    kind: str
    is_new: bool  # no draft in hand
    findings: int
    findings_changed: int
    recommendations: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    words: tuple[Altered, ...]  # what is said of the scope and its system


Facts = dict[str, dict[str, Any]]  # by scope, then by outcome or ref


def preview(content: WorkbookContent, assessment: Assessment) -> list[ScopePreview]:
    """What confirming would write, scope by scope. Seven queries, and two for each system that is described anew."""
    new, drafts = _content_facts(content), _draft_facts(assessment)
    scopes = {scope.code: scope for scope in assessment.scopes.select_related("system", "assessment__council")}
    rows = [row for row in content.scopes if row.code in scopes_with_rows(content)]
    return [_scope_preview(row, scopes.get(row.code), new, drafts) for row in rows]


def narrative_changes(content: WorkbookContent, engagement: Engagement) -> tuple[Altered, ...]:
    """What confirming would change in the words that an engagement's report has already. One query."""
    written = engagement.narratives.filter(number=1).first()
    if written is None:
        return ()
    return words_altered(*({name: getattr(each, name) for name in NARRATIVE} for each in (written, content.about)))


def _words(row: ScopeRow, scope: Scope | None) -> tuple[Altered, ...]:
    """What would be said otherwise of a scope that is there already; of a shared system only blanks are filled."""
    if scope is None:
        return ()
    before, told = scope_values(scope), vars(row)
    if all(before[name] == told[name] for name in before):
        return ()
    system = system_written(scope, told)
    after = {name: told[name] for name in SCOPE}
    return words_altered(before, after | {name: getattr(system, name) for name in SYSTEM if system})


def _scope_preview(
    row: ScopeRow, scope: Scope | None, new: tuple[Facts, Facts], old: tuple[Facts, Facts]
) -> ScopePreview:
    (findings, recommendations), (old_findings, old_recommendations) = (
        tuple(facts[row.code] for facts in each) for each in (new, old)
    )
    return ScopePreview(
        code=row.code,
        name=row.name,
        kind=row.kind,
        is_new=not old_findings,
        findings=len(findings),
        findings_changed=len(_changed(findings, old_findings)),
        recommendations=len(recommendations),
        added=tuple(ref for ref in recommendations if ref not in old_recommendations),
        changed=_changed(recommendations, old_recommendations),
        removed=tuple(ref for ref in old_recommendations if ref not in recommendations),
        words=_words(row, scope),
    )


def _changed(new: Mapping[str, Any], old: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(key for key in new if key in old and new[key] != old[key])


def _content_facts(content):
    findings, recommendations = defaultdict(dict), defaultdict(dict)
    for row in content.findings:
        facts = (row.self_assessment, row.decision, row.expected, row.comment)
        findings[row.scope][row.outcome] = facts
    for row in content.recommendations:
        words = (row.outcome, row.title, row.text, row.risk, row.risk_description)
        recommendations[row.scope][row.ref] = (*words, set(row.control_types), set(row.also_addresses))
    return findings, recommendations


def _draft_facts(assessment):
    findings, recommendations = defaultdict(dict), defaultdict(dict)
    drafts = Report.objects.in_hand().filter(scope__assessment=assessment)
    codes = dict(drafts.values_list("pk", "scope__code"))
    for row in Finding.objects.filter(report__in=codes).select_related("outcome"):
        facts = (row.self_assessment, row.decision, row.expected, row.comment)
        findings[codes[row.report_id]][row.outcome.code] = facts
    rows = Recommendation.objects.filter(report__in=codes).select_related("outcome")
    for row in rows.prefetch_related("also_addresses__scope", "also_addresses__outcome"):
        words = (row.outcome.code, row.title, row.text, row.risk, row.risk_description)
        types = {name for name in CONTROL_TYPES.labels if getattr(row, name)}
        also = {(each.scope.code, each.outcome.code) for each in row.also_addresses.all()}
        recommendations[codes[row.report_id]][row.ref] = (*words, types, also)
    return findings, recommendations
