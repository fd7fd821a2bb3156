"""The words of what was agreed: roles, steps, and what a plan, its report and the talk about it are made of."""

from dataclasses import dataclass
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
REPORT_CHANGES = ("begin", "grow", "reissue", "report_changed")  # what asks for the assurer's feedback again
BY_REPORT = (*REPORT_CHANGES, "withdraw_report")  # and for the quality assurer's look
SHOWN_TO_ASSURER = ("assurer_feedback", *SIGNED, "submitted")
GATES = {"send_to_qa": "send", "resend": "send", "qa_pass": "pass", "sign_off": "sign", "confirm": "confirm"}


@dataclass(frozen=True)
class Answer:
    """What the council answers to a recommendation."""

    complete: bool = False
    capital: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """A version of the system's report: what each recommendation in it says, by place."""

    number: int
    says: tuple[tuple[int, str], ...]

    @property
    def places(self) -> list[int]:
        return [place for place, _ in self.says]


@dataclass(frozen=True)
class Row:
    """A recommendation beside its answer, as a plan holds them."""

    place: int
    says: str
    answer: Answer


@dataclass(frozen=True)
class Content:
    """What a plan says: the version of the report that it answers, and its rows."""

    report: int | None
    rows: tuple[Row, ...]

    @property
    def is_complete(self) -> bool:
        return all(row.answer.complete for row in self.rows)

    @property
    def substance(self) -> list[tuple[int, bool, int]]:
        """What a quality assurer has to see again when it changes."""
        return [(row.place, row.answer.complete, row.answer.capital) for row in self.rows]

    @property
    def words(self) -> set[str]:
        return {word for row in self.rows for word in (row.says, row.answer.reason) if word}


@dataclass(frozen=True)
class Happened:
    """One event: the step, who took it, and which version had been handed over last when it was done."""

    step: str
    who: str
    status: str
    version: int | None = None
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
class Proposal:
    """A suggestion: by whom and as what, for which field, and what became of it."""

    by: str
    role: str
    place: int
    field: str
    value: Any
    reason: str
    state: str = "open"  # open, accepted, declined or withdrawn
    decided_by: str = ""
