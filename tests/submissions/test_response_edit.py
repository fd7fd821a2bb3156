"""One recommendation beside the council's response: read, written, refused with its reason, and nothing lost."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Post
from accounts.roles import Role
from assurance.models import Scope
from iip.quarters import Quarter
from submissions.columns import COLUMNS
from submissions.delegation import hand_over
from submissions.facts import EMPTY, NAMES, facts_of, read_anew
from submissions.models import Change, Response, Status, Workstream
from submissions.responses import save_response
from tests import make, make_assurance, make_plan
from tests.submissions.sent_forms import controls, queries, signed_in

pytestmark = pytest.mark.django_db

Q4 = Quarter.parse("2026/27 Q4")
HOSTILE = "<script>alert(1)</script>\"'&amp;"
VALUES = {  # one value of each column
    "choice": "implement",
    "action": "Replace it,\nthen test it.",
    "justification": HOSTILE,
    "priority": "medium",
    "owner": "Head of IT",
    "supporting_posts": ("Service manager", "Auditor"),
    "effort": "high",
    "complexity": "low",
    "effort_days": 12,
    "capital": 0,
    "revenue": 1_200_000,
    "annual": 30,
    "cost_basis": "quoted",
    "funding": "part_funded",
    "funded_capital": 0,
    "funded_revenue": 200_000,
    "funded_annual": 5,
    "funding_source": "Capital programme",
    "budget_sign_off": "Director of Finance",
    "start": Q4,
    "end": Q4 + 2,
    "workstream": "Networks",
    "waits_for": ("ORG-A1.b-01",),
    "covered_by": "ORG-A1.c-01",
    "further_outcomes": (("ORG", "D1.a"), ("ORG", "D1.b")),
    "aligns_with": "Digital strategy",
    "why_no_action": "risk_accepted",
    "risk_owner": "Director of Resources",
    "look_again_on": datetime.date(2027, 3, 27),
    "support": ("money", "peer_advice"),
    "notes": "For our assurer",
    "milestones": (("Bought", Q4), ("Live", Q4 + 1)),
}


@pytest.fixture
def made():
    return make_plan.plan(recommendations=3)


def address(response: Response, more: str = "") -> str:
    return f"/plans/{response.plan.reference}/recommendations/{response.ref}/{more}"


def read(user, response):
    return signed_in(user).get(address(response))


def send(user, response, page=None, **typed):
    """Send the form as its page showed it, with what a person typed into it."""
    client = signed_in(user)
    shown = controls((page or client.get(address(response))).content.decode())
    return client.post(address(response), shown | typed)


def answer(response: Response):
    return facts_of(read_anew(response))


def save(made, response, **values):
    return save_response(response, values, seen=response.version, by=made.people.lead)


# --- reading


def test_the_assurers_words_the_finding_and_the_target_stand_beside_the_response():
    profile = make.profile(framework=make.framework(), targets={"A1.a": "achieved"})
    made = make_plan.plan(recommendations=2, profile=profile)
    text = read(made.people.lead, made.responses[0]).content.decode()

    for words in ("Do this.", "It could stop services.", "High risk", "Process", "Not achieved", "Achieved: not met"):
        assert words in text
    assert "No target set" in read(made.people.lead, made.responses[1]).content.decode()


def test_the_page_leads_to_the_recommendations_before_and_after(made):
    first, second, third = made.responses
    text = read(made.people.lead, second).content.decode()

    assert f'rel="prev" href="{address(first)}"' in text
    assert f'rel="next" href="{address(third)}"' in text
    assert 'rel="prev"' not in read(made.people.lead, first).content.decode()
    assert 'rel="next"' not in read(made.people.lead, third).content.decode()


def test_whoever_may_not_write_reads_the_same_as_text(made):
    response = made.responses[0]
    save(made, response, choice="implement", justification="Because")
    reader = make.person(role=Role.READER, at=made.council)
    text = read(reader, response).content.decode()

    assert "Because" in text
    assert "<textarea" not in text
    assert "Still missing: priority" in text


@pytest.mark.parametrize("role", [Role.QUALITY_ASSURER, Role.APPROVER, Role.READER])
def test_a_role_that_does_not_respond_is_refused_and_nothing_is_written(made, role):
    response = made.responses[0]
    page = read(made.people.lead, response)
    refused = send(make.person(role=role, at=made.council), response, page, justification="Mine")

    assert refused.status_code == 403
    assert "Only people with this role can do this" in refused.content.decode()
    assert "Mine" in refused.content.decode()
    assert answer(response).justification == ""


def test_a_stranger_gets_the_page_of_a_recommendation_that_does_not_exist(made):
    stranger = signed_in(make.person(role=Role.CAF_LEAD, at=make.council()))
    there = stranger.get(address(made.responses[0]))

    assert there.status_code == 404
    assert there.content == stranger.get(f"/plans/{made.plan.reference}/recommendations/NO-1/").content


def test_what_was_typed_by_the_assurer_or_the_council_arrives_escaped():
    made = make_plan.plan(recommendations=0)
    engagement = made.plan.assessment.engagements.get()
    scope = make.scope(engagement=engagement, code="SYS1", name=HOSTILE)
    report = make_plan.report(scope=scope, text=HOSTILE, comment=HOSTILE)
    make_plan.issue_report(make_assurance.looked_over(report, by=made.people.assurer), by=made.people.assurer)
    response = made.responses[0]
    save(made, response, choice="no_action", justification=HOSTILE, owner=HOSTILE, milestones=((HOSTILE, Q4),))

    for user in (made.people.lead, made.people.qa):
        text = read(user, response).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
    assert Scope.objects.get(code="SYS1").name == HOSTILE


# --- writing


@pytest.mark.parametrize("name", NAMES)
def test_every_column_survives_the_form_untouched(made, name):
    response = made.responses[0]
    Workstream.objects.create(plan=made.plan, name="Networks")
    save(made, response, **{name: VALUES[name]})
    before = Change.objects.count()
    page = send(made.people.lead, response)

    assert page.status_code == 302
    assert getattr(answer(response), name) == VALUES[name]
    assert Change.objects.count() == before


TYPED = {  # what a person types or chooses for each of the values
    name: {name: str(value)} for name, value in VALUES.items() if isinstance(value, str | int | Quarter)
} | {
    "supporting_posts": {"supporting_posts": "Service manager\r\n\r\nAuditor"},
    "workstream": {"new_workstream": "Networks"},
    "waits_for": {"waits_for": "org-a1.B-01"},
    "further_outcomes": {"further_outcomes": "ORG D1.b; org d1.a"},
    "look_again_on": {"look_again_on_day": "27", "look_again_on_month": "3", "look_again_on_year": "2027"},
    "support": {"support": ["peer_advice", "money"]},
    "milestones": {
        "milestone_0_title": "Bought",
        "milestone_0_quarter": str(Q4),
        "milestone_2_title": "Live",
        "milestone_2_quarter": str(Q4 + 1),
    },
}


EMPTIED = {  # where leaving a control blank is more than sending nothing
    "choice": {"choice": "undecided"},
    "support": {"support": []},
    "milestones": {f"milestone_{row}_{part}": "" for row in (0, 1, 2) for part in ("title", "quarter")},
}


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_taken_from_what_is_typed_and_can_be_emptied_again(made, name):
    response = made.responses[0]
    send(made.people.lead, response, **TYPED[name])
    assert getattr(answer(response), name) == VALUES[name]

    empty = dict.fromkeys(TYPED[name], "") | {"workstream": "", "new_workstream": ""} | EMPTIED.get(name, {})
    send(made.people.lead, response, **empty)
    assert getattr(answer(response), name) == EMPTY[name]


def test_a_response_saves_half_finished_and_says_what_is_missing(made):
    response = made.responses[0]
    client = signed_in(made.people.lead)
    shown = controls(client.get(address(response)).content.decode())
    page = client.post(address(response), shown | {"choice": "no_action", "justification": "Why"}, follow=True)

    assert "Saved. Still missing: why no action, risk owner and look again on." in page.content.decode()
    assert answer(response).choice == "no_action"


def test_a_complete_response_is_called_complete(made):
    response = made.responses[0]
    save(made, response, **make_plan.COMPLETE)
    client = signed_in(made.people.lead)
    shown = controls(client.get(address(response)).content.decode())

    assert "Saved. This response is complete." in client.post(address(response), shown, follow=True).content.decode()


def test_save_and_next_goes_to_the_next_recommendation_and_at_the_end_stays(made):
    first, _, third = made.responses

    assert send(made.people.lead, first, go="next")["Location"] == address(made.responses[1])
    assert send(made.people.lead, third, go="next")["Location"] == address(third)


def test_more_milestones_are_saved_first_and_then_there_is_room_for_more(made):
    response = made.responses[0]
    page = send(made.people.lead, response, milestone_0_title="Bought", milestone_0_quarter=str(Q4), go="milestones")
    text = signed_in(made.people.lead).get(page["Location"].partition("#")[0]).content.decode()

    assert answer(response).milestones == (("Bought", Q4),)
    assert "milestone_6_title" in text
    assert "milestone_7_title" not in text


def test_an_owner_is_the_post_as_the_council_spells_it(made):
    make.post(council=made.council, title="Head of IT")
    send(made.people.lead, made.responses[0], owner="head of it", supporting_posts="HEAD OF IT")

    assert answer(made.responses[0]).owner == "Head of IT"
    assert answer(made.responses[0]).supporting_posts == ("Head of IT",)
    assert Post.objects.filter(council=made.council).count() == 1


# --- errors never lose text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"capital": "12.50"}, "One-off capital must be in whole pounds, without pence"),
        ({"effort_days": "two"}, "Effort days must be a whole number, like 12"),
        ({"look_again_on_day": "31", "look_again_on_month": "2", "look_again_on_year": "2027"}, "must be a real date"),
        ({"owner": "Head\a"}, "Remove the hidden control character (U+0007)"),
        ({"notes": "bell\a"}, "Remove the hidden control character (U+0007)"),
        ({"milestone_0_title": "nul\0"}, "Remove the hidden control character (U+0000)"),
        ({"milestone_0_title": "Bought"}, "Select the quarter of milestone 1"),
        ({"milestone_1_quarter": "2026/27 Q4"}, "Enter what milestone 2 is"),
        ({"waits_for": "ORG-A1.b-01\nORG-Z9.z-09; X"}, "recommendations you can see: ORG-Z9.z-09, X"),
        ({"waits_for": "ORG-A1.a-01"}, "Take out ORG-A1.a-01: a recommendation cannot wait for itself"),
        ({"further_outcomes": "ORG B4.d"}, "Not in this assessment: ORG B4.d"),
        ({"covered_by": "ORG-A1.a-01"}, "Select one of the answers shown"),
        ({"start": "2099/00 Q9"}, "Select one of the answers shown"),
        ({"supporting_posts": "x" * 201}, "Shorten each post to 200 characters or fewer"),
        ({"justification": "x" * 10_001}, "Shorten this to 10,000 characters or fewer"),
    ],
)
def test_what_cannot_be_taken_says_why_and_loses_nothing(made, typed, sentence):
    page = send(made.people.lead, made.responses[0], action="My long words", **typed)
    text = page.content.decode()

    assert page.status_code == 200
    assert sentence in text
    assert "My long words" in text
    assert "<title>Error: " in text
    assert answer(made.responses[0]).action == ""


@pytest.mark.parametrize("status", [s for s in Status if s != Status.DRAFT])
def test_at_any_other_status_the_page_is_read_only_and_a_late_form_is_refused_with_every_word(status):
    made = make_plan.plan()
    response = made.responses[0]
    page = read(made.people.lead, response)
    if status != Status.CLOSED:
        make_plan.complete_all(made)
    make_plan.walk(made, *make_plan.STEPS_TO[status])
    late = send(made.people.lead, response, page, action="My long words")

    assert "<textarea" not in read(made.people.lead, response).content.decode().partition('id="comments"')[0]
    assert "so it cannot be changed now" in read(made.people.lead, response).content.decode()
    assert late.status_code == 403
    assert "so it cannot be changed now" in late.content.decode()
    assert "My long words" in late.content.decode()
    assert answer(response).action == ""


def test_a_plan_handed_over_while_the_form_is_read_refuses_with_every_word(made, monkeypatch):
    from submissions.views import responses

    response = made.responses[0]
    page = read(made.people.lead, response)
    save_settled = responses.save_settled

    def hand_over_first(*args, **kwargs):
        make_plan.complete_all(made)
        make_plan.step(made, "share")
        return save_settled(*args, **kwargs)

    monkeypatch.setattr(responses, "save_settled", hand_over_first)
    late = send(made.people.lead, response, page, action="My long words")

    assert late.status_code == 409
    assert "has just been handed over" in late.content.decode()
    assert "My long words" in late.content.decode()
    assert answer(response).action == ""


# --- two people, two tabs


def test_two_people_in_different_fields_both_keep_their_words(made):
    response = made.responses[0]
    colleague = make.person(role=Role.CONTRIBUTOR, at=made.council)
    page = read(made.people.lead, response)
    send(colleague, response, notes="Theirs")
    send(made.people.lead, response, page, action="Mine")

    assert (answer(response).notes, answer(response).action) == ("Theirs", "Mine")


@pytest.fixture
def clash(made):
    """A page of two people's words, and how to send it with a choice: (response, lead, page, choose)."""
    response = made.responses[0]
    colleague = make.person(name="Ali Khan", role=Role.CONTRIBUTOR, at=made.council)
    page = read(made.people.lead, response)
    send(colleague, response, action="Their words", notes="Only theirs", priority="high")
    clashing = send(made.people.lead, response, page, action="My words", aligns_with="Only mine")

    def choose(page, user=made.people.lead, **more):
        return signed_in(user).post(address(response), controls(page.content.decode()) | more)

    return response, colleague, clashing, choose


