"""A committee paper as a PDF that everybody can read."""

from typing import Any

from iip.pdf import render_pdf
from submissions.papers.editions import Edition


def paper_pdf(edition: Edition) -> bytes:
    """The paper as PDF/UA-1."""
    return render_pdf("pdf/paper.html", paper_context(edition))


def paper_context(edition: Edition) -> dict[str, Any]:
    """What the template of the PDF shows."""
    origin = edition.paper.origin
    return {
        "title": f"{edition.title}: {edition.council}",
        "council": edition.council,
        "document_code": f"{origin.reference} {origin.code}",
        "note": edition.source,
        "marking": edition.marking,
        "edition": edition,
    }
