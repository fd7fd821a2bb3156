"""My actions: what is owned by a post that somebody holds, and what was handed to them, across their councils."""

import datetime

import pytest

from accounts.grants import grant, revoke
from accounts.models import Post
from accounts.roles import Role
from submissions.delegation import hand_over
from submissions.models import Status
from submissions.responses import save_response
from tests import counting, make, make_plan
from tests.submissions.sent_forms import signed_in

pytestmark = pytest.mark.django_db
NO_ACTION = {"choice": "no_action", "risk_owner": "Director", "look_again_on": datetime.date(2027, 3, 27)}


def read(user) -> str:
    return signed_in(user).get("/my-actions/").content.decode()


def rows(text: str) -> list[str]:
    return [part.partition("<")[0] for part in text.split('<span class="app-ref">')[1:]]


def give(made, title: str, holder) -> None:
    Post.objects.filter(council=made.council, title=title).update(holder=holder)


@pytest.fixture
def made():
    """Four rows: one that Head of IT owns, one whose risk Director owns, one complete, one untouched."""
    made = make_plan.plan(council=make.council(name="Ashby"), recommendations=4)
    for row, values in zip(
        made.responses, ({"choice": "implement", "owner": "Head of IT"}, NO_ACTION, make_plan.COMPLETE), strict=False
    ):
        save_response(row, values, seen=0, by=made.people.lead)
    return made


def test_nothing_is_mine_without_a_post_or_a_hand_over(made):
    assert "Nothing is yours now." in read(made.people.lead)


def test_what_my_posts_own_is_mine_with_when_it_is_due_and_what_is_missing(made):
    reader = make.person(role=Role.READER, at=made.council)
    for title in ("Head of IT", "Director", "Chief Information Officer"):
        give(made, title, reader)
    text = read(reader)

    assert rows(text) == ["ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"]
    for words in ("Ashby, 2026/27: Draft", "As Head of IT", "27 March 2027", "2027/28 Q1", "Missing: justification"):
        assert words in text


def test_what_the_choice_has_no_use_for_makes_nothing_mine(made):
    response = made.responses[1]
    save_response(response, {"owner": "Former owner"}, seen=response.version, by=made.people.lead)
    give(made, "Former owner", made.people.qa)
    assert rows(read(made.people.qa)) == []


def test_a_delegate_has_what_was_handed_to_them_and_no_more_whatever_they_hold(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    give(made, "Head of IT", delegate)
    hand_over(made.responses[3], delegate, by=made.people.lead)
    text = read(delegate)

    assert rows(text) == ["ORG-A2.a-01"]
    assert "Handed to you" in text
    assert "Recommendation 1<" not in text


def test_actions_of_all_my_councils_stand_by_plan(made):
    other = make_plan.plan(council=make.council(name="Brackley"), status=Status.SUBMITTED)
    grant(Role.CONTRIBUTOR, made.people.qa, other.council, by=None)
    give(made, "Head of IT", made.people.qa)
    give(other, "Chief Information Officer", made.people.qa)
    text = read(made.people.qa)

    assert text.index("Ashby, 2026/27: Draft") < text.index("Brackley, 2026/27: Submitted to MHCLG")
    assert rows(text) == ["ORG-A1.a-01", "ORG-A1.a-01", "ORG-A1.b-01"]


def test_nothing_is_mine_where_my_role_has_ended_or_the_plan_is_closed(made):
    reader = make.person(role=Role.READER, at=made.council)
    give(made, "Head of IT", reader)
    revoke(Role.READER, reader, made.council, by=None)
    assert rows(read(reader)) == []

    give(made, "Head of IT", made.people.qa)
    make_plan.step(made, "close")
    assert rows(read(made.people.qa)) == []


def test_it_asks_as_often_for_many_actions_at_many_councils_as_for_one():
    counts = []
    for number in (1, 4):
        user = make.person()
        for _ in range(number):
            made = make_plan.plan(recommendations=3 * number, complete=True)
            grant(Role.READER, user, made.council, by=None)
            give(made, "Chief Information Officer", user)
        counts.append(counting.queries(signed_in(user), "/my-actions/"))
    assert counts[0] == counts[1] <= 15
