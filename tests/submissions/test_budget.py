"""What a plan costs in each quarter and year: worked out by hand, and held by properties."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from iip.quarters import Quarter
from submissions.budget import Budget, Sum, spread
from submissions.facts import ResponseFacts
from submissions.money import totals
from tests.make_document import Q1, Q4, document, implement

ONE, TWO, THREE = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-A2.a-01"
QUARTERS = st.integers(Q1.number, Q1.number + 30).map(Quarter)
POUNDS = st.none() | st.integers(0, 1_000_000)


@st.composite
def actions(draw):
    """An action with money, dates in order and some of it funded."""
    start, end = sorted((draw(QUARTERS), draw(QUARTERS)))
    costs = {kind: draw(POUNDS) for kind in ("capital", "revenue", "annual")}
    paid = {f"funded_{kind}": draw(st.none() | st.integers(0, cost or 0)) for kind, cost in costs.items()}
    return implement(
        **costs,
        **paid,
        start=start,
        end=end,
        funding=draw(st.sampled_from(["funded", "part_funded", "bid_submitted", "unfunded"])),
        funding_source=draw(st.sampled_from(["", "Grant", "grant", "Reserves"])),
        workstream=draw(st.sampled_from(["", "Identity"])),
        priority=draw(st.sampled_from(["", "high", "low"])),
    )


PLANS = st.lists(actions(), min_size=1, max_size=5).map(
    lambda all_of_them: document({f"ORG-A1.a-{n:02}": facts for n, facts in enumerate(all_of_them)})
)


def of(budget: Budget, label: str):
    return next(period for period in (*budget.quarters, *budget.years) if period.label == label)


def test_a_one_off_cost_falls_evenly_over_its_quarters_and_loses_no_pound():
    budget = Budget(document({ONE: implement(capital=10, start=Q4, end=Q4 + 2, funding="unfunded")}))
    assert [of(budget, str(Q4 + n)).capital for n in range(4)] == [Sum(3), Sum(3), Sum(4), Sum()]
    assert (of(budget, "2026/27").capital, of(budget, "2027/28").capital) == (Sum(3), Sum(7))
    assert budget.all_years.capital == Sum(10)


def test_an_annual_cost_runs_from_the_quarter_after_the_end_to_the_year_after_the_last_one():
    budget = Budget(document({ONE: implement(annual=10, start=Q4, end=Q4 + 1, funding="funded")}))
    assert str(budget.last) == "2028/29 Q4"
    assert [of(budget, str(Q4 + n)).annual.cost for n in range(1, 6)] == [0, 3, 2, 3, 2]
    assert [year.annual for year in budget.years] == [Sum(), Sum(8, 8), Sum(10, 10)]


def test_what_is_funded_follows_the_cost_and_never_passes_it():
    assert spread(3, 2, 5) == [Sum(0, 0), Sum(1, 0), Sum(0, 0), Sum(1, 1), Sum(1, 1)]


def test_a_cost_that_is_not_known_yet_is_counted_and_in_no_figure():
    unknown = implement(cost_basis="not_known", capital=None, revenue=None, annual=None, workstream="Identity")
    budget = Budget(document({ONE: unknown, TWO: implement(capital=5)}))
    assert (budget.not_known, budget.unpriced) == ([ONE], [])
    group = budget.by_workstream[0]
    assert (group.label, group.actions, group.not_known, group.lines) == ("Identity", 1, 1, [])


def test_an_action_without_any_cost_entered_is_named_too():
    budget = Budget(document({ONE: implement(cost_basis="", capital=None, revenue=None, annual=None)}))
    assert (budget.not_known, budget.unpriced) == ([], [ONE])


def test_an_action_without_dates_is_in_the_total_and_in_no_year():
    budget = Budget(document({ONE: implement(capital=12, end=None), TWO: implement(capital=5, end=Q4)}))
    assert budget.unscheduled == [ONE]
    assert (budget.all_years.capital, budget.outside.capital) == (Sum(5, 5), Sum(12, 12))


def test_dates_far_away_do_not_draw_up_centuries():
    far = Quarter.make(2199, 1)
    budget = Budget(
        document({ONE: implement(capital=8, start=Q4, end=Q4), TWO: implement(capital=7, start=far, end=far)})
    )
    assert len(budget.years) == 11
    assert budget.outside.capital == Sum(7, 7)


def test_what_is_covered_by_another_counts_once():
    budget = Budget(document({ONE: implement(capital=8), TWO: ResponseFacts(choice="covered", covered_by=ONE)}))
    assert (budget.all_years.capital, budget.covered) == (Sum(8, 8), [TWO])


def test_a_source_is_one_source_however_it_is_written_and_no_source_comes_last():
    budget = Budget(
        document(
            {
                ONE: implement(capital=8),
                TWO: implement(capital=7, funding_source="Reserves"),
                THREE: implement(capital=2, funding_source="reserves "),
            }
        )
    )
    assert [(group.label, group.actions, group.cost.capital) for group in budget.by_source] == [
        ("Reserves", 2, 9),
        ("No source given", 1, 8),
    ]


@given(cost=st.integers(0, 10**9), share=st.floats(0, 1), quarters=st.integers(1, 60))
def test_what_is_spread_adds_up_and_is_even(cost, share, quarters):
    funded = int(cost * share)
    shares = spread(cost, funded, quarters)
    assert sum(shares, start=Sum()) == Sum(cost, funded)
    assert max(each.cost for each in shares) - min(each.cost for each in shares) <= 1
    assert all(0 <= each.funded <= each.cost for each in shares)


@given(plan=PLANS)
def test_quarters_add_up_to_years_and_years_to_the_rows(plan):
    budget, total = Budget(plan), totals(plan)
    for number, year in enumerate(budget.years):
        for kind in ("capital", "revenue", "annual"):
            of_quarters = (getattr(each, kind) for each in budget.quarters[number * 4 : number * 4 + 4])
            assert sum(of_quarters, start=Sum()) == getattr(year, kind)
    for kind in ("capital", "revenue"):
        everything = getattr(budget.all_years, kind) + getattr(budget.outside, kind)
        assert everything == Sum(getattr(total.cost, kind), getattr(total.funded, kind))
    for groups in (budget.by_workstream, budget.by_priority, budget.by_source, budget.by_funding):
        for kind in ("capital", "revenue", "annual"):
            assert sum(getattr(group.cost, kind) for group in groups) == getattr(total.cost, kind)
            assert sum(getattr(group.funded, kind) for group in groups) == getattr(total.funded, kind)


@given(plan=PLANS, later=st.integers(1, 8))
def test_a_later_end_moves_its_own_money_alone(plan, later):
    ref = next(iter(plan.responses))
    facts = plan.responses[ref]
    moved = replace(plan, responses=plan.responses | {ref: replace(facts, end=facts.end + later)})
    before, after = Budget(plan), Budget(moved)
    others = Budget(replace(plan, responses={r: f for r, f in plan.responses.items() if r != ref}))
    total = totals(plan)

    assert after.by_source == before.by_source
    assert after.all_years.capital + after.outside.capital == Sum(total.cost.capital, total.funded.capital)
    start = facts.start.number
    alone = {p.label: p for p in others.quarters}
    for quarter in after.quarters:
        if quarter.label in alone and Quarter.parse(quarter.label).number < start:
            assert quarter == alone[quarter.label]
