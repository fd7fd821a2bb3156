"""The public edition of a committee paper: what is withheld is named at its place, and listed at the end. Pure."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from django.conf import settings

from iip.canonical import canonical, digest
from submissions.briefing_tables import Grid
from submissions.papers.blocks import Block, Heading, Notice, Points, Prompt, Table, Words, sections_of
from submissions.papers.editions import Edition, Which, listed, meeting, paragraphs
from submissions.papers.kinds import Ground, Kind
from submissions.papers.mentions import Names
from submissions.papers.paper import Paper
from submissions.papers.withholding import Judged, Why, judge
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
REVIEWED = "OFFICIAL"
SCHEDULE = "Schedule: what is withheld, and why"


class Place(NamedTuple):
    """A piece of the paper: the heading it stands under, and its name."""

    section: str
    name: str


@dataclass(frozen=True)
class Reviewed:
    """A review of the public edition: when, and what it withholds beside the rules."""

    on: datetime.date
    more: Mapping[Place, Why]


class Publication:
    """What the public may read of one paper: by the rules alone, or as it was reviewed."""

    def __init__(self, paper: Paper, names: Names, review: Reviewed | None = None):
        self.paper, self.names, self.review = paper, names, review
        self.sections = [
            (each.heading, [self._judge(each.heading.text, block) for block in each.blocks])
            for each in sections_of(paper.blocks)
        ]

    def _judge(self, section: str, block: Block) -> Judged:
        """By the rules, and then by the review, which can only take away."""
        found = judge(section, block, self.names)
        more = self.review.more.get(Place(section, block.name)) if self.review else None
        if more is None or not is_open(found):
            return found
        reason = "" if self.names.mentioned(more.because) else f": {more.because.rstrip('.')}"
        why = Why(more.ground, f"The council’s review{reason}")
        return Judged(section, block, None, block.name, (*found.why, why))

    @property
    def places(self) -> list[Place]:
        """What a review may withhold besides."""
        return [Place(each.section, each.block.name) for _, judged in self.sections for each in judged if is_open(each)]

    @property
    def digest(self) -> str:
        """SHA-256 of its words: whoever reviews it reviews these."""
        return digest(canonical([[block.shape, *block.texts] for block in self.blocks]))

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
        said, marking = UNTIL_REVIEWED, NOT_REVIEWED
        if self.review:
            day = self.review.on
            said, marking = f"Reviewed for publication on {day.day} {day:%B %Y}.", REVIEWED
        opening = (Words("What edition it is", STATEMENT, OWN), Words("Review", said, Kind.ASSURANCE), *meeting())
        return Edition(self.paper, Which.PUBLIC, marking, opening, self.blocks)

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


def is_open(judged: Judged) -> bool:
    """Whether a review may withhold a piece: it is shown, and tells something of the plan."""
    return judged.shown is not None and set(judged.block.kinds) != {OWN}


def _grounds(withheld: Iterable[Judged]) -> list[Ground]:
    return sorted({why.ground for each in withheld for why in each.why}, key=lambda ground: ground.paragraph)


def _note(number: int, withheld: Judged) -> tuple[str, ...]:
    why = "\n".join(f"{each.because} (paragraph {each.ground.paragraph})." for each in withheld.why)
    return str(number), withheld.section, withheld.what, why


def _lower(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"
