"""What a committee paper is made of: blocks in their order, each of which declares what kind of thing it tells."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from iip.slide_charts import Chart
from submissions.briefing_tables import Grid
from submissions.papers.kinds import Kind, UndeclaredKind, declared


@dataclass(frozen=True)
class Block(ABC):
    """A piece of the paper. Raises UndeclaredKind where it does not declare its kind."""

    shape: ClassVar[str]
    name: str  # what it is called where people choose it, and where it is withheld

    def __post_init__(self) -> None:
        if not self.kinds:
            raise UndeclaredKind(f"“{self.name}” declares no kind.")
        for kind in self.kinds:
            declared(kind)

    @property
    @abstractmethod
    def kinds(self) -> tuple[Kind, ...]:
        """Of each of its parts, in their order."""

    @property
    @abstractmethod
    def texts(self) -> Iterator[str]:
        """Everything it says."""


@dataclass(frozen=True)
class Words(Block):
    """A paragraph, and blocks that are set like one."""

    shape: ClassVar[str] = "words"
    text: str
    kind: Kind

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return (self.kind,)

    @property
    def texts(self) -> Iterator[str]:
        yield self.text


@dataclass(frozen=True)
class Heading(Words):
    """The heading of a section, which goes to the next heading."""

    shape: ClassVar[str] = "heading"
    is_wide: bool = False  # the section needs pages in landscape


@dataclass(frozen=True)
class Prompt(Words):
    """What somebody has to write in this place."""

    shape: ClassVar[str] = "prompt"


@dataclass(frozen=True)
class Notice(Words):
    """What is said in the place of something that is withheld."""

    shape: ClassVar[str] = "notice"


@dataclass(frozen=True)
class Points(Block):
    """A list of sentences, each of a kind of its own."""

    shape: ClassVar[str] = "points"
    points: Sequence[str]
    point_kinds: Sequence[Kind]
    is_numbered: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.point_kinds) != len(self.points):
            raise UndeclaredKind(f"A point of “{self.name}” declares no kind.")

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(self.point_kinds)

    @property
    def texts(self) -> Iterator[str]:
        yield from self.points


@dataclass(frozen=True)
class Table(Block):
    """A table, each column of which is of a kind of its own."""

    shape: ClassVar[str] = "table"
    grid: Grid
    column_kinds: Sequence[Kind]
    shares: Sequence[float] = ()  # of the width

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.column_kinds) != len(self.grid.headings):
            raise UndeclaredKind(f"A column of “{self.name}” declares no kind.")

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(self.column_kinds)

    @property
    def texts(self) -> Iterator[str]:
        yield from (self.grid.name, *self.grid.headings)
        for row in self.grid.rows:
            yield from row


@dataclass(frozen=True)
class Drawing(Block):
    """A chart; the table with its figures stands beneath it."""

    shape: ClassVar[str] = "drawing"
    chart: Chart
    kind: Kind = field(kw_only=True)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return (self.kind,)

    @property
    def texts(self) -> Iterator[str]:
        yield from (self.chart.name, *self.chart.categories, *(name for name, _ in self.chart.series), self.chart.said)


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    heading: Heading
    blocks: tuple[Block, ...]


def sections_of(blocks: Iterable[Block]) -> list[Section]:
    """The blocks by their headings, the first of which comes first of all."""
    found: list[tuple[Heading, list[Block]]] = []
    for block in blocks:
        if isinstance(block, Heading):
            found.append((block, []))
        else:
            found[-1][1].append(block)
    return [Section(heading, tuple(under)) for heading, under in found]
