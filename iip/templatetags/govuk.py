"""GOV.UK components by tag, and how dates, times and money are written."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from django import forms, template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader

register = template.Library()

MACROS = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    autoescape=True,
)


@cache
def macro(component: str) -> Any:
    """The macro that draws a component, for example "summary-list"."""
    module: Any = MACROS.get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
    return getattr(module, "govuk" + "".join(part.capitalize() for part in component.split("-")))


def escaped(value: Any, key: str = "") -> Any:
    """A component's parameters with each `html` escaped unless it is known to be safe.

    The macros print their `html` parameters as they are, so what somebody typed must not get there.
    """
    if isinstance(value, dict):
        return {name: escaped(inner, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [escaped(inner, key) for inner in value]
    if isinstance(value, str) and key.lower().endswith("html"):
        return conditional_escape(value)
    return value


def draw(component: str, params: dict[str, Any]) -> SafeString:
    attributes = {
        name.replace("_", "-"): params.pop(name) for name in list(params) if name.startswith(("data_", "aria_"))
    }
    if attributes:
        params["attributes"] = {**params.get("attributes", {}), **attributes}
    return mark_safe(macro(component)(escaped(params)))  # the macros escape all but safe html


@register.simple_tag
def govuk(component: str, params: dict[str, Any] | None = None, **more: Any) -> SafeString:
    """{% govuk "tag" text="Draft" classes="govuk-tag--grey" %}

    Takes the component's name and its parameters as the Design System names them, one by one or as a
    dictionary. `data_…` and `aria_…` become attributes. `html` is escaped unless it is safe.
    """
    return draw(component, {**(params or {}), **more})


@register.simple_block_tag(end_name="endgovuk")
def govukblock(content: SafeString, component: str, **more: Any) -> SafeString:
    """{% govukblock "inset-text" %}<p>…</p>{% endgovuk %}: the component around what stands inside."""
    return draw(component, {**more, "html": content})


@register.inclusion_tag("govuk/error_summary.html")
def error_summary(*shown: forms.BaseForm | str | None) -> dict[str, Any]:
    """{% error_summary form %}: what is wrong with one or more forms, each linked to its control."""
    there = [form for form in shown if isinstance(form, forms.BaseForm)]  # not every page has its form
    return {"errors": [error for form in there for error in errors_of(form)]}


def errors_of(form: forms.BaseForm) -> Iterator[dict[str, str]]:
    """Each error of a form, and the control that mends it ("" where there is none)."""
    fields: Any = list(form)  # our own bound fields
    shown = [field for field in fields if not field.is_hidden]
    for text in form.non_field_errors():
        yield {"text": str(text), "href": f"#{shown[0].first_control_id}" if shown else ""}
    for field in fields:
        for text in field.errors:
            yield {"text": str(text), "href": "" if field.is_hidden else f"#{field.first_control_id}"}


@register.filter
def pounds(value: int | Decimal | None) -> str:
    """12000 as "£12,000"; nothing where there is no amount."""
    if value is None or value == "":
        return ""
    return f"−£{-value:,}" if value < 0 else f"£{value:,}"


def local(value: datetime.date) -> datetime.date:
    """A moment in the service's own time zone; a plain date as it is."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def day(value: datetime.date | None) -> str:
    """27 March 2027"""
    if not value:
        return ""
    value = local(value)
    return f"{value.day} {value:%B %Y}"


@register.filter
def clock(value: datetime.datetime | datetime.time | None) -> str:
    """2:05pm, 9am, midday, midnight"""
    if not value:
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if value.minute == 0 and value.hour in (0, 12):
        return "midday" if value.hour else "midnight"
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """27 March 2027 at 2:05pm"""
    return f"{day(value)} at {clock(value)}" if value else ""
