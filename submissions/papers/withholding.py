"""What of each block the public edition shows, and why it withholds the rest. Pure.

Two rules, in this order: the kind of a piece, and whether it mentions a name. The paper's own words are not searched:
they are the same in every council's paper, so that they tell nothing, and to withhold them would tell a name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from submissions.briefing_tables import Grid
from submissions.papers.blocks import Block, Drawing, Points, Table, Words
from submissions.papers.kinds import RULES, Ground, Kind
from submissions.papers.mentions import Names

INSTEAD = "[Withheld]"  # of a cell or a point
NAMED = {
    Kind.SYSTEM: "a system",
    Kind.SUPPLIER: "a supplier, a product or an assurer",
    Kind.PERSON: "a person",
    Kind.ACTION: "a recommendation",
}


@dataclass(frozen=True)
class Why:
    """Why something is withheld: on which ground, and because of what."""

    ground: Ground
    because: str  # as the schedule says it


@dataclass(frozen=True)
class Judged:
    """A block of a section as the public edition has it."""

    section: str
    block: Block
    shown: Block | None  # None: all of it is withheld
    what: str = ""  # is withheld; "" where nothing is
    why: tuple[Why, ...] = ()


def judge(section: str, block: Block, names: Names) -> Judged:
    """What the public edition does with a block of a section."""
    match block:
        case Table():
            return _judge_table(section, block, names)
        case Points():
            return _judge_points(section, block, names)
        case Words() | Drawing():
            why = _why(block.kind, block.texts, names)
            return Judged(section, block, None if why else block, block.name if why else "", (why,) if why else ())
    raise TypeError(f"There is no rule for {block.shape}.")


def _judge_points(section: str, block: Points, names: Names) -> Judged:
    reasons = [_why(kind, [point], names) for point, kind in zip(block.points, block.point_kinds, strict=True)]
    if not any(reasons):
        return Judged(section, block, block)
    if all(reasons):
        return Judged(section, block, None, block.name, _once(reasons))
    left = [INSTEAD if why else point for point, why in zip(block.points, reasons, strict=True)]
    many = sum(why is not None for why in reasons)
    what = f"{block.name}: {many} of {len(reasons)} points"
    return Judged(section, block, replace(block, points=left), what, _once(reasons))


def _judge_table(section: str, block: Table, names: Names) -> Judged:
    """Columns go by their kind, and cells that mention a name."""
    reasons = [_by_kind(kind) for kind in block.column_kinds]
    kept = [at for at, why in enumerate(reasons) if why is None]
    if not kept:
        return Judged(section, block, None, block.name, _once(reasons))
    shown, mentions = _without_mentions(_columns(block, kept), names)
    gone = [heading for heading, why in zip(block.grid.headings, reasons, strict=True) if why]
    what = [f"the column{'s' if len(gone) > 1 else ''} {', '.join(gone)}"] if gone else []
    what += [f"{len(mentions)} cell{'s' if len(mentions) > 1 else ''}"] if mentions else []
    if not what:
        return Judged(section, block, block)
    return Judged(section, block, shown, f"{block.name}: {' and '.join(what)}", _once([*reasons, *mentions]))


def _columns(block: Table, kept: Sequence[int]) -> Table:
    """A table with these columns alone."""
    grid = block.grid
    numbers = frozenset(new for new, old in enumerate(kept) if old in grid.numbers)
    rows = [[row[at] for at in kept] for row in grid.rows]
    left = Grid(grid.name, [grid.headings[at] for at in kept], rows, numbers, grid.has_total)
    shares = [block.shares[at] for at in kept] if block.shares else ()
    return replace(block, grid=left, column_kinds=[block.column_kinds[at] for at in kept], shares=shares)


def _without_mentions(block: Table, names: Names) -> tuple[Table, list[Why]]:
    """A table with something else in the cells that mention a name, and why, cell by cell."""
    found: list[Why] = []
    rows = []
    for row in block.grid.rows:
        whys = [_why(kind, [cell], names) for cell, kind in zip(row, block.column_kinds, strict=True)]
        found += [why for why in whys if why]
        rows.append([INSTEAD if why else cell for cell, why in zip(row, whys, strict=True)])
    return replace(block, grid=replace(block.grid, rows=rows)), found


def _why(kind: Kind, texts: Iterable[str], names: Names) -> Why | None:
    """Why a piece is withheld; None where it is published."""
    if why := _by_kind(kind):
        return why
    if kind == Kind.OWN_WORDS:
        return None
    found = next((named for text in texts if (named := names.mentioned(text))), None)
    return _by_name(found) if found else None


def _by_kind(kind: Kind) -> Why | None:
    ground = RULES[kind]
    return Why(ground, kind.value) if ground else None


def _by_name(kind: Kind) -> Why:
    ground = RULES[kind]
    assert ground, "a name is never of a kind that is published"
    return Why(ground, f"The name of {NAMED[kind]}")


def _once(reasons: Iterable[Why | None]) -> tuple[Why, ...]:
    """Each reason once, in the order of the paragraphs."""
    return tuple(sorted({why for why in reasons if why}, key=lambda why: (why.ground.paragraph, why.because)))
