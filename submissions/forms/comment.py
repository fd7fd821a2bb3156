"""The forms of talking: a new thread with its audience, a reply, and what somebody wants to see of the threads."""

from collections.abc import Sequence
from typing import Any

from django import forms

from iip.forms import GovukForm, TextField
from iip.widgets import LongSelect, Radios
from submissions.columns import COLUMNS
from submissions.models import Thread
from submissions.talk_list import MINE, NEW, Wanted

NOW, KEEP = "now", "keep"
AUDIENCES = {
    Thread.Audience.COUNCIL: "Your council only",
    Thread.Audience.ASSURER: "Your council and your independent assurer",
    Thread.Audience.MHCLG: "Your council and MHCLG, about your submission",
}
ABOUT_A_RESPONSE = [("", "The response as a whole"), *((name, column.label) for name, column in COLUMNS.items())]


class ReplyForm(GovukForm):
    """More words in a thread, to the audience it has."""

    text = TextField(label="Your reply", rows=4, error_messages={"required": "Enter your reply"})


class SendingForm(GovukForm):
    """Whom words are for and when they are sent, as far as there is a choice."""

    audience = forms.ChoiceField(label="Who reads it", widget=Radios)
    when = forms.ChoiceField(
        label="When they read it",
        choices=[(NOW, "Now"), (KEEP, "When you next take a step on the plan: until then only you see it")],
        widget=Radios,
        initial=NOW,
    )

    required_errors = {"audience": "Select who reads it", "when": "Select when they read it"}

    def __init__(self, data: Any = None, *, offered: Sequence[Thread.Audience], initial: Any = None):
        super().__init__(data, initial=initial)
        self.only = offered[0] if len(offered) == 1 else None
        if self.only:
            del self.fields["audience"]
        else:
            field: Any = self.fields["audience"]
            field.choices = [(audience.value, AUDIENCES[audience]) for audience in offered]
        self.initial["audience"] = offered[0].value

    @property
    def spoken_to(self) -> Thread.Audience:
        """The audience chosen, of a valid form; the only one there is for this person."""
        return self.only or Thread.Audience(self.cleaned_data["audience"])

    @property
    def is_kept(self) -> bool:
        return self.cleaned_data["when"] == KEEP


class CommentForm(SendingForm):
    """The first words of a thread; `about` offers what they may be about, as (code, words)."""

    about = forms.ChoiceField(label="What it is about", required=False, widget=LongSelect)
    text = TextField(label="Your comment", rows=5, error_messages={"required": "Enter your comment"})

    field_order = ("about", "text", "audience", "when")

    def __init__(
        self,
        data: Any = None,
        *,
        offered: Sequence[Thread.Audience],
        about: Sequence[tuple[str, str]] = (),
        initial: Any = None,
    ):
        super().__init__(data, offered=offered, initial=initial)
        field: Any = self.fields["about"]
        field.choices = about
        if not about:
            del self.fields["about"]

    @property
    def chosen_field(self) -> str:
        """What it is about, of a valid form; "" is the whole."""
        return self.cleaned_data.get("about", "")


class QuestionForm(CommentForm):
    """A question of MHCLG's about a submission: it is sent at once, to the council."""

    def __init__(self, data: Any = None, *, about: Sequence[tuple[str, str]]):
        super().__init__(data, offered=(Thread.Audience.MHCLG,), about=about)
        del self.fields["when"]
        self.fields["text"].label = "Your question"


class TalkFilter(GovukForm):
    """Which threads the list shows."""

    state = forms.ChoiceField(label="State", required=False)
    waits_for = forms.ChoiceField(label="Waiting for", required=False)
    whose = forms.ChoiceField(
        label="Which",
        choices=[("", "All threads"), (NEW, "With something new for you"), (MINE, "In which you took part")],
        required=False,
    )

    def __init__(self, data: Any, *, audiences: Sequence[Thread.Audience]):
        super().__init__(data)
        states = [(state.value, words) for state, words in STATES.items()]
        waiting = [(audience.value, WAITING[audience]) for audience in Thread.Audience if audience in audiences]
        offers: dict[str, Any] = {"state": [("", "All"), *states], "waits_for": [("", "Anybody or nobody"), *waiting]}
        for name, choices in offers.items():
            field: Any = self.fields[name]
            field.choices = choices

    @property
    def wanted(self) -> Wanted:
        """What is asked for; a value that is not offered asks for nothing."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})


STATES = {
    Thread.State.OPEN: "Open",
    Thread.State.SETTLED: "Settled",
    Thread.State.KEPT: "Kept by you until the hand-over",
}
WAITING = {
    Thread.Audience.COUNCIL: "The council",
    Thread.Audience.ASSURER: "The assurer",
    Thread.Audience.MHCLG: "MHCLG",
}
