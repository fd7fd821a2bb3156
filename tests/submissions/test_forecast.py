"""When outcomes reach their target, by examples worked by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iip.quarters import Quarter
from submissions.facts import ResponseFacts
from submissions.forecast import Forecast, reaches_in
from submissions.responses import save_response
from tests import make, make_plan
from tests.counting import queries
from tests.make_document import Q1, Q4, document, finding, implement
from tests.submissions.sent_forms import signed_in

ONE, TWO, OTHER = "ORG-A1.a-01", "ORG-A1.a-02", "ORG-B1.a-01"


def reached(responses: dict[str, ResponseFacts], **facts) -> dict:
    """The forecast of a plan whose outcome A1.a is found as said."""
    return reaches_in(document(responses, outcomes={"A1.a": finding("A1.a", **facts)}))


def test_an_outcome_reaches_its_target_when_its_action_ends():
    assert reached({ONE: implement(end=Q4 + 2)}) == {("ORG", "A1.a"): Q4 + 2}


def test_an_outcome_waits_for_the_last_of_its_actions():
    assert reached({ONE: implement(end=Q4 + 2), TWO: implement(end=Q4 + 5)}) == {("ORG", "A1.a"): Q4 + 5}


@pytest.mark.parametrize(
    "stays",
    [
        implement(choice="in_part"),
        ResponseFacts(choice="no_action"),
        ResponseFacts(),
        implement(end=None),
        ResponseFacts(choice="covered", covered_by="ORG-Z9.z-01"),
    ],
)
def test_an_outcome_stays_where_one_of_its_recommendations_will_not_be_done(stays):
    assert reached({ONE: implement(), TWO: stays}) == {}


def test_what_is_already_done_counts_from_when_it_was():
    assert reached({ONE: ResponseFacts(choice="already_done", end=Q4)}) == {("ORG", "A1.a"): Q4}


def test_what_is_covered_is_done_when_the_other_is():
    covered = ResponseFacts(choice="covered", covered_by=OTHER)
    forecast = reached({ONE: covered, OTHER: implement(end=Q4 + 3)})
    assert forecast[("ORG", "A1.a")] == Q4 + 3


def test_what_covers_each_other_in_a_circle_is_never_done():
    one, two = (ResponseFacts(choice="covered", covered_by=ref) for ref in (TWO, ONE))
    assert reached({ONE: one, TWO: two}) == {}


@pytest.mark.parametrize(
    ("found", "moves"),
    [
        ({"target": "achieved", "expected": ""}, True),  # nothing said: to its target
        ({"target": "achieved", "expected": "achieved"}, True),
        ({"target": "achieved", "expected": "partially_achieved"}, False),  # not far enough
        ({"target": "partially_achieved", "expected": "partially_achieved"}, True),
        ({"target": "partially_achieved", "expected": "achieved"}, True),
        ({"target": ""}, False),  # no target set: never "met"
        ({"target": "achieved", "decision": "achieved"}, False),  # met before
        ({"target": "achieved", "decision": "not_assessed"}, False),
    ],
)
def test_an_outcome_moves_as_far_as_its_assurer_expects(found, moves):
    assert bool(reached({ONE: implement()}, **found)) == moves


def test_the_same_outcome_in_two_scopes_is_two_outcomes():
    plan = document({"SYS1-B1.a-01": implement(end=Q4), "SYS2-B1.a-01": implement(end=Q4 + 1)})
    assert reaches_in(plan) == {("SYS1", "B1.a"): Q4, ("SYS2", "B1.a"): Q4 + 1}


# --- what stays below, and the whole of it


def why(facts: ResponseFacts, **said) -> tuple[str, tuple[str, ...]]:
    """Why A1.a stays below in a plan with this answer."""
    each = Forecast(document({ONE: facts}, outcomes={"A1.a": finding("A1.a", **said)})).prospects[0]
    return each.why, each.refs


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (implement(), ""),
        (ResponseFacts(), "unanswered"),
        (ResponseFacts(choice="no_action"), "no_action"),
        (implement(choice="in_part"), "in_part"),
        (implement(end=None), "undated"),
        (ResponseFacts(choice="covered", covered_by="ORG-Z9.z-01"), "uncovered"),
        (implement(end=Q1 + 2 + 12), "later"),
    ],
)
def test_why_an_outcome_stays_below_is_said_with_what_keeps_it_there(facts, reason):
    assert why(facts) == (reason, (ONE,) if reason else ())


def test_an_expected_result_below_the_target_keeps_it_there_whatever_is_done():
    assert why(implement(), expected="partially_achieved") == ("expected", ())


def test_an_outcome_for_which_nothing_is_recommended_stays_below():
    plan = document({ONE: implement()})
    both = replace(plan.scopes[0], findings=(finding("A1.a"), finding("A2.a")))
    assert [each.why for each in Forecast(replace(plan, scopes=(both,))).prospects] == ["", "nothing"]


def test_the_last_quarter_of_the_horizon_is_inside():
    inside = Forecast(document({ONE: implement(end=Q1 + 2 + 11)}))
    assert [each.quarter for each in inside.reaching] == [inside.horizon]


def test_the_sentence_of_a_forecast_by_hand():
    outcomes = {"A1.a": finding("A1.a"), "B1.a": finding("B1.a", decision="achieved")}
    plan = document({ONE: implement(end=Q4), OTHER: implement(), "ORG-C1.a-01": ResponseFacts()}, outcomes=outcomes)
    assert Forecast(plan).sentence == (
        "Of 3 outcomes with a target, 1 meets it now; if the plan is delivered as scheduled, 2 will by the end of "
        "2026/27 Q4, and 1 will stay below."
    )
    assert Forecast(plan).steps == [("As assessed", 1, 2), ("2026/27 Q3", 1, 2), ("2026/27 Q4", 2, 1)]


def test_an_outcome_without_a_target_is_in_no_figure():
    plan = document({ONE: implement()}, outcomes={"A1.a": finding("A1.a", target="")})
    forecast = Forecast(plan)
    assert (forecast.counted, len(forecast.without_target), forecast.prospects) == (0, 1, [])
    assert "No outcome of this plan has a target" in forecast.sentence


ANSWERS = st.builds(
    lambda choice, end: implement(choice=choice, end=end),
    st.sampled_from(["", "implement", "in_part", "no_action", "already_done"]),
    st.none() | st.integers(Q1.number, Q1.number + 20).map(Quarter),
)
REFS = [f"ORG-A{n}.a-0{m}" for n in (1, 2, 3) for m in (1, 2)]


@given(answers=st.lists(ANSWERS, min_size=6, max_size=6))
def test_every_outcome_is_counted_once_in_every_quarter(answers):
    forecast = Forecast(document(dict(zip(REFS, answers, strict=True))))
    assert len(forecast.reaching) + len(forecast.staying) == len(forecast.below) == 3
    assert sum(count for _, count in forecast.reasons) == len(forecast.staying)
    assert {met + below for _, met, below in forecast.steps} == {forecast.counted}
    met = [met for _, met, _ in forecast.steps]
    assert met == sorted(met)
    assert met[-1] == len(forecast.met) + len(forecast.reaching)


@given(answers=st.lists(ANSWERS, min_size=6, max_size=6))
def test_no_outcome_moves_before_the_last_of_its_recommendations_is_done(answers):
    responses = dict(zip(REFS, answers, strict=True))
    for prospect in Forecast(document(responses)).reaching:
        own = [facts for ref, facts in responses.items() if f"-{prospect.finding.outcome}-" in ref]
        assert {facts.choice for facts in own} <= {"implement", "already_done"}
        assert max(facts.end for facts in own) == prospect.quarter


@given(answers=st.lists(ANSWERS, min_size=6, max_size=6), end=st.integers(Q1.number, Q1.number + 20).map(Quarter))
def test_moving_one_date_moves_its_own_outcome_alone(answers, end):
    responses = dict(zip(REFS, answers, strict=True))
    before = Forecast(document(responses)).prospects
    after = Forecast(document(responses | {REFS[0]: replace(answers[0], end=end)})).prospects
    assert before[1:] == after[1:]


# --- the page


@pytest.mark.django_db
def test_the_page_says_the_rule_the_sentence_and_why_beside_its_chart_and_the_approver_reads_the_sentence():
    profile = make.profile(framework=make.framework(), targets={"A1.a": "achieved", "A1.b": "achieved"})
    made = make_plan.plan(profile=profile)
    save_response(made.responses[0], make_plan.COMPLETE, seen=0, by=made.people.lead)
    reader = signed_in(made.people.lead)
    text = reader.get(f"/plans/{made.plan.reference}/forecast/").content.decode()
    sentence = "Of 2 outcomes with a target, 0 meet it now;"

    assert sentence in text
    assert "An outcome in a scope moves when all its recommendations are done" in text
    assert "<title>Outcomes that meet their target, by quarter</title>" in text
    assert 'No response yet: <a class="govuk-link"' in text
    assert "No target set (" in text
    assert sentence in reader.get(f"/plans/{made.plan.reference}/approve/").content.decode()


@pytest.mark.django_db
def test_the_forecast_of_sixty_asks_the_database_no_more_than_of_three():
    few, many = make_plan.plan(recommendations=3, complete=True), make_plan.plan(recommendations=60, complete=True)
    counts = [queries(signed_in(m.people.lead), f"/plans/{m.plan.reference}/forecast/") for m in (few, many)]
    assert counts[0] == counts[1] <= 15
