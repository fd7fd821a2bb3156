"""Forms as GOV.UK shows them: our renderer, what errors say, and fields for text, money and dates."""

import datetime
import re
from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name

from iip.bound_fields import GovukBoundField
from iip.money import MOST
from iip.text import LONG, clean_text
from iip.widgets import DateInput, PoundsInput, TextArea, TextInput

SHORT = 200  # characters in one line of text
STANDS_ALONE = {"a", "an", "any", "how", "our", "the", "what", "when", "where", "which", "who", "why", "your"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class GovukRenderer(TemplatesSetting):
    """Draws forms with the template in `templates/govuk`, and their fields as GovukBoundField does."""

    form_template_name = "govuk/form.html"
    bound_field_class = GovukBoundField


def in_a_sentence(label: str) -> str:
    """A label as it reads after "Enter": "the title", "what we will do", "MHCLG's reference"."""
    first = label.split()[0].lower() if label.split() else ""
    if label[1:2].isupper():
        return label
    label = label[:1].lower() + label[1:]
    return label if first in STANDS_ALONE else f"the {label}"


def plain_errors(field: forms.Field, label: str) -> dict[str, str]:
    """What a field says in plain English when it is wrong. `label`: the field's own."""
    what = in_a_sentence(label)
    if isinstance(field, forms.FileField):
        return {"required": "Select a file", "empty": "The file is empty: select another"}
    if isinstance(field, forms.BooleanField):
        return {"required": f"Tick the box to say: {label[:1].lower()}{label[1:]}"}
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        wrong = "Select one of the answers shown"
        return {"required": f"Select {what}", "invalid_choice": wrong, "invalid_list": wrong}
    errors = {"required": f"Enter {what}"}
    if isinstance(field, forms.EmailField):
        errors["invalid"] = "Enter an e-mail address like name@example.gov.uk"
    elif isinstance(field, forms.IntegerField):
        errors["invalid"] = f"{label} must be a whole number, like 12"
    errors["min_value"] = f"{label} must be %(limit_value)s or more"
    errors["max_value"] = f"{label} must be %(limit_value)s or less"
    errors["max_length"] = f"{label} must be %(limit_value)d characters or fewer"
    return errors


class GovukMixin:
    """What each of our forms is: labels without colons, errors that say what to do.

    A field's own `error_messages` win over the plain ones; `required_errors` names those that a label
    does not make well, for example {"answer": "Select yes if the work is done"}.
    """

    required_errors: ClassVar[Mapping[str, str]] = {}
    use_required_attribute = False
    says_optional = True  # of a field that may be left empty; not where all of them may
    fields: dict[str, forms.Field]
    is_bound: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self.speak_plainly(name, field)

    def speak_plainly(self, name: str, field: forms.Field) -> None:
        """Give a field its label, no blank among its radios and, where it will be checked, its sentences."""
        field.label = field.label or pretty_name(name)
        if isinstance(field.widget, forms.RadioSelect):
            take_blank_away(field)
        if self.is_bound:
            self._errors_in_plain_words(name, field)

    def _errors_in_plain_words(self, name: str, field: forms.Field) -> None:
        said = plain_errors(field, str(field.label))
        if name in self.required_errors:
            said["required"] = self.required_errors[name]
        for code, sentence in said.items():
            if field.error_messages.get(code) == default_message(field, code):
                field.error_messages[code] = sentence


def take_blank_away(field: forms.Field) -> None:
    """Radios offer answers only; no answer is none of them chosen."""
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = None
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        field.choices = [choice for choice in choices if choice[0] not in ("", None)]


class GovukForm(GovukMixin, forms.Form):
    """A form of ours."""


class GovukModelForm(GovukMixin, forms.ModelForm):
    """A form of ours over a model."""


def default_message(field: forms.Field, code: str) -> str | None:
    """What Django's own field class says, so that a field's own sentences can be told from it."""
    for kind in type(field).__mro__:
        messages = vars(kind).get("default_error_messages", {})
        if code in messages:
            return messages[code] if kind.__module__.startswith("django.") else None
    return None


class TextField(forms.CharField):
    """Text, cleaned as it is stored: several lines where `rows` is given, otherwise one."""

    def __init__(self, *, limit: int | None = None, rows: int = 0, **kwargs: Any) -> None:
        self.limit = limit or (LONG if rows else SHORT)
        self.rows = rows
        widget = TextArea(rows=rows, counts_to=self.limit) if rows else TextInput()
        kwargs.setdefault("widget", widget)
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "", self.limit, line=not self.rows)


class WholeNumberField(forms.IntegerField):
    """A whole number, typed as text so that no wheel or arrow changes it unseen."""

    def __init__(self, *, width: int = 5, **kwargs: Any) -> None:
        super().__init__(widget=TextInput({"inputmode": "numeric"}, width=width), **kwargs)


class PoundsField(forms.Field):
    """Whole pounds from 0 to 1,000,000,000; None where nothing was entered."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "spellcheck": "false"}
        super().__init__(widget=PoundsInput(attrs, width=10), **kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        written = re.sub(r"[\s£]", "", str(value))
        return self.whole_pounds(written) if written else None

    def whole_pounds(self, written: str) -> int:
        """The amount written, without spaces and £. Raises ValidationError with what to do."""
        what = self.label or "The amount"
        if written[0] in "-−–":
            raise ValidationError(f"{what} must be £0 or more", code="negative")
        if re.fullmatch(r"[\d,]+\.\d+", written) and written.partition(".")[2].strip("0"):
            raise ValidationError(f"{what} must be in whole pounds, without pence", code="pence")
        written = re.sub(r"\.0*$", "", written)
        if not re.fullmatch(r"[0-9]+|[0-9]{1,3}(,[0-9]{3})+", written):
            raise ValidationError(f"{what} must be an amount in pounds, like 12,000", code="invalid")
        # Text this long is too much, and slow to make a number of.
        amount = int(written.replace(",", "")) if len(written) < 30 else MOST + 1
        if amount > MOST:
            raise ValidationError(f"{what} must be £{MOST:,} or less", code="too_much")
        return amount


class DateField(forms.Field):
    """A date from three boxes; says which part is missing, and when there is no such day."""

    widget = DateInput

    def clean(self, value: Any) -> datetime.date | None:
        written = [str(part or "").strip() for part in value or ("", "", "")]
        if not any(written):
            return super().clean(None)
        missing = [number for number, part in enumerate(written) if not part]
        if missing:
            parts = " and ".join(DateInput.parts[number] for number in missing)
            self.refuse(f"must include a {parts}", missing)
        found = self.real_date(*written)
        self.run_validators(found)
        return found

    def real_date(self, day: str, month: str, year: str) -> datetime.date:
        """The date from what was written; a month may be a name."""
        if month[:3].lower() in MONTHS:
            month = str(MONTHS.index(month[:3].lower()) + 1)
        if not re.fullmatch(r"[0-9]{4}", year):
            self.refuse("must have a year of 4 numbers", [2])
        try:
            return datetime.date(int(year), int(month), int(day))
        except ValueError:
            self.refuse("must be a real date", [0, 1, 2])

    def refuse(self, why: str, wrong: list[int]) -> NoReturn:
        raise ValidationError(f"{self.label or 'The date'} {why}", "invalid", {"wrong": wrong})

    def has_changed(self, initial: Any, data: Any) -> bool:
        dated = isinstance(initial, datetime.date)
        before = (initial.day, initial.month, initial.year) if dated else initial or ("", "", "")
        return [str(part or "") for part in before] != [str(part or "") for part in data or ("",) * 3]