def test_two_peoples_words_in_one_field_are_shown_side_by_side_and_nothing_is_written(clash):
    response, _, page, _ = clash
    text = page.content.decode()

    assert page.status_code == 409
    assert "My words" in text
    assert "Their words" in text
    assert "Ali Khan’s" in text
    assert answer(response).action == "Their words"
    assert answer(response).aligns_with == ""


def test_who_chooses_their_own_words_overwrites_that_field_alone(clash):
    response, _, page, choose = clash
    assert choose(page, take_action="mine").status_code == 302

    now = answer(response)
    assert (now.action, now.aligns_with) == ("My words", "Only mine")
    assert (now.notes, now.priority) == ("Only theirs", "high")


def test_who_chooses_the_others_words_keeps_their_own_to_copy(clash):
    response, _, page, choose = clash
    settled = choose(page, take_action="theirs")

    assert "My words" in settled.content.decode()
    assert "Saved. Still missing" in settled.content.decode()
    now = answer(response)
    assert (now.action, now.aligns_with) == ("Their words", "Only mine")


def test_a_third_save_meanwhile_asks_again_and_loses_nothing(clash):
    response, colleague, page, choose = clash
    send(colleague, response, action="Newer words")
    again = choose(page, take_action="mine")

    assert again.status_code == 409
    assert "Newer words" in again.content.decode()
    assert answer(response).action == "Newer words"
    assert choose(again, take_action="mine").status_code == 302
    assert answer(response).action == "My words"


