"""The council's columns, workstreams and milestones."""

import datetime

import pytest

from tests.assurance.workbooks import content_of, grids, problems_of, read

COMPLETED = "tarnside-2026-27-completed"


def value(heading: str, written, name: str):
    sheets = grids(COMPLETED)
    sheets.put("Plan", 2, heading, written)
    return content_of(sheets.saved(), council=True).responses[0].values[name]


@pytest.mark.parametrize(
    ("heading", "written", "name", "expected"),
    [
        ("Response", "IMPLEMENT  in part", "choice", "in_part"),
        ("Response", None, "choice", ""),
        ("Response", "n/a", "choice", ""),
        ("Priority", "Med", "priority", "medium"),
        ("Effort", "h", "effort", "high"),
        ("Supporting roles", "Systems Manager, Social Care;\nClerk; Clerk", "supporting_posts",
         ["Systems Manager, Social Care", "Clerk"]),
        ("Supporting roles", None, "supporting_posts", []),
        ("Effort days", "15", "effort_days", 15),
        ("Effort days", 15.0, "effort_days", 15),
        ("One-off capital", "£12,000", "capital", 12_000),
        ("One-off capital", 0, "capital", 0),
        ("One-off capital", None, "capital", None),
        ("Annual cost", 1_000_000_000, "annual", 1_000_000_000),
        ("Cost basis", "TBC", "cost_basis", "not_known"),
        ("Funding", "partly funded", "funding", "part_funded"),
        ("End quarter", "2030-31 Q4", "end", "2030/31 Q4"),
        ("End quarter", "Q4 2030/2031", "end", "2030/31 Q4"),
        ("End quarter", "quarter 4 of 30/31", "end", "2030/31 Q4"),
        ("End quarter", datetime.date(2031, 3, 31), "end", "2030/31 Q4"),
        ("End quarter", None, "end", ""),
        ("Depends on", "org-a1.b-01, SYS1-B4.d-01", "waits_for", ["ORG-A1.b-01", "SYS1-B4.d-01"]),
        ("Depends on", "none", "waits_for", []),
        ("Covered by", "sys3‑c1.e‑01", "covered_by", "SYS3-C1.e-01"),
        ("Further outcomes", "SYS1 B4.d; D1.b", "further_outcomes", [["SYS1", "B4.d"], ["ORG", "D1.b"]]),
        ("Workstream", "identity AND access", "workstream", "Identity and access"),
        ("Why no action", "Skills", "why_no_action", "skills"),
        ("Look again on", datetime.datetime(2028, 3, 31), "look_again_on", "2028-03-31"),
        ("Look again on", "31/03/2028", "look_again_on", "2028-03-31"),
        ("Look again on", "31 Mar 2028", "look_again_on", "2028-03-31"),
        ("Look again on", None, "look_again_on", None),
        ("Support wanted", "peer support and money", "support", ["money", "peer_advice"]),
        ("Notes", "a\n\nb", "notes", "a\n\nb"),
        ("Notes", 12, "notes", "12"),
        ("Accountable owner", " Chief\nDigital Officer ", "owner", "Chief Digital Officer"),
    ],
)  # fmt: skip
def test_a_column_is_read_for_what_it_means(heading, written, name, expected):
    assert value(heading, written, name) == expected


