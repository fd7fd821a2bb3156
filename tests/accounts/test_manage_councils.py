"""MHCLG's pages about councils."""

import datetime

import pytest

from accounts.models import AuditEvent, Council
from accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db
ASHBY = "/manage/councils/E00000000/"


@pytest.fixture
def council():
    return make.council(name="Ashby", code="E00000000")


@pytest.fixture
def manager(client):
    return make.sign_in(client, make.mhclg())


def many(number):
    start = Council.objects.count()
    Council.objects.bulk_create(
        Council(code=f"E1{n:07}", name=f"Town {n:03}", kind="district", region="London")
        for n in range(start, start + number)
    )


def test_only_an_mhclg_manager_comes_in(client, council):
    for who in (make.mhclg(Role.MHCLG_ANALYST), make.person(role=Role.CAF_LEAD, at=council), make.person()):
        make.sign_in(client, who)
        assert client.get("/manage/").status_code == 403
        assert client.get("/manage/councils/").status_code == 403


def test_a_caf_lead_may_not_set_the_domains_of_their_council(client, council):
    make.sign_in(client, make.person(role=Role.CAF_LEAD, at=council))
    assert client.post(f"{ASHBY}domains/add/", {"domain": "gmail.com"}).status_code == 403
    assert council.email_domains.count() == 1


def test_the_overview_leads_to_every_list(manager):
    text = manager.get("/manage/").content.decode()
    for name in ("assessments", "cycles", "profiles", "councils", "firms", "people"):
        assert f'href="/manage/{name}/"' in text


def test_councils_come_fifty_to_a_page(manager):
    many(120)
    text = manager.get("/manage/councils/").content.decode()
    assert "120 councils" in text
    assert "Town 049" in text
    assert "Town 050" not in text
    assert "Town 050" in manager.get("/manage/councils/?page=2").content.decode()


def test_councils_are_found_by_part_of_their_name(manager, council):
    many(60)
    text = manager.get("/manage/councils/?q=shb").content.decode()
    assert "1 council<" in text
    assert "Ashby" in text


def test_a_search_keeps_its_words_from_page_to_page(manager):
    many(60)
    assert "?q=Town&amp;page=2" in manager.get("/manage/councils/?q=Town").content.decode()


def test_a_search_without_a_find_says_what_to_do(manager):
    assert "search for a shorter word" in manager.get("/manage/councils/?q=Atlantis").content.decode()


def test_the_list_asks_as_many_queries_for_3_councils_as_for_300(manager, django_assert_max_num_queries):
    many(3)
    with django_assert_max_num_queries(15) as few:
        manager.get("/manage/councils/")
    many(297)
    with django_assert_max_num_queries(15) as many_more:
        manager.get("/manage/councils/")
    assert len(few) == len(many_more)


def test_a_domain_is_added_in_lower_case_and_recorded(manager, council):
    manager.post(f"{ASHBY}domains/add/", {"domain": "@Ashby-Homes.ORG.uk"})
    assert council.email_domains.filter(domain="ashby-homes.org.uk").exists()
    assert AuditEvent.objects.get(action="e-mail domain added").detail == "ashby-homes.org.uk"


@pytest.mark.parametrize("domain", ["ashby", "a b.uk", "alex@ashby.gov.uk", "-ashby.uk", "ashby.gov.uk"])
def test_what_is_no_new_domain_is_refused(manager, council, domain):
    page = manager.post(f"{ASHBY}domains/add/", {"domain": domain})
    assert page.status_code == 200
    assert f'value="{domain}"' in page.content.decode()
    assert council.email_domains.count() == 1


def test_a_domain_is_removed(manager, council):
    domain = council.email_domains.get()
    manager.post(f"{ASHBY}domains/{domain.pk}/remove/")
    assert not council.email_domains.exists()
    assert "nobody can be invited" in manager.get(ASHBY).content.decode()


def test_a_domain_of_another_council_is_not_removed_from_here(manager, council):
    other = make.council(name="Elsewhere")
    assert manager.post(f"{ASHBY}domains/{other.email_domains.get().pk}/remove/").status_code == 404


def test_a_council_ends_and_another_takes_over(manager, council):
    new = make.council(name="Greater Ashby")
    said = {"ends_on_day": "1", "ends_on_month": "4", "ends_on_year": "2028", "successor": new.pk}
    manager.post(f"{ASHBY}end/", said)
    council.refresh_from_db()
    assert council.ends_on == datetime.date(2028, 4, 1)
    assert "Greater Ashby takes over on 1 April 2028" in manager.get(ASHBY).content.decode()


def test_a_successor_needs_its_day(manager, council):
    new = make.council(name="Greater Ashby")
    said = {"ends_on_day": "", "ends_on_month": "", "ends_on_year": "", "successor": new.pk}
    assert "Enter the day" in manager.post(f"{ASHBY}end/", said).content.decode()
    assert not council.succeeded_by.exists()


def test_the_council_page_shows_its_caf_leads(manager, council):
    assert "Appoint the first CAF lead" in manager.get(ASHBY).content.decode()
    lead = make.person(role=Role.CAF_LEAD, at=council)
    assert lead.email in manager.get(ASHBY).content.decode()