@pytest.mark.parametrize("seen", ["", "-1", "99", "x", "²", "9" * 40])
def test_a_version_that_cannot_be_true_overwrites_nothing_unseen(clash, seen):
    response, _, _, _ = clash
    lead = response.plan.council.roles.get(permission__codename=Role.CAF_LEAD).user
    page = send(lead, response, seen=seen, action="Forced")

    assert page.status_code == 409
    assert answer(response).action == "Their words"


def test_two_tabs_of_one_person_are_two_people(made):
    response = made.responses[0]
    lead = made.people.lead
    one = two = read(lead, response)
    send(lead, response, one, action="First tab")
    page = send(lead, response, two, action="Second tab")

    assert page.status_code == 409
    assert "First tab" in page.content.decode()
    assert "Second tab" in page.content.decode()


# --- the history


def test_the_history_says_who_changed_what_from_what_to_what(made):
    response = made.responses[0]
    save(made, response, owner="Head of IT")
    response.refresh_from_db()
    save(made, response, owner="Director", start=Q4)
    text = read(made.people.qa, response).content.decode().partition('id="history"')[2]

    assert made.people.lead.name in text
    assert "Accountable owner" in text
    assert text.index("Director") < text.index("Nothing")
    assert "2026/27 Q4" in text


# --- delegates


