"""What a plan costs and how much of it is funded: worked out by hand."""

import pytest

from submissions.facts import ResponseFacts
from submissions.money import Amounts, totals
from tests.make_document import document, implement

ONE, TWO, THREE = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-A2.a-01"


def test_each_kind_of_money_is_added_up_by_itself():
    found = totals(
        document(
            {
                ONE: implement(capital=12_000, revenue=3_000, annual=500, funding="funded"),
                TWO: implement(capital=1, revenue=20, annual=300, funding="unfunded"),
            }
        )
    )
    assert found.cost == Amounts(capital=12_001, revenue=3_020, annual=800)
    assert found.funded == Amounts(capital=12_000, revenue=3_000, annual=500)
    assert found.unfunded == Amounts(capital=1, revenue=20, annual=300)


def test_capital_and_revenue_are_never_one_figure():
    found = totals(document({ONE: implement(capital=7, revenue=50, annual=900, funding="unfunded")}))
    assert [line[1:] for line in found.lines] == [(7, 0, 7), (50, 0, 50), (900, 0, 900)]
    assert not {57, 907, 950, 957} & {figure for line in found.lines for figure in line[1:]}


@pytest.mark.parametrize(
    ("funding", "funded"),
    [
        ("funded", Amounts(100, 20, 3)),
        ("part_funded", Amounts(0, 0, 0)),
        ("bid_submitted", Amounts(0, 0, 0)),
        ("unfunded", Amounts(0, 0, 0)),
    ],
)
def test_a_blank_means_all_where_it_is_funded_and_otherwise_nothing(funding, funded):
    facts = implement(capital=100, revenue=20, annual=3, funding=funding)
    assert totals(document({ONE: facts})).funded == funded


@pytest.mark.parametrize("funding", ["funded", "part_funded", "bid_submitted", "unfunded"])
def test_an_amount_that_is_funded_counts_as_it_is_written(funding):
    facts = implement(capital=100, revenue=20, annual=3, funding=funding, funded_capital=40, funded_revenue=0)
    found = totals(document({ONE: facts}))
    assert (found.funded.capital, found.funded.revenue) == (40, 0)
    assert (found.unfunded.capital, found.unfunded.revenue) == (60, 20)


def test_a_cost_that_is_not_known_yet_is_named_and_in_no_figure():
    unknown = implement(cost_basis="not_known", capital=None, revenue=None, annual=None)
    found = totals(document({ONE: unknown, TWO: implement(capital=5, revenue=0, annual=0)}))
    assert found.not_known == (ONE,)
    assert found.cost == Amounts(capital=5)


def test_what_is_covered_done_or_left_costs_nothing_of_its_own():
    found = totals(
        document(
            {
                ONE: implement(capital=5, revenue=0, annual=0),
                TWO: ResponseFacts(choice="covered", covered_by=ONE),
                THREE: ResponseFacts(choice="no_action"),
            }
        )
    )
    assert found.cost == Amounts(capital=5)
