"""What the list of recommendations is asked for, as its address carries it."""

from typing import Any

from django import forms

from iip.forms import GovukForm, TextField
from iip.widgets import LongSelect
from submissions.named_views import ALL, VIEWS
from submissions.narrowing import FACETS, ORDERS, Facet, Wanted
from submissions.recommendations import Item

SORTS = [way for name in ORDERS for way in (name, f"-{name}")]


class RecommendationFilter(GovukForm):
    """The filters of the list: a value that no plan knows narrows nothing, one that no row has leaves none."""

    q = TextField(label="Words", required=False)

    def __init__(self, asked: Any, *, items: list[Item]):
        self.asked = asked
        super().__init__(asked)
        for name, facet in FACETS.items():
            self.fields[name] = _select(facet, items, asked.get(name, ""))
        self.order_fields([*FACETS, "q"])

    @property
    def wanted(self) -> Wanted:
        """What is asked for."""
        self.is_valid()
        given = self.cleaned_data
        facets = {name: given[name] for name in FACETS if given.get(name)}
        view, sort = self.asked.get("view", ALL), self.asked.get("sort", "")
        return Wanted(view if view in VIEWS else ALL, facets, given.get("q", ""), sort if sort in SORTS else "")

    def name_of(self, name: str, code: str) -> str:
        """What an answer of a filter is called."""
        field: Any = self.fields[name]
        return dict(field.choices)[code]


def _select(facet: Facet, items: list[Item], asked: str) -> forms.ChoiceField:
    """A select of what the rows have, and of what is asked for although no row has it now."""
    answers = facet.answers(items)
    if asked and not facet.fixed and asked not in dict(answers):
        answers.append((asked, asked))
    return forms.ChoiceField(
        label=facet.label, choices=[("", facet.every), *answers], required=False, widget=LongSelect
    )
