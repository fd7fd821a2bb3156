"""The review of a public edition as a form: for each piece that the rules let out, whether and why it is withheld."""

from collections.abc import Mapping
from typing import Any

from django import forms

from iip.canonical import digest
from iip.forms import GovukForm, TextField
from submissions.papers.kinds import Ground
from submissions.papers.public import Place, Publication
from submissions.papers.withholding import Why

Line = tuple[forms.BoundField, forms.BoundField]
PUBLISH = ("", "Publish it")


class PaperReviewForm(GovukForm):
    """A ground and a reason for each piece that may be withheld; neither where it is published."""

    says_optional = False

    def __init__(self, publication: Publication, began: Mapping[Place, Why], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places, self.names = publication.places, publication.names
        grounds = [PUBLISH, *((each.value, f"Withhold it: paragraph {each.paragraph}") for each in Ground)]
        for place in self.places:
            why, key = began.get(place), _key(place)
            label = f"{place.section}: {place.name}"
            self._add(
                f"ground-{key}",
                forms.ChoiceField(label=label, choices=grounds, required=False, initial=why.ground if why else ""),
            )
            self._add(
                f"reason-{key}",
                TextField(label=f"Reason for “{place.name}”", required=False, initial=why.because if why else ""),
            )

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        self.speak_plainly(name, field)

    @property
    def lines(self) -> dict[Place, Line]:
        """The two fields of each place."""
        return {place: (self[f"ground-{_key(place)}"], self[f"reason-{_key(place)}"]) for place in self.places}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for place in self.places:
            ground, reason = (given.get(f"{name}-{_key(place)}", "") for name in ("ground", "reason"))
            if ground and not reason:
                self._refuse("reason", place, f"Say why “{place.name}” is withheld: the paper prints the reason")
            elif reason and not ground:
                self._refuse("ground", place, f"Choose a paragraph for “{place.name}”, or take the reason away")
            elif reason and self.names.mentioned(reason):
                said = f"The reason for “{place.name}” names a system, supplier, person or recommendation"
                self._refuse("reason", place, f"{said}, and the paper prints it: say it without the name")
        return given

    def _refuse(self, field: str, place: Place, sentence: str) -> None:
        self.add_error(f"{field}-{_key(place)}", sentence)

    @property
    def more(self) -> dict[Place, Why]:
        """What is to be withheld besides. For a form that is valid."""
        given = self.cleaned_data
        return {
            place: Why(Ground(ground), given[f"reason-{_key(place)}"])
            for place in self.places
            if (ground := given[f"ground-{_key(place)}"])
        }


def _key(place: Place) -> str:
    """What the fields of a place are called, whatever else the paper says by then."""
    return digest("\n".join(place))[:12]
