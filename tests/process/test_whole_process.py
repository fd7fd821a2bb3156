"""The whole process through its pages, against what was agreed: random people, random steps, random order.

Each run walks a plan of its own. After each thing done the plan, its record and what everybody may see are
compared with the reference, which knows nothing of the service.
"""

import html
import logging
import os
from collections.abc import Iterator
from io import StringIO
from itertools import count

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.grants import grant, revoke
from accounts.roles import Role
from iip.canonical import digest
from submissions.actions import issue_report
from submissions.document import PlanDocument
from submissions.models import Plan, Thread
from submissions.verification import broken_chain, broken_versions
from tests import make, make_assurance, make_plan
from tests.process import agreed
from tests.process.agreed import EDGES, GATES, Agreed, Content, Happened, Talk
from tests.submissions.sent_forms import controls

LONG = bool(os.environ.get("LONG"))
RUNS, STEPS = (200, 50) if LONG else (3, 40)
AT_COUNCIL = {
    "lead": "caf_lead", "second lead": "caf_lead", "writer": "contributor", "checker": "quality_assurer",
    "second checker": "quality_assurer", "approver": "approver", "second approver": "approver", "reader": "reader",
}  # fmt: skip
ELSEWHERE = {"assurer": "assurer", "analyst": "mhclg_analyst", "manager": "mhclg_manager", "stranger": ""}
people = st.sampled_from([*AT_COUNCIL, *ELSEWHERE])
colleagues = st.sampled_from(list(AT_COUNCIL))
ANSWERS = {
    "note": "Please look at this. ", "summary": "Well begun. ", "reason": "Too early. ", "checked": "All of it. ",
    "how": "In a meeting. ", "given_by": "Their lead. ", "title": "Director", "capacity": "own", "declaration": "on",
    "incomplete": "on", "given_on_day": "2", "given_on_month": "11", "given_on_year": "2026",
}  # fmt: skip
MARK = "Zebrafinch"  # in every text that anybody writes, and so in no message
COMPLETE = {
    "choice": "implement", "priority": "high", "owner": f"Head of {MARK}", "effort": "low", "complexity": "low",
    "cost_basis": "estimated", "revenue": "300", "annual": "10", "funding": "unfunded", "start": "2026/27 Q4",
    "end": "2027/28 Q1", "action": f"Do {MARK}", "notes": f"Note {MARK}", "aligns_with": f"Strategy {MARK}",
    "funding_source": f"Budget {MARK}", "budget_sign_off": f"Director {MARK}", "supporting_posts": f"Team {MARK}",
    "new_workstream": f"Stream {MARK}", "milestone_0_title": f"Bought {MARK}", "milestone_0_quarter": "2026/27 Q4",
}  # fmt: skip
ONWARD = {
    "assurer_feedback": "return_feedback", "internal_qa": "qa_pass", "approval": "sign_off", "signed_off": "confirm",
    "ready_to_submit": "submit", "submitted": "update", "closed": "reopen",
}  # fmt: skip
NEXT_GATE = {"internal_qa": ("quality_assurer", "qa_pass"), "approval": ("approver", "sign_off")}
words = count(1)
logged: list[str] = []  # every line of every log


def says(text: str = "") -> str:
    return f"{text}{MARK}-{next(words)}-"


