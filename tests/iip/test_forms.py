"""Forms: what the fields take, and what they say when something is wrong."""

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError

from iip.forms import DateField, GovukForm, PoundsField, TextField, WholeNumberField
from iip.widgets import Radios


class ActionForm(GovukForm):
    title = TextField(label="Title", limit=20)
    cost = PoundsField(label="One-off capital", required=False)
    on = DateField(label="Date", required=False)
    days = WholeNumberField(label="Effort days", required=False, min_value=0)
    notes = TextField(rows=3, required=False, limit=50)
    effort = forms.ChoiceField(label="Effort", choices=[("", "---"), ("low", "Low")], widget=Radios, required=False)
    priority = forms.ChoiceField(choices=[("high", "High")], error_messages={"required": "Say which"})


def sent(**values: str) -> ActionForm:
    return ActionForm({"title": "Firewall", "priority": "high"} | values)


def said(field: str, **values: str) -> list[str]:
    return [str(error) for error in sent(**values)[field].errors]


@pytest.mark.parametrize("written", ["£12,000", " 12000 ", "12 000", "£ 12,000.00", "12,000", "12\u00a0000"])
def test_pounds_are_read_however_they_are_written(written):
    form = sent(cost=written)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["cost"] == 12000


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("12.50", "One-off capital must be in whole pounds, without pence"),
        ("-5", "One-off capital must be £0 or more"),
        ("−5", "One-off capital must be £0 or more"),
        ("1000000001", "One-off capital must be £1,000,000,000 or less"),
        ("9" * 5000, "One-off capital must be £1,000,000,000 or less"),
        ("12k", "One-off capital must be an amount in pounds, like 12,000"),
        ("1,2,3", "One-off capital must be an amount in pounds, like 12,000"),
        ("٣", "One-off capital must be an amount in pounds, like 12,000"),
    ],
)
def test_an_amount_that_cannot_be_taken_says_why(written, sentence):
    assert said("cost", cost=written) == [sentence]


def test_no_amount_is_not_nought():
    assert sent(cost=" ").is_valid()
    assert PoundsField(required=False).clean("") is None
    assert PoundsField(required=False).clean("0") == 0
    assert PoundsField(required=False).clean("1,000,000,000") == 1_000_000_000


def test_pounds_are_shown_with_commas_and_come_back_unchanged():
    form = ActionForm({"cost": "12,000"}, initial={"cost": 12000})

    assert 'value="12,000"' in str(ActionForm(initial={"cost": 12000})["cost"])
    assert "cost" not in form.changed_data


def on(day: str = "", month: str = "", year: str = "") -> dict[str, str]:
    return {"on_day": day, "on_month": month, "on_year": year}


@pytest.mark.parametrize("month", ["3", "03", "March", "mar"])
def test_a_date_is_read_from_three_boxes(month):
    form = sent(**on("27", month, "2027"))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == datetime.date(2027, 3, 27)


@pytest.mark.parametrize(
    ("date", "sentence", "control"),
    [
        (on("27", "3"), "Date must include a year", "id_on_2"),
        (on("27", "", ""), "Date must include a month and year", "id_on_1"),
        (on("31", "2", "2027"), "Date must be a real date", "id_on_0"),
        (on("1", "13", "2027"), "Date must be a real date", "id_on_0"),
        (on("1", "x", "2027"), "Date must be a real date", "id_on_0"),
        (on("1", "2", "27"), "Date must have a year of 4 numbers", "id_on_2"),
    ],
)
def test_a_date_that_is_none_says_why_and_leads_to_its_box(date, sentence, control):
    form = sent(**date)

    assert form.errors["on"] == [sentence]
    assert form["on"].first_control_id == control


def test_no_date_is_taken_where_none_is_asked_for():
    assert sent(**on()).is_valid()
    with pytest.raises(ValidationError):
        DateField().clean(["", "", ""])


def test_text_is_stored_clean_and_one_line_stays_one_line():
    form = sent(title=" Re\u0301sume\r\nnow ", notes="one\r\ntwo")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == "Résume now"
    assert form.cleaned_data["notes"] == "one\ntwo"


def test_text_that_cannot_be_stored_is_refused_with_its_reason():
    assert "control character (U+0007)" in said("title", title="bell\a")[0]
    assert "U+0000" in said("title", title="nul\0")[0]
    assert said("title", title="x" * 21) == ["Shorten this to 20 characters or fewer: it has 21"]


def test_what_is_missing_is_asked_for_in_plain_words():
    assert said("title", title="") == ["Enter the title"]
    assert said("priority", priority="") == ["Say which"]
    assert said("priority", priority="low") == ["Select one of the answers shown"]
    assert said("days", days="two") == ["Effort days must be a whole number, like 12"]
    assert said("days", days="-1") == ["Effort days must be 0 or more"]


def test_radios_have_no_blank_answer():
    assert [value for value, _ in sent().fields["effort"].choices] == ["low"]


def test_a_control_is_tied_to_its_label_hint_and_error():
    class Form(GovukForm):
        name = TextField(label="Name", help_text="As on your badge")

    drawn = str(Form({"name": ""})["name"].as_field_group())

    assert '<label class="govuk-label govuk-label--s" for="id_name">Name</label>' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_name_helptext"' in drawn
    assert 'id="id_name_error"' in drawn
    assert "govuk-input--error" in drawn


def test_what_was_typed_is_escaped_where_it_is_shown_again():
    assert "&lt;script&gt;" in str(sent(title="<script>" * 9)["title"].as_field_group())
