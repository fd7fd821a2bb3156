"""Two documents of a plan beside each other: what was added, taken out and changed, field by field. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assurance.document import FindingFacts, NarrativeFacts
from assurance.template import ABOUT, CONTROL_TYPES, DECISION, LEVEL, SEPARATOR, Kind
from iip.word_changes import Piece, word_changes
from submissions.columns import COLUMNS
from submissions.document import PlanDocument, Row
from submissions.facts import NAMES
from submissions.models import Response

NO_ACTION = Response.Choice.NO_ACTION
ASKED = {  # of a recommendation
    "title": "Title",
    "text": "Recommendation",
    "risk": "Risk level",
    "risk_description": "Risk description",
    "control_types": "Control types",
    "also_addresses": "Also addresses",
    "outcome": "Contributing outcome",
}
FOUND = {  # of a finding
    "title": "Title",
    "self_assessment": "Self-assessment",
    "decision": "Decision",
    "expected": "Expected once done",
    "target": "Target",
    "comment": "Comment",
}
SCOPE = {
    "number": "Version of the report",
    "name": "Name",
    "description": "Description",
    "profile": "Profile",
    "firm": "Independent assurer",
    "lead_assurer": "Lead assurer",
    "review_started": "Review started",
    "review_ended": "Review ended",
    "supplier": "Supplier",
    "product": "Product",
    "hosting": "Hosting",
    "shared_with": "Shared with",
}
PLAN = {"cycle_name": "Cycle", "framework": "CAF version", "starts": "Starts in"}
TERMS = {"near_term": "Quarters of the near term", "mid_term": "Quarters of the near and mid term"}
STREAM = {"lead": "Lead", "purpose": "Purpose"}
WAIVER = {"reason": "Reason", "by": "Given by"}
TEXTS = {"text", "risk_description", "comment", "description", "purpose", "reason", "title"}
NARRATIVE = {
    heading.name: heading.label for heading in ABOUT.headings if heading.name in NarrativeFacts.__annotations__
}
WRITTEN = {
    "risk": LEVEL.label,
    **dict.fromkeys(("self_assessment", "decision", "expected", "target"), DECISION.label),
    "control_types": lambda values: SEPARATOR.join(map(CONTROL_TYPES.label, values)),
    "also_addresses": lambda pairs: SEPARATOR.join(" ".join(pair) for pair in pairs),
}


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, as people read it; "" is blank."""

    label: str
    before: str
    after: str
    is_text: bool = False

    @cached_property
    def pieces(self) -> list[Piece]:
        """A text word by word, where there was one before and is one now."""
        return word_changes(self.before, self.after) if self.is_text and self.before and self.after else []


@dataclass(frozen=True)
class Changed:
    """Something that stands in both documents, and what of it differs."""

    name: str
    title: str
    fields: tuple[FieldChange, ...]


class Comparison:
    """What differs between two documents of one plan."""

    def __init__(self, before: PlanDocument, after: PlanDocument):
        self.before = before
        self.after = after

    @cached_property
    def added(self) -> list[Row]:
        return [row for row in self.after.rows if row.ref not in self.before.by_ref]

    @cached_property
    def removed(self) -> list[Row]:
        return [row for row in self.before.rows if row.ref not in self.after.by_ref]

    @cached_property
    def pairs(self) -> list[tuple[Row, Row]]:
        """Each recommendation of both, as it was and as it is, in the order of the later document."""
        before = self.before.by_ref
        return [(before[row.ref], row) for row in self.after.rows if row.ref in before]

    @cached_property
    def changed(self) -> list[Changed]:
        """The recommendations whose words or response differ."""
        both = (Changed(row.ref, row.recommendation.title, tuple(_row_changes(old, row))) for old, row in self.pairs)
        return [each for each in both if each.fields]

    @cached_property
    def beside(self) -> list[Changed]:
        """What differs in the rest: the plan's own facts, its workstreams, exceptions, reports and findings."""
        found = (*_of_plan(self.before, self.after), *_of_reports(self.before, self.after))
        return [each for each in found if each.fields]

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.removed or self.changed or self.beside)


def _row_changes(old: Row, new: Row) -> Iterator[FieldChange]:
    if old.recommendation != new.recommendation:
        yield from _changes(old.recommendation, new.recommendation, ASKED)
    if old.response != new.response:
        for name in NAMES:
            before, after = getattr(old.response, name), getattr(new.response, name)
            if before != after:
                column = COLUMNS[name]
                yield FieldChange(column.label, column.written(before), column.written(after), column.kind == Kind.TEXT)


def _changes(old: Any, new: Any, labels: Mapping[str, str]) -> Iterator[FieldChange]:
    """The fields in which two values of one kind differ; None stands for one that is not there."""
    for name, label in labels.items():
        before, after = (getattr(value, name) if value is not None else "" for value in (old, new))
        if before != after:
            yield FieldChange(label, _written(name, before), _written(name, after), name in TEXTS or name in NARRATIVE)


def _written(name: str, value: Any) -> str:
    return (WRITTEN[name](value) if name in WRITTEN else str(value)) if value else ""


def _of_plan(old: PlanDocument, new: PlanDocument) -> Iterator[Changed]:
    yield Changed(
        "Plan", "", (*_changes(old.council, new.council, {"name": "Council"}), *_changes(old, new, PLAN | TERMS))
    )
    streams = _paired(old.workstreams, new.workstreams, lambda facts: facts.name)
    for name, before, after in streams:
        yield Changed("Workstream", name, (*_presence(before, after), *_changes(before, after, STREAM)))
    waivers = _paired(old.waivers, new.waivers, lambda facts: f"{facts.rule} {facts.subject}".strip())
    for name, before, after in waivers:
        yield Changed("Exception", name, (*_presence(before, after), *_changes(before, after, WAIVER)))


def _of_reports(old: PlanDocument, new: PlanDocument) -> Iterator[Changed]:
    for code, before, after in _paired(old.scopes, new.scopes, lambda scope: scope.scope):
        if before == after:
            continue
        if before is None or after is None:
            yield Changed("Report", f"{code} {(before or after).name}", tuple(_presence(before, after)))
            continue
        own = (*_changes(before, after, SCOPE), *_changes(before.narrative, after.narrative, NARRATIVE))
        yield Changed("Report", f"{code} {after.name}", own)
        for outcome, was, now in _paired(before.findings, after.findings, _outcome):
            title = f"{code} {outcome}"
            yield Changed("Finding", title, (*_presence(was, now), *_changes(was, now, FOUND)) if was != now else ())


def _outcome(finding: FindingFacts) -> str:
    return finding.outcome


def _paired(old, new, key) -> Iterator[tuple[str, Any, Any]]:
    """Each name that stands in either, with what it was and is; None where it is not there."""
    before, after = ({key(facts): facts for facts in some} for some in (old, new))
    for name in {**before, **after}:
        yield name, before.get(name), after.get(name)


def _presence(before: Any, after: Any) -> Iterator[FieldChange]:
    if (before is None) != (after is None):
        yield FieldChange("In the plan", "No" if before is None else "Yes", "No" if after is None else "Yes")
