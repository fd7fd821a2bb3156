"""The makers of files add no word of their own and ask nobody: what they are given decides what a file says.

Nothing here may use the database, so whoever asks it for more fails. That, with what each person's makers are given
(`test_markers.py`), is what keeps every typeset file to what its reader may see.
"""

import pytest

from iip.downloads import DOCX, PDF, PPTX
from submissions.briefing import Briefing
from submissions.document import PlanDocument, Provenance
from submissions.exports import downloads
from submissions.exports.pdf import plan_context
from submissions.papers.editions import Edition, full_edition
from submissions.papers.mentions import Names
from submissions.papers.paper import Paper
from submissions.papers.public import Publication
from tests.markers.reading import said_by_file
from tests.markers.renderers import said
from tests.markers.words import looking_like_markers
from tests.submissions import documents as d
from tests.submissions.marked_plans import marked


def whole() -> tuple[PlanDocument, Provenance]:
    plan, gates, _ = marked()
    return plan, d.provenance(plan, gates=gates)


def part() -> tuple[PlanDocument, Provenance]:
    plan, _, _ = marked()
    rows = plan.only(list(plan.responses)[:1])
    return rows, d.provenance(rows)


def public_edition(plan: PlanDocument, origin: Provenance) -> Edition:
    return Publication(Paper(Briefing(plan, origin)), Names(plan, origin, set())).edition()


def words_in(data: bytes, content_type: str) -> frozenset[str]:
    """The words of a file that stand nowhere else; a length may look like an amount, so amounts are left out."""
    return frozenset(word for word in said_by_file(data, content_type) if not word.isdecimal())


@pytest.mark.parametrize("given", [whole, part])
@pytest.mark.parametrize(("kind", "content_type"), [("pdf", PDF), ("pptx", PPTX)])
def test_a_file_of_a_plan_says_only_what_its_document_says(kind, content_type, given):
    plan, origin = given()
    words = words_in(downloads.MAKERS[kind](plan, origin), content_type)
    assert len(words) > 4
    assert words <= looking_like_markers(said(plan) + said(origin))


@pytest.mark.parametrize("edition_of", [full_edition, public_edition])
@pytest.mark.parametrize(("ending", "content_type"), [("docx", DOCX), ("pdf", PDF)])
def test_a_paper_says_only_what_its_edition_says(ending, content_type, edition_of):
    edition = edition_of(*whole())
    words = words_in(downloads.PAPERS[ending](edition), content_type)
    assert edition_of is public_edition or len(words) > 10
    assert words <= looking_like_markers(said(edition))


def test_the_words_of_a_document_that_is_left_out_are_in_no_file():
    """So that the tests above can fail: the part says less than the whole."""
    (everything, _), (rows, origin) = whole(), part()
    left_out = looking_like_markers(said(everything)) - looking_like_markers(said(rows))
    assert left_out
    assert not left_out & looking_like_markers(str(plan_context(rows, origin)))
