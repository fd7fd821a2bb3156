"""One XML part, read once and whole by expat: in linear time, without doctypes, within a budget.

Whole, because expat 2.5 takes quadratic time over one very long token that is fed to it in pieces.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from xml.parsers import expat

from iip.spreadsheets.opening import AGAIN, Limits, Refused, damaged

Attributes = Mapping[str, str]


class Handler(Protocol):
    """What a part's reader is told; names come without their namespace prefix."""

    def start(self, name: str, attributes: Attributes) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


class Unread:
    """The handler of a part that is only checked."""

    def start(self, name: str, attributes: Attributes) -> None:
        """Nothing of the part is wanted."""

    def end(self, name: str) -> None:
        """Nothing of the part is wanted."""

    def text(self, text: str) -> None:
        """Nothing of the part is wanted."""


@dataclass
class Budget:
    """What is left of the limits that hold for the whole workbook."""

    limits: Limits
    elements: int
    cells: int
    text: int

    @classmethod
    def of(cls, limits: Limits) -> "Budget":
        return cls(limits, limits.elements, limits.cells, limits.text)

    def spend_element(self) -> None:
        self.elements -= 1
        if self.elements < 0:
            raise Refused(too_much())

    def spend_cells(self, count: int, value: object = None) -> None:
        """Take that many cells, each with the value, from what is left."""
        self.cells -= count
        if isinstance(value, str):
            self.text -= count * sys.getsizeof(value)
        if self.cells < 0 or self.text < 0:
            raise Refused(too_much())


def too_much() -> str:
    return (
        "The workbook has more in it than any report needs, for example thousands of formatted "
        "empty cells. Copy the cells that matter into a new workbook and upload that."
    )


def read_part(name: str, data: bytes, handler: Handler, budget: Budget) -> None:
    """Tell the handler what the part holds. Raises Refused where the part is not plain XML."""
    if _has_outsized(data, budget.limits.tag):
        raise Refused(_outsized(name))
    parser = _parser(name, handler, budget)
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as problem:
        raise Refused(damaged(f" (its part {name[:80]})")) from problem


def _has_outsized(data: bytes, most: int) -> bool:
    """Whether a tag or a text, a comment or an instruction is longer than that: expat keeps each whole."""
    if re.search(rb"<[^<]{%d}" % most, data):
        return True
    return any(_has_outsized_piece(data, *marks, most) for marks in ((b"<!--", b"-->"), (b"<?", b"?>")))


def _has_outsized_piece(data: bytes, first: bytes, last: bytes, most: int) -> bool:
    start = data.find(first)
    while start >= 0:
        end = data.find(last, start + len(first), start + most)
        if end < 0:
            return start + most < len(data)
        start = data.find(first, end)
    return False


def _parser(name: str, handler: Handler, budget: Budget) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    names, depth = parser.intern, 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        budget.spend_element()
        if depth > budget.limits.depth or len(names) > budget.limits.names:
            raise Refused(too_much())
        handler.start(tag.rpartition(":")[2] if ":" in tag else tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(tag.rpartition(":")[2] if ":" in tag else tag)

    def refuse_doctype(*_: object) -> None:
        raise Refused(
            f"The workbook has a document type declaration inside, which Excel never writes. Open it in Excel. {AGAIN}"
        )

    def refuse_outsized(*texts: str) -> None:
        if max(map(len, texts)) > budget.limits.tag:
            raise Refused(_outsized(name))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse_doctype
    parser.CommentHandler = parser.ProcessingInstructionHandler = refuse_outsized
    return parser


def _outsized(name: str) -> str:
    return f"The workbook's part {name[:80]} has an outsized piece, which Excel never writes. {AGAIN}"
