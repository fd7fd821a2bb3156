"""A plan as one table in CSV: a row for each recommendation, text that stays text in a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from assurance.template import ASSURER_HEADINGS, COUNCIL_HEADINGS, DECISION, SEPARATOR
from submissions.document import PlanDocument, Provenance, Row
from submissions.exports.formats import MARKING
from submissions.exports.workbook import cell

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # what makes a spreadsheet calculate; its wide forms too
BLANK_FIRST = ("\t", "\r", "\n")
FINDING = {"decision": "Assurer decision", "target": "Profile target"}
ORIGIN = ("Marking", "Council", "Plan reference", "Version", "Status", "Exported at", "Document code")
MILESTONES = "Milestones"


def plan_csv(document: PlanDocument, provenance: Provenance) -> bytes:
    """The plan's rows in UTF-8 with a byte order mark, as Excel expects it.

    The columns are those of the workbook's Plan sheet, then the finding, the milestones and where the row comes from.
    Dates are ISO, money is whole pounds. A cell that a spreadsheet would calculate begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n")
    headings = [heading.label for heading in (*ASSURER_HEADINGS, *COUNCIL_HEADINGS)]
    lines.writerow([*headings, *FINDING.values(), MILESTONES, *ORIGIN])
    origin = [safe(value) for value in _origin(provenance)]
    lines.writerows([*map(safe, _cells(row)), *origin] for row in document.rows)
    return out.getvalue().encode("utf-8-sig")


def safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that looks like one begins with an apostrophe."""
    if isinstance(value, str) and (value.lstrip().startswith(FORMULA) or value.startswith(BLANK_FIRST)):
        return f"'{value}"
    return value


def _cells(row: Row) -> Iterator[Any]:
    finding = row.finding
    own = {"scope": row.scope.scope, "expected": finding.expected if finding else ""}
    for heading in ASSURER_HEADINGS:
        yield cell(heading, own.get(heading.name, getattr(row.recommendation, heading.name, "")))
    for heading in COUNCIL_HEADINGS:
        yield cell(heading, getattr(row.response, heading.name))
    yield from (DECISION.label(getattr(finding, name, "")) for name in FINDING)
    yield SEPARATOR.join(f"{title} ({quarter})" for title, quarter in row.response.milestones)


def _origin(provenance: Provenance) -> tuple[str, ...]:
    return (
        MARKING,
        provenance.council,
        provenance.reference,
        provenance.label,
        provenance.status,
        provenance.at.isoformat(timespec="seconds"),
        provenance.code,
    )
