"""Word documents that everybody can read and paste from: real styles, headings, tables with repeated headers, no links.

Text is text: the only fields are the numbers of the pages, and nothing points outside the file.
"""

import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Length

from iip.downloads import XLSX
from iip.office_tables import Table
from iip.slide_charts import Chart, chart_files
from iip.word_tables import word_table
from iip.word_template import CELL, LANGUAGE, MARGIN, TO_FILL_IN, WITHHELD, new_document

CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
MOST_OF_A_PROPERTY = 255  # characters


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
        section.header.paragraphs[0].add_run(self.marking).bold = True
        section.footer.paragraphs[0].add_run(self.note)
        numbers = section.footer.add_paragraph(style="Footer")
        numbers.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for words, code in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
            numbers.add_run(words)
            numbers._p.append(_field(code))
        self._name()

    def _name(self) -> None:
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

    def notice(self, text: str) -> None:
        """Put what is said in the place of something that is left out."""
        self.say(text, WITHHELD)

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
        self.document.element.body._insert_tbl(word_table(table, self.room.pt))
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
