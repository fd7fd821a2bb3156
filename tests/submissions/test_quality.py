"""The quality assurer's page, and their checklist: kept per version, by whom and when, frozen with the pass."""

import html
import json
import os

import pytest

from accounts.roles import Role
from iip import append_only
from submissions import checklist, verification
from submissions.boxes import Written
from submissions.models import Check, Status
from submissions.responses import save_response
from submissions.workflow import BY_NAME, why_not
from tests import make, make_plan
from tests.at_once import at_once
from tests.counting import queries

ROUNDS = int(os.environ.get("ROUNDS", "3"))
database = pytest.mark.django_db
ITEMS = ["The money is right", "Owners agree"]


def address(made, rest=""):
    return f"/plans/{made.plan.reference}/quality/{rest}"


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def ticked(*numbers, version=2, **more):
    """What the page sends: the items that are ticked, by their place."""
    return {"version": version} | {f"ticked-{n}": "on" for n in numbers} | more


@pytest.fixture(autouse=True)
def _two_items(settings):
    settings.QUALITY_CHECKLIST = ITEMS


@pytest.fixture
def made():
    made = make_plan.plan(complete=True, recommendations=3)
    declined = {"choice": "no_action", "why_no_action": "cost", "risk_owner": "Chief Executive"}
    make_plan.walk(made, "share", "return_feedback", "session")
    response = made.responses[1]
    save_response(response, declined | {"look_again_on": "2027-05-01"}, seen=response.version, by=made.people.lead)
    make_plan.walk(made, "send_to_qa")
    return made


@pytest.fixture
def qa(client, made):
    return make.sign_in(client, made.people.qa)


@database
def test_what_a_quality_assurer_looks_at_is_at_hand_on_one_page(qa, made):
    said = text_of(qa.get(address(made)))
    assert "Since the assurer’s feedback: 1 recommendation changed: " in said
    assert "1 recommendation now without action" in said
    assert "Because of this." in said  # the assurer's summary
    assert "0 errors" in said
    assert "The risk is accepted by Chief Executive" in said
    assert f"<strong>{made.responses[0].ref}</strong>" in said  # a high risk, with its date
    assert 'href="/plans/' + made.plan.reference + '/steps/qa_pass/"' in said
    assert 'href="/plans/' + made.plan.reference + '/steps/qa_return/"' in said


@database
def test_items_are_ticked_and_noted_half_finished_and_shown_as_they_stand(qa, made):
    assert qa.post(address(made), ticked(0, **{"note-1": "Ask Ben."})).status_code == 302
    said = text_of(qa.get(address(made)))
    assert said.count(" checked") == 1
    assert "Ask Ben.</textarea>" in said
    kept = Check.objects.get(item=ITEMS[0])
    assert (kept.by, kept.version, kept.is_ticked) == (made.people.qa, 2, True)


@database
def test_the_checklist_is_frozen_with_the_pass_and_read_in_the_history_and_by_the_approver(client, qa, made):
    qa.post(address(made), ticked(0, **{"note-1": "Ask Ben."}))
    event = make_plan.step(made, "qa_pass")
    frozen = json.loads(event.details)["checklist"]
    assert [(item["item"], item["is_ticked"], item["note"]) for item in frozen] == [
        (ITEMS[0], True, ""),
        (ITEMS[1], False, "Ask Ben."),
    ]
    assert frozen[0]["by"] == made.people.qa.name
    said = text_of(make.sign_in(client, made.people.lead).get(f"/plans/{made.plan.reference}/history/"))
    assert f"{ITEMS[0]}: ticked by {made.people.qa.name}; {ITEMS[1]}: not ticked, noted “Ask Ben.”" in said
    said = text_of(make.sign_in(client, made.people.approver).get(f"/plans/{made.plan.reference}/approve/"))
    assert "1 of 2 items of the checklist are ticked." in said
    assert "Ask Ben." in said
    assert list(verification.breaks()) == []


@pytest.mark.parametrize(
    ("must_return", "words"),
    [
        (True, "As it stands now, the plan comes to you again before it goes to the approver."),
        (
            False,
            "The plan need not come back to you: as it stands now, the CAF lead can send it straight",
        ),
    ],
)
@database
def test_the_page_says_of_a_returned_plan_whether_it_comes_back(qa, made, must_return, words):
    assert "If it need not, the CAF lead can send it straight to the approver." in text_of(qa.get(address(made)))
    make_plan.walk(made, "qa_pass", "recall")
    make_plan.step(made, "send_to_qa")
    make_plan.step(made, "qa_return", details={"must_return": must_return})
    assert words in text_of(qa.get(address(made)))
    assert (why_not(BY_NAME["resend"], made.plan, by=made.people.lead) == "") is not must_return


@database
def test_a_plan_that_no_quality_assurer_has_had_says_nothing_of_coming_back(client):
    made = make_plan.plan()
    text = text_of(make.sign_in(client, made.people.qa).get(address(made)))
    assert "before it goes to the approver" not in text


@database
def test_the_assurer_reads_nothing_of_the_councils_checklist(client, qa, made):
    qa.post(address(made), ticked(0, **{"note-1": "Ask Ben."}))
    make_plan.step(made, "qa_pass")
    make.sign_in(client, made.people.assurer)
    for rest in ("history/", "approve/"):
        assert "Ask Ben." not in text_of(client.get(f"/plans/{made.plan.reference}/{rest}"))


