"""A select with many answers, drawn at once: Django's own asks for two templates an answer, which a page feels."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """Looks and behaves like Django's select without groups."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        answers = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((code, SafeString(" selected" if str(code) == chosen else ""), label) for code, label in self.choices),
        )
        return format_html("<select{}>\n{}\n</select>", flatatt({"name": name, **self.attrs, **(attrs or {})}), answers)
