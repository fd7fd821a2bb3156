"""A table as slides and Word documents take it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table: shares of the width, which columns are numbers, whether the last row is a sum."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[float] = ()
    numbers: frozenset[int] = frozenset()
    has_total: bool = False
