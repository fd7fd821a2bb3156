"""How much room a text takes in Arial, so that it can be laid out and shortened before anybody sees it."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence

# Thousandths of the font's size; Liberation Sans has the same.
CHARACTERS = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@",
}
WIDTHS = {character: width for width, characters in CHARACTERS.items() for character in characters}
OTHER, WIDE = 700, 1_050  # any other letter at most; those of East Asia, and pictures
BOLD = 1.08
LINE = 1.2  # of the font's size
ELLIPSIS = "…"
SAFE = 0.97  # of the room: another renderer sets a little wider
HAIR = 0.01  # points: what rounding may take of a room that is just wide enough
SHORT = 25  # a word longer than this is cut rather than dropped


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in the unit of its size."""
    thousandths = sum(WIDTHS.get(character) or _other(character) for character in text)
    return thousandths * size / 1_000 * (BOLD if bold else 1)


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The lines that a text is set in. Blanks and line ends part words; a word that is too long is broken."""
    lines, line = [], ""
    for word in _words(text, width, size, bold):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold=bold) <= width:
            line = longer
        else:
            lines.append(line)
            line = word
    return [*lines, line] if line else lines


def shortened(text: str, width: float, size: float, *, lines: int, bold: bool = False) -> str:
    """The text on so many lines at most, with one blank between words; an ellipsis where something is left out."""
    set_in = lines_of(text, width, size, bold=bold)
    if len(set_in) <= lines:
        return " ".join(text.split())
    words = " ".join(set_in[:lines])
    while len(lines_of(words + ELLIPSIS, width, size, bold=bold)) > lines:
        shorter = words.rpartition(" ")[0]
        words = shorter if shorter and len(words) - len(shorter) < SHORT else words[:-1]
    return words.rstrip(" ,;:.–-") + ELLIPSIS


def height_of(text: str, width: float, size: float, *, bold: bool = False) -> float:
    """How high a text is when it is set, in the unit of its size."""
    return max(1, len(lines_of(text, width, size, bold=bold))) * size * LINE


def column_widths(
    rows: Sequence[Sequence[str]],
    width: float,
    size: float,
    shares: Sequence[float] = (),
    numbers: Collection[int] = (),
    *,
    margin: float,
) -> list[float]:
    """How wide the columns of a table are, in the unit of its size; its headings are the first of its rows.

    Columns of numbers are as wide as their widest figure and word, the others have their shares of the rest;
    `margin` is the blank on both sides of a cell.
    """
    own = {at: _natural([row[at] for row in rows], size) + margin + HAIR for at in numbers}
    shares = shares or [1.0] * len(rows[0])
    parts = sum(share for at, share in enumerate(shares) if at not in own)
    return [own[at] if at in own else (width - sum(own.values())) * share / parts for at, share in enumerate(shares)]


def _natural(cells: Sequence[str], size: float) -> float:
    """How wide a column is whose figures stand on one line, as do the words of its heading."""
    return max(width_of(word, size, bold=True) for word in [*cells[0].split(" "), *cells[1:]]) / SAFE


def _words(text: str, width: float, size: float, bold: bool) -> Iterator[str]:
    for word in text.split():
        while width_of(word, size, bold=bold) > width:
            fits = _fitting(word, width, size, bold)
            yield word[:fits]
            word = word[fits:]
        yield word


def _fitting(word: str, width: float, size: float, bold: bool) -> int:
    """How many characters of a word fit on a line: one at least."""
    room, fits = width, 0
    for character in word:
        room -= width_of(character, size, bold=bold)
        if room < 0:
            break
        fits += 1
    return max(1, fits)


def _other(character: str) -> int:
    return WIDE if unicodedata.east_asian_width(character) in "WF" else OTHER
