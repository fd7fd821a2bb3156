"""A plan as a PDF that everybody can read, on screen and on paper."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from assurance.document import FindingFacts, NarrativeFacts, RecommendationFacts, ReportDocument
from assurance.figures import figures, measure_of
from assurance.report_charts import outcomes_chart
from assurance.template import ABOUT, CONTROL_TYPES, DECISION, LEVEL, SEPARATOR
from iip.measuring import lines_of
from iip.pdf import render_pdf
from submissions.budget import Budget
from submissions.budget_charts import cost_charts
from submissions.columns import COLUMNS, FUNDED, MILESTONES, MONEY, NO_ACTION
from submissions.completeness import what_is_missing
from submissions.document import PlanDocument, Provenance, Row
from submissions.document_check import check_address
from submissions.facts import ResponseFacts
from submissions.forecast_chart import forecast_chart
from submissions.provenance import MARKING, written_at
from submissions.roadmap import Action, Roadmap
from submissions.roadmap_chart import roadmap_chart
from submissions.summary import UNANSWERED, Summary

TITLE = "Improvement and implementation plan"
MET = {True: "Met", False: "Not met", None: "No target set"}
BEFORE = {"summary": "Summary", "roadmap": "Roadmap", "money": "Money", "forecast": "Forecast"}
ANSWERED = "Recommendations and responses"
AFTER = {
    "without-action": "Recommendations without action",
    "found": "What the assurer found",
    "sign-off": "Sign-off",
}
# Of the roadmap's pages, in heights of a bar: what one holds, what stands above the first drawing, what is around each.
PAGE, OPENING, AROUND, FURTHER_LINE = 25, 5, 4.5, 0.75  # the last: each line of a name but its first
HEADING, ACROSS = 12, 740  # points: the size of a drawing's name, and the width of its page
FEWEST = 4  # bars that stand alone at the foot of a page, or at the head of the next
BLANK = "–"
BETWEEN = "\N{NO-BREAK SPACE}· "  # which never begins a line
SECTIONS = {heading.name: heading.label for heading in ABOUT.headings if heading.name in NarrativeFacts.__annotations__}
TEXTS = ("action", "justification", "aligns_with", "notes")  # each a paragraph; the rest in lines, by what they say
LINES = {
    "No action": ("why_no_action", "risk_owner", "look_again_on"),
    "Who": ("owner", "supporting_posts"),
    "Work": ("priority", "effort", "complexity", "effort_days", "workstream"),
    "When": ("start", "end", MILESTONES),
    "Money": (*MONEY, "cost_basis", "funding", *FUNDED, "funding_source", "budget_sign_off"),
    "Links": ("covered_by", "waits_for", "further_outcomes", "support"),
}
OF_THE_RISK = ("why_no_action", "risk_owner", "look_again_on")


@dataclass(frozen=True)
class Part:
    """A part of the PDF, as its contents list it: where it is, and what it is called."""

    anchor: str
    label: str


@dataclass(frozen=True)
class Card:
    """A recommendation with its finding and the council's response, in words."""

    ref: str
    recommendation: RecommendationFacts
    finding: str
    risk: str
    control_types: str
    also_addresses: str
    choice: str
    answers: tuple[tuple[str, str], ...]
    missing: str


def plan_pdf(document: PlanDocument, provenance: Provenance) -> bytes:
    """The plan as PDF/UA-1."""
    return render_pdf("pdf/plan.html", plan_context(document, provenance))


def plan_context(document: PlanDocument, provenance: Provenance) -> dict[str, Any]:
    """What the template of the PDF shows, all of it words, numbers and drawings."""
    scopes = [_scope(scope, document) for scope in document.scopes]
    return {
        "title": f"{TITLE}: {document.council.name}",
        "council": document.council.name,
        "document_code": f"{provenance.reference} {provenance.code}",
        "note": f"{provenance.label}, exported {written_at(provenance.at)}",
        "marking": MARKING,
        "heading": TITLE,
        "document": document,
        "provenance": provenance,
        "exported_at": written_at(provenance.at),
        "check_address": check_address(),
        "gates": [(gate, written_at(gate.at)) for gate in provenance.gates],
        "risks": [*LEVEL.all_labels(), "All"],
        "reports": narratives(document),
        "scopes": scopes,
        "not_acted": [_not_acted(row) for row in document.rows if row.response.choice == NO_ACTION],
        "contents": list(_contents(scopes)),
        **_analysed(document),
    }


def _contents(scopes: Iterable[dict[str, Any]]) -> Iterator[Part]:
    """The parts in their order."""
    yield from (Part(name, label) for name, label in BEFORE.items())
    yield from (Part(scope["anchor"], f"{ANSWERED}: {scope['report'].name}") for scope in scopes if scope["cards"])
    yield from (Part(name, label) for name, label in AFTER.items())


# --- numbers and drawings


def _analysed(document: PlanDocument) -> dict[str, Any]:
    """What the pages say of the plan, by the functions that they ask."""
    summary, budget, roadmap = Summary(document), Budget(document), Roadmap(document)
    return {
        "summary": summary,
        "standing_chart": outcomes_chart(summary.standing),
        "budget": budget,
        "costs": list(zip(cost_charts(budget), (years for _, years in budget.kinds_by_year), strict=True)),
        "forecast": summary.forecast,
        "forecast_chart": forecast_chart(summary.forecast),
        "roadmap": roadmap,
        "drawings": list(_drawings(roadmap)),
        "actions": [(name, action) for name, group in roadmap.groups for action in group],
    }


