"""What is wrong with a workbook, or was coped with: where, what was found, what is allowed, the mend."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

LONGEST_FOUND = 80  # characters of a value that are quoted


@dataclass(frozen=True)
class Problem:
    """One thing wrong. `row` is Excel's number and `column` its letter; None and "" where it is wider."""

    sheet: str
    row: int | None
    column: str
    found: str
    allowed: str
    mend: str
    heading: str = ""

    @property
    def place(self) -> str:
        """ "Plan, row 14, column L (Priority)"."""
        named = f" ({self.heading})" if self.heading and self.column else ""
        parts = [
            self.sheet or "The file",
            f"row {self.row}" if self.row else "",
            f"column {self.column}{named}" if self.column else "",
        ]
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        found = f" found “{self.found}”." if self.found else ""
        allowed = f" Allowed: {self.allowed}." if self.allowed else ""
        return f"{self.place}:{found}{allowed} {self.mend}"

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Problem":
        return cls(**value)


@dataclass
class Ledger:
    """What a reading gathers: every error and every warning, in the order found."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def error(
        self,
        sheet: str,
        row: int | None,
        column: str,
        found: object,
        allowed: str,
        mend: str,
        heading: str = "",
    ) -> None:
        self.problems.append(Problem(sheet, row, column, shown(found), allowed, mend, heading))

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def shown(value: object) -> str:
    """A value as a message quotes it: on one line, not too long."""
    if value is None:
        return ""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_FOUND else f"{text[: LONGEST_FOUND - 1]}…"


def problems_table(problems: Iterable[Problem]) -> str:
    """The problems as aligned text for a terminal, a line each under a line of headings."""
    rows = [("Where", "Found", "Allowed", "How to mend it")]
    rows += [(p.place, p.found or "(blank)", p.allowed, p.mend) for p in problems]
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def listed(values: Iterable[object], most: int = 8) -> str:
    """ "A, B and 3 more": values in a sentence."""
    texts = [str(value) for value in values]
    if len(texts) > most:
        return f"{', '.join(texts[:most])} and {len(texts) - most} more"
    return ", ".join(texts)
