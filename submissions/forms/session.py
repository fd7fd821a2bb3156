"""The forms of the improvement and implementation session."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from iip.forms import DateField, GovukForm, TextField, WholeNumberField
from iip.widgets import Radios, TextInput
from submissions import sessions
from submissions.models import Plan, Session

State = Session.State
CLOCKS = ["%H:%M", "%H.%M", "%H"]
NEEDED = {  # what each state asks for: the field's name, and its error where it is left empty
    State.ARRANGED: {"day": "Enter the date of the session", "clock": "Enter the time of the session"},
    State.HELD: {
        "day": "Enter the date on which the session was held",
        "clock": "Enter the time of the session",
        "attended": "Enter who came",
        "notes": "Enter what was said, in a few sentences",
    },
    State.NOT_HELD: {"agreed_with": "Enter who agreed that there is no session", "reason": "Enter the reason"},
}
PARTS = {  # for which states each field is shown
    f"{State.ARRANGED} {State.HELD}": ("day", "clock", "place"),
    State.HELD.value: ("attended", "notes"),
    State.NOT_HELD.value: ("agreed_with", "reason"),
}


class SessionForm(GovukForm):
    """What there is to say of the session."""

    says_optional = False  # each state asks for its own fields

    state = forms.ChoiceField(
        label="Where the session stands",
        choices=[(state.value, state.label) for state in NEEDED],
        widget=Radios(),
        error_messages={"required": "Select where the session stands"},
    )
    day = DateField(label="Date of the session", help_text="For example, 27 3 2027", required=False)
    clock = forms.TimeField(
        label="Time of the session",
        help_text="For example, 14:30",
        input_formats=CLOCKS,
        widget=TextInput(width=5),
        required=False,
        error_messages={"invalid": "Time of the session must be like 14:30"},
    )
    place = TextField(
        label="Place", limit=300, required=False, help_text="A room or an online meeting; no link. Optional"
    )
    attended = TextField(label="If it was held: who came", rows=3, required=False)
    notes = TextField(label="If it was held: notes", rows=6, required=False)
    agreed_with = TextField(label="If it is not held: who agreed to that", required=False)
    reason = TextField(label="If it is not held: reason", rows=3, required=False)

    def __init__(self, session: Session | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(session), **kwargs)

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields beside the state, with the states that ask for them."""
        return [(states, [self[name] for name in names]) for states, names in PARTS.items()]

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
        if given["state"] == State.ARRANGED:
            return sessions.arrange(plan, **who, **when)
        if given["state"] == State.HELD:
            return sessions.record_held(plan, **who, **when, attended=given["attended"], notes=given["notes"])
        return sessions.record_not_held(plan, **who, agreed_with=given["agreed_with"], reason=given["reason"])


class ProposalForm(GovukForm):
    """When and where the session could be, and what it would go through."""

    day = DateField(
        label="Date", help_text="For example, 27 3 2027", error_messages={"required": "Enter the date of the session"}
    )
    clock = forms.TimeField(
        label="Time",
        help_text="For example, 14:30",
        input_formats=CLOCKS,
        widget=TextInput(width=5),
        error_messages={"required": "Enter the time of the session", "invalid": "Time must be like 14:30"},
    )
    lasts = WholeNumberField(
        label="How long it lasts, in minutes",
        min_value=5,
        max_value=600,
        error_messages={"invalid": "How long it lasts must be a number of minutes, like 90"},
    )
    place = TextField(
        label="Place", limit=300, required=False, help_text="A place, a link or both: they are in the calendar file"
    )
    link = forms.URLField(
        label="Link to an online meeting",
        assume_scheme="https",
        max_length=500,
        required=False,
        widget=TextInput({"inputmode": "url", "spellcheck": "false"}),
        error_messages={"invalid": "Link must begin with https://"},
    )
    agenda = TextField(
        label="Agenda",
        rows=12,
        required=False,
        help_text="Made from what is open now: comments first, then high risks. Change it as you like.",
    )

    def clean_link(self) -> str:
        link = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError("Link must begin with https://")
        return link

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("place") and not given.get("link") and not self.has_error("link"):
            self.add_error("place", "Enter a place, or a link to an online meeting")
        if given.get("day") and given.get("clock") and _at(given) <= timezone.now():
            self.add_error("day", "Date and time must be in the future")
        return given

    def write(self, plan: Plan, *, by: User, seen: str) -> Session:
        """Propose the session. Raises `sessions.Refused`."""
        facts = {name: self.cleaned_data[name] for name in ("lasts", "place", "link", "agenda")}
        return sessions.propose(plan, by=by, seen=seen, at=_at(self.cleaned_data), **facts)


def proposed(session: Session | None, agenda: str) -> dict[str, Any]:
    """What the form of a proposal begins with: what was proposed before, and otherwise an agenda made now."""
    begun = session if session and session.state not in Session.OVER else Session()
    return (
        _when(begun)
        | {"lasts": begun.lasts, "place": begun.place, "link": begun.link}
        | {"agenda": begun.agenda or agenda}
    )


def _at(given: dict[str, Any]) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(given["day"], given["clock"]))


def _initial(session: Session | None) -> dict[str, Any]:
    if session is None:
        return {}
    same = {name: getattr(session, name) for name in ("state", "place", "attended", "notes", "agreed_with", "reason")}
    return same | _when(session)


def _when(session: Session) -> dict[str, Any]:
    """Its day and time, as the boxes show them."""
    here = timezone.localtime(session.at) if session.at else None
    return {"day": here and here.date(), "clock": here and f"{here:%H:%M}"}
