"""A plan of its own for each walk, everybody who has to do with it, and what the process says of it."""

import html
from collections import Counter
from itertools import count
from typing import Any

from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from accounts.roles import Role
from submissions.actions import issue_report
from submissions.models import Response
from tests import make, make_assurance, make_plan
from tests.process.agreed import Agreed
from tests.process.agreed_words import Happened, Report

AT_COUNCIL = {
    "lead": "caf_lead", "second lead": "caf_lead", "writer": "contributor", "checker": "quality_assurer",
    "second checker": "quality_assurer", "approver": "approver", "second approver": "approver", "reader": "reader",
}  # fmt: skip
ELSEWHERE = {"assurer": "assurer", "analyst": "mhclg_analyst", "manager": "mhclg_manager", "stranger": ""}
people = st.sampled_from([*AT_COUNCIL, *ELSEWHERE])
places = st.integers(0, 1)  # of the two recommendations
SCOPE = "SYS1"
MARK = "Zebrafinch"  # in every text that anybody writes, and so in no message
words = count(1)
done: Counter[str] = Counter()  # how often each thing happened, over all walks


def says(text: str = "") -> str:
    return f"{text}{MARK}-{next(words)}-"


class Walk(RuleBasedStateMachine):
    """What each part of the machine stands on."""

    def begin(self) -> None:
        made = make_plan.plan(council=make.council(), recommendations=0)
        self.plan = made.plan
        self.who = {"lead": made.people.lead, "checker": made.people.qa, "approver": made.people.approver}
        self.who |= {"assurer": made.people.assurer, "manager": made.people.manager}
        self.who["stranger"] = make.person(role=Role.CAF_LEAD, at=make.council())
        self.who["analyst"] = make.mhclg(Role.MHCLG_ANALYST)
        for name, role in AT_COUNCIL.items():
            if name not in self.who:
                self.who[name] = make.person(role=Role(role), at=made.council)
        self.browsers = {name: make.sign_in(Client(), user) for name, user in self.who.items()}
        self.agreed = Agreed(roles=AT_COUNCIL | ELSEWHERE)
        self.threads: list[int] = []  # the key of each talk
        self.suggested: list[int] = []  # the key of each proposal
        self._a_system_is_reported_on()

    def _a_system_is_reported_on(self) -> None:
        engagement = self.plan.assessment.engagements.get()
        self.scope = make.scope(engagement=engagement, code=SCOPE, name=f"System {MARK}")
        text = says()
        drafted = make_plan.report(scope=self.scope, text=text, comment=says())
        self.refs = list(drafted.recommendations.order_by("position").values_list("ref", flat=True))
        issue_report(make_assurance.looked_over(drafted, by=self.who["assurer"]), by=self.who["assurer"])
        self.agreed.issued = self.agreed.answered = Report(1, ((0, text), (1, text)))
        self.agreed.events.append(Happened("grow", "assurer", "draft"))

    def teardown(self) -> None:
        """Count what this walk saw, so that a long run can say that it saw everything."""
        if hasattr(self, "agreed"):
            done.update(event.step for event in self.agreed.events)
            done.update(proposal.state for proposal in self.agreed.proposals)

    # --- what the parts ask for

    def _at(self, place: str) -> str:
        return f"/plans/{self.plan.reference}/{place}"

    def _row(self, place: int, end: str = "") -> str:
        return self._at(f"recommendations/{self.refs[place]}/{end}")

    def _response(self, place: int) -> Response:
        return Response.objects.get(plan=self.plan, ref=self.refs[place])

    def _hears(self, who: str) -> None:
        """A person reads what is said about the plan: all that is for them, and nothing else."""
        page = self.browsers[who].get(self._at("comments/"))
        assert page.status_code == self.agreed.may_read(who), (who, self.agreed.status)
        heard = self.agreed.heard_by(who) if page.status_code == 200 else []
        text = text_of(page)
        for talk in self.agreed.talks:
            for said in talk.words:
                assert (said in text) == (talk in heard), (who, talk)

    def _is_answered(self, who: str, address: str, form: dict[str, Any], wanted: int) -> str:
        """Send a form, and hold the answer against what is wanted; a refusal gives its reason."""
        page = self.browsers[who].post(address, form)
        assert page.status_code == wanted, (who, address, self.agreed.status, text_of(page))
        text = text_of(page)
        assert wanted != 409 or "There is a problem" in text, (address, text)
        return text


def text_of(page: Any) -> str:
    return html.unescape(" ".join(page.content.decode().split()))
