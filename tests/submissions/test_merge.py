"""The three-way merge: what changed in the workbook alone is safe, what changed in both is a clash, nothing is lost."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iip.quarters import Quarter
from submissions.facts import NAMES, ResponseFacts
from submissions.merge import RESPONSE, SERVICE, WORKBOOK, WORKSTREAM, Subject, merge, taken, undecided
from tests.submissions import documents as d
from tests.submissions.test_exports_workbook import FACTS, answers_in, in_order, written

A, B = Subject(RESPONSE, "ORG-A1.a-01"), Subject(RESPONSE, "ORG-A1.b-01")
STREAM = Subject(WORKSTREAM, "Identity")
Q4 = Quarter.make(2026, 4)


def answer(**facts):
    return {name: getattr(ResponseFacts(**facts), name) for name in NAMES}


def keys(differences):
    return [(each.subject, each.field, each.workbook, each.service) for each in differences]


def test_what_only_the_workbook_changed_is_safe():
    found = merge({A: answer()}, {A: answer(owner="Head of IT")}, {A: answer()})
    assert keys(found.safe) == [(A, "owner", "Head of IT", "")]
    assert found.clashes == ()
    assert taken(found, {}) == {A: {"owner": "Head of IT"}}


def test_what_only_the_service_changed_stays():
    found = merge({A: answer()}, {A: answer()}, {A: answer(owner="Head of IT", capital=0)})
    assert (found.safe, found.clashes, found.unchanged) == ((), (), 1)


def test_what_both_changed_to_different_values_is_a_clash_and_waits_for_a_choice():
    found = merge({A: answer(capital=1)}, {A: answer(capital=2, effort="low")}, {A: answer(capital=3)})
    assert keys(found.safe) == [(A, "effort", "low", "")]
    assert keys(found.clashes) == [(A, "capital", 2, 3)]
    key = found.clashes[0].key
    assert undecided(found, {}) == undecided(found, {key: "neither"}) == found.clashes
    assert undecided(found, {key: SERVICE}) == ()
    assert taken(found, {key: SERVICE}) == {A: {"effort": "low"}}
    assert taken(found, {key: WORKBOOK}) == {A: {"effort": "low", "capital": 2}}


def test_what_both_changed_to_the_same_is_nothing():
    found = merge({A: answer()}, {A: answer(start=Q4)}, {A: answer(start=Q4)})
    assert (found.safe, found.clashes, found.unchanged) == ((), (), 1)


def test_without_a_base_every_difference_is_a_clash():
    found = merge(None, {A: answer(owner="Head of IT")}, {A: answer(notes="Kept")})
    assert keys(found.clashes) == [(A, "owner", "Head of IT", ""), (A, "notes", "", "Kept")]
    assert found.safe == ()


def test_a_row_that_did_not_go_out_clashes_where_it_differs():
    found = merge({A: answer()}, {A: answer(), B: answer(capital=5)}, {A: answer(), B: answer()})
    assert keys(found.clashes) == [(B, "capital", 5, None)]


def test_rows_without_a_partner_are_named():
    unknown = Subject(RESPONSE, "ORG-Z9.z-01")
    found = merge({A: answer(), B: answer()}, {A: answer(), unknown: answer(capital=5)}, {A: answer(), B: answer()})
    assert found.unknown == (unknown,)
    assert found.missing == (B,)
    assert taken(found, {}) == {}


def test_a_column_that_the_workbook_does_not_have_is_left_alone():
    found = merge({A: answer()}, {A: {"owner": "Head of IT"}}, {A: answer(notes="Kept")})
    assert [each.field for each in found.safe] == ["owner"]
    assert found.clashes == ()


def test_a_workstream_merges_field_by_field():
    def stream(lead, purpose):
        return {"name": "Identity", "lead": lead, "purpose": purpose}

    found = merge({STREAM: stream("", "")}, {STREAM: stream("CIO", "Ours")}, {STREAM: stream("", "Theirs")})
    assert keys(found.safe) == [(STREAM, "lead", "CIO", "")]
    assert keys(found.clashes) == [(STREAM, "purpose", "Ours", "Theirs")]


def test_blanks_that_a_cell_does_not_keep_are_no_change_but_the_lines_of_a_text_are():
    base = answer(owner="Head  of\u00a0IT", justification="One\nTwo")
    assert merge({A: base}, {A: answer(owner="Head of IT", justification="One\nTwo")}, {A: base}).safe == ()
    found = merge({A: base}, {A: answer(owner="Head of IT", justification="One Two")}, {A: base})
    assert [each.field for each in found.safe] == ["justification"]


def test_the_mark_changes_with_any_value_that_differs():
    one = merge({A: answer()}, {A: answer(capital=1)}, {A: answer()})
    assert one.mark == merge({A: answer()}, {A: answer(capital=1)}, {A: answer()}).mark
    assert one.mark != merge({A: answer()}, {A: answer(capital=2)}, {A: answer()}).mark
    assert one.mark != merge({A: answer()}, {A: answer(capital=1)}, {A: answer(capital=3)}).mark


def test_the_mark_is_the_same_in_whatever_order_a_database_gives_the_fields_back():
    """PostgreSQL keeps JSON in an order of its own."""
    there = answer(capital=1, notes="New.")
    back = dict(reversed(there.items()))
    assert list(back) != list(there)
    assert merge({A: answer()}, {A: there}, {A: answer()}).mark == merge({A: answer()}, {A: back}, {A: answer()}).mark


SMALL = {
    "capital": st.sampled_from([None, 0, 5]),
    "owner": st.sampled_from(["", "CIO", "Head of IT"]),
    "start": st.sampled_from([None, Q4, Q4 + 1]),
    "waits_for": st.sampled_from([(), ("X",), ("X", "Y")]),
    "milestones": st.sampled_from([(), (("Bought", Q4),)]),
    "justification": st.sampled_from(["", "a", "a\nb"]),
}
ROWS = st.fixed_dictionaries({s: st.fixed_dictionaries(SMALL) for s in (A, B)})


@settings(max_examples=200)
@given(ROWS, ROWS)
def test_a_workbook_that_nobody_changed_changes_nothing(base, service):
    found = merge(base, base, service)
    assert (found.safe, found.clashes, found.unknown, found.missing) == ((), (), (), ())
    assert found.unchanged == 2


@settings(max_examples=300)
@given(ROWS, ROWS, ROWS)
def test_safe_changes_and_clashes_are_what_differs_and_was_changed_in_the_workbook(base, workbook, service):
    found = merge(base, workbook, service)
    safe, clashes = ({(d.subject, d.field) for d in some} for some in (found.safe, found.clashes))
    changed = {(s, f) for s in workbook for f in SMALL if workbook[s][f] not in (service[s][f], base[s][f])}
    assert safe | clashes == changed
    assert not safe & clashes
    assert safe == {(s, f) for s, f in changed if service[s][f] == base[s][f]}


@settings(max_examples=200)
@given(ROWS, ROWS)
def test_where_the_service_stood_still_the_merge_is_the_workbook(base, workbook):
    found = merge(base, workbook, base)
    assert found.clashes == ()
    values = taken(found, {})
    assert {s: {**base[s], **values.get(s, {})} for s in base} == workbook


@settings(max_examples=200)
@given(ROWS, ROWS, ROWS)
def test_what_was_merged_once_has_no_safe_change_left_over(base, workbook, service):
    found = merge(base, workbook, service)
    values = taken(found, {clash.key: WORKBOOK for clash in found.clashes})
    after = {s: {**service[s], **values.get(s, {})} for s in service}
    again = merge(base, workbook, after)
    assert (again.safe, again.clashes) == ((), ())


def test_facts_are_values_that_merge():
    facts = ResponseFacts(capital=1)
    assert merge({A: vars(facts)}, {A: vars(replace(facts, capital=2))}, {A: vars(facts)}).safe[0].workbook == 2


# Through a real workbook


def through_a_workbook(plan) -> dict[Subject, dict[str, object]]:
    """What a workbook of the plan reads as when nobody has changed it."""
    return {Subject(RESPONSE, ref): vars(facts) for ref, facts in answers_in(written(plan)).items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FACTS.map(in_order), st.sampled_from(["", " \u00a0 b", "\u200bc  d", "\u2009e\tf", "a\n\n\nb"]))
def test_an_export_that_nobody_changed_changes_nothing_whatever_it_says(facts, oddly_spaced):
    justification = f"{facts.justification[:9_000]}{oddly_spaced}".strip()  # within the limit of a cell
    odd = replace(facts, notes=f"x{oddly_spaced}", justification=justification)
    plan = d.document(odd, d.implement(owner="Head  of\u00a0IT", milestones=(("Bought  and paid", Q4),)))
    base = {Subject(RESPONSE, row.ref): vars(row.response) for row in plan.rows}
    found = merge(base, through_a_workbook(plan), base)
    assert (found.safe, found.clashes, found.unknown, found.missing) == ((), (), (), ())
