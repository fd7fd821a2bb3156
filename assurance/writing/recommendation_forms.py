"""The forms with which recommendations are written, in a draft and in the firm's library."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from assurance.frameworks import framework_facts
from assurance.models import Achievement, Level, Outcome, Recommendation, Report, Scope
from assurance.template import CONTROL_TYPES
from assurance.workbook.cells import Wrong
from assurance.workbook.content import ScopeRow
from assurance.workbook.problems import Ledger
from assurance.workbook.reader import Reader
from assurance.writing.forms import SeenForm, is_below, limit_to
from iip.forms import GovukForm, TextField
from iip.widgets import Checkboxes, Radios


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
