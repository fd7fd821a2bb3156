"""Having looked at a plan: said on the pages that show it whole, and what changed since."""

import html

import pytest
from guardian.shortcuts import assign_perm

from accounts.roles import Role
from assurance import reports
from submissions.actions import reissue_report
from submissions.models import Seen, Status
from submissions.responses import save_response
from submissions.summing_up import NOTHING
from tests import counting, make, make_plan
from tests.make_assurance import looked_over
from tests.submissions.sent_forms import controls, signed_in

pytestmark = pytest.mark.django_db

SINCE = "What changed since you last looked"


def address(made, rest):
    return f"/plans/{made.plan.reference}/{rest}"


def read(user, made, rest):
    page = signed_in(user).get(address(made, rest))
    assert page.status_code == 200
    return html.unescape(" ".join(page.content.decode().split()))


def looks(user, made, rest):
    """Press the button of a page."""
    sent = controls(signed_in(user).get(address(made, rest)).content.decode())
    return signed_in(user).post(address(made, "looked/"), sent)


def change(made, row=0, **values):
    response = made.responses[row]
    save_response(response, values, seen=response.version, by=made.people.lead)


@pytest.fixture
def made():
    """Two complete responses in a draft."""
    return make_plan.plan(complete=True)


@pytest.fixture
def reader(made):
    return make.person(role=Role.READER, at=made.council)


def test_a_reader_sees_word_by_word_what_changed_since_they_said_that_they_had_looked(made, reader):
    assert "You have not said yet that you have looked at this plan." in read(reader, made, "versions/since/")
    assert SINCE not in read(reader, made, "versions/")
    there = looks(reader, made, "read/")
    assert there.url == address(made, "versions/")
    assert "Nothing has changed since you last looked" in read(reader, made, "versions/")
    assert NOTHING in read(reader, made, "versions/since/")

    change(made, justification="It lowers the risk much.", capital=20_000)
    change(made, row=1, choice="no_action", why_no_action="cost")
    assert f'href="{address(made, "versions/since/")}">{SINCE}' in read(reader, made, "versions/")
    said = read(reader, made, "versions/since/")
    assert "£8,000 more one-off capital" not in said, "the other row takes its cost out as well"
    assert "2 recommendations changed" in said
    assert "new: </span>risk much." in said
    assert "1 recommendation now without action" in said


def test_what_was_not_relevant_then_is_not_shown_as_having_been_said(made, reader):
    change(made, choice="no_action", why_no_action="cost")
    looks(reader, made, "read/")
    change(made, choice="implement")
    said = read(reader, made, "versions/since/")
    assert "1 recommendation no longer without action" in said
    assert "£12,000 more one-off capital" in said


def test_a_later_look_takes_the_place_of_an_earlier_one(made, reader):
    looks(reader, made, "read/")
    change(made, notes="Old news.")
    looks(reader, made, "versions/since/")
    change(made, row=1, notes="This is new.")
    said = read(reader, made, "versions/since/")
    assert "This is new." in said
    assert "Old news." not in said


def test_opening_pages_is_no_look(made, reader):
    for rest in ("read/", "versions/", "versions/since/"):
        read(reader, made, rest)
    assert not Seen.objects.exists()


def test_what_was_saved_after_the_page_was_made_stays_new(made, reader):
    shown = controls(signed_in(reader).get(address(made, "read/")).content.decode())
    change(made, notes="Saved meanwhile.")
    signed_in(reader).post(address(made, "looked/"), shown)
    assert "Saved meanwhile." in read(reader, made, "versions/since/")


def test_a_version_can_be_looked_at_and_what_came_after_it_is_new(made, reader):
    make_plan.walk(made, "share", "return_feedback")
    change(made, notes="After the first round.")
    make_plan.walk(made, "share")
    looks(reader, made, "versions/1/")
    assert "After the first round." in read(reader, made, "versions/since/")
    assert "You have looked at this" in read(reader, made, "versions/1/")
    looks(reader, made, "versions/1/compare/2/")
    assert NOTHING in read(reader, made, "versions/since/")
    assert "You have looked at this" in read(reader, made, "versions/1/compare/2/")


