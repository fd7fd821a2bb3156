"""Plan documents as plain values, without a database, and text that would do harm were it not kept as text."""

import datetime
from dataclasses import replace
from typing import Any

from assurance.document import FindingFacts, NarrativeFacts, RecommendationFacts, ReportDocument
from iip.quarters import Quarter
from submissions.document import CouncilFacts, Gate, PlanDocument, Provenance, WorkstreamFacts
from submissions.facts import ResponseFacts

OUTCOMES = ("A1.a", "A1.b", "A1.c", "A2.a", "A2.b", "A3.a", "A4.a", "D1.a", "D1.b", "D1.c", "D2.a", "D2.b")
AT = datetime.datetime(2026, 11, 22, 14, 5, tzinfo=datetime.UTC)
HOSTILE = {
    "formula": "=1+1",
    "command": "+cmd|' /C calc'!A0",
    "at sign": "@SUM(A1)",
    "script": "<script>alert(1)</script>",
    "entity": "&lt;b&gt; &amp; “quotes”",
    "template": "{{ provenance }} {% now 'Y' %}",
    "address": "https://example.org/?a=1&b=2",
    "file": '<img src="file:///etc/passwd">',
    "escape": "_x0041_ and _x000D_",
    "far planes": "😀 𝔘𝔫𝔦 中文 ŵŷ",
    "right to left": "שלום עולם, مرحبا",
    "lines": "one\ntwo\n\n- three\tafter a tab",
    "long": ("word " * 2000).strip(),
    "one long word": "x" * 10_000,
}


def finding(outcome: str = "A1.a", **facts) -> FindingFacts:
    defaults = {"title": f"Outcome {outcome}", "objective": outcome[0], "self_assessment": "achieved"}
    rest = {"decision": "not_achieved", "expected": "", "target": "", "comment": ""}
    return FindingFacts(outcome=outcome, **defaults | rest | facts)


def recommendation(number: int = 1, **facts) -> RecommendationFacts:
    outcome = OUTCOMES[(number - 1) % len(OUTCOMES)]
    defaults: dict[str, Any] = {
        "ref": f"ORG-{outcome}-{number:03}",
        "outcome": outcome,
        "title": f"Recommendation {number}",
        "text": "Name who is responsible, and for what.",
        "risk": "high",
        "risk_description": "Nobody acts, and services stop.",
        "control_types": ("people", "process"),
        "also_addresses": (),
    }
    return RecommendationFacts(**defaults | facts)


def scope(count: int = 1, **facts) -> ReportDocument:
    """The organisation’s report: a finding on every outcome, and `count` recommendations."""
    defaults: dict[str, Any] = {
        **{"number": 1, "framework": "3.2", "profile": "", "issued_on": "2026-09-01", "firm": "Brightwell Assurance"},
        **{"lead_assurer": "Rowan Adeyinka", "review_started": "2026-04-20", "review_ended": "2026-08-07"},
        **{"scope": "ORG", "kind": "organisation", "name": "Ashby Council", "description": "All of it."},
        **{"supplier": "", "product": "", "hosting": "", "shared_with": ""},
        "narrative": NarrativeFacts("Summary.", "Good.", "To improve.", "Sound.", "Interviews."),
        "findings": tuple(finding(outcome) for outcome in OUTCOMES),
        "recommendations": tuple(recommendation(n) for n in range(1, count + 1)),
    }
    return ReportDocument(**defaults | facts)


def document(*responses: ResponseFacts, scopes: tuple[ReportDocument, ...] = (), **facts) -> PlanDocument:
    """A plan of these responses to the recommendations of the scopes, in order; of as many as there are responses."""
    scopes = scopes or (scope(len(responses)),)
    refs = [asked.ref for each in scopes for asked in each.recommendations]
    names = sorted({response.workstream for response in responses} - {""})
    defaults: dict[str, Any] = {
        "reference": "P-BCDF-GHJK",
        "council": CouncilFacts("E07999009", "Ashby Council", "district", "South East"),
        **{"cycle": 2026, "framework": "3.2", "starts": Quarter.make(2026, 3), "near_term": 4, "mid_term": 8},
        "scopes": scopes,
        "responses": dict(zip(refs, responses, strict=True)),
        "workstreams": tuple(WorkstreamFacts(name, "Head of Digital", "To be done together.") for name in names),
    }
    return PlanDocument(**defaults | facts)


def provenance(plan: PlanDocument, **facts) -> Provenance:
    made = Provenance(plan.council.name, plan.reference, "Version 2", "Ready to submit", plan.digest, AT, "Ann Lead")
    return replace(made, **facts)


def gate(what: str = "Signed off by the approver", **facts) -> Gate:
    defaults = {"name": "Pat Obi", "title": "Chief Executive", "capacity": "On my own authority"}
    return Gate(what=what, version=2, at=AT, **defaults | facts)


def implement(**facts) -> ResponseFacts:
    """A complete response that implements."""
    defaults: dict[str, Any] = {
        **{"choice": "implement", "justification": "It lowers the risk.", "priority": "high", "owner": "Head of IT"},
        **{"effort": "low", "complexity": "medium", "cost_basis": "estimated", "capital": 12_000, "revenue": 3_000},
        **{"annual": 1_000, "funding": "funded", "start": Quarter.make(2026, 4), "end": Quarter.make(2027, 1)},
    }
    return ResponseFacts(**defaults | facts)
