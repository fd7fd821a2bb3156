"""A field on a page: its GOV.UK classes, and how its hint, error and control are tied together."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

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


class GovukBoundField(BoundField):
    """Django's bound field, which knows the Design System's names."""

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
