"""The styles of our Word documents, made from the library's own: A4, Word's own style names, one plain look, en-GB.

What is pasted into a council's template takes the look of that template, because the styles are those that every
template has; a few are our own.
"""

import io
from functools import cache
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from iip.office_theme import COLOURS, themed

LANGUAGE = "en-GB"
MARGIN = 2.0  # centimetres
KEPT = {  # Word's own styles that we use, by their identifiers
    *("Normal", "DefaultParagraphFont", "TableNormal", "NoList", "Header", "HeaderChar", "Footer", "FooterChar"),
    *("Title", "TitleChar", "Heading1", "Heading1Char", "Caption", "ListBullet", "ListNumber", "TableGrid"),
}
TO_FILL_IN, WITHHELD, CELL, HEADING_CELL = "To fill in", "Withheld", "Table Text", "Table Heading"
LEFT_OUT = ("stylesWithEffects", "customXml", "thumbnail")  # parts of the library's template that say nothing
GREY, PALE, YELLOW = "8E9496", "F3F2F1", "FFF7BF"


def new_document() -> Any:
    """An empty document with our styles."""
    return Document(io.BytesIO(_template()))


@cache
def _template() -> bytes:
    document = Document()
    _leave_out(document)
    _prepare_page(document.sections[0])
    _speak_english(document)
    _set_styles(document.styles)
    _set_table(document.styles["Table Grid"].element)
    theme = document.part.part_related_by(RT.THEME)
    theme._blob = themed(theme.blob.decode()).encode()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _leave_out(document: Any) -> None:
    for relationships in (document.part.rels, document.part.package.rels):
        for key in [key for key, each in relationships.items() if each.reltype.endswith(LEFT_OUT)]:
            del relationships[key]
    styles = document.styles.element
    for style in [each for each in styles.iter(qn("w:style")) if each.styleId not in KEPT]:
        styles.remove(style)


def _prepare_page(section: Any) -> None:
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.0)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def _speak_english(document: Any) -> None:
    for element in (document.styles.element, document.settings.element):
        for tag in ("w:lang", "w:themeFontLang"):
            for each in element.iter(qn(tag)):
                each.attrib.clear()
                each.set(qn("w:val"), LANGUAGE)
    for each in document.settings.element.iter(qn("w:compatSetting")):
        if each.get(qn("w:name")) == "compatibilityMode":
            each.set(qn("w:val"), "15")


def _set_styles(styles: Any) -> None:
    ink = RGBColor.from_string(COLOURS["dk2"])
    _style(styles["Normal"], 11, after=6, line=1.15)
    _style(styles["Title"], 24, after=6, bold=True, colour=ink)
    _style(styles["Heading 1"], 16, before=16, after=6, bold=True, colour=ink)
    _style(styles["Caption"], 10, before=8, after=3, bold=True, colour=RGBColor(0, 0, 0), with_next=True)
    for name in ("List Bullet", "List Number"):
        _style(styles[name], 11, after=4, line=1.15)
    for name in ("Header", "Footer"):
        _style(styles[name], 8, after=0)
        for tabs in list(styles[name].element.iter(qn("w:tabs"))):
            tabs.getparent().remove(tabs)
    styles["Header"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in list(styles["Title"].element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    for spread in list(styles["Title"].element.rPr.iter(qn("w:spacing"))):
        spread.getparent().remove(spread)
    _style(_new(styles, CELL), 9, after=0)
    _style(_new(styles, HEADING_CELL, CELL), 9, after=0, bold=True, with_next=True)
    _shade(_style(_new(styles, TO_FILL_IN), 11, after=6, line=1.15), YELLOW)
    _shade(_style(_new(styles, WITHHELD), 11, before=4, after=8, line=1.15), PALE)


def _new(styles: Any, name: str, base: str = "Normal") -> Any:
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = styles[base], True
    return style


def _style(
    style: Any,
    size: float,
    *,
    before: float = 0,
    after: float,
    line: float = 1.0,
    bold: bool | None = None,
    colour: RGBColor | None = None,
    with_next: bool | None = None,
) -> Any:
    style.font.size, style.font.bold = Pt(size), bold
    if colour is not None:
        style.font.color.rgb = colour
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line
    form.widow_control = True
    if with_next:
        form.keep_with_next = True
    for contextual in list(style.element.iter(qn("w:contextualSpacing"))):
        contextual.getparent().remove(contextual)
    return style


def _shade(style: Any, fill: str) -> None:
    """A pale ground and a line at the left: neither is needed to understand the words."""
    properties = style.element.get_or_add_pPr()
    border = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="6" w:color="{GREY}"/></w:pBdr>'
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shading.set(qn(f"w:{name}"), value)
    behind = next((each for each in properties if each.tag in {qn("w:spacing"), qn("w:ind"), qn("w:jc")}), None)
    for element in (parse_xml(border), shading):
        if behind is None:
            properties.append(element)
        else:
            behind.addprevious(element)


def _set_table(style: Any) -> None:
    """Lines between the rows; the first row, the first column and a last row of sums stand out."""
    borders = style.find(qn("w:tblPr")).find(qn("w:tblBorders"))
    for border in borders:
        inside = border.tag in {qn("w:left"), qn("w:right"), qn("w:insideV")}
        border.set(qn("w:val"), "nil" if inside else "single")
        border.set(qn("w:color"), GREY)
    for kind, look in (
        ("firstRow", f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/>'),
        ("lastRow", '<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="0B0C0C"/></w:tcBorders>'),
    ):
        bold = "<w:rPr><w:b/></w:rPr>"
        style.append(
            parse_xml(f'<w:tblStylePr {nsdecls("w")} w:type="{kind}">{bold}<w:tcPr>{look}</w:tcPr></w:tblStylePr>')
        )
