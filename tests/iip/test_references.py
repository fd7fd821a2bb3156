"""References that can be read out over the telephone."""

import pytest

from iip.references import ALPHABET, make_reference, read_reference
from tests import make_plan


def test_a_reference_has_no_vowel_and_nothing_that_looks_or_sounds_like_something_else():
    assert not set(ALPHABET) & set("AEIOUY01")
    for _ in range(200):
        prefix, *groups = make_reference("P").split("-")
        assert prefix == "P"
        assert [len(group) for group in groups] == [4, 4]
        assert set("".join(groups)) <= set(ALPHABET)


def test_references_differ():
    assert len({make_reference("P") for _ in range(2_000)}) == 2_000


@pytest.mark.parametrize("text", ["P-7KHM-2XQD", "p-7khm-2xqd", " p 7khm 2xqd ", "P7KHM2XQD", "p7khm-2xqd"])
def test_a_reference_is_found_however_it_is_typed(text):
    assert read_reference(text) == "P-7KHM-2XQD"


@pytest.mark.parametrize("text", ["", "hello", "P-7KHM", "P-7KHM-2XQD-9"])
def test_what_is_no_reference_is_left_for_the_search_to_miss(text):
    assert read_reference(text) == text.strip().upper()


@pytest.mark.django_db
def test_each_kind_of_record_has_its_own_letter_and_keeps_its_reference():
    made = make_plan.plan()
    assessment, plan = made.plan.assessment, made.plan
    assert (assessment.reference[0], plan.reference[0]) == ("R", "P")
    before = plan.reference
    plan.save()
    assert plan.reference == before
