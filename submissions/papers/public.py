"""The public edition of a committee paper: what is withheld is named at its place, and listed at the end. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from django.conf import settings

from submissions.briefing_tables import Grid
from submissions.papers.blocks import Block, Heading, Notice, Points, Prompt, Table, Words, sections_of
from submissions.papers.editions import Edition, Which, listed, meeting, paragraphs
from submissions.papers.kinds import Ground, Kind
from submissions.papers.mentions import Names
from submissions.papers.paper import Paper
from submissions.papers.withholding import Judged, judge
from submissions.provenance import MARKING

OWN = Kind.OWN_WORDS
NOT_REVIEWED = f"{MARKING}: not reviewed for publication"
STATEMENT = (
    "Public edition. Exempt information is withheld. Each place where something is withheld says so, and the schedule "
    "at the end lists what it is and why."
)
UNTIL_REVIEWED = (
    "This edition has not been reviewed for publication. Do not publish it until the council’s CAF lead has reviewed "
    "it."
)
SCHEDULE = "Schedule: what is withheld, and why"


class Publication:
    """What the public may read of one paper."""

    def __init__(self, paper: Paper, names: Names):
        self.paper = paper
        self.sections = [
            (each.heading, [judge(each.heading.text, block, names) for block in each.blocks])
            for each in sections_of(paper.blocks)
        ]

    @cached_property
    def withheld(self) -> list[Judged]:
        """What is withheld, wholly or in part, in its order: the notes of the schedule."""
        return [each for _, section in self.sections for each in section if each.why]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Everything that it says, the schedule last."""
        return (*self._body(), *self._schedule())

    def edition(self) -> Edition:
        """The edition that leaves the service."""
        opening = (Words("What edition it is", STATEMENT, OWN), Words("Review", UNTIL_REVIEWED, OWN), *meeting())
        return Edition(self.paper, Which.PUBLIC, NOT_REVIEWED, opening, self.blocks)

    def _body(self) -> Iterator[Block]:
        for heading, section in self.sections:
            has_table = any(isinstance(each.shown, Table) for each in section)
            yield replace(heading, is_wide=heading.is_wide and has_table)
            yield from self._shown(section)

    def _shown(self, section: Iterable[Judged]) -> Iterator[Block]:
        """What is shown, with one notice for all that is withheld between two things that are shown."""
        waiting: list[Judged] = []
        for each in section:
            if each.shown is not None:
                yield from self._notice(waiting)
                yield each.shown
                waiting = []
            if each.why:
                waiting.append(each)
        yield from self._notice(waiting)

    def _notice(self, withheld: list[Judged]) -> Iterator[Block]:
        if not withheld:
            return
        numbers = [self.withheld.index(each) + 1 for each in withheld]
        what = "; ".join(each.what for each in withheld)
        holds = "; ".join(dict.fromkeys(_lower(why.because) for each in withheld for why in each.why))
        law = f"Exempt under {paragraphs(_grounds(withheld))}: see {listed('note', numbers)} of the schedule."
        said = f"Withheld: {what}. It holds: {holds}. {law}"
        yield Notice("Notice", said, OWN)

    def _schedule(self) -> Iterator[Block]:
        yield Heading("Heading", SCHEDULE, OWN)
        if not self.withheld:
            yield Words("That nothing is withheld", "Nothing is withheld.", OWN)
            return
        yield Words("Which law applies", f"The paragraphs are those of {settings.EXEMPT_LAW}.", OWN)
        lines = [f"Paragraph {ground.paragraph}: {ground.text}." for ground in _grounds(self.withheld)]
        yield Points("The paragraphs", lines, [OWN] * len(lines))
        yield Words("The public interest", settings.EXEMPT_TEST, OWN)
        asked = "[To fill in by the monitoring officer: how the public interest was weighed.]"
        yield Prompt("How the public interest was weighed", asked, OWN)
        rows = [_note(number, each) for number, each in enumerate(self.withheld, 1)]
        grid = Grid("What is withheld", ("Note", "Section", "What is withheld", "Why"), rows)
        yield Table(grid.name, grid, [OWN] * 4, (2, 7, 10, 14))


def _grounds(withheld: Iterable[Judged]) -> list[Ground]:
    return sorted({why.ground for each in withheld for why in each.why}, key=lambda ground: ground.paragraph)


def _note(number: int, withheld: Judged) -> tuple[str, ...]:
    why = "\n".join(f"{each.because} (paragraph {each.ground.paragraph})." for each in withheld.why)
    return str(number), withheld.section, withheld.what, why


def _lower(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"
