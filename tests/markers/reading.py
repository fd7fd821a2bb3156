"""What a file or a page says, wherever in it that stands: text, alternative texts, notes, metadata."""

import io
import re
from collections.abc import Iterator
from functools import cache

import pikepdf

from iip.downloads import PDF
from tests.markers.words import looking_like_markers
from tests.office_files import everything_said
from tests.pdf_text import text_of

OFFICE = "application/vnd.openxmlformats-officedocument"
HIDDEN = re.compile(r'<input type="hidden"[^>]*>')
SPOKEN = ("/Alt", "/ActualText", "/Title", "/Author", "/Subject", "/Keywords", "/Contents", "/E", "/T", "/TU")


@cache
def said_by_file(data: bytes, content_type: str) -> frozenset[str]:
    """What might be markers in a file, by its media type. Of an Office file every part is read, hidden sheets too.

    What stands in for a file (see `renderers`) is read as text.
    """
    if content_type == PDF and data.startswith(b"%PDF"):
        return looking_like_markers(_said_by_pdf(data))
    if content_type.startswith(OFFICE) and data.startswith(b"PK"):
        return looking_like_markers(everything_said(data))
    return looking_like_markers(data.decode("utf-8-sig"))


def said_by_page(html: str) -> frozenset[str]:
    """What might be markers on a page; what only a form carries along is not shown."""
    return looking_like_markers(HIDDEN.sub("", html))


def _said_by_pdf(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        beside = "\n".join(_beside(pdf))
    return f"{text_of(data, furniture=True)}\n{beside}"


def _beside(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What a PDF says beside its pages: alternative texts, bookmarks, metadata."""
    for found in pdf.objects:
        if isinstance(found, pikepdf.Dictionary):
            yield from (str(found[key]) for key in SPOKEN if isinstance(found.get(key), pikepdf.String))
    yield from (str(value) for value in pdf.docinfo.values())
    if "/Metadata" in pdf.Root:
        yield pdf.Root.Metadata.read_bytes().decode()
