"""What a PDF must have to be PDF/UA-1, checked from the file alone, and what it says."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

STANDARD_ROLES = {
    *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index"),
    *("NonStruct", "Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6"),
    *("L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot"),
    *("Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot"),
    *("Ruby", "Warichu", "Figure", "Formula", "Form"),
}
PARENTS = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "LI": {"L"},
    "Lbl": {"LI"},
    "LBody": {"LI"},
}
PAINTING = {
    *("Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do"),
}


@dataclass(frozen=True)
class Element:
    """One element of the structure tree and the role of the element it stands in."""

    node: Any
    role: str
    parent: str


def problems(data: bytes) -> list[str]:
    """Return a sentence for each rule of PDF/UA-1 that the file breaks."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            return ["The document has no structure tree."]
        elements = elements_of(pdf)
        return sorted(
            {
                *_catalogue_problems(pdf),
                *_tree_problems(elements),
                *_table_problems(pdf, elements),
                *_heading_problems(elements),
                *_content_problems(pdf, elements),
                *_link_problems(pdf, elements),
                *_font_problems(pdf),
                *_attachment_problems(pdf),
            }
        )


def elements_of(pdf: pikepdf.Pdf) -> list[Element]:
    """Return the structure elements in reading order."""
    return list(_walk(pdf.Root.StructTreeRoot.K, ""))


def roles_of(data: bytes) -> list[str]:
    """Return the role of each structure element in reading order."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [element.role for element in elements_of(pdf)]


def _walk(kids: Any, parent: str) -> Iterator[Element]:
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            role = str(kid.S)[1:]
            yield Element(kid, role, parent)
            yield from _walk(kid.get("/K", Array()), role)


def _catalogue_problems(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", Dictionary()).get("/Marked"):
        yield "The document does not say that it is tagged."
    if not str(root.get("/Lang", "")):
        yield "The document has no language."
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle"):
        yield "The window would show the file's name, not the title."
    with pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "The metadata does not say PDF/UA-1."
        if not metadata.get("dc:title"):
            yield "The metadata has no title."


def _tree_problems(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.role not in STANDARD_ROLES:
            yield f"{element.role} is no standard role."
        if element.role in PARENTS and element.parent not in PARENTS[element.role]:
            yield f"{element.role} stands in {element.parent}."
        if element.role == "Figure" and not str(element.node.get("/Alt", "")):
            yield "A figure has no alternative text."


def _table_problems(pdf: pikepdf.Pdf, elements: list[Element]) -> Iterator[str]:
    headers = [e.node for e in elements if e.role == "TH"]
    known = {bytes(node.ID) for node in headers if "/ID" in node}
    if any(node.get("/A", Dictionary()).get("/Scope") is None for node in headers):
        yield "A table header has no scope."
    for element in elements:
        if element.role == "TD":
            named = [bytes(header) for header in element.node.A.get("/Headers", Array())]
            if not named:
                yield "A table cell has no header."
            if not set(named) <= known:
                yield "A table cell names a header that is not there."
    if known != set(_indexed_identifiers(pdf)):
        yield "The index of identifiers does not list the table headers."


def _indexed_identifiers(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    for leaf in pdf.Root.StructTreeRoot.get("/IDTree", Dictionary()).get("/Kids", Array()):
        yield from (bytes(key) for key in list(leaf.Names)[::2])


def _heading_problems(elements: list[Element]) -> Iterator[str]:
    last = 0
    for element in elements:
        if re.fullmatch(r"H\d", element.role):
            level = int(element.role[1])
            if level > last + 1:
                yield f"The headings skip from level {last} to {level}."
            last = level


def _content_problems(pdf: pikepdf.Pdf, elements: list[Element]) -> Iterator[str]:
    in_tree = {element.node.objgen for element in elements}
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for page in pdf.pages:
        refs = owners[int(page.StructParents)]
        for mcid in _tagged_content(page):
            if mcid is None:
                yield "Something is painted that is neither tagged nor an artifact."
            elif refs[mcid] is None or refs[mcid].objgen not in in_tree:
                yield "Tagged content belongs to no element of the tree."


def _tagged_content(page: pikepdf.Page) -> Iterator[int | None]:
    """Yield the number of each piece of marked content, and None for paint outside of any."""
    open_marks = 0
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name in ("BDC", "BMC"):
            open_marks += 1
            if name == "BDC" and operands[0] != Name.Artifact:
                yield int(operands[1].MCID)
        elif name == "EMC":
            open_marks -= 1
        elif name in PAINTING and not open_marks:
            yield None


def _link_problems(pdf: pikepdf.Pdf, elements: list[Element]) -> Iterator[str]:
    linked = {
        kid.Obj.objgen
        for element in elements
        if element.role == "Link"
        for kid in element.node.get("/K", Array())
        if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR
    }
    for page in pdf.pages:
        if page.get("/Tabs") != Name.S:
            yield "A page's tab order does not follow the structure."
        for annotation in page.get("/Annots", Array()):
            if not str(annotation.get("/Contents", "")):
                yield "A link has no description."
            if "/StructParent" not in annotation or annotation.objgen not in linked:
                yield "A link is not in the structure tree."


def _font_problems(pdf: pikepdf.Pdf) -> Iterator[str]:
    for item in pdf.objects:
        if not isinstance(item, Dictionary):
            continue
        if item.get("/Type") == Name.FontDescriptor and not any(
            key in item for key in ("/FontFile", "/FontFile2", "/FontFile3")
        ):
            yield "A font is not embedded."
        if item.get("/Subtype") == Name.Type0 and "/ToUnicode" not in item:
            yield "A font does not say which characters its glyphs are."


def _attachment_problems(pdf: pikepdf.Pdf) -> Iterator[str]:
    if len(pdf.attachments) or any(
        isinstance(item, Dictionary) and item.get("/Type") == Name.Filespec for item in pdf.objects
    ):
        yield "Something is attached."
