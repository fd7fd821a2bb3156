"""The tables that only a committee paper has, each as plain words. Their names say nothing of the plan. Pure."""

from collections.abc import Iterator

from submissions.briefing import Briefing
from submissions.briefing_tables import DASH, Grid, answer, named
from submissions.columns import COLUMNS, MONEY, NO_ACTION
from submissions.document import Row
from submissions.provenance import written_at
from submissions.summary import UNANSWERED

FOR_THE_MEETING = ("Committee", "Date of the meeting", "Report of", "Author", "Lead member", "Wards", "Key decision")
TO_FILL_IN = "[To fill in]"


def meeting() -> Grid:
    """What the author fills in."""
    return Grid("The meeting", ("About this report", "To fill in"), [(each, TO_FILL_IN) for each in FOR_THE_MEETING])


def assured(briefing: Briefing) -> Grid:
    """What was assured, and by whom."""
    rows = [
        (f"{scope.scope} {scope.name}", *(words or DASH for words in (scope.supplier, scope.product)), scope.firm,
         scope.lead_assurer or DASH)
        for scope in briefing.document.scopes
    ]  # fmt: skip
    return Grid("What was assured", ("Scope", "Supplier", "Product", "Assurer", "Lead assurer"), rows)


def gates(briefing: Briefing) -> Grid:
    """The steps that the plan has taken, with who took them."""
    rows = [
        (gate.what, ", ".join(filter(None, (gate.name, gate.title))), written_at(gate.at))
        for gate in briefing.provenance.gates
    ]
    return Grid("Steps that the plan has taken", ("Step", "By", "On"), rows)


def everything(briefing: Briefing) -> Grid:
    """Every recommendation with the council's response."""
    headings = ("Recommendation", "Risk", "Response", "Owner", "By", "Capital", "Revenue", "A year", "Funding")
    rows = [tuple(_told(row)) for row in briefing.document.rows]
    return Grid("Recommendations and responses", headings, rows, frozenset({5, 6, 7}))


def _told(row: Row) -> Iterator[str]:
    asked, facts = row.recommendation, row.response
    _, owner, end = answer(row)
    yield f"{named(row)}\n{asked.text}"
    yield asked.risk.capitalize()
    choice = COLUMNS["choice"].written(facts.choice) or UNANSWERED
    yield "\n".join(filter(None, (choice, facts.action, facts.justification)))
    yield owner
    yield COLUMNS["look_again_on"].written(facts.look_again_on) or DASH if facts.choice == NO_ACTION else end
    for name in MONEY:
        yield COLUMNS[name].written(getattr(facts, name)) or DASH
    funding = (COLUMNS[name].written(getattr(facts, name)) for name in ("cost_basis", "funding", "funding_source"))
    yield "\n".join(filter(None, funding)) or DASH
