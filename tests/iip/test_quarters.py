"""Quarters of a financial year, April to March."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from iip.quarters import Quarter, QuarterColumn


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ("2026-03-31", "2025/26 Q4"),
        ("2026-04-01", "2026/27 Q1"),
        ("2026-06-30", "2026/27 Q1"),
        ("2026-07-01", "2026/27 Q2"),
        ("2026-10-01", "2026/27 Q3"),
        ("2026-12-31", "2026/27 Q3"),
        ("2027-01-01", "2026/27 Q4"),
        ("2100-03-31", "2099/00 Q4"),
    ],
)
def test_a_day_falls_in_the_quarter_that_people_write(day, written):
    assert str(Quarter.of(datetime.date.fromisoformat(day))) == written


@pytest.mark.parametrize("text", ["2026/27 Q4", " 2026/27  q4 ", "2026/2027 Q4", "2026/27, Quarter 4", "2026 / 27Q4"])
def test_a_quarter_is_understood_as_people_write_it(text):
    assert Quarter.parse(text) == Quarter.make(2026, 4)


@pytest.mark.parametrize("text", ["", "Q4", "2026/27", "2026/27 Q5", "2026/27 Q0", "26/27 Q4", "2026-27 Q4", "soon"])
def test_what_is_no_quarter_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="Enter a quarter like 2026/27 Q4"):
        Quarter.parse(text)


def test_two_years_that_do_not_follow_are_refused_with_the_right_ones():
    with pytest.raises(ValueError, match="The year after 2026 is 27: enter 2026/27"):
        Quarter.parse("2026/28 Q4")


def test_every_quarter_is_read_back_as_it_is_written():
    quarters = [Quarter.make(1999, 1) + n for n in range(500)]
    assert [Quarter.parse(str(quarter)) for quarter in quarters] == quarters


def test_quarters_follow_one_another_without_a_gap():
    quarter = Quarter.make(2026, 1)
    for _ in range(50):
        assert quarter.last_day + datetime.timedelta(days=1) == (quarter + 1).first_day
        assert Quarter.of(quarter.first_day) == Quarter.of(quarter.last_day) == quarter
        quarter += 1


def test_quarters_are_counted_and_compared():
    q4, q1 = Quarter.parse("2026/27 Q4"), Quarter.parse("2027/28 Q1")
    assert q1 - q4 == 1
    assert q4 < q1
    assert max(q4, q1) == q1


def test_a_column_takes_a_quarter_its_text_or_its_number():
    q4 = Quarter.make(2026, 4)
    assert [QuarterColumn().to_python(value) for value in (q4, "2026/27 Q4", q4.number, "", None)] == [
        *[q4] * 3,
        *[None] * 2,
    ]
    with pytest.raises(ValidationError, match="Enter a quarter like"):
        QuarterColumn().to_python("soon")
