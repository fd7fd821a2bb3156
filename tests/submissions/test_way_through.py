"""The way through a filtered list, response by response: it is carried in the address, and saving stays in it."""

import pytest

from accounts.models import Post
from accounts.roles import Role
from submissions.delegation import hand_over
from submissions.responses import save_response
from tests import counting, make, make_plan
from tests.submissions.sent_forms import controls, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """Five rows; the second is complete."""
    made = make_plan.plan(recommendations=5)
    save_response(made.responses[1], make_plan.COMPLETE, seen=0, by=made.people.lead)
    return made


def address(made, number: int, query: str = "") -> str:
    return f"/plans/{made.plan.reference}/recommendations/{made.responses[number].ref}/{query}"


def read(user, made, number: int, query: str = "") -> str:
    return signed_in(user).get(address(made, number, query)).content.decode()


def save(user, made, number: int, query: str, **typed):
    """Send the form as its page showed it, to where the page was."""
    client, here = signed_in(user), address(made, number, query)
    return client.post(here, controls(client.get(here).content.decode()) | typed)


def written(made, number: int, query: str) -> str:
    """An address as it stands in a page."""
    return address(made, number, query).replace("&", "&amp;")


def test_next_and_previous_stay_in_the_filtered_list(made):
    text = read(made.people.lead, made, 2, "?view=not-started")

    assert "2 of 4 in “Not started”" in text
    assert f'rel="prev" href="{written(made, 0, "?view=not-started")}"' in text
    assert f'rel="next" href="{written(made, 3, "?view=not-started")}"' in text
    assert f'href="/plans/{made.plan.reference}/recommendations/?view=not-started" class="govuk-back-link"' in text


def test_the_way_follows_the_order_of_the_list(made):
    text = read(made.people.lead, made, 2, "?sort=-ref")

    assert f'rel="prev" href="{written(made, 3, "?sort=-ref")}"' in text
    assert f'rel="next" href="{written(made, 1, "?sort=-ref")}"' in text


def test_save_and_next_goes_on_although_the_row_leaves_the_list_by_it(made):
    query = "?view=not-started&sort=-ref"
    page = save(made.people.lead, made, 3, query, go="next", justification="Begun")

    assert page["Location"] == address(made, 2, query)
    text = read(made.people.lead, made, 3, query)
    assert "not in “Not started” any more" in text
    assert f'rel="prev" href="{written(made, 4, query)}"' in text
    assert f'rel="next" href="{written(made, 2, query)}"' in text


def test_save_and_next_takes_the_next_by_the_order_before_the_save(made):
    query = "?sort=priority"
    page = save(made.people.lead, made, 0, query, go="next", priority="low")
    assert page["Location"] == address(made, 2, query)


def test_save_alone_and_more_milestones_stay_on_the_row_in_the_list(made):
    assert save(made.people.lead, made, 0, "?q=A1")["Location"] == address(made, 0, "?q=A1")
    more = save(made.people.lead, made, 0, "?q=A1", go="milestones")["Location"]
    assert more == address(made, 0, "?q=A1&more=milestones#milestones")


def test_a_clash_is_settled_within_the_list(made):
    client, here = signed_in(made.people.lead), address(made, 0, "?view=not-started")
    shown = controls(client.get(here).content.decode())
    colleague = make.person(role=Role.CONTRIBUTOR, at=made.council)
    save_response(made.responses[0], {"notes": "Theirs"}, seen=0, by=colleague)
    text = client.post(here, shown | {"notes": "Mine"}).content.decode()
    assert f'action="{written(made, 0, "?view=not-started")}"' in text


def test_what_an_address_carries_that_is_nothing_of_the_list_is_left_out(made):
    text = read(made.people.lead, made, 0, "?next=//evil.example&view=nonsense&scope=ORG")
    assert "evil" not in text
    assert f'rel="next" href="{written(made, 1, "?scope=ORG")}"' in text


def test_a_delegate_goes_through_their_own_rows_alone(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    for number in (0, 3):
        hand_over(made.responses[number], delegate, by=made.people.lead)
    text = read(delegate, made, 0, "?view=high-risk")
    assert "1 of 2 in “High risk”" in text
    assert f'rel="next" href="{written(made, 3, "?view=high-risk")}"' in text


@pytest.mark.parametrize("query", ["?view=changed", "?view=attention&sort=risk", "?view=mine&q=A1"])
def test_the_way_asks_as_often_for_30_rows_as_for_3(query):
    counts = []
    for number in (3, 30):
        made = make_plan.plan(recommendations=number, complete=True)
        counts.append(counting.queries(signed_in(made.people.lead), address(made, 1, query)))
    assert counts[0] == counts[1] <= 15


# --- the owner


def test_the_owner_given_last_is_suggested_for_a_response_that_nobody_has_saved(made):
    text = read(made.people.lead, made, 0)
    assert controls(text)["owner"] == ["Chief Information Officer"]
    assert "Chief Information Officer is a suggestion" in text
    assert not made.responses[0].owner

    colleague = make.person(role=Role.CONTRIBUTOR, at=made.council)
    assert controls(read(colleague, made, 0))["owner"] == [""]


def test_an_owner_that_was_emptied_is_not_suggested_again(made):
    save(made.people.lead, made, 0, "", owner="", notes="None yet")
    text = read(made.people.lead, made, 0)
    assert controls(text)["owner"] == [""]
    assert "is a suggestion" not in text


def test_the_page_says_who_holds_the_owners_post(made):
    assert "nobody with an account holds this post now" in read(made.people.lead, made, 1)
    Post.objects.filter(title="Chief Information Officer").update(holder=made.people.qa)
    for user in (made.people.lead, made.people.qa):
        assert f"Chief Information Officer: {made.people.qa.name} holds this post now." in read(user, made, 1)
    assert "Change who holds it" in read(made.people.lead, made, 1)
    assert "Change who holds it" not in read(made.people.qa, made, 1)
