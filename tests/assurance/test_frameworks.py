"""Taking in a version of the framework: what the file holds is there, and doing it again loses nothing."""

import copy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assurance.frameworks import NotAFramework, framework_facts, load_framework
from assurance.models import Framework, Outcome, Profile, Target
from tests import make
from tests.make import CAF

pytestmark = pytest.mark.django_db


def test_both_versions_are_taken_in_whole():
    old, new = (load_framework(make.caf(version)) for version in ("3.2", "4.0"))
    assert (old.outcomes.count(), new.outcomes.count()) == (39, 41)
    assert [o.code for o in old.objectives.all()] == ["A", "B", "C", "D"]
    assert not old.outcomes.get(code="A1.a").has_partial
    assert old.outcomes.get(code="B2.a").has_partial


def test_the_old_version_brings_the_values_of_govassure_and_the_new_one_has_none():
    old, new = (load_framework(make.caf(version)) for version in ("3.2", "4.0"))
    assert [profile.name for profile in old.profiles.all()] == ["GovAssure baseline", "GovAssure enhanced"]
    baseline = old.profiles.get(name="GovAssure baseline")
    expected = {
        row["code"]: row["min_profile"]["baseline"] for row in make.caf("3.2")["outcomes"] if row["min_profile"]
    }
    found = {t.outcome.code: t.get_achievement_display() for t in baseline.targets.select_related("outcome")}
    assert found == {code: value for code, value in expected.items() if value}
    assert not new.profiles.exists()


def test_taking_it_in_again_mends_titles_and_deletes_nothing():
    load_framework(make.caf("3.2"))
    before = (Outcome.objects.count(), Target.objects.count(), Profile.objects.count())
    mended = copy.deepcopy(make.caf("3.2"))
    mended["outcomes"][0]["title"] = "The Board's Direction"
    del mended["outcomes"][-1]
    load_framework(mended)
    assert (Outcome.objects.count(), Target.objects.count(), Profile.objects.count()) == before
    assert Outcome.objects.get(code="A1.a").title == "The Board's Direction"


def test_taking_it_in_again_leaves_the_values_that_mhclg_has_set():
    load_framework(make.caf("3.2"))
    ours = Target.objects.get(profile__name="GovAssure baseline", outcome__code="A1.a")
    Target.objects.filter(pk=ours.pk).update(achievement="not_achieved")
    load_framework(make.caf("3.2"))
    ours.refresh_from_db()
    assert ours.achievement == "not_achieved"


def test_a_file_that_is_no_framework_is_refused_and_writes_nothing():
    broken = copy.deepcopy(make.caf("3.2"))
    del broken["outcomes"][20]["principle"]
    with pytest.raises(NotAFramework, match="principle"):
        load_framework(broken)
    assert not Framework.objects.exists()


def test_the_reader_gets_its_facts_in_one_query(django_assert_num_queries):
    load_framework(make.caf("3.2"))
    load_framework(make.caf("4.0"))
    with django_assert_num_queries(1):
        facts = framework_facts()
    assert {version: len(each.outcomes) for version, each in facts.items()} == {"3.2": 39, "4.0": 41}
    assert facts["3.2"].outcomes["B4.d"].objective == "B"


def test_the_command_says_what_it_took_in():
    said = StringIO()
    call_command("load_framework", CAF / "caf-3.2.json", stdout=said)
    assert said.getvalue() == "CAF 3.2: 39 contributing outcomes; GovAssure baseline, GovAssure enhanced.\n"


def test_the_command_names_a_file_it_cannot_read(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_framework", tmp_path / "none.json")
    (tmp_path / "text.json").write_text("not json")
    with pytest.raises(CommandError, match="was not loaded"):
        call_command("load_framework", tmp_path / "text.json")
