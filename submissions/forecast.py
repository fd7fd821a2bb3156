"""When outcomes reach their profile target, if the plan is delivered as scheduled.

The rule: an outcome in a scope moves when all its recommendations are done, to the assurer's expected result
where given, otherwise to its target. In part and no action do not move it.
"""

from iip.quarters import Quarter
from submissions.document import PlanDocument, Row
from submissions.models import Response

DELIVERS = {Response.Choice.IMPLEMENT, Response.Choice.ALREADY_DONE}


def reaches_in(document: PlanDocument) -> dict[tuple[str, str], Quarter]:
    """The quarter in which each outcome, by scope and code, meets its target: those that do and did not before."""
    answers: dict[tuple[str, str], list[Row]] = {}
    for row in document.rows:
        answers.setdefault((row.scope.scope, row.outcome), []).append(row)
    ends = {place: _done_by(rows, document) for place, rows in answers.items()}
    return {place: end for place, end in ends.items() if end is not None and _moves_enough(answers[place][0])}


def _moves_enough(row: Row) -> bool:
    finding = row.finding
    if finding is None or not finding.target or finding.is_met is not False:
        return False
    return finding.expected in {"", "achieved"} or finding.expected == finding.target


def _done_by(rows: list[Row], document: PlanDocument) -> Quarter | None:
    """The last end among an outcome's recommendations; None where one of them will not be done."""
    ends = [end for row in rows if (end := _end(row, document)) is not None]
    return max(ends) if len(ends) == len(rows) else None


def _end(row: Row, document: PlanDocument, seen: frozenset[str] = frozenset()) -> Quarter | None:
    facts = row.response
    if facts.choice in DELIVERS:
        return facts.end
    cover = document.by_ref.get(facts.covered_by)
    if facts.choice == Response.Choice.COVERED and cover and row.ref not in seen:
        return _end(cover, document, seen | {row.ref})
    return None
