"""What a cell's raw text means: shared strings, numbers, dates by their format, escapes."""

import datetime
import re
import sys
import unicodedata
from dataclasses import dataclass, field

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from iip.spreadsheets.opening import LIMITS, Limits, Refused
from iip.spreadsheets.xml import Attributes, too_much

Value = str | int | float | bool | datetime.date | datetime.datetime | datetime.time

INTEGER = re.compile(r"[+-]?\d{1,15}(\.0*)?")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what must be escaped to be kept as it is
LINE_END = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
# The characters that iip.text refuses, as a pattern, because a workbook may hold millions.
CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
LONGEST_FORMAT = 255  # characters, Excel's own limit for a number format


def plain_text(text: str) -> str:
    """Text with Excel's escapes undone, LF line ends and one form of Unicode."""
    if "_x" in text:
        text = ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return unicodedata.normalize("NFC", LINE_END.sub("\n", text))


def number(text: str) -> int | float | str:
    """A number from a cell: whole where it is whole; the text where it is no number."""
    text = text.strip()
    if INTEGER.fullmatch(text):
        return int(text.partition(".")[0])
    if NUMBER.fullmatch(text) and len(text) < 400:
        value = float(text)
        return value if abs(value) < 1e300 else text
    return text


@dataclass
class SharedStrings:
    """The table of texts that cells point at; a text too long is kept one character too long."""

    limits: Limits
    texts: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    in_text: bool = False
    in_phonetic: bool = False
    size: int = 0  # bytes in memory

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.in_phonetic = True
        self.in_text = name == "t" and not self.in_phonetic

    def end(self, name: str) -> None:
        self.in_text = False
        if name == "rPh":
            self.in_phonetic = False
        elif name == "si":
            self._keep(plain_text("".join(self.pieces))[: self.limits.cell + 1])

    def text(self, text: str) -> None:
        if self.in_text:
            self.pieces.append(text)

    def _keep(self, text: str) -> None:
        self.size += sys.getsizeof(text)
        if self.size > self.limits.text:
            raise Refused(too_much())
        self.texts.append(text)

    def get(self, index: str) -> str | None:
        """The text of that number, or None where the table has none."""
        if not index.strip().isascii() or not index.strip().isdigit() or len(index) > 9:
            return None
        place = int(index)
        return self.texts[place] if place < len(self.texts) else None


class Styles:
    """Which of a workbook's cell formats show a date."""

    def __init__(self, from_1904: bool = False, limits: Limits = LIMITS):
        self.most = limits.formats
        self.epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
        self.codes: dict[str, str] = {}
        self.formats: list[str] = []
        self.in_formats = False
        self.known: dict[str, bool] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            self.codes[attributes.get("numFmtId", "")] = code if len(code) <= LONGEST_FORMAT else ""
        elif name == "cellXfs":
            self.in_formats = True
        elif name == "xf" and self.in_formats:
            self.formats.append(attributes.get("numFmtId", "0"))
        if max(len(self.codes), len(self.formats)) > self.most:
            raise Refused(too_much())

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.in_formats = False

    def text(self, text: str) -> None:
        """Styles have no text."""

    def is_date(self, style: str) -> bool:
        if style not in self.known:
            self.known[style] = self._shows_date(style)
        return self.known[style]

    def _shows_date(self, style: str) -> bool:
        if not (style.isascii() and style.isdigit() and len(style) < 6):
            return False
        if int(style) >= len(self.formats):
            return False
        number_format = self.formats[int(style)]
        code = self.codes.get(number_format)
        if code is None and number_format.isdigit() and len(number_format) < 6:
            code = BUILTIN_FORMATS.get(int(number_format), "")
        return bool(code) and bool(is_date_format(code))

    def date(self, value: int | float) -> Value:
        """The day (or moment) that Excel shows for a number; the number where there is none."""
        try:
            moment = from_excel(value, self.epoch)
        except (ValueError, OverflowError, TypeError):
            return value
        return day(moment)


def day(moment: Value) -> Value:
    """A moment at midnight as a date; anything else as it is."""
    if isinstance(moment, datetime.datetime) and moment.time() == datetime.time():
        return moment.date()
    return moment
