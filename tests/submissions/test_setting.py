"""One thing set for many responses at once: shown before it is written, one batch, undone together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from guardian.shortcuts import assign_perm

from accounts.roles import Role
from iip.quarters import Quarter
from submissions.facts import facts_by_ref
from submissions.models import Change
from submissions.responses import save_response
from tests import make, make_plan
from tests.submissions.sent_forms import controls, queries, signed_in

FIRST, SECOND, THIRD = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"
pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    made = make_plan.plan(council=make.council(name="Ashby"), recommendations=3, complete=True)
    made.plan.workstreams.create(name="Identity")
    return made


def address(plan):
    return reverse("submissions:responses_set", args=[plan.reference])


def words(page) -> str:
    return " ".join(page.content.decode().split())


def preview(client, plan, refs, **values):
    return client.post(address(plan), {"refs": refs, "go": "preview", **values})


def confirm(client, plan, page):
    return client.post(address(plan), controls(page.content.decode()) | {"go": "confirm"})


def facts(plan, ref):
    return facts_by_ref(plan)[ref]


def undo_address(plan):
    batch = Change.objects.filter(source=Change.Source.TABLE).first().batch
    return reverse("submissions:set_undo", args=[plan.reference, batch])


def test_what_is_set_is_shown_first_and_written_for_the_selected_alone(made):
    client = signed_in(made.people.lead)
    page = preview(
        client, made.plan, [FIRST, SECOND], owner="Head of IT", priority="low", workstream="Identity",
        start="2027/28 Q1", end="2027/28 Q2", funding="unfunded",
    )  # fmt: skip
    assert "12 changes" in words(page)
    assert facts(made.plan, FIRST).owner == "Chief Information Officer"
    assert confirm(client, made.plan, page).status_code == 302
    for ref in (FIRST, SECOND):
        said = facts(made.plan, ref)
        assert (said.owner, said.priority, said.workstream) == ("Head of IT", "low", "Identity")
        assert (said.start, said.end) == (Quarter.make(2027, 1), Quarter.make(2027, 2))
        assert said.funding == "unfunded"
    assert facts(made.plan, THIRD).owner == "Chief Information Officer"
    assert len(set(Change.objects.filter(source=Change.Source.TABLE).values_list("batch", flat=True))) == 1


def test_what_means_nothing_for_a_response_is_named_and_not_set(made):
    response = made.plan.responses.get(ref=FIRST)
    save_response(response, {"choice": "no_action"}, seen=response.version, by=made.people.lead)
    client = signed_in(made.people.lead)
    page = preview(client, made.plan, [FIRST, SECOND], owner="Head of IT")
    assert "1 change<" in words(page)
    assert f"is not set: {FIRST}." in words(page)
    confirm(client, made.plan, page)
    assert facts(made.plan, FIRST).owner == "Chief Information Officer"


def test_what_a_colleague_changed_meanwhile_is_shown_again(made):
    client = signed_in(made.people.lead)
    page = preview(client, made.plan, [FIRST], priority="low")
    response = made.plan.responses.get(ref=FIRST)
    save_response(response, {"priority": "medium"}, seen=response.version, by=made.people.lead)
    again = confirm(client, made.plan, page)
    assert again.status_code == 409
    assert "Somebody has changed these responses" in words(again)
    assert facts(made.plan, FIRST).priority == "medium"
    assert confirm(client, made.plan, again).status_code == 302
    assert facts(made.plan, FIRST).priority == "low"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"priority": "low"}, "Select the recommendations to set something for"),
        ({"refs": [FIRST]}, "Enter an owner, or select something else to set"),
        ({"refs": [FIRST], "start": "2027/28 Q2", "end": "2027/28 Q1"}, "Select an end quarter that is not before"),
    ],
)
def test_what_cannot_be_set_is_refused_with_a_reason(made, sent, said):
    page = signed_in(made.people.lead).post(address(made.plan), {"go": "preview", **sent})
    assert said in words(page)


def test_what_was_selected_can_be_changed_without_losing_it(made):
    client = signed_in(made.people.lead)
    page = preview(client, made.plan, [FIRST], owner="Head of IT")
    back = client.post(address(made.plan), controls(page.content.decode()) | {"go": "change"})
    sent = controls(back.content.decode())
    assert (sent["refs"], sent["owner"]) == ([FIRST], ["Head of IT"])


def test_a_delegate_sets_only_their_own_rows(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assign_perm("respond", delegate, made.plan.responses.get(ref=FIRST))
    client = signed_in(delegate)
    page = client.get(address(made.plan))
    assert FIRST in words(page)
    assert SECOND not in words(page)
    assert "Identity" not in words(page)
    assert preview(client, made.plan, [SECOND], priority="low").context["form"].errors
    done = preview(client, made.plan, [FIRST], priority="low")
    assert confirm(client, made.plan, done).status_code == 302
    assert facts(made.plan, FIRST).priority == "low"


def test_a_batch_is_undone_together_until_something_else_has_changed_a_row(made):
    client = signed_in(made.people.lead)
    confirm(client, made.plan, preview(client, made.plan, [FIRST, SECOND], owner="Head of IT", priority="low"))
    undo = undo_address(made.plan)
    assert "4 changes" in words(client.get(undo))
    assert client.post(undo).status_code == 302
    assert {facts(made.plan, ref).owner for ref in (FIRST, SECOND)} == {"Chief Information Officer"}
    assert {facts(made.plan, ref).priority for ref in (FIRST, SECOND)} == {"high"}
    assert client.post(undo).status_code == 409


def test_a_batch_stands_once_a_row_has_changed_again(made):
    client = signed_in(made.people.lead)
    confirm(client, made.plan, preview(client, made.plan, [FIRST, SECOND], priority="low"))
    response = made.plan.responses.get(ref=SECOND)
    save_response(response, {"notes": "Later"}, seen=response.version, by=made.people.lead)
    page = client.post(undo_address(made.plan))
    assert page.status_code == 409
    assert f"Something else has changed since: {SECOND}." in words(page)
    assert facts(made.plan, FIRST).priority == "low"


def test_a_contributor_undoes_only_what_they_set(made):
    client = signed_in(made.people.lead)
    confirm(client, made.plan, preview(client, made.plan, [FIRST], priority="low"))
    other = make.person(role=Role.CONTRIBUTOR, at=made.council)
    assert signed_in(other).post(undo_address(made.plan)).status_code == 404


def test_the_page_asks_the_database_no_more_of_many_rows_than_of_few():
    def asked(rows):
        made = make_plan.plan(recommendations=rows, complete=True)
        client = signed_in(made.people.lead)
        with CaptureQueriesContext(connection) as captured:
            client.get(address(made.plan))
        return queries(captured)

    few = asked(3)
    assert few == asked(30)
    assert few <= 15
