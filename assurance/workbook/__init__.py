"""The IIP workbook, template version 1: its bytes as checked content, or everything that is wrong with it."""

from collections.abc import Collection, Mapping

from assurance.template import (
    ABOUT,
    COUNCIL_NAMES,
    MILESTONES,
    OUTCOMES,
    PLAN,
    REVIEWED_PLAN,
    SCOPES,
    SHEETS,
    WORKSTREAMS,
    SheetTemplate,
)
from assurance.workbook.about import read_about
from assurance.workbook.content import (
    About,
    CommentRow,
    FindingRow,
    FrameworkFacts,
    MilestoneRow,
    OutcomeFacts,
    Reading,
    RecommendationRow,
    ResponseRow,
    ScopeRow,
    WorkbookContent,
    WorkstreamRow,
)
from assurance.workbook.council import (
    names_of,
    read_comments,
    read_milestones,
    read_responses,
    read_workstreams,
    refs_of,
)
from assurance.workbook.problems import Ledger, Problem, problems_table
from assurance.workbook.reader import Reader
from assurance.workbook.report import read_findings, read_recommendations, read_scopes, with_expected
from assurance.workbook.tables import Table, find_sheet, mention_other_sheets, read_table
from iip.spreadsheets import Refused, Sheet, Sheets, open_workbook

__all__ = [
    "About",
    "FindingRow",
    "FrameworkFacts",
    "MilestoneRow",
    "OutcomeFacts",
    "Problem",
    "Reading",
    "RecommendationRow",
    "ResponseRow",
    "ScopeRow",
    "WorkbookContent",
    "WorkstreamRow",
    "problems_table",
    "read_workbook",
]


def read_workbook(
    data: bytes,
    frameworks: Mapping[str, FrameworkFacts],
    *,
    council: bool = False,
    taken: Collection[str] = (),
    beside: Collection[str] = (),
    comments: bool = False,
) -> Reading:
    """A workbook's content, or every problem it has; never both, and never an exception.

    Takes the file's bytes; the CAF versions by version; whether the council's columns, workstreams
    and milestones are read too (`council`); refs used before, which are never made again (`taken`);
    refs that a response may speak of although the sheet Plan has no row for them (`beside`); and whether a reviewer's
    column Comments is read as well (`comments`).
    """
    try:
        sheets = open_workbook(data)
    except Refused as refused:
        return Reading(None, (Problem("", None, "", "", "", str(refused)),))
    ledger = Ledger()
    content = _Reading(sheets, Reader(ledger, frameworks)).content(council, taken, beside, comments)
    if ledger.problems or content is None:
        return Reading(None, tuple(ledger.problems), tuple(ledger.warnings))
    return Reading(content, (), tuple(ledger.warnings))


class _Reading:
    """One workbook being read, sheet after sheet, each beside what the earlier ones said."""

    def __init__(self, sheets: Sheets, reader: Reader):
        self.sheets, self.reader, self.ledger = sheets, reader, reader.ledger
        found = {template.name: find_sheet(sheets, template, self.ledger) for template in SHEETS}
        self.found: dict[str, Sheet | None] = found
        mention_other_sheets(sheets, {sheet.name for sheet in found.values() if sheet}, self.ledger)

    def content(
        self, council: bool, taken: Collection[str], beside: Collection[str], comments: bool
    ) -> WorkbookContent | None:
        about = read_about(self.found[ABOUT.name], self.reader)
        scopes = read_scopes(self.table(SCOPES), self.reader)
        findings = read_findings(self.table(OUTCOMES), self.reader)
        plan = self.table(REVIEWED_PLAN if comments else PLAN)
        recommendations = read_recommendations(plan, findings, self.reader, taken)
        whole = with_expected(findings.rows, recommendations, plan, self.reader)
        parts = self.council_parts(plan, recommendations, beside) if council else ((), (), (), ())
        if not council:
            self.mention_council_columns(plan)
        self.reader.mention_readings()
        if about is None:
            return None
        return WorkbookContent(about, tuple(scopes), whole, tuple(recommendations), *parts)

    def table(self, template: SheetTemplate) -> Table:
        return read_table(self.found[template.name], template, self.ledger)

    def council_parts(
        self, plan: Table, recommendations: list[RecommendationRow], beside: Collection[str]
    ) -> tuple[tuple[ResponseRow, ...], tuple[WorkstreamRow, ...], tuple[MilestoneRow, ...], tuple[CommentRow, ...]]:
        streams = self.optional(WORKSTREAMS)
        workstreams = read_workstreams(streams, self.reader)
        refs = refs_of(plan, recommendations, self.reader)
        spoken_of = {ref.casefold(): ref for ref in beside} | refs
        responses = read_responses(plan, recommendations, spoken_of, names_of(streams, self.reader), self.reader)
        milestones = read_milestones(self.optional(MILESTONES), refs, self.reader)
        return responses, workstreams, milestones, read_comments(plan, recommendations, self.reader)

    def optional(self, template: SheetTemplate) -> Table:
        """The table of a sheet that may be left out, or left blank."""
        sheet = self.found[template.name]
        return read_table(sheet if sheet else None, template, self.ledger)

    def mention_council_columns(self, plan: Table) -> None:
        if any(COUNCIL_NAMES & set(record.values) for record in plan):
            self.ledger.warn(
                "Plan: the council's columns have something in them; they were not read, because "
                "this is the assurer's workbook."
            )