@pytest.fixture
def delegate(made):
    person = make.person(role=Role.DELEGATE, at=made.council)
    hand_over(made.responses[0], person, by=made.people.lead)
    return person


def test_a_delegate_sees_and_answers_their_own_rows_alone(made, delegate):
    own, other, _ = made.responses
    assert send(delegate, own, justification="Mine").status_code == 302
    assert answer(own).justification == "Mine"

    text = read(delegate, own).content.decode()
    assert other.ref not in text
    assert "Recommendation 2" not in text
    assert read(delegate, other).status_code == 404
    refused = send(delegate, other, read(made.people.lead, other), justification="Mine")
    assert refused.status_code == 404
    assert answer(other).justification == ""


def test_a_delegate_keeps_a_dependency_they_cannot_see_and_adds_none(made, delegate):
    own, other, third = made.responses
    save(made, own, waits_for=(other.ref,), covered_by=other.ref)
    assert send(delegate, own, notes="x").status_code == 302
    assert answer(own).waits_for == (other.ref,)

    refused = send(delegate, own, waits_for=f"{other.ref}\n{third.ref}")
    assert f"you can see: {third.ref}" in refused.content.decode()


def hand(user, response, person, verb="hand-over"):
    return signed_in(user).post(address(response, f"{verb}/"), {"person": person.pk})


