"""A field on a page: its GOV.UK classes, and how its label, hint, error and control are tied together.

Drawn at once, not by templates within templates: on a page of forty fields those take two thirds of its time.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from iip.markup import joined, markup

CLASSES = (
    (forms.Textarea, "govuk-textarea"),
    (forms.SelectMultiple, "govuk-select"),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.MultiWidget, ""),
    (forms.widgets.Input, "govuk-input"),
)


# What the script that shows a password looks for.
PASSWORD_CLASSES = "govuk-password-input__input govuk-js-password-input-input"


GROUP = '<div class="govuk-form-group{}"{}>\n{}\n</div>'
COUNTED = ' data-module="govuk-character-count" data-maxlength="{}" data-threshold="75"'
FIELDSET = '<fieldset class="govuk-fieldset"{}>\n'
LEGEND = '<legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{}</legend>'
LABEL = '<label class="govuk-label govuk-label--s" for="{}">{}</label>'
HINT = '<div id="{}_helptext" class="govuk-hint">{}</div>'
ERROR = '<p class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>'
CHECKBOX = (
    '<div class="govuk-checkboxes" data-module="govuk-checkboxes"><div class="govuk-checkboxes__item">{}'
    '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label></div></div>'
)
COUNT = '<div id="{}-info" class="govuk-hint govuk-character-count__message">You can enter up to {} characters</div>'


class GovukBoundField(BoundField):
    """Django's bound field, which knows the Design System's names."""

    def as_field_group(self) -> SafeString:
        """The whole field: label or legend, hint, errors, control and what it counts to."""
        wrong = " govuk-form-group--error" if self.errors else ""
        counted = markup(COUNTED, self.counts_to) if self.counts_to else ""
        classes = f"{wrong} govuk-character-count" if self.counts_to else wrong
        return markup(GROUP, classes, counted, SafeString("\n".join(self._parts())))  # each part is safe

    def _parts(self) -> Iterator[SafeString]:
        if self.use_fieldset:
            described = self.aria_describedby
            yield markup(FIELDSET, markup(' aria-describedby="{}"', described) if described else "")
            yield markup(LEGEND, self._asked())
        elif not self.is_single_checkbox:
            yield markup(LABEL, self.id_for_label, self._asked())
        if self.help_text:
            yield markup(HINT, self.auto_id, self.help_text)
        if self.errors:
            errors = joined(ERROR, ((error,) for error in self.errors))
            yield markup('<div id="{}_error">{}</div>', self.auto_id, errors)
        yield (markup(CHECKBOX, self, self.id_for_label, self.label) if self.is_single_checkbox else self.as_widget())
        if self.counts_to:
            yield markup(COUNT, self.auto_id, f"{self.counts_to:,}")
        if self.use_fieldset:
            yield SafeString("</fieldset>")  # our own words

    def _asked(self) -> str:
        """The label; whether an answer is optional is said where a form asks for some and not for others."""
        says = not self.field.required and getattr(self.form, "says_optional", True)
        return markup("{} (optional)" if says else "{}", self.label)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """The attributes of the control: Django's, the component's classes and its error state."""
        widget = widget or self.field.widget
        attrs = dict(super().build_widget_attrs(attrs, widget))
        base = next((name for kind, name in CLASSES if isinstance(widget, kind)), "")
        if base and not widget.is_hidden:
            wrong = f" {base}--error" if self.errors and base != "govuk-checkboxes__input" else ""
            more = PASSWORD_CLASSES if isinstance(widget, forms.PasswordInput) else ""
            own = widget.attrs.get("class", "")
            attrs["class"] = " ".join(f"{base}{wrong} {own} {more}".split())
        attrs.pop("required", None)
        attrs.pop("aria-invalid", None)
        if self.wrong_parts:
            attrs["wrong_parts"] = self.wrong_parts
        return attrs

    @property
    def wrong_parts(self) -> list[int]:
        """Which of a date's three boxes are wrong."""
        if not isinstance(self.field.widget, forms.MultiWidget) or not self.errors:
            return []
        named = [p for error in self.errors.as_data() for p in (error.params or {}).get("wrong", [])]
        return named or list(range(len(self.field.widget.widgets)))

    @property
    def first_control_id(self) -> str:
        """The id of the control that a link in the error summary leads to."""
        widget = self.field.widget
        if isinstance(widget, forms.MultiWidget):
            return f"{self.auto_id}_{min(self.wrong_parts, default=0)}"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        return self.auto_id

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def counts_to(self) -> int:
        """The limit that a character count shows, or 0 where it shows none."""
        return getattr(self.field.widget, "counts_to", 0)
