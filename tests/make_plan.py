"""Factories of plans: each walks the real process, with real people, to the status a test asks for."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import Council, User
from accounts.roles import Role
from assurance.models import Assessment, Cycle, Decision, Finding, Profile, Recommendation, Report, Scope
from iip.quarters import Quarter
from submissions.actions import issue_report
from submissions.models import Event, Plan, Response, Session, Status
from submissions.responses import save_response
from submissions.workflow import BY_NAME, Answers, take
from tests import make
from tests.make_assurance import looked_over

Q4 = Quarter.make(2026, 4)
COMPLETE: dict[str, Any] = {  # all that "Implement" asks for
    "choice": "implement",
    "justification": "It lowers the risk.",
    "priority": "high",
    "owner": "Chief Information Officer",
    "effort": "low",
    "complexity": "low",
    "cost_basis": "estimated",
    "capital": 12_000,
    "revenue": 3_000,
    "annual": 1_000,
    "funding": "funded",
    "start": Q4,
    "end": Q4 + 1,
}
# The steps on the straight way to each status. "session" is the record that the session was held.
WAY = ("share", "return_feedback", "session", "send_to_qa", "qa_pass", "sign_off", "confirm", "submit")
STEPS_TO = {
    Status.DRAFT: (),
    Status.ASSURER_FEEDBACK: WAY[:1],
    Status.INTERNAL_QA: WAY[:4],
    Status.APPROVAL: WAY[:5],
    Status.SIGNED_OFF: WAY[:6],
    Status.READY_TO_SUBMIT: WAY[:7],
    Status.SUBMITTED: WAY,
    Status.CLOSED: ("close",),
}
FEEDBACK_ELSEWHERE = {"given_on": "2026-11-02", "given_by": "Their assurer", "how": "A meeting"}


@dataclass
class People:
    """One person in each role that moves a plan."""

    lead: User
    qa: User
    approver: User
    assurer: User
    manager: User

    def in_role(self, role: Role) -> User:
        return {
            Role.CAF_LEAD: self.lead,
            Role.QUALITY_ASSURER: self.qa,
            Role.APPROVER: self.approver,
            Role.ASSURER: self.assurer,
            Role.MHCLG_MANAGER: self.manager,
            Role.MHCLG_ANALYST: self.manager,
        }[role]


@dataclass
class Made:
    """A plan with the people who walked it."""

    plan: Plan
    people: People

    @property
    def council(self) -> Council:
        return self.plan.council

    @property
    def responses(self) -> list[Response]:
        """In the order of their refs."""
        return list(self.plan.responses.select_related("plan").order_by("ref"))


def people(assessment: Assessment) -> People:
    """New people in every role towards an assessment. Its leading engagement is made where it has none."""
    council = assessment.council
    leading = assessment.engagements.filter(leads=True).first()
    return People(
        lead=make.person(role=Role.CAF_LEAD, at=council),
        qa=make.person(role=Role.QUALITY_ASSURER, at=council),
        approver=make.person(role=Role.APPROVER, at=council),
        assurer=make.assurer(leading or make.engagement(assessment=assessment)),
        manager=make.mhclg(),
    )


def report(*, scope: Scope, recommendations: int = 2, text: str = "Do this.", **facts) -> Report:
    """A draft with a finding on every outcome of the scope and recommendations on the first ones, going round.

    `facts` are of each finding, for example `expected` or `self_assessment`.
    """
    made = Report.objects.create(scope=scope, number=scope.reports.count() + 1)
    objectives = tuple(Scope.OBJECTIVES[Scope.Kind(scope.kind)])
    framework = scope.assessment.framework
    outcomes = list(framework.outcomes.filter(principle__objective__code__in=objectives))
    decided = {"decision": Decision.NOT_ACHIEVED} | facts
    Finding.objects.bulk_create(
        Finding(**{"report": made, "outcome": outcome, "comment": f"Seen of {outcome.code}."} | decided)
        for outcome in outcomes
    )
    Recommendation.objects.bulk_create(
        Recommendation(
            report=made,
            ref=f"{scope.code}-{outcomes[n % len(outcomes)].code}-{n // len(outcomes) + 1:02}",
            outcome=outcomes[n % len(outcomes)],
            title=f"Recommendation {n + 1}",
            text=text,
            risk="high",
            risk_description="It could stop services.",
            process=True,
            position=n + 1,
        )
        for n in range(recommendations)
    )
    return made


make_people, make_report = people, report  # for functions with a parameter of the same name


def plan(
    *,
    council: Council | None = None,
    recommendations: int = 2,
    status: Status = Status.DRAFT,
    complete: bool = False,
    people: People | None = None,
    scopes: Iterable[str] = ("ORG",),
    version: str = "3.2",
    profile: Profile | None = None,
    cycle: Cycle | None = None,
) -> Made:
    """A plan at a status, begun by issued reports and walked there by its people.

    `recommendations` is the number in each scope. Every response is complete where `complete` says so or the
    status asks for it.
    """
    assessment = make.assessment(council=council, cycle=cycle, version=version, profile=profile)
    engagement = make.engagement(assessment=assessment)
    who = people or make_people(assessment)
    for code in scopes:
        drafted = make_report(scope=make.scope(engagement=engagement, code=code), recommendations=recommendations)
        begun = issue_report(looked_over(drafted, by=who.assurer), by=who.assurer)
    made = Made(begun, who)
    if complete or status not in {Status.DRAFT, Status.CLOSED}:
        complete_all(made)
    walk(made, *STEPS_TO[status])
    return made


def complete_all(made: Made, **values) -> None:
    """Save a complete answer to every recommendation, with other values where given."""
    for response in made.responses:
        save_response(response, COMPLETE | values, seen=response.version, by=made.people.lead)


def walk(made: Made, *steps: str) -> None:
    """Take steps one after the other; "session" writes down that the session was held."""
    for name in steps:
        if name == "session":
            held(made)
        else:
            step(made, name)


def step(made: Made, name: str, *, by: User | None = None, **answers) -> Event:
    """Take a step as the person whose step it is, with everything it asks for."""
    taken = BY_NAME[name]
    by = by or made.people.in_role(taken.roles[0])
    return take(taken, made.plan, by=by, answers=answers_to(name, made.plan, by, **answers))


def answers_to(name: str, plan: Plan, by: User, **given) -> Answers:
    """What the page of a step would send, filled in."""
    asks = BY_NAME[name].asks
    answers: dict[str, Any] = {"note": "", "details": {}}
    if {"note", "summary", "reason", "checked", "refs"} & set(asks):
        answers["note"] = "Because of this."
    if "given_by" in asks:
        answers["details"] = FEEDBACK_ELSEWHERE
    if "incomplete" in asks:
        answers["details"] = {"incomplete": True}
    if "declaration" in asks:
        answers["declaration"] = "I agree to this."
    if "signature" in asks:
        last = plan.versions.first()
        answers |= {"typed_name": by.name, "title": "Director", "capacity": Event.Capacity.OWN}
        answers["digest"] = last.document_id if last else ""
    return Answers(**answers | given)


def held(made: Made) -> Session:
    """The improvement and implementation session, held."""
    at = datetime.datetime(2026, 11, 5, 10, tzinfo=datetime.UTC)
    number = made.plan.sessions.count() + 1
    return made.plan.sessions.create(number=number, state=Session.State.HELD, at=at, by=made.people.lead)
