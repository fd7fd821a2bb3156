"""What a workbook's XML may hold, and how its cells are read."""

import datetime

import pytest

from iip.spreadsheets import Limits, Refused, column_letter, open_workbook
from tests.iip.raw_workbooks import parts_of, raw_workbook, sheet_xml, text_cell, zipped


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as refused:
        open_workbook(data, limits or Limits())
    return str(refused.value)


def plan(rows: str, **parts: str):
    return open_workbook(raw_workbook(rows, **parts))["Plan"]


def test_values_keep_their_kinds_and_their_places():
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="d mmm yyyy"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    )
    row = (
        '<row r="7"><c r="A7"><v>12</v></c><c r="B7"><v>3.2</v></c><c r="C7" t="b"><v>1</v></c>'
        '<c r="D7" s="1"><v>46132</v></c><c r="E7" s="2"><v>46132.5</v></c>'
        '<c r="G7" t="d"><v>2026-04-20</v></c><c r="H7" t="e"><v>#N/A</v></c>'
        f"{text_cell('AA7', 'words')}</row>"
    )
    [read] = plan(row, **{"xl/styles.xml": styles})
    assert read.number == 7
    assert {column_letter(column): value for column, value in read.values.items()} == {
        "A": 12,
        "B": 3.2,
        "C": True,
        "D": datetime.date(2026, 4, 20),
        "E": datetime.datetime(2026, 4, 20, 12),
        "G": datetime.date(2026, 4, 20),
        "H": "#N/A",
        "AA": "words",
    }
    assert type(read.values[1]) is int
    assert read.values[3] is True


def test_shared_strings_are_put_together_from_their_runs_without_reading_aids():
    strings = (
        "<sst><si><t>one</t></si><si><r><t>t</t></r><r><t xml:space='preserve'>wo </t></r>"
        "<rPh sb='0' eb='1'><t>aid</t></rPh></si></sst>"
    )
    cells = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    [row] = plan(cells, **{"xl/sharedStrings.xml": strings})
    assert row.values == {1: "one", 2: "two "}


def test_excels_escapes_are_undone_and_line_ends_are_one_kind():
    [row] = plan(f"<row>{text_cell('A1', 'a_x000D_&#10;b _x005F_x0041_ e&#769;')}</row>")
    assert row.values == {1: "a\nb _x0041_ é"}


def test_a_prefixed_workbook_reads_the_same():
    sheet = '<x:worksheet xmlns:x="y"><x:sheetData><x:row><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    assert [row.values for row in open_workbook(zipped(parts_of(sheet)))["Plan"]] == [{1: 5}]


def test_hidden_rows_and_columns_are_known():
    before = '<cols><col min="2" max="3" hidden="1"/><col min="4" max="4"/></cols>'
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row>'
    sheet = open_workbook(raw_workbook(rows, before))["Plan"]
    assert [row.hidden for row in sheet] == [False, True]
    assert sheet.hidden_columns == {2, 3}


def test_a_merged_value_holds_for_each_of_its_cells_in_rows_with_something_of_their_own():
    rows = (
        '<row r="1"><c r="A1"><v>9</v></c><c r="B1"><v>1</v></c></row>'
        '<row r="2"><c r="B2"><v>2</v></c></row><row r="3"><c r="A3"/></row>'
    )
    after = '<mergeCells><mergeCell ref="A1:A3"/></mergeCells>'
    sheet = open_workbook(raw_workbook(rows, after=after))["Plan"]
    assert [(row.number, dict(row.values)) for row in sheet] == [(1, {1: 9, 2: 1}), (2, {1: 9, 2: 2})]


def test_formulas_are_refused_with_their_cells():
    cells = "".join(f'<row r="{n}"><c r="L{n}"><f>1+1</f><v>2</v></c></row>' for n in range(14, 24))
    assert "formulas: Plan L14, Plan L15, Plan L16, Plan L17, Plan L18, Plan L19 and 4 more." in refusal(
        raw_workbook(cells)
    )


def test_control_characters_are_refused_with_their_cells():
    assert "hidden control characters: Plan C3." in refusal(
        raw_workbook(f'<row r="3">{text_cell("C3", "a_x0007_b")}</row>')
    )


def test_a_cell_with_too_much_text_is_refused_with_its_place():
    long = "x" * 10_001
    assert "more than 10,000 characters: Plan B2." in refusal(raw_workbook(f'<row r="2">{text_cell("B2", long)}</row>'))
    shared = f"<sst><si><t>{long}</t></si></sst>"
    cell = '<row r="2"><c r="B2" t="s"><v>0</v></c></row>'
    assert "Plan B2" in refusal(raw_workbook(cell, **{"xl/sharedStrings.xml": shared}))


