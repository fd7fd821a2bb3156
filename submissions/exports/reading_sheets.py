"""The sheets of a plan's workbook that are made to be read: at a glance, to print, money, roadmap, workload, forecast.

Each agrees with the page of its subject, because both ask the same functions. Nothing on them is read back.
"""

from assurance.template import READING_SHEETS
from assurance.workbook.columns import POUNDS
from iip.spreadsheets import Book, Column, write_sheet
from submissions.budget import KINDS
from submissions.columns import COLUMNS
from submissions.document import PlanDocument, Provenance, Row
from submissions.exports.forecast_sheet import write_forecast
from submissions.exports.glance_sheet import write_glance
from submissions.exports.money_sheet import write_money
from submissions.exports.roadmap_sheets import shut, write_roadmap, write_workload
from submissions.exports.row_columns import BLANK, answer, risk_level, risk_look
from submissions.models import Response
from submissions.summary import UNANSWERED, Summary

GLANCE, PRINT, MONEY, ROADMAP, WORKLOAD, FORECAST = READING_SHEETS
HOLDS = {  # what each sheet is for
    "About": "What the report and this workbook are about, and the assurer’s words.",
    "Scopes": "The organisation and the critical systems that were assessed.",
    "Outcomes": "The assurer’s decision on each contributing outcome.",
    "Plan": "Every recommendation with the council’s response, column by column: the sheet to work in.",
    "Workstreams": "Pieces of work that cover several responses.",
    "Milestones": "What is reached by when.",
    PRINT: "Every recommendation with its response in the columns that matter most, on paper.",
    MONEY: "What the plan costs by financial year, what of it is funded and what is not.",
    ROADMAP: "What is done when, quarter by quarter.",
    WORKLOAD: "How much each owner has in hand in each quarter.",
    FORECAST: "Which outcomes reach their target by when, and which stay below and why.",
}


def write_reading_sheets(book: Book, document: PlanDocument, provenance: Provenance) -> None:
    """Add them all, in their order."""
    summary = Summary(document)
    write_glance(book, GLANCE, summary, provenance, HOLDS)
    _write_print(book, document)
    write_money(book, MONEY, summary)
    write_roadmap(book, ROADMAP, document)
    write_workload(book, WORKLOAD, document)
    write_forecast(book, FORECAST, summary.forecast)


def _write_print(book: Book, document: PlanDocument) -> None:
    columns = [
        Column("Ref", 15, lambda row: row.ref),
        Column("Recommendation", 40, lambda row: row.recommendation.title),
        Column("Risk level", 10, risk_level, look_of=risk_look),
        answer("Response", "choice", UNANSWERED, 17),
        Column("What we will do", 46, _what_we_do),
        answer("Accountable owner", "owner", width=24),
        answer("Start", "start", width=12),
        answer("End", "end", width=12),
        *(_amount(COLUMNS[kind].label, kind) for kind in KINDS),
        answer("Funding", "funding", width=14),
    ]
    write_sheet(book, PRINT, shut(columns), document.rows, freeze_columns=1)


def _what_we_do(row: Row) -> str:
    if row.response.action:
        return row.response.action
    if row.response.covered_by:
        return f"Covered by {row.response.covered_by}"
    return "As recommended" if row.response.choice == Response.Choice.IMPLEMENT else BLANK


def _amount(heading: str, kind: str) -> Column:
    return Column(heading, 13, lambda row: getattr(row.response, kind), number_format=f"{POUNDS}_-")  # clear of words
