"""Nobody can export what they cannot read on a page: every role, at every stage of a plan, in every file."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from submissions.document import PlanDocument
from submissions.exports.formats import FORMATS
from tests.markers.addresses import addresses
from tests.markers.plans import NARRATIVE, A, C, D, E, F, L, M, Marked, P, Q, S, marked_plan
from tests.markers.readers import FILES, Reader
from tests.markers.renderers import Renderers
from tests.markers.stages import STAGES, brought_to
from tests.markers.words import looking_like_markers

pytestmark = pytest.mark.django_db
COUNCIL, ASSURERS = {L, C, Q, P, E}, {A, F}
RENDERERS = Renderers()

# Who takes out the plan as it stands now, stage by stage; written by hand from the process.
# fmt: off
LIVE = {
    "draft":                      COUNCIL | {D},
    "with the assurer":           COUNCIL | {D} | ASSURERS,
    "draft after feedback":       COUNCIL | {D} | ASSURERS,
    "draft after a return":       COUNCIL | {D} | ASSURERS,
    "with the quality assurer":   COUNCIL | {D} | ASSURERS,
    "with the approver":          COUNCIL | {D} | ASSURERS,
    "signed off":                 COUNCIL | {D} | ASSURERS,
    "ready to submit":            COUNCIL | {D} | ASSURERS,
    "submitted":                  COUNCIL | {D} | ASSURERS,
    "draft of an update":         COUNCIL | {D},
    "closed":                     COUNCIL | {D},
}
# fmt: on
OF_A_PART = {"xlsx", "pdf", "csv", "json"}
FOR_THE_COUNCIL = {"public-paper.docx", "public-paper.pdf"}


@pytest.fixture(scope="module")
def marked(django_db_setup: None, django_db_blocker: Any) -> Iterator[Marked]:
    """One plan at draft for all stages; each stage is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield marked_plan()
        transaction.set_rollback(True)


@contextmanager
def at(stage: str, marked: Marked) -> Iterator[Callable[[str], AbstractContextManager[Reader]]]:
    """The plan at a stage, and how to have somebody read there; whatever happens is taken back."""
    with transaction.atomic(), RENDERERS.at_work():
        brought_to(marked, stage)
        places = addresses(marked)

        @contextmanager
        def read_by(who: str) -> Iterator[Reader]:
            cache.clear()
            with transaction.atomic():
                yield Reader(marked, who, places)
                transaction.set_rollback(True)

        yield read_by
        transaction.set_rollback(True)
    marked.made.plan.refresh_from_db()


def live_kinds(taken: Reader) -> set[str]:
    start = f"/plans/{taken.marked.made.plan.reference}/export/"
    return {address.removeprefix(start) for address in taken.files if address.startswith(start)}


def expected_kinds(stage: str, who: str) -> set[str]:
    if who not in LIVE[stage]:
        return set()
    if who == D:
        return OF_A_PART
    return set(FORMATS) - (FOR_THE_COUNCIL if who in ASSURERS else set())


@pytest.mark.parametrize("stage", STAGES)
def test_nobody_exports_what_they_cannot_read_on_a_page(marked, stage):
    with at(stage, marked) as read_by:
        for who in marked.people:
            with read_by(who) as reader:
                reader.take_everything_out()
                assert live_kinds(reader) == expected_kinds(stage, who), who
                assert set(reader.refusals.values()) <= {302, 403, 404}, (who, reader.refusals)
                unseen = reader.not_on_pages(reader.exported)
                where = [address for address, markers in reader.files.items() if markers & unseen]
                assert marked.markers.told(unseen) == [], (who, where)


@pytest.mark.parametrize("stage", ["draft", "submitted", "closed"])
def test_another_council_gets_no_page_and_no_file(marked, stage):
    with at(stage, marked) as read_by, read_by(S) as stranger:
        stranger.take_everything_out()
        assert stranger.files == {}
        assert set(stranger.refusals.values()) <= {403, 404}
        every = frozenset(marked.markers.of)
        assert marked.markers.told(every - stranger.not_on_pages(every) - stranger.own) == []


def test_every_file_is_taken_out(marked):
    """What answers with a file is in the list of files, and nothing else is. Of each name one address is asked for."""
    found = set()
    for stage in ("with the assurer", "draft of an update"):
        with at(stage, marked) as read_by:
            for who in (L, A, M):
                with read_by(who) as reader:
                    asked = {name: reader.client.get(places[-1]) for name, places in reader.places.items() if places}
                    found |= {name for name, answer in asked.items() if "Content-Disposition" in answer.headers}
    assert found == FILES


@pytest.mark.parametrize(("kind", "left_out"), [("json", []), ("xlsx", ["profile", "waiver: reason"])])
def test_a_file_of_the_whole_plan_says_the_whole_plan(marked, kind, left_out):
    """So that the first test looks at something."""
    with at("with the approver", marked) as read_by, read_by(L) as lead:
        lead.take_everything_out()
        said = lead.files[f"/plans/{marked.made.plan.reference}/export/{kind}"]
        due = marked.markers.among(looking_like_markers(PlanDocument.of(marked.made.plan).text))
    assert len(due) > 90
    assert marked.markers.told(due - said - lead.own) == left_out


def test_a_delegates_files_say_nothing_of_the_rest(marked):
    with at("with the approver", marked) as read_by, read_by(D) as delegate:
        delegate.take_everything_out()
    first, *others = (response.ref for response in marked.made.responses)
    assert delegate.exported & marked.markers.within(first)
    rest = marked.markers.within(*others, "waiver", *(f"report: {name}" for name in NARRATIVE))
    assert marked.markers.told(delegate.exported & rest) == []
