"""What a report says goes out as a workbook and comes back the same, whatever it is written with."""

import os

from hypothesis import HealthCheck, given, settings

from assurance.workbook.writing import report_workbook
from tests.assurance.reports import reports
from tests.assurance.workbooks import read

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
