"""What the page of the table sends: rows with their cells, and what was decided of those that clash."""

from collections.abc import Mapping
from dataclasses import replace

from assurance.template import COUNCIL_NAMES
from submissions.clashes import Settled
from submissions.pasting import Pasted
from submissions.table_writing import Sent

SEEN = "seen "  # before a row's ref: the version that the page had shown


def rows_sent(sent: Mapping[str, str]) -> list[Sent]:
    """The rows whose version came with them. Nothing in them is to be trusted."""
    return [_row(sent, name.removeprefix(SEEN)) for name in sent if name.startswith(SEEN)]


def _row(sent: Mapping[str, str], ref: str) -> Sent:
    texts = {name: sent[f"{name} {ref}"] for name in COUNCIL_NAMES if f"{name} {ref}" in sent}
    takes = {name: sent.get(f"take {name} {ref}") for name in COUNCIL_NAMES}
    mine, theirs = (frozenset(name for name, whose in takes.items() if whose == each) for each in ("mine", "theirs"))
    settled = Settled(mine, theirs, _number(sent.get(f"agreed {ref}", "")))
    return Sent(ref, texts, _number(sent[f"{SEEN}{ref}"]), settled)


def _number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def with_block(rows: list[Sent], pasted: Pasted) -> list[Sent]:
    """The rows with the cells that a block fills."""
    cells: dict[str, dict[str, str]] = {}
    for cell in pasted.cells:
        cells.setdefault(cell.ref, {})[cell.column] = cell.text
    return [replace(row, texts={**row.texts, **cells.get(row.ref, {})}) for row in rows]
