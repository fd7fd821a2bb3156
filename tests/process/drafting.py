"""What happens to a draft: answers, the session, talk about it, and roles that come and go."""

from io import StringIO

from django.core.management import call_command
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from accounts.grants import grant, revoke
from accounts.roles import Role
from submissions.models import Thread
from tests.process.agreed_words import ASSURER, COUNCIL, LEAD, OPENS_A_COURSE, Talk
from tests.process.walk import AT_COUNCIL, MARK, Walk, people, places, says
from tests.submissions.sent_forms import controls

COMPLETE = {
    "choice": "implement", "priority": "high", "owner": f"Head of {MARK}", "effort": "low", "complexity": "low",
    "cost_basis": "estimated", "revenue": "300", "annual": "10", "funding": "unfunded", "start": "2026/27 Q4",
    "end": "2027/28 Q1", "action": f"Do {MARK}", "notes": f"Note {MARK}", "aligns_with": f"Strategy {MARK}",
    "funding_source": f"Budget {MARK}", "budget_sign_off": f"Director {MARK}", "supporting_posts": f"Team {MARK}",
    "new_workstream": f"Stream {MARK}", "milestone_0_title": f"Bought {MARK}", "milestone_0_quarter": "2026/27 Q4",
}  # fmt: skip
WITH_A_SESSION = ("draft", "assurer_feedback", "internal_qa", "approval")
colleagues = st.sampled_from(list(AT_COUNCIL))


class Drafting(Walk):
    @rule(who=people, place=places, whole=st.booleans(), capital=st.integers(1, 3))
    def somebody_answers_a_recommendation(self, who: str, place: int, whole: bool, capital: int) -> None:
        wanted, reason = self.agreed.may_write(who, place), says()
        typed: dict = {"justification": reason} | (COMPLETE | {"capital": str(capital)} if whole else {})
        if wanted == 302:
            typed = controls(self.browsers[who].get(self._row(place)).content.decode()) | typed
        self._is_answered(who, self._row(place), typed, wanted)
        if wanted == 302:
            self.agreed.write(place, reason=reason, **({"complete": True, "capital": capital} if whole else {}))

    @rule()
    def every_response_is_completed(self) -> None:
        for row in self.agreed.content.rows:
            if not row.answer.complete:
                self.somebody_answers_a_recommendation("lead", row.place, True, 2)

    @rule(who=st.sampled_from(["lead", "assurer"]))
    def the_session_is_not_held(self, who: str) -> None:
        course = [event.step for event in self.agreed.events]
        begun = max(n for n, step in enumerate(course) if step in OPENS_A_COURSE)
        is_open = {"share", "record_feedback"} & set(course[begun:]) and self.agreed.status in WITH_A_SESSION
        page = self.browsers[who].get(self._at("session/"))
        form = controls(page.content.decode()) | {"state": "not_held", "agreed_with": says(), "reason": says()}
        taken = self.browsers[who].post(self._at("session/"), form).status_code == 302
        may = self.agreed.roles[who] in (LEAD, ASSURER)
        assert taken == bool(may and is_open and page.status_code == 200), (who, self.agreed.status)
        self.agreed.session_over |= taken

    @rule(who=people, for_assurer=st.booleans(), keep=st.booleans(), hearer=st.one_of(st.just("assurer"), people))
    def somebody_comments(self, who: str, for_assurer: bool, keep: bool, hearer: str) -> None:
        wanted, said = self.agreed.may_say(who), says()
        audience = "assurer" if for_assurer or who == "assurer" else "council"
        form = {"text": said, "audience": audience, "when": "keep" if keep else "now"}
        self._is_answered(who, self._at("comments/"), form, wanted)
        if wanted == 302:
            by_assurer = self.agreed.roles[who] == ASSURER
            self.agreed.talks.append(Talk(who, audience, [said], "kept" if keep else "open", by_assurer))
            self.threads.append(Thread.objects.filter(plan=self.plan).latest("pk").pk)
            self._hears(hearer)

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
                talk.answered = self.agreed.roles[who] in COUNCIL

    def _settle(self, who: str, place: int) -> None:
        self._is_answered(who, self._at(f"comments/{self.threads[place]}/settle/"), {}, 302)
        self.agreed.talks[place].state = "settled"

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

    @rule()
    def roles_are_what_they_were(self) -> None:
        for who, role in AT_COUNCIL.items():
            if self.agreed.roles[who] != role:
                self.a_role_changes(who, role)

    @rule()
    def people_are_reminded(self) -> None:
        call_command("send_reminders", stdout=StringIO())
