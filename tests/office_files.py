"""What is inside a PowerPoint, Word or Excel file: its words, and everything that reaches beyond it."""

import io
import re
import zipfile
from xml.etree import ElementTree

RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
FIELDS = re.compile(r"(?:fldSimple|instrText|<f>|<f |hlinkClick|<hyperlink|oleObj|altChunk|attachedTemplate)")


PAGE_NUMBERS = re.compile(r'<w:fldSimple w:instr=" (?:PAGE|NUMPAGES) ">.*?</w:fldSimple>')


def parts_of(data: bytes) -> dict[str, bytes]:
    """Every part of a file by name, those of the workbooks inside it too."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            found[name] = archive.read(name)
            if name.endswith(".xlsx"):
                found |= {f"{name}!{inner}": part for inner, part in parts_of(found[name]).items()}
    return found


def everything_said(data: bytes) -> str:
    """Every text and attribute of every part: words, notes, alternative texts, names and metadata."""
    said = []
    for name, part in parts_of(data).items():
        if name.endswith((".xml", ".rels")):
            for element in ElementTree.fromstring(part).iter():
                said += [element.text or "", element.tail or "", *element.attrib.values()]
    return "\n".join(said)


def reaches_out(data: bytes) -> list[str]:
    """What a file would fetch, open or calculate: external relationships, links, fields, formulas, embedded objects.

    A page's number is a field that Word's footer cannot do without.
    """
    found = []
    for name, part in parts_of(data).items():
        if name.endswith(".rels"):
            relationships = ElementTree.fromstring(part).iter(RELATIONSHIP)
            found += [each.get("Target", "") for each in relationships if each.get("TargetMode") == "External"]
        elif name.endswith(".xml") and "slideMaster" not in name:
            found += FIELDS.findall(PAGE_NUMBERS.sub("", re.sub(r">[^<]*<", "><", part.decode())))
    return found
