"""What a page had shown of each value, so that of two people in one draft neither overwrites the other unseen.

A page carries a short mark of each value as it was shown. At a save three things are compared: what was shown,
what is saved now, and what was typed. A value that only one side has changed is theirs to change; where both
have changed it, and differently, the two clash and the person decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from iip.canonical import canonical, digest

MARK = 12  # characters of a digest


@dataclass(frozen=True)
class Merged:
    """What a save comes to: the values to write, those that clash, and the marks that the page holds next."""

    write: dict[str, Any]
    clashing: tuple[str, ...]
    seen: str


def marks(values: Mapping[str, Any]) -> str:
    """The marks of values as a hidden field holds them. Keys have neither blanks nor "="."""
    return " ".join(f"{key}={_mark(value)}" for key, value in values.items())


def merge(typed: Mapping[str, Any], saved: Mapping[str, Any], seen: str) -> Merged:
    """Hold what was typed against what is saved, for each key of both. `seen`: the marks that came with it."""
    shown = dict(part.split("=", 1) for part in seen.split() if "=" in part)
    write, clashing, next_marks = {}, [], []
    for key, value in typed.items():
        mine, theirs = _mark(value), _mark(saved[key])
        before = shown.get(key, "")
        if mine != theirs and before == theirs:
            write[key], theirs = value, mine
        elif before not in (mine, theirs) and mine != theirs:
            clashing.append(key)
        # What somebody else wrote and this page has not shown keeps its old mark, so that it stays theirs.
        next_marks.append(f"{key}={before if mine != theirs and before == mine else theirs}")
    return Merged(write, tuple(clashing), " ".join(next_marks))


def _mark(value: Any) -> str:
    return digest(canonical(value))[:MARK]
