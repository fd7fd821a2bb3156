"""The three-way merge: what a returned workbook changes safely, and where it clashes with the service.

Pure: base, workbook and service are plain values by subject and field, and nothing is written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from assurance.template import Kind
from assurance.workbook.cells import text_of
from iip.canonical import canonical, digest
from iip.text import one_line
from submissions.columns import COLUMNS, plain

RESPONSE, WORKSTREAM = "response", "workstream"
WORKBOOK, SERVICE = "workbook", "service"
LONG = {"purpose", *(name for name, column in COLUMNS.items() if column.kind == Kind.TEXT)}  # its lines matter


class Subject(NamedTuple):
    """What values belong to: a response by its ref, or a workstream by its name."""

    kind: str
    name: str


Values = Mapping[Subject, Mapping[str, Any]]


@dataclass(frozen=True)
class Difference:
    """One field in which the workbook says something else than the service."""

    subject: Subject
    field: str
    workbook: Any
    service: Any

    @property
    def key(self) -> str:
        """A name for the field that a form can carry."""
        return "|".join((*self.subject, self.field))


@dataclass(frozen=True)
class Merge:
    """How a workbook's values meet the service's."""

    safe: tuple[Difference, ...]  # changed in the workbook alone
    clashes: tuple[Difference, ...]  # changed in both, or nobody knows in which
    unknown: tuple[Subject, ...]  # in the workbook alone
    missing: tuple[Subject, ...]  # went out, or stand in the service, and did not come back
    unchanged: int  # subjects without a difference to take

    @property
    def mark(self) -> str:
        """A mark of all that differs, to tell whether it still does, in whatever order a database holds it."""
        found = sorted(canonical([d.key, plain(d.workbook), plain(d.service)]) for d in self.safe + self.clashes)
        return digest(canonical(found))[:16]


def merge(base: Values | None, workbook: Values, service: Values) -> Merge:
    """Compare what came back with what went out and with the service now, field by field.

    Fields that the workbook does not have are left alone. Without a base, or for a subject that did not go out,
    every difference is a clash.
    """
    safe: list[Difference] = []
    clashes: list[Difference] = []
    touched = set()
    for subject, values in workbook.items():
        if subject not in service:
            continue
        went_out = None if base is None else base.get(subject)
        for field, mine in values.items():
            theirs = service[subject][field]
            if same(field, mine, theirs) or (went_out is not None and same(field, mine, went_out[field])):
                continue
            safely = went_out is not None and theirs == went_out[field]
            (safe if safely else clashes).append(Difference(subject, field, mine, theirs))
            touched.add(subject)
    went = service if base is None else base
    return Merge(
        safe=tuple(safe),
        clashes=tuple(clashes),
        unknown=tuple(subject for subject in workbook if subject not in service),
        missing=tuple(subject for subject in went if subject in service and subject not in workbook),
        unchanged=sum(subject in service and subject not in touched for subject in workbook),
    )


def same(field: str, one: Any, other: Any) -> bool:
    """Whether two values are one to a cell, also where a text was kept before odd blanks were tidied away."""
    return _in_a_cell(field, one) == _in_a_cell(field, other)


def _in_a_cell(field: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_in_a_cell(field, part) for part in value)
    if not isinstance(value, str):
        return value
    return text_of(value) if field in LONG else one_line(text_of(value))


def undecided(found: Merge, choices: Mapping[str, str]) -> tuple[Difference, ...]:
    """The clashes for which nobody has chosen between "workbook" and "service". Choices are by a clash's key."""
    return tuple(clash for clash in found.clashes if choices.get(clash.key) not in {WORKBOOK, SERVICE})


def taken(found: Merge, choices: Mapping[str, str]) -> dict[Subject, dict[str, Any]]:
    """The values to write: every safe change, and the clashes that were decided for the workbook."""
    values: dict[Subject, dict[str, Any]] = {}
    chosen = [clash for clash in found.clashes if choices.get(clash.key) == WORKBOOK]
    for difference in [*found.safe, *chosen]:
        values.setdefault(difference.subject, {})[difference.field] = difference.workbook
    return values
