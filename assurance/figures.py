"""Outcomes counted by objective: against their targets, or as they were assessed where none has a target. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assurance.document import FindingFacts
from assurance.models import Achievement, Decision


@dataclass(frozen=True)
class Figures:
    """How the findings on an objective stand to their targets, and how they were assessed."""

    objective: str
    title: str
    met: int
    not_met: int
    no_target: int
    achieved: int
    partially_achieved: int
    not_achieved: int
    not_assessed: int

    @property
    def total(self) -> int:
        return self.met + self.not_met + self.no_target + self.not_assessed


@dataclass(frozen=True)
class Measure:
    """What outcomes are measured by: what that is called, what is counted with its label, and what it means."""

    title: str
    parts: Mapping[str, str]
    note: str

    def counts(self, line: Figures) -> tuple[int, ...]:
        """The figures of a line, in the order of the labels."""
        return tuple(getattr(line, part) for part in self.parts)

    def said(self, line: Figures) -> str:
        """The figures of a line in words, without those that are nought."""
        counted = zip(self.counts(line), self.parts.values(), strict=True)
        return ", ".join(f"{number} {label.lower()}" for number, label in counted if number)


TO_TARGET = Measure(
    "Outcomes met by objective and scope",
    {"met": "Met", "not_met": "Not met", "no_target": "No target set", "not_assessed": "Not assessed"},
    "“Met” means that the assurer’s decision reaches the target. An outcome without a target is never counted as met.",
)
AS_ASSESSED = Measure(
    "Outcomes as assessed, by objective and scope",
    {
        "achieved": Achievement.ACHIEVED.label,
        "partially_achieved": Achievement.PARTIAL.label,
        "not_achieved": Achievement.NOT_ACHIEVED.label,
        "not_assessed": Decision.NOT_ASSESSED.label,
    },
    "No outcome that was assessed has a target, so none is said to be met.",
)


def measure_of(lines: Iterable[Figures]) -> Measure:
    """What these are measured by: their targets, if any of them has one."""
    return TO_TARGET if any(line.met or line.not_met for line in lines) else AS_ASSESSED


def figures(findings: Iterable[FindingFacts], titles: Mapping[str, str]) -> list[Figures]:
    """Figures by objective, in the objectives' order. `titles`: the objectives' titles by code."""
    by_objective = defaultdict(list)
    for finding in findings:
        by_objective[finding.objective].append(finding)
    return [_counted(code, titles.get(code, ""), by_objective[code]) for code in sorted(by_objective)]


def _counted(objective: str, title: str, findings: list[FindingFacts]) -> Figures:
    decisions = [finding.decision for finding in findings]
    return Figures(
        objective,
        title,
        met=sum(finding.is_met is True for finding in findings),
        not_met=sum(finding.is_met is False for finding in findings),
        no_target=sum(not finding.target and finding.decision in Achievement.values for finding in findings),
        achieved=decisions.count(Achievement.ACHIEVED),
        partially_achieved=decisions.count(Achievement.PARTIAL),
        not_achieved=decisions.count(Achievement.NOT_ACHIEVED),
        not_assessed=decisions.count(Decision.NOT_ASSESSED),
    )
