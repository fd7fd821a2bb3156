"""What a good quality assurer would ask: each warning by an example worked by hand, and the page that shows them."""

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from submissions.document import PlanDocument, WaiverFacts
from submissions.facts import ResponseFacts
from submissions.models import Status
from submissions.plan_warnings import LONGEST_SUBJECT, idle_waivers, short, warnings
from submissions.responses import PenMoved
from submissions.waivers import take_back, waive
from submissions.workload import workload
from tests import make, make_plan
from tests.counting import queries
from tests.make_document import Q1, Q4, document, finding, implement, scope
from tests.submissions.sent_forms import signed_in

ONE, TWO, THREE = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-A2.a-01"
TODAY = datetime.date(2026, 11, 20)


def good(**values) -> ResponseFacts:
    """An answer of which nobody asks anything, with other values where given."""
    return implement(**{"justification": f"It is right because of {sorted(values.items())}."} | values)


def found(responses, on=TODAY, **values) -> list[tuple[str, str]]:
    return [(each.rule, each.subject) for each in warnings(document(responses, **values), on=on)]


def test_a_good_plan_has_no_warning():
    assert found({ONE: good(), TWO: good(capital=5)}) == []


@pytest.mark.parametrize("nothing", ["TBC", "n/a", " - ", "As recommended."])
def test_a_justification_that_says_nothing_is_asked_about(nothing):
    assert found({ONE: good(justification=nothing)}) == [("justification", ONE)]


def test_what_is_covered_should_say_why_and_an_empty_answer_is_an_error_of_its_own():
    covered = ResponseFacts(choice="covered", covered_by=TWO)
    assert found({ONE: covered, TWO: good()}) == [("justification", ONE)]
    assert found({ONE: good(justification="")}) == []
    assert found({ONE: ResponseFacts()}) == []


def test_a_copied_justification_names_the_others():
    plan = document({ONE: good(justification="Same words."), TWO: good(justification="same WORDS"), THREE: good()})
    assert [(each.rule, each.subject) for each in warnings(plan, on=TODAY)] == [("copied", ONE), ("copied", TWO)]
    assert TWO in warnings(plan, on=TODAY)[0].sentence


def test_the_assurers_own_words_are_no_justification():
    assert found({ONE: good(justification="do this")}) == [("copied", ONE)]


def test_an_unfunded_high_risk_is_asked_about_and_a_bid_is_not():
    assert found({ONE: good(funding="unfunded")}) == [("unfunded", ONE)]
    assert found({ONE: good(funding="bid_submitted")}) == []


def test_a_high_risk_is_parked_from_the_ninth_quarter_of_the_plan():
    starts = Q1 + 2
    assert found({ONE: good(end=starts + 7)}) == []
    assert found({ONE: good(end=starts + 8)}) == [("parked", ONE)]


def test_work_before_what_it_waits_for_is_asked_about():
    other = good(start=Q4, end=Q4 + 2)
    assert found({ONE: good(waits_for=(TWO,), start=Q4 + 1, end=Q4 + 3), TWO: other}) == [("order", ONE)]
    assert found({ONE: good(waits_for=(TWO,), start=Q4 + 2, end=Q4 + 3), TWO: other}) == []


def test_what_waits_for_something_that_gets_no_action_is_asked_about():
    left = ResponseFacts(choice="no_action", justification="The system goes in May.")
    assert found({ONE: good(waits_for=(TWO,)), TWO: left}) == [("order", ONE)]


def test_an_owner_is_overloaded_by_a_sixth_action_and_by_a_sixty_first_day():
    refs = [f"ORG-A1.a-{n:02}" for n in range(1, 7)]
    six = {ref: good(start=Q4, end=Q4, capital=n) for n, ref in enumerate(refs)}
    assert found(six) == [("overload", f"{Q4} Head of IT")]
    assert found({ref: six[ref] for ref in refs[:5]}) == []
    assert found({ONE: good(start=Q4, end=Q4, effort_days=60)}) == []
    assert found({ONE: good(start=Q4, end=Q4, effort_days=61)}) == [("overload", f"{Q4} Head of IT")]


def test_dates_in_the_past_are_asked_about_on_the_day():
    past = {ONE: good(start=Q4 + -1, end=Q4 + -1)}
    assert found(past, on=datetime.date(2026, 12, 31)) == []
    assert found(past, on=datetime.date(2027, 1, 1)) == [("past", ONE)]
    done = ResponseFacts(choice="already_done", owner="Head of IT", justification="In May.", end=Q4)
    assert found({ONE: done}) == [("past", ONE)]
    again = ResponseFacts(choice="no_action", justification="It goes.", look_again_on=datetime.date(2026, 11, 19))
    assert found({ONE: again}) == [("past", ONE)]


def test_an_outcome_below_its_target_that_nothing_addresses_is_asked_about_until_a_response_does():
    base = document({ONE: good()})
    both = scope(findings=[finding("A1.a"), finding("A2.a")], recommendations=base.scopes[0].recommendations)
    plan = replace(base, scopes=(both,))
    assert [(each.rule, each.subject) for each in warnings(plan, on=TODAY)] == [("unaddressed", "ORG A2.a")]
    answered = replace(plan, responses={ONE: good(further_outcomes=(("ORG", "A2.a"),))})
    assert warnings(answered, on=TODAY) == []


