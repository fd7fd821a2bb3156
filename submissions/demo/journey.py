"""Walking a council's plan through the real process to where the demonstration wants it."""

import datetime
from collections.abc import Callable

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from submissions import checklist, sessions
from submissions.boxes import Written
from submissions.conversation import reply, start_thread
from submissions.delegation import hand_over
from submissions.demo.answers import answer
from submissions.demo.people import Cast
from submissions.demo.places import Place
from submissions.models import Event, Plan, Status, Suggestion, Thread
from submissions.responses import save_response
from submissions.step_words import DECLARATIONS
from submissions.suggestions import accept, suggest
from submissions.workflow import BY_NAME, Answers, take

WAY: dict[Status, tuple[str, ...]] = {
    Status.DRAFT: (),
    Status.ASSURER_FEEDBACK: ("share", "suggest"),
    Status.INTERNAL_QA: ("talk", "return_feedback", "accept", "session", "send_to_qa"),
    Status.APPROVAL: ("check", "qa_pass"),
    Status.SIGNED_OFF: ("sign_off",),
    Status.READY_TO_SUBMIT: ("confirm",),
    Status.SUBMITTED: ("submit", "ask"),
}
NOTES = {
    "share": "A first draft. We are least sure about the costs.",
    "return_feedback": "A sound plan. We suggest that the inventory comes before everything that leans on it.",
    "qa_pass": "I checked owners, costs and dates against the budget and the risk register.",
    "close": "The council ends in April, and its successor makes a plan of its own.",
}


class Journey:
    """A plan with the people who move it."""

    def __init__(self, plan: Plan, place: Place, cast: Cast):
        self.plan = plan
        self.people = {**cast.national, **cast.at_firm[place.firm], **cast.at_council[place.name]}
        self.lead = self.people[Role.CAF_LEAD]

    def go(self, status: Status) -> None:
        """Take every step on the way to a status."""
        if status == Status.CLOSED:
            self.step("close")
            return
        order = list(WAY)
        for stage in order[: order.index(status) + 1]:
            for name in WAY[stage]:
                self.step(name) if name in BY_NAME else BETWEEN[name](self)

    def respond(self, *, parts: tuple[int, int] = (1, 1)) -> None:
        """Answer the first so many of every so many recommendations, completely."""
        some, of = parts
        responses = self.plan.responses.select_related("plan", "recommendation").order_by("pk")
        answered = [(n, r) for n, r in enumerate(responses) if n % of < some]
        for number, response in answered:
            values = answer(self.plan, response, number)
            save_response(response, values, seen=response.version, by=self.lead)

    def step(self, name: str) -> Event:
        """Take a step as the person whose step it is, with what its page asks for."""
        step = BY_NAME[name]
        by = self.people[step.roles[0]]
        return take(step, self.plan, by=by, answers=self.answers(name, by))

    def answers(self, name: str, by: User) -> Answers:
        asks = BY_NAME[name].asks
        signed = "signature" in asks
        version = self.plan.versions.first() if signed else None
        return Answers(
            note=NOTES.get(name, ""),
            expected_by=timezone.localdate() + datetime.timedelta(days=14) if "expected_by" in asks else None,
            typed_name=by.name if signed else "",
            title="Director of Corporate Resources" if signed else "",
            capacity=Event.Capacity.OWN if signed else "",
            declaration=DECLARATIONS.get(name, ""),
            digest=version.document_id if version else "",
            details={"incomplete": True} if "incomplete" in asks else {},
        )

    def talk(self) -> None:
        """The assurer asks, and the council answers."""
        response = self.plan.responses.order_by("pk").first()
        assurer = self.people[Role.ASSURER]
        asked = start_thread(
            self.plan,
            response=response,
            text="Who stands in for the owner while they are away?",
            audience=Thread.Audience.ASSURER,
            by=assurer,
        )
        reply(asked, text="Their deputy does. We have written it into the job description.", by=self.lead)

    def suggest(self) -> None:
        """The assurer would have the first response say more."""
        response = self.plan.responses.select_related("plan").order_by("pk").first()
        assert response, "the report makes recommendations"
        value = f"{response.justification} It also lowers what an incident would cost."
        reason = "Members will ask what it saves."
        suggest(response, "justification", value, by=self.people[Role.ASSURER], reason=reason)

    def accept(self) -> None:
        """The CAF lead accepts what was suggested."""
        for suggestion in Suggestion.objects.filter(response__plan=self.plan).select_related("response__plan"):
            accept(suggestion, seen=suggestion.response.version, by=self.lead)

    def ask(self) -> None:
        """MHCLG asks about the submission; the council has not answered yet."""
        start_thread(
            self.plan,
            submission=self.plan.submissions.get(in_force=True),
            text="Which of these actions would a shared contract with your neighbours bring forward?",
            audience=Thread.Audience.MHCLG,
            by=self.people[Role.MHCLG_ANALYST],
        )

    def session(self) -> None:
        """The improvement and implementation session, held last week."""
        at = timezone.now() - datetime.timedelta(days=7)
        said = {
            "attended": "The CAF lead, the assurer and two heads of service",
            "notes": "The order of work was agreed.",
        }
        sessions.record_held(self.plan, by=self.lead, seen=sessions.mark_of(sessions.current(self.plan)), at=at, **said)

    def check(self) -> None:
        """The quality assurer ticks every item but the last, and says why."""
        items = checklist.items_for(self.plan.council)
        ticks = {item: Written((True, ""), 0) for item in items[:-1]}
        ticks[items[-1]] = Written((False, "One name is left in a note; the CAF lead knows."), 0)
        version = self.plan.versions.first()
        assert version, "it was handed over"
        checklist.save(self.plan, version.number, ticks, by=self.people[Role.QUALITY_ASSURER])

    def delegate(self) -> None:
        """Two recommendations are given to the council's delegate."""
        for response in self.plan.responses.select_related("plan").order_by("-pk")[:2]:
            hand_over(response, self.people[Role.DELEGATE], by=self.lead)


BETWEEN: dict[str, Callable[[Journey], None]] = {
    "suggest": Journey.suggest,
    "talk": Journey.talk,
    "accept": Journey.accept,
    "ask": Journey.ask,
    "session": Journey.session,
    "check": Journey.check,
}
