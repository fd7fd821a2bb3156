"""The form of a workstream."""

from typing import Any

from django import forms

from iip.forms import GovukForm, TextField
from submissions.forms.response import POSTS
from submissions.models import Workstream
from submissions.workstreams import shown

CHANGED = (
    "Somebody else changed this workstream since you opened this page. It now says: {now} "
    "Your own words are below; save again to put them in its place."
)


class WorkstreamForm(GovukForm):
    """A workstream's name, lead and purpose."""

    name = TextField(label="Name")
    lead = TextField(label="Lead", required=False, help_text="The post that leads it, for example Head of IT")
    purpose = TextField(label="Purpose", rows=4, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, posts: list[str], workstream: Workstream | None = None):
        self.posts = posts
        super().__init__(data, initial=_initial(workstream))
        self.fields["lead"].widget.attrs.update(POSTS)

    def clean_lead(self) -> str:
        lead = self.cleaned_data["lead"]
        return next((post for post in self.posts if post.casefold() == lead.casefold()), lead)

    def show_again(self, now: Workstream) -> None:
        """Say what the workstream says by now; a second save replaces it."""
        lead = f" Lead: {now.lead}." if now.lead else ""
        purpose = f" {now.purpose}" if now.purpose else ""
        self.add_error(None, CHANGED.format(now=f"“{now.name}”.{lead}{purpose}"))
        self.data = {**self.data.dict(), "seen": shown(now)}  # type: ignore[attr-defined]


def _initial(workstream: Workstream | None) -> dict[str, Any]:
    if workstream is None:
        return {}
    lead = workstream.lead.title if workstream.lead else ""
    return {"name": workstream.name, "lead": lead, "purpose": workstream.purpose, "seen": shown(workstream)}
