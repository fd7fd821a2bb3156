"""Reading is generous with form: a workbook in another shape says the same."""

import dataclasses
from typing import Any

import pytest

from assurance.workbook import WorkbookContent
from tests.assurance.workbooks import Grids, content_of, grids, read, sample

HARROWMERE = content_of(sample("harrowmere-2026-27"))


def without_rows(content: WorkbookContent) -> WorkbookContent:
    """The content without the numbers of the rows it stood in."""
    lists = ("scopes", "findings", "recommendations")
    numbered: dict[str, Any] = {
        name: tuple(dataclasses.replace(row, row=0) for row in getattr(content, name)) for name in lists
    }
    return dataclasses.replace(content, **numbered)


def messed() -> Grids:
    """Harrowmere's workbook as somebody might have made it their own."""
    sheets = grids()
    for row in sheets["About"]:
        row[0] = f"  {row[0].upper()}:"
    sheets.about("  ASSESSMENT CYCLE:", "2026-27")
    sheets.about("  CAF VERSION:", "CAF v3.2")
    sheets.about("  TEMPLATE VERSION:", "v1")
    sheets.about("  REVIEW STARTED:", "11th May 2026")
    sheets["Scopes"] = [list(reversed(row)) for row in sheets["Scopes"]]
    sheets["Scopes"][1][-2:] = ["organization", "org"]
    sheets["Outcomes"] = [["Outcomes of the review", *[None] * 5], [None] * 5, *sheets["Outcomes"]]
    sheets["Outcomes"][2] = ["SCOPE", "Contributing\noutcome", "Self‑assessment", "ASSURER’S DECISION", "Comments"]
    plan = [row[:10] for row in sheets["Plan"]]
    plan[0] = [
        "Reference", "Scope\u00a0", "Contributing Outcome", "Also\naddresses", "TITLE", "Recommended action",
        "Risk rating (H/M/L)", "Description of the risk", "Control Type", "Expected  result",
    ]  # fmt: skip
    return Grids({**sheets, "Plan": [[*row, "extra" if row is plan[0] else n] for n, row in enumerate(plan)]})


def roughen(sheets: Grids) -> None:
    """The same values in other words, row by row."""
    levels = {"High": "H", "Medium": "Med", "Low": "low "}
    for n, row in enumerate(sheets["Plan"][1:]):
        row[1] = ("Org", "ORGANISATION", "Harrowmere District Council", "org")[n % 4]
        code = row[2]
        row[2] = (code.replace(".", ""), code.lower(), f"{code[:2]} .{code[-1]}", f" {code.upper()} ")[n % 4]
        row[3] = row[3] and row[3].replace(" ", ": ")
        row[6] = levels[row[6]]
        row[8] = row[8].replace("Technology", "Tech").replace("; ", (", ", "/", "\n", " and ")[n % 4])
        row[9] = row[9] and row[9].upper().replace(" ", "\u00a0")
    for row in sheets["Outcomes"][3:]:
        row[3] = {"Achieved": "Fully achieved", "Partially achieved": "partial"}.get(row[3], "NOT  ACHIEVED")


def test_a_messed_workbook_reads_the_same_as_the_tidy_one():
    sheets = messed()
    roughen(sheets)
    reading = read(sheets.saved())
    assert reading.problems == ()
    assert without_rows(reading.content) == without_rows(HARROWMERE)


def test_what_was_coped_with_is_mentioned():
    sheets = messed()
    roughen(sheets)
    warnings = read(sheets.saved()).warnings
    assert "Plan: “Risk rating (H/M/L)” read as Risk level." in warnings
    assert "Plan: column K (“extra”) is not part of the template and was not read." in warnings
    assert "Plan, Risk level: “Med” read as Medium (8 cells)." in warnings
    assert "Plan, Risk level: “low” read as Low (2 cells)." not in warnings
    assert "Outcomes, Assurer decision: “Fully achieved” read as Achieved (3 cells)." in warnings


def test_banner_rows_blank_rows_hidden_rows_and_repeated_headings_are_coped_with():
    sheets = grids()
    width = len(sheets["Plan"][0])
    sheets["Plan"] = [
        ["Harrowmere plan", *[None] * (width - 1)],
        [None] * width,
        *sheets["Plan"][:6],
        [None] * width,
        ["  ", *[None] * (width - 1)],
        sheets["Plan"][0],
        *sheets["Plan"][6:],
    ]

    def arrange(book):
        book["Plan"].merge_cells("A1:J1")
        book["Plan"].row_dimensions[5].hidden = True
        book["Plan"].column_dimensions["H"].hidden = True
        book["Scopes"].sheet_state = "hidden"

    reading = read(sheets.saved(arrange))
    assert reading.problems == ()
    assert without_rows(reading.content) == without_rows(HARROWMERE)
    assert [row.row for row in reading.content.recommendations][:7] == [4, 5, 6, 7, 8, 12, 13]
    assert reading.warnings == (
        "Sheet Scopes is hidden; it was read.",
        "Plan: hidden columns were read: H.",
        "Plan: hidden rows were read: 5.",
        "Plan: repeated headings were skipped: rows 11.",
    )


def test_a_value_merged_over_several_rows_holds_for_each():
    sheets = grids()
    last = len(sheets["Plan"])
    for row in sheets["Plan"][2:]:
        row[1] = None
    reading = read(sheets.saved(lambda book: book["Plan"].merge_cells(f"B2:B{last}")))
    assert without_rows(reading.content) == without_rows(HARROWMERE)


