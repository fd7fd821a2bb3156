"""What the page of an import shows: safe changes, clashes and rows without a partner, in words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from submissions.columns import COLUMNS, from_plain
from submissions.merge import SERVICE, WORKBOOK, Difference, Merge
from submissions.models import Change

STREAM_LABELS = {
    "name": "Name of the workstream",
    "lead": "Lead of the workstream",
    "purpose": "Purpose of the workstream",
}
TAKE, ALL = "take_", "all"  # the radios of a clash; those for all clashes that are not decided one by one
NOTHING = "Nothing"


@dataclass(frozen=True)
class Line:
    """One field that differs, in words."""

    key: str
    subject: str  # a ref, or a workstream's name
    label: str
    service: str
    workbook: str
    chosen: str = ""


@dataclass(frozen=True)
class MergePage:
    """A merge before the person who decides."""

    safe: list[Line]
    clashes: list[Line]
    unknown: list[str]
    missing: list[str]
    unchanged: int
    mark: str

    @property
    def has_something(self) -> bool:
        return bool(self.safe or self.clashes)


def page_of(found: Merge, choices: Mapping[str, str]) -> MergePage:
    """The merge in words, with what the person has chosen so far."""
    return MergePage(
        safe=[_line(each, choices) for each in found.safe],
        clashes=[_line(each, choices) for each in found.clashes],
        unknown=[subject.name for subject in found.unknown],
        missing=[subject.name for subject in found.missing],
        unchanged=found.unchanged,
        mark=found.mark,
    )


def _line(each: Difference, choices: Mapping[str, str]) -> Line:
    return Line(
        each.key,
        each.subject.name,
        STREAM_LABELS.get(each.field) or COLUMNS[each.field].label,
        _said(each.field, each.service),
        _said(each.field, each.workbook),
        choices.get(each.key, ""),
    )


def _said(field: str, value: Any) -> str:
    return (value if field in STREAM_LABELS else COLUMNS[field].written(value)) or NOTHING


def chosen(sent: Mapping[str, str], found: Merge) -> dict[str, str]:
    """What a page sent, by the key of a clash: one by one, and for all others together."""
    others = sent.get(ALL, "")
    choices = {clash.key: sent.get(f"{TAKE}{clash.key}", "") or others for clash in found.clashes}
    return {key: whose for key, whose in choices.items() if whose in {WORKBOOK, SERVICE}}


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
