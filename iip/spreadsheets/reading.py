"""A workbook's bytes as sheets of rows: what is in each cell, where, and whether it is hidden."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string, get_column_letter

from iip.spreadsheets.opening import (
    LIMITS,
    Limits,
    Parts,
    Refused,
    damaged,
    links,
    macros,
    open_parts,
)
from iip.spreadsheets.sheets import SheetPart, Troubles, Value
from iip.spreadsheets.values import SharedStrings, Styles
from iip.spreadsheets.xml import Attributes, Budget, Unread, read_part, too_much

XML_ENDINGS = (".xml", ".rels", ".vml")
CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True)
class Row:
    """A row with something in it: its number as Excel shows it, its values by column number."""

    number: int
    values: Mapping[int, Value]
    hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows that are not blank, in order; columns count from 1."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Sheets(dict[str, Sheet]):
    """The sheets of a workbook by name, in the workbook's order."""


def column_letter(column: int) -> str:
    """The letter of a column: 1 is A, 27 is AA."""
    return get_column_letter(column)


def column_number(letter: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    return column_index_from_string(letter)


def open_workbook(data: bytes, limits: Limits = LIMITS) -> Sheets:
    """The sheets of an .xlsx file.

    Takes the file's bytes and how large it may be. Raises Refused with a sentence for the person
    where the file is not a plain workbook within the limits.
    """
    parts = open_parts(data, limits)
    budget = Budget.of(limits)
    package = _Package(parts, budget)
    return package.sheets()


@dataclass
class _Relationships(Unread):
    """A .rels part: the target of each relationship by its id, and the first target of each kind."""

    base: str
    most: int
    by_id: dict[str, str] = field(default_factory=dict)
    by_kind: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: Attributes) -> None:
        if name != "Relationship":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        if kind == "vbaProject":
            raise Refused(macros())
        if attributes.get("TargetMode") == "External":
            if kind != "hyperlink":
                raise Refused(links())
            return
        target = posixpath.normpath(posixpath.join("/", self.base, attributes.get("Target", "")))
        if len(self.by_id) >= self.most:
            raise Refused(too_much())
        self.by_id[attributes.get("Id", "")] = target.lstrip("/")
        self.by_kind.setdefault(kind, target.lstrip("/"))


@dataclass
class _Listing(Unread):
    """The workbook part: its sheets in order, and which epoch its dates count from."""

    most: int
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    count: int = 0
    from_1904: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in {"1", "true"}
        elif name == "sheet":
            self.count += 1
            if self.count > self.most:
                return
            target = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), target, hidden))


class _ContentTypes(Unread):
    """The list of kinds of part: it says whether the workbook is one for macros."""

    def start(self, name: str, attributes: Attributes) -> None:
        if "macroenabled" in attributes.get("ContentType", "").lower():
            raise Refused(macros())


class _Package:
    """The parts of one workbook, each read once."""

    def __init__(self, parts: Parts, budget: Budget):
        self.parts, self.budget = parts, budget
        self.unread = set(parts)

    def read(self, name: str, handler) -> None:
        if name in self.unread:
            self.unread.discard(name)
            read_part(name, self.parts[name], handler, self.budget)

    def relationships(self, name: str) -> _Relationships:
        folder, _, file = name.rpartition("/")
        found = _Relationships(folder, self.budget.limits.relationships)
        self.read(f"{folder}/_rels/{file}.rels".lstrip("/"), found)
        return found

    def sheets(self) -> Sheets:
        self.read(CONTENT_TYPES, _ContentTypes())
        main = self.relationships("").by_kind.get("officeDocument", "xl/workbook.xml")
        listing = _Listing(self.budget.limits.sheets)
        self.read(main, listing)
        targets = self.relationships(main)
        self.check_the_rest(set(targets.by_id.values()))
        _check_listing(listing, self.budget.limits)
        return self.read_sheets(listing, targets)

    def check_the_rest(self, wanted: set[str]) -> None:
        """Read whatever else is XML, so that nothing in the file has gone unchecked."""
        for name in sorted(self.unread - wanted):
            if name.endswith(".rels"):
                self.read(name, _Relationships("", self.budget.limits.relationships))
            elif name.lower().endswith(XML_ENDINGS):
                self.read(name, Unread())

    def read_sheets(self, listing: _Listing, targets: _Relationships) -> Sheets:
        strings = SharedStrings(self.budget.limits)
        styles = Styles(listing.from_1904, self.budget.limits)
        self.read(targets.by_kind.get("sharedStrings", ""), strings)
        self.read(targets.by_kind.get("styles", ""), styles)
        troubles, sheets = Troubles(), Sheets()
        for name, target, hidden in listing.sheets:
            part = SheetPart(name, strings, styles, self.budget, troubles)
            self.read(targets.by_id.get(target, ""), part)
            sheets[name] = _sheet(part, hidden)
        self.check_the_rest(set())
        troubles.refuse()
        return sheets


def _check_listing(listing: _Listing, limits: Limits) -> None:
    names = [name.strip().casefold() for name, _, _ in listing.sheets]
    if not names:
        raise Refused(damaged(" (it has no sheets)"))
    if listing.count > limits.sheets:
        raise Refused(
            f"The workbook has {listing.count:,} sheets; at most {limits.sheets} are allowed. "
            "Remove the sheets that are not part of the template."
        )
    if len(set(names)) < len(names):
        raise Refused(damaged(" (two of its sheets have one name)"))


def _sheet(part: SheetPart, hidden: bool) -> Sheet:
    rows = tuple(Row(number, values, number in part.hidden_rows) for number, values in sorted(part.rows.items()))
    return Sheet(part.name, rows, hidden, frozenset(part.hidden_columns))
