"""Whether what stands before a reader is what was signed, and if not, what changed since."""

from collections.abc import Sequence
from dataclasses import dataclass

from submissions import gates
from submissions.comparison import Comparison
from submissions.document import PlanDocument, document_code
from submissions.models import Event, Plan
from submissions.summing_up import summed_up


@dataclass(frozen=True)
class Signed:
    """The last signature, as it stands to the plan now."""

    event: Event
    stands: bool
    is_same: bool  # whether the very document that was signed is before the reader
    changed: str  # what changed since, in a sentence; "" where nothing did

    @property
    def code(self) -> str:
        return document_code(self.event.digest)


def last_signed(plan: Plan, events: Sequence[Event], document: PlanDocument) -> Signed | None:
    """The last signature of a plan, with what changed since; None where nobody has ever signed. One query at most."""
    event = gates.last(events, "sign_off")
    if event is None or event.version is None:
        return None
    is_same = event.digest == document.digest
    changed = "" if is_same else _changed(plan, event.version, document)
    return Signed(event, gates.signature(events) is not None, is_same, changed)


def _changed(plan: Plan, version: int, document: PlanDocument) -> str:
    signed = plan.versions.select_related("document").get(number=version)
    return summed_up(Comparison(PlanDocument.load(signed.document.text), document))
