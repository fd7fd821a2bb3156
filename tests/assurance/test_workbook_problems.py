"""Everything wrong with a workbook is told at once: sheet, row, column, value, what is allowed, how to mend it."""

import pytest

from assurance.workbook import Problem, problems_table
from tests.assurance.workbooks import grids, problems_of, read, sample


def only_problem(sheets, **options) -> Problem:
    problems = problems_of(sheets.saved(), **options)
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def changed(sheet: str, row: int, heading: str, value, name: str = "harrowmere-2026-27"):
    sheets = grids(name)
    sheets.put(sheet, row, heading, value)
    return sheets


def test_a_problem_names_its_place_the_value_what_is_allowed_and_how_to_mend_it():
    problem = only_problem(changed("Plan", 14, "Risk level", "Hgih"))
    assert problem == Problem(
        "Plan", 14, "G", "Hgih", "High; Medium; Low", "Choose one of the values allowed.", "Risk level"
    )
    assert problem.place == "Plan, row 14, column G (Risk level)"
    assert str(problem) == (
        "Plan, row 14, column G (Risk level): found “Hgih”. Allowed: High; Medium; Low. "
        "Choose one of the values allowed."
    )
    assert Problem.from_json(problem.to_json()) == problem


@pytest.mark.parametrize(
    ("sheet", "row", "heading", "value", "allowed", "mend"),
    [
        ("Scopes", 2, "Type", "Thing", "Organisation; Critical system", "Choose one"),
        ("Scopes", 2, "Type", "Critical system", "ORG for the organisation", "Correct the scope or its type"),
        ("Scopes", 2, "Name", None, "Not blank", "Enter the name"),
        ("Scopes", 2, "Name", "x" * 201, "At most 200 characters", "it has 201"),
        ("Outcomes", 3, "Contributing outcome", "A9.z", "outcome of CAF 3.2", "Correct the code"),
        ("Outcomes", 3, "Contributing outcome", "A1.a", "Each outcome once a scope", "Row 2 is about ORG A1.a"),
        ("Outcomes", 3, "Assurer decision", "Nearly", "Achieved; Partially achieved; Not", "Choose one"),
        ("Outcomes", 3, "Assurer decision", None, "Achieved; Partially achieved; Not", "Enter the assurer"),
        ("Outcomes", 3, "Assurer decision", "Partially achieved", "Achieved; Not achieved; Not", "no partial level"),
        ("Outcomes", 3, "Self-assessment", "Partially achieved", "Achieved; Not achieved", "no partial level"),
        ("Outcomes", 3, "Self-assessment", "Not assessed", "Achieved; Partially achieved; Not ach", "Choose one"),
        ("Plan", 4, "Ref", "ORG-A1.a-01", "Each ref once", "Row 2 has this ref too"),
        ("Plan", 4, "Ref", "org-a1.A-01", "Each ref once", "Row 2 has this ref too"),
        ("Plan", 4, "Ref", "a/b c", "Letters, digits, dots and hyphens", "Write a ref such as"),
        ("Plan", 4, "Scope", "SYS1", "A scope of the sheet Scopes: ORG", "Add SYS1 to the sheet Scopes"),
        ("Plan", 4, "Scope", "Nowhere", "ORG, SYS1, SYS2 …", "Write the code of the scope"),
        ("Plan", 4, "Scope", None, "ORG, SYS1, SYS2 …", "Enter the scope"),
        ("Plan", 4, "Contributing outcome", "A1", "outcome of CAF 3.2", "Correct the code"),
        ("Plan", 4, "Contributing outcome", "A1.c Assurance", "A1.c Decision-making", "title is that of A2.b"),
        ("Plan", 4, "Also addresses", "somewhere", "Pairs such as ORG D1.c", "Write scope and outcome"),
        ("Plan", 4, "Also addresses", "ORG D1.c; SYS9 B4.d", "A scope of the sheet Scopes", "Add SYS9"),
        ("Plan", 4, "Also addresses", "ORG D1.c; B4.d", "Pairs such as ORG D1.c", "Write the scope of B4.d"),
        ("Plan", 4, "Also addresses", "ORG B4.d", "Objectives A and D", "Move it to the scope of a critical"),
        ("Plan", 4, "Title", None, "Not blank", "Enter the title"),
        ("Plan", 4, "Title", "x" * 301, "At most 300 characters", "it has 301"),
        ("Plan", 4, "Recommendation", "  \u00a0", "Not blank", "Enter the recommendation"),
        ("Plan", 4, "Risk description", None, "Not blank", "Enter the risk description"),
        ("Plan", 4, "Control types", "People; Magic", "People; Process; Technology", "Write one or more"),
        ("Plan", 4, "Control types", None, "People; Process; Technology", "Enter the control types"),
        ("Plan", 4, "Expected result", "Not achieved", "Achieved; Partially achieved", "Choose one"),
        ("Plan", 4, "Expected result", "Partially achieved", "Achieved", "no partial level"),
        ("Plan", 3, "Expected result", "???", "Achieved; Partially achieved", "Choose one"),
    ],
)  # fmt: skip
def test_each_wrong_value_is_told_with_what_is_allowed(sheet, row, heading, value, allowed, mend):
    problem = only_problem(changed(sheet, row, heading, value))
    assert (problem.sheet, problem.row, problem.heading) == (sheet, row, heading)
    assert problem.column
    assert problem.allowed.startswith(allowed) or allowed in problem.allowed
    assert mend in problem.mend


