"""Where a document comes from: its number, status and gates passed, for everything that leaves the service."""

import datetime
from collections.abc import Sequence

from django.utils import timezone

from accounts.models import User
from submissions import gates
from submissions.document import Gate, PlanDocument, Provenance
from submissions.models import Event, Plan, Status, Submission, Version

MARKING = "OFFICIAL-SENSITIVE"
OPERATOR = "An operator of the service"
EARLIER = "Handed over earlier, not under review now"
PASSED = {  # the gates in their order, and the words for whoever passed one
    "qa_pass": "Passed by the internal quality assurer",
    "sign_off": "Signed off by the approver",
    "confirm": "Confirmed by the independent assurer as ready to submit",
    "submit": "Submitted to MHCLG",
}
BEHIND = {  # how many of them a plan has behind it
    Status.APPROVAL: 1,
    Status.SIGNED_OFF: 2,
    Status.READY_TO_SUBMIT: 3,
    Status.SUBMITTED: 4,
}


def written_at(at: datetime.datetime) -> str:
    """A moment in the service's time zone: "22 November 2026, 2:05pm"."""
    here = timezone.localtime(at)
    return f"{here.day} {here:%B %Y}, {here.hour % 12 or 12}:{here:%M}{'am' if here.hour < 12 else 'pm'}"


def of_live(
    plan: Plan, document: PlanDocument, by: User | None, *, copy: int | None = None, is_part: bool = False
) -> Provenance:
    """The provenance of the plan as it stands now, or of a delegate's part of it.

    `copy` is the number of the working copy that goes out.
    """
    at = timezone.now()
    label = f"Working copy {copy}" if copy else f"As it stood on {written_at(at)}"
    label += " (part of the plan)" if is_part else ""
    standing = _standing(_events(plan), plan.state)
    return _made(document, document.digest, label, plan.state.label, at, by, standing)


def of_version(version: Version, document: PlanDocument, by: User | None) -> Provenance:
    """The provenance of a handed-over version, with the gates that it passed and that stand."""
    events = _events(version.plan)
    submitted = [e for e in events if e.step == "submit" and e.version == version.number]
    if submitted:
        return _of_submitted(version, document, by, [e for e in events if e.number <= submitted[-1].number])
    status = _status_of(version, events)
    standing = _standing(events, status) if status else ()
    label = status.label if status else EARLIER
    return _made(document, version.document_id, _name(version), label, timezone.now(), by, standing)


def of_submission(submission: Submission, document: PlanDocument, by: User | None) -> Provenance:
    """The provenance of what MHCLG received, with the gates as they stood when it was submitted."""
    event = submission.event
    events = [each for each in _events(submission.plan) if event and each.number <= event.number]
    return _of_submitted(submission.version, document, by, events)


def _of_submitted(version, document, by, events) -> Provenance:
    standing = _standing(events, Status.SUBMITTED)
    status = Status.SUBMITTED.label
    return _made(document, version.document_id, _name(version), status, timezone.now(), by, standing)


def _events(plan: Plan) -> list[Event]:
    return list(plan.events.order_by("number"))


def _name(version: Version) -> str:
    return f"Version {version.number}"


def _status_of(version: Version, events: Sequence[Event]) -> Status | None:
    """The plan's status while it is this version that goes its way; None once it has gone back, or another went."""
    if not events or events[-1].version != version.number or events[-1].to_status in {Status.DRAFT, Status.CLOSED}:
        return None
    return Status(events[-1].to_status)


def _standing(events: Sequence[Event], status: Status) -> tuple[Gate, ...]:
    """A plan that went back has lost its gates, so the status says how many of them stand."""
    here = gates.course(events)
    passed = [gates.last(here, step) for step in list(PASSED)[: BEHIND.get(status, 0)]]
    return tuple(_gate(event) for event in passed if event)


def _gate(event: Event) -> Gate:
    return Gate(
        what=PASSED[event.step],
        name=event.typed_name or event.by_name,
        title=event.by_title,
        capacity=event.get_capacity_display() if event.capacity else "",
        version=event.version,
        at=event.at,
    )


def _made(document, digest, label, status, at, by, standing) -> Provenance:
    return Provenance(
        council=document.council.name,
        reference=document.reference,
        label=label,
        status=status,
        digest=digest,
        at=at,
        by=by.name if by else OPERATOR,
        gates=standing,
    )
