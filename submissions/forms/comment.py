"""The forms of talking: a new thread with its audience, and a reply."""

from typing import Any

from django import forms

from accounts.roles import Role
from iip.forms import GovukForm, TextField
from iip.widgets import Radios
from submissions.conversation import audiences_for
from submissions.models import Thread

NOW, KEEP = "now", "keep"
AUDIENCES = {
    Thread.Audience.COUNCIL: "Your council only",
    Thread.Audience.ASSURER: "Your council and your independent assurer",
}


class ReplyForm(GovukForm):
    """More words in a thread, to the audience it has."""

    text = TextField(label="Your reply", rows=4, error_messages={"required": "Enter your reply"})


class CommentForm(GovukForm):
    """The first words of a thread, whom they are for and when they are sent."""

    text = TextField(label="Your comment", rows=5, error_messages={"required": "Enter your comment"})
    audience = forms.ChoiceField(label="Who reads it", widget=Radios)
    when = forms.ChoiceField(
        label="When they read it",
        choices=[(NOW, "Now"), (KEEP, "When you next take a step on the plan: until then only you see it")],
        widget=Radios,
        initial=NOW,
    )

    required_errors = {"audience": "Select who reads it", "when": "Select when they read it"}

    def __init__(self, data: Any = None, *, role: Role):
        super().__init__(data)
        offered = audiences_for(role)
        if len(offered) == 1:
            del self.fields["audience"]
        else:
            field: Any = self.fields["audience"]
            field.choices = [(audience.value, AUDIENCES[audience]) for audience in offered]
        self.initial["audience"] = offered[0].value
        self.only = offered[0] if len(offered) == 1 else None

    @property
    def spoken_to(self) -> Thread.Audience:
        """The audience chosen, of a valid form; the only one there is for this person."""
        return self.only or Thread.Audience(self.cleaned_data["audience"])

    @property
    def is_kept(self) -> bool:
        return self.cleaned_data["when"] == KEEP
