"""What a report says goes out as a workbook and comes back the same, whatever it is written with."""

import dataclasses
import os

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assurance.template import ASSURER_HEADINGS, LONGEST_TEXT
from assurance.workbook.cells import READERS
from assurance.workbook.writing import report_workbook
from iip.forms import TextField
from tests.assurance.reports import LETTERS, PIECES, reports
from tests.assurance.workbooks import read, sample

EXAMPLES = 1_000 if os.environ.get("LONG") else 50


@given(reports())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 1_000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a_report_goes_out_and_comes_back_the_same(report):
    reading = read(report_workbook(report))
    assert reading.problems == ()
    assert reading.content == report


@pytest.mark.parametrize("letter", ["x", "&", '"', "é", "😀", "\U0010fffd"])
def test_the_longest_text_comes_back_the_same_whatever_its_letters_take(letter):
    """A letter beyond the first plane is written as a reference of up to ten bytes."""
    report = read(sample("tarnside-2026-27")).content
    about = dataclasses.replace(report.about, executive_summary=letter * LONGEST_TEXT)
    report = dataclasses.replace(report, about=about)
    reading = read(report_workbook(report))
    assert reading.problems == ()
    assert reading.content == report


@given(st.lists(st.sampled_from(PIECES) | st.text(LETTERS, max_size=30), max_size=6).map("".join), st.booleans())
def test_a_text_in_a_cell_is_read_as_the_pages_store_it(text, line):
    name = "title" if line else "text"
    heading = next(heading for heading in ASSURER_HEADINGS if heading.name == name)
    try:
        typed = TextField(rows=0 if line else 8, limit=heading.longest, required=False).clean(text)
    except ValidationError:
        assume(False)
    assert READERS[heading.kind](text, heading) == typed
