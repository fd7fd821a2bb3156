"""The process: the table of steps, who takes them, what must hold, and the one function that takes one."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.roles import Role, any_of
from submissions import guards as g
from submissions import notifications, record, talk_told
from submissions.case import Case
from submissions.models import Event, Plan, Status

Guard = Callable[[Case], str]


@dataclass(frozen=True)
class Step:
    """One row of the process. A guard returns the reason why the step is not open yet, or ""."""

    name: str
    label: str
    sources: tuple[Status, ...]
    target: Status
    roles: tuple[Role, ...]
    guards: tuple[Guard, ...] = ()
    asks: tuple[str, ...] = ()  # what the page of the step asks for; those of `REQUIRED` must be given
    tells: tuple[Role, ...] = ()
    proof: bool = False  # whether the person proves again who they are
    offered: bool = True  # whether it has a page; a reissue takes its step by itself


S, R = Status, Role
L, Q, P, A, N, M = R.CAF_LEAD, R.QUALITY_ASSURER, R.APPROVER, R.ASSURER, R.MHCLG_ANALYST, R.MHCLG_MANAGER
DRAFT, FEEDBACK, QA, APPROVAL = S.DRAFT, S.ASSURER_FEEDBACK, S.INTERNAL_QA, S.APPROVAL
SIGNED, READY, SUBMITTED, CLOSED = S.SIGNED_OFF, S.READY_TO_SUBMIT, S.SUBMITTED, S.CLOSED
UNDER_REVIEW = (FEEDBACK, QA, APPROVAL, SIGNED, READY)
OPEN = (DRAFT, *UNDER_REVIEW, SUBMITTED)

PEN = {DRAFT: "the council's team"}  # who may change the document; at every other status, nobody
TURN = {DRAFT: L, FEEDBACK: A, QA: Q, APPROVAL: P, SIGNED: A, READY: L}  # whose step is the next one

# fmt: off
STEPS = (
    Step("share", "Share with assurer", (DRAFT,), FEEDBACK, (L,),
         (g.reviewers_appointed, g.something_to_share), ("incomplete", "expected_by", "note"), (A,)),
    Step("return_feedback", "Return feedback", (FEEDBACK,), DRAFT, (A,),
         (g.leads,), ("summary",), (L,)),
    Step("record_feedback", "Record feedback given elsewhere", (DRAFT, FEEDBACK), DRAFT, (L,),
         (), ("given_on", "given_by", "how", "summary"), (A,)),
    Step("send_to_qa", "Send to quality assurer", (DRAFT,), QA, (L,),
         (g.reviewers_appointed, g.feedback_given, g.session_over, g.responses_complete, g.check_has_no_error,
          g.assurer_threads_answered, g.took_no_gate_of_this), ("expected_by",), (Q,)),
    Step("qa_return", "Return for changes", (QA,), DRAFT, (Q,),
         (), ("reason", "must_return", "checklist"), (L,)),
    Step("qa_pass", "Pass to approver", (QA,), APPROVAL, (Q,),
         (g.did_not_send, g.did_not_sign, g.did_not_confirm), ("checked", "checklist"), (P, L)),
    Step("resend", "Send to approver again", (DRAFT,), APPROVAL, (L,),
         (g.need_not_come_back, g.responses_complete, g.check_has_no_error, g.did_not_pass, g.took_no_gate_of_this),
         ("expected_by",), (P,)),
    Step("approver_return", "Return for changes", (APPROVAL,), DRAFT, (P,),
         (), ("reason",), (L, Q)),
    Step("sign_off", "Sign off", (APPROVAL,), SIGNED, (P,),
         (g.did_not_send, g.did_not_pass, g.did_not_confirm, g.nothing_changed_since),
         ("digest", "signature", "declaration"), (A, L), proof=True),
    Step("withdraw_signature", "Withdraw your signature", (SIGNED, READY), APPROVAL, (P,),
         (g.signed_it,), ("reason",), (L, A)),
    Step("cannot_confirm", "Cannot confirm", (SIGNED,), DRAFT, (A,),
         (g.leads,), ("reason",), (L, P)),
    Step("confirm", "Confirm ready to submit", (SIGNED,), READY, (A, M),
         (g.leads_or_none_left, g.did_not_send, g.did_not_pass, g.did_not_sign), ("declaration",), (L,)),
    Step("withdraw_confirmation", "Withdraw confirmation", (READY,), SIGNED, (A,),
         (g.leads,), ("reason",), (L,)),
    Step("submit", "Submit to MHCLG", (READY,), SUBMITTED, (L,),
         (g.did_not_pass, g.did_not_sign, g.did_not_confirm, g.nothing_changed_since), ("declaration",),
         (N, M, P, A, Q), proof=True),
    Step("report_changed", "Report changed", UNDER_REVIEW, DRAFT, (A, M),
         (), ("refs",), (L, Q, P), offered=False),
    Step("recall", "Take back", UNDER_REVIEW, DRAFT, (L,),
         (), ("reason",), (A, Q, P)),
    Step("update", "Open for update", (SUBMITTED,), DRAFT, (L,),
         (), ("reason",), (A, P)),
    Step("return_submission", "Return to council", (SUBMITTED,), DRAFT, (M,),
         (), ("reason",), (L, P, A)),
    Step("acknowledge", "Acknowledge", (SUBMITTED,), SUBMITTED, (N, M),
         (g.not_yet_acknowledged,), (), (L, P)),
    Step("close", "Close", OPEN, CLOSED, (M,),
         (), ("reason",), (L, A)),
    Step("reopen", "Reopen", (CLOSED,), DRAFT, (M,),
         (), ("reason",), (L, A)),
)
# fmt: on

BY_NAME = {step.name: step for step in STEPS}
NOTES = ("note", "summary", "reason", "checked", "refs")  # whichever a step asks for is the event's note
REQUIRED = ("summary", "reason", "checked", "refs", "given_on", "given_by", "how", "declaration")


class Refused(Exception):
    """A step was not taken, and nothing was written. The message is for the person who tried."""


class Moved(Refused):
    """Somebody else took a step meanwhile; the message says who and what."""


@dataclass(frozen=True)
class Answers:
    """What the page of a step asked for."""

    note: str = ""
    expected_by: datetime.date | None = None
    typed_name: str = ""
    title: str = ""
    capacity: str = ""
    declaration: str = ""
    digest: str = ""  # of the version that the person was shown
    details: Mapping[str, Any] = field(default_factory=dict)


def why_not(step: Step, plan: Plan, *, by: User) -> str:
    """Why this person cannot take this step now, as a sentence; "" when they can."""
    return _why_not(step, Case(plan, by))


def _why_not(step: Step, case: Case) -> str:
    if case.plan.status not in step.sources:
        return _where_it_is(case)
    if not case.roles & set(step.roles):
        return f"Only people with this role can do this: {any_of(step.roles)}."
    return next((reason for guard in step.guards if (reason := guard(case))), "")


def all_reasons(step: Step, case: Case) -> list[tuple[str, Guard | None]]:
    """Every reason why the person of a case cannot take a step now, with the guard whose it is.

    The first is what `why_not` says. None stands for no guard: it is not their step, or not now.
    """
    if case.plan.status not in step.sources or not case.roles & set(step.roles):
        return [(_why_not(step, case), None)]
    found: dict[str, Guard | None] = {}  # two guards may have the same to say
    for guard in step.guards:
        if reason := guard(case):
            found.setdefault(reason, guard)
    return list(found.items())


def steps_for(plan: Plan, by: User) -> list[tuple[Step, str]]:
    """The steps that are this person's to take at this status, each with the reason why it is not open yet."""
    return steps_in(Case(plan, by))


