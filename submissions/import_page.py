"""What the page of an import shows: safe changes, clashes and rows without a partner, in words."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from submissions.columns import COLUMNS, from_plain
from submissions.merge import SERVICE, WORKBOOK, Difference, Merge, undecided
from submissions.models import Change

STREAM_LABELS = {
    "name": "Name of the workstream",
    "lead": "Lead of the workstream",
    "purpose": "Purpose of the workstream",
}
TAKE, ALL = "take_", "all"  # the radios of a clash; those for all clashes that are not decided one by one
NOTHING = "Nothing"
WHOSE = (WORKBOOK, SERVICE)


@dataclass(frozen=True)
class Line:
    """One field that differs, in words."""

    key: str
    subject: str  # a ref, or a workstream's name
    label: str
    service: str
    workbook: str
    chosen: str = ""
    is_open: bool = False  # somebody tried to confirm, and this is not decided


@dataclass(frozen=True)
class MergePage:
    """A merge before the person who decides."""

    safe: list[Line]
    clashes: list[Line]
    unknown: list[str]
    missing: list[str]
    unchanged: int
    mark: str
    others: str  # for all clashes that are not decided one by one: "workbook", "service" or ""

    @property
    def open(self) -> list[Line]:
        """The clashes that a person tried to leave open."""
        return [line for line in self.clashes if line.is_open]

    @property
    def has_something(self) -> bool:
        return bool(self.safe or self.clashes)


@dataclass(frozen=True)
class Choices:
    """What a person chose: clash by clash, by their keys, and for all others together."""

    each: Mapping[str, str] = field(default_factory=dict)
    others: str = ""

    def of(self, found: Merge) -> dict[str, str]:
        """The choice for every clash that has one."""
        all_of_them = {clash.key: self.each.get(clash.key) or self.others for clash in found.clashes}
        return {key: whose for key, whose in all_of_them.items() if whose}


def chosen(sent: Mapping[str, str], found: Merge) -> Choices:
    """What a page sent."""
    each = {clash.key: sent.get(f"{TAKE}{clash.key}", "") for clash in found.clashes}
    others = sent.get(ALL, "")
    return Choices({key: whose for key, whose in each.items() if whose in WHOSE}, others if others in WHOSE else "")


def page_of(found: Merge, choices: Choices, *, is_tried: bool = False) -> MergePage:
    """The merge in words, with what the person has chosen so far; `is_tried` marks what is left open."""
    left = {clash.key for clash in undecided(found, choices.of(found))} if is_tried else set()
    return MergePage(
        safe=[_line(each, choices, left) for each in found.safe],
        clashes=[_line(each, choices, left) for each in found.clashes],
        unknown=[subject.name for subject in found.unknown],
        missing=[subject.name for subject in found.missing],
        unchanged=found.unchanged,
        mark=found.mark,
        others=choices.others,
    )


def lines_of(differences: Iterable[Difference]) -> list[Line]:
    """Fields that differ, in words, where there is nothing to choose."""
    return [_line(each, Choices(), ()) for each in differences]


def _line(each: Difference, choices: Choices, left: Collection[str]) -> Line:
    return Line(
        each.key,
        each.subject.name,
        STREAM_LABELS.get(each.field) or COLUMNS[each.field].label,
        _said(each.field, each.service),
        _said(each.field, each.workbook),
        choices.each.get(each.key, ""),
        each.key in left,
    )


def _said(field: str, value: Any) -> str:
    return (value if field in STREAM_LABELS else COLUMNS[field].written(value)) or NOTHING


def changes_in_words(changes: Iterable[Change]) -> list[Line]:
    """What an undo puts back: as it is now, and as it was before."""
    return [
        Line(
            "",
            change.response.ref,
            COLUMNS[change.field].label,
            _said(change.field, from_plain(change.field, json.loads(change.after))),
            _said(change.field, from_plain(change.field, json.loads(change.before))),
        )
        for change in changes
    ]


def counted(number: int, what: str) -> str:
    """ "1 change", "2 changes"."""
    return f"{number} {what}{'' if number == 1 else 's'}"
