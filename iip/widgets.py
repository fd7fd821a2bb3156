"""Controls of the Design System: text, money, dates, radios and checkboxes."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms


class TextInput(forms.TextInput):
    """One line. `width`: the characters it has room for (2, 3, 4, 5, 10, 20), 0 for the whole width."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, width: int = 0) -> None:
        classes = {"class": f"govuk-input--width-{width}"} if width else {}
        super().__init__({**classes, **(attrs or {})})


class TextArea(forms.Textarea):
    """Several lines, counted where `counts_to` is a limit."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 5, counts_to: int = 0) -> None:
        self.counts_to = counts_to
        counted = {"class": "govuk-js-character-count"} if counts_to else {}
        super().__init__({"rows": rows, "cols": None, **counted, **(attrs or {})})
        self.attrs.pop("cols")


class PoundsInput(TextInput):
    """An amount, with a £ before it."""

    template_name = "govuk/widgets/pounds.html"

    def format_value(self, value: Any) -> str | None:
        return f"{value:,}" if isinstance(value, int) else super().format_value(value)


class DateInput(forms.MultiWidget):
    """Day, month and year in three boxes."""

    template_name = "govuk/widgets/date.html"
    use_fieldset = True
    parts = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric"}
        super().__init__({part: forms.TextInput(number) for part in self.parts}, attrs)

    def decompress(self, value: datetime.date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        wrong = (attrs or {}).pop("wrong_parts", [])
        context = super().get_context(name, value, attrs)
        for number, part in enumerate(context["widget"]["subwidgets"]):
            size = 4 if number == 2 else 2
            error = " govuk-input--error" if number in wrong else ""
            part["attrs"]["class"] = f"govuk-input govuk-date-input__input govuk-input--width-{size}{error}"
            part["label"] = self.parts[number].capitalize()
        return context


class Radios(forms.RadioSelect):
    """Radios. `hints`: what stands under an answer, by its value. `inline`: side by side."""

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        self.inline = kwargs.pop("inline", False)
        self.small = kwargs.pop("small", False)
        self.hints = hints or {}
        super().__init__(*args, **kwargs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"inline": self.inline, "small": self.small}
        return context

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        return {**option, "hint": self.hints.get(str(option["value"]), "")}


class Checkboxes(Radios, forms.CheckboxSelectMultiple):
    """Checkboxes, with the same choices of look as radios."""

    allow_multiple_selected = True
    input_type = "checkbox"
    template_name = "django/forms/widgets/checkbox_select.html"
    option_template_name = "django/forms/widgets/checkbox_option.html"
