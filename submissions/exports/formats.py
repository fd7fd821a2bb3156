"""The formats of an export: what each holds, who may see it, how it is called and sent."""

from dataclasses import dataclass

from iip.downloads import CSV, DOCX, JSON, PDF, PPTX, XLSX

MARKING = "OFFICIAL-SENSITIVE"
WHOLE = "Everybody who may read the whole plan."
COUNCIL = "The council’s people who may read the whole plan. It is the council’s to publish."
READERS = "Everybody who may read the plan. A contributor for some recommendations gets those and no others."


@dataclass(frozen=True)
class Format:
    """One format of a plan's export."""

    kind: str  # as the address names it
    label: str
    content_type: str
    holds: str
    who: str = READERS
    marking: str = MARKING
    is_working_copy: bool = False  # of the live plan: numbered, kept and brought back
    is_whole: bool = False  # speaks of the whole plan, so there is none of a part of it
    edition: str = ""  # of the committee paper
    is_for_the_council: bool = False  # so that nobody else takes it out

    @property
    def ending(self) -> str:
        """What a file's name ends with."""
        return self.kind.rpartition(".")[2]


FORMATS = {
    each.kind: each
    for each in (
        Format(
            "xlsx",
            "Workbook (XLSX)",
            XLSX,
            "The report and the plan in the IIP workbook, template version 1: each recommendation with the council’s "
            "response, workstreams and milestones. A workbook of the plan as it stands now can be filled in and "
            "brought back.",
            is_working_copy=True,
        ),
        Format(
            "pdf",
            "Document (PDF)",
            PDF,
            "To read, print or keep: summary, report, findings, each recommendation with its response, what gets no "
            "action, and the record of sign-off. It works with screen readers.",
        ),
        Format(
            "pptx",
            "Presentation (PPTX)",
            PPTX,
            "Ten slides for senior leaders: where we stand, the biggest risks, what we will do and when, what it costs "
            "and what is not funded, what it gets us, what we accept, decisions and next steps. The speaker notes say "
            "where each figure comes from.",
            WHOLE,
            is_whole=True,
        ),
        Format(
            "full-paper.docx",
            "Committee paper, full edition (DOCX)",
            DOCX,
            "A report to a committee that meets in private, to paste into your council’s own template: what is asked, "
            "where we stand, the biggest risks, what we will do, what it costs, what we accept, and every "
            "recommendation with the response. Yellow paragraphs are for you to fill in.",
            WHOLE,
            is_whole=True,
            edition="full",
        ),
        Format(
            "full-paper.pdf",
            "Committee paper, full edition (PDF)",
            PDF,
            "The same as a PDF that works with screen readers.",
            WHOLE,
            is_whole=True,
            edition="full",
        ),
        Format(
            "public-paper.docx",
            "Committee paper, public edition (DOCX)",
            DOCX,
            "The same report for a meeting in public. Counts and totals stay; what names a system, supplier, person, "
            "weakness, risk or action, or tells what one action costs, is withheld. The paper says at each place what "
            "was withheld and why.",
            COUNCIL,
            is_whole=True,
            edition="public",
            is_for_the_council=True,
        ),
        Format(
            "public-paper.pdf",
            "Committee paper, public edition (PDF)",
            PDF,
            "The same as a PDF that works with screen readers.",
            COUNCIL,
            is_whole=True,
            edition="public",
            is_for_the_council=True,
        ),
        Format(
            "csv",
            "Table (CSV)",
            CSV,
            "The plan’s recommendations and responses as one table, a row each, for a spreadsheet or a reporting tool.",
        ),
        Format("json", "Data (JSON)", JSON, "Everything in the plan as plain data, for your own tools."),
    )
}