def test_a_comparison_with_now_can_be_looked_at(made, reader):
    make_plan.walk(made, "share", "return_feedback")
    change(made, notes="After the first round.")
    looks(reader, made, "versions/1/compare/now/")
    assert NOTHING in read(reader, made, "versions/since/")


def test_it_is_the_same_look_as_that_of_the_list(made):
    looks(made.people.qa, made, "recommendations/?view=changed")
    change(made, notes="New.")
    assert "New." in read(made.people.qa, made, "versions/since/")
    looks(made.people.qa, made, "versions/since/")
    assert "Nobody else has changed anything" in read(made.people.qa, made, "recommendations/?view=changed")


def test_reviewers_are_led_to_it_from_their_pages(made):
    for person in (made.people.qa, made.people.approver):
        looks(person, made, "read/")
    change(made, notes="New.")
    make_plan.walk(made, "share", "return_feedback", "session", "send_to_qa")
    assert SINCE in read(made.people.qa, made, "quality/")
    make_plan.walk(made, "qa_pass")
    assert SINCE in read(made.people.approver, made, "approve/")
    looks(made.people.approver, made, "versions/1/")
    assert "Nothing has changed since you last looked" in read(made.people.approver, made, "approve/")


def test_a_new_version_of_the_report_is_named(made, reader):
    looks(reader, made, "read/")
    draft = reports.open_reissue(made.plan.assessment.scopes.get(), by=made.people.assurer)
    draft.recommendations.filter(ref="ORG-A1.a-01").update(text="Do this otherwise.")
    reissue_report(looked_over(draft, by=made.people.assurer), by=made.people.assurer, why="New evidence.")
    said = read(reader, made, "versions/since/")
    assert "A new version of the report changed these" in said
    assert f'href="{address(made, "recommendations/ORG-A1.a-01/")}">ORG-A1.a-01</a>' in said
    assert "Nothing has changed since" not in read(reader, made, "versions/")
    looks(reader, made, "versions/since/")
    assert "Nothing has changed since you last looked" in read(reader, made, "versions/")


def test_an_assurer_looks_while_the_plan_is_shared_with_them(made):
    assurer = made.people.assurer
    client = signed_in(assurer)
    assert client.get(address(made, "versions/since/")).status_code == 403
    make_plan.walk(made, "share")
    looks(assurer, made, "versions/1/")
    make_plan.walk(made, "return_feedback")
    change(made, notes="Mended.")
    assert "Mended." in read(assurer, made, "versions/since/")

    make_plan.walk(made, "share", "return_feedback", "session", "send_to_qa", "qa_pass", "sign_off", "confirm")
    make_plan.walk(made, "submit", "update")
    assert client.get(address(made, "versions/since/")).status_code == 403, "the update is not shared yet"
    said = read(assurer, made, "versions/1/")
    assert "looked" not in said
    assert SINCE not in read(assurer, made, "versions/")


def test_neither_a_delegate_nor_mhclg_is_asked(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assign_perm("respond", delegate, made.responses[0])
    assert signed_in(delegate).get(address(made, "versions/since/")).status_code == 403
    assert "have looked" not in read(delegate, made, "read/")
    make_plan.walk(made, *make_plan.WAY)
    assert "have looked" not in read(made.people.manager, made, "versions/1/")
    assert signed_in(made.people.manager).get(address(made, "versions/since/")).status_code == 403


def test_what_people_wrote_is_shown_as_text(made, reader):
    looks(reader, made, "read/")
    change(made, justification="<script>alert(1)</script>")
    assert "<script>alert(1)" not in signed_in(reader).get(address(made, "versions/since/")).content.decode()


@pytest.mark.parametrize("rest", ["versions/since/", "versions/", "versions/1/", "read/"])
def test_the_pages_take_the_same_queries_at_3_rows_and_at_60(rest):
    counts = set()
    for recommendations in (3, 60):
        made = make_plan.plan(status=Status.ASSURER_FEEDBACK, recommendations=recommendations)
        looks(made.people.qa, made, "versions/1/")
        make_plan.walk(made, "return_feedback")
        make_plan.complete_all(made, notes="New.")
        counts.add(counting.queries(signed_in(made.people.qa), address(made, rest)))
    assert len(counts) == 1
    assert counts.pop() <= 18
