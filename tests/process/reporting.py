"""The report while the plan runs: new versions are opened, issued and dropped, and what was wrong is withdrawn."""

from django.core import mail
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from assurance.models import Report as WrittenReport
from tests import make_assurance, make_plan
from tests.process.agreed_words import Report
from tests.process.walk import SCOPE, Walk, people, places, says

changes = st.sampled_from(["words", "words", "other refs"])
hands = st.one_of(st.just("assurer"), people)  # whose a report is, more often than the others


class Reporting(Walk):
    @rule(who=hands, place=places, change=changes)
    def a_new_version_of_the_report_is_opened(self, who: str, place: int, change: str) -> None:
        wanted = self.agreed.may_change_report(who, "open")
        self._is_answered(who, self._report("new-version/"), {}, wanted)
        if self.agreed.issued and wanted == 302:
            self._is_drafted(self._drafted(dict(self.agreed.issued.says), place, change))
        elif who == "assurer" and not self.agreed.issued and not self.agreed.in_hand:
            text = says()  # as an upload begins a report again that was withdrawn
            make_plan.report(scope=self.scope, text=text, comment=says())
            self._is_drafted(((0, text), (1, text)))

    def _drafted(self, says_now: dict[int, str], place: int, change: str) -> tuple[tuple[int, str], ...]:
        """Change the draft: one recommendation says something else, or comes or goes."""
        draft = WrittenReport.objects.in_hand().get(scope=self.scope)
        ref, text = self.refs[place], says()
        if place not in says_now:
            make_assurance.recommendation(draft, ref.split("-")[1], ref=ref, position=place + 1, text=text)
            says_now[place] = text
        elif change == "words":
            draft.recommendations.filter(ref=ref).update(text=text)
            says_now[place] = text
        else:
            draft.recommendations.filter(ref=ref).delete()
            del says_now[place]
        return tuple(sorted(says_now.items()))

    def _is_drafted(self, says_now: tuple[tuple[int, str], ...]) -> None:
        draft = WrittenReport.objects.in_hand().get(scope=self.scope)
        make_assurance.looked_over(draft, by=self.who["assurer"])
        self.agreed.in_hand = Report(draft.number, says_now)

    @rule(place=places, change=changes)
    def a_new_version_is_opened_and_issued_at_once(self, place: int, change: str) -> None:
        self.a_new_version_of_the_report_is_opened("assurer", place, change)
        self._issue("assurer")

    @precondition(lambda self: self.agreed.in_hand)
    @rule(who=hands)
    def what_is_in_hand_is_issued(self, who: str) -> None:
        self._issue(who)

    @rule(who=hands)
    def what_is_not_in_hand_is_issued(self, who: str) -> None:
        if not self.agreed.in_hand:
            self._issue(who)

    def _issue(self, who: str) -> None:
        wanted, mails = self.agreed.may_change_report(who, "issue"), len(mail.outbox)
        self._is_answered(who, self._report("issue/"), {"why": says()}, wanted)
        if wanted == 302:
            self.agreed.issue(who)
            assert len(mail.outbox) > mails

    @precondition(lambda self: self.agreed.in_hand)
    @rule(who=hands)
    def the_new_version_is_dropped(self, who: str) -> None:
        wanted = self.agreed.may_change_report(who, "drop")
        self._is_answered(who, self._report("new-version/drop/"), {}, wanted)
        if wanted == 302:
            self.agreed.in_hand = None

    @rule(who=st.one_of(st.sampled_from(["assurer", "manager"]), people), really=st.integers(0, 3))
    def the_report_is_withdrawn(self, who: str, really: int) -> None:
        wanted, mails = self.agreed.may_change_report(who, "withdraw"), len(mail.outbox)
        if wanted == 302 and really:  # seldom, so that there mostly is something to answer
            return
        self._is_answered(who, self._report("withdraw/"), {"reason": says()}, wanted)
        if wanted == 302:
            self.agreed.withdraw(who)
            assert len(mail.outbox) > mails

    def _report(self, place: str) -> str:
        return f"/reports/{self.plan.assessment.reference}/scopes/{SCOPE}/{place}"
