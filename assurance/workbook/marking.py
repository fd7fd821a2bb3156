"""The workbook goes back: as it was uploaded, with the faulty cells marked and a list of what to mend."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.worksheet.worksheet import Worksheet

from assurance.template import SHEETS, Heading, SheetTemplate
from assurance.workbook.columns import column
from assurance.workbook.problems import Ledger, Problem
from assurance.workbook.tables import TO_MEND, find_sheet, heading_row, is_ours, read_table
from iip.spreadsheets import (
    LIMITS,
    LISTS,
    Book,
    Column,
    Place,
    Sheet,
    Sheets,
    add_dropdown,
    column_letter,
    column_number,
    copy_sheet,
    link_cell,
    new_book,
    open_workbook,
    prepare_page,
    sheet_title,
    workbook_bytes,
    write_sheet,
)

MOST = 1_000  # problems listed, and notes; every faulty cell is coloured all the same
SPARE = 100  # rows below the last one that have dropdowns too


def marked_workbook(data: bytes, problems: Sequence[Problem]) -> bytes:
    """The workbook with each faulty cell in a colour and with a note, and first a sheet of what to mend.

    It is written anew from the values read, so nothing that hides in the file goes back with it; merged
    cells come back as single ones. Reading it gives the same problems, because the list is passed over.
    Takes the file as it was uploaded. Raises Refused with a sentence where it cannot be read: then there
    are no cells to mark.
    """
    sheets = _Sheets(open_workbook(data))
    faults = [_Fault(problem, sheets.place_of(problem)) for problem in problems]
    book = new_book("Workbook to mend")
    _write_list(book, faults, sheets)
    for sheet in sheets.copied:
        _copy(book, sheet, faults, sheets)
    return workbook_bytes(book)


@dataclass(frozen=True)
class _Target:
    """A cell of a sheet."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True)
class _Fault:
    """A problem and the cell that it is about, where it is about one."""

    problem: Problem
    target: _Target | None

    @property
    def note(self) -> str:
        found = f"“{self.problem.found}”" if self.problem.found else "nothing: the cell is blank"
        allowed = f"Allowed: {self.problem.allowed}\n" if self.problem.allowed else ""
        return f"Found: {found}\n{allowed}To mend: {self.problem.mend}"


@dataclass(frozen=True)
class _Known:
    """A sheet of the template as the workbook has it: its heading row, and the letters of its columns."""

    template: SheetTemplate
    sheet: Sheet
    heading: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, template: SheetTemplate, sheet: Sheet) -> "_Known":
        top, _ = heading_row(sheet, template)
        columns = read_table(sheet, template, Ledger()).columns
        return cls(template, sheet, top.number if top else 0, columns)

    def column_of(self, label: str) -> str:
        """The letter of the column with that heading, or ""."""
        return next((self.columns.get(h.name, "") for h in self.template.headings if h.label == label), "")


class _Sheets:
    """The sheets of an uploaded workbook: which are the template's, and what each is called in the copy."""

    def __init__(self, sheets: Sheets):
        found = ((template, find_sheet(sheets, template, Ledger())) for template in SHEETS)
        self.known = {template.name: _Known.of(template, sheet) for template, sheet in found if sheet is not None}
        self.templates = {known.sheet.name: name for name, known in self.known.items()}
        self.copied = self._copied(sheets)
        self.titles: dict[str, str] = {}
        for sheet in sorted(self.copied, key=lambda sheet: sheet.name not in self.templates):
            self.titles[sheet.name] = self._title(sheet)

    def _copied(self, sheets: Sheets) -> list[Sheet]:
        """All but our own earlier list, and as many as can be read beside the new one."""
        room = LIMITS.sheets - 1 - len(self.known)
        copied = []
        for sheet in sheets.values():
            if sheet.name in self.templates:
                copied.append(sheet)
            elif room and not (is_ours(sheet) and sheet.name != LISTS):
                room -= 1
                copied.append(sheet)
        return copied

    def _title(self, sheet: Sheet) -> str:
        """Its name, or where Excel does not allow that, the name that the template gives it."""
        taken = (TO_MEND, *self.titles.values())
        title = sheet_title(sheet.name, taken)
        known = self.templates.get(sheet.name)
        return sheet_title(known, taken) if known and title != sheet.name else title

    def known_of(self, sheet: Sheet) -> _Known | None:
        name = self.templates.get(sheet.name)
        return self.known[name] if name else None

    def place_of(self, problem: Problem) -> _Target | None:
        """The cell that a problem is about: by its column, its heading, or the first in its row."""
        known = self.known.get(problem.sheet)
        if known is None or not problem.row:
            return None
        letter = problem.column or known.column_of(problem.heading)
        if not letter and not problem.heading:
            letter = _first_column(known.sheet, problem.row)
        if not letter:
            return None
        return _Target(known.sheet.name, problem.row, column_number(letter))


