"""What the page of a step shows before it is taken: who is told, what it voids, and what is missing."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.roles import COUNCIL_ROLES, NATIONAL_ROLES, Role
from submissions import gates
from submissions import guards as g
from submissions.case import Case
from submissions.conversation import Talk, talks
from submissions.document import document_code
from submissions.models import Event, Plan, Status, Thread
from submissions.notifications import people_told
from submissions.since import Since, marks
from submissions.step_words import DECLARATIONS, WORDS, Words
from submissions.workflow import Guard, Step, all_reasons

REVIEWS = {"return_feedback", "qa_return", "qa_pass", "approver_return", "sign_off"}
READS_ALL = {"share", "send_to_qa", "resend"}  # the steps that name responses: those of the CAF lead's draft

TEAM, PLAN_STEP = "accounts:team_detail", "submissions:plan_step"
MENDED_AT: dict[Guard, tuple[str, ...]] = {  # the words of the link, the page, and what its address names besides
    g.reviewers_appointed: ("Your team", TEAM),
    g.something_to_share: ("Recommendations", "submissions:recommendation_list"),
    g.feedback_given: ("Share with assurer", PLAN_STEP, "share"),
    g.session_over: ("Improvement and implementation session", "submissions:session_detail"),
    g.responses_complete: ("Recommendations", "submissions:recommendation_list"),
    g.check_has_no_error: ("Plan check", "submissions:plan_check"),
    g.assurer_threads_answered: ("Comments", "submissions:comment_list"),
    g.need_not_come_back: ("Send to quality assurer", PLAN_STEP, "send_to_qa"),
}


@dataclass(frozen=True)
class Told:
    """Somebody who will be told of a step."""

    name: str
    role: str


@dataclass(frozen=True)
class Lack:
    """A reason why a step is not open, and the page where that is mended; "" where there is none."""

    sentence: str
    words: str = ""
    href: str = ""


class StepPage:
    """A step of a plan before the person who may take it."""

    def __init__(self, step: Step, plan: Plan, *, by: User):
        self.step = step
        self.plan = plan
        self.case = Case(plan, by)

    @property
    def words(self) -> Words:
        return WORDS[self.step.name]

    @property
    def button(self) -> str:
        return self.words.button or self.step.label

    @property
    def declaration(self) -> str:
        return DECLARATIONS.get(self.step.name, "")

    @cached_property
    def reasons(self) -> list[Lack]:
        """Every reason why the step is not open; empty when it is."""
        return [self._lack(sentence, guard) for sentence, guard in all_reasons(self.step, self.case)]

    def _lack(self, sentence: str, guard: Guard | None) -> Lack:
        words, page, *more = MENDED_AT.get(guard, ("", "")) if guard else ("", "")
        if not page:
            return Lack(sentence)
        here = self.plan.council.code if page.startswith("accounts:") else self.plan.reference
        return Lack(sentence, words, reverse(page, args=[here, *more]))

    @property
    def _names_responses(self) -> bool:
        return self.step.name in READS_ALL and self.plan.status in self.step.sources

    @property
    def incomplete(self) -> list[str]:
        """The refs of responses that are not complete, where the step speaks of them."""
        return self.case.incomplete if self._names_responses else []

    @property
    def unanswered(self) -> list[Thread]:
        """The assurer's comments that stand in the way."""
        return self.case.unanswered if self.step.name == "send_to_qa" and self._names_responses else []

    @cached_property
    def kept(self) -> list[Talk]:
        """What the person kept until they take a step: it is sent with this one."""
        keeps = getattr(self.plan, "keeps", True)  # known of a plan that came through the door
        return talks(self.case.by, self.plan, state=Thread.State.KEPT) if keeps else []

    @property
    def shows_digest(self) -> bool:
        return "digest" in self.step.asks

    @property
    def version(self) -> int | None:
        """The number of the version that was handed over last."""
        return self.case.events[-1].version

    @property
    def code(self) -> str:
        """The document code of the version that was handed over."""
        return document_code(self.case.digest)

    @cached_property
    def voids(self) -> list[str]:
        """What the step takes away from what others have done, as sentences."""
        if self.step.target not in {Status.DRAFT, Status.APPROVAL} or self.plan.status not in self.step.sources:
            return []
        return voided(self.case.events)

    @cached_property
    def since(self) -> list[Since]:
        """Since when a reviewer may want to see what changed, before they pass the plan on or give it back."""
        return marks(self.plan, self.case.by, self.case.events) if self.step.name in REVIEWS else []

    @cached_property
    def told(self) -> list[Told]:
        return told(self.step, self.case)


def voided(events: list[Event]) -> list[str]:
    """What going back voids: the signature that stands and the confirmation after it."""
    signed = gates.signature(events)
    if signed is None:
        return []
    confirmed = gates.last(events, "confirm", "withdraw_confirmation")
    sentences = [f"This voids the signature of {signed.by_name}. The plan has to be signed again."]
    if confirmed and confirmed.step == "confirm" and confirmed.number > signed.number:
        sentences.append(f"It voids the confirmation of {confirmed.by_name} as well.")
    return sentences


def told(step: Step, case: Case) -> list[Told]:
    """Who will be told that a step was taken, with the role in which they are told. Three queries at most."""
    people = people_told(case.plan, step.tells, but=case.by)
    roles = _roles_of(people, case, set(step.tells))
    return [Told(person.name, roles.get(person.pk, Role.ASSURER).label) for person in people]


def _roles_of(people: list[User], case: Case, told_as: set[Role]) -> dict[int, Role]:
    """The role of each of these people at the council or at MHCLG, by key; whoever has none is of the assurer's."""
    found: dict[int, Role] = {}
    if told_as & set(NATIONAL_ROLES):
        groups = Group.objects.filter(user__in=people, name__in=told_as & set(NATIONAL_ROLES))
        found |= {key: Role(name) for key, name in groups.values_list("user", "name")}
    if told_as & set(COUNCIL_ROLES):
        found |= {key: role for role, keys in case.appointed.items() if role in told_as for key in keys}
    return found
