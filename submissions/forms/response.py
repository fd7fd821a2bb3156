"""The form of a response: the council's columns as a person fills them in, half finished or whole."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from assurance.models import Level
from iip.forms import DateField, GovukForm, PoundsField, TextField, WholeNumberField
from iip.quarters import Quarter
from iip.text import one_line
from iip.widgets import Checkboxes, LongSelect, Offered, Radios
from submissions.columns import COLUMNS, NEEDED
from submissions.facts import NAMES, ResponseFacts
from submissions.models import Response

UNDECIDED = "undecided"  # radios cannot be emptied, so that there is an answer for "not yet"
QUARTERS, QUARTERS_BEFORE = 24, 8  # what the selects offer, from so many quarters before the plan's start
BLANK_MILESTONES, MOST_MILESTONES = 3, 100
MOST_DAYS = 100_000
POSTS = {"list": "posts", "autocomplete": "off"}
SIZES = [(Level.LOW.value, "Low"), (Level.MEDIUM.value, "Medium"), (Level.HIGH.value, "High")]
SUPPORT = [("money", "Money"), ("skills", "Skills"), ("supplier", "Supplier"), ("peer_advice", "Peer advice")]
MILESTONE = re.compile(r"milestone_(\d{1,3})_(?:title|quarter)")


@dataclass(frozen=True)
class Known:
    """What a response may speak of: the plan's quarters, the council's posts, workstreams, other rows, outcomes."""

    starts: Quarter
    posts: tuple[str, ...] = ()
    workstreams: tuple[str, ...] = ()
    refs: Mapping[str, str] = field(default_factory=dict)  # titles of the other rows, by ref
    outcomes: frozenset[tuple[str, str]] = frozenset()  # (scope, outcome)

    def quarters(self, *more: Quarter | None) -> Offered:
        """The quarters to choose from, with those that a response already holds."""
        offered = {self.starts + (n - QUARTERS_BEFORE) for n in range(QUARTERS)}
        quarters = sorted(offered | {q for q in more if q})
        return Offered([("", "Not chosen yet"), *((str(q), str(q)) for q in quarters)])


def label(name: str) -> str:
    return COLUMNS[name].label


def words(names: tuple[str, ...]) -> str:
    """The columns a choice asks for, in a sentence."""
    said = [label(name)[:1].lower() + label(name)[1:] for name in names]
    return f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else said[0]


def _text(name: str, rows: int, hint: str = "") -> TextField:
    return TextField(label=label(name), rows=rows, required=False, help_text=hint)


def _line(name: str, hint: str = "", *, limit: int = 200, attrs: Mapping[str, str] = MappingProxyType({})) -> TextField:
    made = TextField(label=label(name), required=False, help_text=hint, limit=limit)
    made.widget.attrs.update(attrs)
    return made


def _select(name: str, choices: list[tuple[str, str]], hint: str = "") -> forms.ChoiceField:
    offered = Offered([("", "Not chosen yet"), *choices])
    return forms.ChoiceField(label=label(name), choices=offered, required=False, help_text=hint, widget=LongSelect)


def _pounds(name: str, hint: str = "") -> PoundsField:
    return PoundsField(label=label(name), required=False, help_text=hint)


def quarter_field(name: str) -> forms.TypedChoiceField:
    """A select of quarters; the form says which."""
    return forms.TypedChoiceField(label=name, coerce=Quarter.parse, empty_value=None, required=False, widget=LongSelect)


ASKS = {c.value: f"Asks for {words(NEEDED[c])}." for c in Response.Choice} | {
    Response.Choice.COVERED.value: "Asks which recommendation covers it; its cost counts once.",
    Response.Choice.NO_ACTION.value: "Asks for justification, why, who owns the risk, and when you look at it again.",
}


class ResponseForm(GovukForm):
    """Every column of a response. Nothing is required: what is missing is said after saving."""

    says_optional = False

    choice = forms.ChoiceField(
        label=label("choice"),
        choices=[*Response.Choice.choices, (UNDECIDED, "Not decided yet")],
        widget=Radios(hints=ASKS),
        required=False,
    )
    action = _text(
        "action", 5, "Leave blank to do it as recommended. If you implement it in part, say what you leave out"
    )
    justification = _text("justification", 5, "Why this is the right response; if it is already done, how it was done")
    why_no_action = _select("why_no_action", Response.WhyNoAction.choices)
    risk_owner = _line("risk_owner", "The post that accepts the risk, for example Director of Resources", attrs=POSTS)
    look_again_on = DateField(
        label=label("look_again_on"), required=False, help_text="When to decide again. For example, 27 3 2027"
    )
    covered_by = _select("covered_by", [], "Its cost is counted once, with the recommendation that covers this one")
    priority = _select("priority", Level.choices)
    owner = _line("owner", "The post that answers for it, for example Head of IT", attrs=POSTS)
    effort = _select("effort", SIZES, "How much work it is for your people")
    complexity = _select("complexity", SIZES, "How hard it is to do: suppliers, dependencies, change for staff")
    start = quarter_field(label("start"))
    end = quarter_field(label("end"))
    cost_basis = _select(
        "cost_basis", Response.CostBasis.choices, "“Not known yet” is an answer: leave the amounts blank"
    )
    capital = _pounds("capital", "Whole pounds. Enter 0 if there is none")
    revenue = _pounds("revenue", "Whole pounds. Enter 0 if there is none")
    annual = _pounds(
        "annual", "What it costs to run each year, from the quarter after it ends. Enter 0 if there is none"
    )
    funding = _select("funding", Response.Funding.choices)
    funded_capital = _pounds("funded_capital", "How much of the one-off capital is funded")
    funded_revenue = _pounds("funded_revenue", "How much of the one-off revenue is funded")
    funded_annual = _pounds("funded_annual", "How much of the annual cost is funded")
    funding_source = _line("funding_source", "For example, the capital programme or a grant", limit=500)
    budget_sign_off = _line("budget_sign_off", "Who signs off the budget", attrs=POSTS)
    supporting_posts = _text("supporting_posts", 3, "Posts that help, one on each line")
    effort_days = WholeNumberField(
        label=label("effort_days"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text="Days of your people’s work",
    )
    workstream = _select("workstream", [])
    new_workstream = TextField(label="Or a new workstream", required=False, help_text="Its name")
    waits_for = _text("waits_for", 3, "Refs of recommendations that must be done first, one on each line")
    further_outcomes = _text(
        "further_outcomes", 3, "Other outcomes your action helps with, one on each line, like ORG D1.c"
    )
    aligns_with = _text("aligns_with", 3, "Plans and strategies of your council that this belongs to")
    support = forms.MultipleChoiceField(
        label=label("support"), choices=SUPPORT, widget=Checkboxes, required=False, help_text="MHCLG reads this"
    )
    notes = _text("notes", 3, "Your assurer and MHCLG read these")

    def __init__(
        self, data: Any = None, *, facts: ResponseFacts, known: Known, ref: str, blank: int = BLANK_MILESTONES
    ):
        self.facts, self.known, self.ref = facts, known, ref
        super().__init__(data, initial=initial_of(facts))
        self._offer_what_is_known()
        self._add_milestones(rows_sent(data) if data is not None else len(facts.milestones) + blank)

    def _offer_what_is_known(self) -> None:
        known, facts, fields = self.known, self.facts, self.fields
        quarters = known.quarters(facts.start, facts.end, *(quarter for _, quarter in facts.milestones))
        fields["start"].choices = fields["end"].choices = self.quarters = quarters  # type: ignore[attr-defined]
        rows = {ref: f"{ref} {title}" for ref, title in known.refs.items()}
        _offer(fields["covered_by"], rows, facts.covered_by)
        _offer(fields["workstream"], {name: name for name in known.workstreams}, facts.workstream)

    def _add_milestones(self, count: int) -> None:
        self.milestone_count = min(count, MOST_MILESTONES)
        for number in range(self.milestone_count):
            title, quarter = (
                TextField(label=f"Milestone {number + 1}", limit=300, required=False),
                quarter_field("By the end of"),
            )
            quarter.choices = self.quarters
            for name, made in ((f"milestone_{number}_title", title), (f"milestone_{number}_quarter", quarter)):
                self.fields[name] = made
                self.speak_plainly(name, made)

    def suggest_owner(self, title: str) -> None:
        """Fill the owner in for a response that nobody has saved yet, and say that it is a suggestion."""
        self.initial["owner"] = title
        self.fields["owner"].help_text = f"{title} is a suggestion, the owner you gave last. It counts once you save"

    @property
    def milestone_rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        """The two fields of each milestone."""
        for number in range(self.milestone_count):
            yield self[f"milestone_{number}_title"], self[f"milestone_{number}_quarter"]

    def clean_choice(self) -> str:
        choice = self.cleaned_data["choice"]
        return "" if choice == UNDECIDED else choice

    def clean_owner(self) -> str:
        return self._post(self.cleaned_data["owner"])

    def clean_risk_owner(self) -> str:
        return self._post(self.cleaned_data["risk_owner"])

    def clean_supporting_posts(self) -> tuple[str, ...]:
        titles = [self._post(title) for title in _parts(self.cleaned_data["supporting_posts"])]
        if long := [title for title in titles if len(title) > 200]:
            raise ValidationError(f"Shorten each post to 200 characters or fewer: “{long[0][:40]}…” is longer")
        return tuple(dict.fromkeys(titles))

    def clean_waits_for(self) -> tuple[str, ...]:
        written = _parts(self.cleaned_data["waits_for"])
        if self.ref.casefold() in {ref.casefold() for ref in written}:
            raise ValidationError(f"Take out {self.ref}: a recommendation cannot wait for itself")
        spelt = {ref.casefold(): ref for ref in (*self.facts.waits_for, *self.known.refs)}
        if unknown := [ref for ref in written if ref.casefold() not in spelt]:
            raise ValidationError(
                f"Check these refs, which are not among the recommendations you can see: {', '.join(unknown)}"
            )
        return tuple(dict.fromkeys(spelt[ref.casefold()] for ref in written))

    def clean_further_outcomes(self) -> tuple[tuple[str, str], ...]:
        spelt = {" ".join(pair).casefold(): pair for pair in {*self.known.outcomes, *self.facts.further_outcomes}}
        written = _parts(self.cleaned_data["further_outcomes"])
        if unknown := [part for part in written if part.casefold() not in spelt]:
            raise ValidationError(
                f"Write each as scope and outcome, like ORG D1.c. Not in this assessment: {', '.join(unknown)}"
            )
        return tuple(dict.fromkeys(spelt[part.casefold()] for part in written))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if new := given.get("new_workstream"):
            same = [name for name in self.known.workstreams if name.casefold() == new.casefold()]
            given["workstream"] = same[0] if same else new
        given["milestones"] = tuple(self._milestones())
        return given

    def _milestones(self) -> Iterator[tuple[str, Quarter]]:
        for number in range(self.milestone_count):
            title = self.cleaned_data.get(f"milestone_{number}_title")
            quarter = self.cleaned_data.get(f"milestone_{number}_quarter")
            if title and quarter:
                yield title, quarter
            elif title and f"milestone_{number}_quarter" not in self.errors:
                self.add_error(f"milestone_{number}_quarter", f"Select the quarter of milestone {number + 1}")
            elif quarter and f"milestone_{number}_title" not in self.errors:
                self.add_error(f"milestone_{number}_title", f"Enter what milestone {number + 1} is")

    def _post(self, title: str) -> str:
        """The post as the council already spells it."""
        return next((known for known in self.known.posts if known.casefold() == title.casefold()), title)

    def values(self) -> dict[str, Any]:
        """The columns as `ResponseFacts` holds them, of a valid form."""
        return {name: self.cleaned_data[name] for name in NAMES} | {"support": tuple(self.cleaned_data["support"])}


def initial_of(facts: ResponseFacts) -> dict[str, Any]:
    """What the form shows of an answer."""
    shown: dict[str, Any] = {name: getattr(facts, name) for name in NAMES}
    for name in ("supporting_posts", "waits_for"):
        shown[name] = "\n".join(shown[name])
    shown["further_outcomes"] = "\n".join(" ".join(pair) for pair in facts.further_outcomes)
    shown["support"] = list(facts.support)
    for number, (title, quarter) in enumerate(facts.milestones):
        shown |= {f"milestone_{number}_title": title, f"milestone_{number}_quarter": quarter}
    return shown


def rows_sent(data: Mapping[str, Any]) -> int:
    """How many rows of milestones a page sent."""
    return max((int(found[1]) + 1 for name in data if (found := MILESTONE.fullmatch(name))), default=0)


def _offer(select: forms.Field, offered: dict[str, str], kept: str) -> None:
    """Offer these, and what stands there already."""
    choices = offered | ({kept: kept} if kept and kept not in offered else {})
    select.choices = Offered([("", "None"), *choices.items()])  # type: ignore[attr-defined]


def _parts(text: str) -> list[str]:
    return [one_line(part) for part in re.split(r"[;\n]", text) if part.strip()]
