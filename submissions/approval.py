"""What an approver reads in five minutes: what the council promises, what it costs and which risks it accepts. Pure."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from assurance.models import Level
from iip.quarters import Quarter
from submissions.completeness import is_complete
from submissions.document import PlanDocument, Row, document_code
from submissions.forecast import Forecast, reaches_in
from submissions.models import Response
from submissions.money import Totals, totals

LEVELS = (Level.HIGH, Level.MEDIUM, Level.LOW)
UNANSWERED = "No response yet"


@dataclass(frozen=True)
class Promised:
    """How many recommendations have one response, by risk: high, medium, low."""

    label: str
    by_risk: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.by_risk)


@dataclass(frozen=True)
class Reaching:
    """An outcome that meets its target once its recommendations are done."""

    scope: str
    outcome: str
    title: str
    quarter: Quarter


class Summary:
    """A plan on one page."""

    def __init__(self, document: PlanDocument):
        self.document = document

    @property
    def code(self) -> str:
        return document_code(self.document.digest)

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.document.rows

    @cached_property
    def promised(self) -> list[Promised]:
        """The numbers by response and risk; a response that nobody gave is left out."""
        counts = Counter((row.response.choice, row.recommendation.risk) for row in self.rows)
        lines = [(choice.value, choice.label) for choice in Response.Choice] + [("", UNANSWERED)]
        all_lines = [Promised(label, tuple(counts[choice, risk] for risk in LEVELS)) for choice, label in lines]
        return [line for line in all_lines if line.total]

    @property
    def all_promised(self) -> Promised:
        counts = Counter(row.recommendation.risk for row in self.rows)
        return Promised("All", tuple(counts[risk] for risk in LEVELS))

    @cached_property
    def money(self) -> Totals:
        return totals(self.document)

    @cached_property
    def no_action(self) -> list[Row]:
        """What gets no action: a risk that somebody accepts until a day."""
        return [row for row in self.rows if row.response.choice == Response.Choice.NO_ACTION]

    @cached_property
    def high(self) -> list[Row]:
        """The high risks that are acted on, in the order of their end."""
        declined = Response.Choice.NO_ACTION
        rows = [row for row in self.rows if row.recommendation.risk == Level.HIGH and row.response.choice != declined]
        return sorted(rows, key=lambda row: (row.response.end is None, row.response.end or Quarter(0), row.ref))

    @cached_property
    def incomplete(self) -> list[Row]:
        return [row for row in self.rows if not is_complete(row.response)]

    @cached_property
    def reaching(self) -> list[Reaching]:
        """The outcomes that come to meet their target, soonest first."""
        titles = {(row.scope.scope, row.outcome): row.finding.title for row in self.rows if row.finding}
        found = reaches_in(self.document)
        soonest = sorted(found.items(), key=lambda item: (item[1], item[0]))
        return [Reaching(scope, code, titles[scope, code], quarter) for (scope, code), quarter in soonest]

    @cached_property
    def forecast(self) -> Forecast:
        """Where the plan gets the council."""
        return Forecast(self.document)

    @property
    def short_of_target(self) -> int:
        """How many outcomes in the plan's report do not meet their target now."""
        return sum(finding.is_met is False for scope in self.document.scopes for finding in scope.findings)

    @property
    def without_target(self) -> int:
        """How many have no target, so that nobody can say."""
        return sum(not finding.target for scope in self.document.scopes for finding in scope.findings)
