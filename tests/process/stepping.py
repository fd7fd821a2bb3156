"""Steps of the process: anybody tries any, in any order, with new forms and with old ones."""

from django.core import mail
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from accounts.models import User
from submissions.workflow import BY_NAME, why_not
from tests.process.agreed_words import EDGES, GATES
from tests.process.drafting import Drafting
from tests.process.walk import AT_COUNCIL, people, says
from tests.submissions.sent_forms import controls

ANSWERS = {
    "note": "Please look at this. ", "summary": "Well begun. ", "reason": "Too early. ", "checked": "All of it. ",
    "how": "In a meeting. ", "given_by": "Their lead. ", "title": "Director", "capacity": "own", "declaration": "on",
    "incomplete": "on", "given_on_day": "2", "given_on_month": "11", "given_on_year": "2026",
}  # fmt: skip
ONWARD = {
    "assurer_feedback": "return_feedback", "internal_qa": "qa_pass", "approval": "sign_off", "signed_off": "confirm",
    "ready_to_submit": "submit", "submitted": "update", "closed": "reopen",
}  # fmt: skip
STARTS = (9, 6, 7, 8, 10, 0, 3, 5)  # moves on the straight way: of eight, five come to a signature or near it
NEXT_GATE = {"internal_qa": ("quality_assurer", "qa_pass"), "approval": ("approver", "sign_off")}


class Stepping(Drafting):
    def __init__(self) -> None:
        super().__init__()
        self.old_forms: list[tuple[str, str, dict]] = []

    @initialize(moves=st.sampled_from(STARTS), data=st.data(), must_return=st.booleans())
    def a_plan_begins_and_has_come_some_way(self, moves: int, data: st.DataObject, must_return: bool) -> None:
        """Then somebody takes a step, mostly off the straight way."""
        self.begin()
        for _ in range(moves):
            self._go_on()
        self.somebody_takes_a_step_that_is_open(data, must_return)

    @rule(who=people, step=st.sampled_from(list(EDGES)), must_return=st.booleans())
    def anybody_tries_any_step(self, who: str, step: str, must_return: bool) -> None:
        self._try(who, step, must_return)

    @rule(data=st.data(), must_return=st.booleans())
    def somebody_takes_a_step_that_is_open(self, data: st.DataObject, must_return: bool) -> None:
        """So that plans get far: chance alone would seldom see one submitted."""
        is_open = [(w, s) for w in self.who for s in EDGES if self.agreed.answer(w, s) == 302 and s != "close"]
        if is_open:
            self._try(*data.draw(st.sampled_from(is_open)), must_return)

    @rule(seldom=st.integers(0, 9))
    def the_plan_is_closed(self, seldom: int) -> None:
        """Seldom, as nothing but reopening is open then."""
        if not seldom and self.agreed.answer("manager", "close") == 302:
            self._try("manager", "close", must_return=False)

    def _try(self, who: str, step: str, must_return: bool) -> None:
        wanted, browser, address = self.agreed.answer(who, step), self.browsers[who], self._at(f"steps/{step}/")
        shown = browser.get(address)
        assert shown.status_code == (200 if wanted in (302, 409) else wanted), (who, step)
        form = self._form(shown.content.decode(), who, must_return)
        self.old_forms.append((who, step, form))
        mails = len(mail.outbox)
        self._is_answered(who, address, form, wanted)
        if wanted == 302:
            self.agreed.take(who, step, must_return=must_return)
            assert len(mail.outbox) > mails

    def _form(self, text: str, who: str, must_return: bool) -> dict:
        given = {name: says(value) if value.endswith(". ") else value for name, value in ANSWERS.items()}
        given |= {"must_return": "yes" if must_return else "no", "typed_name": self.who[who].name}
        return {name: value for name, value in controls(text).items() if name in ("seen", "digest")} | given

    @rule()
    def everybody_is_offered_the_steps_that_are_open_to_them_and_no_others(self) -> None:
        """Each step for each person, as the buttons of their pages ask; the pages themselves take too long for all."""
        for who, user in self.who.items():
            me = User.objects.get(pk=user.pk)
            offered = {name for name in EDGES if not why_not(BY_NAME[name], self.plan, by=me)}
            assert offered == {name for name in EDGES if self.agreed.answer(who, name) == 302}, who

    @precondition(lambda self: self.old_forms)
    @rule(data=st.data())
    def an_old_form_is_sent_again(self, data: st.DataObject) -> None:
        who, step, form = data.draw(st.sampled_from(self.old_forms[-20:]))
        if form.get("seen") == [str(len(self.agreed.events))]:
            return
        page = self.browsers[who].post(self._at(f"steps/{step}/"), form)
        assert page.status_code in (403, 404, 409), (who, step)

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
        self._whoever_took_a_gate_last_tries_the_next()
        if here.status not in ONWARD:
            return
        step = ONWARD[here.status]
        takers = [who for who in self.who if here.answer(who, step) == 302]
        if takers:
            self._try(takers[0], step, must_return=False)
        else:
            self.roles_are_what_they_were()

    def _whoever_took_a_gate_last_tries_the_next(self) -> None:
        """With the role that it asks for, which is theirs only for this."""
        role, step = NEXT_GATE.get(self.agreed.status, ("", ""))
        takers = [e.who for e in self.agreed.events if e.step in GATES and e.who in AT_COUNCIL and e.who != "lead"]
        if role and takers:
            who, had = takers[-1], self.agreed.roles[takers[-1]]
            self.a_role_changes(who, role)
            self._try(who, step, must_return=True)
            self.a_role_changes(who, had)

    def _draft_on(self) -> None:
        here = self.agreed
        owed = next((place for place, talk in enumerate(here.talks) if talk.waits), None)
        if not here.content.is_complete:
            self.every_response_is_completed()
        elif senders := [who for who in ("second lead", "lead") if here.answer(who, "send_to_qa") == 302]:
            self._try(senders[0], "send_to_qa", must_return=False)
        elif not here.has_feedback:
            self._try("lead", "share", must_return=False)
        elif not here.session_over:
            self.the_session_is_not_held("lead")
        elif owed is not None:
            self._settle("lead", owed)
        else:
            self.roles_are_what_they_were()

    @rule(data=st.data())
    def whoever_took_a_gate_is_given_the_role_of_the_next_and_tries_it(self, data: st.DataObject) -> None:
        role, step = NEXT_GATE.get(self.agreed.status, ("", ""))
        takers = {event.who for event in self.agreed.events if event.step in GATES} & set(AT_COUNCIL) - {"lead"}
        if role and takers:
            who = data.draw(st.sampled_from(sorted(takers)))
            self.a_role_changes(who, role)
            self._try(who, step, must_return=True)
