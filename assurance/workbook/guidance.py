"""The sheet that says how to fill the others in: in words for people, passed over in reading."""

from collections.abc import Iterator, Mapping

from assurance.template import ABOUT, ASSURER_HEADINGS, OUTCOMES, PLAN, SCOPES, SEPARATOR, Heading, Kind
from assurance.workbook.columns import HINTS
from assurance.workbook.content import About
from assurance.workbook.tables import GUIDANCE
from iip.spreadsheets import Book, Column, write_sheet

SHEETS = (
    (ABOUT.name, ABOUT.headings),
    (SCOPES.name, SCOPES.headings),
    (OUTCOMES.name, OUTCOMES.headings),
    (PLAN.name, ASSURER_HEADINGS),
)
STEPS = (
    "1. On About, check the council’s facts and fill in what is blank. The summary and the other texts may be long.",
    "2. On Scopes, check the organisation and the critical systems. Describe each system in a few words.",
    "3. On Outcomes, give your decision on every outcome, with a comment. Take out the rows of a scope whose report "
    "comes later.",
    "4. On Plan, write one recommendation in each row. Leave the grey columns blank: the council fills them in.",
    "5. Save the workbook as an Excel workbook (.xlsx) and upload it. Nothing is written before you have seen what "
    "would change.",
    "You may add rows, move columns and hide what you do not need. Formulas, macros and links to other files are not "
    "read: paste values instead.",
)
SENTENCES: Mapping[str, str] = {
    "About: Template version": "Leave it as it is.",
    "About: Council": "The council’s full name.",
    "About: Assurer firm": "The name of your firm.",
    "About: Lead assurer": "Whom the council should ask about the report.",
    "About: Council code": "The council’s code of nine characters, for example E07000008.",
    "About: Assessment cycle": "The financial year of the assessment, for example 2026/27.",
    "About: CAF version": "The version of the Cyber Assessment Framework, for example 3.2.",
    "About: Executive summary": "What senior leaders need to know, in a page or less.",
    "About: Good practice": "What the council does well and others could learn from.",
    "About: Areas for improvement": "What matters most, before the detail of each outcome.",
    "About: Quality of evidence": "How complete and how current the evidence was.",
    "About: Review method": "How you came to your decisions: interviews, documents, tests.",
    "Scopes: Scope": "ORG for the organisation; SYS1, SYS2 and so on for critical systems.",
    "Scopes: Type": "Organisation for ORG, critical system for the others.",
    "Scopes: Supplier": "Who supplies or supports it.",
    "Scopes: Product": "The product it is built on, with its version where that matters.",
    "Scopes: Name": "What the council calls it.",
    "Scopes: Description": "What it does and who depends on it.",
    "Scopes: Hosting": "Where it runs, for example in the council’s data centre or in a supplier’s cloud.",
    "Scopes: Shared with": "Other councils or partners that use it too.",
    "Outcomes: Scope": "A code of the sheet Scopes.",
    "Outcomes: Contributing outcome": "The code, for example A1.a. Its title may follow.",
    "Outcomes: Self-assessment": "The level that the council gave itself. Blank where it gave none.",
    "Outcomes: Assurer decision": "Your decision. Some outcomes have no level “Partially achieved”.",
    "Outcomes: Comment": "What you found, and what your decision rests on.",
    "Plan: Ref": "Leave it blank and one is made, for example ORG-A1.b-01. It stays the same for good.",
    "Plan: Scope": "A code of the sheet Scopes.",
    "Plan: Contributing outcome": "The outcome that the recommendation is about. It needs a row on Outcomes.",
    "Plan: Also addresses": "Other outcomes that it helps with, each with its scope: ORG D1.c; SYS1 B4.d.",
    "Plan: Title": "A few words by which people will know it.",
    "Plan: Recommendation": "What the council should do, so that it can plan who does it, when and at what cost.",
    "Plan: Risk level": "How serious the risk is that it reduces.",
    "Plan: Risk description": "What could happen, and what that would mean for the council and its residents.",
    "Plan: Control types": "What has to change: people, process, technology.",
    "Plan: Expected result": "What the outcome would be assessed as once its recommendations are done. "
    "The same for each recommendation of an outcome.",
}


def write_guidance(book: Book, about: About) -> None:
    """Add the sheet, for the report on that council."""
    title = f"Assurance report on {about.council}, {about.cycle}"
    rows = [(name, heading) for name, headings in SHEETS for heading in headings]
    columns = [
        Column("Sheet", 14, lambda row: row[0]),
        Column("Column", 26, lambda row: row[1].label),
        Column("Needed", 10, lambda row: "Yes" if row[1].required else "No"),
        Column("What to enter", 70, lambda row: SENTENCES.get(f"{row[0]}: {row[1].label}") or HINTS.get(row[1].kind)),
        Column("Allowed", 60, lambda row: "; ".join(_allowed(row[1]))),
    ]
    write_sheet(book, GUIDANCE, columns, rows, freeze_columns=2, banner=(title, *STEPS, ""))


def _allowed(heading: Heading) -> Iterator[str]:
    if heading.choices:
        yield SEPARATOR.join(heading.choices.all_labels())
    elif heading.kind in {Kind.LINE, Kind.TEXT}:
        yield f"At most {heading.longest:,} characters"
