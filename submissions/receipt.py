"""The receipt of a submission: what was submitted, who answers for it, and where the record ends."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iip.templatetags.govuk import day
from submissions import gates
from submissions.document import PlanDocument, document_code
from submissions.history import entries
from submissions.models import Event, Submission
from submissions.provenance import PASSED, written_at

Line = tuple[str, list[str]]  # a label, and what it says, in one or more lines
NOT_YET = "Not yet"


@dataclass(frozen=True)
class Receipt:
    """A submission on half a page. Nothing that the plan says is on it."""

    submission: Submission
    council: str
    cycle: str
    lines: list[Line]


def receipt_of(submission: Submission, events: Sequence[Event]) -> Receipt:
    """The receipt, from the submission with its frozen document and all events of its plan in their order."""
    document = PlanDocument.load(submission.version.document.text)
    lines = [
        *_what(submission, document),
        *_who(submission, events),
        ("Acknowledged by MHCLG", [_acknowledged(submission, events)]),
        *_record(submission, events),
    ]
    return Receipt(submission, document.council.name, document.cycle_name, lines)


def _what(submission: Submission, document: PlanDocument) -> Iterator[Line]:
    digest = submission.version.document_id
    yield "Submission reference", [submission.reference]
    yield "Plan reference", [document.reference]
    yield "Submitted", [written_at(submission.at)]
    yield "Standing", ["In force" if submission.in_force else "Replaced by a later submission"]
    yield "Plan", [f"Version {submission.version.number}, handed over {written_at(submission.version.at)}"]
    reports = [
        f"{s.scope} {s.name}: version {s.number}, issued {_day(s.issued_on)} by {s.firm}" for s in document.scopes
    ]
    yield "Assurance report", reports
    yield "Document code", [document_code(digest)]
    yield "Whole document code (SHA-256)", [digest]


def _day(written: str) -> str:
    return day(datetime.date.fromisoformat(written))


def _who(submission: Submission, events: Sequence[Event]) -> Iterator[Line]:
    if submission.event is None:
        yield "Signed", ["Elsewhere: this submission was recorded and not signed in this service"]
        return
    here = gates.course([event for event in events if event.number <= submission.event.number])
    for step, label in PASSED.items():
        if event := gates.last(here, step):
            facts = [f"{name}: {words}" for name, words in entries([event], notes={step})[0].facts]
            yield label, [f"{event.by_name}, {written_at(event.at)}", *(facts if event.capacity else [])]


def _acknowledged(submission: Submission, events: Sequence[Event]) -> str:
    """When MHCLG acknowledged it, and who: the first such event since, unless another submission came between."""
    number = submission.event.number if submission.event else 0
    later = [event for event in events if event.number > number and event.step in {"acknowledge", "submit"}]
    answered = bool(later) and later[0].step == "acknowledge" and submission.event is not None
    return f"{written_at(later[0].at)}, by {later[0].by_name}" if answered else NOT_YET


def _record(submission: Submission, events: Sequence[Event]) -> Iterator[Line]:
    if submission.event:
        number = submission.event.number
        yield "Record at the submission", [f"{number} events; the hash of the last:", submission.event.hash]
    if events and (submission.event is None or events[-1].number > submission.event.number):
        last = events[-1]
        yield "Record now", [f"{last.number} events, the last on {day(last.at)}; its hash:", last.hash]
