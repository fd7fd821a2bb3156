"""The workbooks that an assurer takes out: a blank one for a council, and the draft as it stands."""

from collections.abc import Iterable

from assurance.document import RecommendationFacts, recommendation_facts
from assurance.frameworks import framework_facts
from assurance.models import Engagement, Report, Scope
from assurance.reports import Refused
from assurance.template import ORGANISATION_CODE, TEMPLATE_VERSION
from assurance.workbook import About, FindingRow, RecommendationRow, ScopeRow, WorkbookContent
from assurance.workbook.writing import blank_workbook, report_workbook
from assurance.writing.drafts import NARRATIVE, narrative_of, narrative_values
from assurance.writing.scopes import SYSTEM
from iip.downloads import XLSX, Download, file_part

NO_DRAFT = "There is no draft to download: every report is issued, or none is begun."


def blank_for(engagement: Engagement) -> Download:
    """A workbook to fill in, with the council's facts, the engagement's scopes and a row for each outcome."""
    about = _about(engagement, with_words=False)
    rows = [_scope_row(scope) for scope in _scopes(engagement)]
    scopes = rows or [ScopeRow(0, ORGANISATION_CODE, "organisation", engagement.council.name)]
    data = blank_workbook(about, scopes, framework_facts()[about.framework])
    return Download(_name(engagement, "blank-report"), XLSX, data)


def draft_of(engagement: Engagement) -> Download:
    """The drafts of an engagement as one workbook, to go on with in Excel. Raises Refused where there is none."""
    reports = list(Report.objects.in_hand().filter(scope__engagement=engagement).select_related("scope"))
    if not reports:
        raise Refused(NO_DRAFT)
    reports.sort(key=lambda report: (report.scope.kind, report.scope.code))
    content = WorkbookContent(
        about=_about(engagement, with_words=True),
        scopes=tuple(_scope_row(scope) for scope in _scopes(engagement)),
        findings=tuple(row for report in reports for row in _finding_rows(report)),
        recommendations=tuple(row for report in reports for row in _recommendation_rows(report)),
    )
    return Download(_name(engagement, "draft-report"), XLSX, report_workbook(content))


def _name(engagement: Engagement, kind: str) -> str:
    return f"{file_part(engagement.council.name)}-{kind}-{engagement.assessment.reference}.xlsx"


def _about(engagement: Engagement, *, with_words: bool) -> About:
    assessment = engagement.assessment
    words = narrative_values(narrative_of(engagement)) if with_words else {}
    return About(
        template_version=TEMPLATE_VERSION,
        council=assessment.council.name,
        council_code=assessment.council.code,
        cycle=str(assessment.cycle),
        framework=assessment.framework.version,
        firm=engagement.firm.name,
        **{name: words[name] for name in NARRATIVE if name in words},
    )


def _scopes(engagement: Engagement) -> Iterable[Scope]:
    return engagement.scopes.select_related("system").order_by("kind", "code")


def _scope_row(scope: Scope) -> ScopeRow:
    facts = {name: getattr(scope.system, name, "") for name in SYSTEM}
    return ScopeRow(0, scope.code, scope.kind, scope.name, scope.description, **facts)


def _finding_rows(report: Report) -> Iterable[FindingRow]:
    for row in report.findings.select_related("outcome").order_by("outcome__position"):
        own = (row.self_assessment, row.decision, row.comment, row.expected)
        yield FindingRow(0, report.scope.code, row.outcome.code, *own)


def _recommendation_rows(report: Report) -> Iterable[RecommendationRow]:
    expected = dict(report.findings.values_list("outcome__code", "expected"))
    for facts in recommendation_facts(report):
        yield _recommendation_row(report, facts, expected.get(facts.outcome, ""))


def _recommendation_row(report: Report, facts: RecommendationFacts, expected: str) -> RecommendationRow:
    return RecommendationRow(
        row=0,
        ref=facts.ref,
        scope=report.scope.code,
        outcome=facts.outcome,
        also_addresses=facts.also_addresses,
        title=facts.title,
        text=facts.text,
        risk=facts.risk,
        risk_description=facts.risk_description,
        control_types=facts.control_types,
        expected=expected,
    )
