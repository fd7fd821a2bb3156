"""The form of a step: exactly what the step asks for, made into the answers that the process takes."""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.proof import ProofMixin
from iip.forms import DateField, GovukForm, TextField
from iip.widgets import Radios
from submissions.guards import counted
from submissions.models import Event
from submissions.steps import StepPage
from submissions.workflow import NOTES, Answers

YES_NO = (("yes", "Yes"), ("no", "No"))
CAPACITY = Event.Capacity
LABELS = {  # of the one text that a step keeps as its note
    "note": "Note for your assurer",
    "summary": "Summary of the feedback",
    "reason": "Reason",
    "checked": "What you checked",
}
FURTHER = {  # what each capacity asks for besides: the field's name, and its error where it is left empty
    CAPACITY.DELEGATED: {
        "on_behalf_of": "Enter whom you sign for",
        "delegation": "Enter the delegation under which you sign",
    },
    CAPACITY.MEETING: {
        "meeting": "Enter the meeting that decided",
        "meeting_date": "Enter the date of the meeting",
        "minute": "Enter the number of the minute",
    },
}

DAY = "For example, 27 3 2027"
IF_DELEGATED = "Only if you sign under a delegation"
IF_MEETING = "Only if a meeting decided"
Fields = dict[str, forms.Field]


def _expected_by(page: StepPage) -> Fields:
    hint = "The plan is not locked after this day. For example, 27 3 2027"
    return {"expected_by": DateField(label="Date you expect it back", help_text=hint, required=False)}


def _text(name: str) -> Callable[[StepPage], Fields]:
    hint = "This stays in the plan’s history."
    return lambda page: {name: TextField(label=LABELS[name], rows=5, help_text=hint, required=name != "note")}


def _given_on(page: StepPage) -> Fields:
    return {"given_on": DateField(label="Date of the feedback", help_text=DAY)}


def _given_by(page: StepPage) -> Fields:
    return {"given_by": TextField(label="Who gave it")}


def _how(page: StepPage) -> Fields:
    return {"how": TextField(label="How it was given", help_text="For example, in a meeting or by e-mail")}


def _must_return(page: StepPage) -> Fields:
    label = "Must the plan come back to you before it goes to the approver?"
    errors = {"required": "Select yes if the plan must come back to you"}
    radios = Radios(inline=True)
    return {"must_return": forms.ChoiceField(label=label, choices=YES_NO, widget=radios, error_messages=errors)}


def _incomplete(page: StepPage) -> Fields:
    if not page.incomplete:
        return {}
    what = counted(page.incomplete, "response is not complete", "responses are not complete")
    errors = {"required": "Tick the box to share the plan although it is not complete"}
    return {"incomplete": forms.BooleanField(label=f"I know that {what}", error_messages=errors)}


def _signature(page: StepPage) -> Fields:
    return {
        "typed_name": TextField(label="Your full name", help_text=f"Type it as it stands here: {page.case.by.name}"),
        "title": TextField(label="Your job title"),
        "capacity": forms.ChoiceField(
            label="In what capacity do you sign?", choices=CAPACITY.choices, widget=Radios(),
            error_messages={"required": "Select in what capacity you sign"},
        ),
        "on_behalf_of": TextField(label="Whom you sign for", help_text=IF_DELEGATED, required=False),
        "delegation": TextField(label="Delegation", help_text=f"{IF_DELEGATED}, like “Scheme 4.2”", required=False),
        "meeting": TextField(label="Meeting", help_text=f"{IF_MEETING}, like “Cabinet”", required=False),
        "meeting_date": DateField(label="Date of the meeting", help_text=IF_MEETING, required=False),
        "minute": TextField(label="Minute", help_text=f"{IF_MEETING}, like “14(2)”", required=False),
    }  # fmt: skip


def _declaration(page: StepPage) -> Fields:
    errors = {"required": "Tick the box to declare this"}
    return {"declaration": forms.BooleanField(label=page.declaration, error_messages=errors)}


