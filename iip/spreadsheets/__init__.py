"""Workbooks in and out, safely: bytes to sheets of rows, columns and rows to bytes."""

from iip.spreadsheets.opening import LIMITS, Limits, Refused
from iip.spreadsheets.reading import Row, Sheet, Sheets, column_letter, open_workbook
from iip.spreadsheets.values import Value
from iip.spreadsheets.writing import (
    LISTS,
    Book,
    Column,
    NotWritable,
    new_book,
    sheet_rows,
    workbook_bytes,
    writable,
    write_sheet,
)

__all__ = [
    "LIMITS",
    "LISTS",
    "Book",
    "Column",
    "Limits",
    "NotWritable",
    "Refused",
    "Row",
    "Sheet",
    "Sheets",
    "Value",
    "column_letter",
    "new_book",
    "open_workbook",
    "sheet_rows",
    "workbook_bytes",
    "writable",
    "write_sheet",
]
