"""What the session has to talk about, ordered by open questions: comments first, then high risks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assurance.models import Level
from submissions.completeness import is_complete
from submissions.conversation import Talk
from submissions.document import PlanDocument, Row
from submissions.models import Response

WHOLE = "The plan as a whole"


@dataclass(frozen=True)
class Matter:
    """One thing to talk about: a recommendation, or with no row the plan as a whole, and the open threads on it."""

    row: Row | None
    talks: tuple[Talk, ...]

    @property
    def about(self) -> str:
        """Under which a decision on it is kept; "" for the plan as a whole."""
        return self.row.ref if self.row else ""

    @property
    def name(self) -> str:
        return f"{self.row.ref} {self.row.recommendation.title}" if self.row else WHOLE


@dataclass(frozen=True)
class Part:
    """The matters that are open for the same reason."""

    title: str
    matters: tuple[Matter, ...]


def thread_key(talk: Talk) -> str:
    """Under which a decision on a thread is kept."""
    return f"thread-{talk.thread.pk}"


def agenda_of(document: PlanDocument, talks: Sequence[Talk]) -> list[Part]:
    """Every recommendation once, under the first reason to talk about it, and the plan as a whole at the start.

    `talks`: the open threads that both sides read.
    """
    by_ref = defaultdict(list)
    for talk in talks:
        by_ref[talk.thread.response.ref if talk.thread.response else ""].append(talk)
    matters = [Matter(row, tuple(by_ref[row.ref])) for row in document.rows]
    parts = [Part(WHOLE, (Matter(None, tuple(by_ref[""])),))]
    for title in ORDER:
        here = tuple(matter for matter in matters if _reason(matter) == title)
        parts += [Part(title, here)] if here else []
    return parts


OPEN, DECLINED_HIGH, HIGH = "With open comments", "High risks that get no action", "High risks"
DECLINED, UNFINISHED, REST = "Other risks that get no action", "Responses that are not complete", "The other responses"
ORDER = (OPEN, DECLINED_HIGH, HIGH, DECLINED, UNFINISHED, REST)


def _reason(matter: Matter) -> str:
    """The first reason to talk about a recommendation."""
    row = matter.row
    assert row
    is_high = row.recommendation.risk == Level.HIGH
    is_declined = row.response.choice == Response.Choice.NO_ACTION
    reasons = (
        (bool(matter.talks), OPEN),
        (is_high and is_declined, DECLINED_HIGH),
        (is_high, HIGH),
        (is_declined, DECLINED),
        (not is_complete(row.response), UNFINISHED),
    )
    return next((title for holds, title in reasons if holds), REST)


def written(parts: Sequence[Part]) -> str:
    """The agenda as text that the assurer can edit: a numbered part a paragraph, a recommendation a line."""
    return "\n\n".join(_part(number, part) for number, part in enumerate(parts, start=1))


def _part(number: int, part: Part) -> str:
    lines = [f"– {matter.name}{_comments(matter)}" for matter in part.matters if matter.row]
    heading = part.title if lines else f"{part.title}{_comments(part.matters[0])}"
    return "\n".join([f"{number}. {heading}", *lines])


def _comments(matter: Matter) -> str:
    number = len(matter.talks)
    return f" ({number} open comment{'' if number == 1 else 's'})" if number else ""
