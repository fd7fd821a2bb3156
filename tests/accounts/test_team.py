"""The team page: who has which role, who may change it, and who is told."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts import team
from accounts.models import AuditEvent, CouncilRole
from accounts.role_words import MAY
from accounts.roles import COUNCIL_ROLES, Role
from tests import make

pytestmark = pytest.mark.django_db
TEAM = "/team/E00000000/"


@pytest.fixture
def council():
    return make.council(name="Ashby", code="E00000000")


@pytest.fixture
def lead(council):
    return make.person(role=Role.CAF_LEAD, at=council, name="Robin Lead")


@pytest.fixture
def signed_in(client, lead):
    return make.sign_in(client, lead)


def row(user):
    return CouncilRole.objects.select_related("user", "permission", "content_object").get(user=user)


def test_the_page_shows_people_with_role_since_when_and_by_whom(signed_in, council, lead):
    other = make.person(role=Role.READER, at=council, name="Alex Field")
    team.change_role(row(other), Role.APPROVER, by=lead)
    text = signed_in.get(TEAM).content.decode()
    for said in ("Alex Field", "Approver", "by Robin Lead", MAY[Role.APPROVER]):
        assert said in text


@pytest.mark.parametrize("role", [role for role in COUNCIL_ROLES if role != Role.CAF_LEAD])
def test_the_others_of_the_council_get_a_reason_instead(client, council, lead, role):
    make.sign_in(client, make.person(role=role, at=council))
    page = client.get(TEAM)
    assert page.status_code == 403
    assert "CAF lead or MHCLG manager" in page.content.decode()


def test_for_a_stranger_the_page_is_the_one_of_no_council(client, lead):
    make.sign_in(client, make.person(role=Role.CAF_LEAD, at=make.council(name="Elsewhere")))
    here, nowhere = client.get(TEAM), client.get("/team/E99999999/")
    assert here.status_code == nowhere.status_code == 404
    assert here.content == nowhere.content


def test_a_superuser_gets_no_free_pass(client, council, lead):
    user = make.person()
    user.is_superuser = True
    user.save()
    make.sign_in(client, user)
    assert client.get(TEAM).status_code == 404
    assert client.get("/manage/").status_code == 403


def test_a_lead_gives_another_role(signed_in, council):
    other = make.person(role=Role.READER, at=council)
    assert signed_in.get(f"{TEAM}people/{other.pk}/").status_code == 200
    assert signed_in.post(f"{TEAM}people/{other.pk}/", {"role": "contributor"})["Location"] == TEAM
    assert row(other).role == Role.CONTRIBUTOR


def test_a_lead_removes_somebody_who_sees_nothing_from_the_next_request_on(signed_in, client, council):
    other = make.person(role=Role.CAF_LEAD, at=council)
    post = make.post(council=council, title="Head of digital", holder=other)
    theirs = make.sign_in(type(client)(), other)
    assert theirs.get(TEAM).status_code == 200
    assert signed_in.post(f"{TEAM}people/{other.pk}/remove/").status_code == 302
    assert theirs.get(TEAM).status_code == 404
    post.refresh_from_db()
    assert post.holder is None


def test_somebody_of_another_council_is_not_found(signed_in):
    other = make.person(role=Role.READER, at=make.council())
    assert signed_in.post(f"{TEAM}people/{other.pk}/remove/").status_code == 404


@pytest.mark.parametrize(("what", "typed"), [("", {"role": "reader"}), ("remove/", {})])
def test_the_last_caf_lead_cannot_change_or_remove_themselves(signed_in, lead, what, typed):
    page = signed_in.post(f"{TEAM}people/{lead.pk}/{what}", typed)
    assert "You are the only CAF lead" in page.content.decode()
    assert "ask MHCLG" in page.content.decode()
    assert row(lead).role == Role.CAF_LEAD


def test_one_of_two_caf_leads_may_go(signed_in, council, lead):
    make.person(role=Role.CAF_LEAD, at=council)
    assert signed_in.post(f"{TEAM}people/{lead.pk}/remove/").status_code == 302
    assert team.leads(council) == 1


def test_a_lead_who_cannot_sign_in_does_not_count(council, lead):
    other = make.person(role=Role.CAF_LEAD, at=council)
    other.is_active = False
    other.save()
    with pytest.raises(ValidationError, match="only CAF lead"):
        team.remove(row(lead), by=lead)


@pytest.mark.parametrize("role", [Role.QUALITY_ASSURER, Role.APPROVER])
def test_naming_a_gate_tells_the_others_who_hold_one(council, lead, role, django_capture_on_commit_callbacks):
    approver = make.person(role=Role.APPROVER, at=council)
    make.person(role=Role.READER, at=council)
    other = make.person(role=Role.CONTRIBUTOR, at=council, name="Alex Field")
    with django_capture_on_commit_callbacks(execute=True):
        team.change_role(row(other), role, by=lead)
    [letter] = mail.outbox
    assert letter.to == [approver.email]
    assert all(said in letter.body for said in ("Alex Field", "Ashby", role.label, TEAM))


def test_giving_a_role_without_a_gate_tells_nobody(council, lead, django_capture_on_commit_callbacks):
    make.person(role=Role.APPROVER, at=council)
    other = make.person(role=Role.CONTRIBUTOR, at=council)
    with django_capture_on_commit_callbacks(execute=True):
        team.change_role(row(other), Role.READER, by=lead)
    assert mail.outbox == []


def test_mhclg_may_only_appoint_the_first_caf_lead(client, council):
    make.sign_in(client, make.mhclg())
    text = client.get(f"{TEAM}invite/").content.decode()
    assert "Invite a CAF lead" in text
    assert 'name="role"' not in text
    client.post(f"{TEAM}invite/", {"name": "Alex", "email": "alex@ashby.gov.uk", "role": "reader"})
    assert council.invitations.get().role == Role.CAF_LEAD


def test_mhclg_replaces_the_last_caf_lead_and_nobody_else(council, lead):
    manager = make.mhclg()
    reader = make.person(role=Role.READER, at=council)
    with pytest.raises(ValidationError, match="MHCLG appoints"):
        team.remove(row(reader), by=manager)
    with pytest.raises(ValidationError, match="MHCLG appoints"):
        team.change_role(row(reader), Role.CAF_LEAD, by=manager)
    team.remove(row(lead), by=manager)
    assert not CouncilRole.objects.filter(user=lead).exists()


def test_mhclg_leaves_a_council_with_two_caf_leads_alone(client, council, lead):
    make.person(role=Role.CAF_LEAD, at=council)
    make.sign_in(client, make.mhclg())
    page = client.post(f"{TEAM}people/{lead.pk}/remove/")
    assert team.MHCLG_ENOUGH in page.content.decode()
    page = client.post(f"{TEAM}invite/", {"name": "Alex", "email": "alex@ashby.gov.uk"})
    assert team.MHCLG_ENOUGH in page.content.decode()


def test_an_mhclg_analyst_has_no_business_here(client, lead):
    make.sign_in(client, make.mhclg(Role.MHCLG_ANALYST))
    assert client.get(TEAM).status_code == 403


def test_an_invitation_is_withdrawn_by_one_button(signed_in, council):
    signed_in.post(f"{TEAM}invite/", {"name": "Alex", "email": "alex@ashby.gov.uk", "role": "reader"})
    invitation = council.invitations.get()
    assert "Withdraw" in signed_in.get(TEAM).content.decode()
    signed_in.post(f"{TEAM}invitations/{invitation.pk}/withdraw/")
    invitation.refresh_from_db()
    assert invitation.withdrawn_at


def test_a_post_is_added_and_given_a_holder(signed_in, council, lead):
    signed_in.post(f"{TEAM}posts/add/", {"title": "Head of digital", "holder": ""})
    post = council.posts.get()
    signed_in.post(f"{TEAM}posts/{post.pk}/", {"title": "Head of digital", "holder": lead.pk})
    post.refresh_from_db()
    assert post.holder == lead


def test_a_post_is_not_made_twice_nor_held_by_a_stranger(signed_in, council):
    make.post(council=council, title="Head of digital")
    text = signed_in.post(f"{TEAM}posts/add/", {"title": "head of Digital", "holder": ""}).content.decode()
    assert "There is a post with this title already" in text
    stranger = make.person()
    text = signed_in.post(f"{TEAM}posts/add/", {"title": "Clerk", "holder": stranger.pk}).content.decode()
    assert "Select one of the answers shown" in text
    assert council.posts.count() == 1


def test_role_changes_are_recorded(signed_in, council, lead):
    other = make.person(role=Role.READER, at=council, email="alex@ashby.gov.uk")
    signed_in.post(f"{TEAM}people/{other.pk}/", {"role": "approver"})
    event = AuditEvent.objects.filter(action="role granted", actor=lead).get()
    assert (event.council, event.detail) == (council, "alex@ashby.gov.uk: Approver")


def test_the_page_asks_as_many_queries_for_3_people_as_for_300(signed_in, council, lead, django_assert_max_num_queries):
    def add(number):
        for n in range(number):
            make.person(role=Role.READER, at=council)
            make.post(council=council, holder=lead if n % 2 else None)

    add(2)
    with django_assert_max_num_queries(15) as few:
        signed_in.get(TEAM)
    add(297)
    with django_assert_max_num_queries(15) as many_more:
        signed_in.get(TEAM)
    assert len(few) == len(many_more)
