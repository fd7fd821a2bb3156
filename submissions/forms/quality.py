"""The checklist as a form: a tick and a note for each item; and the items themselves, one a line."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html

from iip.forms import GovukForm, TextField
from iip.templatetags.govuk import moment
from iip.widgets import TextArea
from submissions.boxes import Clash, Written
from submissions.models import Check

LONGEST, MOST = 300, 40  # characters of an item, and items
NOTE = 'Note<span class="govuk-visually-hidden"> on “{}”</span>'  # the item itself stands just above
Line = tuple[forms.BoundField, forms.BoundField, forms.BoundField]


class ChecklistForm(GovukForm):
    """An item a line: ticked or not, what there is to say of it, and the number of what was shown."""

    data: Any  # what was sent, as a dictionary once a line shows what somebody else wrote

    def __init__(self, boxes: Mapping[str, Written], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(boxes)
        for number, (item, written) in enumerate(boxes.items()):
            ticked, note = written.value
            label = f"Note on “{item}”"
            self.fields[f"ticked-{number}"] = forms.BooleanField(label=item, required=False, initial=ticked)
            self.fields[f"note-{number}"] = TextField(
                label=label, rows=1, required=False, widget=TextArea(rows=1), initial=note
            )
            self.speak_plainly(f"note-{number}", self.fields[f"note-{number}"])
            self.fields[f"note-{number}"].label = format_html(NOTE, item)
            seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, initial=written.seen)
            self.fields[f"seen-{number}"] = seen

    @property
    def lines(self) -> list[Line]:
        return [tuple(self[f"{name}-{n}"] for name in ("ticked", "note", "seen")) for n in range(len(self.items))]  # type: ignore[misc]  # three of them

    @property
    def written(self) -> dict[str, Written]:
        """What was sent, item by item. For a form that is valid."""
        given = self.cleaned_data
        return {
            item: Written((given[f"ticked-{n}"], given[f"note-{n}"]), given[f"seen-{n}"] or 0)
            for n, item in enumerate(self.items)
        }

    def name(self, clash: Clash[Check]) -> None:
        """Say at an item that somebody else has written there, and what; what the person wrote stays."""
        theirs, number = clash.theirs, self.items.index(clash.about)
        said = "ticked it" if theirs.is_ticked else "left it unticked"
        noted = f" and noted “{theirs.note}”" if theirs.note else ""
        self.add_error(
            f"note-{number}",
            f"{theirs.by.name} {said}{noted} on {moment(theirs.at)}. Yours is not saved yet: save again to put it in "
            "place of theirs",
        )
        self.data = {**dict(self.data.items()), f"seen-{number}": str(theirs.number)}


class ChecklistItemsForm(GovukForm):
    """The items of a council's own checklist."""

    items = TextField(
        label="Items",
        rows=12,
        help_text=f"One a line, up to {MOST} lines of {LONGEST} characters. For every plan of your council.",
    )

    def clean_items(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["items"].splitlines()]
        items = list(dict.fromkeys(line for line in lines if line))
        if len(items) > MOST:
            raise forms.ValidationError(f"Items must be {MOST} lines or fewer: there are {len(items)}")
        if long := next((item for item in items if len(item) > LONGEST), ""):
            raise forms.ValidationError(f"Shorten this line to {LONGEST} characters: “{long[:40]}…”")
        return items
