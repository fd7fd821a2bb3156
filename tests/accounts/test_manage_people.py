"""MHCLG's pages about firms and about its own people."""

import pytest

from accounts import invitations, staff
from accounts.models import Firm
from accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def me():
    return make.mhclg(name="Manager")


@pytest.fixture
def manager(client, me):
    return make.sign_in(client, me)


def test_a_firm_is_added_and_its_first_person_invited(manager):
    page = manager.post("/manage/firms/add/", {"name": "Secure Assurance Ltd"})
    firm = Firm.objects.get()
    assert page["Location"] == f"/manage/firms/{firm.pk}/"
    manager.post(f"/manage/firms/{firm.pk}/invite/", {"name": "Sam", "email": "sam@secure.example"})
    assert invitations.open_ones().get().firm == firm
    assert "sam@secure.example" in manager.get(page["Location"]).content.decode()


def test_a_firm_is_not_added_twice(manager):
    make.firm(name="Secure Assurance Ltd")
    text = manager.post("/manage/firms/add/", {"name": "secure assurance LTD"}).content.decode()
    assert "There is a firm of this name already" in text
    assert Firm.objects.count() == 1


def test_firms_are_listed_with_their_size(manager):
    firm = make.firm(name="Secure Assurance Ltd")
    make.person(firm=firm)
    assert "Secure Assurance Ltd" in manager.get("/manage/firms/").content.decode()


def test_an_analyst_is_invited_and_the_invitation_withdrawn(manager):
    typed = {"name": "Sam", "email": "sam@communities.gov.uk", "role": "mhclg_analyst"}
    assert manager.post("/manage/people/invite/", typed).status_code == 302
    offered = invitations.open_ones().get()
    assert offered.role == Role.MHCLG_ANALYST
    assert manager.post(f"/manage/invitations/{offered.pk}/withdraw/").status_code == 302
    assert not invitations.open_ones().exists()


def test_a_council_s_invitation_is_not_withdrawn_from_here(manager):
    council = make.council(name="Ashby")
    lead = make.person(role=Role.CAF_LEAD, at=council)
    offered, _ = invitations.invite("a@ashby.gov.uk", "A", Role.READER, council=council, by=lead)
    assert manager.post(f"/manage/invitations/{offered.pk}/withdraw/").status_code == 404


def test_a_council_role_is_not_offered_at_mhclg(manager):
    typed = {"name": "Sam", "email": "sam@communities.gov.uk", "role": "approver"}
    assert "Select one of the answers shown" in manager.post("/manage/people/invite/", typed).content.decode()


def test_an_analyst_is_removed_and_sees_nothing_from_the_next_request_on(manager, client):
    analyst = make.mhclg(Role.MHCLG_ANALYST)
    assert manager.post(f"/manage/people/{analyst.pk}/remove/").status_code == 302
    analyst.forget_roles()
    assert not analyst.national_roles


def test_the_last_manager_stays(manager, me):
    make.mhclg(Role.MHCLG_ANALYST)
    assert staff.LAST_MANAGER in manager.post(f"/manage/people/{me.pk}/remove/").content.decode()
    me.forget_roles()
    assert me.national_roles == {Role.MHCLG_MANAGER}


def test_one_of_two_managers_may_go(manager, me):
    make.mhclg()
    assert manager.post(f"/manage/people/{me.pk}/remove/")["Location"] == "/account/"
    assert manager.get("/manage/").status_code == 403


def test_the_list_asks_as_many_queries_for_3_people_as_for_40(manager, django_assert_max_num_queries):
    make.mhclg(Role.MHCLG_ANALYST)
    with django_assert_max_num_queries(15) as few:
        manager.get("/manage/people/")
    for _ in range(40):
        make.mhclg(Role.MHCLG_ANALYST)
    with django_assert_max_num_queries(15) as many_more:
        manager.get("/manage/people/")
    assert len(few) == len(many_more)
