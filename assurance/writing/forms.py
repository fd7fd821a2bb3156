"""The forms with which a report is written in the browser."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict

from assurance.document import FindingFacts
from assurance.models import Achievement, Decision, Engagement, Outcome, Report, Scope
from assurance.report_facts import targets_of
from assurance.writing.drafts import BLANK, FINDING, NARRATIVE_TEXTS, Row, outcomes_of
from assurance.writing.scopes import SYSTEM, written_scopes
from iip.forms import DateField, GovukForm, TextField
from iip.templatetags.govuk import errors_of
from iip.widgets import Radios


class SeenForm(GovukForm):
    """A form that carries the marks of what it had shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, without what the page carries."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def labels(self) -> dict[str, str]:
        return {name: str(field.label) for name, field in self.fields.items()}


# --- the words of the report


class NarrativeForm(SeenForm):
    """The words of a firm's report."""

    lead_assurer = TextField(label="Lead assurer", required=False)
    review_started = DateField(label="Review started", help_text="For example, 7 9 2026", required=False)
    review_ended = DateField(label="Review ended", help_text="For example, 30 10 2026", required=False)
    executive_summary = TextField(label="Executive summary", rows=12, required=False)
    good_practice = TextField(label="Good practice", rows=8, required=False)
    areas_for_improvement = TextField(label="Areas for improvement", rows=8, required=False)
    evidence_quality = TextField(label="Quality of evidence", rows=6, required=False)
    review_method = TextField(label="Review method", rows=6, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NARRATIVE_TEXTS:
            limit_to(self.fields[name], settings.SECTION_CHARACTERS)

    def clean(self) -> None:
        started, ended = (self.cleaned_data.get(name) for name in ("review_started", "review_ended"))
        if started and ended and ended < started:
            self.add_error("review_ended", "Review ended must be on or after the day it started")


def limit_to(field: Any, characters: int) -> None:
    """Let a text field take so many characters, and count to them."""
    field.limit = field.widget.counts_to = characters


# --- findings


def level_choices(outcome: Outcome, choices: type[Achievement] | type[Decision], blank: str) -> list[tuple[str, str]]:
    """The levels an outcome can have; some have no "partially achieved"."""
    there = [(str(v), str(label)) for v, label in choices.choices if outcome.has_partial or v != Achievement.PARTIAL]
    return [("", blank), *there]


class FindingForm(GovukForm):
    """One outcome: what the council said of itself, what the assurer decides, and the comment."""

    self_assessment = forms.ChoiceField(required=False)
    decision = forms.ChoiceField(required=False)
    comment = TextField(rows=3, required=False)

    def __init__(
        self, *args: Any, outcome: Outcome, finding: FindingFacts | None, target: str = "", **kwargs: Any
    ) -> None:
        self.outcome, self.finding, self.target = outcome, finding, target
        super().__init__(*args, **kwargs)
        own, decision, comment = (self.fields[name] for name in FINDING)
        own.choices = level_choices(outcome, Achievement, "Not given")  # type: ignore[attr-defined]  # a choice field
        decision.choices = level_choices(outcome, Decision, "Not decided")  # type: ignore[attr-defined]  # the same
        limit_to(comment, settings.COMMENT_CHARACTERS)
        own.label = f"Council’s self-assessment of {outcome.code}"
        decision.label, comment.label = f"Assurer’s decision on {outcome.code}", f"Comment on {outcome.code}"

    @property
    def row(self) -> Row:
        own, decision, comment = (self.cleaned_data[name] for name in FINDING)
        return own, decision, comment

    def clean(self) -> None:
        if self.errors:
            return
        own, decision, comment = self.row
        code = self.outcome.code
        if (own or comment) and not decision:
            self.add_error("decision", f"Select the decision on {code}: it has a self-assessment or a comment")
        expected = self.finding.expected if self.finding else ""
        if expected and decision in Achievement.values and is_below(expected, decision):
            label = Achievement(expected).label.lower()
            self.add_error("decision", f"{code} is expected to be {label} later: correct that, or this decision")


def is_below(level: str, other: str) -> bool:
    return Achievement(level).level < Achievement(other).level


class FindingTable:
    """All the findings of a scope in one form."""

    def __init__(self, report: Report, findings: list[FindingFacts], data: QueryDict | None = None, seen: str = ""):
        by_code = {finding.outcome: finding for finding in findings}
        self.seen = data.get("seen", "") if data is not None else seen
        targets = targets_of([report])[report.pk]
        self.rows = [
            self._row(outcome, by_code.get(outcome.code), targets.get(outcome.pk, ""), data)
            for outcome in outcomes_of(report.scope)
        ]

    @staticmethod
    def _row(outcome: Outcome, finding: FindingFacts | None, target: str, data: QueryDict | None) -> FindingForm:
        initial = {name: getattr(finding, name) for name in FINDING} if finding else {}
        about: dict[str, Any] = {"outcome": outcome, "finding": finding, "target": target}
        return FindingForm(data, prefix=outcome.code, initial=initial, **about)

    def is_valid(self) -> bool:
        return all([row.is_valid() for row in self.rows])

    @property
    def errors(self) -> list[dict[str, str]]:
        """Every error of every row, each linked to its control."""
        return [error for row in self.rows for error in errors_of(row)]

    @property
    def typed(self) -> dict[str, Row]:
        return {row.outcome.code: row.row for row in self.rows}

    @staticmethod
    def marked(findings: list[FindingFacts], codes: list[str]) -> dict[str, Row]:
        """What is saved of each outcome, as it is marked."""
        there = {f.outcome: (f.self_assessment, f.decision, f.comment) for f in findings}
        return {code: there.get(code, BLANK) for code in codes}

    @property
    def codes(self) -> list[str]:
        return [row.outcome.code for row in self.rows]


# --- scopes


class ScopeForm(SeenForm):
    """What is written of a scope and, where it is a critical system, of that."""

    name = TextField(label="Name")
    description = TextField(label="Description", rows=4, required=False)
    supplier = TextField(label="Supplier", required=False)
    product = TextField(label="Product", required=False)
    hosting = TextField(label="Hosting", required=False)
    shared_with = TextField(label="Shared with", limit=500, required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        self.scope = scope
        super().__init__(*args, **kwargs)
        if scope.kind == Scope.Kind.ORGANISATION:
            for name in SYSTEM:
                del self.fields[name]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if self.others().filter(name__iexact=name).exists():
            raise forms.ValidationError("A scope of this assessment has this name already: enter another")
        return name

    def others(self) -> QuerySet[Scope]:
        """The scopes that this one may not share its name with."""
        return self.scope.assessment.scopes.exclude(pk=self.scope.pk)


class NewScopeForm(ScopeForm):
    """One more scope of the assessment: the organisation, or a critical system."""

    kind = forms.ChoiceField(label="Type", widget=Radios)
    field_order = ("kind",)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, scope=Scope(assessment=engagement.assessment), **kwargs)
        kinds = list(Scope.Kind.choices)
        if self.others().filter(kind=Scope.Kind.ORGANISATION).exists():
            kinds = kinds[1:]
        field: Any = self.fields["kind"]
        field.choices = kinds
        self.initial.setdefault("kind", kinds[0][0])

    def others(self) -> QuerySet[Scope]:
        return written_scopes(self.scope.assessment)
