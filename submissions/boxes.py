"""Many boxes on one page, written in by several people at once: whose words are new, and where two meet. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")  # one row for each time that a box was saved, in their order


@dataclass(frozen=True)
class Written:
    """What somebody left in a box, and the number of what the box had shown them; 0 for nothing."""

    value: Any
    seen: int


@dataclass(frozen=True)
class Clash(Generic[Row]):
    """A box in which somebody else has written something else meanwhile."""

    about: str
    theirs: Row


@dataclass(frozen=True)
class Sorted(Generic[Row]):
    """What to write, box by box, with its number; and where somebody else was quicker."""

    new: dict[str, tuple[int, Any]]
    clashes: list[Clash[Row]]


def sort_out(
    boxes: Mapping[str, Written], rows: Mapping[str, Sequence[Row]], *, values: str, blank: Any
) -> Sorted[Row]:
    """Compare what was sent with what a page had shown and with what is there now.

    `values` names what a row holds; `blank` is what an untouched box holds. A box that the person did not touch keeps
    what others wrote in it.
    """
    found: Sorted[Row] = Sorted({}, [])
    for about, written in boxes.items():
        held = [blank, *(getattr(row, values) for row in rows.get(about, ()))]
        shown = held[written.seen] if written.seen < len(held) else blank
        if written.value in (shown, held[-1]):
            continue
        if written.seen == len(held) - 1:
            found.new[about] = (len(held), written.value)
        else:
            found.clashes.append(Clash(about, rows[about][-1]))
    return found
