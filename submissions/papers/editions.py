"""The editions of a committee paper, made from its one list of blocks: what each page says of it, and what is in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from submissions.briefing import Briefing
from submissions.document import PlanDocument, Provenance
from submissions.papers import tables
from submissions.papers.blocks import Block, Points, Prompt, Section, Table, Words, sections_of
from submissions.papers.kinds import RULES, Ground, Kind
from submissions.papers.paper import Paper
from submissions.provenance import MARKING, written_at

OWN = Kind.OWN_WORDS


class Which(StrEnum):
    """The editions."""

    FULL = "full"
    PUBLIC = "public"


@dataclass(frozen=True)
class Edition:
    """A committee paper as it is handed out."""

    paper: Paper
    which: Which
    marking: str  # on every page
    opening: tuple[Block, ...]  # what it says of itself, before the first section
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        return self.paper.title

    @property
    def council(self) -> str:
        return self.paper.document.council.name

    @property
    def source(self) -> str:
        """The plan that it was made from, in words that name no person."""
        origin = self.paper.origin
        plan = f"Plan {origin.reference}: {origin.label}."
        return f"{plan} Document code {origin.code}. Made {written_at(origin.at)}."

    @property
    def sections(self) -> list[Section]:
        return sections_of(self.blocks)


def full_edition(document: PlanDocument, provenance: Provenance) -> Edition:
    """The exempt edition: everything, for those who may read the plan."""
    paper = Paper(Briefing(document, provenance))
    grounds = grounds_of(kind for block in paper.blocks for kind in block.kinds)
    opening = (*_exempt(grounds), *meeting())
    return Edition(paper, Which.FULL, f"{MARKING}: not for publication", opening, paper.blocks)


def grounds_of(kinds: Iterable[Kind]) -> list[Ground]:
    """The grounds on which these kinds are withheld, in the order of their paragraphs."""
    return sorted({ground for kind in kinds if (ground := RULES[kind])}, key=lambda ground: ground.paragraph)


def paragraphs(grounds: Iterable[Ground]) -> str:
    """Grounds by their paragraphs: "paragraphs 1, 3 and 7"."""
    return listed("paragraph", [ground.paragraph for ground in grounds])


def listed(noun: str, numbers: Sequence[int]) -> str:
    """Numbered things as words: "note 3", "notes 3, 4 and 5"."""
    *before, last = map(str, numbers)
    return f"{noun}s {', '.join(before)} and {last}" if before else f"{noun} {last}"


def _exempt(grounds: list[Ground]) -> Iterator[Block]:
    """Why the paper is not for the public."""
    if not grounds:
        return
    law = f"{paragraphs(grounds)} of {settings.EXEMPT_LAW}"
    yield Words("Not for publication", f"Not for publication: this report holds exempt information under {law}.", OWN)
    lines = [f"Paragraph {ground.paragraph}: {ground.text}." for ground in grounds]
    yield Points("The paragraphs", lines, [OWN] * len(lines))
    yield Words("The public interest", settings.EXEMPT_TEST, OWN)
    asked = (
        "[To fill in by the monitoring officer: why the exemption applies, and how the public interest was weighed.]"
    )
    yield Prompt("Why the exemption applies", asked, OWN)


def meeting() -> Iterator[Block]:
    """What the author of the report fills in."""
    yield Table("The meeting", tables.meeting(), [OWN] * 2, (3, 7))
