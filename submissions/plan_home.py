"""What the first page of a plan shows: where it stands and since when, what is next, how far it is, what is due."""

import datetime
from functools import cached_property

from django.urls import reverse

from accounts.models import User
from accounts.roles import COUNCIL_ROLES, Action, Role, may
from submissions import expected, gates
from submissions.access import NATIONAL, notes_for, reads_live, refs_for, versions_for
from submissions.case import Case
from submissions.deadlines import Due, deadlines_of
from submissions.history import DID
from submissions.models import Event, Plan, Status, Submission
from submissions.recommendations import Progress, progress, together
from submissions.talk_list import Count, counts
from submissions.workflow import PEN, Step, steps_in

HELD_BY = {  # who has the plan in hand, for everybody
    Status.DRAFT: "the council’s team, which is writing it",
    Status.ASSURER_FEEDBACK: "the independent assurer, for feedback",
    Status.INTERNAL_QA: "the council’s internal quality assurer",
    Status.APPROVAL: "the council’s approver",
    Status.SIGNED_OFF: "the independent assurer, to confirm that it can be submitted",
    Status.READY_TO_SUBMIT: "the council’s CAF lead, to submit",
    Status.SUBMITTED: "MHCLG",
    Status.CLOSED: "",
}
READ_FIRST = {  # steps that nobody is sent to before the page on which they read what they decide on
    "qa_pass": ("Check the plan, then pass it on or return it", "plan_quality"),
    "sign_off": ("Read the plan, then sign it or return it", "plan_approve"),
}


class PlanHome:
    """A plan before the person who opens it."""

    def __init__(self, plan: Plan, user: User, *, on: datetime.date):
        self.plan = plan
        self.user = user
        self.on = on
        self.case = Case(plan, user)

    @cached_property
    def reads_content(self) -> bool:
        """Whether the person reads more than the stage."""
        return reads_live(self.user, self.plan)

    @property
    def is_council(self) -> bool:
        return bool(self.case.roles & set(COUNCIL_ROLES))

    @property
    def is_national(self) -> bool:
        return bool(self.case.roles & NATIONAL)

    @property
    def manages_team(self) -> bool:
        return Role.CAF_LEAD in self.case.roles

    @property
    def checks_quality(self) -> bool:
        return may(Action.CHECK_QUALITY, self.case.roles)

    @property
    def may_export(self) -> bool:
        return may(Action.EXPORT, self.case.roles)

    @property
    def may_merge(self) -> bool:
        """Whether a workbook may come back now."""
        return self.plan.status in PEN and may(Action.MERGE, self.case.roles)

    @property
    def may_suggest(self) -> bool:
        return may(Action.SUGGEST, self.case.roles)

    @property
    def reads_versions(self) -> bool:
        return may(Action.READ_VERSIONS, self.case.roles)

    @property
    def reads_whole(self) -> bool:
        return refs_for(self.user, self.plan) is None

    @cached_property
    def submission(self) -> Submission | None:
        """What MHCLG holds, where the person may read its receipt."""
        if not self.reads_versions or gates.last(self.case.events, "submit") is None:
            return None
        readable = versions_for(self.user, self.plan)
        return self.plan.submissions.filter(in_force=True, version__in=readable).first()

    @cached_property
    def since(self) -> Event | None:
        """What brought it to where it stands."""
        return gates.since(self.case.events)

    @property
    def said(self) -> str:
        """What was said as it came to where it stands, where the person may read that; otherwise ""."""
        if self.since is None or not self.reads_content:
            return ""
        return self.since.note if self.since.step in notes_for(self.user, self.plan) else ""

    @property
    def brought(self) -> str:
        """Who brought it to where it stands, and how, as the history says it."""
        return f"{self.since.by_name} {DID[self.since.step]}" if self.since else ""

    @property
    def held_by(self) -> str:
        return HELD_BY[self.plan.state]

    @property
    def days_over(self) -> int:
        """How many days it is past the day it was expected back; 0 where it is not."""
        return max((self.on - self.expected_by).days, 0) if self.expected_by else 0

    @property
    def expected_by(self) -> datetime.date | None:
        """The day on which it is expected to go on."""
        return gates.expected_by(self.case.events)

    @property
    def names_the_day(self) -> bool:
        """Whether the person has it before them and says when it will go on."""
        return not expected.why_not(self.plan, self.user)

    @cached_property
    def steps(self) -> list[tuple[Step, str]]:
        """The person's steps, the open ones first, each with the reason why it is not open."""
        return sorted(steps_in(self.case), key=lambda pair: bool(pair[1]))

    @cached_property
    def next_step(self) -> Step | None:
        """The one thing to do next: the first step that leads on and is open."""
        return next((step for step, reason in self.steps if not reason and step.name not in BACKWARDS), None)

    @cached_property
    def next(self) -> tuple[str, str] | None:
        """What to do next, in words, and where: responses before a step, and reading before a signature."""
        here = [self.plan.reference]
        if self.plan.status == Status.DRAFT and may(Action.RESPOND, self.case.roles) and self.all_progress.incomplete:
            return "Respond to the recommendations", reverse("submissions:recommendation_list", args=here)
        if self.next_step is None:
            return None
        if self.next_step.name in READ_FIRST:
            words, page = READ_FIRST[self.next_step.name]
            return words, reverse(f"submissions:{page}", args=here)
        return self.next_step.label, reverse("submissions:plan_step", args=[*here, self.next_step.name])

    @property
    def other_steps(self) -> list[tuple[Step, str]]:
        """The person's steps but the one that comes next."""
        urged = self.next and self.next_step and self.next[0] == self.next_step.label
        return [pair for pair in self.steps if not urged or pair[0] is not self.next_step]

    @cached_property
    def talk(self) -> Count:
        """How many threads are open and new to the person, and how many suggestions wait."""
        return counts(self.user, self.plan).all if self.reads_content else Count()

    @cached_property
    def progress(self) -> list[Progress]:
        """How far the rows are that the person reads, by scope."""
        refs = refs_for(self.user, self.plan)
        return progress(row for row in self.case.document.rows if refs is None or row.ref in refs)

    @cached_property
    def all_progress(self) -> Progress:
        return together(self.progress)

    @cached_property
    def deadlines(self) -> list[Due]:
        """What is due when; the council's own day in place of the day for all."""
        return deadlines_of(self.plan, self.case.events, on=self.on)

    @property
    def asks_for_time(self) -> bool:
        """Whether the person asks MHCLG for more time before a deadline."""
        open_ones = any(not due.is_done for due in self.deadlines) and self.plan.status != Status.CLOSED
        return open_ones and may(Action.ASK_MORE_TIME, self.case.roles)


BACKWARDS = frozenset(
    {"recall", "withdraw_signature", "withdraw_confirmation", "cannot_confirm", "qa_return", "approver_return"}
    | {"record_feedback", "update", "return_submission", "close", "reopen"}
)  # steps that nobody is urged to take