def test_the_caf_lead_hands_a_row_over_and_takes_it_back_and_both_are_recorded(made):
    response, person = made.responses[0], make.person(role=Role.DELEGATE, at=made.council)
    assert read(person, response).status_code == 404

    hand(made.people.lead, response, person)
    assert read(person, response).status_code == 200
    hand(made.people.lead, response, person, "take-back")
    assert read(person, response).status_code == 404
    recorded = AuditEvent.objects.filter(action__startswith="recommendation").order_by("pk")
    assert [(e.action, e.detail) for e in recorded] == [
        ("recommendation handed over", f"{person.email}: {response.ref}"),
        ("recommendation taken back", f"{person.email}: {response.ref}"),
    ]
    assert {e.council for e in recorded} == {made.council}


def test_a_row_is_handed_to_the_councils_own_delegates_alone(made):
    response = made.responses[0]
    for person in (made.people.qa, make.person(role=Role.DELEGATE, at=make.council()), make.person()):
        assert hand(made.people.lead, response, person).status_code == 404


def test_nobody_but_the_caf_lead_hands_a_row_over(made):
    response, person = made.responses[0], make.person(role=Role.DELEGATE, at=made.council)
    contributor = make.person(role=Role.CONTRIBUTOR, at=made.council)
    for user, status in ((contributor, 403), (made.people.qa, 403), (made.people.manager, 404)):
        assert hand(user, response, person).status_code == status
    assert "Hand over" not in read(contributor, response).content.decode()


# --- how often it asks the database


