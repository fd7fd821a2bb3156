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
    return _joined({key: _mark(value) for key, value in values.items()})


def merge(typed: Mapping[str, Any], saved: Mapping[str, Any], seen: str) -> Merged:
    """Hold what was typed against what is saved, for each key typed. `seen`: the marks that came with it.

    Where anything clashes nothing is to be written, so the next marks are then of what stays.
    """
    shown = dict(part.split("=", 1) for part in seen.split() if "=" in part)
    differing = [key for key in typed if _mark(typed[key]) != _mark(saved[key])]
    write = {key: typed[key] for key in differing if shown.get(key) == _mark(saved[key])}
    clashing = tuple(k for k in differing if shown.get(k) not in (_mark(saved[k]), _mark(typed[k])))
    if clashing:
        write = {}
    now = {key: _mark(write.get(key, saved[key])) for key in typed}
    # What somebody else wrote and this page has not shown keeps its old mark, so that it stays theirs.
    unshown = {key: shown[key] for key in differing if shown.get(key) == _mark(typed[key])}
    return Merged(write, clashing, _joined(now | unshown))


def _mark(value: Any) -> str:
    return digest(canonical(value))[:MARK]


def _joined(marked: Mapping[str, str]) -> str:
    return " ".join(f"{key}={mark}" for key, mark in marked.items())
