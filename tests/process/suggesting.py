"""Suggestions: reviewers say what a field should say; the CAF lead accepts or declines them, one by one and once."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from submissions.facts import differing, facts_of
from submissions.models import Change, Response, Suggestion
from tests.process.agreed_words import Proposal
from tests.process.walk import Walk, people, places, says, text_of

CALLED = {"justification": "reason", "capital": "capital"}  # each field that is suggested, as the reference has it
capitals = st.sampled_from([0, 0, 1, 2, 3])  # of 0, words are suggested instead
reviewers = st.sampled_from(["checker", "approver", "assurer"])
BECOMES = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}


class Suggesting(Walk):
    @rule(who=people, place=places, capital=capitals)
    def somebody_suggests_a_change(self, who: str, place: int, capital: int) -> None:
        field, value = ("capital", capital) if capital else ("justification", says())
        wanted, reason = self.agreed.may_suggest(who, place), says()
        if wanted == 302 and self._said(place, field) == value:
            wanted = 200  # the plan says so already, and so does the page
        self._is_answered(who, self._row(place, f"suggest/?field={field}"), {field: value, "reason": reason}, wanted)
        if wanted == 302:
            self.agreed.suggest(Proposal(who, self.agreed.roles[who], place, field, value, reason))
            self.suggested.append(Suggestion.objects.filter(response__plan=self.plan).latest("pk").pk)

    def _said(self, place: int, field: str) -> Any:
        answer = self.agreed.answers.get(place)
        return getattr(answer, CALLED[field]) if answer else ""

    @precondition(lambda self: self.suggested)
    @rule(who=people, data=st.data(), how=st.sampled_from(list(BECOMES)))
    def somebody_decides_a_suggestion(self, who: str, data: st.DataObject, how: str) -> None:
        self._decide(who, data.draw(st.integers(0, len(self.suggested) - 1)), how)

    @rule(who=reviewers, place=places, capital=capitals, how=st.sampled_from(["accept", "accept", "decline"]))
    def a_reviewer_suggests_a_change_and_whatever_waits_is_decided(
        self, who: str, place: int, capital: int, how: str
    ) -> None:
        self.somebody_suggests_a_change(who, place, capital)
        for number, proposal in enumerate(self.agreed.proposals):
            if proposal.state == "open":
                self._decide("lead", number, how)

    def _decide(self, who: str, number: int, how: str) -> None:
        proposal, pk = self.agreed.proposals[number], self.suggested[number]
        wanted = self.agreed.may_decide(who, proposal, how)
        before, changes = self._facts(proposal.place), self._changes()
        form = {"seen": self._response(proposal.place).version}
        self._is_answered(who, self._at(f"suggestions/{pk}/{how}/"), form, wanted)
        after, written = self._facts(proposal.place), self._changes() - changes
        if wanted != 302 or how != "accept":
            assert (differing(before, after), written) == ([], set())
        else:
            assert differing(before, after) == ([proposal.field] if written else [])
            assert getattr(after, proposal.field) == proposal.value
            self._both_are_named(who, proposal, written)
        if wanted == 302:
            proposal.state, proposal.decided_by = BECOMES[how], who

    def _both_are_named(self, who: str, proposal: Proposal, written: set[int]) -> None:
        """One change, which says who suggested it and who accepted it; none where the plan said so already."""
        assert len(written) == (self._said(proposal.place, proposal.field) != proposal.value)
        if written:
            change = Change.objects.select_related("suggestion").get(pk__in=written)
            named = (change.field, change.source, change.by_id, change.suggestion.by_id)
            assert named == (proposal.field, "suggestion", self.who[who].pk, self.who[proposal.by].pk)
            self.agreed.write(proposal.place, **{CALLED[proposal.field]: proposal.value})
            page = text_of(self.browsers[who].get(self._row(proposal.place)))
            assert {name for name in (who, proposal.by) if self.who[name].name not in page} == set()

    def _facts(self, place: int):
        return facts_of(Response.objects.get(plan=self.plan, ref=self.refs[place]))

    def _changes(self) -> set[int]:
        return set(Change.objects.filter(response__plan=self.plan).values_list("pk", flat=True))

    @rule(who=people)
    def somebody_reads_the_suggestions(self, who: str) -> None:
        page = self.browsers[who].get(self._at("suggestions/?state=all"))
        assert page.status_code == self.agreed.may_read(who), (who, self.agreed.status)
        seen = self.agreed.seen_by(who) if page.status_code == 200 else []
        text = text_of(page)
        for proposal in self.agreed.proposals:
            assert (proposal.reason in text) == (proposal in seen), (who, proposal)