@pytest.mark.parametrize(
    ("heading", "written", "allowed", "mend"),
    [
        ("Response", "Perhaps", "Implement; Implement in part; Already done", "Choose one"),
        ("Effort days", "a week", "Whole days, 0 or more", "Enter whole days"),
        ("Effort days", -1, "Whole days, 0 or more", "Enter whole days"),
        ("One-off capital", 12_000.5, "Whole pounds from 0", "Enter whole pounds"),
        ("One-off capital", -1, "Whole pounds from 0", "Enter whole pounds"),
        ("One-off capital", True, "Whole pounds from 0", "Enter whole pounds"),
        ("One-off capital", 1_000_000_001, "Whole pounds from 0", "Enter whole pounds"),
        ("One-off capital", "12k", "Whole pounds from 0", "Enter whole pounds"),
        ("Funding", "Hoped for", "Funded; Part funded; Bid submitted; Unfunded", "Choose one"),
        ("Start quarter", "spring 2027", "A quarter such as 2026/27 Q4", "Enter the financial year"),
        ("Start quarter", "2027 Q1", "A quarter such as 2026/27 Q4", "Enter the financial year"),
        ("Start quarter", "2026/28 Q1", "A quarter such as 2026/27 Q4", "2026/27"),
        ("Start quarter", "2029/30 Q1", "A quarter not before 2029/30 Q1", "Correct the start or the end"),
        ("Depends on", "ORG-A1.z-01", "A ref of the sheet Plan", "There is no ORG-A1.z-01"),
        ("Depends on", "ORG-A1.a-01", "A ref of another row", "Remove the recommendation's own ref"),
        ("Covered by", "ORG-A1.a-01", "A ref of another row", "Remove the recommendation's own ref"),
        ("Covered by", "the one below", "Letters, digits, dots and hyphens", "Write a ref"),
        ("Further outcomes", "SYS1 A1.a", "Objectives B and C", "Move it to ORG"),
        ("Workstream", "Other things", "A name of the sheet Workstreams", "Add it to the sheet"),
        ("Look again on", "soon", "A date such as 31 March 2028", "Enter day, month and year"),
        ("Look again on", 7, "A date such as 31 March 2028", "Enter day, month and year"),
        ("Support wanted", "Luck", "Money; Skills; Supplier; Peer advice", "Write one or more"),
        ("Funding source", "x" * 501, "At most 500 characters", "Shorten it"),
    ],
)
def test_a_wrong_value_of_the_council_is_told(heading, written, allowed, mend):
    sheets = grids(COMPLETED)
    sheets.put("Plan", 2, heading, written)
    [problem] = problems_of(sheets.saved(), council=True)
    assert (problem.sheet, problem.row) == ("Plan", 2)
    assert problem.allowed.startswith(allowed)
    assert mend in problem.mend
    assert read(sheets.saved()).ok  # not the assurer's business


def test_only_the_columns_that_the_sheet_has_are_values():
    sheets = grids(COMPLETED)
    place = sheets.column("Plan", "Notes")
    sheets["Plan"] = [row[:place] for row in sheets["Plan"]]
    values = content_of(sheets.saved(), council=True).responses[0].values
    assert "notes" not in values
    assert "support" in values


def test_workstreams_and_milestones_are_read_in_their_order():
    content = content_of(grids(COMPLETED).saved(), council=True)
    assert content.workstreams[0].name == "Governance and assurance"
    assert content.workstreams[0].lead == "Cyber Security Manager"
    assert [(row.ref, row.title, row.quarter) for row in content.milestones][:2] == [
        ("ORG-A1.b-01", "Owners and deputies have accepted in writing", "2026/27 Q4"),
        ("ORG-A2.b-01", "Three-year plan agreed by the Audit and Governance Committee", "2027/28 Q1"),
    ]


@pytest.mark.parametrize(
    ("sheet", "heading", "written", "allowed"),
    [
        ("Workstreams", "Name", "Identity  AND access", "Each name once"),
        ("Workstreams", "Purpose", "x" * 10_000 + "é", None),
        ("Milestones", "Ref", "ORG-A1.z-09", "A ref of the sheet Plan"),
        ("Milestones", "Ref", None, "The ref of a recommendation"),
        ("Milestones", "Milestone", None, "Not blank"),
        ("Milestones", "Quarter", None, "A quarter such as 2026/27 Q4"),
    ],
)
def test_a_wrong_workstream_or_milestone_is_told(sheet, heading, written, allowed):
    sheets = grids(COMPLETED)
    sheets.put(sheet, 2, heading, written)
    problems = problems_of(sheets.saved(), council=True)
    if allowed is None:
        assert "more than 10,000 characters: Workstreams C2" in str(problems[0])
        return
    first = problems[0]
    assert first.sheet == sheet
    assert first.allowed == allowed


def test_a_wrong_recommendation_does_not_make_others_wrong_that_speak_of_it():
    sheets = grids(COMPLETED)
    row = next(n for n, cells in enumerate(sheets["Plan"], 1) if cells[0] == "ORG-A1.b-01")
    sheets.put("Plan", row, "Risk level", "Hgih")
    assert [problem.row for problem in problems_of(sheets.saved(), council=True)] == [row]


def test_a_workbook_without_workstreams_and_milestones_keeps_the_names_it_has():
    sheets = grids(COMPLETED)
    del sheets["Workstreams"], sheets["Milestones"]
    content = content_of(sheets.saved(), council=True)
    assert content.responses[0].values["workstream"] == "Governance and assurance"
    assert (content.workstreams, content.milestones) == ((), ())


def test_a_response_without_a_recommendation_is_told():
    sheets = grids(COMPLETED)
    sheets["Plan"].append([None] * 10 + ["Implement"] + [None] * 30)
    [problem] = problems_of(sheets.saved(), council=True)
    assert (problem.row, problem.allowed) == (60, "A recommendation beside each response")
