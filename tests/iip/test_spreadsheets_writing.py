"""Workbooks that we write: text stays text, and what is written comes back."""

import datetime
import io
import re
import unicodedata
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iip.spreadsheets import (
    LISTS,
    Column,
    NotWritable,
    new_book,
    open_workbook,
    sheet_rows,
    workbook_bytes,
    writable,
    write_sheet,
)

REF = Column("Ref", 12, lambda row: row["ref"], locked=True)
LEVEL = Column("Priority", 10, lambda row: row.get("level"), choices=("High", "Medium", "Low"))
TEXT = Column("Notes", 40, lambda row: row.get("text"))


def written(columns, rows, **options):
    book = new_book("Plan of Harrowmere")
    write_sheet(book, "Plan", columns, rows, **options)
    return workbook_bytes(book)


def as_excel_has_it(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))["Plan"]


def cells_of(data: bytes) -> list[dict]:
    return [dict(row.values) for row in open_workbook(data)["Plan"]]


STORABLE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\u2028\u2029"), min_size=1
).map(writable)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(STORABLE, STORABLE.map(lambda text: "=" + text)), min_size=1, max_size=8))
def test_text_comes_back_as_it_was_written_and_is_never_a_formula(texts):
    data = written([TEXT], [{"text": text} for text in texts])
    sheet = as_excel_has_it(data)
    assert [cell.data_type for cell in sheet["A"]] == ["s"] * (len(texts) + 1)
    assert cells_of(data)[1:] == [{1: unicodedata.normalize("NFC", text)} for text in texts]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "'quoted"])
def test_text_that_a_spreadsheet_would_run_is_quoted(text):
    cell = as_excel_has_it(written([TEXT], [{"text": text}]))["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


@pytest.mark.parametrize("text", ["_x0041_", "_x005F_x0041_", "a_x000D_b"])
def test_text_that_looks_like_excels_own_escapes_comes_back(text):
    assert cells_of(written([TEXT], [{"text": text}]))[1] == {1: text}


def test_a_long_text_is_kept_whole_and_one_too_long_is_refused_not_cut():
    data = written([TEXT], [{"text": "x" * 32_767}])
    assert len(as_excel_has_it(data)["A2"].value) == 32_767
    with pytest.raises(NotWritable, match="32,767"):
        written([TEXT], [{"text": "x" * 32_768}])


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1f", "\x85", "\ud800", "\ufffe"])
def test_a_control_character_is_refused(character):
    with pytest.raises(NotWritable, match=f"U\\+{ord(character):04X}"):
        written([TEXT], [{"text": f"a{character}b"}])


def test_numbers_dates_and_blanks_keep_their_kinds():
    columns = [
        Column("Cost", 12, lambda row: 12_000, number_format="#,##0"),
        Column("Day", 12, lambda row: datetime.date(2026, 4, 1)),
        Column("Blank", 12, lambda row: None),
        Column("Yes", 12, lambda row: True),
    ]
    data = written(columns, [{}])
    assert cells_of(data)[1] == {1: 12_000, 2: datetime.date(2026, 4, 1), 4: "Yes"}
    sheet = as_excel_has_it(data)
    assert (sheet["A2"].number_format, sheet["B2"].number_format) == ("#,##0", "d mmmm yyyy")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), ["a"]])
def test_a_value_that_no_cell_can_hold_is_refused(value):
    with pytest.raises(NotWritable):
        written([Column("A", 9, lambda row: value)], [{}])


def test_locked_columns_are_locked_without_a_password_and_the_rest_may_be_changed():
    sheet = as_excel_has_it(written([REF, TEXT], [{"ref": "R1", "text": "a"}], spare_rows=1))
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert [sheet[place].protection.locked for place in ("A1", "A2", "A3", "B2", "B3")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert not as_excel_has_it(written([TEXT], [{"text": "a"}])).protection.sheet


def test_choices_have_a_dropdown_over_their_rows_and_the_spare_ones():
    sheet = as_excel_has_it(written([LEVEL], [{}, {}], spare_rows=3))
    [rule] = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1, rule.showErrorMessage) == ("A2:A6", '"High,Medium,Low"', True)


def test_long_choices_and_choices_with_commas_stand_on_a_hidden_sheet():
    names = ("Identity, access", "Recovery")
    columns = [
        Column("Workstream", 20, lambda row: None, choices=names),
        Column("Quarter", 20, lambda row: None, choices=[f"20{n}/{n + 1} Q1" for n in range(26, 60)]),
        Column("Again", 20, lambda row: None, choices=names),
    ]
    data = written(columns, [{}])
    rules = [rule.formula1 for rule in as_excel_has_it(data).data_validations.dataValidation]
    assert rules == ["'Lists'!$A$1:$A$2", "'Lists'!$B$1:$B$34", "'Lists'!$A$1:$A$2"]
    lists = open_workbook(data)[LISTS]
    assert lists.hidden
    assert [row.values.get(1) for row in lists][:3] == ["Identity, access", "Recovery", None]


def test_several_choices_in_a_cell_are_suggested_but_not_forced():
    column = Column("Control types", 20, lambda row: None, choices=("People", "Process"), many=True)
    [rule] = as_excel_has_it(written([column], [{}])).data_validations.dataValidation
    assert rule.showErrorMessage is False


def test_a_hint_is_shown_beside_the_cell():
    column = Column("Effort", 20, lambda row: None, choices=("Low",), hint="Low: under 10 days")
    [rule] = as_excel_has_it(written([column], [{}])).data_validations.dataValidation
    assert (rule.promptTitle, rule.prompt, rule.showInputMessage) == ("Effort", "Low: under 10 days", True)


def test_pages_are_laid_out_for_print_with_headings_in_view():
    sheet = as_excel_has_it(
        written([REF, TEXT], [{"ref": "R1"}], banner=["Official-sensitive", "Harrowmere"], freeze_columns=1)
    )
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == [
        "Official-sensitive", "Harrowmere", "Ref",
    ]  # fmt: skip
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape", 1, 0,
    )  # fmt: skip
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.column_dimensions["B"].width == 40


def test_a_row_is_as_high_as_its_longest_text_and_never_higher_than_excel_shows():
    rows = [{"text": "short"}, {"text": "word " * 60}, {"text": "a\nb\nc"}, {"text": "x" * 30_000}]
    sheet = as_excel_has_it(written([TEXT], rows))
    heights = [sheet.row_dimensions[number].height for number in range(2, 6)]
    assert heights == [18.0, 123.0, 48.0, 409.0]


def test_the_same_content_gives_the_same_bytes_whenever_it_is_written():
    rows = [{"ref": "R1", "text": "a", "level": "High"}]
    first, second = (written([REF, TEXT, LEVEL], rows) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2000-01-01T00:00:00Z"}


def test_every_format_shows_the_rows_that_the_columns_say():
    assert sheet_rows([REF, LEVEL], [{"ref": "R1", "level": "Low"}, {"ref": "R2"}]) == [
        ["R1", "Low"],
        ["R2", None],
    ]
