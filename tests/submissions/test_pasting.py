"""A block from a spreadsheet: placed by the cell it is pasted into or by its headings, and read as a workbook is."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from submissions.pasting import read_block
from submissions.returned_workbook import Ground
from submissions.table import CellReader
from tests import make, make_plan
from tests.submissions.sent_forms import signed_in

FIRST, SECOND, THIRD = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"
REFS = [FIRST, SECOND, THIRD]
COLUMNS = ["choice", "priority", "owner", "notes"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return make_plan.plan(council=make.council(name="Ashby"), recommendations=3, complete=True)


@pytest.fixture
def read(made):
    """Read a block, pasted into a cell: the texts by ref and column, and the remarks."""
    reader = CellReader(Ground.of(made.plan, made.people.lead))

    def reads(text, ref=FIRST, column="choice"):
        pasted = read_block(text, reader, refs=REFS, columns=COLUMNS, ref=ref, column=column)
        return {(cell.ref, cell.column): cell.wrong or cell.text for cell in pasted.cells}, list(pasted.remarks)

    return reads


def test_a_block_fills_the_cells_from_where_it_is_pasted(read):
    assert read("Med\tHead of IT\r\nL\t\r\n", SECOND, "priority") == (
        {
            (SECOND, "priority"): "Medium",
            (SECOND, "owner"): "Head of IT",
            (THIRD, "priority"): "Low",
            (THIRD, "owner"): "",
        },
        [],
    )


def test_a_blank_row_within_a_block_keeps_the_others_in_their_places(read):
    assert read("High\n\nLow", column="priority")[0] == {
        (FIRST, "priority"): "High",
        (SECOND, "priority"): "",
        (THIRD, "priority"): "Low",
    }


def test_a_cell_with_line_breaks_tabs_and_quotes_is_one_cell(read):
    assert read('"Two\nlines, a\ttab and ""quotes"""\tmore', column="notes") == (
        {(FIRST, "notes"): 'Two\nlines, a\ttab and "quotes"'},
        ["Not pasted, because the table has no columns for it: what stands furthest to the right."],
    )


def test_a_block_with_headings_finds_its_columns_and_rows_wherever_it_is_pasted(read):
    text = f"Recommendation ref\tOwner\tRisk rating\tPriority level\n{THIRD.lower()}\tHead of IT\tHigh\tH\n"
    assert read(text, SECOND, "notes") == ({(THIRD, "owner"): "Head of IT", (THIRD, "priority"): "High"}, [])


def test_what_finds_no_place_is_said(read):
    cells, remarks = read("Ref\tPriority\tCapital\nORG-Z9.z-01\tLow\t1\n\tHigh\t2\n")
    assert cells == {}
    assert remarks == [
        "Not pasted, because they are not in this table: ORG-Z9.z-01.",
        "Not pasted, because the table has no row for them: 1 row.",
        "Not pasted, because the table does not show these columns: One-off capital.",
    ]
    assert read("Low\nLow", THIRD, "priority")[1] == [
        "Not pasted, because the table has no row for them: 1 row.",
    ]


def test_what_cannot_be_read_stays_as_it_came_and_says_why(read):
    assert read("Sometimes", column="priority")[0] == {
        (FIRST, "priority"): "Choose one of the values allowed. Allowed: High; Medium; Low."
    }


@pytest.mark.parametrize("text", ["", "\n\n", "x" * 200_000, '"' + "y\t" * 10])
def test_what_is_no_block_does_no_harm(read, text):
    cells, _ = read(text)
    assert set(cells.values()) <= {"", "Choose one of the values allowed. Allowed: Implement; Implement in part; "
                                       "Already done; Covered by another; No action."}  # fmt: skip


def test_the_script_is_told_what_a_block_means_and_nothing_is_saved(made):
    sent = {"block": "Med", "at_ref": SECOND, "at_column": "priority", "ref": REFS, "column": COLUMNS}
    address = reverse("submissions:block_read", args=[made.plan.reference])
    answer = signed_in(made.people.lead).post(address, sent)
    assert answer.json() == {"cells": [[f"priority {SECOND}", "Medium", ""]], "remarks": []}
    assert made.responses[1].priority == "high"


def test_a_delegate_pastes_into_their_own_rows_alone(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    address = reverse("submissions:block_read", args=[made.plan.reference])
    sent = {"block": "Med", "at_ref": FIRST, "at_column": "priority", "ref": REFS, "column": COLUMNS}
    assert signed_in(delegate).post(address, sent).json()["cells"] == []
