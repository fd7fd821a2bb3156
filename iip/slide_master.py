"""The master of our slides, made from the library's own: 16:9, one plain look, two layouts."""

import io
from functools import cache
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.oxml.shapes.connector import CT_Connector
from pptx.util import Cm, Pt

from iip.office_theme import themed

WIDTH, HEIGHT = 33.867, 19.05  # centimetres
LEFT, TOP, INNER, BOTTOM = 1.5, 3.5, 30.867, 17.2  # where a slide's content stands
RULE = "1D70B8"
KEPT = ("Title Slide", "Title Only")
TITLE_PLACE = (LEFT, 0.9, INNER, 2.2)
PLACES = {  # of each placeholder, by what it is for
    PP_PLACEHOLDER.TITLE: TITLE_PLACE,
    PP_PLACEHOLDER.CENTER_TITLE: (LEFT, 4.2, INNER, 4.2),
    PP_PLACEHOLDER.SUBTITLE: (LEFT, 9.2, INNER, 7.4),
    PP_PLACEHOLDER.BODY: (LEFT, TOP, INNER, BOTTOM - TOP),
    PP_PLACEHOLDER.FOOTER: (LEFT, 17.8, 28.5, 0.8),
    PP_PLACEHOLDER.SLIDE_NUMBER: (30.4, 17.8, 1.967, 0.8),
}
SMALL = {PP_PLACEHOLDER.FOOTER: "l", PP_PLACEHOLDER.SLIDE_NUMBER: "r"}


def new_presentation() -> Any:
    """An empty presentation with our master."""
    return Presentation(io.BytesIO(_template()))


@cache
def _template() -> bytes:
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Cm(WIDTH), Cm(HEIGHT)
    for layout in list(presentation.slide_layouts):
        if layout.name not in KEPT:
            presentation.slide_layouts.remove(layout)
    for sheet in (presentation.slide_master, *presentation.slide_layouts):
        _arrange(sheet)
    _style(presentation.slide_master)
    _rule(presentation.slide_layouts.get_by_name("Title Only"))
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def _arrange(sheet: Any) -> None:
    """Put each placeholder in its place; the date stands in the footer's words."""
    for shape in list(sheet.placeholders):
        kind = shape.placeholder_format.type
        if kind == PP_PLACEHOLDER.DATE:
            shape._element.getparent().remove(shape._element)
            continue
        shape.left, shape.top, shape.width, shape.height = map(Cm, PLACES[kind])
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        if kind in SMALL:
            _level(shape, SMALL[kind], "1100")
        if kind == PP_PLACEHOLDER.SUBTITLE:
            _level(shape, "l", "2000")


def _level(shape: Any, align: str, size: str) -> None:
    """How the first level of a placeholder's text is set: where it stands, how big, in the text's own colour."""
    for level in shape._element.iter(qn("a:lvl1pPr")):
        level.set("algn", align)
        for style in level.iter(qn("a:defRPr")):
            style.set("sz", size)
            for fill in list(style):
                style.remove(fill)


def _style(master: Any) -> None:
    """Arial, titles bold and to the left, the theme's colours."""
    styles = master._element.find(qn("p:txStyles"))
    for style in styles.iter(qn("a:defRPr")):
        style.set("lang", "en-GB")
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", "2800")
    title.find(qn("a:defRPr")).set("b", "1")
    theme = next(rel._target for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    theme._blob = themed(theme.blob.decode()).encode()


def _rule(layout: Any) -> None:
    """A rule beneath the title, behind everything."""
    left, top, width, height = TITLE_PLACE
    rule = CT_Connector.new_cxnSp(90, "Rule", "line", Cm(left), Cm(top + height + 0.05), Cm(width), 0, False, False)
    line = rule.spPr.get_or_add_ln()
    line.set("w", str(Pt(2.25)))
    line.get_or_change_to_solidFill().get_or_change_to_srgbClr().val = RULE
    rule.remove(rule.find(qn("p:style")))  # which would give it a shadow
    layout.shapes._spTree.insert(2, rule)
