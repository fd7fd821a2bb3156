"""Controls of the Design System: text, money, dates, selects, radios and checkboxes.

Those that a page has many of are drawn at once; Django asks for two templates a control and two more an answer.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from html import escape
from typing import Any

from django import forms
from django.utils.choices import BaseChoiceIterator
from django.utils.safestring import SafeString

from iip.markup import attributes, joined, markup

DATE_PART = (
    '<div class="govuk-date-input__item"><div class="govuk-form-group">'
    '<label class="govuk-label govuk-date-input__label" for="{}">{}</label>{}</div></div>'
)
CHOICE_LABEL = '<label class="govuk-label govuk-{}__label" for="{}">{}</label>'
CHOICE_HINT = '<div id="{}_hint" class="govuk-hint govuk-{}__hint">{}</div>'


class TextInput(forms.TextInput):
    """One line. `width`: the characters it has room for (2, 3, 4, 5, 10, 20), 0 for the whole width."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, width: int = 0) -> None:
        classes = {"class": f"govuk-input--width-{width}"} if width else {}
        super().__init__({**classes, **(attrs or {})})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = {} if (text := self.format_value(value)) is None else {"value": text}
        about = {"type": self.input_type, "name": name, **shown}
        return markup("<input{}>", attributes(about | self.build_attrs(self.attrs, attrs)))


class TextArea(forms.Textarea):
    """Several lines, counted where `counts_to` is a limit."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 5, counts_to: int = 0) -> None:
        self.counts_to = counts_to
        counted = {"class": "govuk-js-character-count"} if counts_to else {}
        super().__init__({"rows": rows, "cols": None, **counted, **(attrs or {})})
        self.attrs.pop("cols")

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        about = attributes({"name": name} | self.build_attrs(self.attrs, attrs))
        return markup("<textarea{}>\n{}</textarea>", about, self.format_value(value) or "")


class PoundsInput(TextInput):
    """An amount, with a £ before it."""

    def format_value(self, value: Any) -> str | None:
        return f"{value:,}" if isinstance(value, int) else super().format_value(value)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        prefix = '<div class="govuk-input__prefix" aria-hidden="true">£</div>'
        drawn = super().render(name, value, attrs, renderer)
        return markup('<div class="govuk-input__wrapper">{}{}</div>', SafeString(prefix), drawn)


class Offered(BaseChoiceIterator):
    """Answers that do not change, without groups: neither copied nor drawn anew for each select that offers them."""

    def __init__(self, answers: Iterable[tuple[Any, Any]]) -> None:
        self.answers = tuple(answers)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.answers)

    def __deepcopy__(self, memo: Any) -> "Offered":
        return self

    @cached_property
    def options(self) -> str:
        """The options, each escaped, and none of them chosen."""
        drawn = (f'<option value="{escape(str(code))}">{escape(str(label))}</option>' for code, label in self)
        return "\n".join(drawn)


class LongSelect(forms.Select):
    """Looks and behaves like Django's select without groups."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        offered = self.choices if isinstance(self.choices, Offered) else Offered(self.choices)
        chosen = f'<option value="{escape("" if value is None else str(value))}"'
        options = SafeString(offered.options.replace(f"{chosen}>", f"{chosen} selected>", 1))
        return markup("<select{}>\n{}\n</select>", attributes({"name": name, **self.attrs, **(attrs or {})}), options)


class DateInput(forms.MultiWidget):
    """Day, month and year in three boxes."""

    use_fieldset = True
    parts = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric"}
        super().__init__({part: TextInput(number) for part in self.parts}, attrs)

    def decompress(self, value: datetime.date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        attrs = dict(attrs or {})
        wrong, base = attrs.pop("wrong_parts", []), attrs.pop("id", f"id_{name}")
        written = value if isinstance(value, list | tuple) else self.decompress(value)
        boxes = []
        for number, (part, box, text) in enumerate(zip(self.parts, self.widgets, written, strict=True)):
            error = " govuk-input--error" if number in wrong else ""
            classes = f"govuk-input govuk-date-input__input govuk-input--width-{4 if part == 'year' else 2}{error}"
            own = {**self.attrs, **attrs, "class": classes, "id": f"{base}_{number}"}
            drawn = box.render(f"{name}_{part}", text, own, renderer)
            boxes.append((f"{base}_{number}", part.capitalize(), drawn))
        return markup('<div class="govuk-date-input">{}</div>', joined(DATE_PART, boxes))


class Radios(forms.RadioSelect):
    """Radios. `hints`: what stands under an answer, by its value. `inline`: side by side."""

    kind = "radios"

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        self.inline = kwargs.pop("inline", False)
        self.small = kwargs.pop("small", False)
        self.hints = hints or {}
        super().__init__(*args, **kwargs)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        looks = [f"govuk-{self.kind}"]
        looks += [f"govuk-{self.kind}--{look}" for look in ("inline", "small") if getattr(self, look)]
        options = self.options(name, self.format_value(value), attrs)
        answers = joined("{}", ((self._answer(option),) for option in options))
        return markup('<div class="{}" data-module="govuk-{}">{}</div>', " ".join(looks), self.kind, answers)

    def _answer(self, option: dict[str, Any]) -> SafeString:
        about = {"type": self.input_type, "name": option["name"], "value": option["value"], **option["attrs"]}
        about["class"] = f"govuk-{self.kind}__input"
        control = about["id"]
        label = markup(CHOICE_LABEL, self.kind, control, option["label"])
        hint = self.hints.get(str(option["value"]), "")
        if hint:
            about["aria-describedby"] = f"{control}_hint"
            label += markup(CHOICE_HINT, control, self.kind, hint)
        return markup('<div class="govuk-{}__item"><input{}>{}</div>', self.kind, attributes(about), label)


class Checkboxes(Radios, forms.CheckboxSelectMultiple):
    """Checkboxes, with the same choices of look as radios."""

    allow_multiple_selected = True
    input_type = "checkbox"
    kind = "checkboxes"