FIELDS: dict[str, Callable[[StepPage], Fields]] = {
    "expected_by": _expected_by,
    **{name: _text(name) for name in LABELS},
    "given_on": _given_on,
    "given_by": _given_by,
    "how": _how,
    "must_return": _must_return,
    "incomplete": _incomplete,
    "signature": _signature,
    "declaration": _declaration,
    "checklist": lambda page: {},  # kept on the quality assurer's page; the step freezes it as it stands
    "digest": lambda page: {"digest": forms.CharField(widget=forms.HiddenInput, required=False)},
}


class StepForm(GovukForm):
    """What one step asks for."""

    def __init__(self, page: StepPage, *args: Any, **kwargs: Any) -> None:
        self.page = page
        asked = {name: field for ask in page.step.asks for name, field in FIELDS[ask](page).items()}
        self.base_fields = asked  # type: ignore[misc]  # this form's own, in place of its class's
        super().__init__(*args, **kwargs)

    @property
    def shown(self) -> list[tuple[forms.BoundField, str]]:
        """Each field, and the one capacity that asks for it; "" where all do."""
        asked_by = {name: capacity.value for capacity, names in FURTHER.items() for name in names}
        return [(field, asked_by.get(field.name, "")) for field in self.visible_fields()]

    def clean_expected_by(self) -> datetime.date | None:
        return _not_before(self.cleaned_data["expected_by"], "Date you expect it back must be today or later")

    def clean_given_on(self) -> datetime.date:
        return _not_after(self.cleaned_data["given_on"], "Date of the feedback must be today or earlier")

    def clean_meeting_date(self) -> datetime.date | None:
        return _not_after(self.cleaned_data["meeting_date"], "Date of the meeting must be today or earlier")

    def clean_typed_name(self) -> str:
        typed = self.cleaned_data["typed_name"]
        if not is_name_of(self.page.case.by, typed):
            raise forms.ValidationError(f"Type your name as it stands in your account: {self.page.case.by.name}")
        return typed

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, error in FURTHER.get(given.get("capacity", ""), {}).items():
            if not given.get(name) and not self.has_error(name):
                self.add_error(name, error)
        return given

    @property
    def answers(self) -> Answers:
        """What the process takes. For a form that is valid."""
        given = self.cleaned_data
        return Answers(
            note=next((given[name] for name in NOTES if name in given), ""),
            expected_by=given.get("expected_by"),
            typed_name=given.get("typed_name", ""),
            title=given.get("title", ""),
            capacity=given.get("capacity", ""),
            declaration=self.page.declaration if given.get("declaration") else "",
            digest=given.get("digest", ""),
            details=self._details(given),
        )

    def _details(self, given: dict[str, Any]) -> dict[str, Any]:
        """The other answers, as the record keeps them: of a signature only what its capacity asks for."""
        wanted = {"given_on", "given_by", "how", *FURTHER.get(given.get("capacity", ""), ())}
        details = {name: _plain(given[name]) for name in wanted if name in given}
        if "must_return" in given:
            details["must_return"] = given["must_return"] == "yes"
        if given.get("incomplete"):
            details["incomplete"] = self.page.incomplete
        return details


class ProvedStepForm(ProofMixin, StepForm):
    """The same, where the step also asks for proof of who takes it."""


def step_form(page: StepPage, request: HttpRequest) -> StepForm:
    """The form of a step's page, with what was sent."""
    data = request.POST if request.method == "POST" else None
    if page.step.proof:
        return ProvedStepForm(page, data, request=request)
    return StepForm(page, data)


def is_name_of(user: User, typed: str) -> bool:
    """Whether a typed name is the account's, whatever its case and spacing."""
    return "".join(typed.split()).casefold() == "".join(user.name.split()).casefold()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _not_before(day: Any, sentence: str) -> Any:
    if day and day < timezone.localdate():
        raise forms.ValidationError(sentence)
    return day


def _not_after(day: Any, sentence: str) -> Any:
    if day and day > timezone.localdate():
        raise forms.ValidationError(sentence)
    return day


class ExpectedForm(GovukForm):
    """Another day on which the plan will go on, and why."""

    day = DateField(
        label="Day on which it will go on",
        help_text=DAY,
        error_messages={"required": "Enter the day on which it will go on"},
    )
    reason = TextField(label="Reason", rows=3, help_text="This stays in the plan’s history.")

    def clean_day(self) -> datetime.date:
        return _not_before(self.cleaned_data["day"], "Day on which it will go on must be today or later")