@pytest.mark.parametrize(
    ("field", "value", "allowed", "mend"),
    [
        ("Template version", 2, "1", "current template"),
        ("Template version", "first", "A whole number", "such as 1"),
        ("Council", None, "Not blank", "Enter the council"),
        ("Council code", " ", "Not blank", "Enter the council code"),
        ("Assessment cycle", "2026/28", "A cycle such as 2026/27", "follow each other"),
        ("CAF version", "3.1", "3.2; 4.0", "Enter the CAF version"),
        ("CAF version", "latest", "A CAF version such as 3.2", "version alone"),
        ("Assurer firm", None, "Not blank", "Enter the assurer firm"),
        ("Review started", "last spring", "A date such as 31 March 2028", "day, month and year"),
        ("Review started", "31 February 2026", "A date such as 31 March 2028", "day, month and year"),
        ("Review ended", "1 May 2026", "on or after Review started", "Correct this date"),
        ("Issued on", "1 June 2026", "on or after Review ended", "Correct this date"),
    ],
)
def test_each_wrong_fact_of_the_report_is_told(field, value, allowed, mend):
    sheets = grids()
    sheets.about(field, value)
    problem = only_problem(sheets)
    row = next(n for n, cells in enumerate(sheets["About"], 1) if cells[0] == field)
    assert (problem.sheet, problem.row, problem.column, problem.heading) == ("About", row, "B", field)
    assert allowed in problem.allowed
    assert mend in problem.mend


def test_a_missing_row_of_about_and_a_row_twice_are_told():
    sheets = grids()
    sheets["About"] = [row for row in sheets["About"] if row[0] != "Council code"]
    assert only_problem(sheets).mend.startswith("Add a row Council code")
    sheets = grids()
    sheets["About"].append(["Council", "Another"])
    assert only_problem(sheets).allowed == "Council once"


@pytest.mark.parametrize("name", ["About", "Scopes", "Outcomes", "Plan"])
def test_a_missing_sheet_is_told_with_the_sheets_there_are(name):
    sheets = grids()
    del sheets[name]
    problem = next(p for p in problems_of(sheets.saved()) if p.sheet == name)
    assert problem.allowed == f"A sheet named {name}"
    assert f"Add the sheet {name}" in problem.mend


def test_a_missing_column_is_told_once_and_not_for_every_row():
    sheets = grids()
    place = sheets.column("Plan", "Risk level")
    sheets["Plan"] = [row[:place] + row[place + 1 :] for row in sheets["Plan"]]
    problem = only_problem(sheets)
    assert (problem.row, problem.allowed) == (1, "A column Risk level")


def test_a_column_twice_is_an_error_but_a_synonym_beside_the_heading_is_not():
    sheets = grids()
    for row in sheets["Plan"]:
        row.append(row[sheets.column("Plan", "Risk level")])
    assert only_problem(sheets).allowed == "One column Risk level"
    sheets["Plan"][0][-1] = "Risk rating"
    reading = read(sheets.saved())
    assert reading.ok
    assert "Plan: column AP (“Risk rating”) stands twice and was not read." in reading.warnings


def test_a_sheet_without_headings_or_without_rows_is_told():
    sheets = grids()
    sheets["Plan"] = [["nothing", "here"]]
    assert "A row with the headings Ref, Scope" in only_problem(sheets).allowed
    sheets = grids()
    sheets["Outcomes"] = sheets["Outcomes"][:1]
    assert problems_of(sheets.saved())[0].allowed == "At least one row"


def test_a_plan_without_recommendations_is_no_problem():
    sheets = grids()
    sheets["Plan"] = sheets["Plan"][:1]
    reading = read(sheets.saved())
    assert reading.ok
    assert reading.content.recommendations == ()


