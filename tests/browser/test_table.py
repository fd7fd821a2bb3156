"""The table of many responses in a real browser: filled in as a spreadsheet is, by keyboard, and without scripts."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from submissions.facts import facts_by_ref
from submissions.models import Plan
from submissions.responses import save_response
from submissions.table import GROUPS
from tests import make, make_plan
from tests.browser.test_import import FIRST, SECOND, look, seat  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db(transaction=True)
THIRD = "ORG-A1.c-01"
BLOCK = 'Owner\tRef\tRisk\tPriority\r\nHead of Estates\t{0}\tHigh\tMed\r\n"Head of\n IT"\t{1}\tLow\tSometimes\r\n'


IN_SIGHT = """() => {
    const cell = document.activeElement, box = cell.getBoundingClientRect();
    return document.elementFromPoint(box.left + 2, box.top + 5) === cell;
}"""


@pytest.fixture
def made() -> make_plan.Made:
    return make_plan.plan(council=make.council(name="Ashby"), recommendations=3, complete=True)


def address(live_server, plan: Plan, columns: str) -> str:
    return live_server.url + reverse("submissions:responses_edit", args=[plan.reference], query={"columns": columns})


def cell(page: Page, label: str, ref: str):
    return page.get_by_label(f"{label}, {ref}")


def paste(page: Page, text: str) -> None:
    """Put a block on the clipboard as Excel does, and press the keys."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def facts(plan: Plan, ref: str):
    return facts_by_ref(plan)[ref]


def test_the_table_is_filled_in_by_keyboard_while_a_colleague_writes(live_server, seat, complaints, made):  # noqa: F811
    page = seat(made.people.lead)
    keys = page.keyboard
    page.goto(address(live_server, made.plan, "main"))
    look(page, "table")
    said = page.get_by_role("status")

    cell(page, "Priority", FIRST).focus()
    keys.type("Lo")
    keys.press("ArrowRight")
    expect(cell(page, "Accountable owner", FIRST)).to_be_focused()
    keys.type("Head of Estates")
    keys.press("ArrowLeft")  # within the text that is being typed
    keys.type("X")
    expect(cell(page, "Accountable owner", FIRST)).to_have_value("Head of EstateXs")
    keys.press("Escape")
    expect(cell(page, "Accountable owner", FIRST)).to_have_value("Chief Information Officer")
    keys.type("Head of Estates")
    keys.press("Enter")
    keys.press("Control+D")
    expect(cell(page, "Accountable owner", SECOND)).to_have_value("Head of Estates")
    expect(said).to_contain_text("3 cells changed in 2 rows")
    keys.press("ArrowUp")
    keys.press("Shift+ArrowDown")
    keys.press("Shift+ArrowDown")
    keys.press("Control+D")
    expect(cell(page, "Accountable owner", THIRD)).to_have_value("Head of Estates")
    keys.press("Control+Z")
    expect(cell(page, "Accountable owner", THIRD)).to_have_value("Chief Information Officer")

    paste(page, BLOCK.format(THIRD, SECOND))
    expect(said).to_contain_text(f"4 cells pasted. {SECOND}: Choose one of the values allowed.")
    expect(cell(page, "Priority", THIRD)).to_have_value("Medium")
    expect(cell(page, "Priority", SECOND)).to_have_value("Sometimes")
    look(page, "table-pasted")
    keys.press("Control+Z")
    expect(cell(page, "Priority", SECOND)).to_have_value("High")
    cell(page, "Start quarter", FIRST).focus()
    paste(page, "Q1 27/28\tQ2 27/28\r\n2027/28 Q3\t2027/28 Q4\r\n")
    expect(cell(page, "End quarter", SECOND)).to_have_value("2027/28 Q4")

    colleague = make.person(name="Ali Khan", role=Role.CONTRIBUTOR, at=made.council)
    save_response(made.responses[0], {"owner": "Head of IT"}, seen=1, by=colleague)
    cell(page, "Start quarter", THIRD).focus()
    keys.type("soon")
    page.get_by_role("button", name="Save the table").press("Enter")
    expect(page.get_by_role("link", name=f"{FIRST}, Accountable owner: Select whose words")).to_be_visible()
    look(page, "table-open")
    page.get_by_role("link", name=f"{THIRD}, Start quarter: Enter the financial year").press("Enter")
    expect(cell(page, "Start quarter", THIRD)).to_be_focused()
    keys.type("2026/27 Q4")
    page.get_by_label("Yours, as above").press("Space")
    page.get_by_role("button", name="Save the table").press("Enter")
    expect(page.get_by_text("Saved: 4 changes in 1 recommendation.")).to_be_visible()
    first, second = facts(made.plan, FIRST), facts(made.plan, SECOND)
    assert (first.owner, first.priority, str(first.start)) == ("Head of Estates", "low", "2027/28 Q1")
    assert (second.owner, str(second.end)) == ("Head of Estates", "2027/28 Q4")
    assert [words for words in complaints if "409" not in words] == []


def test_tab_goes_through_the_table_and_out_of_it(live_server, seat, complaints, made):  # noqa: F811
    page = seat(made.people.lead)
    page.goto(address(live_server, made.plan, "money"))
    cell(page, "Annual cost", THIRD).focus()
    page.keyboard.press("Tab")
    expect(cell(page, "Funding", THIRD)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save the table")).to_be_focused()
    page.get_by_role("link", name="Go past the table").press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save the table")).to_be_focused()
    for columns in ("words", "all"):
        page.goto(address(live_server, made.plan, columns))
        look(page, f"table-{columns}")
    cell(page, "Notes", FIRST).focus()
    for _ in GROUPS["all"][1]:
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("F2")
        page.keyboard.press("F2")
        assert page.evaluate(IN_SIGHT), page.evaluate("document.activeElement.id")
    assert complaints == []


def test_without_scripts_the_table_is_a_form_and_takes_a_block(live_server, browser: Browser, client, made):
    context = browser.new_context(java_script_enabled=False)
    cookies = make.sign_in(client, made.people.lead).cookies
    context.add_cookies([{"name": n, "value": c.value, "url": live_server.url} for n, c in cookies.items()])
    page = context.new_page()
    page.goto(address(live_server, made.plan, "main"))
    page.get_by_text("Paste a block from a spreadsheet").click()
    page.get_by_label("Cells that you copied").fill(BLOCK.format(THIRD, SECOND))
    page.get_by_role("button", name="Put into the table").click()
    expect(page.get_by_role("link", name=f"{SECOND}, Priority: Choose one of the values allowed.")).to_be_visible()
    cell(page, "Priority", SECOND).select_option("Low")
    page.get_by_role("button", name="Save the table").click()
    expect(page.get_by_text("Saved: 4 changes in 2 recommendations.")).to_be_visible()
    assert (facts(made.plan, SECOND).owner, facts(made.plan, THIRD).priority) == ("Head of IT", "medium")
    page.get_by_role("link", name="Undo this").click()
    page.get_by_role("button", name="Undo").click()
    assert facts(made.plan, THIRD).priority == "high"
    context.close()
