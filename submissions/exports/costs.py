"""The costs of a plan as a workbook that a section 151 officer can take away: figures as numbers, kinds apart."""

import datetime
from collections.abc import Iterable
from typing import Any

from iip.spreadsheets import Book, Column, new_book, workbook_bytes, write_sheet
from submissions.budget import KINDS, Budget, Group, Period, Sum
from submissions.document import PlanDocument, Provenance
from submissions.provenance import written_at

POUNDS = '"£"#,##0'
PARTS = {"cost": "cost", "funded": "funded", "gap": "not funded"}


def costs_workbook(document: PlanDocument, provenance: Provenance) -> bytes:
    """The costs by year, quarter, source, state of funding, workstream and priority, and what is in no figure."""
    budget = Budget(document)
    book = new_book(f"{document.council.name}: costs of the improvement and implementation plan")
    _write_about(book, budget, provenance)
    _write_periods(book, "By year", "Financial year", [*budget.years, budget.all_years, budget.outside])
    _write_periods(book, "By quarter", "Quarter", [*budget.quarters, budget.all_years, budget.outside])
    _write_groups(book, "By source", "Funding source", budget.by_source)
    _write_groups(book, "By funding", "Funding", budget.by_funding)
    _write_groups(book, "By workstream", "Workstream", budget.by_workstream)
    _write_groups(book, "By priority", "Priority", budget.by_priority)
    return workbook_bytes(book, provenance.at.astimezone(datetime.UTC).replace(tzinfo=None))


def _write_about(book: Book, budget: Budget, provenance: Provenance) -> None:
    lines = [
        ("Council", provenance.council),
        ("Plan reference", provenance.reference),
        ("Version", provenance.label),
        ("Document code", provenance.code),
        ("Exported", f"{written_at(provenance.at)}, by {provenance.by}"),
        ("How it is counted", "A one-off cost falls evenly over the quarters of its action. An annual cost runs from "
         f"the quarter after the action ends, until {budget.last}. Capital and revenue are never added together."),
        ("Cost not known yet, in no figure", ", ".join(budget.not_known) or "None"),
        ("No cost entered", ", ".join(budget.unpriced) or "None"),
        ("Without dates, in no year", ", ".join(budget.unscheduled) or "None"),
        ("Covered by another, counted once", ", ".join(budget.covered) or "None"),
    ]  # fmt: skip
    columns = [Column("Field", 34, lambda line: line[0]), Column("Value", 90, lambda line: line[1])]
    write_sheet(book, "About", columns, lines)


def _write_periods(book: Book, title: str, first: str, periods: Iterable[Period]) -> None:
    columns = [Column(first, 30, lambda period: period.label)]
    for kind, label in KINDS.items():
        columns += [_pounds(f"{label}: {words}", kind, part) for part, words in PARTS.items()]
    write_sheet(book, title, columns, periods, freeze_columns=1)


def _pounds(heading: str, kind: str, part: str) -> Column:
    def value(period: Period) -> Any:
        return getattr(getattr(period, kind), part)

    return Column(heading, 16, value, number_format=POUNDS)


def _write_groups(book: Book, title: str, first: str, groups: Iterable[Group]) -> None:
    """A row for each group and kind of money; a group whose cost is not known has its row all the same."""
    blank: list[tuple[str, Sum | None]] = [("No cost known", None)]
    records = [(group, *line) for group in groups for line in [*group.lines] or blank]
    columns = [
        Column(first, 40, lambda record: record[0].label),
        Column("Actions", 10, lambda record: record[0].actions),
        Column("Cost not known yet", 12, lambda record: record[0].not_known),
        Column("Kind", 24, lambda record: record[1]),
        *(_of_sum(words.capitalize(), part) for part, words in PARTS.items()),
    ]
    write_sheet(book, title, columns, records, freeze_columns=1)


def _of_sum(heading: str, part: str) -> Column:
    def value(record: Any) -> Any:
        return getattr(record[2], part) if record[2] else None

    return Column(heading, 16, value, number_format=POUNDS)