@pytest.mark.parametrize("who", ["lead", "delegate", "qa", "assurer"])
def test_the_page_asks_as_often_for_300_rows_as_for_3(who):
    counts = []
    for rows in (3, 300):
        made = make_plan.plan(
            recommendations=rows, status=Status.ASSURER_FEEDBACK if who == "assurer" else Status.DRAFT
        )
        response = made.responses[1]
        user = make.person(role=Role.DELEGATE, at=made.council) if who == "delegate" else getattr(made.people, who)
        for row in made.responses if who == "delegate" else ():
            hand_over(row, user, by=made.people.lead)
        client = signed_in(user)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address(response)).status_code == 200
        counts.append(queries(asked))
    assert counts[0] == counts[1] <= 15


def test_labels_are_the_workbooks_headings(made):
    text = read(made.people.lead, made.responses[0]).content.decode()
    assert not [c.label for c in COLUMNS.values() if c.label not in text]


# --- saving by itself


def autosave(user, response, page, **typed):
    """What the page's script sends after a pause."""
    sent = controls(page.content.decode()) | typed
    return signed_in(user).post(address(response), sent, headers={"X-Autosave": "1"})


def test_a_response_is_saved_after_a_pause_and_the_page_goes_on_from_there(made):
    response, lead = made.responses[0], made.people.lead
    page = read(lead, response)
    line = autosave(lead, response, page, justification="It lowers").json()
    assert line["said"].startswith("Saved at ")
    assert "Still missing: " in line["said"]
    again = autosave(lead, response, page, seen=line["seen"], justification="It lowers the risk.").json()
    assert (line["seen"], again["seen"]) == (1, 2)
    assert answer(response).justification == "It lowers the risk."


def test_what_a_colleague_saved_meanwhile_is_neither_overwritten_nor_hidden_by_a_pause(made):
    response, lead = made.responses[0], made.people.lead
    page = read(lead, response)
    colleague = make.person(name="Ali Khan", role=Role.CONTRIBUTOR, at=made.council)
    send(colleague, response, notes="Theirs")
    late = autosave(lead, response, page, action="Mine")
    assert late.status_code == 409
    assert late.json()["said"] == "Not saved yet: Ali Khan has changed this response too. Press Save to keep both."
    assert (answer(response).action, answer(response).notes) == ("", "Theirs")
    send(lead, response, page, action="Mine")
    assert (answer(response).action, answer(response).notes) == ("Mine", "Theirs")


def test_a_name_that_may_be_half_typed_makes_no_post_and_no_workstream(made):
    response, lead = made.responses[0], made.people.lead
    made.council.posts.create(title="Head of IT")
    page = read(lead, response)
    half = {"owner": "Head of", "supporting_posts": "Head of IT\nServ", "new_workstream": "Ident", "notes": "Whole"}
    line = autosave(lead, response, page, **half).json()
    assert line["partly"]
    assert line["said"].endswith("Press Save to add the new post or workstream.")
    assert answer(response).notes == "Whole"
    assert [post.title for post in made.council.posts.all()] == ["Head of IT"]
    assert not made.plan.workstreams.exists()
    whole = autosave(lead, response, page, seen=line["seen"], owner="head of it", notes="Whole").json()
    assert not whole["partly"]
    assert answer(response).owner == "Head of IT"


def test_what_has_to_be_mended_waits_for_the_button(made):
    response, lead = made.responses[0], made.people.lead
    line = autosave(lead, response, read(lead, response), capital="12.50", notes="Whole")
    assert line.status_code == 422
    assert "Press Save to see what" in line.json()["said"]
    assert answer(response).notes == ""


def test_a_plan_handed_over_meanwhile_says_so_to_the_script(made):
    response, lead = made.responses[0], made.people.lead
    page = read(lead, response)
    make_plan.complete_all(made)
    make_plan.step(made, "share")
    late = autosave(lead, response, page, notes="Late")
    assert late.status_code == 403
    assert late.json()["said"].startswith("Not saved: The plan’s status is")
