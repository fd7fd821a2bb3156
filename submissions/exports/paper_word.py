"""A committee paper as a Word document, to be pasted into a council's own template."""

from docx.shared import Cm

from iip.office_tables import Table as WordTable
from iip.word import WordDocument
from submissions.papers.blocks import Block, Drawing, Points, Table, Words
from submissions.papers.editions import Edition

BAR, FRAME = 0.75, 2.2  # centimetres: a bar of a chart with its gap, and what stands around the bars


def paper_docx(edition: Edition) -> bytes:
    """The paper as DOCX."""
    origin = edition.paper.origin
    made = WordDocument(
        title=f"{edition.title}: {edition.council}",
        author=edition.council,
        subject=f"Committee paper, {edition.which} edition, plan {origin.reference}",
        marking=edition.marking,
        note=f"{edition.council} · {edition.source}",
        made_at=origin.at,
    )
    made.say(edition.council)
    made.headline(edition.title)
    for block in edition.opening:
        _put(made, block)
    made.say(edition.source)
    for section in edition.sections:
        if section.heading.is_wide:
            made.turn()
        made.heading(section.heading.text)
        for block in section.blocks:
            _put(made, block)
    return made.data()


def _put(made: WordDocument, block: Block) -> None:
    match block:
        case Points():
            made.points(block.points, numbered=block.is_numbered)
        case Table(grid=grid):
            shares = block.shares
            made.table(WordTable(grid.name, grid.headings, grid.rows, shares, grid.numbers, grid.has_total))
        case Drawing(chart=chart):
            made.chart(chart, Cm(FRAME + BAR * len(chart.categories)))
        case Words(shape="prompt"):
            made.prompt(block.text)
        case Words(shape="notice"):
            made.notice(block.text)
        case Words():
            made.say(block.text)
        case _:
            raise TypeError(f"There is no way to set {block.shape} in Word.")
