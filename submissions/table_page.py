"""What the page of the table shows: its rows and cells, with what is typed, what is wrong and what clashes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assurance.template import Kind
from submissions.columns import COLUMNS, Column
from submissions.document import Row as DocumentRow
from submissions.facts import ResponseFacts, facts_by_ref
from submissions.forms.response import Known
from submissions.responses import Clashing
from submissions.returned_workbook import Ground
from submissions.table import GROUPS, Typed, written
from submissions.table_writing import Written

LISTS = {"owner": "posts", "risk_owner": "posts", "budget_sign_off": "posts", "start": "quarters", "end": "quarters",
         "workstream": "workstreams", "covered_by": "refs"}  # fmt: skip
CHOOSE = "Select whose words the plan keeps: you and {by} both changed this."
MANY = frozenset({Kind.TEXT, Kind.ROLES, Kind.REFS, Kind.OUTCOMES})  # what needs several lines


@dataclass(frozen=True)
class Cell:
    """One cell with what stands in it."""

    ref: str
    column: Column
    text: str
    saved: str  # as it stands in the plan
    is_idle: bool = False  # the response has no use for it
    wrong: str = ""
    clash: Clashing | None = None

    @property
    def name(self) -> str:
        return f"{self.column.name} {self.ref}"

    @property
    def id(self) -> str:
        return f"{self.column.name}_{self.ref}"

    @property
    def label(self) -> str:
        return f"{self.column.label}, {self.ref}"

    @property
    def options(self) -> list[str]:
        """What a select offers; text that it does not know stands there too, so that it is not lost."""
        choices = self.column.heading.choices
        offered = list(choices.all_labels()) if choices and self.column.kind == Kind.CHOICE else []
        return [*offered, self.text] if offered and self.text and self.text not in offered else offered

    @property
    def is_long(self) -> bool:
        return self.column.kind in MANY

    @property
    def is_named(self) -> bool:
        """Whether it holds a name, which needs room."""
        return self.column.kind == Kind.LINE

    @property
    def is_number(self) -> bool:
        return self.column.kind in {Kind.POUNDS, Kind.DAYS}

    @property
    def described_by(self) -> str:
        """The ids of what explains it."""
        return f"{self.id}_error" if self.error else "idle" if self.is_idle else ""

    @property
    def list(self) -> str:
        """The id of the list of what may be meant."""
        return LISTS.get(self.column.name, "")

    @property
    def error(self) -> str:
        return CHOOSE.format(by=self.clash.by) if self.clash else self.wrong

    @property
    def is_new(self) -> bool:
        """Whether it holds something that is not saved."""
        return self.text != self.saved

    @property
    def theirs(self) -> str:
        assert self.clash
        return self.column.written(self.clash.theirs) or "Nothing"


@dataclass(frozen=True)
class TableRow:
    """A recommendation with its cells."""

    row: DocumentRow
    cells: list[Cell]
    seen: int
    agreed: int = 0  # of a clash: the version that is chosen against
    decided: tuple[tuple[str, str], ...] = ()  # of a clash: columns, and whose words were chosen already

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def choice(self) -> str:
        return COLUMNS["choice"].written(self.row.response.choice)


@dataclass(frozen=True)
class TablePage:
    """The table before the person who fills it in."""

    ground: Ground
    group: str
    refs: Sequence[str]
    came: Written = field(default_factory=Written)

    @property
    def columns(self) -> list[Column]:
        return [COLUMNS[name] for name in GROUPS[self.group][1]]

    @property
    def shows_choice(self) -> bool:
        return "choice" in GROUPS[self.group][1]

    def rows(self) -> list[TableRow]:
        """The rows with their cells. Three queries, however many."""
        responses = self.ground.plan.responses.filter(ref__in=list(self.refs))
        # Versions first: what is saved between the two is then newer than what the page claims to have shown.
        versions = dict(responses.values_list("ref", "version"))
        facts = facts_by_ref(self.ground.plan)
        known = self.ground.document.by_ref
        return [self._row(known[ref], facts[ref], versions[ref]) for ref in self.refs if ref in versions]

    def _row(self, row: DocumentRow, facts: ResponseFacts, version: int) -> TableRow:
        typed = self.came.kept.get(row.ref, Typed({}, version))
        clash = self.came.clashes.get(row.ref)
        clashing = {field.name: field for field in clash.fields} if clash else {}
        cells = [self._cell(row.ref, column, facts, typed, clashing.get(column.name)) for column in self.columns]
        if clash is None:
            return TableRow(row, cells, typed.seen)
        settled = self.came.open[row.ref]
        decided = [(name, "mine") for name in settled.mine] + [(name, "theirs") for name in settled.theirs]
        return TableRow(row, cells, typed.seen, clash.version, tuple(decided))

    def _cell(self, ref: str, column: Column, facts: ResponseFacts, typed: Typed, clash: Clashing | None) -> Cell:
        name, saved = column.name, written(column.name, getattr(facts, column.name))
        return Cell(
            ref=ref,
            column=column,
            text=typed.texts.get(name, saved),
            saved=saved,
            is_idle=not column.applies_to(facts.choice),
            wrong=typed.wrong.get(name, ""),
            clash=clash,
        )

    def lists(self) -> list[tuple[str, list[str]]]:
        """What cells offer to complete what is typed: id and words."""
        ground = self.ground
        offered = {
            "posts": list(ground.posts),
            "quarters": [quarter for quarter, _ in Known(ground.plan.starts).quarters() if quarter],
            "workstreams": ground.streams,
            "refs": list(ground.document.by_ref),
        }
        wanted = {LISTS[column.name] for column in self.columns if column.name in LISTS}
        return [(name, words) for name, words in offered.items() if name in wanted]


def errors_of(rows: Sequence[TableRow]) -> list[dict[str, Any]]:
    """What is wrong or clashes, for the summary of errors: each leads to its cell."""
    return [
        {"text": f"{cell.ref}, {cell.column.label}: {cell.error}", "href": f"#{cell.id}"}
        for row in rows
        for cell in row.cells
        if cell.error
    ]
