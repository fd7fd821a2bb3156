"""A plan's key figures, by examples worked by hand: where it stands, what it gets, and which risks weigh most."""

import pytest

from submissions.facts import ResponseFacts
from submissions.forecast import Forecast
from submissions.summary import Summary
from tests.make_document import NO_ACTION, Q4, document, finding, implement, recommendation, scope

ONE, TWO, THREE, SYSTEM = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-D1.a-01", "SYS1-B1.a-01"
ACCEPTED = ResponseFacts(**NO_ACTION)


def plan(*findings, risks=(), **responses):
    """A plan of one scope: its findings, and a recommendation on each of the responses' outcomes."""
    named = {ref.replace("_", "."): facts for ref, facts in responses.items()}
    refs = [f"ORG-{outcome}-01" for outcome in named]
    levels = [*risks, *["high"] * (len(refs) - len(risks))]
    asked = [recommendation(ref, risk=risk) for ref, risk in zip(refs, levels, strict=True)]
    report = scope(findings=findings, recommendations=asked)
    return Summary(document(dict(zip(refs, named.values(), strict=True)), scopes=(report,)))


def in_large_type(summary: Summary) -> dict[str, tuple[str, str]]:
    return {each.label: (each.figure, each.detail) for each in summary.key_figures}


# Where it stands, and what it gets


def test_outcomes_are_counted_by_objective_and_scope_under_the_objectives_published_titles():
    summary = Summary(document({ONE: implement(), THREE: ACCEPTED, SYSTEM: implement()}))
    assert [name for name, _ in summary.standing] == ["ORG Organisation", "SYS1 Organisation"]
    lines = [(line.objective, line.title, line.not_met) for _, each in summary.standing for line in each]
    assert lines == [
        ("A", "Managing security risk", 1),
        ("D", "Minimising the impact of cyber security incidents", 1),
        ("B", "Protecting against cyber attack", 1),
    ]


def test_an_objective_of_a_version_that_nobody_published_goes_without_a_title():
    summary = Summary(document({ONE: implement()}, framework="9.9"))
    assert [line.title for _, lines in summary.standing for line in lines] == [""]


def test_what_delivery_gets_is_counted_where_it_falls():
    met = finding("A1.c", decision="achieved")
    untold = finding("A1.d", target="")
    summary = plan(finding("A1.a"), finding("A1.b"), met, untold, A1_a=implement(), A1_b=ACCEPTED)
    (gain,) = summary.gains
    assert (gain.counted, gain.now, gain.then) == (3, 1, 2)


def test_the_gains_together_are_the_forecast():
    summary = Summary(document({ONE: implement(end=Q4 + 2), TWO: implement(), SYSTEM: ACCEPTED}))
    _, met, below = Forecast(summary.document).steps[-1]
    assert sum(gain.then for gain in summary.gains) == met == 2
    assert sum(gain.counted - gain.then for gain in summary.gains) == below == 1


# The biggest risks


def test_the_risk_level_weighs_most():
    summary = plan(
        *(finding(outcome) for outcome in ("A1.a", "A1.b", "A1.c")),
        risks=("low", "high", "medium"),
        A1_a=ACCEPTED,
        A1_b=implement(),
        A1_c=implement(),
    )
    assert [row.outcome for row in summary.biggest_risks()] == ["A1.b", "A1.c", "A1.a"]


def test_among_equal_risks_what_is_further_below_its_target_weighs_more():
    near = finding("A1.a", decision="partially_achieved")
    summary = plan(near, finding("A1.b"), finding("A1.c", target=""), A1_a=implement(), A1_b=implement(), A1_c=ACCEPTED)
    assert [row.outcome for row in summary.biggest_risks()] == ["A1.b", "A1.a", "A1.c"]


def test_then_what_stays_longest_and_an_accepted_risk_stays():
    summary = plan(
        *(finding(outcome) for outcome in ("A1.a", "A1.b", "A1.c")),
        A1_a=implement(end=Q4),
        A1_b=implement(end=Q4 + 3),
        A1_c=ACCEPTED,
    )
    assert [row.outcome for row in summary.biggest_risks()] == ["A1.c", "A1.b", "A1.a"]


def test_what_is_done_already_is_no_risk_to_speak_of():
    summary = plan(finding("A1.a"), A1_a=implement(choice="already_done"))
    assert summary.biggest_risks() == []


def test_an_outcome_is_spoken_of_once_and_only_so_many_are():
    refs = (ONE, "ORG-A1.a-02", TWO, THREE)
    summary = Summary(document({ref: implement() for ref in refs}))
    assert [row.ref for row in summary.biggest_risks()] == [ONE, TWO, THREE]
    assert [row.ref for row in summary.biggest_risks(2)] == [ONE, TWO]


# In large type


def test_the_key_figures_say_what_they_are_made_of():
    met = finding("A1.c", decision="achieved")
    acting = {"A1_a": implement(), "A1_b": implement(funding="unfunded", capital=500)}
    summary = plan(finding("A1.a"), finding("A1.b"), met, risks=("high", "low", "medium"), **acting, D1_a=ACCEPTED)
    figures = in_large_type(summary)
    assert figures["Recommendations"] == ("3", "1 high, 1 medium, 1 low risk")
    assert figures["To be done"] == ("2", f"The last ends in {Q4 + 1}")
    assert figures["Outcomes at their target now"] == ("1", "of 3 with a target")
    assert figures["Once the plan is delivered"] == ("3", f"of 3 with a target, by the end of {Q4 + 1}")
    assert figures["One-off capital"] == ("£12,500", "£12,000 funded, £500 not funded")
    assert figures["Annual (running) cost"] == ("£2,000", "£1,000 funded, £1,000 not funded")
    assert figures["Without action"] == ("1", "1 medium risk")
    assert "Cost not known yet" not in figures
    assert "Not complete yet" not in figures


def test_the_key_figures_say_what_is_in_none_of_them():
    unknown = implement(cost_basis="not_known", capital=None, revenue=None, annual=None)
    figures = in_large_type(plan(finding("A1.a"), A1_a=unknown, A1_b=ResponseFacts()))
    assert figures["Cost not known yet"][0] == "1"
    assert figures["Not complete yet"][0] == "1"


@pytest.mark.parametrize("responses", [{}, {"A1_a": implement()}])
def test_without_targets_no_figure_claims_one_is_met(responses):
    figures = in_large_type(plan(finding("A1.a", target=""), **responses))
    assert figures["Outcomes at their target"] == ("No target set", "")
    assert "Once the plan is delivered" not in figures
