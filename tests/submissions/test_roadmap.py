"""When actions are done: terms, groups and workload worked out by hand, and what moving a date moves."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iip.quarters import Quarter
from submissions.facts import ResponseFacts
from submissions.responses import save_response
from submissions.roadmap import LONG, MID, NEAR, TERMS, UNSCHEDULED, Roadmap, term_of
from submissions.roadmap_chart import roadmap_chart
from tests import make_plan
from tests.counting import queries
from tests.drawings import Drawing
from tests.make_document import Q1, Q4, document, implement, recommendation, scope
from tests.submissions.sent_forms import signed_in

ONE, TWO, THREE = "ORG-A1.a-01", "ORG-D1.b-01", "ORG-A2.a-01"
STARTS = Q1 + 2  # of the plan


@pytest.mark.parametrize(
    ("end", "term"),
    [
        (STARTS + 3, NEAR),
        (STARTS + 4, MID),
        (STARTS + 7, MID),
        (STARTS + 8, LONG),
        (STARTS + -1, NEAR),
        (None, UNSCHEDULED),
    ],
)
def test_a_term_is_counted_in_quarters_from_the_plans_start(end, term):
    assert term_of(end, document({ONE: implement()})) == term


def test_the_last_quarters_of_the_terms_are_said():
    roadmap = Roadmap(document({ONE: implement()}))
    assert (roadmap.near_ends, roadmap.mid_ends) == (STARTS + 3, STARTS + 7)


def test_actions_are_grouped_in_the_order_of_time_and_what_has_no_name_comes_last():
    plan = document(
        {
            ONE: implement(workstream="Networks", start=Q4 + 1, end=Q4 + 2),
            TWO: implement(workstream="", start=Q4, end=Q4),
            THREE: implement(workstream="Networks", start=Q4, end=Q4 + 5),
            "ORG-A3.a-01": ResponseFacts(choice="no_action"),
        }
    )
    groups = [(name, [action.ref for action in actions]) for name, actions in Roadmap(plan).groups]
    assert groups == [("Networks", [THREE, ONE]), ("No workstream", [TWO])]
    assert [name for name, _ in Roadmap(plan, "objective").groups] == ["Objective A", "Objective D"]
    assert [name for name, _ in Roadmap(plan, "owner").groups] == ["Head of IT"]
    assert Roadmap(plan, "anything").by == "workstream"


def test_whole_financial_years_are_drawn_and_no_centuries():
    roadmap = Roadmap(document({ONE: implement(start=Q4, end=Quarter.make(2199, 1))}))
    assert (roadmap.years[0], len(roadmap.years), len(roadmap.quarters)) == ("2026/27", 11, 44)
    assert "<rect" in roadmap_chart("All", roadmap.actions, roadmap)


def test_the_load_of_an_owner_stands_in_its_quarters_and_too_much_is_said():
    facts = implement(start=Q4, end=Q4 + 1, effort_days=121)
    roadmap = Roadmap(document({ONE: facts, TWO: implement(start=Q4 + 1, end=Q4 + 1)}))
    ((owner, loads),) = roadmap.loads
    assert owner == "Head of IT"
    shown = [(len(load.refs), load.days, reason) if load else None for load, reason in loads[3:6]]
    assert shown == [(1, 60, ""), (2, 61, "61 days of effort"), None]


def test_a_drawing_has_a_title_and_says_each_bar_and_milestone():
    plan = document({ONE: implement(milestones=(("Live <now>", Q4),)), TWO: implement(end=None)})
    roadmap = Roadmap(plan)
    drawn = roadmap_chart("A & B", roadmap.actions, roadmap)
    assert "<title>Roadmap: A &amp; B</title>" in drawn
    assert f"<desc>{ONE}: 2026/27 Q4 to 2027/28 Q1, near term.</desc>" in drawn
    assert drawn.count("<polygon") == 1
    assert TWO not in drawn


def test_the_letter_of_its_term_stands_before_each_bar_whatever_its_milestones():
    long = implement(start=Q4 + 4, end=Q4 + 40, milestones=(("Live", Q4 + 4),))
    plan = document({ONE: implement(start=Q1, end=Q1), TWO: implement(end=Q4 + 6), THREE: long})
    roadmap = Roadmap(plan)
    drawn = Drawing(roadmap_chart("All", roadmap.actions, roadmap))
    letters = [each for each in drawn.words if each.said in {"N", "M", "L"}]
    labels = [each for each in drawn.words if each.left == 0]
    assert [each.said for each in letters] == ["N", "M", "L"]
    for label, letter, bar in zip(labels, letters, drawn.boxes, strict=True):
        assert label.right < letter.left < letter.right < bar.left


QUARTERS = st.none() | st.integers(Q1.number, Q1.number + 20).map(Quarter)


@given(dates=st.lists(st.tuples(QUARTERS, QUARTERS), min_size=3, max_size=3), end=QUARTERS)
def test_moving_one_date_moves_its_own_action_alone_and_every_action_has_one_term(dates, end):
    answers = {ref: implement(start=one, end=two) for ref, (one, two) in zip((ONE, TWO, THREE), dates, strict=True)}
    before = Roadmap(document(answers))
    after = Roadmap(document(answers | {ONE: replace(answers[ONE], end=end)}))
    assert sum(count for _, count in before.terms) == 3
    assert [term for term, _ in before.terms] == list(TERMS)
    assert {a.ref: a for a in before.actions if a.ref != ONE} == {a.ref: a for a in after.actions if a.ref != ONE}


@given(
    dates=st.lists(st.tuples(QUARTERS, QUARTERS), min_size=3, max_size=3),
    milestone=st.integers(Q1.number - 20, Q1.number + 60).map(Quarter),
)
def test_nothing_of_the_drawing_is_cut_off(dates, milestone):
    answers = {
        ref: implement(start=one, end=two, milestones=(("Live", milestone),))
        for ref, (one, two) in zip((ONE, TWO, THREE), dates, strict=True)
    }
    asked = [recommendation(ref, title="Write down who answers for what " * 9) for ref in answers]
    roadmap = Roadmap(document(answers, scopes=(scope("ORG", recommendations=asked),)))
    if drawn := roadmap_chart("All", roadmap.actions, roadmap):
        assert Drawing(drawn).outside == []


# --- the page


@pytest.mark.django_db
def test_the_page_shows_bars_terms_milestones_and_workload_grouped_as_asked():
    made = make_plan.plan()
    values = make_plan.COMPLETE | {"milestones": (("Supplier chosen", Q4),), "effort_days": 70, "end": Q4}
    save_response(made.responses[0], values, seen=0, by=made.people.lead)
    address = f"/plans/{made.plan.reference}/roadmap/"
    reader = signed_in(made.people.lead)
    text = reader.get(address, {"by": "owner"}).content.decode()

    assert '<strong aria-current="true">Owner</strong>' in text
    assert "<title>Roadmap: Chief Information Officer</title>" in text
    assert "Supplier chosen (2026/27 Q4)" in text
    assert "1, 70 days <strong>too much</strong>" in text
    assert "<title>Roadmap: No workstream</title>" in reader.get(address).content.decode()


@pytest.mark.django_db
def test_the_roadmap_of_sixty_asks_the_database_no_more_than_of_three():
    few, many = make_plan.plan(recommendations=3, complete=True), make_plan.plan(recommendations=60, complete=True)
    counts = [queries(signed_in(m.people.lead), f"/plans/{m.plan.reference}/roadmap/") for m in (few, many)]
    assert counts[0] == counts[1] <= 15
