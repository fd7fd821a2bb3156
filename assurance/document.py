"""The report of one scope as a plain, immutable value: what is frozen at issue, and read back ever after."""

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Prefetch

from assurance.models import Achievement, AlsoAddresses, Report, Scope
from iip.canonical import canonical

FORMAT = 1
KEPT = 64  # documents: the last that were read, some hundred kilobytes each
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}  # from each older format to the next


@dataclass(frozen=True)
class FindingFacts:
    outcome: str  # its code, within the framework of the report
    title: str
    objective: str  # its code
    self_assessment: str  # "" where there is none
    decision: str
    expected: str  # what it would be assessed as once its recommendations are done; "" where not given
    target: str  # "" where no target is set
    comment: str

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where no target is set or the outcome was not assessed."""
        if not self.target or self.decision not in Achievement.values:
            return None
        return Achievement(self.decision).level >= Achievement(self.target).level


@dataclass(frozen=True)
class RecommendationFacts:
    ref: str
    outcome: str
    title: str
    text: str
    risk: str
    risk_description: str
    control_types: tuple[str, ...]  # of people, process, technology
    also_addresses: tuple[tuple[str, str], ...]  # (scope, outcome) codes


@dataclass(frozen=True)
class NarrativeFacts:
    executive_summary: str
    good_practice: str
    areas_for_improvement: str
    evidence_quality: str
    review_method: str


@dataclass(frozen=True)
class ReportDocument:
    """A scope's report: its facts, findings and recommendations, with every title and target copied in."""

    number: int
    framework: str
    profile: str  # "" where none was set
    issued_on: str  # ISO date
    firm: str
    lead_assurer: str
    review_started: str  # ISO date or ""
    review_ended: str
    scope: str  # its code
    kind: str
    name: str
    description: str
    supplier: str
    product: str
    hosting: str
    shared_with: str
    narrative: NarrativeFacts
    findings: tuple[FindingFacts, ...]
    recommendations: tuple[RecommendationFacts, ...]

    @classmethod
    def of(cls, report: Report, *, issued_on: datetime.date) -> "ReportDocument":
        """The document of a report whose targets are already pinned. A handful of queries."""
        scope = report.scope
        assessment = scope.assessment
        narrative = scope.engagement.narratives.order_by("-number").first()
        system = scope.system
        profile = scope.profile or assessment.profile
        return cls(
            number=report.number,
            framework=assessment.framework.version,
            profile=profile.name if profile else "",
            issued_on=issued_on.isoformat(),
            firm=scope.engagement.firm.name,
            lead_assurer=narrative.lead_assurer if narrative else "",
            review_started=_iso(narrative and narrative.review_started),
            review_ended=_iso(narrative and narrative.review_ended),
            scope=scope.code,
            kind=scope.kind,
            name=scope.name,
            description=scope.description,
            supplier=system.supplier if system else "",
            product=system.product if system else "",
            hosting=system.hosting if system else "",
            shared_with=system.shared_with if system else "",
            narrative=NarrativeFacts(*(getattr(narrative, name, "") for name in NARRATIVE)),
            findings=tuple(_findings(report)),
            recommendations=tuple(recommendation_facts(report)),
        )

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "ReportDocument":
        """The document from what its JSON holds."""
        return cls(
            **{
                **plain,
                "narrative": NarrativeFacts(**plain["narrative"]),
                "findings": tuple(FindingFacts(**facts) for facts in plain["findings"]),
                "recommendations": tuple(_recommendation(facts) for facts in plain["recommendations"]),
            }
        )

    @classmethod
    @lru_cache(maxsize=KEPT)
    def load(cls, text: str) -> "ReportDocument":
        """The document from its frozen text, of this format or any before it.

        A text has one document, and every page about a plan begins with it: the last few read are kept.
        """
        plain = json.loads(text)
        while plain["format"] < FORMAT:
            plain = UPGRADES[plain["format"]](plain)
        del plain["format"]
        return cls.from_plain(plain)

    @cached_property
    def text(self) -> str:
        """The canonical text, which is what is frozen."""
        return canonical({"format": FORMAT, **asdict(self)})

    @property
    def is_organisation(self) -> bool:
        return self.kind == Scope.Kind.ORGANISATION


NARRATIVE = tuple(NarrativeFacts.__dataclass_fields__)
CONTROL_TYPES = ("people", "process", "technology")


def _iso(day) -> str:
    return day.isoformat() if day else ""


def _findings(report):
    rows = report.findings.select_related("outcome__principle__objective").order_by("outcome__position")
    for row in rows:
        yield FindingFacts(
            outcome=row.outcome.code,
            title=row.outcome.title,
            objective=row.outcome.principle.objective.code,
            self_assessment=row.self_assessment,
            decision=row.decision,
            expected=row.expected,
            target=row.target,
            comment=row.comment,
        )


def recommendation_facts(report: Report) -> Iterator[RecommendationFacts]:
    """The recommendations of a report in their order. Two queries."""
    also = Prefetch("also_addresses", AlsoAddresses.objects.select_related("scope", "outcome").order_by("pk"))
    rows = report.recommendations.select_related("outcome").prefetch_related(also)
    for row in rows.order_by("position"):
        yield RecommendationFacts(
            ref=row.ref,
            outcome=row.outcome.code,
            title=row.title,
            text=row.text,
            risk=row.risk,
            risk_description=row.risk_description,
            control_types=tuple(kind for kind in CONTROL_TYPES if getattr(row, kind)),
            also_addresses=tuple((a.scope.code, a.outcome.code) for a in row.also_addresses.all()),
        )


def _recommendation(plain):
    return RecommendationFacts(
        **{
            **plain,
            "control_types": tuple(plain["control_types"]),
            "also_addresses": tuple((scope, outcome) for scope, outcome in plain["also_addresses"]),
        }
    )
