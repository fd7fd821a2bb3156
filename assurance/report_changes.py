"""What changed between two reports of a scope: its words, findings by outcome, recommendations by ref; by field."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from assurance.document import CONTROL_TYPES, FindingFacts, RecommendationFacts
from assurance.models import Achievement, Decision, Level
from assurance.template import ABOUT, SCOPES
from iip.templatetags.govuk import day

Facts = TypeVar("Facts", FindingFacts, RecommendationFacts)
ADDED, CHANGED, REMOVED = "added", "changed", "removed"
LABELS = {heading.name: heading.label for heading in (*ABOUT.headings, *SCOPES.headings)} | {
    "title": "Title",
    "self_assessment": "Council’s self-assessment",
    "decision": "Assurer’s decision",
    "expected": "Expected once done",
    "target": "Target",
    "comment": "Assurer’s comment",
    "outcome": "Contributing outcome",
    "text": "Recommendation",
    "risk": "Risk",
    "risk_description": "Risk description",
    "control_types": "Control types",
    "also_addresses": "Also addresses",
}
WORDS = dict(Achievement.choices) | dict(Decision.choices) | dict(Level.choices)


@dataclass(frozen=True)
class Altered:
    """One field that says something else now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """A finding or recommendation that was added, changed or removed."""

    key: str  # the outcome's code or the ref
    title: str
    kind: str
    altered: tuple[Altered, ...] = ()


@dataclass(frozen=True)
class ReportChanges:
    """All that differs from one report of a scope to the next."""

    findings: tuple[Difference, ...]
    recommendations: tuple[Difference, ...]
    words: tuple[Altered, ...] = ()  # of the scope, its system, the cover and the narrative

    def refs(self, kind: str) -> list[str]:
        """The refs of the recommendations that were added, changed or removed."""
        return [difference.key for difference in self.recommendations if difference.kind == kind]

    def __bool__(self) -> bool:
        return bool(self.findings or self.recommendations or self.words)


def compare(
    before: tuple[Iterable[FindingFacts], Iterable[RecommendationFacts]],
    after: tuple[Iterable[FindingFacts], Iterable[RecommendationFacts]],
) -> ReportChanges:
    """What changed from the findings and recommendations of one report to those of another."""
    findings = _differences(_by("outcome", before[0]), _by("outcome", after[0]))
    return ReportChanges(findings, _differences(_by("ref", before[1]), _by("ref", after[1])))


def words_altered(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Altered, ...]:
    """The fields, by name, that say something else after; one that is not there is blank."""
    pairs = ((name, before.get(name) or "", after.get(name) or "") for name in {**before, **after})
    return tuple(Altered(LABELS[n], _written(n, one), _written(n, two)) for n, one, two in pairs if one != two)


def _by(key: str, rows: Iterable[Any]) -> dict[str, Any]:
    return {getattr(row, key): row for row in rows}


def _differences(before: dict[str, Facts], after: dict[str, Facts]) -> tuple[Difference, ...]:
    found = []
    for key, row in after.items():
        if key not in before:
            found.append(Difference(key, row.title, ADDED))
        elif altered := _altered(before[key], row):
            found.append(Difference(key, row.title, CHANGED, altered))
    found += [Difference(key, row.title, REMOVED) for key, row in before.items() if key not in after]
    return tuple(found)


def _altered(before: Facts, after: Facts) -> tuple[Altered, ...]:
    pairs = ((f.name, getattr(before, f.name), getattr(after, f.name)) for f in fields(before))
    return tuple(Altered(LABELS.get(n, n), _written(n, one), _written(n, two)) for n, one, two in pairs if one != two)


def _written(name: str, value: Any) -> str:
    if name == "control_types":
        return ", ".join(kind for kind in CONTROL_TYPES if kind in value)
    if name == "also_addresses":
        return ", ".join(f"{scope} {outcome}" for scope, outcome in value)
    if name in {"self_assessment", "decision", "expected", "target", "risk"}:
        return str(WORDS.get(value, value))
    return day(value) if isinstance(value, datetime.date) else str(value)
