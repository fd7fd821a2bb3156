"""The receipt of a submission, on screen and as a PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import person
from accounts.audit import record
from iip.downloads import PDF, Download, sent
from submissions.access import get_submission_of_plan
from submissions.exports.receipt import receipt_pdf
from submissions.receipt import receipt_of


def submission_receipt(request: HttpRequest, reference: str, submission: str) -> HttpResponse:
    """What was submitted, who signed, confirmed and submitted it, and when MHCLG acknowledged it."""
    found = get_submission_of_plan(request, reference, submission)
    shown = {
        "plan": found.plan,
        "receipt": receipt_of(found, list(found.plan.events.order_by("number"))),
        "back_url": reverse("submissions:plan_detail", args=[reference]),
    }
    return render(request, "submissions/submission_receipt.html", shown)


def receipt_download(request: HttpRequest, reference: str, submission: str) -> HttpResponse:
    """The same as a PDF; taking it away is recorded."""
    found = get_submission_of_plan(request, reference, submission)
    data = receipt_pdf(receipt_of(found, list(found.plan.events.order_by("number"))))
    record("exported", by=person(request), on=found.plan, detail=f"pdf, receipt of {found.reference}")
    return sent(Download(f"receipt-{found.reference}.pdf", PDF, data))
