"""Word documents that everybody can read and paste from: real styles, headings, tables with repeated headers, no links.

Text is text: the only fields are the numbers of the pages, and nothing points outside the file.
"""

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Length

from iip.downloads import XLSX
from iip.measuring import column_widths
from iip.slide_charts import Chart, chart_files
from iip.word_template import CELL, HEADING_CELL, LANGUAGE, MARGIN, TO_FILL_IN, new_document

TWIP = 20  # in a point
CELL_SIZE, CELL_MARGIN, SPARE = 9.0, 4.0, 8.0  # points: of the text, on each side of it, and between columns of numbers
MOST_TOGETHER = 9  # rows of a table that is kept on one page
MOST_UNBROKEN = 1_200  # characters in a row: a longer one may go on over a page's end
CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
MOST_OF_A_PROPERTY = 255  # characters


@dataclass(frozen=True)
class Table:
    """A table: shares of the width, which columns are numbers, whether the last row is a sum."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[float] = ()
    numbers: frozenset[int] = frozenset()
    has_total: bool = False


@dataclass
class WordDocument:
    """A document in the making, from its first line to its last."""

    title: str
    author: str
    subject: str
    marking: str
    note: str  # at the foot of each page: council, version, code
    made_at: datetime.datetime
    document: Any = field(default_factory=new_document)

    def __post_init__(self) -> None:
        section = self.document.sections[0]
        header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
        header.add_run(self.marking).bold = True
        footer.add_run(self.note)
        numbers = section.footer.add_paragraph(style="Footer")
        numbers.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for words, code in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
            numbers.add_run(words)
            numbers._p.append(_field(code))
        facts = self.document.core_properties
        facts.title, facts.author, facts.subject = (_fit(text) for text in (self.title, self.author, self.subject))
        facts.last_modified_by, facts.language, facts.category = _fit(self.author), LANGUAGE, _fit(self.marking)
        facts.keywords = facts.comments = ""
        facts.created = facts.modified = self.made_at.astimezone(datetime.UTC).replace(tzinfo=None)
        facts.revision = 1

    def say(self, text: str, style: str = "Normal") -> None:
        """Put a paragraph."""
        self.document.add_paragraph(text, style=style)

    def headline(self, text: str) -> None:
        """Put the title."""
        self.say(text, "Title")

    def heading(self, text: str) -> None:
        """Put the heading of a section."""
        self.say(text, "Heading 1")

    def prompt(self, text: str) -> None:
        """Put what somebody is to write here."""
        self.say(text, TO_FILL_IN)

    def points(self, texts: Iterable[str], *, numbered: bool = False) -> None:
        """Put a list. The numbers of all numbered lists of a document are one row."""
        for text in texts:
            self.say(text, "List Number" if numbered else "List Bullet")

    def turn(self) -> None:
        """Go on with pages in landscape."""
        section = self.document.add_section()
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width

    @property
    def room(self) -> Length:
        """The width between the margins of the pages in hand."""
        return Emu(self.document.sections[-1].page_width - 2 * Cm(MARGIN))

    def table(self, table: Table) -> None:
        """Put a table under its name; its headings are repeated on each page."""
        self.say(table.name, "Caption")
        self.document.element.body._insert_tbl(_table(table, self.room.pt))
        self.document.add_paragraph(style=CELL)  # or the next table would join it

    def chart(self, chart: Chart, height: Length) -> None:
        """Put a native chart under its name, with an alternative text."""
        self.say(chart.name, "Caption")
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_together = True
        key = self._chart_part(chart)
        number = len(self.document.element.body.findall(".//" + qn("wp:inline"))) + 1
        paragraph.add_run()._r.append(_drawing(chart, key, number, self.room, height))

    def _chart_part(self, chart: Chart) -> str:
        """Take a chart and its workbook into the file. Returns what the document calls it."""
        package = self.document.part.package
        xml, workbook, key = chart_files(chart)
        part = Part(package.next_partname("/word/charts/chart%d.xml"), CHART, xml, package)
        name = PackURI(part.partname.replace("charts/chart", "embeddings/chart").replace(".xml", ".xlsx"))
        part.load_rel(RT.PACKAGE, Part(name, XLSX, workbook, package), key)
        return self.document.part.relate_to(part, RT.CHART)

    def data(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()


def _fit(text: str) -> str:
    return text[:MOST_OF_A_PROPERTY]


def _field(code: str) -> Any:
    """A number that Word counts."""
    words = f'<w:fldSimple {nsdecls("w")} w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return parse_xml(words)


def _table(table: Table, room: float) -> Any:
    """The table as Word has it, so wide in points."""
    rows = [table.headings, *table.rows]
    blank = 2 * CELL_MARGIN + SPARE
    widths = column_widths(rows, room, CELL_SIZE, table.shares, table.numbers, margin=blank)
    twips = [round(width * TWIP) for width in widths]
    made = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="{_twips(CELL_MARGIN)}" w:type="dxa"/>'
        f'<w:bottom w:w="40" w:type="dxa"/><w:right w:w="{_twips(CELL_MARGIN)}" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:val="06{"E" if table.has_total else "A"}0" w:firstRow="1" w:lastRow="{int(table.has_total)}" '
        'w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        "<w:tblCaption/><w:tblDescription/></w:tblPr><w:tblGrid/></w:tbl>"
    )
    made.tblPr.find(qn("w:tblCaption")).set(qn("w:val"), table.name)
    said = f"{table.name}. Table of {len(table.rows)} rows: {', '.join(table.headings)}."
    made.tblPr.find(qn("w:tblDescription")).set(qn("w:val"), said)
    for width in twips:
        made.tblGrid.append(_with(OxmlElement("w:gridCol"), w=str(width)))
    is_small = len(rows) <= MOST_TOGETHER and sum(len(cell) for row in rows for cell in row) <= MOST_UNBROKEN
    for number, row in enumerate(rows):
        made.append(_row(row, twips, table.numbers, is_heading=number == 0))
        if is_small and number < len(rows) - 1:
            for form in made.tr_lst[-1].iter(qn("w:pStyle")):
                form.addnext(OxmlElement("w:keepNext"))
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


def _drawing(chart: Chart, key: str, number: int, width: int, height: int) -> Any:
    """A chart's place in the text, with what is said to whoever does not see it."""
    drawing = parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a", "c", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name=""/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{key}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    properties = drawing.find(f".//{qn('wp:docPr')}")
    for name, value in (("name", chart.name), ("title", chart.name), ("descr", chart.said)):
        properties.set(name, value)
    return drawing
