"""What the makers of files are given, in place of the files: typesetting takes seconds, and adds no word of its own.

That it adds none, and asks nothing else, is a test of its own (`test_makers.py`), with real files. Workbooks, tables
and data are made for real; the same one once.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

import iip.pdf
from submissions.document import PlanDocument, Provenance
from submissions.exports import downloads
from submissions.papers.editions import Edition

READER = "The person who reads it"
AT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
MOMENT = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}(?:,| at) \d{1,2}:\d\d[ap]m")
Key = tuple[Any, ...]


class Renderers:
    """The makers of files with a memory."""

    def __init__(self) -> None:
        self._made: dict[Key, bytes] = {}

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While this lasts, what is to be typeset is handed out as it is."""
        with pytest.MonkeyPatch.context() as patch:
            for kind in ("xlsx", "csv", "json", "pdf"):
                patch.setitem(downloads.MAKERS, kind, self._of_plan(kind, downloads.MAKERS[kind]))
            for name in ("plan_workbook", "costs_workbook"):
                patch.setattr(downloads, name, self._of_plan(name, getattr(downloads, name)))
            patch.setitem(downloads.MAKERS, "pptx", given)
            patch.setitem(downloads.PAPERS, "docx", given)
            patch.setitem(downloads.PAPERS, "pdf", self._of_paper(downloads.PAPERS["pdf"]))
            patch.setattr(iip.pdf, "make_pdf", lambda html, **how: html.encode())
            yield

    def _of_plan(self, kind: str, make: Callable[..., bytes]) -> Callable[..., bytes]:
        """What differs from one export to the next and tells nothing of the plan is made alike first."""

        def made(document: PlanDocument, origin: Provenance, **how: Any) -> bytes:
            alike = replace(origin, by=READER, at=AT, label="A version", status="A status")
            return self._once((kind, document.text, alike, *sorted(how.items())), lambda: make(document, alike, **how))

        return made

    def _of_paper(self, make: Callable[[Edition], bytes]) -> Callable[[Edition], bytes]:
        def made(edition: Edition) -> bytes:
            said = MOMENT.sub("", repr((edition.which, edition.council, edition.opening, edition.blocks)))
            return self._once((said,), lambda: make(edition))

        return made

    def _once(self, key: Key, make: Callable[[], bytes]) -> bytes:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]


def given(*to_set: Any) -> bytes:
    """All that a maker is given: a document and its provenance, or the edition of a paper."""
    return "\n".join(said(each) for each in to_set).encode()


def said(thing: Any) -> str:
    """Every word of a value that a maker of files takes."""
    if isinstance(thing, Edition):
        return repr((thing.title, thing.council, thing.source, thing.marking, thing.opening, thing.blocks))
    return thing.text if isinstance(thing, PlanDocument) else repr(thing)
