"""The process: its table in words, who may take which step when, and what happens when two try at once."""

import os
from itertools import product

import pytest

from accounts.grants import grant
from accounts.models import User
from accounts.roles import Role
from submissions.case import Case
from submissions.models import Plan, Status
from submissions.responses import save_response
from submissions.workflow import BY_NAME, PEN, STEPS, Refused, Step, all_reasons, steps_for, take, why_not
from tests import make, make_plan

ROUNDS = int(os.environ.get("ROUNDS", "20"))

# step | label | from → to | who | must hold | asks for | told | proves again who they are, or has no page
TABLE = """
share | Share with assurer | draft → assurer_feedback | CAF lead
  | reviewers appointed, something to share | incomplete, expected by, note | Independent assurer |
return_feedback | Return feedback | assurer_feedback → draft | Independent assurer
  | leads | summary | CAF lead |
record_feedback | Record feedback given elsewhere | draft, assurer_feedback → draft | CAF lead
  | | given on, given by, how, summary | Independent assurer |
send_to_qa | Send to quality assurer | draft → internal_qa | CAF lead
  | reviewers appointed, feedback given, session over, responses complete, check has no error,
    assurer threads answered, took no gate of this | expected by | Internal quality assurer |
qa_return | Return for changes | internal_qa → draft | Internal quality assurer
  | | reason, must return, checklist | CAF lead |
qa_pass | Pass to approver | internal_qa → approval | Internal quality assurer
  | did not send, did not sign, did not confirm | checked, checklist | Approver, CAF lead |
resend | Send to approver again | draft → approval | CAF lead
  | need not come back, responses complete, check has no error, did not pass, took no gate of this | expected by
  | Approver |
approver_return | Return for changes | approval → draft | Approver
  | | reason | CAF lead, Internal quality assurer |
sign_off | Sign off | approval → signed_off | Approver
  | did not send, did not pass, did not confirm, nothing changed since | digest, signature, declaration
  | Independent assurer, CAF lead | proof
withdraw_signature | Withdraw your signature | signed_off, ready_to_submit → approval | Approver
  | signed it | reason | CAF lead, Independent assurer |
cannot_confirm | Cannot confirm | signed_off → draft | Independent assurer
  | leads | reason | CAF lead, Approver |
confirm | Confirm ready to submit | signed_off → ready_to_submit | Independent assurer, MHCLG manager
  | leads or none left, did not send, did not pass, did not sign | declaration | CAF lead |
withdraw_confirmation | Withdraw confirmation | ready_to_submit → signed_off | Independent assurer
  | leads | reason | CAF lead |
submit | Submit to MHCLG | ready_to_submit → submitted | CAF lead
  | did not pass, did not sign, did not confirm, nothing changed since | declaration
  | MHCLG analyst, MHCLG manager, Approver, Independent assurer, Internal quality assurer | proof
report_changed | Report changed
  | assurer_feedback, internal_qa, approval, signed_off, ready_to_submit → draft | Independent assurer, MHCLG manager
  | | refs | CAF lead, Internal quality assurer, Approver | no page
recall | Take back | assurer_feedback, internal_qa, approval, signed_off, ready_to_submit → draft | CAF lead
  | | reason | Independent assurer, Internal quality assurer, Approver |
update | Open for update | submitted → draft | CAF lead
  | | reason | Independent assurer, Approver |
return_submission | Return to council | submitted → draft | MHCLG manager
  | | reason | CAF lead, Approver, Independent assurer |
acknowledge | Acknowledge | submitted → submitted | MHCLG analyst, MHCLG manager
  | not yet acknowledged | | CAF lead, Approver |
close | Close
  | draft, assurer_feedback, internal_qa, approval, signed_off, ready_to_submit, submitted → closed | MHCLG manager
  | | reason | CAF lead, Independent assurer |
reopen | Reopen | closed → draft | MHCLG manager
  | | reason | CAF lead, Independent assurer |
"""


def rows() -> list[list[str]]:
    """The rows of the table above, each of eight cells."""
    lines: list[str] = []
    for line in TABLE.strip().splitlines():
        lines = [*lines[:-1], f"{lines[-1]} {line.strip()}"] if line.startswith(" ") else [*lines, line]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def in_words(step: Step) -> list[str]:
    """A row of the process as the table above writes it."""
    return [
        step.name,
        step.label,
        f"{', '.join(step.sources)} → {step.target.value}",
        ", ".join(role.label for role in step.roles),
        ", ".join(guard.__name__.replace("_", " ") for guard in step.guards),
        ", ".join(ask.replace("_", " ") for ask in step.asks),
        ", ".join(role.label for role in step.tells),
        "proof" if step.proof else "" if step.offered else "no page",
    ]


def test_the_process_is_the_one_agreed():
    assert [in_words(step) for step in STEPS] == rows()


def test_the_council_writes_in_a_draft_and_nobody_at_any_other_time():
    assert list(PEN) == [Status.DRAFT]


# --- every step × status × role

