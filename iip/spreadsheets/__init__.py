"""Workbooks in and out, safely: bytes to sheets of rows, columns and rows to bytes."""

from iip.spreadsheets.copying import Place, copy_sheet, link_cell, sheet_title
from iip.spreadsheets.opening import LIMITS, Limits, Refused
from iip.spreadsheets.pages import Bars, Block, Figure, Part, Words, write_page
from iip.spreadsheets.printing import A3, Furniture, prepare_page
from iip.spreadsheets.reading import Row, Sheet, Sheets, column_letter, column_number, open_workbook
from iip.spreadsheets.values import Value
from iip.spreadsheets.writing import (
    LISTS,
    Book,
    Column,
    NotWritable,
    add_dropdown,
    new_book,
    sheet_rows,
    workbook_bytes,
    writable,
    write_sheet,
)

__all__ = [
    "A3",
    "LIMITS",
    "LISTS",
    "Bars",
    "Block",
    "Book",
    "Column",
    "Figure",
    "Furniture",
    "Limits",
    "NotWritable",
    "Part",
    "Place",
    "Refused",
    "Row",
    "Sheet",
    "Sheets",
    "Value",
    "Words",
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
    "write_page",
    "write_sheet",
]
