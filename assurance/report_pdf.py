"""The issued report as a PDF that everybody can read: its cover, its words, its findings, all its recommendations."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from assurance.document import FindingFacts, NarrativeFacts, RecommendationFacts, ReportDocument
from assurance.figures import Measure, figures, measure_of
from assurance.models import Assessment, Report
from assurance.report_charts import outcomes_chart
from assurance.template import ABOUT, CONTROL_TYPES, DECISION, LEVEL, SEPARATOR
from iip.canonical import digest, document_code
from iip.downloads import PDF, Download, file_part
from iip.pdf import render_pdf
from iip.templatetags.govuk import day, moment

TITLE = "Assurance report"
SECTIONS = {heading.name: heading.label for heading in ABOUT.headings if heading.name in NarrativeFacts.__annotations__}
FIRST = ("review_method", "executive_summary")  # in this order; the others after the figures
MET = {True: "Met", False: "Not met", None: "No target set"}
BLANK = "–"
REPLACED = "This version is not in force any more: a later one has taken its place. It is shown as it was issued."


@dataclass(frozen=True)
class Part:
    """A part of the PDF, as its contents list it: where it is, and what it is called."""

    anchor: str
    label: str


@dataclass(frozen=True)
class Words:
    """The words of one firm's report, and the scopes that they are about."""

    firm: str
    scopes: str
    first: tuple[tuple[str, str], ...]
    then: tuple[tuple[str, str], ...]


def report_pdf(
    assessment: Assessment, reports: Iterable[Report], titles: Mapping[str, str], *, by: User, at: datetime.datetime
) -> Download:
    """The issued reports as PDF/UA-1, in the order given. `titles`: those of the objectives, by code."""
    documents = [ReportDocument.load(report.document) for report in reports]
    name = f"{file_part(assessment.council.name)}-assurance-report-{assessment.reference}.pdf"
    return Download(name, PDF, _rendered(assessment, documents, titles, "", by, at))


def version_pdf(report: Report, titles: Mapping[str, str], *, by: User, at: datetime.datetime) -> Download:
    """One version of a scope's report as PDF/UA-1, as it was issued; one that was replaced says so."""
    assessment, document = report.scope.assessment, ReportDocument.load(report.document)
    council, scope = file_part(assessment.council.name), file_part(document.scope)
    name = f"{council}-assurance-report-{assessment.reference}-{scope}-version-{report.number}.pdf"
    notice = REPLACED if report.state == Report.State.REPLACED else ""
    return Download(name, PDF, _rendered(assessment, [document], titles, notice, by, at))


def _rendered(
    assessment: Assessment,
    documents: Sequence[ReportDocument],
    titles: Mapping[str, str],
    notice: str,
    by: User,
    at: datetime.datetime,
) -> bytes:
    code = document_code(digest("\n".join(document.text for document in documents)))
    context = report_context(documents, titles, council=assessment.council.name, cycle=str(assessment.cycle))
    context |= {
        "document_code": f"{assessment.reference} {code}",
        "reference": assessment.reference,
        "code": code,
        "note": f"Exported {moment(at)}",
        "exported": f"{moment(at)}, by {by.name}",
        "notice": notice,
    }
    return render_pdf("pdf/report.html", context)


def report_context(
    documents: Sequence[ReportDocument], titles: Mapping[str, str], *, council: str, cycle: str
) -> dict[str, Any]:
    """What the template shows, all of it words and numbers."""
    counted = [(f"{d.scope} {d.name}", figures(d.findings, dict(titles))) for d in documents]
    measure = measure_of(line for _, lines in counted for line in lines)
    return {
        "title": f"{TITLE}: {council}",
        "heading": TITLE,
        "council": council,
        "cycle": cycle,
        "framework": documents[0].framework,
        "covers": [_cover(document) for document in documents],
        "words": words_of(documents),
        "figures": counted,
        "measure": measure,
        "chart": outcomes_chart(counted),
        "scopes": [(document, [_finding(finding) for finding in document.findings]) for document in documents],
        "contents": list(_contents(documents, measure)),
        "recommendations": [_recommendation(d, facts) for d in documents for facts in d.recommendations],
    }


def _contents(documents: Sequence[ReportDocument], measure: Measure) -> Iterator[Part]:
    """The parts in their order, each under the anchor that the template gives it."""
    words = words_of(documents)
    for number, report in enumerate(words, 1):
        of_whom = f": {report.firm}" if len(words) > 1 else ""
        yield from (Part(f"first-{number}-{at}", f"{label}{of_whom}") for at, (label, _) in enumerate(report.first, 1))
    yield Part("figures", measure.title)
    for number, report in enumerate(words, 1):
        of_whom = f": {report.firm}" if len(words) > 1 else ""
        yield from (Part(f"then-{number}-{at}", f"{label}{of_whom}") for at, (label, _) in enumerate(report.then, 1))
    yield from (Part(f"findings-{d.scope}", f"Findings: {d.scope} {d.name}") for d in documents)
    yield Part("recommendations", "Recommendations")


def _cover(document: ReportDocument) -> tuple[str, ...]:
    ended, started = (_day(text) for text in (document.review_ended, document.review_started))
    return (
        f"{document.scope} {document.name}",
        document.firm,
        document.lead_assurer or BLANK,
        f"{started} to {ended}" if started and ended else BLANK,
        f"Version {document.number}, {_day(document.issued_on)}",
        document.profile or "None set",
    )


def _day(text: str) -> str:
    return day(datetime.date.fromisoformat(text)) if text else ""


def words_of(documents: Iterable[ReportDocument]) -> list[Words]:
    """The words of each report once, with the scopes that they are about; blank sections left out."""
    told: dict[tuple[str, NarrativeFacts], list[ReportDocument]] = {}
    for document in documents:
        told.setdefault((document.firm, document.narrative), []).append(document)
    return [
        Words(firm, ", ".join(scope.name for scope in scopes), *_sections(narrative))
        for (firm, narrative), scopes in told.items()
    ]


def _sections(narrative: NarrativeFacts) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    there = {name: (label, text) for name, label in SECTIONS.items() if (text := getattr(narrative, name))}
    first = tuple(there[name] for name in FIRST if name in there)
    return first, tuple(pair for name, pair in there.items() if name not in FIRST)


def _finding(finding: FindingFacts) -> tuple[str, ...]:
    stand = (finding.self_assessment, finding.decision, finding.target)
    assessed = finding.decision != "not_assessed"
    met = MET[finding.is_met] if assessed else DECISION.label(finding.decision)
    written = (DECISION.label(code) or BLANK for code in stand)
    return f"{finding.outcome} {finding.title}", *written, met, finding.comment or BLANK


def _recommendation(document: ReportDocument, facts: RecommendationFacts) -> dict[str, str]:
    about = [(document.scope, facts.outcome), *facts.also_addresses]
    expected = next((f.expected for f in document.findings if f.outcome == facts.outcome), "")
    return {
        "ref": facts.ref,
        "about": SEPARATOR.join(" ".join(pair) for pair in about),
        "title": facts.title,
        "text": facts.text,
        "risk": LEVEL.label(facts.risk),
        "risk_description": facts.risk_description,
        "control_types": SEPARATOR.join(CONTROL_TYPES.label(code) for code in facts.control_types),
        "expected": DECISION.label(expected) or BLANK,
    }
