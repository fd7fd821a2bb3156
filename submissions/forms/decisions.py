"""The boxes of the session: one for the decision on each recommendation and each open thread, all in one form."""

from collections.abc import Mapping
from typing import Any

from django import forms

from iip.forms import GovukForm, TextField
from iip.templatetags.govuk import moment
from iip.widgets import TextArea
from submissions.agenda import Matter, Part, thread_key
from submissions.boxes import Clash, Written
from submissions.conversation import Talk
from submissions.models import Decision

DECISION, SEEN = "decision-", "seen-"
Box = tuple[forms.BoundField, forms.BoundField]  # what is written, and the number of what was shown


class DecisionsForm(GovukForm):
    """A box for each matter and thread, by what the decision is about."""

    data: Any  # what was sent, as a dictionary once a box shows what somebody else wrote

    def __init__(self, parts: list[Part], boxes: Mapping[str, Written], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts, self.boxes = parts, boxes
        for name, about in _labels(parts):
            written = boxes[about]
            box = TextField(label=name, required=False, rows=2, widget=TextArea(rows=2), initial=written.value)
            self.fields[DECISION + about] = box
            self.speak_plainly(DECISION + about, box)
            seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, initial=written.seen)
            self.fields[SEEN + about] = seen

    @property
    def written(self) -> dict[str, Written]:
        """What was sent, box by box; a box that was not sent is not there. For a form that is valid."""
        given = self.cleaned_data
        sent = (about for about in self.boxes if self.add_prefix(DECISION + about) in self.data)
        return {about: Written(given[DECISION + about], given[SEEN + about] or 0) for about in sent}

    def name(self, clash: Clash[Decision]) -> None:
        """Say at a box that somebody else has written there, and what; what the person wrote stays in it."""
        theirs = clash.theirs
        said = f"“{theirs.text}”" if theirs.text else "nothing: the box was emptied"
        where = DECISION + clash.about
        self.add_error(
            where,
            f"{theirs.by.name} wrote here on {moment(theirs.at)}: {said}. Your own words are in the box and are not "
            "saved yet. Save again to put them in place of theirs",
        )
        self.data = {**dict(self.data.items()), self.add_prefix(SEEN + clash.about): str(theirs.number)}

    @property
    def shown(self) -> list[tuple[Part, list[tuple[Matter, Box, list[tuple[Talk, Box]]]]]]:
        """The parts of the agenda with their boxes: of each matter its own, then each open thread with its own."""
        return [(part, [self._with_boxes(matter) for matter in part.matters]) for part in self.parts]

    def _with_boxes(self, matter: Matter) -> tuple[Matter, Box, list[tuple[Talk, Box]]]:
        return matter, self._box(matter.about), [(talk, self._box(thread_key(talk))) for talk in matter.talks]

    def _box(self, about: str) -> Box:
        return self[DECISION + about], self[SEEN + about]


def _labels(parts: list[Part]):
    """What each box is about, in words, and its key."""
    for part in parts:
        for matter in part.matters:
            yield f"Decision on {matter.row.ref if matter.row else 'the plan as a whole'}", matter.about
            for talk in matter.talks:
                yield f"Decision on the comment by {talk.comments[0].by.name}", thread_key(talk)


def subjects(parts: list[Part]) -> list[str]:
    """The keys of all boxes."""
    return [about for _, about in _labels(parts)]
