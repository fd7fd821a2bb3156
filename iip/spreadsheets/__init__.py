"""Workbooks in and out, safely: bytes to sheets of rows, columns and rows to bytes."""

from iip.spreadsheets.copying import Place, copy_sheet, link_cell, sheet_title
from iip.spreadsheets.opening import LIMITS, Limits, Refused
from iip.spreadsheets.reading import Row, Sheet, Sheets, column_letter, column_number, open_workbook
from iip.spreadsheets.values import Value
from iip.spreadsheets.writing import (
    LISTS,
    Book,
    Column,
    NotWritable,
    add_dropdown,
    new_book,
    prepare_page,
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
    "Place",
    "Refused",
    "Row",
    "Sheet",
    "Sheets",
    "Value",
    "add_dropdown",
    "column_letter",
    "column_number",
    "copy_sheet",
    "link_cell",
    "new_book",
    "open_workbook",
    "prepare_page",
    "sheet_rows",
    "sheet_title",
    "workbook_bytes",
    "writable",
    "write_sheet",
]
