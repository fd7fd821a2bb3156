"""The forms of the improvement and implementation session."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from iip.forms import DateField, GovukForm, TextField
from iip.widgets import Radios, TextInput
from submissions import sessions
from submissions.models import Plan, Session

State = Session.State
NEEDED = {  # what each state asks for: the field's name, and its error where it is left empty
    State.PROPOSED: {},
    State.ARRANGED: {"day": "Enter the date of the session", "clock": "Enter the time of the session"},
    State.HELD: {
        "day": "Enter the date on which the session was held",
        "clock": "Enter the time of the session",
        "attended": "Enter who came",
        "notes": "Enter what was said, in a few sentences",
    },
    State.NOT_HELD: {"agreed_with": "Enter who agreed that there is no session", "reason": "Enter the reason"},
}


class SessionForm(GovukForm):
    """What there is to say of the session."""

    state = forms.ChoiceField(
        label="Where the session stands",
        choices=State.choices,
        widget=Radios(),
        error_messages={"required": "Select where the session stands"},
    )
    day = DateField(label="Date of the session", help_text="For example, 27 3 2027", required=False)
    clock = forms.TimeField(
        label="Time of the session",
        help_text="For example, 14:30",
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=TextInput(width=5),
        required=False,
        error_messages={"invalid": "Time of the session must be like 14:30"},
    )
    place = TextField(label="Place", limit=300, required=False, help_text="A room or an online meeting; no link")
    attended = TextField(label="If it was held: who came", rows=3, required=False)
    notes = TextField(label="If it was held: notes", rows=6, required=False)
    agreed_with = TextField(label="If it is not held: who agreed to that", required=False)
    reason = TextField(label="If it is not held: reason", rows=3, required=False)

    def __init__(self, session: Session | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(session), **kwargs)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        state = given.get("state", "")
        for name, error in NEEDED.get(state, {}).items():
            if not given.get(name) and not self.has_error(name):
                self.add_error(name, error)
        if given.get("clock") and not given.get("day") and not self.has_error("day"):
            self.add_error("day", "Enter the date of the session")
        if state == State.HELD and (at := self.at) and at > timezone.now():
            self.add_error("day", "The session cannot have been held yet: enter a time that is past")
        return given

    @property
    def at(self) -> datetime.datetime | None:
        """When the session is or was; a day without a time is its midnight."""
        day, clock = self.cleaned_data.get("day"), self.cleaned_data.get("clock")
        if not day:
            return None
        return timezone.make_aware(datetime.datetime.combine(day, clock or datetime.time()))

    def write(self, plan: Plan, *, by: User, seen: str) -> Session:
        """Write the session down as the form says. Raises `sessions.Refused`."""
        given = self.cleaned_data
        who: dict[str, Any] = {"by": by, "seen": seen}
        when: dict[str, Any] = {"at": self.at, "place": given["place"]}
        if given["state"] == State.PROPOSED:
            return sessions.propose(plan, **who, **when)
        if given["state"] == State.ARRANGED:
            return sessions.arrange(plan, **who, **when)
        if given["state"] == State.HELD:
            return sessions.record_held(plan, **who, **when, attended=given["attended"], notes=given["notes"])
        return sessions.record_not_held(plan, **who, agreed_with=given["agreed_with"], reason=given["reason"])


class DecisionForm(GovukForm):
    """One decision of the session."""

    ref = forms.ChoiceField(label="What the decision is about", required=False)
    text = TextField(label="Decision", rows=3)

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="decision", **kwargs)
        refs = plan.responses.exclude(recommendation=None).order_by("pk").values_list("ref", "recommendation__title")
        choices = [("", "The plan as a whole"), *((ref, f"{ref} {title}") for ref, title in refs)]
        self.fields["ref"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField
        self.plan = plan

    def write(self, session: Session, *, by: User) -> None:
        """Add the decision. Raises `sessions.Refused`."""
        response = self.plan.responses.filter(ref=self.cleaned_data["ref"] or None).first()
        sessions.add_decision(session, by=by, text=self.cleaned_data["text"], response=response)


def _initial(session: Session | None) -> dict[str, Any]:
    if session is None:
        return {}
    here = timezone.localtime(session.at) if session.at else None
    same = {name: getattr(session, name) for name in ("state", "place", "attended", "notes", "agreed_with", "reason")}
    return same | {"day": here and here.date(), "clock": here and f"{here:%H:%M}"}
