"""Plan documents as plain values, made without a database."""

import datetime
from typing import Any

from assurance.document import FindingFacts, NarrativeFacts, RecommendationFacts, ReportDocument
from iip.quarters import Quarter
from submissions.document import CouncilFacts, PlanDocument, WaiverFacts, WorkstreamFacts
from submissions.facts import ResponseFacts

Q1 = Quarter.make(2026, 1)
Q4 = Quarter.make(2026, 4)
IMPLEMENT: dict[str, Any] = {
    "choice": "implement",
    "justification": "It lowers the risk.",
    "priority": "high",
    "owner": "Head of IT",
    "effort": "low",
    "complexity": "low",
    "cost_basis": "estimated",
    "capital": 12_000,
    "revenue": 0,
    "annual": 1_000,
    "funding": "funded",
    "start": Q4,
    "end": Q4 + 1,
}
NO_ACTION: dict[str, Any] = {
    "choice": "no_action",
    "justification": "The system is replaced in May.",
    "why_no_action": "superseded",
    "risk_owner": "Chief Executive",
    "look_again_on": datetime.date(2027, 3, 27),
}


def implement(**values) -> ResponseFacts:
    """A complete "Implement", with other values where given."""
    return ResponseFacts(**IMPLEMENT | values)


def finding(outcome: str = "A1.a", **values) -> FindingFacts:
    facts: dict[str, Any] = {
        "title": f"Title of {outcome}",
        "objective": outcome[0],
        "self_assessment": "",
        "decision": "not_achieved",
        "expected": "",
        "target": "achieved",
        "comment": "",
    }
    return FindingFacts(outcome=outcome, **facts | values)


def recommendation(ref: str, **values) -> RecommendationFacts:
    """A recommendation whose ref, such as ORG-A1.a-01, says what it is about."""
    facts: dict[str, Any] = {
        "outcome": ref.split("-")[1],
        "title": f"Title of {ref}",
        "text": "Do this.",
        "risk": "high",
        "risk_description": "",
        "control_types": ("process",),
        "also_addresses": (),
    }
    return RecommendationFacts(ref=ref, **facts | values)


def scope(code: str = "ORG", *, findings=(), recommendations=(), **values) -> ReportDocument:
    facts: dict[str, Any] = {
        "number": 1,
        "framework": "3.2",
        "profile": "Baseline",
        "issued_on": "2026-10-01",
        "firm": "Wexmoor",
        "lead_assurer": "",
        "review_started": "",
        "review_ended": "",
        "kind": "organisation" if code == "ORG" else "system",
        "name": "Organisation",
        "description": "",
        "supplier": "",
        "product": "",
        "hosting": "",
        "shared_with": "",
        "narrative": NarrativeFacts("", "", "", "", ""),
    }
    return ReportDocument(
        scope=code, findings=tuple(findings), recommendations=tuple(recommendations), **facts | values
    )


def document(responses: dict[str, ResponseFacts], *, outcomes: dict[str, FindingFacts] | None = None, **values):
    """A plan with these responses by ref, each to a recommendation on an outcome that is not met.

    `outcomes` gives other findings, by outcome.
    """
    findings = {ref.split("-")[1]: finding(ref.split("-")[1]) for ref in responses} | (outcomes or {})
    scopes = tuple(
        scope(
            code,
            findings=[f for o, f in findings.items() if any(r.startswith(f"{code}-{o}-") for r in responses)],
            recommendations=[recommendation(ref) for ref in responses if ref.startswith(f"{code}-")],
        )
        for code in dict.fromkeys(ref.split("-")[0] for ref in responses)
    )
    facts: dict[str, Any] = {
        "reference": "P-7KHM-2XQD",
        "council": CouncilFacts("E07999001", "Ashby", "district", "South East"),
        "cycle": 2026,
        "framework": "3.2",
        "starts": Q1 + 2,
        "near_term": 4,
        "mid_term": 8,
        "scopes": scopes,
    }
    return PlanDocument(responses=dict(responses), **facts | values)


def full() -> PlanDocument:
    """A document in which every field says something."""
    refs = "ORG-A1.a-01", "ORG-D1.c-01", "SYS1-B4.d-01"
    said = {
        "self_assessment": "achieved",
        "decision": "partially_achieved",
        "expected": "achieved",
        "target": "achieved",
        "comment": "Café: two policies, one £ budget.",
    }
    findings = {ref: finding(ref.split("-")[1], **said) for ref in refs}
    asked = {
        ref: recommendation(
            ref,
            text="First line.\nSecond line.",
            risk_description="It could stop services.",
            control_types=("people", "technology"),
            also_addresses=(("ORG", "A2.a"), ("SYS1", "C1.a")),
        )
        for ref in refs
    }
    facts: dict[str, Any] = {
        "lead_assurer": "Ada Example",
        "review_started": "2026-09-01",
        "review_ended": "2026-09-20",
        "description": "What it is.",
        "supplier": "Supplier",
        "product": "Product",
        "hosting": "Cloud",
        "shared_with": "Nobody",
        "narrative": NarrativeFacts("Summary", "Good", "Improve", "Evidence", "Method"),
    }
    scopes = (
        scope("ORG", findings=[findings[r] for r in refs[:2]], recommendations=[asked[r] for r in refs[:2]], **facts),
        scope("SYS1", findings=[findings[refs[2]]], recommendations=[asked[refs[2]]], **facts | {"name": "Payroll"}),
    )
    responses = {
        refs[0]: full_response(waits_for=(refs[1], refs[2]), covered_by=refs[1]),
        refs[1]: full_response(waits_for=(refs[2],), covered_by=refs[2]),
        refs[2]: full_response(waits_for=(refs[0],), covered_by=refs[0]),
    }
    return document(
        responses,
        scopes=scopes,
        workstreams=(WorkstreamFacts("Identity", "Head of IT", "One sign-in"),),
        waivers=(WaiverFacts("dates", refs[0], "Agreed", "Lee Lead"),),
    )


def full_response(**values) -> ResponseFacts:
    """A response with something in every column, whatever its choice has use for."""
    facts: dict[str, Any] = IMPLEMENT | {
        "action": "Do it in two steps.",
        "supporting_posts": ("Head of HR", "Head of Finance"),
        "effort_days": 20,
        "revenue": 3_000,
        "funded_capital": 6_000,
        "funded_revenue": 1_000,
        "funded_annual": 500,
        "funding_source": "Grant",
        "budget_sign_off": "Head of Finance",
        "workstream": "Identity",
        "further_outcomes": (("ORG", "A2.a"),),
        "aligns_with": "The digital strategy",
        "why_no_action": "cost",
        "risk_owner": "Chief Executive",
        "look_again_on": datetime.date(2027, 3, 27),
        "support": ("money", "skills"),
        "notes": "Please read the annex.",
        "milestones": (("Procure", Q4), ("Live", Q4 + 1)),
    }
    return ResponseFacts(**facts | values)
