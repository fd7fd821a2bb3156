"""Components by tag, and how dates, times and money are written."""

import datetime

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from iip.forms import GovukForm, TextField
from iip.templatetags.govuk import clock, day, moment, pounds


def drawn(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_a_component_is_drawn_by_its_name():
    assert drawn('{% govuk "tag" text="Draft" classes="govuk-tag--grey" %}').split() == [
        "<strong", 'class="govuk-tag', 'govuk-tag--grey">', "Draft", "</strong>",
    ]  # fmt: skip


def test_what_somebody_typed_is_escaped_in_text_and_in_html():
    typed = "<script>alert(1)</script>"

    assert "<script>" not in drawn('{% govuk "inset-text" text=typed %}', typed=typed)
    assert "<script>" not in drawn('{% govuk "inset-text" html=typed %}', typed=typed)
    rows = [{"key": {"text": "Key"}, "value": {"html": typed}}]
    assert "<script>" not in drawn('{% govuk "summary-list" rows=rows %}', rows=rows)


def test_html_that_is_known_to_be_safe_is_kept():
    assert "<b>now</b>" in drawn('{% govuk "inset-text" html=html %}', html=mark_safe("<b>now</b>"))


def test_a_block_passes_what_stands_inside_it():
    block = '{% govukblock "inset-text" %}<p>{{ typed }}</p>{% endgovuk %}'

    assert "<p>&lt;b&gt;</p>" in drawn(block, typed="<b>")


def test_data_and_aria_names_become_attributes():
    assert 'data-module="app-x"' in drawn('{% govuk "button" text="Go" data_module="app-x" %}')
    assert 'aria-label="Go on"' in drawn('{% govuk "button" text="Go" aria_label="Go on" %}')


def test_the_error_summary_names_each_error_once_and_links_to_its_control():
    class Form(GovukForm):
        name = TextField(label="Name")

        def clean(self) -> None:
            self.add_error(None, "These do not fit together")

    summary = drawn("{% error_summary form %}", form=Form({"name": ""}))

    assert summary.count('<a href="#id_name">Enter the name</a>') == 1
    assert "These do not fit together" in summary
    assert drawn("{% error_summary form %}", form=Form()).strip() == ""


@pytest.mark.parametrize(
    ("amount", "written"), [(12000, "£12,000"), (0, "£0"), (None, ""), (-5, "−£5"), (10**9, "£1,000,000,000")]
)
def test_pounds_are_written_with_commas(amount, written):
    assert pounds(amount) == written


def test_a_day_is_written_without_noughts():
    assert day(datetime.date(2027, 3, 7)) == "7 March 2027"
    assert day(None) == ""


@pytest.mark.parametrize(
    ("time", "written"),
    [((14, 5), "2:05pm"), ((9, 0), "9am"), ((12, 0), "midday"), ((0, 0), "midnight"), ((0, 30), "12:30am")],
)
def test_times_are_written_as_people_say_them(time, written):
    assert clock(datetime.time(*time)) == written


def test_a_moment_is_shown_in_the_time_of_england():
    summer = datetime.datetime(2027, 6, 30, 23, 30, tzinfo=datetime.UTC)

    assert moment(summer) == "1 July 2027 at 12:30am"
