"""The workbook goes back as it came, with its faulty cells marked, explained and listed."""

import datetime
import io
from collections.abc import Mapping

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from assurance.workbook import Problem, marking
from assurance.workbook.marking import marked_workbook
from iip.spreadsheets import Refused, Sheets, Value, open_workbook
from tests.assurance.workbooks import Grids, content_of, grids, problems_of, read, sample

YELLOW = "00FFDD00"
LIST = "To mend"


def faulty() -> Grids:
    sheets = grids()
    sheets.put("Plan", 4, "Risk level", "Hgih")
    sheets.put("Plan", 5, "Title", None)
    sheets.about("Issued on", "soon")
    return sheets


def marked(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(marked_workbook(data, problems_of(data))))


def yellow(book: Workbook, sheet: str) -> list[str]:
    return [cell.coordinate for row in book[sheet].iter_rows() for cell in row if cell.fill.start_color.rgb == YELLOW]


def values(sheets: Sheets) -> dict[str, Mapping[int, Mapping[int, Value]]]:
    return {name: {row.number: row.values for row in sheet} for name, sheet in sheets.items() if name != LIST}


def listed(book: Workbook) -> list[tuple[str, ...]]:
    return [row[:4] for row in book[LIST].iter_rows(min_row=6, values_only=True)]


def test_each_faulty_cell_is_coloured_and_no_other():
    book = marked(faulty().saved())
    assert {sheet: yellow(book, sheet) for sheet in book.sheetnames} == {
        LIST: [], "About": ["B11"], "Scopes": [], "Outcomes": [], "Plan": ["G4", "E5"],
    }  # fmt: skip


def test_a_faulty_cells_note_says_what_was_found_what_is_allowed_and_how_to_mend_it():
    plan = marked(faulty().saved())["Plan"]
    assert plan["G4"].comment.text == (
        "Found: “Hgih”\nAllowed: High; Medium; Low\nTo mend: Choose one of the values allowed."
    )
    assert plan["E5"].comment.text == (
        "Found: nothing: the cell is blank\nAllowed: Not blank\nTo mend: Enter the title."
    )


def test_everything_is_listed_first_with_links_to_the_cells():
    book = marked(faulty().saved())
    assert book.sheetnames[0] == book.active.title == LIST
    assert book[LIST]["A1"].value == "3 things to mend in this workbook"
    assert listed(book) == [
        ("About, row 11, column B (Issued on)", "soon", "A date such as 31 March 2028", "Enter day, month and year."),
        ("Plan, row 4, column G (Risk level)", "Hgih", "High; Medium; Low", "Choose one of the values allowed."),
        ("Plan, row 5, column E (Title)", "(blank)", "Not blank", "Enter the title."),
    ]
    assert [book[LIST].cell(row, 1).hyperlink.location for row in (6, 7, 8)] == [
        "'About'!B11",
        "'Plan'!G4",
        "'Plan'!E5",
    ]


def test_what_has_no_cell_is_listed_without_a_link():
    sheets = faulty()
    del sheets["Scopes"]
    sheets["About"] = [row for row in sheets["About"] if row[0] != "Council"]
    sheets["Outcomes"] = [row[:3] + row[4:] for row in sheets["Outcomes"]]
    book = marked(sheets.saved())
    found = {row[2]: (row[1], book[LIST].cell(n, 1).hyperlink) for n, row in enumerate(listed(book), 6)}
    for allowed in ("A sheet named Scopes", "A row Council", "A column Assurer decision"):
        assert found[allowed] == ("(missing)", None)


def test_the_values_go_back_as_they_came():
    sheets = faulty()
    sheets["Plan"] = [["=1+1", "+44 20", "@here", "'quoted"], [], *sheets["Plan"]]
    sheets["Plan"][4][5] = "Line\n\n_x0041_ 😀 שלום"
    sheets["Notes"] = [
        [datetime.date(2026, 5, 1), datetime.datetime(2026, 5, 1, 9, 30), 12, 0.5, True, datetime.time(9)]
    ]
    data = sheets.saved(lambda book: setattr(book["Plan"]["A1"], "data_type", "s"))
    again = marked_workbook(data, problems_of(data))
    assert values(open_workbook(again)) == values(open_workbook(data))
    assert openpyxl.load_workbook(io.BytesIO(again))["Plan"]["A1"].data_type == "s"


def test_reading_the_marked_workbook_says_the_same():
    sheets = faulty()
    sheets["Notes"] = [["mine"]]
    data = sheets.saved()
    reading = read(data)
    again = read(marked_workbook(data, reading.problems))
    assert (again.problems, again.warnings) == (reading.problems, reading.warnings)


def test_a_marked_workbook_that_was_mended_is_read_with_its_list_still_in_it():
    book = marked(faulty().saved())
    book["Plan"]["G4"], book["Plan"]["E5"], book["About"]["B11"] = "High", "A title", "1 June 2027"
    out = io.BytesIO()
    book.save(out)
    reading = read(out.getvalue())
    assert (reading.problems, reading.warnings) == ((), ())


def test_a_workbook_marked_twice_has_one_list():
    data = faulty().saved()
    once = marked_workbook(data, problems_of(data))
    assert marked(once).sheetnames == marked(data).sheetnames
    assert marked_workbook(once, problems_of(once)) == once