class WholeProcess(RuleBasedStateMachine):
    """A plan, everybody who has to do with it, and what the process says of it."""

    @initialize()
    def begin(self) -> None:
        made = make_plan.plan(council=make.council(), recommendations=0)
        scope = make.scope(engagement=made.plan.assessment.engagements.get(), code="SYS1", name=f"System {MARK}")
        report = make_plan.report(scope=scope, text=says(), comment=says())
        issue_report(make_assurance.looked_over(report, by=made.people.assurer), by=made.people.assurer)
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
        self.agreed.events += [Happened("grow", "assurer", "draft", None)]
        self.refs = [response.ref for response in made.responses]
        self.agreed.content = tuple((False, 0, "") for _ in self.refs)
        self.contents: dict[str, Content | None] = {}  # by digest: what each frozen text must always say
        self.old_forms: list[tuple[str, str, dict]] = []
        self.threads: list[int] = []

    # --- what people do

    @rule(who=people, step=st.sampled_from(list(EDGES)), must_return=st.booleans())
    def anybody_tries_any_step(self, who: str, step: str, must_return: bool) -> None:
        self._try(who, step, must_return)

    @rule(data=st.data(), must_return=st.booleans())
    def somebody_takes_a_step_that_is_open(self, data: st.DataObject, must_return: bool) -> None:
        """So that plans get far: chance alone would seldom see one submitted."""
        is_open = [(w, s) for w in self.who for s in EDGES if self.agreed.answer(w, s) == 302 and s != "close"]
        if is_open:
            self._try(*data.draw(st.sampled_from(is_open)), must_return)

    def _try(self, who: str, step: str, must_return: bool) -> None:
        wanted, browser, address = self.agreed.answer(who, step), self.browsers[who], self._at(f"steps/{step}/")
        shown = browser.get(address)
        assert shown.status_code == (200 if wanted in (302, 409) else wanted), (who, step)
        form = self._form(shown.content.decode(), who, must_return)
        self.old_forms.append((who, step, form))
        mails = len(mail.outbox)
        page = browser.post(address, form)
        assert page.status_code == wanted, (who, step, self.agreed.status, _text(page))
        if wanted == 302:
            self.agreed.take(who, step, must_return=must_return)
            assert len(mail.outbox) > mails
        elif wanted == 409:
            assert "There is a problem" in _text(page)

    def _form(self, text: str, who: str, must_return: bool) -> dict:
        given = {name: says(value) if value.endswith(". ") else value for name, value in ANSWERS.items()}
        given |= {"must_return": "yes" if must_return else "no", "typed_name": self.who[who].name}
        return {name: value for name, value in controls(text).items() if name in ("seen", "digest")} | given

    @precondition(lambda self: self.old_forms)
    @rule(data=st.data())
    def an_old_form_is_sent_again(self, data: st.DataObject) -> None:
        who, step, form = data.draw(st.sampled_from(self.old_forms[-20:]))
        if form.get("seen") == [str(len(self.agreed.events))]:
            return
        page = self.browsers[who].post(self._at(f"steps/{step}/"), form)
        assert page.status_code in (403, 404, 409), (who, step)

    @rule(who=people, place=st.integers(0, 1), whole=st.booleans(), capital=st.integers(1, 3))
    def somebody_answers_a_recommendation(self, who: str, place: int, whole: bool, capital: int) -> None:
        wanted, address = self.agreed.may_write(who), self._at(f"recommendations/{self.refs[place]}/")
        reason = says()
        typed: dict = {"justification": reason} | (COMPLETE | {"capital": str(capital)} if whole else {})
        if wanted == 302:
            typed = controls(self.browsers[who].get(address).content.decode()) | typed
        assert self.browsers[who].post(address, typed).status_code == wanted, (who, self.agreed.status)
        if wanted == 302:
            done, before, _ = self.agreed.content[place]
            self.agreed.write(place, complete=done or whole, capital=capital if whole else before, reason=reason)

    @rule()
    def every_response_is_completed(self) -> None:
        for place in range(len(self.refs)):
            self.somebody_answers_a_recommendation("lead", place, True, 2)

    @rule(who=st.sampled_from(["lead", "assurer"]))
    def the_session_is_not_held(self, who: str) -> None:
        course = [event.step for event in self.agreed.events]
        begun = max(n for n, step in enumerate(course) if step in agreed.OPENS_A_COURSE)
        is_open = {"share", "record_feedback"} & set(course[begun:]) and self.agreed.status in (
            "draft", "assurer_feedback", "internal_qa", "approval",
        )  # fmt: skip
        address = self._at("session/")
        page = self.browsers[who].get(address)
        form = controls(page.content.decode()) | {"state": "not_held", "agreed_with": says(), "reason": says()}
        taken = self.browsers[who].post(address, form).status_code == 302
        may = self.agreed.roles[who] == agreed.LEAD or self.agreed.roles[who] == agreed.ASSURER
        assert taken == bool(may and is_open and page.status_code == 200), (who, self.agreed.status)
        self.agreed.session_over |= taken

    @rule(who=people, for_assurer=st.booleans(), keep=st.booleans())
    def somebody_comments(self, who: str, for_assurer: bool, keep: bool) -> None:
        wanted, said = self.agreed.may_say(who), says()
        audience = "assurer" if for_assurer or who == "assurer" else "council"
        form = {"text": said, "audience": audience, "when": "keep" if keep else "now"}
        assert self.browsers[who].post(self._at("comments/"), form).status_code == wanted, who
        if wanted == 302:
            by_assurer = self.agreed.roles[who] == agreed.ASSURER
            self.agreed.talks.append(Talk(who, audience, [said], "kept" if keep else "open", by_assurer))
            self.threads.append(Thread.objects.filter(plan=self.plan).latest("pk").pk)

    @precondition(lambda self: self.threads)
    @rule(who=people, data=st.data(), settle=st.booleans())
    def somebody_answers_or_settles_a_comment(self, who: str, data: st.DataObject, settle: bool) -> None:
        place = data.draw(st.integers(0, len(self.threads) - 1))
        talk, said = self.agreed.talks[place], says()
        may = self.agreed.may_say(who)
        if may == 302 and talk not in self.agreed.heard_by(who):
            may = 404
        address = self._at(f"comments/{self.threads[place]}/")
        page = self.browsers[who].post(f"{address}settle/" if settle else address, {"text": said})
        if may != 302:
            assert page.status_code == may, (who, talk)
        elif settle:
            assert page.status_code == 302
            talk.state = "settled" if talk.state == "open" else talk.state
        else:
            assert page.status_code == (200 if talk.state == "settled" else 302), talk
            if talk.state != "settled":
                talk.words.append(said)
                talk.answered = self.agreed.roles[who] in agreed.COUNCIL

    @rule(who=colleagues, role=st.sampled_from([*sorted(set(AT_COUNCIL.values())), ""]))
    def a_role_changes(self, who: str, role: str) -> None:
        if who == "lead":  # somebody must be left to go on
            return
        old = self.agreed.roles[who]
        if role:
            grant(Role(role), self.who[who], self.plan.council, by=self.who["lead"])
        elif old:
            revoke(Role(old), self.who[who], self.plan.council, by=self.who["lead"])
        self.agreed.roles[who] = role

    @rule(moves=st.integers(1, 8))
    def the_plan_goes_on(self, moves: int) -> None:
        """The straight way for a while, since chance alone would hardly ever see a plan signed."""
        for _ in range(moves):
            self._go_on()

    def _go_on(self) -> None:
        here = self.agreed
        if here.status == "draft":
            self._draft_on()
            return
        step = ONWARD[here.status]
        takers = [who for who in self.who if here.answer(who, step) == 302]
        if takers:
            self._try(takers[0], step, must_return=False)
        else:
            self.roles_are_what_they_were()

    def _draft_on(self) -> None:
        here = self.agreed
        owed = next((place for place, talk in enumerate(here.talks) if talk.waits), None)
        if not all(complete for complete, _, _ in here.content):
            self.every_response_is_completed()
        elif here.answer("lead", "send_to_qa") == 302:
            self._try("lead", "send_to_qa", must_return=False)
        elif not here.has_feedback:
            self._try("lead", "share", must_return=False)
        elif not here.session_over:
            self.the_session_is_not_held("lead")
        elif owed is not None:
            self._settle("lead", owed)
        else:
            self.roles_are_what_they_were()

    def _settle(self, who: str, place: int) -> None:
        address = self._at(f"comments/{self.threads[place]}/settle/")
        assert self.browsers[who].post(address).status_code == 302
        self.agreed.talks[place].state = "settled"

    @rule(data=st.data())
    def whoever_took_a_gate_is_given_the_role_of_the_next_and_tries_it(self, data: st.DataObject) -> None:
        role, step = NEXT_GATE.get(self.agreed.status, ("", ""))
        takers = {event.who for event in self.agreed.events if event.step in GATES} & set(AT_COUNCIL) - {"lead"}
        if role and takers:
            who = data.draw(st.sampled_from(sorted(takers)))
            self.a_role_changes(who, role)
            self._try(who, step, must_return=True)

    @rule()
    def people_are_reminded(self) -> None:
        call_command("send_reminders", stdout=StringIO())

    @rule()
    def roles_are_what_they_were(self) -> None:
        for who, role in AT_COUNCIL.items():
            if self.agreed.roles[who] != role:
                self.a_role_changes(who, role)

    @rule(who=people)
    def somebody_reads_the_plan(self, who: str) -> None:
        page = self.browsers[who].get(self._at("comments/"))
        assert page.status_code == self.agreed.may_read(who), (who, self.agreed.status)
        heard = self.agreed.heard_by(who) if page.status_code == 200 else []
        text = _text(page)
        for talk in self.agreed.talks:
            for said in talk.words:
                assert (said in text) == (talk in heard), (who, talk)

    # --- what always holds

    @invariant()
    def the_plan_is_where_the_process_says(self) -> None:
        self.plan = Plan.objects.with_council().get(pk=self.plan.pk)
        assert self.plan.status == self.agreed.status
        events = list(self.plan.events.order_by("number"))
        assert [event.step for event in events] == [event.step for event in self.agreed.events]
        assert [event.by_id for event in events] == [self.who[event.who].pk for event in self.agreed.events]

    @invariant()
    def the_record_is_whole_and_what_was_handed_over_says_what_it_said(self) -> None:
        events = list(self.plan.events.order_by("number"))
        versions = {v.number: v for v in self.plan.versions.select_related("document").order_by("number")}
        assert [*broken_chain(self.plan, events), *broken_versions(self.plan, versions, events)] == []
        for event, thought in zip(events, self.agreed.events, strict=True):
            assert (thought.content is None) == (event.digest == "")
            if thought.content is not None:
                assert self.contents.setdefault(event.digest, thought.content) == thought.content
        for version in versions.values():
            assert digest(version.document.text) == version.document_id

    @invariant()
    def nobody_passes_two_gates_with_one_version(self) -> None:
        passed: dict[tuple[str, str], set[str]] = {}
        for event in self.plan.events.exclude(digest=""):
            if gate := GATES.get(event.step):
                passed.setdefault((event.digest, event.by_email), set()).add(gate)
        assert all(len(gates) == 1 for gates in passed.values()), passed

    @invariant()
    def the_document_is_what_was_handed_over_unless_the_council_holds_the_pen(self) -> None:
        if self.agreed.handed is not None and self.agreed.status not in ("draft", "closed"):
            assert PlanDocument.of(self.plan).digest == self.plan.events.latest("number").digest

    @invariant()
    def what_mhclg_holds_is_what_was_submitted(self) -> None:
        submitted = [event for event in self.agreed.events if event.step == "submit"]
        held = list(self.plan.submissions.order_by("number"))
        assert [each.in_force for each in held] == [n == len(submitted) - 1 for n in range(len(submitted))]

    @invariant()
    def no_message_and_no_log_has_a_word_of_the_plan(self) -> None:
        assert not [message for message in mail.outbox if MARK in message.subject + str(message.body)]
        assert not [line for line in logged if MARK in line]

    def _at(self, place: str) -> str:
        return f"/plans/{self.plan.reference}/{place}"


def _text(page) -> str:
    return html.unescape(" ".join(page.content.decode().split()))


class Listener(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        logged.append(self.format(record))


@pytest.fixture
def _every_log_is_listened_to() -> Iterator[None]:
    """Also those that the settings keep quiet; of each what is more than its makers' own notes."""
    loggers = [logging.getLogger(name) for name in ("", *logging.root.manager.loggerDict)]
    listener, levels = Listener(), [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(listener)
        logger.setLevel(logging.INFO)
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(listener)
        logger.setLevel(level)


# The deadline and the health checks are about slow examples: these talk to a real database.
@pytest.mark.usefixtures("_every_log_is_listened_to")
@pytest.mark.django_db(transaction=True)
def test_whatever_people_do_in_whatever_order_the_process_is_the_one_agreed():
    slow = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # shrinking would walk a plan anew for minutes; the seed is printed
        print_blob=True,
    )
    run_state_machine_as_test(WholeProcess, settings=slow)
    logging.getLogger("django.request").warning("Somebody listens")
    assert any("Somebody listens" in line for line in logged)
