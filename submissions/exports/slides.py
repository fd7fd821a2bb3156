"""The executive presentation: ten slides that a chief executive can present as they are."""

from collections.abc import Sequence
from dataclasses import replace

from iip.charts import POUNDS_IN_SHORT
from iip.slide_charts import BARS, BESIDE, COLUMNS, SHARES, Chart
from iip.slides import Deck, Place, Slide, SlideTable
from submissions import briefing_tables as tables
from submissions.briefing import Briefing, Standing
from submissions.briefing_tables import Grid
from submissions.document import PlanDocument, Provenance
from submissions.exports.formats import MARKING
from submissions.provenance import written_at

TITLE = "Improvement and implementation plan"
MOST_BARS, MOST_STEPS = 12, 8  # categories that a chart can be read with, and those whose table must fit beside it
THE_REST = "and {} more: the plan has them all"


def plan_slides(document: PlanDocument, provenance: Provenance) -> bytes:
    """The plan as a 16:9 presentation."""
    return Presentation(Briefing(document, provenance)).made()


class Presentation:
    """The slides of one plan, in their order."""

    def __init__(self, briefing: Briefing):
        self.briefing, self.summary, self.budget = briefing, briefing.summary, briefing.budget
        self.document, self.origin = briefing.document, briefing.provenance
        origin = self.origin
        at = written_at(origin.at)
        when = () if at in origin.label else (at,)
        note = " · ".join((origin.reference, origin.label, *when, origin.code, origin.council))
        subject = f"{origin.reference}, {origin.label}, document code {origin.code}"
        self.deck = Deck(f"{TITLE}: {origin.council}", origin.council, subject, MARKING, note)

    def made(self) -> bytes:
        """The file."""
        self.cover()
        for slide in (self.standing, self.risks, self.roadmap, self.costs, self.unfunded, self.forecast, self.accepted):
            slide()
        self.listed(
            "What we ask you to decide", self.briefing.decisions, "The questions follow from the plan’s figures."
        )
        self.listed("What comes next", self.briefing.next_steps, "The steps that are still to be taken.")
        return self.deck.data()

    # --- the slides

    def cover(self) -> None:
        origin = self.origin
        lines = [
            origin.council,
            f"{self.document.cycle_name} assessment cycle, Cyber Assessment Framework {self.document.framework}",
            f"{origin.label}: {origin.status}",
            f"Plan {origin.reference}, document code {origin.code}",
            f"Made {written_at(origin.at)}",
            f"{MARKING}: show it only to people who may read the plan",
        ]
        self.deck.cover(TITLE, lines, self.notes("the plan’s record", f"Made by {origin.by}."))

    def standing(self) -> None:
        """Where outcomes stand to their targets; to the framework itself where none is set."""
        slide, place = self.slide("Where we stand", self.briefing.stands, "Forecast", self.summary.forecast.rule)
        left, right = place.columns(9, 11)
        grid, parts = tables.standing(self.briefing), tables.standing_parts(self.briefing)
        every = self.briefing.standing
        lines = every if len(every) <= MOST_BARS else self.briefing.by_objective
        series = [(name, [getattr(line, part) for line in lines]) for part, name in parts.items()]
        if lines:
            slide.chart(Chart(grid.name, [_bar(line) for line in lines], series, BARS), left)
        slide.table(table(grid, (5, 6, 0, 0, 0), lines=2, size=11, more="and {} more lines"), right)

    def risks(self) -> None:
        rule = "Ordered by risk level, then how far the outcome is below its target, then how long the risk stays."
        slide, place = self.slide("The biggest risks", self.briefing.risks_in_all, "Recommendations", rule)
        slide.table(told(tables.risks(self.briefing), (46, 9, 28, 15, 11)), place)

    def roadmap(self) -> None:
        rule = "An action counts in the financial year in which it ends."
        slide, place = self.slide("What we will do, and when", self.briefing.promises, "Roadmap", rule)
        left, right = place.columns(9, 11)
        grid, endings = tables.endings(self.briefing), self.briefing.endings[:MOST_BARS]
        if endings:
            series = [(name, [line.by_risk[at] for line in endings]) for at, name in enumerate(grid.headings[1:])]
            slide.chart(Chart(grid.name, [line.year for line in endings], series, COLUMNS), left.above(0.55))
            slide.table(table(grid, more="and {} more years"), left.below(left.height * 0.58))
        streams = tables.streams(self.briefing)
        if streams.rows:
            slide.table(table(streams, (44, 30, 0, 18), lines=2, more="and {} more workstreams"), right)

    def costs(self) -> None:
        rule = (
            "A one-off cost falls evenly over its action’s quarters; an annual cost runs from the quarter after "
            f"its end, until {self.budget.last}. Capital and revenue are never added together."
        )
        said = " ".join(filter(None, (self.briefing.costs, self.briefing.unknown)))
        slide, place = self.slide("What it costs", said, "Costs", rule)
        left, right = place.columns(11, 9)
        grid, years = tables.years(self.briefing), self.budget.years[:MOST_BARS]
        series = [(name, [year.kinds[at].cost for year in years]) for at, name in enumerate(tables.KINDS)]
        if any(any(amounts) for _, amounts in series):
            slide.chart(Chart(grid.name, [year.label for year in years], series, BESIDE, POUNDS_IN_SHORT), left)
            left = right
        slide.table(table(grid, more="and {} more years"), left)

    def unfunded(self) -> None:
        rule = "What is not funded is the cost less what is funded. Bids count as not funded."
        slide, place = self.slide("What is not funded", self.briefing.gap, "Costs", rule)
        left, right = place.columns(9, 11)
        grid, kinds = tables.kinds(self.briefing), [line for line in self.summary.money.lines if line[1]]
        series = [("Funded", [line[2] for line in kinds]), ("Not funded", [max(0, line[3]) for line in kinds])]
        if kinds:
            chart = Chart(grid.name, [line[0] for line in kinds], series, SHARES, POUNDS_IN_SHORT)
            slide.chart(chart, left.above(0.55))
            left = left.below(left.height * 0.6)
        slide.table(table(grid), left)
        gaps = tables.gaps(self.briefing)
        if gaps.rows:
            slide.table(table(gaps, lines=2, more="and {} more actions"), right)

    def forecast(self) -> None:
        forecast = self.summary.forecast
        slide, place = self.slide("What it gets us", forecast.sentence, "Forecast", forecast.rule)
        if not forecast.counted:
            slide.points(self.briefing.without_targets, place)
            return
        left, right = place.columns(12, 8)
        grid, steps = tables.steps(self.briefing, _sparse), _sparse(forecast.steps)
        series = [("Meet their target", [met for _, met, _ in steps]), ("Below", [below for *_, below in steps])]
        slide.chart(Chart(grid.name, [label for label, *_ in steps], series, COLUMNS), left)
        slide.table(table(grid, size=11), right.above(0.62))
        if forecast.reasons:
            slide.table(
                table(tables.staying(self.briefing), size=11, more="and {} more"), right.below(right.height * 0.66)
            )

    def accepted(self) -> None:
        rule = "Each accepted risk has an owner and a day to look again."
        slide, place = self.slide("What we accept", self.briefing.accepts, "Recommendations", rule)
        grid = tables.accepted(self.briefing)
        if grid.rows:
            slide.table(told(grid, (27, 9, 40, 16, 14)), place)

    def listed(self, title: str, points: Sequence[str], source: str) -> None:
        """A slide of sentences."""
        slide = self.deck.slide(title, self.notes("the plan", source))
        slide.points(points, Place(), size=20, more="and {} more")

    # --- what each slide has

    def slide(self, title: str, said: str, page: str, rule: str) -> tuple[Slide, Place]:
        """A slide with its sentence, and the place beneath it."""
        slide = self.deck.slide(title, self.notes(f"the plan’s page “{page}”", rule))
        return slide, slide.say(said, Place(), bold=True)

    def notes(self, source: str, rule: str) -> str:
        """Where a slide’s figures come from."""
        origin = self.origin
        return f"Source: {source}. Plan {origin.reference}, {origin.label}, document code {origin.code}.\n{rule}"


def table(
    grid: Grid, shares: Sequence[float] = (), *, lines: int = 3, size: float = 12, more: str = "and {} more"
) -> SlideTable:
    """A grid as a slide shows it."""
    return SlideTable(grid.name, grid.headings, grid.rows, shares, grid.numbers, grid.has_total, lines, size, more)


def told(grid: Grid, shares: Sequence[float]) -> SlideTable:
    """A grid of what people wrote, in whole sentences if five of them fit."""
    return replace(table(grid, shares, lines=6, size=13, more=THE_REST), rows_at_least=5)


def _bar(line: Standing) -> str:
    """What a bar is called: the scope’s code and the objective’s letter, as the table beside it spells them out."""
    return f"{line.scope.split()[0]} {line.objective.split()[0]}" if line.scope else line.objective


def _sparse(steps: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The steps that a chart has room for: the first, the last, and evenly between."""
    if len(steps) <= MOST_STEPS:
        return list(steps)
    every = (len(steps) - 1) / (MOST_STEPS - 1)
    return [steps[round(every * at)] for at in range(MOST_STEPS)]