@given(nothings=st.lists(st.sampled_from(["TBC", "It lowers the risk."]), min_size=3, max_size=3), which=st.integers(0))
def test_waiving_one_warning_changes_that_one_alone(nothings, which):
    responses = {ref: good(justification=said) for ref, said in zip((ONE, TWO, THREE), nothings, strict=True)}
    before = warnings(document(responses), on=TODAY)
    waived = before[which % len(before)]
    waiver = WaiverFacts(waived.rule, waived.subject, "Agreed.", "Ada")
    after = warnings(document(responses, waivers=(waiver,)), on=TODAY)
    assert after == [replace(each, waiver=waiver) if each is waived else each for each in before]


def test_a_waiver_stays_with_its_warning_and_is_idle_without_it():
    waiver = WaiverFacts("unfunded", ONE, "The bid comes in May.", "Lee Lead")
    warned = document({ONE: good(funding="unfunded")}, waivers=(waiver,))
    assert [each.waiver for each in warnings(warned, on=TODAY)] == [waiver]
    assert idle_waivers(warned, warnings(warned, on=TODAY)) == []
    assert idle_waivers(document({ONE: good()}, waivers=(waiver,)), []) == [waiver]


@given(titles=st.lists(st.text(min_size=1, max_size=200), unique=True, max_size=6))
def test_a_subject_fits_its_column_and_two_are_never_one(titles):
    kept = [short(title) for title in titles]
    assert all(len(subject) <= LONGEST_SUBJECT for subject in kept)
    assert len(set(kept)) == len(titles)


@given(days=st.none() | st.integers(0, 500), start=st.integers(0, 20), length=st.integers(0, 12))
def test_the_days_of_a_workload_are_those_of_its_actions(days, start, length):
    facts = good(effort_days=days, start=Q1 + start, end=Q1 + start + length)
    loads = workload(document({ONE: facts}))
    assert sum(load.days for load in loads) == (days or 0)
    assert [load.quarter for load in loads] == [Q1 + start + n for n in range(length + 1)]


# --- the page


def where(made, more="") -> str:
    return f"/plans/{made.plan.reference}/check/{more}"


@pytest.fixture
def made(db):
    made = make_plan.plan()
    make_plan.complete_all(made, funding="unfunded")
    return made


NAMED = "waive/?rule=unfunded&subject=ORG-A1.a-01"


def test_the_lead_waives_a_warning_with_a_reason_that_the_quality_assurer_reads_and_takes_it_back(made):
    lead = signed_in(made.people.lead)
    edition = type(made.plan).objects.get(pk=made.plan.pk).edition
    assert lead.post(where(made, NAMED), {"reason": "The grant is <promised>."}).status_code == 302

    text = signed_in(made.people.qa).get(where(made)).content.decode()
    assert "The grant is &lt;promised&gt;." in text
    assert "Do not waive" not in text
    assert "The grant is &lt;promised&gt;." in lead.get(f"/plans/{made.plan.reference}/read/").content.decode()
    assert [waiver.subject for waiver in PlanDocument.of(made.plan).waivers] == ["ORG-A1.a-01"]
    assert type(made.plan).objects.get(pk=made.plan.pk).edition == edition + 1

    assert lead.post(where(made, "take-back/"), {"rule": "unfunded", "subject": "ORG-A1.a-01"}).status_code == 302
    assert not made.plan.waivers.exists()


def test_a_waiver_needs_a_reason_and_a_warning_that_arises(made):
    lead = signed_in(made.people.lead)
    assert "Enter the reason why this warning may stand" in lead.post(where(made, NAMED), {}).content.decode()
    lead.post(where(made, "waive/?rule=parked&subject=ORG-A1.a-01"), {"reason": "No such warning."})
    assert "does not arise now" in lead.get(where(made, "waive/")).content.decode()
    assert not made.plan.waivers.exists()


def test_a_contributor_reads_the_check_and_waives_nothing(made):
    contributor = signed_in(make.person(role=Role.CONTRIBUTOR, at=made.council))
    assert NAMED.replace("&", "&amp;") not in contributor.get(where(made)).content.decode()
    assert contributor.post(where(made, NAMED), {"reason": "Mine."}).status_code == 403


def test_nothing_is_waived_in_a_plan_that_was_handed_over(db):
    made = make_plan.plan(status=Status.INTERNAL_QA)
    given = {"rule": "unfunded", "subject": "ORG-A1.a-01", "by": made.people.lead}
    with pytest.raises(PenMoved):
        waive(made.plan, reason="Late.", at=timezone.now(), **given)
    with pytest.raises(PenMoved):
        take_back(made.plan, **given)


def test_the_check_of_sixty_asks_the_database_no_more_than_of_three(db):
    few, many = make_plan.plan(recommendations=3, complete=True), make_plan.plan(recommendations=60, complete=True)
    counts = [queries(signed_in(made.people.lead), where(made)) for made in (few, many)]
    assert counts[0] == counts[1] <= 15