TAKEN_BY = {row[0]: row[3].split(", ") for row in rows()}
TAKEN_AT = {row[0]: row[2].split(" → ")[0].split(", ") for row in rows()}
DOES_AS = {Role.FIRM_LEAD: Role.ASSURER}  # the lead of a firm's team is one of its assurers
STRANGER = None
# While an assurer is there to confirm, a manager does not; only the approver who signed withdraws the signature.
HELD_BACK = {("confirm", Role.MHCLG_MANAGER): "The assurer who leads this assessment takes this step."}


def at(status: Status) -> make_plan.Made:
    """A plan at a status at which every guard of its steps holds."""
    if status != Status.DRAFT:
        return make_plan.plan(status=status)
    made = make_plan.plan(status=Status.APPROVAL)
    make_plan.step(made, "approver_return")  # so that it has been shared, passed and returned
    return made


def everybody(made: make_plan.Made) -> dict[Role | None, User]:
    """Somebody in each role towards a plan, and somebody with the same standing elsewhere."""
    who = made.people
    engagement = made.plan.assessment.engagements.get()
    return {
        Role.CAF_LEAD: who.lead,
        Role.QUALITY_ASSURER: who.qa,
        Role.APPROVER: who.approver,
        Role.ASSURER: who.assurer,
        Role.MHCLG_MANAGER: who.manager,
        Role.CONTRIBUTOR: make.person(role=Role.CONTRIBUTOR, at=made.council),
        Role.DELEGATE: make.person(role=Role.DELEGATE, at=made.council),
        Role.READER: make.person(role=Role.READER, at=made.council),
        Role.FIRM_LEAD: make.assurer(engagement, role=Role.FIRM_LEAD),
        Role.MHCLG_ANALYST: make.mhclg(Role.MHCLG_ANALYST),
        STRANGER: make.person(role=Role.CAF_LEAD, at=make.council()),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("status", list(Status))
def test_a_step_is_open_exactly_where_the_table_says(status):
    made = at(status)
    people = everybody(made)
    for (role, person), step in product(people.items(), STEPS):
        here = status in TAKEN_AT[step.name]
        theirs = role is not STRANGER and DOES_AS.get(role, role).label in TAKEN_BY[step.name]
        reason = why_not(step, made.plan, by=person)
        if here and theirs:
            assert reason == HELD_BACK.get((step.name, role), ""), (step.name, role)
        elif here:
            assert reason.startswith("Only people with this role can do this: "), (step.name, role)
        else:
            assert reason.startswith(f"The plan’s status is “{status.label}”"), (step.name, role)


@pytest.mark.django_db
@pytest.mark.parametrize("status", list(Status))
def test_the_buttons_are_the_steps_of_ones_role(status):
    made = at(status)
    for role, person in everybody(made).items():
        wanted = [
            name
            for name, takers in TAKEN_BY.items()
            if role is not STRANGER
            and DOES_AS.get(role, role).label in takers
            and status in TAKEN_AT[name]
            and BY_NAME[name].offered
        ]
        assert [step.name for step, _ in steps_for(made.plan, person)] == wanted, role


@pytest.mark.django_db
@pytest.mark.parametrize("status", list(Status))
def test_a_step_that_is_not_open_is_refused_with_its_sentence_and_leaves_nothing(status):
    made = at(status)
    before = made.plan.events_written, made.plan.versions.count()
    for (role, person), step in product(everybody(made).items(), STEPS):
        if reason := why_not(step, made.plan, by=person):
            with pytest.raises(Refused) as refused:
                take(step, made.plan, by=person, answers=make_plan.answers_to(step.name, made.plan, person))
            assert str(refused.value) == reason, (step.name, role)
    made.plan.refresh_from_db()
    assert (made.plan.status, made.plan.events_written, made.plan.versions.count()) == (status, *before)
    assert made.plan.events.count() == before[0]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [step.name for step in STEPS])
def test_a_step_moves_the_plan_and_leaves_one_event_that_says_who(name):
    step = BY_NAME[name]
    made = at(step.sources[0])
    written = made.plan.events_written
    event = make_plan.step(made, name)
    made.plan.refresh_from_db()
    assert made.plan.status == step.target == event.to_status
    assert event.number == made.plan.events_written == made.plan.events.count() == written + 1
    assert event.by_name == event.by.name
    assert event.role in step.roles
    assert event.from_status == step.sources[0]


# --- nobody passes two gates

GATES = {  # the gate: the step, the role that takes it, and what is said to somebody who took it before
    "sent": ("send_to_qa", Role.CAF_LEAD, "You sent this plan on"),
    "passed": ("qa_pass", Role.QUALITY_ASSURER, "You passed this plan on"),
    "signed": ("sign_off", Role.APPROVER, "You signed this plan"),
    "confirmed": ("confirm", Role.ASSURER, "You confirmed this plan"),
    "submitted": ("submit", Role.CAF_LEAD, ""),
}
BEFORE = {"passed": Status.INTERNAL_QA, "signed": Status.APPROVAL, "confirmed": Status.SIGNED_OFF}
BEFORE |= {"submitted": Status.READY_TO_SUBMIT}
IN_ORDER = list(GATES)
PAIRS = [
    (first, second)
    for first, second in product(IN_ORDER, IN_ORDER)
    if IN_ORDER.index(first) < IN_ORDER.index(second) and (first, second) != ("sent", "submitted")
]


