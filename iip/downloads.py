"""Files that leave the service: saved and never shown, under a name that says what they are."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"
CSV = "text/csv; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Download:
    """A file: its name, its media type, its bytes."""

    name: str
    content_type: str
    data: bytes


def file_part(text: str) -> str:
    """Text as a part of a file's name: "Ashby District Council" as "ashby-district-council"."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "file"


def sent(download: Download) -> HttpResponse:
    """A file to be saved: no browser may guess what it is, no cache may keep it."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", download.name)
    in_full = "" if plain == download.name else f"; filename*=UTF-8''{quote(download.name)}"
    headers = {
        "Content-Disposition": f'attachment; filename="{plain}"{in_full}',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(download.data, content_type=download.content_type, headers=headers)
