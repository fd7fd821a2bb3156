"""What the pages of a PDF say, and where on the page it stands."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Matrix, Name

PAIR = re.compile(rb"<([0-9a-f]+)> <([0-9a-f]+)>", re.IGNORECASE)


@dataclass(frozen=True)
class Run:
    """A piece of text in one font on one line; left and right in points from the page's left."""

    page: int
    text: str
    left: float
    right: float
    furniture: bool


@dataclass(frozen=True)
class Font:
    """Which characters the glyphs of a font are, and how wide, in thousandths of its size."""

    characters: dict[int, str]
    widths: dict[int, float]

    def read(self, code: bytes) -> tuple[str, float]:
        """Return the text of a string of two-byte glyphs, and its width at size 1."""
        glyphs = [int.from_bytes(code[i : i + 2], "big") for i in range(0, len(code), 2)]
        text = "".join(self.characters.get(glyph, "\N{REPLACEMENT CHARACTER}") for glyph in glyphs)
        return text, sum(self.widths.get(glyph, 1000) for glyph in glyphs) / 1000


def text_of(data: bytes, *, furniture: bool = False) -> str:
    """Return what the pages say in reading order, a space between runs of text.

    Running headers and footers are left out unless asked for.
    """
    runs = runs_of(data)
    return " ".join(" ".join(r.text for r in runs if furniture or not r.furniture).split())


def runs_of(data: bytes) -> list[Run]:
    """Return each run of text on each page, numbered from 1."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [run for number, page in enumerate(pdf.pages, 1) for run in _runs(page, number)]


def _runs(page: pikepdf.Page, number: int) -> Iterator[Run]:
    fonts = {str(name): _font(font) for name, font in page.Resources.Font.items()}
    matrix, line, saved, marks = Matrix(), Matrix(), [], []
    font, size = None, 0.0
    for instruction in pikepdf.parse_content_stream(page):
        operands = instruction.operands
        match str(instruction.operator):
            case "q":
                saved.append(matrix)
            case "Q":
                matrix = saved.pop()
            case "cm":
                matrix = Matrix(*map(float, operands)) @ matrix
            case "BDC" | "BMC":
                marks.append(operands[0] == Name.Artifact)
            case "EMC":
                marks.pop()
            case "Tf":
                font, size = fonts[str(operands[0])], float(operands[1])
            case "Tm":
                line = Matrix(*map(float, operands))
            case "TJ" if font:
                text, width = _shown(operands[0], font)
                left, right = ((line @ matrix).transform((x, 0))[0] for x in (0, width * size))
                yield Run(number, text, left, right, any(marks))


def _shown(pieces: Any, font: Font) -> tuple[str, float]:
    text, width = "", 0.0
    for piece in pieces:
        if isinstance(piece, pikepdf.String):
            more, wide = font.read(bytes(piece))
            text, width = text + more, width + wide
        else:
            width -= float(piece) / 1000
    return text, width


def _font(font: Any) -> Font:
    characters = {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in PAIR.findall(font.ToUnicode.read_bytes().split(b"endcodespacerange")[1])
    }
    return Font(characters, dict(_widths(font.DescendantFonts[0].get("/W", Array()))))


def _widths(entries: Any) -> Iterator[tuple[int, float]]:
    entries = list(entries)
    for first, widths in zip(entries[::2], entries[1::2], strict=True):
        yield from ((int(first) + i, float(width)) for i, width in enumerate(widths))
