"""Who reads what: the plan as it stands, what is said about it, and each version that was handed over."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.process.walk import Walk, people, text_of


class Reading(Walk):
    @rule(who=people)
    def somebody_reads_the_plan(self, who: str) -> None:
        self._hears(who)

    @rule(who=people)
    def somebody_reads_the_plan_as_it_stands(self, who: str) -> None:
        page = self.browsers[who].get(self._at("read/"))
        assert page.status_code == self.agreed.may_read(who), (who, self.agreed.status)
        self._says_exactly(text_of(page), self.agreed.content.words if page.status_code == 200 else set())

    @precondition(lambda self: self.agreed.versions)
    @rule(who=people, data=st.data())
    def somebody_reads_a_version(self, who: str, data: st.DataObject) -> None:
        """Also one that is not there yet."""
        number = data.draw(st.integers(1, len(self.agreed.versions) + 1))
        page = self.browsers[who].get(self._at(f"versions/{number}/"))
        assert page.status_code == self.agreed.may_read_version(who, number), (who, number)
        self._says_exactly(text_of(page), self.agreed.versions[number - 1].words if page.status_code == 200 else set())

    def _says_exactly(self, text: str, wanted: set[str]) -> None:
        """All that this content says, and nothing that another says."""
        known = self.agreed.content.words.union(*(version.words for version in self.agreed.versions))
        assert {word for word in known if word in text} == wanted
