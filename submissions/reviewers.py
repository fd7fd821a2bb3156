"""What reviewers said when they handed a plan on or back: their words, who, when, and their checklist. Pure."""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.roles import Role, any_of
from submissions import gates
from submissions.models import Event

GAVE = {
    "return_feedback": "Feedback of the independent assurer",
    "record_feedback": "Feedback of the independent assurer, given elsewhere",
    "qa_return": "Returned by the quality assurer",
    "qa_pass": "Passed by the quality assurer",
    "approver_return": "Returned by the approver",
    "cannot_confirm": "Not confirmed by the independent assurer",
}


@dataclass(frozen=True)
class Said:
    """What one reviewer said at one step."""

    what: str
    name: str
    role: str
    at: datetime.datetime
    text: str
    checklist: list[dict[str, Any]]

    @property
    def ticked(self) -> int:
        return sum(item["is_ticked"] for item in self.checklist)

    @property
    def noted(self) -> list[dict[str, Any]]:
        """The items with a note, and those left unticked."""
        return [item for item in self.checklist if item["note"] or not item["is_ticked"]]


def said_by(events: Sequence[Event], *steps: str) -> list[Said]:
    """The last words of these steps in the course of the plan, the latest first."""
    here = gates.course(events)
    last = [event for step in steps if (event := gates.last(here, step)) and event.note]
    return [_said(event) for event in sorted(last, key=lambda event: -event.number)]


def _said(event: Event) -> Said:
    details = json.loads(event.details) if event.details else {}
    return Said(
        what=GAVE[event.step],
        name=details.get("given_by") or event.by_name,
        role=any_of([Role(event.role)]),
        at=event.at,
        text=event.note,
        checklist=details.get("checklist", []),
    )
