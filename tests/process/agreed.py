"""What was agreed of the process, written again by hand: the reference that the service is held against."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tests.process.agreed_words import (
    ANALYST,
    APPROVER,
    ASSURER,
    BY_REPORT,
    COUNCIL,
    EDGES,
    GATES,
    LEAD,
    MANAGER,
    NOBODY,
    OPENS_A_COURSE,
    QUALITY,
    READER,
    REPORT_CHANGES,
    REVIEW,
    SHOWN_TO_ASSURER,
    SIGNED,
    TAKES_STEPS,
    WRITER,
    Answer,
    Content,
    Happened,
    Proposal,
    Report,
    Row,
    Talk,
)


@dataclass
class Agreed:
    """A plan as the process says it must be, with no database in sight."""

    roles: dict[str, str]
    issued: Report | None = None  # what is in force
    status: str = "draft"
    answers: dict[int, Answer] = field(default_factory=dict)
    answered: Report | None = None  # what the plan answers: the same, but where it waits for an update
    in_hand: Report | None = None  # what the assurer drafts
    touched: set[int] = field(default_factory=set)  # to what the council has ever saved an answer
    events: list[Happened] = field(default_factory=lambda: [Happened("begin", "assurer", "draft")])
    versions: list[Content] = field(default_factory=list)  # what was handed over, number by number
    session_over: bool = False
    talks: list[Talk] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)

    # --- what a person finds at the page of a step

    def answer(self, who: str, step: str) -> int:
        """The status of the page's answer when a person sends the form of a step: 302 where it is taken."""
        role = self.roles[who]
        sources, _, by = EDGES[step]
        if role == NOBODY:
            return 404
        if role not in TAKES_STEPS or role not in by:
            return 403
        return 302 if self.status in sources and all(self._must_hold(who, step)) else 409

    def take(self, who: str, step: str, **said: Any) -> None:
        _, target, _ = EDGES[step]
        if self.status == "draft" and target not in ("draft", "closed") and self.handed != self.content:
            self.versions.append(self.content)
        self._goes_to(target, step, who, **said)

    def _goes_to(self, target: str, step: str, who: str, **said: Any) -> None:
        self.status = target
        self.events.append(Happened(step, who, target, len(self.versions) or None, **said))
        self._follow_the_report()
        for talk in self.talks:
            if talk.by == who and talk.state == "kept":
                talk.state = "open"

    @property
    def content(self) -> Content:
        """What the plan says now."""
        if self.answered is None:
            return Content(None, ())
        rows = (Row(place, says, self.answers.get(place, Answer())) for place, says in self.answered.says)
        return Content(self.answered.number, tuple(rows))

    @property
    def handed(self) -> Content | None:
        """What was handed over last."""
        return self.versions[-1] if self.versions else None

    def content_of(self, event: Happened) -> Content | None:
        return self.versions[event.version - 1] if event.version else None

    def _must_hold(self, who: str, step: str) -> Iterator[bool]:
        if step in ("share", "send_to_qa"):
            yield self._reviewers_differ()
        if step == "share":
            rows = self.content.rows
            yield not rows or any(row.answer.complete for row in rows)
        if step == "send_to_qa":
            yield self.has_feedback
            yield self.session_over
            yield not any(talk.waits for talk in self.talks)
        if step in ("send_to_qa", "resend"):
            yield self.content.is_complete
            yield not any(who in self._took_on(self.content, gate) for gate in ("pass", "sign", "confirm"))
        if step == "resend":
            yield self._need_not_come_back()
            yield who not in self._took("pass")
        barred = {
            "qa_pass": ("send", "sign", "confirm"),
            "sign_off": ("send", "pass", "confirm"),
            "confirm": ("send", "pass", "sign"),
            "submit": ("pass", "sign", "confirm"),
        }
        yield not any(who in self._took(gate) for gate in barred.get(step, ()))
        if step == "confirm" and self.roles[who] == MANAGER:
            yield ASSURER not in self.roles.values()
        if step == "withdraw_signature":
            signed = self._last("sign_off")
            yield signed is not None and signed.who == who
        if step == "acknowledge":
            yield self._place("acknowledge") < self._place("submit")

    @property
    def has_feedback(self) -> bool:
        return self._place("return_feedback", "record_feedback") > self._place(*REPORT_CHANGES)

    # --- what the events say

    def _reviewers_differ(self) -> bool:
        checkers = {who for who, role in self.roles.items() if role == QUALITY}
        approvers = {who for who, role in self.roles.items() if role == APPROVER}
        return bool(checkers and approvers)  # one person has one role at a council, so they differ

    def _last(self, *steps: str) -> Happened | None:
        return next((event for event in reversed(self.events) if event.step in steps), None)

    def _place(self, *steps: str) -> int:
        return max((n for n, event in enumerate(self.events) if event.step in steps), default=-1)

    def _course(self) -> list[Happened]:
        start = max(n for n, event in enumerate(self.events) if event.step in OPENS_A_COURSE)
        return self.events[start:]

    def _took(self, gate: str) -> set[str]:
        """Who took a gate on what is in hand, at any time, or took it last in this course."""
        latest = [event.who for event in self._course() if GATES.get(event.step) == gate][-1:]
        return self._took_on(self.handed, gate) | set(latest)

    def _took_on(self, content: Content | None, gate: str) -> set[str]:
        """Who ever took a gate on just this content."""
        of_it = [event for event in self.events if GATES.get(event.step) == gate and event.version]
        return {event.who for event in of_it if self.content_of(event) == content}

    def _need_not_come_back(self) -> bool:
        course = self._course()
        passed = max((n for n, event in enumerate(course) if event.step == "qa_pass"), default=None)
        if passed is None:
            return False
        seen = max(n for n, event in enumerate(course) if event.step in ("qa_pass", "qa_return"))
        if any(event.step in BY_REPORT for event in course[seen:]):
            return False
        if course[seen].step == "qa_return":
            return not course[seen].must_return
        then = self.content_of(course[passed])
        return then is not None and then.substance == self.content.substance

    # --- the document, talk and roles

    def may_write(self, who: str, place: int) -> int:
        """The status of the answer when a person sends the form of a response."""
        role = self.roles[who]
        if role in (LEAD, WRITER):
            return 403 if self.status != "draft" else 302 if self._has(place) else 404
        return 404 if role == NOBODY else 403

    def write(self, place: int, **said: Any) -> None:
        self.answers[place] = replace(self.answers.get(place, Answer()), **said)
        self.touched.add(place)

    def _has(self, place: int) -> bool:
        return self.answered is not None and place in self.answered.places

    @property
    def with_assurer(self) -> bool:
        """Whether the assurer may read the plan as it stands: from the first share on."""
        if self.status in (*SIGNED, "submitted"):
            return True
        return self._place("share") > self._place("submit")

    def may_read(self, who: str) -> int:
        """The status of the answer when a person opens the plan as it stands."""
        role = self.roles[who]
        if role == NOBODY:
            return 404
        if role in COUNCIL or role == ASSURER and self.with_assurer:
            return 200
        return 403

    def may_say(self, who: str) -> int:
        """The status of the answer when a person sends a comment."""
        read = self.may_read(who)
        return 302 if read == 200 and self.roles[who] != READER else 403 if read == 200 else read

    def heard_by(self, who: str) -> list[Talk]:
        """The threads that a person who reads the plan may read."""
        audiences = ("council", "assurer") if self.roles[who] in COUNCIL else ("assurer",)
        return [t for t in self.talks if t.audience in audiences and (t.state != "kept" or t.by == who)]

    # --- what was handed over

    def may_read_version(self, who: str, number: int) -> int:
        """The status of the answer when a person opens a version."""
        role = self.roles[who]
        if role in COUNCIL:
            return 200 if number <= len(self.versions) else 404
        shown = SHOWN_TO_ASSURER if role == ASSURER else ("submitted",) if role in (ANALYST, MANAGER) else ()
        return 200 if any(e.version == number and e.status in shown for e in self.events) else 404

    # --- suggestions

    def may_suggest(self, who: str, place: int) -> int:
        """The status of the answer when a person sends a suggestion that says something new."""
        read = self.may_read(who)
        if read != 200 or self.roles[who] not in (QUALITY, APPROVER, ASSURER):
            return 404 if read == 404 else 403
        return 302 if self._has(place) else 404

    def suggest(self, made: Proposal) -> None:
        for other in self.proposals:
            if (other.by, other.place, other.field, other.state) == (made.by, made.place, made.field, "open"):
                other.state, other.decided_by = "withdrawn", made.by
        self.proposals.append(made)

    def may_decide(self, who: str, proposal: Proposal, how: str) -> int:
        """The status of the answer when a person accepts, declines or withdraws a suggestion."""
        role, read = self.roles[who], self.may_read(who)
        by = (QUALITY, APPROVER, ASSURER) if how == "withdraw" else (LEAD,)
        if read != 200 or role not in by:
            return 404 if read == 404 else 403
        if how == "accept" and self.status != "draft":
            return 403
        if proposal not in self.seen_by(who):
            return 404
        theirs = proposal.by == who or how != "withdraw"
        return 302 if proposal.state == "open" and theirs else 409

    def seen_by(self, who: str) -> list[Proposal]:
        """The suggestions that a person who reads the plan may read."""
        here = [each for each in self.proposals if self._has(each.place)]
        return here if self.roles[who] in COUNCIL else [each for each in here if each.role == ASSURER]

    # --- the report

    def may_change_report(self, who: str, how: str) -> int:
        """The status of the answer when a person opens, issues, drops or withdraws a version of the report."""
        role = self.roles[who]
        if role == NOBODY:
            return 404
        if role != ASSURER and not (how == "withdraw" and role == MANAGER):
            return 403
        here, is_closed = self.issued is not None, self.status == "closed"
        if how == "open":
            return 302 if here and self.in_hand is None else 409
        if how == "drop":
            return 302 if self.in_hand else 403
        if how == "issue":
            return (409 if is_closed else 302) if self.in_hand else 409 if here else 404
        if self.issued is None:
            return 404
        is_answered = role == ASSURER and set(self.issued.places) & self.touched
        return 409 if is_closed or is_answered else 302

    def issue(self, who: str) -> None:
        step = "reissue" if self.issued else "grow"
        self.issued, self.in_hand = self.in_hand, None
        self._report_changed(who, step)

    def withdraw(self, who: str) -> None:
        self.issued = None
        self._report_changed(who, "withdraw_report")

    def _report_changed(self, who: str, step: str) -> None:
        if self.status in REVIEW:
            self._goes_to("draft", "report_changed", who)
        else:
            self.events.append(Happened(step, who, self.status, len(self.versions) or None))
            self._follow_the_report()

    def _follow_the_report(self) -> None:
        if self.status == "draft":
            self.answered = self.issued
