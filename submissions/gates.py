"""What the events of a plan say: who passed which gate, whether a signature stands, what must come back. Pure."""

import datetime
from collections.abc import Sequence

from submissions.models import Event, Status

BEGUN, GROWN = "begin", "grow"  # the plan begins, or gains a scope while it is a draft
REISSUED, WITHDRAWN = "reissue", "withdraw_report"  # a report it answers was replaced or withdrawn meanwhile
NEW_RECOMMENDATIONS = frozenset({BEGUN, GROWN, REISSUED, "report_changed"})
BY_REPORT = NEW_RECOMMENDATIONS | {WITHDRAWN}  # what happens to a plan by its report, beside the steps
# What is put on the plan’s record and moves nothing.
BESIDE = frozenset({"minutes", "expect", "ask_time", "grant_time", "decline_time"})
FEEDBACK = frozenset({"return_feedback", "record_feedback"})
COURSE_STARTS = frozenset({BEGUN, "update", "return_submission", "reopen"})
SENT = ("send_to_qa", "resend")


def course(events: Sequence[Event]) -> list[Event]:
    """The events since the plan last began its way: at the start, or when it was opened again."""
    starts = [i for i, event in enumerate(events) if event.step in COURSE_STARTS]
    return list(events[starts[-1] :]) if starts else list(events)


def last(events: Sequence[Event], *steps: str) -> Event | None:
    """The latest event of these steps."""
    return next((event for event in reversed(events) if event.step in steps), None)


def takers(events: Sequence[Event], *steps: str) -> frozenset[int]:
    """Who took one of these steps: ever, on the version in hand, or last in this course (keys of the people).

    So nobody passes two gates with one version, whatever roles change and whoever takes a gate again in between.
    """
    in_hand = events[-1].digest if events else ""
    on_it = {event.by_id for event in events if event.step in steps and event.digest == in_hand != ""}
    latest = last(course(events), *steps)
    return frozenset(on_it | ({latest.by_id} if latest else set()))


def signature(events: Sequence[Event]) -> Event | None:
    """The signature that stands: none where a later event took the plan back to draft or to the approver."""
    signed = last(events, "sign_off")
    if signed is None:
        return None
    later = [event for event in events if event.number > signed.number]
    voided = any(e.to_status in {Status.DRAFT, Status.APPROVAL} for e in later if e.step != "acknowledge")
    return None if voided else signed


def was_shared(events: Sequence[Event]) -> bool:
    """Whether the council has shared the plan with its assurer in this course."""
    return last(course(events), "share") is not None


def feedback_is_due(events: Sequence[Event]) -> bool:
    """Whether the assurer has given no feedback since recommendations were last added."""
    added = last(events, *NEW_RECOMMENDATIONS)
    given = last(events, *FEEDBACK)
    return given is None or (added is not None and given.number < added.number)


def report_changed_after(events: Sequence[Event], *steps: str) -> bool:
    """Whether what the plan answers has changed since the last of these steps was taken."""
    taken, changed = last(events, *steps), last(events, *BY_REPORT)
    return bool(taken and changed and changed.number > taken.number)


def acknowledged(events: Sequence[Event]) -> bool:
    """Whether MHCLG has acknowledged the submission in force."""
    submitted = last(events, "submit")
    answered = last(events, "acknowledge")
    return bool(submitted and answered and answered.number > submitted.number)


def since(events: Sequence[Event]) -> Event | None:
    """The event that brought the plan to where it stands."""
    moved = [event for event in events if event.from_status != event.to_status]
    return moved[-1] if moved else None


def expected_by(events: Sequence[Event]) -> datetime.date | None:
    """The day on which the plan is expected to go on: the last that was named since it came to where it stands."""
    moved = since(events)
    named = [event for event in events if event.expected_by and moved and event.number >= moved.number]
    return named[-1].expected_by if named else None
