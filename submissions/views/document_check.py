"""Check a document: open to anyone who holds one."""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from submissions.document_check import check_document, read_code
from submissions.forms.document_check import DocumentCheckForm

TOO_OFTEN = "You have checked too often. Wait a minute, then check again"


@login_not_required
def document_check(request: HttpRequest) -> HttpResponse:
    """Says whether a reference and a code are of a version that was signed or submitted, and when."""
    form = DocumentCheckForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _shown(request, form)
    if not ratelimit.consume(request, action="check_document"):
        form.add_error(None, TOO_OFTEN)
        return _shown(request, form, status=429)
    given = form.cleaned_data
    checked = check_document(given["reference"], read_code(given["code"]))
    return _shown(request, form, is_checked=True, checked=checked)


def _shown(request: HttpRequest, form: DocumentCheckForm, status: int = 200, **found) -> HttpResponse:
    return render(request, "submissions/document_check.html", {"form": form, **found}, status=status)
