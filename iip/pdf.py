"""Making PDFs: a template is drawn here, and typeset in a process of its own."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from iip.typesetter import make_pdf


def render_pdf(template_name: str, context: Mapping[str, Any]) -> bytes:
    """Return the PDF of a template that extends `pdf/base.html`.

    The context holds `title`, what `pdf/base.html` asks for, and perhaps `language`. Raises NotMade.
    """
    html = render_to_string(template_name, dict(context))
    return make_pdf(html, title=context["title"], language=context.get("language", "en-GB"))
