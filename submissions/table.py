"""The table of many responses: which columns stand together, and how a cell is written and read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assurance.frameworks import framework_facts
from assurance.template import COUNCIL_NAMES, ORGANISATION_CODE, Kind
from assurance.workbook import ResponseRow, ScopeRow
from assurance.workbook.cells import Wrong, is_blank, nothing, text_of
from assurance.workbook.council import quarters_in_order
from assurance.workbook.problems import Ledger
from assurance.workbook.reader import Reader
from iip.text import control_characters
from submissions.columns import COLUMNS, FUNDED, MONEY, from_plain, plain
from submissions.exports.workbook import cell
from submissions.facts import ResponseFacts, tidied
from submissions.merge import same
from submissions.returned_workbook import Ground, as_known, row_problems

ORGANISATION, SYSTEM = "organisation", "system"
ALL = "all"
EACH_PAGE, EACH_PAGE_OF_ALL = 60, 25  # rows

# fmt: off
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "main":   ("Response, owner and quarters", ("choice", "priority", "owner", "start", "end", "workstream")),
    "words":  ("What you will do and why", ("action", "justification", "notes")),
    "money":  ("Money", ("cost_basis", *MONEY, "funding")),
    "funded": ("How it is funded", ("funding", *FUNDED, "funding_source", "budget_sign_off")),
    "work":   ("Effort and dependencies",
               ("effort", "complexity", "effort_days", "supporting_posts", "waits_for", "covered_by")),
    "risk":   ("Risks accepted, support and strategies",
               ("why_no_action", "risk_owner", "look_again_on", "support", "further_outcomes", "aligns_with")),
    ALL:      ("All columns", tuple(name for name in COLUMNS if name in COUNCIL_NAMES)),
}
# fmt: on
LABELS = {COLUMNS[name].label: name for name in COUNCIL_NAMES}

Texts = Mapping[str, str]  # of a row's cells, by column


@dataclass(frozen=True)
class Read:
    """What is new in a row, as facts hold it; and a sentence for each cell that cannot be taken."""

    values: dict[str, Any]
    wrong: dict[str, str]


@dataclass(frozen=True)
class Typed:
    """What stands in cells of a row and is not saved: the texts, what is wrong with them, and over what they stand."""

    texts: Texts
    seen: int  # the version that they were typed over
    wrong: Texts = field(default_factory=dict)


def written(name: str, value: Any) -> str:
    """A value as its cell shows it, so that reading it gives the same value again."""
    shown = cell(COLUMNS[name].heading, value)
    return f"{shown:,}" if COLUMNS[name].kind == Kind.POUNDS and shown is not None else text_of(shown)


class CellReader:
    """Reads cells as a workbook's are read, with the one table of other spellings, and holds them against the plan."""

    def __init__(self, ground: Ground):
        self.ground = ground
        self.reader = Reader(Ledger(), framework_facts())
        self.reader.choose_framework(ground.document.framework)
        kinds = {code: ORGANISATION if code == ORGANISATION_CODE else SYSTEM for code, _ in ground.outcomes}
        rows = [ScopeRow(row=0, code=scope.scope, kind=scope.kind, name=scope.name) for scope in ground.document.scopes]
        self.reader.know_scopes(kinds, rows)

    def row(self, ref: str, texts: Texts, shown: ResponseFacts) -> Read:
        """What is new in the cells of a row. `shown`: what the response said on the page that was filled in."""
        values: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for name, text in texts.items():
            if text_of(text) == written(name, getattr(shown, name)):
                continue
            try:
                values[name] = self.cell(name, text)
            except Wrong as found:
                wrong[name] = sentence(found.allowed, found.mend)
        values = {name: value for name, value in values.items() if not same(name, value, getattr(shown, name))}
        for name, why in self._misfits(ref, values, shown):
            wrong.setdefault(name, why)
        return Read({name: value for name, value in values.items() if name not in wrong}, wrong)

    def cell(self, name: str, text: str) -> Any:
        """One cell's value as facts hold it. Raises Wrong."""
        heading = COLUMNS[name].heading
        if control_characters(text):
            raise Wrong("Text without control characters", "Remove the hidden control character: type the text again.")
        value = nothing(heading.kind) if is_blank(text, heading) else self.reader.value(text, heading)
        value = as_known(name, from_plain(name, plain(value)), self.ground)
        return tidied({name: value})[name]

    def _misfits(self, ref: str, values: Mapping[str, Any], shown: ResponseFacts) -> Iterator[tuple[str, str]]:
        """What can be read, and cannot be said of this response in this plan."""
        row = ResponseRow(0, ref, {name: plain(value) for name, value in values.items()})
        for problem in row_problems(row, shown, self.ground):
            yield LABELS[problem.heading], sentence(problem.allowed, problem.mend)
        if values.get("covered_by") == ref or ref in values.get("waits_for", ()):
            name = "covered_by" if values.get("covered_by") == ref else "waits_for"
            yield name, f"Take out {ref}: it is this recommendation itself."
        both = {name: plain(values.get(name, getattr(shown, name))) for name in ("start", "end")}
        last = "end" if "end" in values else "start"
        if last in values:
            yield from ((last, sentence(allowed, mend)) for _, allowed, mend in quarters_in_order(both))


def sentence(allowed: str, mend: str) -> str:
    """What a cell says of a value that is not allowed."""
    return f"{mend} Allowed: {allowed}."