def test_sheets_and_columns_are_found_in_any_order_and_under_other_names():
    sheets = grids()
    other = {"About": "About this report", "Scopes": "SYSTEMS", "Outcomes": "Findings", "Plan": "IIP"}
    reading = read(Grids({other[name]: rows for name, rows in reversed(sheets.items())}).saved())
    assert without_rows(reading.content) == without_rows(HARROWMERE)
    assert "Sheet “IIP” read as Plan." in reading.warnings


def test_another_sheet_is_mentioned_and_an_empty_one_is_not():
    sheets = grids()
    sheets["Working notes"] = [["mine"]]
    sheets["Sheet1"] = []
    assert read(sheets.saved()).warnings == ("Sheet “Working notes” is not part of the template and was not read.",)


@pytest.mark.parametrize(
    "written",
    ["A1b", "a1.b", "A1 b", "A1.b Roles and Responsibilities", "A1.b – roles  and responsibilities",
     "A1.b: Roles & Responsibilities", "Roles and responsibilities", "Outcome A1.b"],
)  # fmt: skip
def test_an_outcome_is_found_however_it_is_written(written):
    sheets = grids()
    sheets.put("Plan", 3, "Contributing outcome", written)
    assert content_of(sheets.saved()).recommendations[1].outcome == "A1.b"


def test_a_title_in_other_words_is_read_by_its_code_and_mentioned():
    sheets = grids()
    sheets.put("Plan", 3, "Contributing outcome", "A1.b Who does what")
    reading = read(sheets.saved())
    assert reading.ok
    assert reading.warnings == ("“A1.b Who does what” read as A1.b Roles and Responsibilities.",)


@pytest.mark.parametrize(
    ("written", "pairs"),
    [
        ("ORG D1.c; SYS1 B4.d", (("ORG", "D1.c"), ("SYS1", "B4.d"))),
        ("org d1c, sys 1 b4d", (("ORG", "D1.c"), ("SYS1", "B4.d"))),
        ("ORG: D1.c\nSYS2/B4.d", (("ORG", "D1.c"), ("SYS2", "B4.d"))),
        ("D1.c", (("ORG", "D1.c"),)),
        ("Revenues and benefits – B4.d", (("SYS1", "B4.d"),)),
        ("System 3 B4.d Vulnerability management", (("SYS3", "B4.d"),)),
        ("ORG D1.c; ORG D1.c;", (("ORG", "D1.c"),)),
        ("n/a", ()),
    ],
)
def test_pairs_of_scope_and_outcome_are_found_however_they_are_written(written, pairs):
    sheets = grids("tarnside-2026-27")
    sheets.put("Plan", 2, "Also addresses", written)
    assert content_of(sheets.saved()).recommendations[0].also_addresses == pairs


def test_an_outcome_that_addresses_itself_is_left_out():
    sheets = grids()
    sheets.put("Plan", 2, "Also addresses", "ORG A1.a; ORG A1.c")
    assert content_of(sheets.saved()).recommendations[0].also_addresses == (("ORG", "A1.c"),)


def test_a_missing_ref_is_made_beside_those_that_are_there_and_never_one_used_before():
    sheets = grids()
    for row in range(2, 5):
        sheets.put("Plan", row, "Ref", None)
        sheets.put("Plan", row, "Contributing outcome", "A1.a")
    sheets.put("Plan", 5, "Ref", "org-A1.a-02")
    reading = read(sheets.saved(), taken={"ORG-A1.a-03"})
    rows = reading.content.recommendations
    assert [row.ref for row in rows[:4]] == ["ORG-A1.a-01", "ORG-A1.a-04", "ORG-A1.a-05", "org-A1.a-02"]
    assert [row.ref_was_made for row in rows[:4]] == [True, True, True, False]
    assert "refs were made: ORG-A1.a-01 (row 2), ORG-A1.a-04 (row 3)" in reading.warnings[-1]


def test_the_same_workbook_makes_the_same_refs_again():
    sheets = grids()
    for row in range(2, len(sheets["Plan"]) + 1):
        sheets.put("Plan", row, "Ref", None)
    first, second = (content_of(sheets.saved()).recommendations for _ in range(2))
    assert first == second
    assert len({row.ref for row in first}) == len(first)


def test_words_keep_their_line_breaks_and_lose_what_cannot_be_seen():
    sheets = grids()
    sheets.put("Plan", 2, "Recommendation", " One\u00a0thing.\r\n\r\nAnother\u200b “thing”. ")
    assert content_of(sheets.saved()).recommendations[0].text == "One thing.\n\nAnother “thing”."


def test_outcomes_without_a_decision_are_mentioned():
    sheets = grids("aldermoor-2026-27")
    sheets["Outcomes"] = [row for row in sheets["Outcomes"] if row[:2] != ["SYS2", "C2.a"]]
    sheets["Plan"] = [row for row in sheets["Plan"] if row[1:3] != ["SYS2", "C2.a"]]
    assert read(sheets.saved()).warnings == ("Outcomes: SYS2 has 26 of 27 outcomes. Missing: C2.a.",)


def test_a_blank_narrative_is_mentioned():
    sheets = grids()
    sheets.about("Good practice", None)
    assert read(sheets.saved()).warnings == ("About: blank: Good practice.",)


def test_what_an_export_adds_to_about_is_read():
    sheets = grids()
    sheets["About"] += [["Plan reference", "P-7KHM-2XQD"], ["Plan version or working copy", 3]]
    about = content_of(sheets.saved()).about
    assert (about.plan_reference, about.plan_version) == ("P-7KHM-2XQD", "3")
