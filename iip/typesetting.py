"""Typesetting: HTML in, a PDF/UA-1 that everybody can read out, nothing fetched on the way. Knows nothing of Django."""

import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

with warnings.catch_warnings(record=True) as warned:
    # It only warns where no font is installed, and Pango then ends the whole process.
    import weasyprint
    from weasyprint.urls import URLFetcher

from iip.lean_weasyprint import Page, lean

TAG = re.compile(rb"^/\w+\s<</MCID (\d+)>>\sBDC$", re.MULTILINE)
ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"
SVG = "{http://www.w3.org/2000/svg}"


class NoFont(RuntimeError):
    """There is no font to set anything in."""


class RefusingFetcher(URLFetcher):
    def fetch(self, url: str, headers: Any = None) -> Any:
        raise ValueError("A PDF is made from its own HTML alone.")


# Read once, for every process that is forked from the one that read it.
FETCHER = RefusingFetcher()
STYLE = weasyprint.CSS(string=Path(__file__).with_suffix(".css").read_text(encoding="utf-8"), url_fetcher=FETCHER)
lean()


def typeset(html: str, *, title: str, language: str) -> bytes:
    """Return a PDF/UA-1 of a whole HTML document, set by our print stylesheet.

    Nothing the document points at is fetched or attached: no network, no file, no data URL.
    Inline SVG is drawn; its title and description become the alternative text.
    Needs Debian's libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0 and fonts-liberation;
    with other fonts alone the text is set, and embedded, in whichever fontconfig finds nearest.
    Raises NoFont where there is no font at all.
    """
    if any("FontConfig" in str(warning.message) for warning in warned):
        raise NoFont("No font is installed: install fonts-liberation.")
    return _finish(_set(html), title=title, language=language)


def _set(html: str) -> bytes:
    page = Page(string=html, url_fetcher=FETCHER)
    _join_alternative_texts(page.etree_element)
    # It is compressed where it is finished: to do so here as well would take twice the time.
    return page.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[STYLE], uncompressed_pdf=True)


def _join_alternative_texts(html: Any) -> None:
    """Put each SVG's description behind its title, the one part WeasyPrint reads aloud."""
    for svg in html.iter(f"{SVG}svg"):
        title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
        if title is not None and description is not None:
            said = [" ".join((part.text or "").split()) for part in (title, description)]
            title.text = ". ".join(text.rstrip(".") for text in said if text) + "."


def _finish(data: bytes, *, title: str, language: str) -> bytes:
    """Add what PDF/UA-1 asks for and WeasyPrint leaves out."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _name(pdf, title, language)
        elements = list(_elements(pdf.Root.StructTreeRoot.K))
        _give_headers_a_scope(elements)
        _index_identifiers(pdf, elements)
        _turn_furniture_into_artifacts(pdf, {element.objgen for element, _ in elements})
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _name(pdf: pikepdf.Pdf, title: str, language: str) -> None:
    pdf.Root.Lang = pikepdf.String(language)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title


def _elements(kids: Any, in_head: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield each structure element in reading order, and whether it stands in a table's head."""
    for kid in kids if isinstance(kids, Array) else [kids]:
        if not isinstance(kid, Dictionary) or "/S" not in kid:
            continue  # a piece of marked content, or a link's annotation
        inside = in_head or Name.THead == kid.S
        yield kid, inside
        yield from _elements(kid.get("/K", Array()), inside)


def _give_headers_a_scope(elements: list[tuple[Any, bool]]) -> None:
    for element, in_head in elements:
        if element.S == Name.TH:
            element.A.Scope = Name.Column if in_head else Name.Row


def _index_identifiers(pdf: pikepdf.Pdf, elements: list[tuple[Any, bool]]) -> None:
    """List the header cells by their identifiers, which the cells below them refer to."""
    named = sorted((bytes(e.ID), e) for e, _ in elements if "/ID" in e)
    if named:
        pairs = [part for key, element in named for part in (pikepdf.String(key), element)]
        limits = [pikepdf.String(named[0][0]), pikepdf.String(named[-1][0])]
        leaf = pdf.make_indirect(Dictionary(Names=pairs, Limits=limits))
        pdf.Root.StructTreeRoot.IDTree = pdf.make_indirect(Dictionary(Kids=[leaf]))


def _turn_furniture_into_artifacts(pdf: pikepdf.Pdf, in_tree: set[tuple[int, int]]) -> None:
    """Mark running headers and footers, whose elements hang on no tree, as page furniture."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for page in pdf.pages:
        refs = owners[int(page.StructParents)]
        furniture = {mcid for mcid, ref in enumerate(refs) if ref.objgen not in in_tree}
        if furniture:
            page.Contents = pdf.make_stream(_without_tags(page, furniture))
        for mcid in furniture:
            refs[mcid] = None


def _without_tags(page: pikepdf.Page, furniture: set[int]) -> bytes:
    """Return the page's drawing with these pieces of marked content made artifacts."""

    def untag(tag: re.Match[bytes]) -> bytes:
        return ARTIFACT if int(tag[1]) in furniture else tag[0]

    # WeasyPrint writes all text in hexadecimal, so what looks like a tag is one. Parsing each page
    # instead takes twice as long as everything else done here.
    return TAG.sub(untag, page.Contents.read_bytes())
