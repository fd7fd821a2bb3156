"""How the form of a response is laid out: what stands in view, what is kept out of the way, what each choice uses."""

from dataclasses import dataclass

from django.forms.boundfield import BoundField

from submissions.columns import COLUMNS, FUNDED, MILESTONES, MONEY
from submissions.forms.response import ResponseForm
from submissions.models import Response

IN_VIEW = (
    ("What you will do", ("action", "justification", "covered_by")),
    ("The risk you accept", ("why_no_action", "risk_owner", "look_again_on")),
    ("Who and how much work", ("priority", "owner", "effort", "complexity")),
    ("When", ("start", "end")),
    ("Money", ("cost_basis", *MONEY, "funding")),
)
OUT_OF_THE_WAY = (
    ("How it is funded", (*FUNDED, "funding_source", "budget_sign_off")),
    ("Supporting roles, workstream and dependencies",
     ("supporting_posts", "effort_days", "workstream", "new_workstream", "waits_for")),
    ("Milestones", (MILESTONES,)),
    ("Other outcomes, strategies, support and notes", ("further_outcomes", "aligns_with", "support", "notes")),
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One field, and the choices for which it means anything, as the script reads them."""

    field: BoundField
    choices: str


@dataclass(frozen=True)
class Group:
    """Fields that belong together."""

    title: str
    choices: str
    answers: tuple[Answer, ...]
    is_open: bool
    milestones: tuple[tuple[BoundField, BoundField], ...] = ()


def in_view(form: ResponseForm) -> list[Group]:
    """The groups that stand open."""
    return [_group(form, title, names) for title, names in IN_VIEW]


def out_of_the_way(form: ResponseForm) -> list[Group]:
    """The groups that are opened when they are wanted; those that hold something, or an error, stand open."""
    return [_group(form, title, names) for title, names in OUT_OF_THE_WAY]


def _group(form: ResponseForm, title: str, names: tuple[str, ...]) -> Group:
    uses = {name: _choices("workstream" if name == "new_workstream" else name) for name in names}
    answers = tuple(Answer(form[name], " ".join(uses[name])) for name in names if name != MILESTONES)
    rows = tuple(form.milestone_rows) if MILESTONES in names else ()
    fields = [*(answer.field for answer in answers), *(field for row in rows for field in row)]
    is_open = _is_wanted(form, names) or any(field.errors for field in fields)
    together = [choice for choice in Response.Choice.values if any(choice in use for use in uses.values())]
    return Group(title, " ".join(together), answers, is_open, rows)


def _choices(name: str) -> list[str]:
    return [choice for choice in Response.Choice.values if COLUMNS[name].applies_to(choice)]


def _is_wanted(form: ResponseForm, names: tuple[str, ...]) -> bool:
    part_funded = form.facts.funding == Response.Funding.PART_FUNDED and FUNDED[0] in names
    return part_funded or any(_has(form, name) for name in names)


def _has(form: ResponseForm, name: str) -> bool:
    return getattr(form.facts, name, None) not in (None, "", ())
