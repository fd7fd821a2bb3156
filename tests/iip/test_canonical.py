"""Canonical text: the same value always has the same spelling, and so the same digest."""

import datetime
import hashlib
from decimal import Decimal

import pytest

from iip.canonical import canonical, digest

SUMMER = datetime.timezone(datetime.timedelta(hours=1))


def test_the_order_of_keys_does_not_change_the_text():
    assert canonical({"b": 1, "a": [True, None]}) == canonical({"a": [True, None], "b": 1})
    assert canonical({"b": 1, "a": [True, None]}) == '{"a":[true,null],"b":1}'


def test_text_is_composed_and_its_lines_end_one_way():
    assert canonical("Cafe\u0301\r\nopen\rnow") == '"Café\\nopen\\nnow"'


def test_letters_beyond_ascii_stay_as_they_are():
    assert canonical("£5 – fünf") == '"£5 – fünf"'


def test_a_date_is_written_as_iso_and_a_moment_in_utc():
    assert canonical(datetime.date(2026, 4, 1)) == '"2026-04-01"'
    noon = datetime.datetime(2026, 7, 1, 13, tzinfo=SUMMER)
    assert canonical(noon) == '"2026-07-01T12:00:00+00:00"'


@pytest.mark.parametrize("value", [1.5, Decimal(1), {1: "a"}, {"a", "b"}, datetime.datetime(2026, 7, 1), b"a"])
def test_what_has_no_single_spelling_is_refused(value):
    with pytest.raises(TypeError):
        canonical([value])


def test_two_keys_that_become_one_are_refused():
    with pytest.raises(TypeError, match="the same"):
        canonical({"é": 1, "e\u0301": 2})


def test_the_digest_is_of_the_bytes():
    assert digest("é") == hashlib.sha256("é".encode()).hexdigest()
    assert digest(canonical({"a": 1})) != digest(canonical({"a": 2}))