def test_exactly_as_much_as_allowed_is_read():
    last = f'<row r="2000">{text_cell("BH2000", "x" * 10_000)}</row>'
    [row] = plan(last)
    assert (row.number, [len(value) for value in row.values.values()]) == (2000, [10_000])


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (text_cell("A2001", "x"), "something in row 2,001; at most 2,000 rows"),
        (text_cell("A1048576", "x"), "something in row 1,048,576"),
        (text_cell("BI1", "x"), "something in column BI; at most 60 columns"),
        (text_cell("XFD1", "x"), "something in column XFD"),
        (text_cell("A0", "x"), "something in row 0"),
        (text_cell("one", "x"), "incomplete or damaged"),
        (text_cell("A1", "x") + text_cell("A1", "y"), "two values for cell Plan A1"),
        ('<c r="A1" t="s"><v>7</v></c>', "incomplete or damaged"),
    ],
)
def test_coordinates_that_lie_are_refused(cell, sentence):
    assert sentence in refusal(raw_workbook(f'<row r="1">{cell}</row>'))


def test_more_than_20_sheets_are_refused():
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(21))
    parts = parts_of(sheet_xml("")) | {"xl/workbook.xml": f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>'}
    assert "21 sheets; at most 20" in refusal(zipped(parts))


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/theme/theme1.xml", "docProps/core.xml"])
def test_a_document_type_declaration_is_refused_in_any_part(part):
    parts = parts_of(sheet_xml("")) | {part: f"<?xml version='1.0'?>{DOCTYPE}<x>&a;</x>"}
    assert "document type declaration" in refusal(zipped(parts))


def inside(tag: str, text: str, count: int) -> str:
    return f"<{tag}>{text * count}</{tag}>"


HOSTILE = {
    "a comment of 49 MB": lambda: raw_workbook("<!--" + "-x" * (24 * 2**20) + "-->"),
    "an attribute of 49 MB": lambda: raw_workbook(f'<row r="1" x="{"y" * (49 * 2**20)}"/>'),
    "an instruction of 49 MB": lambda: raw_workbook(f"<?x {'<y' * (24 * 2**20)}?>"),
    "a million empty rows": lambda: raw_workbook("<row/>" * 1_000_000),
    "16,384 columns": lambda: raw_workbook(inside("row", "<c><v>1</v></c>", 16_384)),
    "millions of empty cells": lambda: raw_workbook(inside("row", "<c/>", 12_000_000)),
    "nesting without end": lambda: raw_workbook("<a>" * 3_500_000 + "</a>" * 3_500_000),
    "merges over one another": lambda: raw_workbook(
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 2001)),
        after=inside("mergeCells", '<mergeCell ref="A1:BH2000"/>', 5_000),
    ),
    "columns over one another": lambda: raw_workbook(
        "", before=inside("cols", '<col min="1" max="60" hidden="1"/>', 900_000)
    ),
    "one long text in every cell": lambda: raw_workbook(
        inside("row", '<c t="s"><v>0</v></c>', 60) * 2000,
        **{"xl/sharedStrings.xml": f"<sst><si><t>{'x' * 10_000}</t></si></sst>"},
    ),
    "a comment of 49 MB full of tags": lambda: raw_workbook("<!--" + "<x" * (24 * 2**20) + "-->"),
    "a name for every element": lambda: raw_workbook("".join(f"<a{n}/>" for n in range(10_000))),
    "wide texts that no cell uses": lambda: raw_workbook(
        "", **{"xl/sharedStrings.xml": inside("sst", f"<si><t>😀{'x' * 9_990}</t></si>", 4_800)}
    ),
    "a cell format for every row of Excel": lambda: raw_workbook(
        "", **{"xl/styles.xml": inside("cellXfs", '<xf numFmtId="14"/>', 1_048_576)}
    ),
    "thousands of relationships": lambda: raw_workbook(
        "",
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": "<Relationships>"
            + "".join(f'<Relationship Id="r{n}" Type="x/y" Target="z"/>' for n in range(3_000))
            + "</Relationships>"
        },
    ),
    "laughs": lambda: raw_workbook("&lol;"),
    "not XML": lambda: zipped(parts_of(b"\x00\xff" * 1000)),
    "an unknown encoding": lambda: zipped(parts_of('<?xml version="1.0" encoding="x-none"?><a/>')),
}


REASONS = {
    "a comment of 49 MB": "outsized piece",
    "an attribute of 49 MB": "outsized piece",
    "an instruction of 49 MB": "outsized piece",
    "a million empty rows": "tens of thousands of empty formatted rows",
    "16,384 columns": "something in column BI",
    "millions of empty cells": "more in it than any report needs",
    "nesting without end": "more in it than any report needs",
    "merges over one another": "more in it than any report needs",
    "columns over one another": "incomplete or damaged",
    "one long text in every cell": "more in it than any report needs",
    "a comment of 49 MB full of tags": "outsized piece",
    "a name for every element": "more in it than any report needs",
    "wide texts that no cell uses": "more in it than any report needs",
    "a cell format for every row of Excel": "more in it than any report needs",
    "thousands of relationships": "more in it than any report needs",
    "laughs": "incomplete or damaged",
    "not XML": "incomplete or damaged",
    "an unknown encoding": "incomplete or damaged",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_for_what_it_is(name):
    assert REASONS[name] in refusal(HOSTILE[name]())
