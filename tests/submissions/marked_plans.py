"""A plan every text of which is a marker of its own, so that a test sees which of them a file lets out."""

import datetime
import itertools
from dataclasses import fields, replace
from typing import Any

from assurance.document import NarrativeFacts
from iip.quarters import Quarter
from submissions.document import Gate, PlanDocument, WaiverFacts, WorkstreamFacts
from submissions.facts import ResponseFacts
from tests.submissions import documents as d

COUNCIL = "Ashby Council"
FREE = {  # fields that hold words of the council or its assurer
    "scope": ("firm", "lead_assurer", "name", "description", "supplier", "product", "hosting", "shared_with"),
    "recommendation": ("title", "text", "risk_description"),
    "response": (
        *("action", "justification", "owner", "funding_source", "budget_sign_off", "aligns_with", "risk_owner"),
        *("notes", "workstream"),
    ),
}
CODES = {  # fields of text that hold none
    "scope": {"framework", "profile", "issued_on", "review_started", "review_ended", "scope", "kind"},
    "recommendation": {"ref", "outcome", "risk"},
    "response": {"choice", "priority", "effort", "complexity", "cost_basis", "funding", "covered_by", "why_no_action"},
}


class Markers:
    """Words that stand nowhere else, each with what it was put into."""

    def __init__(self) -> None:
        self.of: dict[str, list[str]] = {}
        self._count = itertools.count(1)

    def new(self, where: str) -> str:
        """The next marker, in mixed case as names are."""
        word = f"Qzx{where.title().replace('_', '').replace('.', '')}{next(self._count)}x"
        self.of.setdefault(where, []).append(word)
        return word

    def facts(self, what: str, *without: str) -> dict[str, Any]:
        return {name: self.new(f"{what}.{name}") for name in FREE[what] if name not in without}


def marked(acting: int = 5) -> tuple[PlanDocument, tuple[Gate, ...], Markers]:
    """The plan, the gates that it passed, and its markers by what they were put into."""
    markers = Markers()
    organisation = _scope(markers, 1, name=COUNCIL)
    system = _scope(markers, acting, scope="SYS1", kind="system", name=markers.new("scope.name"))
    answers = [_acting(markers, number) for number in range(acting)]
    accepted = _accepted(markers)
    streams = tuple(
        WorkstreamFacts(facts.workstream, markers.new("stream.lead"), markers.new("stream.purpose"))
        for facts in answers
    )
    waivers = (WaiverFacts("overload", *(markers.new(f"waiver.{name}") for name in ("subject", "reason", "by"))),)
    plan = replace(d.document(accepted, *answers, scopes=(organisation, system)), workstreams=streams, waivers=waivers)
    gate = d.gate(name=markers.new("gate.name"), title=markers.new("gate.title"))
    return plan, (gate,), markers


def _scope(markers: Markers, count: int, **facts: Any) -> Any:
    code = facts.get("scope", "ORG")
    asked = tuple(
        d.recommendation(n, ref=f"{code}-{markers.new('ref')}", **markers.facts("recommendation"))
        for n in range(1, count + 1)
    )
    findings = tuple(
        d.finding(outcome, target="achieved", comment=markers.new("finding.comment")) for outcome in d.OUTCOMES
    )
    narrative = NarrativeFacts(*(markers.new(f"narrative.{field.name}") for field in fields(NarrativeFacts)))
    said = markers.facts("scope", "name") | facts
    return d.scope(recommendations=asked, findings=findings, narrative=narrative, **said)


def _acting(markers: Markers, number: int) -> ResponseFacts:
    said = markers.facts("response", "risk_owner")
    posts, steps = (markers.new("response.supporting_posts"),), ((markers.new("response.milestones"), QUARTER),)
    amounts = {"capital": 1_000_017 + number * 7, "revenue": 2_000_023 + number * 11, "annual": 3_000_029 + number * 13}
    return d.implement(**said, **amounts, supporting_posts=posts, milestones=steps, funding="unfunded")


def _accepted(markers: Markers) -> ResponseFacts:
    said: dict[str, Any] = {name: markers.new(f"response.{name}") for name in ("justification", "risk_owner", "notes")}
    again = datetime.date(2028, 3, 31)
    return ResponseFacts(choice="no_action", why_no_action="cost", look_again_on=again, **said)


QUARTER = Quarter.make(2027, 1)
