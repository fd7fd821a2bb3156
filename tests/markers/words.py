"""Words and amounts that stand nowhere else, so that whoever reads one of them has read what it was put into."""

import re
from collections.abc import Iterable
from itertools import count

WORD = re.compile(r"Qzx[A-Za-z]*\d+x")
AMOUNT = re.compile(r"(?<!\d)41\d{5}(?!\d)")
BETWEEN_DIGITS = re.compile(r"(?<=\d),(?=\d{3})")


class Markers:
    """Gives out markers, and knows of each what it was put into."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self._numbers = count(10_001)

    def word(self, where: str) -> str:
        """A new word, kept in one piece by every format."""
        return self._given(f"Qzx{next(self._numbers)}x", where)

    def amount(self, where: str) -> int:
        """A new amount in pounds."""
        return int(self._given(str(4_100_000 + next(self._numbers)), where))

    def words(self, where: str, names: Iterable[str]) -> dict[str, str]:
        """A new word for each name."""
        return {name: self.word(f"{where}: {name}") for name in names}

    def within(self, *places: str) -> frozenset[str]:
        """The markers that were put into places whose names begin so."""
        return frozenset(marker for marker, where in self.of.items() if where.startswith(places))

    def among(self, found: Iterable[str]) -> frozenset[str]:
        """Those of these that were given out: a sum or a length may look like a marker."""
        return frozenset(self.of).intersection(found)

    def told(self, markers: Iterable[str]) -> list[str]:
        """Markers by what they were put into, for the message of a failing test."""
        return sorted(self.of.get(marker, marker) for marker in markers)

    def _given(self, marker: str, where: str) -> str:
        self.of[marker] = where
        return marker


def looking_like_markers(text: str) -> frozenset[str]:
    """What might be markers in a text."""
    return frozenset([*WORD.findall(text), *AMOUNT.findall(BETWEEN_DIGITS.sub("", text))])
