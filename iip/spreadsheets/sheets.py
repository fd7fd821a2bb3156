"""One sheet's XML as rows of values, with its hidden rows and columns and its merged cells."""

import datetime
import re
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string, get_column_letter

from iip.spreadsheets.opening import Refused, damaged
from iip.spreadsheets.values import CONTROL, SharedStrings, Styles, Value, day, number, plain_text
from iip.spreadsheets.xml import Attributes, Budget, too_much

COORDINATE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
FEW = 6  # places named in a sentence
MOST_COLUMNS = 16_384  # Excel's own limit

__all__ = ["SheetPart", "Troubles", "Value"]


@dataclass
class Troubles:
    """Cells that a workbook is refused for, gathered so that the sentence can name them."""

    formulas: list[str] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)
    long: list[str] = field(default_factory=list)
    limit: int = 0

    def refuse(self) -> None:
        """Raise Refused where there are any."""
        if self.formulas:
            raise Refused(
                f"The workbook has formulas: {_few(self.formulas)}. Copy those cells and use Paste "
                "Special, Values to keep their results only, save it and upload it again."
            )
        if self.controls:
            raise Refused(
                f"The workbook has hidden control characters: {_few(self.controls)}. "
                "Type the text of those cells again, save it and upload it again."
            )
        if self.long:
            raise Refused(
                f"The workbook has cells with more than {self.limit:,} characters: "
                f"{_few(self.long)}. Shorten them, save it and upload it again."
            )


def _few(places: list[str]) -> str:
    named = ", ".join(places[:FEW])
    more = len(places) - FEW
    return f"{named} and {more:,} more" if more > 0 else named


class SheetPart:
    """Reads a worksheet part; afterwards `rows` holds its values by row and column number."""

    def __init__(self, name: str, strings: SharedStrings, styles: Styles, budget: Budget, troubles: Troubles):
        self.name, self.strings, self.styles = name, strings, styles
        self.budget, self.limits, self.troubles = budget, budget.limits, troubles
        troubles.limit = self.limits.cell
        self.rows: dict[int, dict[int, Value]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.row = self.column = self.row_elements = self.column_elements = self.merges = 0
        self.kind = self.style = ""
        self.pieces: list[str] = []
        self.in_data = self.in_value = self.in_phonetic = self.has_formula = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.in_value = False
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "t"}:
            self.in_value = not self.in_phonetic
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self.in_phonetic = True
        elif name == "col":
            self._note_column(attributes)
        elif name == "sheetData":
            self.in_data = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        self.in_value = False
        if name == "c":
            self._end_cell()
        elif name == "rPh":
            self.in_phonetic = False
        elif name == "sheetData":
            self.in_data = False

    def text(self, text: str) -> None:
        if self.in_value:
            self.pieces.append(text)

    def _start_row(self, attributes: Attributes) -> None:
        self.row_elements += 1
        if self.row_elements > self.limits.rows + self.limits.empty_rows:
            raise Refused(
                f"The sheet {self.name[:40]} has tens of thousands of empty formatted rows. "
                "Copy its filled rows into a new workbook and upload that."
            )
        given = attributes.get("r", "")
        self.row = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else self.row + 1
        self.column = 0
        if attributes.get("hidden") in {"1", "true"} and self.row <= self.limits.rows:
            self.hidden_rows.add(self.row)

    def _start_cell(self, attributes: Attributes) -> None:
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "0")
        self.pieces, self.has_formula = [], False
        if place := COORDINATE.fullmatch(attributes.get("r", "")):
            self.column, self.row = column_index_from_string(place[1]), int(place[2])
        elif "r" in attributes:
            raise Refused(damaged(f" (its sheet {self.name[:40]})"))
        else:
            self.column += 1

    def _end_cell(self) -> None:
        if self.has_formula:
            self.troubles.formulas.append(self._place())
        elif self.pieces and self.in_data:
            value = self._value("".join(self.pieces))
            if value is not None and value != "":
                self._keep(value)

    def _value(self, raw: str) -> Value | None:
        if self.kind == "s":
            return self._shared(raw)
        if self.kind in {"inlineStr", "str", "e"}:
            return plain_text(raw)
        if self.kind == "b":
            return raw.strip() in {"1", "true"}
        if self.kind == "d":
            return _iso(raw.strip())
        value = number(raw)
        if isinstance(value, str):
            return plain_text(value)
        return self.styles.date(value) if self.styles.is_date(self.style) else value

    def _shared(self, raw: str) -> str:
        text = self.strings.get(raw)
        if text is None:
            raise Refused(damaged(f" (cell {self._place()})"))
        return text

    def _keep(self, value: Value) -> None:
        if self.row > self.limits.rows or self.row < 1:
            raise Refused(
                f"{self.name[:40]} has something in row {self.row:,}; at most {self.limits.rows:,} "
                "rows are read. Remove what is below, save it and upload it again."
            )
        if self.column > self.limits.columns:
            raise Refused(
                f"{self.name[:40]} has something in column {get_column_letter(self.column)}; at most "
                f"{self.limits.columns} columns are read. Remove what is to the right, save it and "
                "upload it again."
            )
        row = self.rows.setdefault(self.row, {})
        if self.column in row:
            raise Refused(damaged(f" (two values for cell {self._place()})"))
        if isinstance(value, str):
            self._check_text(value)
        self.budget.spend_cells(1, value)
        row[self.column] = value

    def _check_text(self, value: str) -> None:
        if len(value) > self.limits.cell:
            self.troubles.long.append(self._place())
        elif CONTROL.search(value):
            self.troubles.controls.append(self._place())

    def _note_column(self, attributes: Attributes) -> None:
        self.column_elements += 1
        if self.column_elements > MOST_COLUMNS:
            raise Refused(damaged(f" (its sheet {self.name[:40]})"))
        first, last = (number(attributes.get(name, "")) for name in ("min", "max"))
        if attributes.get("hidden") not in {"1", "true"}:
            return
        if isinstance(first, int) and isinstance(last, int):
            self.hidden_columns.update(range(max(first, 1), min(last, self.limits.columns) + 1))

    def _merge(self, ref: str) -> None:
        """Give the merged cells the value of the first, in rows that have something of their own.

        A row without anything of its own is only the lower half of a merged record.
        """
        self.merges += 1
        if self.merges > self.limits.merges:
            raise Refused(too_much())
        corners = [COORDINATE.fullmatch(corner) for corner in ref.split(":")]
        if len(corners) != 2 or not all(corners):
            return
        (left, top), (right, bottom) = (
            (column_index_from_string(corner[1]), int(corner[2])) for corner in corners if corner
        )
        value = self.rows.get(top, {}).get(left)
        if value is not None:
            self._fill(value, range(left, right + 1), range(top, bottom + 1))

    def _fill(self, value: Value, columns: range, rows: range) -> None:
        for number_ in rows[: self.limits.rows]:
            if number_ not in self.rows:
                continue
            cells = self.rows[number_]
            self.budget.spend_cells(len(columns[: self.limits.columns]), value)
            for column in columns[: self.limits.columns]:
                if column <= self.limits.columns and column not in cells:
                    cells[column] = value

    def _place(self) -> str:
        return f"{self.name[:40]} {get_column_letter(self.column)}{self.row}"


def _iso(text: str) -> Value:
    try:
        return day(datetime.datetime.fromisoformat(text))
    except ValueError:
        return plain_text(text)
