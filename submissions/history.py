"""The record of a plan in words: who did what, when, why and on which version."""

import datetime
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from accounts.roles import Role, any_of
from iip.templatetags.govuk import day
from submissions.document import document_code
from submissions.models import Event

HASH_SHOWN = 12  # characters of an event's hash that people read

DID = {
    "begin": "issued the report, and the plan began",
    "grow": "issued a further report, and the plan gained its recommendations",
    "reissue": "issued a new version of a report",
    "withdraw_report": "withdrew a report",
    "share": "shared the plan with the assurer",
    "return_feedback": "returned feedback",
    "record_feedback": "recorded feedback given elsewhere",
    "send_to_qa": "sent the plan to the quality assurer",
    "qa_return": "returned the plan for changes",
    "qa_pass": "passed the plan to the approver",
    "resend": "sent the plan to the approver again",
    "approver_return": "returned the plan for changes",
    "sign_off": "signed the plan off",
    "withdraw_signature": "withdrew the signature",
    "cannot_confirm": "could not confirm the plan",
    "confirm": "confirmed that the plan can be submitted",
    "withdraw_confirmation": "withdrew the confirmation",
    "submit": "submitted the plan to MHCLG",
    "report_changed": "changed the report, which took the plan back to draft",
    "recall": "took the plan back",
    "update": "opened the plan for an update",
    "return_submission": "returned the submission to the council",
    "acknowledge": "acknowledged the submission",
    "expect": "named another day on which the plan will go on",
    "ask_time": "asked MHCLG for more time before a deadline",
    "grant_time": "granted more time before a deadline",
    "decline_time": "declined more time before a deadline",
    "minutes": "put the minutes of the session on record",
    "close": "closed the plan",
    "reopen": "reopened the plan",
}
DETAILS = {  # the other answers of a step, in the order in which they are read
    "given_on": "Given on",
    "given_by": "Given by",
    "how": "How it was given",
    "must_return": "Must come back to the quality assurer",
    "incomplete": "Shared although not complete",
    "on_behalf_of": "Signed for",
    "delegation": "Under the delegation",
    "meeting": "Meeting",
    "meeting_date": "Date of the meeting",
    "minute": "Minute",
    "checklist": "Checklist",
    "minutes": "Minutes",
    "minutes_digest": "Digest of the minutes (SHA-256)",
    "deadline": "Deadline",
    "was": "It was due on",
    "wanted": "Asked for",
    "granted": "Now due on",
    "refs": "Recommendations",
    "changed": "Recommendations changed",
    "added": "Recommendations added",
    "removed": "Recommendations removed",
}

DATES = frozenset({"given_on", "meeting_date", "was", "wanted", "granted"})


@dataclass(frozen=True)
class Entry:
    """One event as its line of the history."""

    number: int
    sentence: str
    at: datetime.datetime
    note: str
    facts: list[tuple[str, str]]
    declaration: str
    version: int | None
    code: str
    hash: str


def entries(events: Iterable[Event], *, notes: Collection[str]) -> list[Entry]:
    """The history, newest first. `notes`: the steps whose notes and other answers the reader may see."""
    return [_entry(event, event.step in notes) for event in sorted(events, key=lambda e: -e.number)]


def _entry(event: Event, whole: bool) -> Entry:
    return Entry(
        number=event.number,
        sentence=f"{event.by_name} ({any_of([Role(event.role)])}) {DID.get(event.step, event.step)}.",
        at=event.at,
        note=event.note if whole else "",
        facts=[*_signature(event), *(_details(event) if whole else [])],
        declaration=event.declaration,
        version=event.version,
        code=document_code(event.digest) if event.digest else "",
        hash=event.hash[:HASH_SHOWN],
    )


def _signature(event: Event) -> list[tuple[str, str]]:
    said = [
        ("Name signed", event.typed_name),
        ("Job title", event.by_title),
        ("Capacity", event.get_capacity_display() if event.capacity else ""),
        ("Expected back by", day(event.expected_by)),
    ]
    return [(label, words) for label, words in said if words]


def _details(event: Event) -> list[tuple[str, str]]:
    details: dict[str, Any] = json.loads(event.details) if event.details else {}
    return [(label, _written(name, details[name])) for name, label in DETAILS.items() if details.get(name) is not None]


def _written(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name == "checklist":
        return "; ".join(_checked(**item) for item in value)
    if isinstance(value, list):
        return ", ".join(value)
    return day(datetime.date.fromisoformat(value)) if name in DATES else str(value)


def _checked(item: str, is_ticked: bool, note: str, by: str, at: str) -> str:
    """One item of a checklist, as its line says it."""
    ticked = f"ticked by {by}" if is_ticked else "not ticked"
    return f"{item}: {ticked}" + (f", noted “{note}”" if note else "")
