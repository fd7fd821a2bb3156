"""WeasyPrint without what our documents have no use for, and without two detours that cost it much time.

Each rests on names that WeasyPrint keeps to itself; `tests/iip/test_pdf.py` tells when one has changed.
"""

from collections.abc import Iterator
from copy import copy
from functools import cache
from typing import Any

import weasyprint
from weasyprint import svg
from weasyprint.html import UA_STYLESHEET
from weasyprint.pdf import pydyf
from weasyprint.svg.text import text as draw_letters

BESIDE = 3  # where a selector has what it styles beside the element itself, such as its marker


class Page(weasyprint.HTML):
    """A page without the styles of notes and list markers, of which WeasyPrint makes six for every element.

    They are a third of what layout needs in memory. We print no notes, and only an item of a list has a marker.
    """

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return [_stylesheet()]


@cache
def _stylesheet() -> Any:
    sheet = copy(UA_STYLESHEET)
    sheet.matcher = matcher = copy(sheet.matcher)
    of_all, of_names = matcher.other_selectors, matcher.lower_local_name_selectors
    matcher.other_selectors = [each for each in of_all if not each[BESIDE]]
    markers = [each for each in of_all if each[BESIDE] == "marker"]
    matcher.lower_local_name_selectors = of_names | {"li": [*of_names["li"], *markers]}
    return sheet


def lean() -> None:
    """Have charts and tags written the short way, in this process."""
    svg.text = _draw_words
    svg.TAGS.update({tag: _draw_words for tag, drawn in svg.TAGS.items() if drawn is draw_letters})
    pydyf.PDF.page_references = property(_page_references)


class _Whole(str):
    """A text that is one letter to whoever goes through it."""

    def __iter__(self) -> Iterator[str]:
        yield str(self)


def _draw_words(drawing: Any, node: Any, font_size: float) -> None:
    """Set a text of a chart at once, as its script asks for, not letter by letter."""
    node._etree_node.text = _Whole(node.text)
    draw_letters(drawing, node, font_size)


def _page_references(pdf: Any) -> list[bytes]:
    """How each page is named: asked for with every tag, and made anew only when there are more pages."""
    kids = pdf.pages["Kids"]  # three for each page
    known: list[bytes] = pdf.__dict__.setdefault("known_pages", [])
    known += (f"{number} 0 R".encode("ascii") for number in kids[3 * len(known) :: 3])
    return known
