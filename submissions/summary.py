"""A plan's key figures: where it stands, what is promised, what it costs and gets, the biggest risks. Pure.

The approver's page, the workbook's cover, the PDF and whatever else speaks of a whole plan read them here.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from assurance.document import FindingFacts
from assurance.figures import Figures, Measure, figures, measure_of
from assurance.frameworks import published_titles
from assurance.models import Achievement
from iip.quarters import Quarter
from submissions.columns import ACTING
from submissions.completeness import is_complete
from submissions.document import PlanDocument, Row, document_code
from submissions.forecast import Forecast, reaches_in
from submissions.models import Response
from submissions.money import Totals, totals
from submissions.priorities import LEVELS

UNANSWERED = "No response yet"
HIGH = LEVELS[0]


@dataclass(frozen=True)
class KeyFigure:
    """One figure in large type: what it is, the figure, and what it is made of ("" where that says it all)."""

    label: str
    figure: str
    detail: str = ""


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


@dataclass(frozen=True)
class Gain:
    """How many outcomes of an objective in a scope meet their target: now, and once the plan is delivered."""

    scope: str  # its code and name
    figures: Figures
    then: int

    @property
    def objective(self) -> str:
        return self.figures.objective

    @property
    def title(self) -> str:
        return self.figures.title

    @property
    def now(self) -> int:
        return self.figures.met

    @property
    def counted(self) -> int:
        """How many have a target and were assessed."""
        return self.figures.met + self.figures.not_met


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

    # --- where it stands

    @cached_property
    def standing(self) -> list[tuple[str, list[Figures]]]:
        """How many outcomes meet their target: each scope by code and name, with its figures by objective."""
        titles = published_titles(self.document.framework)
        return [(f"{each.scope} {each.name}", figures(each.findings, titles)) for each in self.document.scopes]

    @cached_property
    def measure(self) -> Measure:
        """What the outcomes are measured by."""
        return measure_of(line for _, lines in self.standing for line in lines)

    @cached_property
    def gains(self) -> list[Gain]:
        """What delivering the plan does to each line of where it stands."""
        reached = Counter((each.scope, each.finding.objective) for each in self.forecast.reaching)
        return [
            Gain(scope=name, figures=line, then=line.met + reached[scope.scope, line.objective])
            for scope, (name, lines) in zip(self.document.scopes, self.standing, strict=True)
            for line in lines
        ]

    @property
    def short_of_target(self) -> int:
        """How many outcomes in the plan's report do not meet their target now."""
        return len(self.forecast.below)

    @property
    def without_target(self) -> int:
        """How many have no target, so that nobody can say."""
        return len(self.forecast.without_target)

    # --- what is promised

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
    def acting(self) -> list[Row]:
        """What will be done, wholly or in part."""
        return [row for row in self.rows if row.response.choice in ACTING]

    @property
    def last_end(self) -> Quarter | None:
        """The quarter in which the last action ends; None where none has an end."""
        return max((row.response.end for row in self.acting if row.response.end), default=None)

    @cached_property
    def incomplete(self) -> list[Row]:
        return [row for row in self.rows if not is_complete(row.response)]

    # --- what it costs and what it gets

    @cached_property
    def money(self) -> Totals:
        return totals(self.document)

    @cached_property
    def forecast(self) -> Forecast:
        """Where the plan gets the council."""
        return Forecast(self.document)

    @cached_property
    def reaching(self) -> list[Reaching]:
        """The outcomes that come to meet their target, soonest first."""
        titles = {(row.scope.scope, row.outcome): row.finding.title for row in self.rows if row.finding}
        found = reaches_in(self.document)
        soonest = sorted(found.items(), key=lambda item: (item[1], item[0]))
        return [Reaching(scope, code, titles[scope, code], quarter) for (scope, code), quarter in soonest]

    # --- risks

    @cached_property
    def no_action(self) -> list[Row]:
        """What gets no action: a risk that somebody accepts until a day."""
        return [row for row in self.rows if row.response.choice == Response.Choice.NO_ACTION]

    @cached_property
    def high(self) -> list[Row]:
        """The high risks that are acted on, in the order of their end."""
        declined = Response.Choice.NO_ACTION
        rows = [row for row in self.rows if row.recommendation.risk == HIGH and row.response.choice != declined]
        return sorted(rows, key=lambda row: (row.response.end is None, row.response.end or Quarter(0), row.ref))

    @cached_property
    def by_weight(self) -> list[Row]:
        """What is not done already, the biggest risk first.

        By risk level, then how far the outcome is below its target, then how long the risk stays, as in the report.
        """
        left = [row for row in self.rows if row.response.choice != Response.Choice.ALREADY_DONE]
        return sorted(left, key=_weight)

    def biggest_risks(self, most: int = 5) -> list[Row]:
        """The first of them, each outcome in its scope once."""
        first = {(row.scope.scope, row.outcome): row for row in reversed(self.by_weight)}
        return [row for row in self.by_weight if first[row.scope.scope, row.outcome] is row][:most]

    # --- in large type

    @property
    def key_figures(self) -> list[KeyFigure]:
        """What a cover or a first slide shows, in the order of reading."""
        every, accepted = self.all_promised, self.no_action
        last = self.last_end
        return [
            KeyFigure("Recommendations", str(every.total), _by_risk(every.by_risk)),
            KeyFigure("To be done", str(len(self.acting)), f"The last ends in {last}" if last else ""),
            *self._reached(),
            *self._costs(),
            KeyFigure("Without action", str(len(accepted)), _by_risk(_risks(accepted)) if accepted else ""),
            *self._open(),
        ]

    def _reached(self) -> list[KeyFigure]:
        """Outcomes at their target, where any has one."""
        if not self.forecast.counted:
            return [KeyFigure("Outcomes at their target", "No target set")]
        label, met, _ = self.forecast.steps[-1]
        counted = f"of {self.forecast.counted} with a target"
        now = KeyFigure("Outcomes at their target now", str(len(self.forecast.met)), counted)
        return [now, KeyFigure("Once the plan is delivered", str(met), f"{counted}, by the end of {label}")]

    def _costs(self) -> list[KeyFigure]:
        return [
            KeyFigure(label, f"£{cost:,}", f"£{funded:,} funded, £{gap:,} not funded")
            for label, cost, funded, gap in self.money.lines
        ]

    def _open(self) -> list[KeyFigure]:
        """What keeps the other figures from being the whole truth."""
        unknown, incomplete = len(self.money.not_known), len(self.incomplete)
        found = [
            KeyFigure("Cost not known yet", str(unknown), "Actions in no figure above"),
            KeyFigure("Not complete yet", str(incomplete), "Responses that lack something"),
        ]
        return [each for each in found if each.figure != "0"]


def _weight(row: Row) -> tuple[int, int, int]:
    stays = -(row.response.end.number if row.response.end else 10**6)
    return LEVELS.index(row.recommendation.risk), -_gap(row.finding), stays


def _gap(finding: FindingFacts | None) -> int:
    """How many levels an outcome is below its target."""
    if finding is None or finding.is_met is not False:
        return 0
    return Achievement(finding.target).level - Achievement(finding.decision).level


def _risks(rows: list[Row]) -> tuple[int, ...]:
    counts = Counter(row.recommendation.risk for row in rows)
    return tuple(counts[risk] for risk in LEVELS)


def _by_risk(counts: tuple[int, ...]) -> str:
    """ "20 high, 25 medium, 13 low risk", without what there is none of."""
    said = [f"{count} {risk.label.lower()}" for count, risk in zip(counts, LEVELS, strict=True) if count]
    return f"{', '.join(said)} risk" if said else ""
