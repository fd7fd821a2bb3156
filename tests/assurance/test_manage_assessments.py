"""MHCLG's pages about assessments and the firms linked to them."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from assurance.models import Assessment, Engagement
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    return make.sign_in(client, make.mhclg())


def dates(start: datetime.date, end: datetime.date) -> dict[str, int]:
    said: dict[str, int] = {}
    for name, day in (("starts_on", start), ("ends_on", end)):
        said |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return said


def link(manager, assessment, firm, *, leads="yes", days=(0, 90)):
    today = timezone.localdate()
    said = dates(*(today + datetime.timedelta(days=n) for n in days))
    address = f"/manage/assessments/{assessment.reference}/firms/add/"
    return manager.post(address, {"firm": firm.pk, "leads": leads, **said})


def test_an_assessment_is_added(manager):
    council, cycle, framework = make.council(name="Ashby"), make.cycle(), make.framework()
    said = {"council": council.pk, "cycle": cycle.pk, "framework": framework.pk, "profile": ""}
    page = manager.post("/manage/assessments/add/", said)
    made = Assessment.objects.get()
    assert page["Location"] == f"/manage/assessments/{made.reference}/"
    assert "No targets set yet" in manager.get(page["Location"]).content.decode()


def test_a_council_has_one_assessment_in_a_cycle(manager):
    there = make.assessment()
    said = {"council": there.council_id, "cycle": there.cycle_id, "framework": there.framework_id, "profile": ""}
    text = manager.post("/manage/assessments/add/", said).content.decode()
    assert f"{there.council} has an assessment in 2026/27 already" in text
    assert Assessment.objects.count() == 1


def test_a_profile_of_another_caf_version_is_refused(manager):
    council, cycle = make.council(), make.cycle()
    profile = make.profile(framework=make.framework("3.2"))
    said = {"council": council.pk, "cycle": cycle.pk, "framework": make.framework("4.0").pk, "profile": profile.pk}
    assert "Select a profile for CAF 4.0" in manager.post("/manage/assessments/add/", said).content.decode()


def test_the_profile_of_an_assessment_is_set_later(manager):
    assessment = make.assessment()
    profile = make.profile(framework=assessment.framework)
    manager.post(f"/manage/assessments/{assessment.reference}/profile/", {"profile": profile.pk})
    assessment.refresh_from_db()
    assert assessment.profile == profile


def test_a_firm_is_linked_and_its_lead_sees_the_assessment(manager):
    assessment, firm = make.assessment(), make.firm()
    link(manager, assessment, firm)
    engagement = Engagement.objects.get()
    assert engagement.leads
    sam = make.person(firm=firm)
    manager.post(f"/manage/assessments/{assessment.reference}/firms/{engagement.pk}/lead/", {"person": sam.pk})
    assert engagement.roles.get().role == Role.FIRM_LEAD
    assert Assessment.objects.visible_to(sam).get() == assessment
    assert AuditEvent.objects.filter(action="firm linked", council=assessment.council).exists()


def test_somebody_of_another_firm_cannot_be_its_lead(manager):
    engagement, other = make.engagement(), make.person(firm=make.firm())
    address = f"/manage/assessments/{engagement.assessment.reference}/firms/{engagement.pk}/lead/"
    assert "Select one of the answers shown" in manager.post(address, {"person": other.pk}).content.decode()
    assert not engagement.roles.exists()


def test_one_firm_leads(manager):
    engagement = make.engagement()
    page = link(manager, engagement.assessment, make.firm())
    assert f"{engagement.firm} leads already" in page.content.decode()
    assert link(manager, engagement.assessment, make.firm(), leads="no").status_code == 302


def test_a_firm_is_linked_once(manager):
    engagement = make.engagement()
    page = link(manager, engagement.assessment, engagement.firm, leads="no")
    assert "is linked to this assessment already" in page.content.decode()


def test_an_engagement_does_not_end_before_it_starts(manager):
    page = link(manager, make.assessment(), make.firm(), days=(10, 9))
    assert "The last day must not be before the first" in page.content.decode()
    assert not Engagement.objects.exists()


def test_whose_engagement_is_closed_sees_nothing_from_the_next_request_on(manager):
    engagement = make.engagement()
    sam = make.assurer(engagement)
    assert Assessment.objects.visible_to(sam).exists()
    manager.post(f"/manage/assessments/{engagement.assessment.reference}/firms/{engagement.pk}/close/")
    sam.forget_roles()  # as the next request does
    assert not Assessment.objects.visible_to(sam).exists()
    assert link(manager, engagement.assessment, engagement.firm).status_code == 302


def test_the_list_is_filtered_by_council_cycle_and_firm(manager):
    here = make.engagement(assessment=make.assessment(council=make.council(name="Ashby")))
    make.assessment(council=make.council(name="Barton"), cycle=make.cycle(year=2027))
    for query in ("q=ash", "cycle=2026", f"firm={here.firm_id}"):
        text = manager.get(f"/manage/assessments/?{query}").content.decode()
        assert "Ashby" in text
        assert "Barton" not in text


def test_the_list_asks_as_many_queries_for_3_assessments_as_for_40(manager, django_assert_max_num_queries):
    def add(number):
        for _ in range(number):
            make.engagement(assessment=make.assessment())

    add(3)
    with django_assert_max_num_queries(15) as few:
        manager.get("/manage/assessments/")
    add(37)
    with django_assert_max_num_queries(15) as many_more:
        manager.get("/manage/assessments/")
    assert len(few) == len(many_more)


def test_an_assessment_that_does_not_exist_is_not_found(manager):
    assert manager.get("/manage/assessments/R-BBBB-BBBB/").status_code == 404
