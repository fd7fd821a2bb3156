"""The plan document: a plan, live or frozen, as one immutable value with a canonical text and its digest.

Everything that shows a whole plan takes a document and its provenance. What was signed can so be shown again
exactly. A document holds nothing that depends on today, and no talk about the plan.
"""

import datetime
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from assurance.document import FindingFacts, RecommendationFacts, ReportDocument
from iip import canonical
from iip.canonical import document_code
from iip.quarters import Quarter, financial_year
from iip.statements import written_once
from submissions.facts import ResponseFacts, facts_by_ref
from submissions.models import Answered, Plan, Waiver, Workstream

FORMAT = 1
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}  # from each older format to the next


@dataclass(frozen=True)
class CouncilFacts:
    code: str
    name: str
    kind: str
    region: str


@dataclass(frozen=True)
class WorkstreamFacts:
    name: str
    lead: str
    purpose: str


@dataclass(frozen=True)
class WaiverFacts:
    rule: str
    subject: str
    reason: str
    by: str


@dataclass(frozen=True)
class Row:
    """A recommendation beside its finding and the council's response."""

    scope: ReportDocument
    finding: FindingFacts | None
    recommendation: RecommendationFacts
    response: ResponseFacts

    @property
    def ref(self) -> str:
        return self.recommendation.ref

    @property
    def outcome(self) -> str:
        return self.recommendation.outcome


@dataclass(frozen=True)
class PlanDocument:
    """A council's plan with the report it answers."""

    reference: str
    council: CouncilFacts
    cycle: int  # the calendar year in which the cycle's financial year starts
    framework: str
    starts: Quarter
    near_term: int  # quarters from the start
    mid_term: int
    scopes: tuple[ReportDocument, ...]
    responses: dict[str, ResponseFacts]  # by ref
    workstreams: tuple[WorkstreamFacts, ...] = ()
    waivers: tuple[WaiverFacts, ...] = ()

    @classmethod
    def of(cls, plan: Plan) -> "PlanDocument":
        """The plan as it stands now: four queries, however many recommendations.

        Compares the plan's edition afterwards and reads again where somebody wrote meanwhile.
        """
        while True:
            document, edition = _built(plan)
            if edition == plan.edition:
                return document
            plan = Plan.objects.with_council().get(pk=plan.pk)

    @classmethod
    def glance(cls, plan: Plan, answers: dict[str, ResponseFacts]) -> "PlanDocument":
        """The rows of a plan as these answers have them, without workstreams and waivers: one query.

        For finding one's way through a plan: it is not compared with the edition, and is never frozen.
        """
        return cls(**_frame(plan, answers))

    @classmethod
    def load(cls, text: str) -> "PlanDocument":
        """The document from its frozen text, of this format or any before it."""
        values = json.loads(text)
        while values["format"] < FORMAT:
            values = UPGRADES[values["format"]](values)
        del values["format"]
        return cls(
            **{
                **values,
                "council": CouncilFacts(**values["council"]),
                "starts": Quarter.parse(values["starts"]),
                "scopes": tuple(ReportDocument.from_plain(scope) for scope in values["scopes"]),
                "responses": {r: ResponseFacts.from_plain(v) for r, v in values["responses"].items()},
                "workstreams": tuple(WorkstreamFacts(**facts) for facts in values["workstreams"]),
                "waivers": tuple(WaiverFacts(**facts) for facts in values["waivers"]),
            }
        )

    def plain(self) -> dict[str, Any]:
        """The document as JSON holds it."""
        return {
            "format": FORMAT,
            **{name: getattr(self, name) for name in ("reference", "cycle", "framework", "near_term", "mid_term")},
            "council": asdict(self.council),
            "starts": str(self.starts),
            "scopes": [asdict(scope) for scope in self.scopes],
            "responses": {ref: facts.plain() for ref, facts in self.responses.items()},
            "workstreams": [asdict(facts) for facts in self.workstreams],
            "waivers": [asdict(facts) for facts in self.waivers],
        }

    @cached_property
    def text(self) -> str:
        """The canonical text, which is what is frozen."""
        return canonical.canonical(self.plain())

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return canonical.digest(self.text)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every recommendation with its finding and response, in the report's order."""
        return tuple(
            Row(
                scope,
                findings.get(recommendation.outcome),
                recommendation,
                self.responses[recommendation.ref],
            )
            for scope in self.scopes
            for findings in [{finding.outcome: finding for finding in scope.findings}]
            for recommendation in scope.recommendations
            if recommendation.ref in self.responses
        )

    @cached_property
    def by_ref(self) -> dict[str, Row]:
        return {row.ref: row for row in self.rows}

    @property
    def cycle_name(self) -> str:
        return financial_year(self.cycle)

    def only(self, refs: Iterable[str]) -> "PlanDocument":
        """The document with these responses alone, and nothing of the report but what they answer."""
        kept = {ref: facts for ref, facts in self.responses.items() if ref in set(refs)}
        scopes = tuple(part for scope in self.scopes if (part := _part(scope, kept)) is not None)
        return replace(self, responses=kept, scopes=scopes, workstreams=(), waivers=())