def test_banner_rows_other_names_and_other_orders_are_kept():
    sheets = faulty()
    sheets["Findings of 2026"] = [["kept"]]
    sheets["Recommendations"] = [["Draft"], [], *[list(reversed(row[:10])) for row in sheets.pop("Plan")]]
    book = marked(sheets.saved())
    assert book.sheetnames == [LIST, "About", "Scopes", "Outcomes", "Findings of 2026", "Recommendations"]
    assert book["Recommendations"]["A1"].value == "Draft"
    assert yellow(book, "Recommendations") == ["D6", "F7"]
    assert book[LIST]["A7"].hyperlink.location == "'Recommendations'!D6"


def test_hidden_rows_stay_hidden_but_where_there_is_something_to_mend():
    def hide(book: Workbook) -> None:
        for row in (3, 4):
            book["Plan"].row_dimensions[row].hidden = True
        for column in "GH":
            book["Plan"].column_dimensions[column].hidden = True
        book["Outcomes"].sheet_state = book["Plan"].sheet_state = "hidden"

    book = marked(faulty().saved(hide))
    plan = book["Plan"]
    assert [plan.row_dimensions[row].hidden for row in (3, 4)] == [True, False]
    assert [plan.column_dimensions[column].hidden for column in "GH"] == [False, True]
    assert (plan.sheet_state, book["Outcomes"].sheet_state) == ("visible", "hidden")


def test_the_columns_to_mend_have_the_dropdowns_of_the_template():
    rules = marked(faulty().saved())["Plan"].data_validations.dataValidation
    risk = next(rule for rule in rules if "G4" in rule.sqref)
    assert risk.formula1 == '"High,Medium,Low"'
    assert not risk.showErrorMessage  # "Med" is read as well


def test_two_problems_of_one_cell_share_its_note():
    data = faulty().saved()
    problem = Problem("Plan", 3, "G", "High", "Low", "Think again.", "Risk level")
    book = openpyxl.load_workbook(io.BytesIO(marked_workbook(data, [problem, problem])))
    assert book["Plan"]["G3"].comment.text.count("Think again.") == 2


@pytest.mark.parametrize(
    ("problem", "cells"),
    [
        (Problem("Plan", 3, "", "ORG-A1.b-01", "A ref not used before", "Give it its own.", "Ref"), ["A3"]),
        (Problem("Scopes", 2, "", "ORG", "Scopes that are yours", "Take its rows out."), ["A2"]),
        (Problem("About", None, "", "Elsewhere", "Harrowmere", "Use the other page."), []),
        (Problem("Plan", 1, "", "", "A column Nowhere", "Add it.", "Nowhere"), []),
    ],
)
def test_a_problem_told_by_its_row_marks_the_column_of_its_heading_or_the_first(problem, cells):
    book = openpyxl.load_workbook(io.BytesIO(marked_workbook(sample("harrowmere-2026-27"), [problem])))
    assert yellow(book, problem.sheet) == cells
    assert listed(book)[0][3] == problem.mend


def test_a_file_that_cannot_be_read_has_no_marked_copy():
    with pytest.raises(Refused, match="The file is a PDF"):
        marked_workbook(b"%PDF-1.7", problems_of(b"%PDF-1.7"))


def test_nothing_that_hides_in_a_file_goes_back_with_it():
    def plant(book: Workbook) -> None:
        book.properties.creator = book.properties.description = "SECRET"
        book["Plan"]["A2"].comment = openpyxl.comments.Comment("SECRET", "SECRET")
        book["Plan"]["A2"].hyperlink = "https://example.org/SECRET"
        book.defined_names["SECRET"] = openpyxl.workbook.defined_name.DefinedName("SECRET", attr_text="Plan!$A$1")

    data = faulty().saved(plant)
    again = marked(data)
    assert again["Plan"]["A2"].comment is again["Plan"]["A2"].hyperlink is None
    assert not again.defined_names
    assert "SECRET" not in f"{again.properties.creator}{again.properties.description}"


def test_names_of_sheets_that_excel_does_not_allow_are_made_allowed():
    names = ["a/b:c*?", "x" * 40, "x" * 50, "'Plan'", "\ufffe"]
    titles: list[str] = []
    for name in names:
        titles.append(marking.sheet_title(name, titles))
    assert titles == ["a_b_c__", "x" * 31, f"{'x' * 27} 2", "_Plan_", "_"]


def test_a_workbook_with_as_many_sheets_as_allowed_can_be_read_again():
    sheets = faulty()
    for number in range(16):
        sheets[f"Notes {number}"] = [["mine"]]
    data = sheets.saved()
    assert len(open_workbook(data)) == 20
    again = marked_workbook(data, problems_of(data))
    assert problems_of(again) == problems_of(data)


def test_thousands_of_problems_are_all_coloured_and_the_first_thousand_listed(monkeypatch):
    monkeypatch.setattr(marking, "MOST", 5)
    sheets = grids()
    for row in range(2, 12):
        sheets.put("Plan", row, "Risk level", "?")
    book = marked(sheets.saved())
    assert len(yellow(book, "Plan")) == 10
    assert sum(bool(book["Plan"].cell(row, 7).comment) for row in range(2, 12)) == 5
    assert "The first 5 are listed here" in book[LIST]["A4"].value
    assert book[LIST].max_row == 6 + 5


def test_the_sample_without_a_fault_comes_back_as_it_is():
    data = sample("tarnside-2026-27")
    assert content_of(marked_workbook(data, [])) == content_of(data)
