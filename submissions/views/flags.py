"""The flags that a new version of the report puts on responses: taken off by whoever has looked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from submissions.access import get_response
from submissions.answered import look_at


def response_looked(request: HttpRequest, reference: str, ref: str) -> HttpResponse:
    """Say that somebody has looked at what changed in a recommendation."""
    if look_at(get_response(request, reference, ref)):
        messages.success(request, f"The flag is taken off {ref}.")
    return redirect("submissions:response_edit", reference, ref)
