"""What somebody typed into a page that could not be saved, so that it can be shown and copied."""

from django.forms.utils import pretty_name
from django.http import HttpRequest

NEVER_SHOWN = {"csrfmiddlewaretoken", "code", "credential", "next", "proof"}


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The text that was sent, by the name of its field; never passwords or codes.

    Only what our own pages sent: another site must not make ours show its words.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return []
    return [
        (pretty_name(name), value)
        for name, values in request.POST.lists()
        if name not in NEVER_SHOWN and "password" not in name.lower()
        for value in values
        if isinstance(value, str) and value.strip()
    ]