@dataclass(frozen=True)
class Gate:
    """A gate that a document has passed: what was done, by whom, as what and when."""

    what: str
    name: str
    title: str  # "" where none was asked for
    capacity: str  # of a signature
    version: int | None  # the version that was before them
    at: datetime.datetime


@dataclass(frozen=True)
class Provenance:
    """Where a document comes from: printed on everything that leaves the service."""

    council: str
    reference: str
    label: str  # "Working copy 3", "Version 2"
    status: str
    digest: str
    at: datetime.datetime
    by: str
    gates: tuple[Gate, ...] = ()  # those that stand

    @property
    def code(self) -> str:
        """The document code that people read: the first letters of the digest."""
        return document_code(self.digest)


def _part(scope: ReportDocument, refs) -> ReportDocument | None:
    recommendations = tuple(r for r in scope.recommendations if r.ref in refs)
    outcomes = {r.outcome for r in recommendations}
    findings = tuple(finding for finding in scope.findings if finding.outcome in outcomes)
    if not recommendations:
        return None
    unsaid = type(scope.narrative)(*[""] * len(scope.narrative.__dataclass_fields__))
    return replace(scope, narrative=unsaid, findings=findings, recommendations=recommendations)


def _built(plan: Plan) -> tuple[PlanDocument, int]:
    """The document, and the edition of the plan when the last of it was read."""
    frame = _frame(plan, facts_by_ref(plan))
    workstreams, waivers, edition = _beside(plan)
    return PlanDocument(**frame, workstreams=workstreams, waivers=waivers), edition


def reports_of(plan: Plan) -> list[ReportDocument]:
    """The reports that a plan answers, the organisation's first. One query."""
    return [ReportDocument.load(text) for text in _reports_answered(plan.pk)]


@written_once
def _reports_answered(plan: int) -> "QuerySet[Any, str]":
    answered = Answered.objects.filter(plan=plan).order_by("scope__kind", "scope__code")
    return answered.values_list("report__document", flat=True)


def _frame(plan: Plan, answers: dict[str, ResponseFacts]) -> dict[str, Any]:
    """What is said of a plan, its reports and these answers. One query."""
    assessment = plan.assessment
    council, cycle = assessment.council, assessment.cycle
    return {
        "reference": plan.reference,
        "council": CouncilFacts(council.code, council.name, council.kind, council.region),
        "cycle": cycle.year,
        "framework": assessment.framework.version,
        "starts": plan.starts,
        "near_term": cycle.near_term_quarters,
        "mid_term": cycle.mid_term_quarters,
        "scopes": tuple(reports_of(plan)),
        "responses": {ref: facts.relevant() for ref, facts in answers.items()},
    }


def _beside(plan: Plan) -> tuple[tuple[WorkstreamFacts, ...], tuple[WaiverFacts, ...], int]:
    """The workstreams and waivers of a plan and its edition, in one query: the last that makes a document."""
    rows = sorted(_rows_beside(plan.pk))
    return (
        tuple(WorkstreamFacts(*facts[:3]) for kind, *facts in rows if kind == "stream"),
        tuple(WaiverFacts(*facts) for kind, *facts in rows if kind == "waiver"),
        next(int(number) for kind, number, *_ in rows if kind == "edition"),
    )


@written_once
def _rows_beside(plan: int) -> "QuerySet[Any, Any]":
    words, nothing = TextField(), Value("", TextField())
    streams = Workstream.objects.filter(plan=plan).order_by()
    waivers = Waiver.objects.filter(plan=plan).order_by()
    editions = Plan.objects.filter(pk=plan).order_by()
    return streams.values_list(
        Value("stream", words), Cast("name", words), Cast(Coalesce("lead__title", nothing), words), "purpose", nothing
    ).union(
        waivers.values_list(
            Value("waiver", words), Cast("rule", words), Cast("subject", words), "reason", Cast("by__name", words)
        ),
        editions.values_list(Value("edition", words), Cast("edition", words), nothing, nothing, nothing),
        all=True,
    )
