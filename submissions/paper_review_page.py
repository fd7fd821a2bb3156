"""What the page of a review shows: each piece of the paper with what the public edition does with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms

from submissions.forms.papers import PaperReviewForm
from submissions.models import PaperReview
from submissions.papers.public import Place, Publication
from submissions.papers.withholding import Judged


@dataclass(frozen=True)
class Piece:
    """A piece of the paper, with the fields that withhold it where the rules do not."""

    judged: Judged
    ground: forms.BoundField | None
    reason: forms.BoundField | None

    @property
    def is_chosen(self) -> bool:
        """Whether it is about to be withheld, or somebody has begun to say why."""
        fields = [field for field in (self.ground, self.reason) if field]
        return any(field.value() or field.errors for field in fields)


class ReviewPage:
    """The public edition before whoever reviews it."""

    def __init__(self, publication: Publication, form: PaperReviewForm, last: PaperReview | None):
        self.publication, self.form, self.last = publication, form, last

    @property
    def is_reviewed(self) -> bool:
        """Whether the last review is of these words."""
        return self.last is not None and self.last.digest == self.publication.digest

    @property
    def sections(self) -> Iterator[tuple[str, list[Piece]]]:
        lines = self.form.lines
        for heading, judged in self.publication.sections:
            yield heading.text, [self._piece(each, lines.get(Place(each.section, each.block.name))) for each in judged]

    @staticmethod
    def _piece(judged: Judged, line: tuple[forms.BoundField, forms.BoundField] | None) -> Piece:
        return Piece(judged, *(line or (None, None)))
