"""Suggestions: who makes them, who sees them, and that each is decided once, through the one writer of responses."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from iip.quarters import Quarter
from submissions.columns import COLUMNS
from submissions.delegation import hand_over
from submissions.models import Change, Status, Suggestion
from submissions.responses import Clash, save_response
from submissions.suggestions import NotDone, accept, decline, suggest, value_of, withdraw
from tests import make, make_plan
from tests.at_once import ROUNDS, at_once, taking
from tests.make_plan import COMPLETE, Q4
from tests.submissions.sent_forms import controls, queries, signed_in

pytestmark = pytest.mark.django_db

BETTER = "It lowers the risk of a breach."
State = Suggestion.State


@pytest.fixture
def made():
    """At draft, shared once, so that everybody reads it and the council may write it."""
    made = make_plan.plan(complete=True)
    make_plan.walk(made, "share", "return_feedback")
    return made


def where(made, more: str = "") -> str:
    return f"/plans/{made.plan.reference}/suggestions/{more}"


def on(response, more: str = "") -> str:
    return f"/plans/{response.plan.reference}/recommendations/{response.ref}/{more}"


def better(made, by=None, field="justification", value=BETTER, **more) -> Suggestion:
    return suggest(made.responses[0], field, value, by=by or made.people.assurer, **more)


def again(suggestion: Suggestion) -> Suggestion:
    return Suggestion.objects.select_related("response__plan").get(pk=suggestion.pk)


def read(user, address) -> str:
    page = signed_in(user).get(address)
    assert page.status_code == 200, page.status_code
    return page.content.decode()


def post(user, address, **values):
    return signed_in(user).post(address, values)


# --- making one


def test_a_reviewer_chooses_a_field_and_says_what_it_should_say(made):
    response, assurer = made.responses[0], made.people.assurer
    assert "Suggest a change" in read(assurer, on(response))
    assert "What should change" in read(assurer, on(response, "suggest/"))
    page = read(assurer, on(response, "suggest/?field=justification"))
    assert controls(page)["justification"] == [COMPLETE["justification"]]

    sent = {"justification": BETTER, "reason": "Say which risk."}
    assert post(assurer, on(response, "suggest/?field=justification"), **sent).status_code == 302
    made_one = Suggestion.objects.get()
    assert (made_one.response, made_one.field, value_of(made_one)) == (response, "justification", BETTER)
    assert (made_one.by, made_one.role, made_one.reason) == (assurer, Role.ASSURER, "Say which risk.")


SAMPLES = {  # what a form sends for a field, and what is suggested then
    "choice": ({"choice": "in_part"}, "in_part"),
    "capital": ({"capital": "20,000"}, 20_000),
    "owner": ({"owner": "Head of IT"}, "Head of IT"),
    "end": ({"end": "2027/28 Q2"}, Quarter.make(2027, 2)),
    "look_again_on": (
        {"look_again_on_day": "1", "look_again_on_month": "4", "look_again_on_year": "2028"},
        datetime.date(2028, 4, 1),
    ),
    "workstream": ({"workstream": "", "new_workstream": "Identity"}, "Identity"),
    "waits_for": ({"waits_for": "ORG-A1.b-01"}, ("ORG-A1.b-01",)),
    "support": ({"support": ["skills", "money"]}, ("money", "skills")),
    "milestones": (
        {"milestone_0_title": "Bought", "milestone_0_quarter": "2026/27 Q4"},
        (("Bought", Quarter.make(2026, 4)),),
    ),
}


@pytest.mark.parametrize("field", SAMPLES)
def test_a_field_of_any_kind_is_suggested_and_accepted(made, field):
    sent, value = SAMPLES[field]
    response = made.responses[0]
    post(made.people.qa, on(response, f"suggest/?field={field}"), **sent)
    suggestion = again(Suggestion.objects.get())
    assert value_of(suggestion) == value

    change = accept(suggestion, seen=response.version, by=made.people.lead)
    assert (change.field, change.after) == (field, suggestion.value)


@pytest.mark.parametrize("field", COLUMNS)
def test_the_page_of_each_field_is_there_and_asks_for_that_field(made, field):
    page = read(made.people.assurer, on(made.responses[0], f"suggest/?field={field}"))
    asked = set(controls(page)) - {"csrfmiddlewaretoken", "reason"}
    beside = {"new_workstream"} if field == "workstream" else set()
    assert all(name.startswith((field, "milestone_")) or name in beside for name in asked), asked


@pytest.mark.parametrize(
    ("field", "sent", "sentence"),
    [
        ("justification", COMPLETE["justification"], "The plan says this already"),
        ("capital", "12.50", "must be in whole pounds"),
        ("waits_for", "ORG-Z9.z-99", "Check these refs"),
        ("notes", "bell\a", "Remove the hidden control character"),
    ],
)
def test_what_cannot_be_suggested_says_why_and_loses_nothing(made, field, sent, sentence):
    page = post(made.people.assurer, on(made.responses[0], f"suggest/?field={field}"), **{field: sent})
    assert sentence in page.content.decode()
    assert controls(page.content.decode())[field] == [sent]
    assert not Suggestion.objects.exists()


def test_a_second_suggestion_of_the_same_person_takes_the_place_of_the_first(made):
    first, second = better(made), better(made, value="Otherwise.")
    other = better(made, by=made.people.qa)
    assert [again(each).state for each in (first, second, other)] == ["withdrawn", "open", "open"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.filter(pk=first.pk).update(state=State.OPEN, decided_by=None, decided_at=None)


# --- who sees it


def test_the_assurer_sees_the_assurers_suggestions_and_the_council_all(made):
    theirs, councils = better(made), better(made, by=made.people.qa, value="Ours.")
    for who, seen in ((made.people.assurer, 1), (made.people.lead, 2), (made.people.approver, 2)):
        assert read(who, where(made)).count("Suggested by") == seen
        assert read(who, on(made.responses[0])).count("Suggested by") == seen
    assert signed_in(made.people.assurer).get(where(made, f"{councils.pk}/")).status_code == 404
    assert signed_in(made.people.assurer).get(where(made, f"{theirs.pk}/")).status_code == 200


def test_a_delegate_sees_those_for_their_own_rows_alone(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    hand_over(made.responses[1], delegate, by=made.people.lead)
    mine, other = suggest(made.responses[1], "notes", "Hm", by=made.people.qa), better(made)
    assert signed_in(delegate).get(where(made, f"{mine.pk}/")).status_code == 200
    assert signed_in(delegate).get(where(made, f"{other.pk}/")).status_code == 404
    assert read(delegate, where(made)).count("Suggested by") == 1


@pytest.mark.parametrize("status", [s for s in Status if s != Status.CLOSED])
def test_one_may_suggest_whenever_one_may_comment(status):
    made = make_plan.plan(status=status, complete=True)
    may = {made.people.qa: 302, made.people.approver: 302, made.people.lead: 403, made.people.manager: 403}
    may[made.people.assurer] = 403 if status == Status.DRAFT else 302  # not before it is shared
    response = made.responses[0]
    for who, answer in may.items():
        for address, sent in ((on(response, "suggest/?field=notes"), {"notes": "Hm"}),):
            assert post(who, address, **sent).status_code == answer, (who, status)
        assert post(who, on(response, "comments/"), text="Hm", audience="council", when="now").status_code in (302, 403)
    assert Suggestion.objects.count() == list(may.values()).count(302)


# --- deciding


def test_the_caf_lead_accepts_it_and_both_names_are_on_record(made):
    suggestion, response = better(made), made.responses[0]
    page = read(made.people.lead, where(made, f"{suggestion.pk}/"))
    assert '<span class="govuk-visually-hidden">new: </span>risk of a breach.' in page.replace("\n", "")
    post(made.people.lead, where(made, f"{suggestion.pk}/accept/"), seen=response.version)

    response.refresh_from_db()
    change = response.changes.get(field="justification", version=response.version)
    assert response.justification == BETTER
    assert (change.by, change.source, change.suggestion.by) == (
        made.people.lead,
        Change.Source.SUGGESTION,
        made.people.assurer,
    )
    assert f"{made.people.lead.name}, as {made.people.assurer.name} suggested" in read(made.people.qa, on(response))
    fate = read(made.people.assurer, where(made, "?state=all"))
    assert f"<strong>Accepted</strong> by {made.people.lead.name}" in fate


def test_the_assurer_is_not_told_in_the_history_what_the_council_suggested_to_itself(made):
    accept(better(made, by=made.people.qa), seen=made.responses[0].version, by=made.people.lead)
    assert made.people.qa.name in read(made.people.lead, on(made.responses[0]))
    assert made.people.qa.name not in read(made.people.assurer, on(made.responses[0]))


def test_the_suggester_sees_that_and_why_it_was_declined(made):
    suggestion = better(made)
    assert "Decline the suggestion" in read(made.people.lead, where(made, f"{suggestion.pk}/decline/"))
    post(made.people.lead, where(made, f"{suggestion.pk}/decline/"), answer="We say which risk above.")

    suggestion = again(suggestion)
    assert (suggestion.state, suggestion.decided_by) == (State.DECLINED, made.people.lead)
    assert "We say which risk above." in read(made.people.assurer, where(made, "?state=all"))
    assert made.responses[0].justification == COMPLETE["justification"]
    decline(better(made), by=made.people.lead)  # without a reason, too


def test_only_who_suggested_takes_it_back(made):
    suggestion = better(made)
    assert post(made.people.qa, where(made, f"{suggestion.pk}/withdraw/")).status_code == 409
    post(made.people.assurer, where(made, f"{suggestion.pk}/withdraw/"))
    assert again(suggestion).state == State.WITHDRAWN


def test_it_is_decided_once(made):
    suggestion, lead = better(made), made.people.lead
    accept(suggestion, seen=made.responses[0].version, by=lead)
    for deed in (
        lambda: accept(suggestion, seen=made.responses[0].version, by=lead),
        lambda: decline(suggestion, by=lead),
        lambda: withdraw(suggestion, by=made.people.assurer),
    ):
        with pytest.raises(NotDone, match="decided meanwhile"):
            deed()
    assert made.responses[0].changes.filter(field="justification", source=Change.Source.SUGGESTION).count() == 1
    late = post(lead, where(made, f"{suggestion.pk}/decline/"), answer="No")
    assert late.status_code == 409
    assert "decided meanwhile" in late.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": State.ACCEPTED},
        {"answer": "Why"},
        {"decided_at": "2026-11-28T00:00Z"},
        {"value": '"x"'},
        {"reason": "x"},
    ],
)
def test_the_database_holds_what_was_suggested_and_that_it_is_decided_whole(made, wrong):
    suggestion = better(made)
    with pytest.raises(Exception, match=r"CHECK|check|append-only"), transaction.atomic():
        Suggestion.objects.filter(pk=suggestion.pk).update(**wrong)


def test_nothing_is_accepted_without_the_pen_and_declining_needs_none(made):
    suggestion = better(made)
    make_plan.step(made, "share")
    lead = made.people.lead
    assert "You can accept it once the plan is a draft again." in read(lead, where(made))
    assert post(lead, where(made, f"{suggestion.pk}/accept/"), seen=9).status_code == 403
    with pytest.raises(NotDone, match="handed over"):
        accept(again(suggestion), seen=9, by=lead)
    assert again(suggestion).state == State.OPEN
    assert post(lead, where(made, f"{suggestion.pk}/decline/")).status_code == 302


def test_nobody_but_the_caf_lead_decides(made):
    suggestion = better(made)
    for who in (made.people.qa, made.people.assurer, make.person(role=Role.CONTRIBUTOR, at=made.council)):
        with pytest.raises(NotDone, match="CAF lead"):
            accept(suggestion, seen=9, by=who)
        with pytest.raises(NotDone, match="CAF lead"):
            decline(suggestion, by=who)
        for deed in ("accept", "decline"):
            assert post(who, where(made, f"{suggestion.pk}/{deed}/")).status_code == 403


# --- the field has changed meanwhile


def test_where_the_field_changed_meanwhile_all_three_values_are_shown_and_asked_about(made):
    suggestion, response, lead = better(made), made.responses[0], made.people.lead
    save_response(response, {"justification": "Our own new words."}, seen=response.version, by=lead)
    page = read(lead, where(made, f"{suggestion.pk}/"))
    for words in (COMPLETE["justification"], "Our own new words.", BETTER, "Accept it all the same"):
        assert words in page
    seen = controls(page)["seen"]

    save_response(response, {"justification": "Newer still."}, seen=response.version + 1, by=lead)
    moved = post(lead, where(made, f"{suggestion.pk}/accept/"), seen=seen)
    assert moved.status_code == 409
    assert "Newer still." in moved.content.decode()
    assert again(suggestion).state == State.OPEN, "nothing was accepted over what nobody had seen"

    post(lead, where(made, f"{suggestion.pk}/accept/"), seen=controls(moved.content.decode())["seen"])
    assert made.responses[0].justification == BETTER


@pytest.mark.parametrize("seen", ["", "-1", "x", "99999999999", "0"])
def test_a_forged_version_accepts_nothing_over_what_nobody_had_seen(made, seen):
    suggestion, response = better(made), made.responses[0]
    save_response(response, {"justification": "Newer."}, seen=response.version, by=made.people.lead)
    answer = post(made.people.lead, where(made, f"{suggestion.pk}/accept/"), seen=seen)
    assert answer.status_code == 409
    assert made.responses[0].justification == "Newer."


def test_accepting_what_the_plan_says_already_changes_nothing(made):
    suggestion, response = better(made), made.responses[0]
    save_response(response, {"justification": BETTER}, seen=response.version, by=made.people.lead)
    assert "The plan says this already." in read(made.people.lead, where(made))
    assert accept(again(suggestion), seen=response.version + 1, by=made.people.lead) is None
    assert (again(suggestion).state, again(suggestion).change) == (State.ACCEPTED, None)


def test_other_fields_that_changed_meanwhile_are_kept(made):
    suggestion, response = better(made), made.responses[0]
    save_response(response, {"notes": "Ours"}, seen=response.version, by=made.people.lead)
    accept(suggestion, seen=response.version, by=made.people.lead)
    assert (made.responses[0].justification, made.responses[0].notes) == (BETTER, "Ours")


# --- at the same moment


@pytest.mark.django_db(transaction=True)
def test_of_two_acceptances_at_once_one_counts_and_of_accepting_and_writing_no_word_is_lost():
    made = make_plan.plan(complete=True, recommendations=1)
    other = make.person(role=Role.CAF_LEAD, at=made.council)
    for number in range(ROUNDS):
        suggestion, seen = better(made, by=made.people.qa, value=f"A {number}"), made.responses[0].version
        answers = at_once(*[accepting(suggestion, seen, by) for by in (made.people.lead, other)])
        assert sum(isinstance(answer, Change) for answer in answers) == 1, answers
        assert sum(isinstance(answer, NotDone) for answer in answers) == 1, answers
        assert made.responses[0].version == seen + 1

        suggestion, seen = better(made, by=made.people.qa, value=f"B {number}"), made.responses[0].version
        accepted, saved = at_once(
            accepting(suggestion, seen, made.people.lead), writing(made, seen, other, f"C {number}")
        )
        assert [type(answer) for answer in (accepted, saved)] in ([Change, Clash], [Clash, list]), (accepted, saved)
        assert made.responses[0].justification == (f"B {number}" if isinstance(accepted, Change) else f"C {number}")
        assert (again(suggestion).state == State.ACCEPTED) == isinstance(accepted, Change)


@pytest.mark.django_db(transaction=True)
def test_what_a_step_froze_is_what_was_accepted_before_it():
    made = make_plan.plan(complete=True, recommendations=1)
    for number in range(ROUNDS):
        suggestion, seen = better(made, by=made.people.qa, value=f"D {number}"), made.responses[0].version
        accepted, shared = at_once(
            accepting(suggestion, seen, made.people.lead), taking(made, "share", made.people.lead)
        )
        assert isinstance(accepted, Change | NotDone), accepted
        if isinstance(shared, Exception):
            make_plan.step(made, "share")
        frozen = made.plan.versions.select_related("document").first().document.text
        assert (f"D {number}" in frozen) == isinstance(accepted, Change)
        make_plan.step(made, "recall")


def accepting(suggestion: Suggestion, seen: int, by):
    mine = again(suggestion)
    return lambda: accept(mine, seen=seen, by=by)


def writing(made, seen: int, by, words: str):
    response = made.responses[0]
    return lambda: save_response(response, {"justification": words}, seen=seen, by=by)


# --- how much it costs


def test_the_pages_ask_as_often_for_60_suggestions_as_for_3():
    made = make_plan.plan(complete=True, recommendations=60)
    client, found = signed_in(made.people.lead), []
    for first, last in ((0, 3), (3, 60)):
        for response in made.responses[first:last]:
            suggest(response, "end", Q4 + 4, by=made.people.qa)
        counts = []
        for address in (where(made), f"/plans/{made.plan.reference}/", on(made.responses[0])):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.append(queries(asked))
        found.append(counts)
    assert found[0] == found[1]
    assert max(found[0]) <= 15
