"""A whole plan is drafted by form, table and workbook, by two people at once, with keys alone; nothing is lost."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from accounts.roles import Role
from assurance.template import COUNCIL_HEADINGS, Kind
from assurance.workbook.cells import text_of
from submissions.columns import COLUMNS
from submissions.document import PlanDocument
from submissions.exports.downloads import export_live
from submissions.facts import facts_by_ref
from submissions.imports import merge_of, read_upload
from submissions.models import Plan
from submissions.returned_workbook import Ground
from tests import make, make_assurance
from tests.browser.test_response_page import sign_in
from tests.submissions.test_imports import SAMPLE, filled_in, tarnside_plan

pytestmark = pytest.mark.django_db(transaction=True)
BY_FORM = 19 if os.environ.get("LONG") else 2  # responses; a third of them where time does not matter
BY_TABLE = slice(25, 44)  # on one page of the table with all columns
Texts = Mapping[str, str]


@dataclass
class Desk:
    """One person at their browser, who uses keys alone."""

    page: Page
    base: str
    plan: Plan
    script: bool

    def open(self, name: str, *args: str, **query: str) -> None:
        self.page.goto(self.base + reverse(f"submissions:{name}", args=[self.plan.reference, *args], query=query))

    def press(self, name: str, role: str = "button") -> None:
        """Go to a button (or a link) and press Enter."""
        self.page.get_by_role(role, name=name, exact=True).first.press("Enter")  # type: ignore[arg-type]

    def unfold(self) -> None:
        """Open what is kept out of the way."""
        closed = self.page.locator("main details:not([open]) > summary:visible")
        while closed.count():
            closed.first.press("Enter")

    def put(self, field: str, text: str) -> None:
        """Go to a field and enter text, in place of what is there."""
        control = self.page.locator(f'[id="{field}"]')
        control.focus()
        expect(control).to_be_focused()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, field: str, text: str) -> None:
        """Go to a select and type what is wanted of it."""
        select = self.page.locator(f'select[id="{field}"]')
        select.focus()
        self.page.keyboard.type(text)
        expect(select.locator("option:checked")).to_have_text(text)

    def take(self, control: str) -> None:
        """Go to radios or a checkbox and choose."""
        self.page.locator(f'[id="{control}"]').press("Space")


# --- what the completed workbook says


def completed_rows() -> dict[str, dict[str, str]]:
    """The council's cells of the completed workbook as texts, by ref."""
    sheet = load_workbook(io.BytesIO(make_assurance.sample(f"{SAMPLE}-completed")))["Plan"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    at = {heading: place for place, heading in enumerate(rows[0])}
    return {
        str(row[at["Ref"]]): {h.name: text_of(row[at[h.label]]) for h in COUNCIL_HEADINGS}
        for row in rows[1:]
        if row[at["Ref"]]
    }


def block(rows: Mapping[str, Texts]) -> str:
    """Rows as a spreadsheet puts them on the clipboard, with headings and refs."""
    written = io.StringIO()
    sheet = csv.writer(written, csv.excel_tab)
    sheet.writerow(["Ref", *(heading.label for heading in COUNCIL_HEADINGS)])
    sheet.writerows([ref, *texts.values()] for ref, texts in rows.items())
    return written.getvalue()


def difference(plan: Plan, lead: User) -> Iterable[object]:
    """What the completed workbook says otherwise than the plan."""
    back = filled_in(export_live(plan, "xlsx", by=lead).data, make_assurance.sample(f"{SAMPLE}-completed"))
    intake = read_upload(back, "completed.xlsx", plan, by=lead)
    found = merge_of(intake, Ground.of(Plan.objects.get(pk=plan.pk), lead))
    return [*found.safe, *found.clashes, *found.unknown, *found.missing]


# --- the three ways


def by_form(desk: Desk, ref: str, texts: Texts) -> None:
    """Fill in the page of one recommendation and save it."""
    desk.take(f"id_choice_{place('choice', texts['choice'])}")
    desk.unfold()
    for name, text in texts.items():
        if name != "choice" and text:
            fill(desk, name, text)
    desk.press("Save")


def place(name: str, label: str) -> int:
    """Where an answer stands among those of its column."""
    choices = COLUMNS[name].heading.choices
    assert choices
    return choices.all_labels().index(label)


def fill(desk: Desk, name: str, text: str) -> None:
    column = COLUMNS[name]
    if column.kind == Kind.DATE:
        for part, words in zip(("0", "1", "2"), text.split(), strict=True):
            desk.put(f"id_{name}_{part}", words)
    elif column.kind == Kind.CHOICES:
        for label in text.split("; "):
            desk.take(f"id_{name}_{place(name, label)}")
    elif name == "workstream":
        desk.put("id_new_workstream", text)
    elif column.kind in {Kind.CHOICE, Kind.QUARTER} or name == "covered_by":
        desk.choose(f"id_{name}", text)
    else:
        desk.put(f"id_{name}", text)


def by_table(desk: Desk, rows: Mapping[str, Texts]) -> None:
    """Paste rows into the table: with a script into a cell, without one into the box below it."""
    if desk.script:
        desk.page.locator("td input").first.focus()
        desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        desk.page.evaluate("text => navigator.clipboard.writeText(text)", block(rows))
        desk.page.keyboard.press("Control+V")
        expect(desk.page.get_by_role("status")).to_contain_text("cells pasted.", timeout=60_000)
    else:
        desk.unfold()
        desk.put("block", block(rows))
        desk.press("Put into the table")


def by_workbook(desk: Desk, data: bytes) -> None:
    """Upload a workbook."""
    file = {"name": "tarnside.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    desk.page.get_by_label("Workbook").set_input_files(file)  # type: ignore[arg-type]
    desk.press("Upload and compare")


def taken_out(desk: Desk) -> bytes:
    """The plan's workbook as the page gives it."""
    desk.open("plan_export")
    with desk.page.expect_download() as download:
        desk.press("Make a workbook (XLSX)")
    return Path(download.value.path()).read_bytes()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def desks(request, live_server, browser: Browser) -> Iterator[tuple[Desk, Desk, User]]:
    """Two people of tarnside at their browsers, and the one who leads."""
    plan, lead = tarnside_plan()
    contributor = make.person(name="Ali Khan", role=Role.CONTRIBUTOR, at=plan.council)
    contexts = [browser.new_context(java_script_enabled=request.param) for _ in range(2)]
    pages = [
        sign_in(context, live_server.url, user) for context, user in zip(contexts, (lead, contributor), strict=True)
    ]
    one, two = (Desk(page, live_server.url, plan, request.param) for page in pages)
    yield one, two, lead
    for context in contexts:
        context.close()


def test_tarnside_is_drafted_in_two_sessions_and_is_what_the_completed_workbook_says(desks):
    mine, theirs, lead = desks
    plan, rows = mine.plan, completed_rows()
    refs = list(PlanDocument.of(plan).by_ref)
    form, table = refs[:BY_FORM], refs[BY_TABLE]
    book = [ref for ref in refs if ref not in {*form, *table}]
    data = taken_out(mine)

    # Both open the first recommendation; the contributor saves first, and opens the table.
    mine.open("response_edit", form[0])
    meddle(theirs, form[0], rows)
    theirs.open("responses_edit", columns="all", page="2")
    by_form(mine, form[0], rows[form[0]])
    expect(mine.page.get_by_role("heading", level=1)).to_have_text("Choose which words to keep")
    mine.press("Save what I chose")
    expect(mine.page.get_by_text("Saved. This response is complete.")).to_be_visible()
    for ref in form[1:]:
        mine.open("response_edit", ref)
        by_form(mine, ref, rows[ref])
        expect(mine.page.get_by_text("Saved. This response is complete.")).to_be_visible()

    # The lead saves an answer that the contributor's table does not show yet.
    meddle(mine, table[0], rows)
    by_table(theirs, {ref: rows[ref] for ref in table})
    theirs.press("Save the table")
    theirs.press(
        f"{table[0]}, Accountable owner: Select whose words the plan keeps: you and {lead.name} both changed this.",
        "link",
    )
    theirs.take(f"mine_owner_{table[0]}")
    theirs.press("Save the table")
    expect(theirs.page.get_by_text("in 1 recommendation.")).to_be_visible()
    expect(theirs.page.get_by_role("heading", name="There is a problem")).to_have_count(0)

    # The rest was filled in in Excel, and of one row something else was typed meanwhile.
    meddle(theirs, book[0], rows)
    mine.open("plan_import")
    by_workbook(mine, filled_in(data, make_assurance.sample(f"{SAMPLE}-completed"), book))
    mine.take("workbook_1")
    mine.press("Confirm and write into the plan")
    expect(mine.page.get_by_text("The workbook is merged:")).to_be_visible()

    assert sum(facts.choice != "" for facts in facts_by_ref(plan).values()) == len(rows) == 58
    assert difference(plan, lead) == []


def meddle(desk: Desk, ref: str, rows: Mapping[str, Texts]) -> None:
    """Save the workbook's response with another owner, on the page of the recommendation."""
    desk.open("response_edit", ref)
    desk.take(f"id_choice_{place('choice', rows[ref]['choice'])}")
    desk.put("id_owner", "Somebody else")
    desk.press("Save")
    expect(desk.page.get_by_text("Saved.").first).to_be_visible()
