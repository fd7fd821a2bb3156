"""Two texts word by word: what stayed, what went, what is new."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
WORDS = re.compile(r"\s+|\S+")
MOST = 1_000_000  # pairs of words to compare; a text changed beyond that is shown as taken out and written anew


@dataclass(frozen=True)
class Piece:
    """A run of words: `kind` is same, gone or new."""

    kind: str
    text: str


def word_changes(before: str, after: str) -> list[Piece]:
    """The pieces of two texts in their order: without the new ones it is `before`, without those gone `after`."""
    one, other = WORDS.findall(before), WORDS.findall(after)
    head = _shared(one, other)
    tail = _shared(one[head:][::-1], other[head:][::-1])
    middle = one[head : len(one) - tail], other[head : len(other) - tail]
    runs = _closed(_between(*middle))
    end = one[len(one) - tail :]
    return list(_written([(SAME, one[:head], one[:head]), *runs, (SAME, end, end)]))


Run = tuple[str, list[str], list[str]]  # SAME or GONE (changed), the words before, the words after


def _shared(one: list[str], other: list[str]) -> int:
    """How many words two lists share from their start."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _between(one: list[str], other: list[str]) -> Iterator[Run]:
    if len(one) * len(other) > MOST:
        yield GONE, one, other
        return
    for what, i, j, k, n in SequenceMatcher(str.isspace, one, other).get_opcodes():
        yield SAME if what == "equal" else GONE, one[i:j], other[k:n]


def _closed(runs: Iterator[Run]) -> list[Run]:
    """The runs with blanks between two changes taken into them, so that a changed phrase is read in one piece."""
    closed: list[Run] = []
    for kind, one, other in runs:
        joins = closed and closed[-1][0] == GONE and (kind == GONE or "".join(one).isspace())
        if joins:
            closed[-1] = (GONE, closed[-1][1] + one, closed[-1][2] + other)
        else:
            closed.append((kind, one, other))
    return closed


def _written(runs: list[Run]) -> Iterator[Piece]:
    for kind, one, other in runs:
        if kind == SAME and one:
            yield Piece(SAME, "".join(one))
        elif kind == GONE:
            yield from (Piece(what, "".join(words)) for what, words in ((GONE, one), (NEW, other)) if words)
