"""The minutes of a session as a PDF."""

from django.utils import timezone

from iip.pdf import render_pdf
from submissions.minutes import Text
from submissions.models import Minutes
from submissions.provenance import written_at


def minutes_pdf(minutes: Minutes) -> bytes:
    """Minutes that are on record, as PDF/UA-1."""
    says = Text.load(minutes.text)
    return render_pdf(
        "pdf/minutes.html",
        {
            "title": f"Minutes of the improvement and implementation session: {says.values['council']}",
            "council": says.values["council"],
            "document_code": f"{says.values['plan']} minutes {minutes.number} {says.code}",
            "note": f"Put on record {written_at(minutes.at)}",
            "minutes": minutes,
            "says": says,
            "made": written_at(timezone.now()),
        },
    )
