"""The workstreams of a plan: added and changed by whoever responds, through the fence, and never unseen."""

import pytest

from accounts.roles import Role
from submissions.models import Status, Workstream
from submissions.responses import PenMoved
from submissions.workstreams import Taken, add_workstream
from tests import make, make_plan
from tests.submissions.sent_forms import controls, signed_in

pytestmark = pytest.mark.django_db

NETWORKS = {"name": "Networks", "lead": "Head of IT", "purpose": "Segment <it>"}


@pytest.fixture
def made():
    return make_plan.plan()


def where(made, more: str = "") -> str:
    return f"/plans/{made.plan.reference}/workstreams/{more}"


def post(user, address, **values):
    return signed_in(user).post(address, values)


def test_a_workstream_is_added_with_its_lead_and_counts_as_a_write_to_the_plan(made):
    made.plan.refresh_from_db()
    edition = made.plan.edition
    post(made.people.lead, where(made), **NETWORKS)
    added = made.plan.workstreams.get()
    made.plan.refresh_from_db()

    assert (added.name, added.lead.title, added.purpose) == ("Networks", "Head of IT", "Segment <it>")
    assert made.plan.edition == edition + 1
    text = signed_in(made.people.qa).get(where(made)).content.decode()
    assert "Segment &lt;it&gt;" in text
    assert "<textarea" not in text


def test_a_name_is_taken_once_in_a_plan(made):
    post(made.people.lead, where(made), **NETWORKS)
    page = post(made.people.lead, where(made), **NETWORKS | {"name": "networks"})

    assert "There is a workstream with this name: enter another" in page.content.decode()
    assert made.plan.workstreams.count() == 1
    with pytest.raises(Taken):
        add_workstream(made.plan, name="NETWORKS")


def test_a_change_is_written_over_what_the_person_saw(made):
    stream = add_workstream(made.plan, name="Networks")
    lead = signed_in(made.people.lead)
    shown = controls(lead.get(where(made, f"{stream.pk}/")).content.decode())

    assert lead.post(where(made, f"{stream.pk}/"), shown | {"purpose": "Mine"}).status_code == 302
    late = lead.post(where(made, f"{stream.pk}/"), shown | {"purpose": "Late words"})
    text = late.content.decode()
    assert "Somebody else changed this workstream" in text
    assert "Mine" in text
    assert "Late words" in text
    stream.refresh_from_db()
    assert stream.purpose == "Mine"

    again = controls(text)
    assert lead.post(where(made, f"{stream.pk}/"), again).status_code == 302
    stream.refresh_from_db()
    assert stream.purpose == "Late words"


def test_who_does_not_respond_is_refused_and_keeps_what_they_typed(made):
    for user in (made.people.qa, made.people.approver, make.person(role=Role.READER, at=made.council)):
        refused = post(user, where(made), **NETWORKS)
        assert refused.status_code == 403
        assert "Segment &lt;it&gt;" in refused.content.decode()
    stranger = make.person(role=Role.CAF_LEAD, at=make.council())
    assert post(stranger, where(made), **NETWORKS).status_code == 404
    assert not Workstream.objects.exists()


def test_after_the_hand_over_nothing_is_written_and_every_word_is_shown():
    made = make_plan.plan(status=Status.INTERNAL_QA)
    refused = post(made.people.lead, where(made), **NETWORKS)

    assert refused.status_code == 403
    assert "so it cannot be changed now" in refused.content.decode()
    assert "Segment &lt;it&gt;" in refused.content.decode()
    with pytest.raises(PenMoved):
        add_workstream(made.plan, name="Networks")
    assert not Workstream.objects.exists()


def test_a_delegate_is_told_that_the_page_is_about_the_whole_plan(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assert signed_in(delegate).get(where(made)).status_code == 403


def test_the_form_of_a_response_offers_the_workstreams(made):
    add_workstream(made.plan, name="Networks")
    ref = made.responses[0].ref
    text = signed_in(made.people.lead).get(f"/plans/{made.plan.reference}/recommendations/{ref}/").content.decode()
    assert '<option value="Networks">Networks</option>' in text