def test_outcomes_stand_only_in_the_scope_that_their_objective_is_assessed_in():
    sheets = grids("tarnside-2026-27")
    row = next(n for n, cells in enumerate(sheets["Outcomes"], 1) if cells[:2] == ["SYS1", "B1.a"])
    sheets.put("Outcomes", row, "Contributing outcome", "D1.a")
    problem = next(p for p in problems_of(sheets.saved()) if p.sheet == "Outcomes")
    assert (problem.row, problem.column, problem.found) == (row, "B", "D1.a")
    assert (problem.allowed, problem.mend) == ("Objectives B and C for a critical system", "Move it to ORG.")


def test_a_second_organisation_or_a_scope_twice_is_told():
    sheets = grids("tarnside-2026-27")
    sheets.put("Scopes", 4, "Scope", "SYS1")
    assert problems_of(sheets.saved())[0].mend == "Remove one of the two rows for SYS1."
    sheets = grids("tarnside-2026-27")
    sheets.put("Scopes", 4, "Type", "Organisation")
    assert only_problem(sheets).allowed == "ORG for the organisation; SYS1, SYS2 … for critical systems"


def test_two_expectations_of_one_outcome_are_an_error_and_a_blank_is_not():
    sheets = grids()
    rows = [n for n, cells in enumerate(sheets["Plan"], 1) if cells[2] == "A2.a"]
    sheets.put("Plan", rows[0], "Expected result", "Achieved")
    sheets.put("Plan", rows[1], "Expected result", None)
    assert read(sheets.saved()).ok
    sheets.put("Plan", rows[1], "Expected result", "Partially achieved")
    problem = only_problem(sheets)
    assert (problem.row, problem.allowed) == (rows[1], "One value an outcome")
    assert problem.mend.startswith(f"Row {rows[0]} expects Achieved of ORG A2.a")


def test_an_expectation_below_the_decision_is_an_error():
    sheets = grids()
    row = next(n for n, cells in enumerate(sheets["Outcomes"], 1) if cells[1] == "A2.a")
    sheets.put("Outcomes", row, "Assurer decision", "Achieved")
    for n, cells in enumerate(sheets["Plan"], 1):
        if cells[2] == "A2.a":
            sheets.put("Plan", n, "Expected result", "Partially achieved")
    assert {p.mend for p in problems_of(sheets.saved())} == {
        "ORG A2.a is achieved already: correct the expected result."
    }


def test_a_recommendation_needs_a_decision_on_its_outcome():
    sheets = grids()
    sheets["Outcomes"] = [row for row in sheets["Outcomes"] if row[1] != "A1.b"]
    problem = only_problem(sheets)
    assert (problem.sheet, problem.allowed) == ("Plan", "An outcome with an assurer decision")


def test_everything_wrong_is_told_at_once_and_nothing_twice():
    sheets = grids("tarnside-2026-27-completed")
    sheets.about("Assessment cycle", "soon")
    sheets.put("Scopes", 3, "Type", "Thing")
    sheets.put("Outcomes", 5, "Assurer decision", "Nearly")
    sheets.put("Plan", 2, "Risk level", "Hgih")
    sheets.put("Plan", 2, "Funding", "Maybe")
    sheets.put("Plan", 9, "One-off capital", "lots")
    sheets.put("Milestones", 2, "Quarter", "spring")
    places = [problem.place for problem in problems_of(sheets.saved(), council=True)]
    assert places == [
        "About, row 5, column B (Assessment cycle)",
        "Scopes, row 3, column B (Type)",
        "Outcomes, row 5, column D (Assurer decision)",
        "Plan, row 2, column G (Risk level)",
        "Plan, row 2, column X (Funding)",
        "Plan, row 9, column T (One-off capital)",
        "Milestones, row 2, column C (Quarter)",
    ]


def test_a_file_that_is_refused_is_a_problem_of_the_file():
    [problem] = problems_of(sample("harrowmere-2026-27")[:5000])
    assert problem.place == "The file"
    assert "incomplete or damaged" in str(problem)


def test_the_problems_are_an_aligned_table_for_a_terminal():
    table = problems_table(problems_of(changed("Plan", 14, "Risk level", None).saved()))
    assert table.splitlines() == [
        "Where                                Found    Allowed            How to mend it",
        "-----------------------------------  -------  -----------------  ---------------------",
        "Plan, row 14, column G (Risk level)  (blank)  High; Medium; Low  Enter the risk level.",
    ]