def _first_column(sheet: Sheet, number: int) -> str:
    row = next((row for row in sheet if row.number == number), None)
    return column_letter(min(row.values)) if row else ""


# --- the sheets of the copy


def _copy(book: Book, sheet: Sheet, faults: Sequence[_Fault], sheets: _Sheets) -> None:
    known = sheets.known_of(sheet)
    top = known.heading if known else 0
    copy = copy_sheet(book, sheet, sheets.titles[sheet.name], _marks(sheet, faults), top)
    prepare_page(copy, top)
    if known and top:
        _add_dropdowns(book, copy, known)


def _marks(sheet: Sheet, faults: Sequence[_Fault]) -> dict[Place, str]:
    """The note of each faulty cell; two problems of one cell share it."""
    marks: dict[Place, str] = {}
    for number, fault in enumerate(faults):
        if not fault.target or fault.target.sheet != sheet.name:
            continue
        place = fault.target.row, fault.target.column
        note = fault.note if number < MOST else ""
        marks[place] = "\n\n".join(filter(None, (marks.get(place), note)))
    return marks


def _add_dropdowns(book: Book, copy: Worksheet, known: _Known) -> None:
    last = min(copy.max_row + SPARE, LIMITS.rows)
    for heading, letter in _chosen(known):
        choices = tuple(heading.choices.all_labels()) if heading.choices else ()
        suggestion = column(heading, many=True)  # other spellings are read as well
        add_dropdown(book, copy, suggestion, choices, f"{letter}{known.heading + 1}:{letter}{last}")


def _chosen(known: _Known) -> Iterator[tuple[Heading, str]]:
    for heading in known.template.headings:
        if heading.choices and heading.name in known.columns:
            yield heading, known.columns[heading.name]


# --- the list


def _write_list(book: Book, faults: Sequence[_Fault], sheets: _Sheets) -> None:
    columns = [
        Column("Where", 40, lambda fault: fault.problem.place),
        Column("Found", 36, lambda fault: fault.problem.found or ("(blank)" if fault.target else "(missing)")),
        Column("Allowed", 50, lambda fault: fault.problem.allowed),
        Column("How to mend it", 70, lambda fault: fault.problem.mend),
    ]
    listed = faults[:MOST]
    banner = _banner(faults)
    sheet = write_sheet(book, TO_MEND, columns, listed, banner=banner)
    for number, fault in enumerate(listed, len(banner) + 2):
        if fault.target:
            place = fault.target.row, fault.target.column
            link_cell(book, sheet.cell(number, 1), sheets.titles[fault.target.sheet], place)


def _banner(faults: Sequence[_Fault]) -> list[str]:
    count = "1 thing" if len(faults) == 1 else f"{len(faults):,} things"
    lines = [
        f"{count} to mend in this workbook",
        "Each faulty cell is yellow with a red border, and its note says what is allowed. Choose a place below to "
        "go there.",
        "Mend them, save the workbook and upload it again. This sheet is passed over, so you may leave it in.",
    ]
    if len(faults) > MOST:
        lines.append(f"The first {MOST:,} are listed here and have notes; the cells of all are yellow.")
    return [*lines, ""]
