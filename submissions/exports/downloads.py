"""What leaves the service as a file: of the live plan, of a version, of a submission; each leaves a record."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial

from django.db import IntegrityError, transaction

from accounts.audit import record
from accounts.models import User
from iip.downloads import XLSX, Download
from submissions import provenance
from submissions.document import PlanDocument, Provenance
from submissions.exports.costs import costs_workbook
from submissions.exports.data import plan_json
from submissions.exports.formats import FORMATS, Format
from submissions.exports.paper_pdf import paper_pdf
from submissions.exports.paper_word import paper_docx
from submissions.exports.pdf import plan_pdf
from submissions.exports.slides import plan_slides
from submissions.exports.table import plan_csv
from submissions.exports.workbook import plan_workbook
from submissions.models import Plan, Submission, Version, WorkingCopy
from submissions.papers.editions import Edition
from submissions.papers.making import edition_of

MAKERS: dict[str, Callable[[PlanDocument, Provenance], bytes]] = {
    "xlsx": partial(plan_workbook, editable=False),
    "pdf": plan_pdf,
    "pptx": plan_slides,
    "csv": plan_csv,
    "json": plan_json,
}
PAPERS: dict[str, Callable[[Edition], bytes]] = {"docx": paper_docx, "pdf": paper_pdf}
TRIES = 5  # of two exports in one moment, both get a number


def export_live(
    plan: Plan, kind: str, *, by: User | None, refs: Iterable[str] | None = None, comments: bool = False
) -> Download:
    """The plan as it stands now, or the rows of a delegate (`refs`), in one of the FORMATS.

    A person's workbook can be edited and brought back, so what it holds is kept as a working copy. An operator's
    (`by` is None) is for reading only. `comments`: with a column for what a reviewer says.
    """
    document = PlanDocument.of(plan)
    if refs is not None:
        document = document.only(refs)
    copy = _keep(plan, document, refs, by) if kind == "xlsx" and by else None
    number = copy.number if copy else None
    origin = provenance.of_live(plan, document, by, copy=number, is_part=refs is not None)
    part = f"working-copy-{copy.number}" if copy else f"{origin.at:%Y-%m-%d}"
    return _made(document, origin, kind, part, plan, by, editable=copy is not None, comments=comments)


def export_costs(plan: Plan, *, by: User) -> Download:
    """What the plan costs as it stands now, as a workbook for reading."""
    document = PlanDocument.of(plan)
    origin = provenance.of_live(plan, document, by)
    data = costs_workbook(document, origin)
    record("exported", by=by, on=plan, detail=f"costs as xlsx, {origin.label}")
    return Download(_file_name(document, f"costs-{origin.at:%Y-%m-%d}", "xlsx"), XLSX, data)


def export_version(version: Version, kind: str, *, by: User | None) -> Download:
    """A handed-over version, for reading only."""
    document = PlanDocument.load(version.document.text)
    origin = provenance.of_version(version, document, by)
    return _made(document, origin, kind, f"version-{version.number}", version.plan, by)


def export_submission(submission: Submission, kind: str, *, by: User) -> Download:
    """What MHCLG received, for reading only."""
    document = PlanDocument.load(submission.version.document.text)
    origin = provenance.of_submission(submission, document, by)
    return _made(document, origin, kind, f"submission-{submission.reference}", submission.plan, by)


def _made(
    document: PlanDocument,
    origin: Provenance,
    kind: str,
    part: str,
    plan: Plan,
    by: User | None,
    *,
    editable: bool = False,
    comments: bool = False,
) -> Download:
    workbook = editable and plan_workbook(document, origin, editable=True, comments=comments)
    data = workbook or _file(document, origin, FORMATS[kind], plan)
    record("exported", by=by, on=plan, detail=f"{kind}, {origin.label}")
    return Download(_file_name(document, part, kind), FORMATS[kind].content_type, data)


def _file(document: PlanDocument, origin: Provenance, format: Format, plan: Plan) -> bytes:
    if format.edition:
        return PAPERS[format.ending](edition_of(format.edition, plan, document, origin))
    return MAKERS[format.kind](document, origin)


def _file_name(document: PlanDocument, part: str, kind: str) -> str:
    name = unicodedata.normalize("NFKD", document.council.name).encode("ascii", "ignore").decode()
    council = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    what, _, ending = kind.rpartition(".")
    return f"{council or 'council'}-plan-{document.reference}-{part}{what and f'-{what}'}.{ending}"


def _keep(plan: Plan, document: PlanDocument, refs: Iterable[str] | None, by: User) -> WorkingCopy:
    """What goes out, under the plan's next number: the base against which it is read when it comes back."""
    for attempt in range(1, TRIES + 1):
        last = plan.working_copies.order_by("-number").first()
        copy = WorkingCopy(
            plan=plan, number=last.number + 1 if last else 1, document=document.text, refs=sorted(refs or ()), by=by
        )
        try:
            with transaction.atomic():
                copy.save(force_insert=True)
        except IntegrityError:  # somebody else took the number in the same moment
            if attempt == TRIES:
                raise
        else:
            return copy
    raise AssertionError("A number was tried for.")
