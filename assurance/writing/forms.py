"""The forms with which a report is written in the browser."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from assurance.document import FindingFacts
from assurance.frameworks import framework_facts
from assurance.models import Achievement, Decision, Engagement, Level, Outcome, Recommendation, Report, Scope
from assurance.report_facts import targets_of
from assurance.template import CONTROL_TYPES
from assurance.workbook.cells import Wrong
from assurance.workbook.content import ScopeRow
from assurance.workbook.problems import Ledger
from assurance.workbook.reader import Reader
from assurance.writing.drafts import BLANK, FINDING, NARRATIVE_TEXTS, Row, outcomes_of
from iip.forms import DateField, GovukForm, TextField
from iip.templatetags.govuk import errors_of
from iip.widgets import Checkboxes, Radios


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
    there = [(v, label) for v, label in choices.choices if outcome.has_partial or v != Achievement.PARTIAL]
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
        about = {"outcome": outcome, "finding": finding, "target": target}
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


# --- recommendations


class AlsoAddressesField(TextField):
    """Outcomes in scopes, as a workbook writes them: "ORG D1.c; SYS1 B4.d"."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        parts = [part.strip() for part in text.split(";") if part.strip()]
        pairs = [self.pair(part) for part in parts]
        return [list(pair) for pair in dict.fromkeys(pairs)]

    def pair(self, part: str) -> tuple[str, str]:
        try:
            [pair] = self.reader.pairs(part)
        except (Wrong, ValueError):
            raise ValidationError(f"“{part}” is not an outcome in a scope of this assessment") from None
        scope, outcome = pair
        if scope not in self.kinds or outcome not in self.outcomes:
            raise ValidationError(f"“{part}” is not an outcome in a scope of this assessment")
        return scope, outcome

    def know(self, assessment: Any) -> None:
        """From now on scopes and outcomes are those of the assessment."""
        scopes = list(assessment.scopes.all())
        facts = framework_facts()[assessment.framework.version]
        self.outcomes, self.kinds = facts.outcomes, {scope.code: scope.kind for scope in scopes}
        self.reader = Reader(Ledger(), {facts.version: facts})
        self.reader.choose_framework(facts.version)
        rows = [ScopeRow(row=0, code=scope.code, kind=scope.kind, name=scope.name) for scope in scopes]
        self.reader.know_scopes(self.kinds, rows)

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(" ".join(pair) for pair in value) if isinstance(value, list) else value

    def choices(self) -> Iterator[tuple[str, list[str]]]:
        """Each scope with its outcomes, code and title."""
        for code, kind in self.kinds.items():
            objectives = Scope.OBJECTIVES[Scope.Kind(kind)]
            yield code, [f"{o.code} {o.title}" for o in self.outcomes.values() if o.objective in objectives]


