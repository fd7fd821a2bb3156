"""Two people in one response: saving what a person chose, field by field, over what somebody else saved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from submissions.columns import COLUMNS
from submissions.models import Change, Response
from submissions.responses import Clash, Clashing, save_response


@dataclass(frozen=True)
class Settled:
    """What a person decided on the page of a clash."""

    mine: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    agreed: int = 0  # the version they decided against

    def without(self, clash: Clash) -> "Settled":
        """The decisions that still hold when somebody has saved again meanwhile."""
        again = {field.name for field in clash.fields}
        return Settled(self.mine - again, self.theirs - again, clash.version)


@transaction.atomic
def save_settled(
    response: Response,
    values: Mapping[str, Any],
    settled: Settled,
    *,
    seen: int,
    by: User,
    source: Change.Source = Change.Source.FORM,
    batch: str = "",
) -> list[Change]:
    """Write a person's values where they were settled field by field; return what changed.

    Each chosen field is written over the version it was decided against, everything else as against `seen`.
    Raises PenMoved, and Clash where somebody saved again; then nothing has been written.
    """
    chosen = {name: value for name, value in values.items() if name in settled.mine}
    rest = {name: value for name, value in values.items() if name not in settled.mine | settled.theirs}
    changes = save_response(response, chosen, seen=settled.agreed, by=by, source=source, batch=batch) if chosen else []
    return changes + save_response(response, rest, seen=seen, by=by, source=source, batch=batch)


def in_words(fields: Collection[Clashing]) -> list[dict[str, str]]:
    """The fields of a clash as the page shows them."""
    return [
        {
            "name": field.name,
            "label": COLUMNS[field.name].label,
            "mine": COLUMNS[field.name].written(field.mine) or "Nothing",
            "theirs": COLUMNS[field.name].written(field.theirs) or "Nothing",
            "by": field.by,
        }
        for field in fields
    ]