def _drawings(roadmap: Roadmap) -> Iterator[tuple[str, SafeString]]:
    """The roadmap's drawings with their names: a group that does not fit on its page is drawn in pieces."""
    groups = [(name, [action for action in actions if action.start]) for name, actions in roadmap.groups]
    for name, pieces in _on_pages(groups):
        for number, piece in enumerate(pieces, 1):
            of_several = f", {number} of {len(pieces)}" if len(pieces) > 1 else ""
            yield f"{name}{of_several}", roadmap_chart(f"{name}{of_several}", piece, roadmap)


def _on_pages(groups: Iterable[tuple[str, list[Action]]]) -> Iterator[tuple[str, list[list[Action]]]]:
    """Each group's actions in pieces that fill one page after the other, none of them too small to stand alone."""
    room: float = PAGE - OPENING
    for name, actions in groups:
        pieces, left = [], actions
        lines = lines_of(f"{name}, 1 of 2", ACROSS, HEADING, bold=True)
        around = AROUND + FURTHER_LINE * (len(lines) - 1)
        while left:
            count = _fitting(len(left), int(room - around))
            if count:
                pieces.append(left[:count])
                left = left[count:]
                room -= around + count
            else:
                room = PAGE
        if pieces:
            yield name, pieces


def _fitting(bars: int, room: int) -> int:
    """How many of so many bars are drawn where there is room for some; 0 where the next page is better."""
    count = bars if bars <= room else min(room, bars - FEWEST)
    return count if count >= min(FEWEST, bars) else 0


def tallies(scope: ReportDocument) -> list[tuple[str, int]]:
    """How many outcomes of a scope meet their target, or how many were assessed as what where it has none."""
    lines = figures(scope.findings, {})
    counts = [(label, sum(getattr(line, part) for line in lines)) for part, label in measure_of(lines).parts.items()]
    return [(label, count) for label, count in counts if count]


def met(finding: FindingFacts) -> str:
    """Whether a finding meets its target, in words."""
    assessed = finding.decision != "not_assessed"
    return MET[finding.is_met] if assessed else DECISION.label(finding.decision)


# --- words


def narratives(document: PlanDocument) -> list[tuple[ReportDocument, str, list[tuple[str, str]]]]:
    """The words of each report once, with the scopes they speak of and their headings; blank ones left out."""
    told: dict[tuple[str, NarrativeFacts], list[ReportDocument]] = {}
    for scope in document.scopes:
        told.setdefault((scope.firm, scope.narrative), []).append(scope)
    return [
        (scopes[0], ", ".join(scope.name for scope in scopes), words)
        for (_, narrative), scopes in told.items()
        if (words := [(label, text) for name, label in SECTIONS.items() if (text := getattr(narrative, name))])
    ]


def _scope(scope: ReportDocument, document: PlanDocument) -> dict[str, Any]:
    return {
        "report": scope,
        "anchor": f"scope-{document.scopes.index(scope) + 1}",
        "tallies": tallies(scope),
        "findings": [_finding(finding) for finding in scope.findings],
        "cards": [card(row) for row in document.rows if row.scope is scope],
    }


def _finding(finding: FindingFacts) -> tuple[str, ...]:
    stand = (finding.self_assessment, finding.decision, finding.target)
    return f"{finding.outcome} {finding.title}", *(DECISION.label(code) or BLANK for code in stand), met(finding)


def card(row: Row) -> Card:
    """A row of the plan in words; only what was answered is shown."""
    asked, facts = row.recommendation, row.response
    return Card(
        ref=row.ref,
        recommendation=asked,
        finding=_stand(row),
        risk=LEVEL.label(asked.risk),
        control_types=SEPARATOR.join(CONTROL_TYPES.label(code) for code in asked.control_types),
        also_addresses=SEPARATOR.join(" ".join(pair) for pair in asked.also_addresses),
        choice=COLUMNS["choice"].written(facts.choice) or UNANSWERED,
        answers=tuple(_answers(facts)),
        missing=what_is_missing(facts) if facts.choice else "",
    )


def _answers(facts: ResponseFacts) -> Iterator[tuple[str, str]]:
    for name in TEXTS:
        if text := getattr(facts, name):
            yield COLUMNS[name].label, text
    for label, names in LINES.items():
        if line := BETWEEN.join(_parts(facts, names)):
            yield label, line


def _parts(facts: ResponseFacts, names: Iterable[str]) -> Iterator[str]:
    """What a response says under these names; of money only what there is."""
    if MONEY[0] in names and all(getattr(facts, name) == 0 for name in MONEY):
        yield "No cost"
    for name in names:
        value = getattr(facts, name)
        is_nought = value == 0 and name in (*MONEY, *FUNDED)
        if not is_nought and (words := COLUMNS[name].written(value)):
            yield f"{COLUMNS[name].label}: {words}"


def _stand(row: Row) -> str:
    if row.finding is None:
        return row.outcome
    finding = row.finding
    target = f"Target: {DECISION.label(finding.target).lower()}" if finding.target else "No target set"
    expected = f" Expected once done: {DECISION.label(finding.expected).lower()}." if finding.expected else ""
    return f"{finding.outcome} {finding.title}. {DECISION.label(finding.decision)}. {target}.{expected}"


def _not_acted(row: Row) -> tuple[str, ...]:
    facts = row.response
    words = (COLUMNS[name].written(getattr(facts, name)) or BLANK for name in OF_THE_RISK)
    return row.ref, row.recommendation.title, LEVEL.label(row.recommendation.risk), *words