def give(role: Role, person: User, plan: Plan) -> None:
    """Give a person another role towards a plan, in place of their role at its council."""
    grant(role, person, plan.assessment.engagements.get() if role == Role.ASSURER else plan.council, by=None)


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_whoever_passed_one_gate_is_refused_at_the_next_whatever_their_role_is_now(first, second):
    made = make_plan.plan(status=BEFORE[second])
    person = made.people.in_role(GATES[first][1])
    for role in (Role.READER, GATES[second][1]):
        give(role, person, made.plan)
    step = BY_NAME[GATES[second][0]]
    assert why_not(step, made.plan, by=person) == f"{GATES[first][2]}, so somebody else must do this."


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_gate_that_another_took_again_since_still_counts_on_the_same_version(first, second):
    made = make_plan.plan(status=BEFORE[second])
    name, role, sentence = GATES[first]
    person = made.people.in_role(role)
    make_plan.step(made, "recall")
    other = make.person()
    give(role, other, made.plan)
    for step in make_plan.WAY[3 : make_plan.WAY.index(GATES[second][0])]:
        make_plan.step(made, step, by=other if step == name else None)
    assert made.plan.versions.count() == 1
    give(GATES[second][1], person, made.plan)
    reason = why_not(BY_NAME[GATES[second][0]], made.plan, by=person)
    assert reason == f"{sentence}, so somebody else must do this."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "back", "first", "second"),
    [
        (Status.SIGNED_OFF, ["recall", "send_to_qa"], "signed", "passed"),
        (Status.READY_TO_SUBMIT, ["recall", "send_to_qa"], "confirmed", "passed"),
        (Status.READY_TO_SUBMIT, ["withdraw_confirmation", "withdraw_signature"], "confirmed", "signed"),
        (Status.APPROVAL, ["approver_return"], "passed", "sent"),
        (Status.SIGNED_OFF, ["recall"], "signed", "sent"),
        (Status.READY_TO_SUBMIT, ["recall"], "confirmed", "sent"),
    ],
)
def test_whoever_passed_a_later_gate_is_refused_at_an_earlier_one_of_the_same_version(status, back, first, second):
    made = make_plan.plan(status=status)
    make_plan.walk(made, *back)
    name, role, sentence = GATES[first]
    person = made.people.in_role(role)
    give(role, make.person(), made.plan)  # in their place
    give(GATES[second][1], person, made.plan)
    assert why_not(BY_NAME[GATES[second][0]], made.plan, by=person) == f"{sentence}, so somebody else must do this."


@pytest.mark.django_db
def test_whoever_passed_an_older_version_may_send_what_changed_since_and_never_just_that_again():
    made = make_plan.plan(status=Status.APPROVAL)
    person, response = made.people.qa, made.responses[0]
    make_plan.step(made, "approver_return")
    give(Role.CAF_LEAD, person, made.plan)
    make.person(role=Role.QUALITY_ASSURER, at=made.council)
    was = response.capital
    save_response(response, {"capital": 1}, seen=response.version, by=person)
    assert why_not(BY_NAME["send_to_qa"], made.plan, by=person) == ""
    save_response(response, {"capital": was}, seen=response.version + 1, by=person)
    passed = f"{GATES['passed'][2]}, so somebody else must do this."
    assert why_not(BY_NAME["send_to_qa"], made.plan, by=person) == passed
    assert why_not(BY_NAME["resend"], made.plan, by=person) == passed
    assert [reason for reason, _ in all_reasons(BY_NAME["resend"], Case(made.plan, person))] == [passed]  # said once


@pytest.mark.django_db
def test_whoever_sent_an_older_version_may_sign_what_another_sent_since():
    made = make_plan.plan(status=Status.APPROVAL)
    person, other = made.people.lead, make.person(role=Role.CAF_LEAD, at=made.council)
    make_plan.step(made, "approver_return")
    response = made.responses[0]
    save_response(response, {"capital": 1}, seen=response.version, by=other)
    make_plan.step(made, "send_to_qa", by=other)
    make_plan.step(made, "qa_pass")
    give(Role.APPROVER, person, made.plan)
    assert why_not(BY_NAME["sign_off"], made.plan, by=person) == ""


@pytest.mark.django_db
def test_a_manager_confirms_where_no_assurer_is_left():
    made = make_plan.plan(status=Status.SIGNED_OFF)
    User.objects.filter(pk=made.people.assurer.pk).update(is_active=False)
    assert why_not(BY_NAME["confirm"], made.plan, by=made.people.manager) == ""
