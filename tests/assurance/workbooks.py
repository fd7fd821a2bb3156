"""Sample workbooks as grids of values that a test may change, and back as bytes."""

import io
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from assurance.workbook import FrameworkFacts, Problem, Reading, WorkbookContent, read_workbook

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "submissions/demo/workbooks"
FRAMEWORKS = {
    version: FrameworkFacts.from_file(json.loads((ROOT / f"assurance/caf/caf-{version}.json").read_text()))
    for version in ("3.2", "4.0")
}


class Grids(dict[str, list[list[Any]]]):
    """The sheets of a workbook; cells are addressed as Excel does, by sheet, row and heading."""

    def column(self, sheet: str, heading: str) -> int:
        return self[sheet][0].index(heading)

    def put(self, sheet: str, row: int, heading: str, value: Any) -> None:
        self[sheet][row - 1][self.column(sheet, heading)] = value

    def about(self, field: str, value: Any) -> None:
        next(row for row in self["About"] if row[0] == field)[1] = value

    def saved(self, arrange: Callable[[Workbook], Any] = lambda book: None) -> bytes:
        """The bytes of the workbook, after `arrange` has merged, hidden or otherwise changed it."""
        book = Workbook()
        book.remove(book.active)
        for name, rows in self.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        arrange(book)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.xlsx").read_bytes()


@lru_cache
def _rows(name: str) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(sample(name)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def grids(name: str = "harrowmere-2026-27") -> Grids:
    """A sample's sheets, to be changed."""
    return Grids({title: [list(row) for row in rows] for title, rows in _rows(name).items()})


def read(data: bytes, **options: Any) -> Reading:
    return read_workbook(data, FRAMEWORKS, **options)


def content_of(data: bytes, **options: Any) -> WorkbookContent:
    """The content of a workbook that has no problem."""
    reading = read(data, **options)
    assert reading.content is not None, [str(problem) for problem in reading.problems]
    return reading.content


def problems_of(data: bytes, **options: Any) -> list[Problem]:
    """The problems of a workbook, which then has no content."""
    reading = read(data, **options)
    assert reading.content is None
    return list(reading.problems)