class WordsForm(SeenForm):
    """What a recommendation says, in a report or in the firm's library."""

    title = TextField(label="Title", limit=300)
    text = TextField(label="Recommendation", help_text="What the council is to do", rows=8)
    risk = forms.ChoiceField(label="Risk level", choices=Level.choices, widget=Radios(inline=True))
    risk_description = TextField(
        label="Risk description", help_text="What could happen, and what it would mean", rows=5, required=False
    )
    control_types = forms.MultipleChoiceField(
        label="Control types",
        choices=list(CONTROL_TYPES.labels.items()),
        widget=Checkboxes,
        error_messages={"required": "Select one control type or more"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("text", "risk_description"):
            limit_to(self.fields[name], settings.RECOMMENDATION_CHARACTERS)


class WordingForm(WordsForm):
    """A wording of the firm's library: its outcome is chosen once, when it is added."""

    def __init__(self, *args: Any, outcomes: QuerySet[Outcome] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outcomes is not None:
            field = forms.ModelChoiceField(outcomes, label="Contributing outcome", to_field_name="code")
            field.empty_label = "Select an outcome"
            self.fields = {"outcome": field, **self.fields}
            self.speak_plainly("outcome", field)

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if name != "outcome"}


class RecommendationForm(WordsForm):
    """A recommendation on an outcome in a scope."""

    also_addresses = AlsoAddressesField(
        label="Also addresses",
        help_text="Other outcomes in this or another scope, separated by semicolons, for example ORG D1.c; SYS1 B4.d",
        limit=2000,
        required=False,
    )
    expected = forms.ChoiceField(label="Expected result", required=False)

    def __init__(self, *args: Any, report: Report, outcome: Outcome, decision: str, **kwargs: Any) -> None:
        self.report, self.outcome, self.decision = report, outcome, decision
        super().__init__(*args, **kwargs)
        also: Any = self.fields["also_addresses"]
        also.know(report.scope.assessment)
        self.offered = list(also.choices())
        expected: Any = self.fields["expected"]
        levels = [(v, label) for v, label in Achievement.choices if v != Achievement.NOT_ACHIEVED]
        expected.choices = [
            ("", "Not said"),
            *(c for c in levels if outcome.has_partial or c[0] != "partially_achieved"),
        ]
        expected.help_text = (
            f"What {outcome.code} would be assessed as once all its recommendations are done. "
            "It is the same for each of them."
        )

    def clean_also_addresses(self) -> list[list[str]]:
        pairs: list[list[str]] = self.cleaned_data["also_addresses"]
        if [self.report.scope.code, self.outcome.code] in pairs:
            raise ValidationError(f"Take {self.outcome.code} out: this recommendation is about it already")
        return pairs

    def clean_expected(self) -> str:
        expected: str = self.cleaned_data["expected"]
        code = self.outcome.code
        if expected and not self.decision:
            raise ValidationError(f"Enter the decision on {code} first, on the page of findings")
        if expected and self.decision in Achievement.values and is_below(expected, self.decision):
            raise ValidationError(
                f"{code} is {Achievement(self.decision).label.lower()} already: select that or higher"
            )
        return expected


class OutcomeForm(GovukForm):
    """Which outcome a new recommendation is about."""

    outcome = forms.ModelChoiceField(
        Outcome.objects.none(), label="Contributing outcome", to_field_name="code", widget=Radios(small=True)
    )

    def __init__(self, *args: Any, outcomes: list[Outcome], hints: Mapping[str, str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["outcome"]
        field.queryset = Outcome.objects.filter(pk__in=[outcome.pk for outcome in outcomes])
        field.widget.hints = hints or {}
        field.error_messages["required"] = "Select the contributing outcome"
        field.error_messages["invalid_choice"] = "Select one of the outcomes of this scope"


class SplitForm(SeenForm):
    """Two recommendations out of one."""

    title = TextField(label="Title of the first", limit=300)
    text = TextField(label="Recommendation of the first", rows=8)
    second_title = TextField(label="Title of the second", limit=300)
    second_text = TextField(label="Recommendation of the second", rows=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("text", "second_text"):
            limit_to(self.fields[name], settings.RECOMMENDATION_CHARACTERS)

    def clean(self) -> None:
        first, second = (self.cleaned_data.get(name) for name in ("text", "second_text"))
        if first and first == second:
            self.add_error("second_text", "Enter different words: both recommendations say the same")


class OtherForm(GovukForm):
    """Which recommendation is merged into another."""

    other = forms.ModelChoiceField(
        Recommendation.objects.none(), label="Merge with", to_field_name="ref", widget=Radios(small=True)
    )

    def __init__(self, *args: Any, recommendation: Recommendation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["other"]
        field.queryset = recommendation.report.recommendations.exclude(pk=recommendation.pk)
        field.error_messages["required"] = "Select the recommendation to merge with"


# --- scopes


class ScopeForm(GovukForm):
    """A scope of the assessment: the organisation, or a critical system."""

    kind = forms.ChoiceField(label="Type", widget=Radios)
    name = TextField(label="Name")
    description = TextField(label="Description", rows=4, required=False)
    supplier = TextField(label="Supplier", required=False)
    product = TextField(label="Product", required=False)
    hosting = TextField(label="Hosting", required=False)
    shared_with = TextField(label="Shared with", limit=500, required=False)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assessment = engagement.assessment
        kinds = list(Scope.Kind.choices)
        if self.assessment.scopes.filter(kind=Scope.Kind.ORGANISATION).exists():
            kinds = kinds[1:]
        field: Any = self.fields["kind"]
        field.choices = kinds
        self.initial.setdefault("kind", kinds[0][0])

    def clean(self) -> None:
        name = self.cleaned_data.get("name", "")
        if self.assessment.scopes.filter(name__iexact=name).exists():
            self.add_error("name", "A scope of this assessment has this name already: enter another")
