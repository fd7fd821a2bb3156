"""MHCLG's pages about cycles, deadlines and profiles."""

import datetime

import pytest

from accounts.models import AuditEvent
from accounts.roles import Role
from assurance.models import Cycle, Deadline, Profile
from tests import make

pytestmark = pytest.mark.django_db
CYCLE = {"year": "2027", "near_term_quarters": "4", "mid_term_quarters": "8", "factual_check_days": "10"}
DAY = {"on_day": "31", "on_month": "3", "on_year": "2028"}


@pytest.fixture
def manager(client):
    return make.sign_in(client, make.mhclg())


@pytest.mark.parametrize("page", ["cycles", "cycles/add", "assessments", "assessments/add", "profiles", "profiles/add"])
def test_only_an_mhclg_manager_comes_in(client, page):
    make.sign_in(client, make.mhclg(Role.MHCLG_ANALYST))
    assert client.get(f"/manage/{page}/").status_code == 403
    make.sign_in(client, make.mhclg())
    assert client.get(f"/manage/{page}/").status_code == 200


def test_a_cycle_is_added_and_changed(manager):
    assert manager.post("/manage/cycles/add/", CYCLE)["Location"] == "/manage/cycles/2027/"
    manager.post("/manage/cycles/2027/edit/", CYCLE | {"factual_check_days": "15"})
    assert Cycle.objects.get().factual_check_days == 15
    assert "Cycle 2027/28" in manager.get("/manage/cycles/2027/").content.decode()
    assert AuditEvent.objects.filter(action="cycle saved").count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"year": "2026"}, "There is a cycle for 2026/27 already"),
        ({"year": "27"}, "Enter a year from 2020 to 2099"),
        ({"mid_term_quarters": "4"}, "The mid term must end after the near term"),
        ({"near_term_quarters": "-1"}, "Enter 0 or more"),
        ({"factual_check_days": ""}, "Enter how many working days the factual check lasts"),
        ({"year": "soon"}, "must be a whole number"),
    ],
)
def test_a_cycle_that_cannot_be_is_refused_with_a_sentence(manager, typed, said):
    make.cycle(year=2026)
    page = manager.post("/manage/cycles/add/", CYCLE | typed)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert Cycle.objects.count() == 1


def test_a_deadline_is_for_all_councils_or_with_a_reason_for_one(manager):
    cycle, council = make.cycle(year=2027), make.council(name="Ashby")
    address = "/manage/cycles/2027/deadlines/add/"
    manager.post(address, {"kind": "submit", **DAY})
    refused = manager.post(address, {"kind": "submit", "council": council.pk, **DAY})
    assert "Enter the reason why this council has a day of its own" in refused.content.decode()
    manager.post(address, {"kind": "submit", "council": council.pk, "reason": "Flood", **DAY})
    assert set(cycle.deadlines.values_list("council", "reason")) == {(None, ""), (council.pk, "Flood")}
    assert "Ashby: Flood" in manager.get("/manage/cycles/2027/").content.decode()


def test_there_is_one_deadline_of_a_kind_for_all_councils(manager):
    make.cycle(year=2027)
    manager.post("/manage/cycles/2027/deadlines/add/", {"kind": "submit", **DAY})
    page = manager.post("/manage/cycles/2027/deadlines/add/", {"kind": "submit", **DAY})
    assert "There is a deadline for this already" in page.content.decode()
    assert Deadline.objects.count() == 1


def test_a_deadline_is_changed_and_removed(manager):
    make.cycle(year=2027)
    manager.post("/manage/cycles/2027/deadlines/add/", {"kind": "submit", **DAY})
    deadline = Deadline.objects.get()
    manager.post(f"/manage/deadlines/{deadline.pk}/", {"kind": "submit", **DAY, "on_year": "2029"})
    deadline.refresh_from_db()
    assert deadline.on == datetime.date(2029, 3, 31)
    assert manager.post(f"/manage/deadlines/{deadline.pk}/remove/").status_code == 302
    assert not Deadline.objects.exists()


def test_a_profile_is_copied_and_its_targets_changed(manager):
    framework = make.framework()
    first = make.profile(framework=framework, targets={"A1.a": "achieved", "A1.b": "achieved"})
    typed = {"framework": framework.pk, "name": "Local", "copied": first.pk}
    typed |= {"since_day": "1", "since_month": "4", "since_year": "2027"}
    page = manager.post("/manage/profiles/add/", typed)
    copy = Profile.objects.get(name="Local")
    assert page["Location"] == f"/manage/profiles/{copy.pk}/edit/"
    outcomes = {o.code: f"target_{o.pk}" for o in framework.outcomes.all()}
    chosen = {"A1.a": "achieved", "A1.c": "not_achieved"}
    manager.post(page["Location"], {name: chosen.get(code, "none") for code, name in outcomes.items()})
    assert dict(copy.targets.values_list("outcome__code", "achievement")) == {
        "A1.a": "achieved",
        "A1.c": "not_achieved",
    }
    assert first.targets.count() == 2
    assert AuditEvent.objects.get(action="targets changed").detail.endswith("A1.b, A1.c")


def test_a_profile_is_not_copied_from_another_version_of_the_framework(manager):
    old, new = make.framework("3.2"), make.framework("4.0")
    typed = {"framework": new.pk, "name": "Local", "copied": make.profile(framework=old).pk}
    typed |= {"since_day": "1", "since_month": "4", "since_year": "2027"}
    assert "Select a profile for CAF 4.0" in manager.post("/manage/profiles/add/", typed).content.decode()
    assert not Profile.objects.filter(name="Local").exists()


def test_partially_achieved_is_no_target_of_an_outcome_without_it(manager):
    framework = make.framework()
    outcome = framework.outcomes.filter(has_partial=False).first()
    profile = make.profile(framework=framework)
    typed = {f"target_{outcome.pk}": "partially_achieved"}
    page = manager.post(f"/manage/profiles/{profile.pk}/edit/", typed)
    assert "Select one of the answers shown" in page.content.decode()
    assert not profile.targets.exists()


def test_an_outcome_without_a_target_says_so(manager):
    profile = make.profile(framework=make.framework(), targets={"A1.a": "achieved"})
    text = manager.get(f"/manage/profiles/{profile.pk}/").content.decode()
    assert text.count("No target set") == 38
