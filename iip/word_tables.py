"""Tables of Word documents: a style that every template has, repeated headings, an alternative text."""

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from iip.measuring import column_widths
from iip.office_tables import Table
from iip.word_template import CELL, HEADING_CELL

TWIP = 20  # in a point
CELL_SIZE, CELL_MARGIN, SPARE = 9.0, 4.0, 8.0  # points: of the text, on each side of it, and between columns of numbers
MOST_TOGETHER = 9  # rows of a table that is kept on one page
MOST_UNBROKEN = 1_200  # characters in a row: a longer one may go on over a page's end


def word_table(table: Table, room: float) -> Any:
    """The table as Word has it, so wide in points. One that is small enough is kept on one page."""
    rows = [table.headings, *table.rows]
    blank = 2 * CELL_MARGIN + SPARE
    widths = column_widths(rows, room, CELL_SIZE, table.shares, table.numbers, margin=blank)
    twips = [_twips(width) for width in widths]
    made = _frame(table, twips)
    for number, row in enumerate(rows):
        made.append(_row(row, twips, table.numbers, is_heading=number == 0))
    if len(rows) <= MOST_TOGETHER and sum(len(cell) for row in rows for cell in row) <= MOST_UNBROKEN:
        for style in [style for row in made.tr_lst[:-1] for style in row.iter(qn("w:pStyle"))]:
            style.addnext(OxmlElement("w:keepNext"))
    return made


def _frame(table: Table, twips: Sequence[int]) -> Any:
    """The table without its rows: its look, its widths, and what is said of it to whoever does not see it."""
    made = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="{_twips(CELL_MARGIN)}" w:type="dxa"/>'
        f'<w:bottom w:w="40" w:type="dxa"/><w:right w:w="{_twips(CELL_MARGIN)}" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:val="06{"E" if table.has_total else "A"}0" w:firstRow="1" w:lastRow="{int(table.has_total)}" '
        'w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        "<w:tblCaption/><w:tblDescription/></w:tblPr><w:tblGrid/></w:tbl>"
    )
    said = f"{table.name}. Table of {len(table.rows)} rows: {', '.join(table.headings)}."
    _with(made.tblPr.find(qn("w:tblCaption")), val=table.name)
    _with(made.tblPr.find(qn("w:tblDescription")), val=said)
    for width in twips:
        made.tblGrid.append(_with(OxmlElement("w:gridCol"), w=str(width)))
    return made


def _twips(points: float) -> int:
    return round(points * TWIP)


def _with(element: Any, **values: str) -> Any:
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _row(cells: Sequence[str], widths: Sequence[int], numbers: frozenset[int], *, is_heading: bool) -> Any:
    row, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
    if is_heading or sum(map(len, cells)) <= MOST_UNBROKEN:
        properties.append(OxmlElement("w:cantSplit"))
    if is_heading:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    style = (HEADING_CELL if is_heading else CELL).replace(" ", "")
    for at, (text, width) in enumerate(zip(cells, widths, strict=True)):
        row.append(_cell(text, width, style, is_number=at in numbers))
    return row


def _cell(text: str, width: int, style: str, *, is_number: bool) -> Any:
    cell, properties, paragraph = OxmlElement("w:tc"), OxmlElement("w:tcPr"), OxmlElement("w:p")
    properties.append(_with(OxmlElement("w:tcW"), w=str(width), type="dxa"))
    form = paragraph.get_or_add_pPr()
    form.append(_with(OxmlElement("w:pStyle"), val=style))
    if is_number:
        form.append(_with(OxmlElement("w:jc"), val="right"))
    run = paragraph.add_r()
    run.text = text
    cell.append(properties)
    cell.append(paragraph)
    return cell
