"""What was agreed of the process, written again by hand: the reference that the service is held against."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

LEAD, WRITER, QUALITY, APPROVER, READER = "caf_lead", "contributor", "quality_assurer", "approver", "reader"
ASSURER, ANALYST, MANAGER, NOBODY = "assurer", "mhclg_analyst", "mhclg_manager", ""
COUNCIL = (LEAD, WRITER, QUALITY, APPROVER, READER)
REVIEW = ("assurer_feedback", "internal_qa", "approval", "signed_off", "ready_to_submit")
SIGNED = ("signed_off", "ready_to_submit")

# step: from where, to where, by whom
EDGES: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "share": (("draft",), "assurer_feedback", (LEAD,)),
    "return_feedback": (("assurer_feedback",), "draft", (ASSURER,)),
    "record_feedback": (("draft", "assurer_feedback"), "draft", (LEAD,)),
    "send_to_qa": (("draft",), "internal_qa", (LEAD,)),
    "qa_return": (("internal_qa",), "draft", (QUALITY,)),
    "qa_pass": (("internal_qa",), "approval", (QUALITY,)),
    "resend": (("draft",), "approval", (LEAD,)),
    "approver_return": (("approval",), "draft", (APPROVER,)),
    "sign_off": (("approval",), "signed_off", (APPROVER,)),
    "withdraw_signature": (SIGNED, "approval", (APPROVER,)),
    "cannot_confirm": (("signed_off",), "draft", (ASSURER,)),
    "confirm": (("signed_off",), "ready_to_submit", (ASSURER, MANAGER)),
    "withdraw_confirmation": (("ready_to_submit",), "signed_off", (ASSURER,)),
    "submit": (("ready_to_submit",), "submitted", (LEAD,)),
    "recall": (REVIEW, "draft", (LEAD,)),
    "update": (("submitted",), "draft", (LEAD,)),
    "return_submission": (("submitted",), "draft", (MANAGER,)),
    "acknowledge": (("submitted",), "submitted", (ANALYST, MANAGER)),
    "close": (("draft", *REVIEW, "submitted"), "closed", (MANAGER,)),
    "reopen": (("closed",), "draft", (MANAGER,)),
}
TAKES_STEPS = {LEAD, QUALITY, APPROVER, ASSURER, ANALYST, MANAGER}
OPENS_A_COURSE = {"begin", "update", "return_submission", "reopen"}
GATES = {"send_to_qa": "send", "resend": "send", "qa_pass": "pass", "sign_off": "sign", "confirm": "confirm"}

Content = tuple[tuple[bool, int, str], ...]  # of each response: whether it is complete, its capital, its reason


@dataclass(frozen=True)
class Happened:
    """One event: the step, who took it, and what was handed over last when it was done."""

    step: str
    who: str
    status: str
    content: Content | None
    must_return: bool = True


@dataclass
class Talk:
    """A thread: by whom and for whom, and who spoke last in it."""

    by: str
    audience: str  # "council" or "assurer"
    words: list[str]
    state: str  # kept, open or settled
    from_assurer: bool
    answered: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is the assurer's and the council owes an answer."""
        return self.from_assurer and self.state == "open" and not self.answered


@dataclass
class Agreed:
    """A plan as the process says it must be, with no database in sight."""

    roles: dict[str, str]
    status: str = "draft"
    content: Content = ()
    events: list[Happened] = field(default_factory=lambda: [Happened("begin", "assurer", "draft", None)])
    session_over: bool = False
    talks: list[Talk] = field(default_factory=list)

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
        handed = self.handed
        if self.status == "draft" and target not in ("draft", "closed"):
            handed = self.content
        self.status = target
        self.events.append(Happened(step, who, target, handed, **said))
        for talk in self.talks:
            if talk.by == who and talk.state == "kept":
                talk.state = "open"

    @property
    def handed(self) -> Content | None:
        """What was handed over last."""
        return self.events[-1].content

    def _must_hold(self, who: str, step: str) -> Iterator[bool]:
        if step in ("share", "send_to_qa"):
            yield self._reviewers_differ()
        if step == "share":
            yield any(complete for complete, _, _ in self.content)
        if step == "send_to_qa":
            yield self.has_feedback
            yield self.session_over
            yield not any(talk.waits for talk in self.talks)
        if step in ("send_to_qa", "resend"):
            yield all(complete for complete, _, _ in self.content)
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
        return self._last("return_feedback", "record_feedback") is not None

    # --- what the events say

    def _reviewers_differ(self) -> bool:
        checkers = {who for who, role in self.roles.items() if role == QUALITY}
        approvers = {who for who, role in self.roles.items() if role == APPROVER}
        return bool(checkers and approvers)  # one person has one role at a council, so they differ

    def _last(self, *steps: str) -> Happened | None:
        return next((event for event in reversed(self.events) if event.step in steps), None)

    def _place(self, step: str) -> int:
        return max((n for n, event in enumerate(self.events) if event.step == step), default=-1)

    def _course(self) -> list[Happened]:
        start = max(n for n, event in enumerate(self.events) if event.step in OPENS_A_COURSE)
        return self.events[start:]

    def _took(self, gate: str) -> set[str]:
        """Who took a gate on what is in hand, at any time, or took it last in this course."""
        of_it = [event for event in self.events if GATES.get(event.step) == gate]
        on_this = {event.who for event in of_it if event.content is not None and event.content == self.handed}
        latest = [event.who for event in self._course() if GATES.get(event.step) == gate][-1:]
        return on_this | set(latest)

    def _need_not_come_back(self) -> bool:
        course = self._course()
        passed = max((n for n, event in enumerate(course) if event.step == "qa_pass"), default=None)
        if passed is None:
            return False
        returned = [event for event in course[passed:] if event.step == "qa_return"]
        if returned:
            return not returned[-1].must_return
        then = course[passed].content or ()
        return [(done, money) for done, money, _ in then] == [(done, money) for done, money, _ in self.content]

    # --- the document, talk and roles

    def may_write(self, who: str) -> int:
        """The status of the answer when a person sends the form of a response."""
        role = self.roles[who]
        if role in (LEAD, WRITER):
            return 302 if self.status == "draft" else 403
        return 404 if role == NOBODY else 403

    def write(self, place: int, *, complete: bool, capital: int, reason: str) -> None:
        now = list(self.content)
        now[place] = (complete, capital, reason)
        self.content = tuple(now)

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
