"""A plan at a glance: what a senior person sees first when they open its workbook."""

from collections.abc import Iterator, Mapping

from assurance.template import LEVEL
from iip.charts import DARK, LIGHT, MIDDLE, STRONG
from iip.spreadsheets import Bars, Block, Book, Column, Figure, Words, write_page
from submissions.document import PlanDocument, Provenance
from submissions.exports.row_columns import answer, risk_level, risk_look
from submissions.provenance import MARKING, written_at
from submissions.summary import UNANSWERED, Promised, Summary

TITLE = "Improvement and implementation plan"
TONES = ((2, DARK.digits), (3, MIDDLE.digits), (4, LIGHT.digits))  # of a chart's parts, by column
OF_OBJECTIVE = Column("Scope and objective", 0, lambda gain: f"{gain.scope.split()[0]} {gain.objective} {gain.title}")
GRID = (56, 16, 20, 18, 26, 72)  # the widths of the columns


def write_glance(book: Book, title: str, summary: Summary, provenance: Provenance, holds: Mapping[str, str]) -> None:
    """The cover: whose plan it is, its key figures, where it stands, its risks. `holds`: what the other sheets hold."""
    figures = [Figure(each.label, each.figure, each.detail) for each in summary.key_figures]
    sheets = [Words(f"{name}: {words}") for name, words in holds.items()]
    parts = (
        *_cover(summary.document, provenance),
        Words(""),
        *figures,
        *_stand(summary),
        *_risks(summary),
        Words(""),
        Words("The sheets of this workbook", "iip caption", with_next=len(sheets)),
        *sheets,
    )
    write_page(book, title, parts, GRID)


def _cover(document: PlanDocument, provenance: Provenance) -> Iterator[Words]:
    yield Words(MARKING, "iip label")
    yield Words(TITLE, "iip title")
    yield Words(document.council.name, "iip caption")
    assessed = f"{document.cycle_name} assessment cycle, CAF {document.framework}"
    exported = f"Exported {written_at(provenance.at)}, by {provenance.by}"
    yield Words(f"{assessed}. {provenance.label}. Status: {provenance.status}.")
    yield Words(f"Plan reference {provenance.reference}, document code {provenance.code}. {exported}.")
    for gate in provenance.gates:
        yield Words(f"{gate.what}: {gate.name}{f', {gate.title}' if gate.title else ''}, {written_at(gate.at)}")


def _stand(summary: Summary) -> Iterator[Words | Block]:
    """Where the council stands, where the plan gets it, and what the responses are."""
    yield _to_targets(summary) if summary.forecast.counted else _as_assessed(summary)
    yield Words(summary.forecast.sentence)
    promised = [*summary.promised, summary.all_promised]
    risks = [_by_risk(number, label) for number, label in enumerate(LEVEL.all_labels())]
    columns = [Column("Response", 0, lambda line: line.label), *risks, Column("All", 0, lambda line: line.total)]
    yield Block("Responses by risk", columns, promised, totals=1)


def _to_targets(summary: Summary) -> Block:
    columns = [
        OF_OBJECTIVE,
        Column("At their target now", 0, lambda gain: gain.now),
        Column("More once the plan is delivered", 0, lambda gain: gain.then - gain.now),
        Column("Still below", 0, lambda gain: gain.counted - gain.then),
        Column("With a target, and assessed", 0, lambda gain: gain.counted),
    ]
    said = "; ".join(
        f"{each.scope}, {each.objective}: {each.now} of {each.counted} now, {each.then} once delivered"
        for each in summary.gains
    )
    bars = Bars(TONES, "F", f"Outcomes at their target. {said}.")
    return Block("Outcomes at their target, by objective and scope", columns, summary.gains, bars=bars)


def _as_assessed(summary: Summary) -> Block:
    """The same where nothing assessed has a target."""
    measure = summary.measure
    columns = [OF_OBJECTIVE, *(_of_part(part, label) for part, label in measure.parts.items())]
    said = "; ".join(f"{each.scope}, {each.objective}: {measure.said(each.figures)}" for each in summary.gains)
    bars = Bars((*TONES, (5, STRONG.digits)), "F", f"{measure.title}. {said}.") if summary.gains else None
    return Block(measure.title, columns, summary.gains, bars=bars)


def _of_part(part: str, label: str) -> Column:
    return Column(label, 0, lambda gain: getattr(gain.figures, part))


def _by_risk(number: int, label: str) -> Column:
    def count(line: Promised) -> int:
        return line.by_risk[number]

    return Column(f"{label} risk", 0, count)


def _risks(summary: Summary) -> Iterator[Block]:
    first = Column("Recommendation", 0, lambda row: f"{row.ref} {row.recommendation.title}")
    risk = Column("Risk level", 0, risk_level, look_of=risk_look)
    described = Column("Risk", 0, lambda row: row.recommendation.risk_description)
    yield Block(
        "The biggest risks",
        [
            first,
            risk,
            answer("Response", "choice", UNANSWERED),
            answer("Done in", "end"),
            answer("Accountable owner", "owner"),
            described,
        ],
        summary.biggest_risks(),
    )
    yield Block(
        "What gets no action",
        [
            first,
            risk,
            answer("Why no action", "why_no_action"),
            answer("Look again on", "look_again_on"),
            answer("Risk owner", "risk_owner"),
            answer("Justification", "justification"),
        ],
        summary.no_action,
        empty="Nothing: every recommendation is acted on, or has no response yet.",
    )
