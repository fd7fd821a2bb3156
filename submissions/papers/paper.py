"""A plan as a report to a council's committee: one list of blocks, from which both editions are made. Pure.

Figures, sentences and tables are those of the plan's pages and of the executive presentation.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from iip.charts import POUNDS_IN_SHORT
from iip.slide_charts import BARS, Chart
from submissions import briefing_tables as tables
from submissions.briefing import Briefing
from submissions.briefing_tables import Grid
from submissions.columns import MONEY
from submissions.money import cost_of
from submissions.papers import tables as own_tables
from submissions.papers import wording
from submissions.papers.blocks import Block, Drawing, Heading, Points, Prompt, Table, Words
from submissions.papers.kinds import Kind

MOST_RISKS, MOST_GAPS = 10, 10  # lines; the appendix has all
FEWEST = 3  # actions behind a total: of fewer, it would tell what one of them costs
OWN, ASSURANCE, FIGURES, ACTION, PERSON = Kind.OWN_WORDS, Kind.ASSURANCE, Kind.FIGURES, Kind.ACTION, Kind.PERSON


class Paper:
    """The paper of one plan."""

    def __init__(self, briefing: Briefing):
        self.briefing, self.summary, self.budget = briefing, briefing.summary, briefing.budget
        self.document, self.origin = briefing.document, briefing.provenance

    @property
    def title(self) -> str:
        return f"Cyber security: improvement and implementation plan {self.document.cycle_name}"

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Everything that it says, in its order. Raises UndeclaredKind where a piece does not declare its kind."""
        parts = (
            *(self._purpose, self._decisions, self._background, self._standing, self._risks, self._work, self._money),
            *(self._accepted, self._forecast, self._next_steps, self._implications, self._appendix),
        )
        return tuple(block for part in parts for block in part())

    # --- the sections

    def _purpose(self) -> Iterator[Block]:
        yield Heading("Heading", "Purpose of this report", OWN)
        yield Words("What the report is for", wording.PURPOSE, OWN)
        yield Words("What the plan promises", self.briefing.promises, FIGURES)

    def _decisions(self) -> Iterator[Block]:
        yield Heading("Heading", "Recommendations to the committee", OWN)
        yield Words("What the committee is asked", "The committee is asked to:", OWN)
        yield self._points("What the committee is asked to decide", self.briefing.decisions, is_numbered=True)

    def _background(self) -> Iterator[Block]:
        yield Heading("Heading", "Background", OWN)
        for name, text in wording.BACKGROUND.items():
            yield Words(name, text, OWN)
        yield Words("What was assured, and when", wording.assured(self.document), ASSURANCE)
        yield _table(own_tables.assured(self.briefing), (Kind.SYSTEM, *[Kind.SUPPLIER] * 3, PERSON), (7, 5, 5, 5, 4))
        yield Words("Where the plan stands", f"The status of the plan is: {self.origin.status}.", ASSURANCE)
        if self.origin.gates:
            yield _table(own_tables.gates(self.briefing), (ASSURANCE, PERSON, ASSURANCE), (5, 4, 4))

    def _standing(self) -> Iterator[Block]:
        yield Heading("Heading", "Where we stand", OWN)
        yield Words("How many outcomes meet their target", self.briefing.stands, FIGURES)
        grid, parts = tables.by_objective(self.briefing), tables.standing_parts(self.briefing)
        if lines := self.briefing.by_objective:
            series = [(name, [getattr(line, part) for line in lines]) for part, name in parts.items()]
            chart = Chart(_drawn(grid), [line.objective for line in lines], series, BARS)
            yield Drawing(chart.name, chart, kind=FIGURES)
        yield _table(grid, [FIGURES] * 4)
        yield _table(tables.standing(self.briefing), [Kind.SYSTEM] * 5, (6, 6, 0, 0, 0))
        for number, said in enumerate(wording.summaries(self.document), 1):
            yield Words(f"The assurer’s summary {number}", said, Kind.WEAKNESS)

    def _risks(self) -> Iterator[Block]:
        yield Heading("Heading", "The biggest risks", OWN)
        yield Words("How many risks are left", self.briefing.risks_in_all, FIGURES)
        grid = tables.risks(self.briefing)
        kinds = (Kind.RISK, Kind.RISK, ACTION, PERSON, ACTION)
        yield from _first(grid, MOST_RISKS, kinds, (38, 9, 29, 15, 11))

    def _work(self) -> Iterator[Block]:
        yield Heading("Heading", "What we will do, and when", OWN)
        yield _table(tables.promised(self.briefing), [FIGURES] * 5)
        grid, endings = tables.endings(self.briefing), self.briefing.endings
        if endings:
            series = [(name, [line.by_risk[at] for line in endings]) for at, name in enumerate(grid.headings[1:])]
            chart = Chart(_drawn(grid), [line.year for line in endings], series, BARS)
            yield Drawing(chart.name, chart, kind=FIGURES)
            yield _table(grid, [FIGURES] * 4)
        streams = tables.streams(self.briefing)
        if streams.rows:
            yield _table(streams, (ACTION, PERSON, ACTION, ACTION), (44, 30, 0, 18))

    def _money(self) -> Iterator[Block]:
        yield Heading("Heading", "Financial implications", OWN)
        yield Words("How costs are counted", wording.COUNTING, OWN)
        for name, said in (
            ("What the actions cost", self.briefing.costs),
            ("What is not funded", self.briefing.gap),
            ("How many costs are not known", self.briefing.unknown),
        ):
            if said:
                yield Words(name, said, self._kind_of(said))
        yield _table(tables.kinds(self.briefing), [self.money] * 4)
        yield from self._money_by_year()
        gaps = tables.gaps(self.briefing)
        if gaps.rows:
            yield from _first(gaps, MOST_GAPS, [Kind.ITEM_COST] * 4)
        yield Prompt("Comments of the chief finance officer", wording.FINANCE, OWN)

    def _money_by_year(self) -> Iterator[Block]:
        """Each kind of money apart: capital and revenue are never one figure."""
        grids = tables.years_of_each_kind(self.briefing)
        for grid in grids:
            label = grid.name.removesuffix(" by financial year")
            years = dict(self.budget.kinds_by_year).get(label, [])
            if years:
                series = [
                    ("Funded", [each.funded for _, each in years]),
                    ("Not funded", [max(0, each.gap) for _, each in years]),
                ]
                chart = Chart(_drawn(grid), [year for year, _ in years], series, BARS, POUNDS_IN_SHORT)
                yield Drawing(chart.name, chart, kind=self.money)
            yield _table(grid, [self.money] * 4)

    def _accepted(self) -> Iterator[Block]:
        yield Heading("Heading", "What we accept", OWN)
        yield Words("How many risks are accepted", self.briefing.accepts, FIGURES)
        grid = tables.accepted(self.briefing)
        if grid.rows:
            yield _table(grid, (ACTION, Kind.RISK, ACTION, PERSON, ACTION), (28, 9, 34, 16, 14))

    def _forecast(self) -> Iterator[Block]:
        forecast = self.summary.forecast
        yield Heading("Heading", "What it gets us", OWN)
        yield Words("What the plan gets the council", forecast.sentence, FIGURES)
        if not forecast.counted:
            yield self._points("What can be said without targets", self.briefing.without_targets)
            return
        yield Words("How the forecast is made", forecast.rule, OWN)
        grid = tables.steps(self.briefing)
        series = [
            ("Meet their target", [met for _, met, _ in forecast.steps]),
            ("Below", [below for *_, below in forecast.steps]),
        ]
        chart = Chart(_drawn(grid), [label for label, *_ in forecast.steps], series, BARS)
        yield Drawing(chart.name, chart, kind=FIGURES)
        yield _table(grid, [FIGURES] * 3)
        if forecast.reasons:
            yield _table(tables.staying(self.briefing), [FIGURES] * 2)

    def _next_steps(self) -> Iterator[Block]:
        if steps := self.briefing.next_steps:
            yield Heading("Heading", "Next steps", OWN)
            yield self._points("What comes next", steps)

    def _implications(self) -> Iterator[Block]:
        for heading, prompt in wording.IMPLICATIONS.items():
            yield Heading("Heading", heading, OWN)
            yield Prompt(heading, prompt, OWN)

    def _appendix(self) -> Iterator[Block]:
        yield Heading("Heading", "Appendix: recommendations and responses", OWN, is_wide=True)
        grid = own_tables.everything(self.briefing)
        if not grid.rows:
            yield Words("That nothing was recommended", "The report makes no recommendations.", FIGURES)
            return
        kinds = (ACTION, Kind.RISK, ACTION, PERSON, ACTION, *[Kind.ITEM_COST] * 4)
        yield _table(grid, kinds, (33, 9, 31, 13, 9, 0, 0, 0, 16))

    # --- kinds

    @cached_property
    def money(self) -> Kind:
        """The kind of a total: it tells what a single action costs where too few have that kind of money."""
        costs = [cost_of(row.response) for row in self.summary.acting]
        behind = [sum(bool(getattr(cost, kind)) for cost in costs) for kind in MONEY]
        return FIGURES if all(many == 0 or many >= FEWEST for many in behind) else Kind.ITEM_COST

    def _kind_of(self, said: str) -> Kind:
        """The kind of a sentence with figures: where it names an amount, that of the amounts."""
        return self.money if "£" in said else FIGURES

    def _points(self, name: str, points: Sequence[str], *, is_numbered: bool = False) -> Points:
        return Points(name, points, [self._kind_of(point) for point in points], is_numbered)


def _table(grid: Grid, kinds: Sequence[Kind], shares: Sequence[float] = ()) -> Table:
    """A table under its own name."""
    return Table(grid.name, grid, kinds, shares)


def _drawn(grid: Grid) -> str:
    """What the chart of a table is called."""
    return f"Chart: {grid.name[0].lower()}{grid.name[1:]}"


def _first(grid: Grid, most: int, kinds: Sequence[Kind], shares: Sequence[float] = ()) -> Iterator[Block]:
    """The first lines of a table, and how many more there are, which says nothing where the table is withheld."""
    left = len(grid.rows) - most
    shown = Grid(grid.name, grid.headings, grid.rows[:most], grid.numbers, grid.has_total)
    yield _table(shown, kinds, shares)
    if left > 0:
        said = f"{left} more are in the appendix, which has every recommendation."
        yield Words(f"{grid.name}: how many more there are", said, kinds[0])
