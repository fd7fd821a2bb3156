"""The receipt of a submission as a PDF."""

from django.utils import timezone

from iip.pdf import render_pdf
from submissions.document import document_code
from submissions.document_check import check_address
from submissions.provenance import written_at
from submissions.receipt import Receipt


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt as PDF/UA-1."""
    submission = receipt.submission
    return render_pdf(
        "pdf/receipt.html",
        {
            "title": f"Receipt of submission {submission.reference}: {receipt.council}",
            "council": receipt.council,
            "document_code": f"{submission.reference} {document_code(submission.version.document_id)}",
            "note": f"Receipt, made {written_at(timezone.now())}",
            "receipt": receipt,
            "check_address": check_address(),
        },
    )