def steps_in(case: Case) -> list[tuple[Step, str]]:
    """The same for a case in hand, whose document a page shows as well."""
    return [(step, _why_not(step, case)) for step in _own_steps(case)]


def own_steps(plan: Plan, by: User) -> list[Step]:
    """The steps that are this person's to take at this status, open or not: what costs no look at the plan."""
    return _own_steps(Case(plan, by))


def _own_steps(case: Case) -> list[Step]:
    return [s for s in STEPS if s.offered and case.plan.status in s.sources and case.roles & set(s.roles)]


def take(step: Step, plan: Plan, *, by: User, answers: Answers | None = None, seen: int | None = None) -> Event:
    """Take a step: the only writer of `Plan.status`.

    `seen` is the number of events the person had been shown; a form that is older is refused, and says what
    happened meanwhile. Raises Refused (Moved, where somebody was quicker); then nothing has been written.
    """
    answers = answers or Answers()
    with transaction.atomic():
        actor = User.objects.get(pk=by.pk)  # with the roles of this moment
        here = Plan.objects.with_council().get(pk=plan.pk)
        case = Case(here, actor)
        if seen is not None and here.events_written != seen:
            raise Moved(_what_happened(case))
        reason = _why_not(step, case) or _lacking(step, answers, case)
        if reason:
            raise Refused(reason)
        _move(step, here)
        event = record.write(step, case, answers)
        told = notifications.tell_of(event, step.tells, label=step.label, turn=TURN.get(step.target))
        talk_told.send_kept(here, by=actor, but=told)
    plan.refresh_from_db()
    return event


def _move(step: Step, plan: Plan) -> None:
    """The conditional update that lets exactly one of two people through."""
    back = step.target == DRAFT and plan.status != DRAFT
    moved = Plan.objects.filter(
        pk=plan.pk, status=plan.status, edition=plan.edition, events_written=plan.events_written
    ).update(
        status=step.target,
        events_written=F("events_written") + 1,
        round=F("round") + (1 if back else 0),
    )
    if not moved:
        raise Moved("Somebody else changed this plan at the same moment. Open it again to see what happened.")


def _lacking(step: Step, answers: Answers, case: Case) -> str:
    """What the step asks for and was not given. Forms ask before; nobody gets round them."""
    given = {"declaration": answers.declaration, **answers.details}
    given |= {name: answers.note for name in NOTES}
    for name in step.asks:
        if name in REQUIRED and not given.get(name):
            return f"Nothing was done: {name.replace('_', ' ')} is missing."
    if "signature" in step.asks and not (answers.typed_name and answers.title and answers.capacity):
        return "Enter your name, your job title and in what capacity you sign."
    if "digest" in step.asks and answers.digest != case.digest:
        return "The plan you were shown is not the one that is here now. Read it again before you sign."
    if "incomplete" in step.asks and case.incomplete and not answers.details.get("incomplete"):
        return "Confirm that you share the plan with the responses that are not complete."
    return ""


def _where_it_is(case: Case) -> str:
    return f"The plan’s status is “{case.plan.state.label}”, so this step is not open. {_what_happened(case)}"


def _what_happened(case: Case) -> str:
    event = case.events[-1]
    step = BY_NAME.get(event.step)
    return f"{event.by_name} took the step “{step.label if step else event.step}”, and it counts."
