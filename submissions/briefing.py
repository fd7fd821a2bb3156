"""A plan as senior people are told it: figures in sentences, what they are asked to decide, what comes next. Pure.

The executive presentation and the committee papers say the same, from here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from assurance.figures import Figures
from assurance.models import Level
from iip.quarters import Quarter
from submissions.budget import Budget
from submissions.columns import COLUMNS
from submissions.document import PlanDocument, Provenance, Row
from submissions.money import cost_of, funded_of
from submissions.priorities import LEVELS
from submissions.roadmap import Roadmap
from submissions.summary import Summary

NO_DATES = "Not scheduled"
AHEAD = {  # each gate and what is still to come while it has not been passed
    "Passed by the internal quality assurer": "The internal quality assurer checks the plan.",
    "Signed off by the approver": "The approver gives final sign-off.",
    "Confirmed by the independent assurer as ready to submit": "The independent assurer confirms that report and plan "
    "can be submitted.",
    "Submitted to MHCLG": "The council submits the report and the plan to MHCLG.",
}
KINDS = {"capital": "one-off capital", "revenue": "one-off revenue", "annual": "a year to run"}


@dataclass(frozen=True)
class Standing:
    """How the outcomes of an objective in a scope stand to their targets, and how they were assessed."""

    scope: str
    objective: str
    met: int
    below: int
    uncounted: int  # without a target, or not assessed
    achieved: int
    partial: int
    not_achieved: int

    def __add__(self, other: "Standing") -> "Standing":
        """Both together, over all scopes."""
        sums = (getattr(self, name) + getattr(other, name) for name in COUNTED)
        return Standing("", self.objective, *sums)


COUNTED = ("met", "below", "uncounted", "achieved", "partial", "not_achieved")


@dataclass(frozen=True)
class Ending:
    """How many actions are done in a financial year, by risk: high, medium, low."""

    year: str
    by_risk: tuple[int, ...]


@dataclass(frozen=True)
class Stream:
    """A workstream in one line."""

    name: str
    lead: str
    actions: int
    last: str  # the quarter in which its last action ends; "" where none has one


class Briefing:
    """A plan for people who have ten minutes."""

    def __init__(self, document: PlanDocument, provenance: Provenance):
        self.document, self.provenance = document, provenance
        self.summary, self.budget, self.roadmap = Summary(document), Budget(document), Roadmap(document)

    # --- where we stand and where it gets us

    @property
    def stands(self) -> str:
        """Where the council stands, in a sentence."""
        forecast = self.summary.forecast
        if not forecast.counted:
            return "No outcome has a target, so nobody can say how many meet it."
        met = len(forecast.met)
        return f"{met} of {forecast.counted} outcomes with a target {'meets' if met == 1 else 'meet'} it now."

    @cached_property
    def standing(self) -> list[Standing]:
        """A line for each objective in each scope."""
        return [_standing(name, line) for name, lines in self.summary.standing for line in lines]

    @cached_property
    def by_objective(self) -> list[Standing]:
        """The same over all scopes: a line for each objective."""
        found: dict[str, Standing] = {}
        for line in self.standing:
            found[line.objective] = found[line.objective] + line if line.objective in found else line
        return [replace(found[objective], scope="") for objective in sorted(found)]

    @property
    def without_targets(self) -> list[str]:
        """What can be said of the gain where no outcome has a target."""
        rows, expected = self.summary.acting, {"achieved": 0, "partially_achieved": 0}
        for place in {(row.scope.scope, row.outcome): row for row in rows}.values():
            if place.finding and place.finding.expected:
                expected[place.finding.expected] += 1
        places = len({(row.scope.scope, row.outcome) for row in rows})
        scopes = _count(len(self.document.scopes), "scope")
        said = [f"The actions work on {_count(places, 'outcome')} in {scopes}."] if places else []
        if any(expected.values()):
            full, part = expected.values()
            said.append(
                f"Once they are done the assurer expects {full} of them achieved and {part} partially achieved."
            )
        return [*said, "A profile of targets has not been set for this plan, so no outcome is said to be met."]

    @property
    def risks_in_all(self) -> str:
        """How many outcomes still have work to do, by risk, in a sentence."""
        rows = self.summary.biggest_risks(most=len(self.summary.rows))
        counts = [(risk.label.lower(), sum(row.recommendation.risk == risk for row in rows)) for risk in LEVELS]
        said = ", ".join(f"{count} {label}" for label, count in counts if count)
        return f"Outcomes with work still to do, by risk: {said}." if said else "Nothing is left to do."

    # --- what we will do, and when

    @property
    def promises(self) -> str:
        """What the council will do, in a sentence."""
        acting, last = len(self.summary.acting), self.summary.last_end
        end = f", the last of it by the end of {last}" if last else ""
        return f"{_count(acting, 'action')} on {_count(len(self.summary.rows), 'recommendation')}{end}."

    @cached_property
    def endings(self) -> list[Ending]:
        """The financial years in which actions are done, from the first to the last; those without dates at the end."""
        risks = {row.ref: row.recommendation.risk for row in self.summary.acting}
        counts = Counter(((a.end.year if a.end else None), risks[a.ref]) for a in self.roadmap.actions)
        years = [year for year, _ in counts if year is not None]
        span = range(min(years), max(years) + 1) if years else range(0)
        lines = [Ending(Quarter.make(year, 1).financial_year, _risks(counts, year)) for year in span]
        undated = Ending(NO_DATES, _risks(counts, None))
        return [*lines, undated] if any(undated.by_risk) else lines

    @cached_property
    def streams(self) -> list[Stream]:
        """The workstreams with most actions first; what belongs to none is the last."""
        leads = {stream.name: stream.lead for stream in self.document.workstreams}
        found = [(name, actions, leads.get(name, "")) for name, actions in self.roadmap.groups]
        lines = [Stream(name, lead, len(actions), _last(a.end for a in actions)) for name, actions, lead in found]
        return sorted(lines, key=lambda line: (line.name not in leads, -line.actions, line.name.casefold()))

    # --- money

    @property
    def costs(self) -> str:
        """What the actions cost, in a sentence."""
        if cost := _money(self.summary.money.cost):
            return f"The actions cost {cost}."
        is_known = self.summary.acting and not self.unknown
        return "The actions cost nothing." if is_known else "No cost is known yet."

    @property
    def gap(self) -> str:
        """What of it is not funded, in a sentence."""
        if gap := _money(self.summary.money.unfunded):
            return f"Not funded yet: {gap}."
        return "Everything whose cost is known is funded." if _money(self.summary.money.cost) else self.costs

    @property
    def unknown(self) -> str:
        """How many costs are in no figure, in a sentence; "" where all are."""
        unknown = len({*self.budget.not_known, *self.budget.unpriced})
        return f"The cost of {_count(unknown, 'action')} is not known yet and is in no figure." if unknown else ""

    @cached_property
    def unfunded(self) -> list[tuple[Row, int, int, int]]:
        """The actions with money still to find, most of it first: capital, revenue and annual apart."""
        found = [(row, cost_of(row.response) - funded_of(row.response)) for row in self.summary.acting]
        lines = [(row, gap.capital, gap.revenue, gap.annual) for row, gap in found]
        open_ones = [line for line in lines if any(part > 0 for part in line[1:])]
        return sorted(open_ones, key=lambda line: (-max(line[1:]), line[0].ref))

    # --- what we accept

    @property
    def accepts(self) -> str:
        """What gets no action, in a sentence."""
        rows = self.summary.no_action
        unanswered = sum(not row.response.choice for row in self.summary.rows)
        if not rows and unanswered:
            still = f"{_count(unanswered, 'recommendation')} {'has' if unanswered == 1 else 'have'} no response yet"
            return f"No recommendation is without action so far; {still}."
        if not rows:
            return "No recommendation is left without action."
        high = sum(row.recommendation.risk == Level.HIGH for row in rows)
        return f"{_count(len(rows), 'recommendation')} without action, {high or 'none'} of them on a high risk."

    @property
    def look_again(self) -> str:
        """The first day on which an accepted risk is looked at again, in words; "" where none is set."""
        days = [row.response.look_again_on for row in self.summary.no_action if row.response.look_again_on]
        return COLUMNS["look_again_on"].written(min(days)) if days else ""

    # --- what is asked for, and what comes next

    @property
    def decisions(self) -> list[str]:
        """What senior people are asked to decide."""
        return list(self._decisions())

    def _decisions(self) -> Iterator[str]:
        signed = [gate for gate in self.provenance.gates if gate.what == "Signed off by the approver"]
        promised = self.promises[0].lower() + self.promises[1:]
        yield f"{'Note the plan that was signed off' if signed else 'Support the plan for sign-off'}: {promised}"
        if gap := _money(self.summary.money.unfunded):
            yield f"Say how what is not funded is to be met: {gap}. Approving the plan does not approve this spending."
        if self.unknown:
            yield f"Ask for the missing costs: {self.unknown[0].lower()}{self.unknown[1:]}"
        if rows := self.summary.no_action:
            again = f", and look at them again from {self.look_again}" if self.look_again else ""
            yield f"Accept the risks of {_count(len(rows), 'recommendation')} without action{again}."
        if self.summary.incomplete:
            count = len(self.summary.incomplete)
            yield f"Ask for {_count(count, 'response')} that {'is' if count == 1 else 'are'} not complete."

    @property
    def next_steps(self) -> list[str]:
        """What comes next: the gates still to be passed, the first work, the first look at what was accepted."""
        passed = {gate.what for gate in self.provenance.gates}
        return [
            *(words for what, words in AHEAD.items() if what not in passed),
            *self._first_work(),
            *self._afterwards(),
        ]

    def _first_work(self) -> Iterator[str]:
        starts = [action.start for action in self.roadmap.actions if action.start]
        if starts:
            count = starts.count(min(starts))
            yield f"Work begins in {min(starts)} with {_count(count, 'action')}."

    def _afterwards(self) -> Iterator[str]:
        if self.summary.acting:
            yield "Progress is reported to senior leaders each quarter."
        if self.look_again:
            yield f"The first accepted risk is looked at again on {self.look_again}."


def _standing(name: str, line: Figures) -> Standing:
    return Standing(
        name,
        f"{line.objective} {line.title}".strip(),
        line.met,
        line.not_met,
        line.no_target + line.not_assessed,
        line.achieved,
        line.partially_achieved,
        line.not_achieved,
    )


def _risks(counts: Counter, year: int | None) -> tuple[int, ...]:
    return tuple(counts[year, risk] for risk in LEVELS)


def _last(ends: Iterable[Quarter | None]) -> str:
    there = [end for end in ends if end]
    return str(max(there)) if there else ""


def _money(amounts) -> str:
    """ "£12,000 one-off capital and £1,000 a year to run"; "" where there is none."""
    said = [f"£{getattr(amounts, kind):,} {words}" for kind, words in KINDS.items() if getattr(amounts, kind)]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