@database
def test_after_the_pass_nothing_is_ticked_and_what_was_typed_is_shown(qa, made):
    make_plan.walk(made, "qa_pass")
    page = qa.post(address(made), ticked(0, **{"note-0": "Too late"}))
    assert page.status_code == 409
    assert "The checklist is written while the plan is with you" in text_of(page)
    assert "Too late" in text_of(page)
    assert not Check.objects.exists()


@database
def test_the_next_version_begins_with_an_empty_checklist_and_a_page_of_the_last_is_refused(qa, made):
    qa.post(address(made), ticked(0))
    make_plan.walk(made, "qa_return")
    response = made.responses[0]
    save_response(response, {"capital": 1}, seen=response.version, by=made.people.lead)
    make_plan.walk(made, "send_to_qa")
    page = qa.post(address(made), ticked(1, version=2))
    assert "Another version is with you now" in text_of(page)
    assert "checked" not in text_of(qa.get(address(made)))
    assert Check.objects.filter(version=2).exists() is True
    assert Check.objects.filter(version=3).exists() is False


@database
def test_two_quality_assurers_lose_nothing_and_each_reads_what_the_other_ticked(made):
    second = make.person(role=Role.QUALITY_ASSURER, at=made.council)
    first = {ITEMS[0]: Written((True, ""), 0), ITEMS[1]: Written((False, ""), 0)}
    assert checklist.save(made.plan, 2, first, by=made.people.qa) == []
    stale = {ITEMS[0]: Written((False, ""), 0), ITEMS[1]: Written((True, "Yes"), 0)}
    assert checklist.save(made.plan, 2, stale, by=second) == []
    assert {item: check.says for item, check in checklist.standing(made.plan, 2).items()} == {
        ITEMS[0]: (True, ""),
        ITEMS[1]: (True, "Yes"),
    }
    (clash,) = checklist.save(made.plan, 2, {ITEMS[1]: Written((False, "No"), 0)}, by=made.people.qa)
    assert clash.theirs.note == "Yes"


@database
def test_where_two_meet_the_page_shows_both_and_saves_at_the_second_time(qa, made):
    second = make.person(role=Role.QUALITY_ASSURER, at=made.council)
    version = made.plan.versions.first().number
    checklist.save(made.plan, version, {ITEMS[1]: Written((True, "Fine"), 0)}, by=second)
    page = qa.post(address(made), ticked(0, version=version, **{"note-1": "Not so"}))
    assert page.status_code == 409
    assert f"{second.name} ticked it and noted “Fine” on" in text_of(page)
    assert "Not so</textarea>" in text_of(page)
    again = ticked(0, version=version, **{"note-1": "Not so", "seen-0": 1, "seen-1": 1})
    assert qa.post(address(made), again).status_code == 302
    assert checklist.standing(made.plan, version)[ITEMS[1]].says == (False, "Not so")


@database
def test_a_council_has_its_own_items_and_what_was_ticked_keeps_its_words(qa, made):
    version = made.plan.versions.first().number
    qa.post(address(made), ticked(0, version=version))
    page = qa.post(address(made, "checklist/"), {"items": "  One   thing\n\nOne thing\nAnother"})
    assert page.status_code == 302
    assert checklist.items_for(made.council) == ["One thing", "Another"]
    assert checklist.items_for(make.council()) == ITEMS
    assert [item["item"] for item in checklist.frozen(made.plan, version)] == ["One thing", "Another", ITEMS[0]]


@database
@pytest.mark.parametrize(
    ("items", "error"),
    [
        ("", "Enter the items"),
        ("x" * 301, "Shorten this line to 300 characters"),
        ("\n".join(map(str, range(41))), "Items must be 40 lines or fewer: there are 41"),
    ],
)
def test_a_checklist_says_what_is_wrong_with_it(qa, made, items, error):
    assert error in text_of(qa.post(address(made, "checklist/"), {"items": items}))


@database
def test_what_was_ticked_is_written_once(made):
    version = made.plan.versions.first().number
    checklist.save(made.plan, version, {ITEMS[0]: Written((True, ""), 0)}, by=made.people.qa)
    assert "submissions_check_update_refused" in append_only.triggers_of(Check)
    assert append_only.missing_guards() == []


@database
def test_the_page_takes_the_same_queries_at_3_rows_and_at_60(client):
    counts = set()
    for recommendations in (3, 60):
        made = make_plan.plan(status=Status.INTERNAL_QA, recommendations=recommendations)
        counts.add(queries(make.sign_in(client, made.people.qa), address(made)))
    assert len(counts) == 1
    assert counts.pop() <= 15


@pytest.mark.django_db(transaction=True)
def test_a_tick_against_the_pass_is_either_in_the_frozen_checklist_or_refused():
    for _ in range(ROUNDS):
        made = make_plan.plan(status=Status.INTERNAL_QA)
        found = at_once(
            lambda made=made: make_plan.step(made, "qa_pass"),
            lambda made=made: checklist.save(made.plan, 1, {ITEMS[0]: Written((True, ""), 0)}, by=made.people.qa),
        )
        event = made.plan.events.get(step="qa_pass")
        kept = Check.objects.filter(plan=made.plan).exists()
        assert json.loads(event.details)["checklist"][0]["is_ticked"] == kept, found
