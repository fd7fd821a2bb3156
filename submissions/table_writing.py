"""Saving the table: each row that can be saved, as one batch; what clashes or cannot be taken stays to be settled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from accounts.roles import Action, may
from assurance.access import roles_at
from iip.references import make_reference
from submissions.clashes import Settled, save_settled
from submissions.facts import ResponseFacts, facts_by_ref
from submissions.imports import Refused
from submissions.models import Change, Plan, Response
from submissions.responses import Clash, pass_the_fence, said_before
from submissions.returned_workbook import Ground
from submissions.table import CellReader, Read, Texts, Typed


@dataclass(frozen=True)
class Sent:
    """A row as a page sent it: its cells, the version that it had shown, and what was decided of a clash."""

    ref: str
    texts: Texts
    seen: int
    settled: Settled = field(default_factory=Settled)

    def held_against(self, version: int) -> "Sent":
        """The row with versions that can be true; another is taken for the oldest."""
        seen, agreed = (number if number <= version else 0 for number in (self.seen, self.settled.agreed))
        return replace(self, seen=seen, settled=replace(self.settled, agreed=agreed))

    def typed(self, read: Read) -> Typed:
        """What of the row is new, as it was typed."""
        texts = {name: text for name, text in self.texts.items() if name in read.values or name in read.wrong}
        return Typed(texts, self.seen, read.wrong)


@dataclass
class Written:
    """What saving the table came to, row by row."""

    batch: str = ""
    saved: dict[str, list[Change]] = field(default_factory=dict)
    kept: dict[str, Typed] = field(default_factory=dict)  # what could not be saved
    clashes: dict[str, Clash] = field(default_factory=dict)
    open: dict[str, Settled] = field(default_factory=dict)  # what is decided already of rows that clash
    left: list[tuple[str, str, str]] = field(default_factory=list)  # ref, column and words that were not chosen

    @property
    def changes(self) -> int:
        return sum(len(changes) for changes in self.saved.values())


@transaction.atomic
def write_table(plan: Plan, rows: Iterable[Sent], *, by: User) -> Written:
    """Save each row in which something is new, whole or not at all; return what came of each.

    Rows that are not the person's are passed over. Raises PenMoved where the plan is no draft any more, and
    Refused where the person may not write in it.
    """
    pass_the_fence(plan)
    plan, by = Plan.objects.with_council().get(pk=plan.pk), User.objects.get(pk=by.pk)  # as they are behind the fence
    if not may(Action.RESPOND, roles_at(by, plan.assessment)):
        raise Refused("You may not write in this plan any more.")
    written = Written(batch=make_reference("B"))
    for sent, response, read in news(Ground.of(plan, by), rows):
        if read.wrong:
            written.kept[sent.ref] = sent.typed(read)
        else:
            _save(written, sent, response, read, by)
    if written.saved:
        record("table saved", by=by, on=plan, detail=f"{written.batch}: {len(written.saved)} responses")
    return written


def news(ground: Ground, rows: Iterable[Sent]) -> list[tuple[Sent, Response, Read]]:
    """The rows in which something is new, with their responses. Five queries, however many rows."""
    sent = {row.ref: row for row in rows if row.ref in ground.document.by_ref}
    found = ground.plan.responses.filter(ref__in=list(sent))
    responses = {response.ref: response for response in found}
    sent = {ref: sent[ref].held_against(response.version) for ref, response in responses.items()}
    shown = shown_facts(ground.plan, responses, {ref: sent[ref].seen for ref in responses})
    reader, new = CellReader(ground), []
    for ref, response in responses.items():
        response.plan = ground.plan
        read = reader.row(ref, sent[ref].texts, shown[ref])
        if read.values or read.wrong:
            new.append((sent[ref], response, read))
    return new


def shown_facts(plan: Plan, responses: Mapping[str, Response], seen: Mapping[str, int]) -> dict[str, ResponseFacts]:
    """What each response said at the version that a page had shown: now, without what was changed since."""
    facts = facts_by_ref(plan)
    late = [response.pk for ref, response in responses.items() if response.version != seen[ref]]
    later = Change.objects.filter(response__in=late).select_related("response").order_by("version")
    before = said_before(change for change in later if change.version > seen[change.response.ref])
    return {ref: replace(facts[ref], **before.get(ref, {})) for ref in responses}


def _save(written: Written, sent: Sent, response: Response, read: Read, by: User) -> None:
    try:
        changes = save_settled(
            response, read.values, sent.settled, seen=sent.seen, by=by, source=Change.Source.TABLE, batch=written.batch
        )
    except Clash as clash:
        written.kept[sent.ref] = sent.typed(read)
        written.clashes[sent.ref], written.open[sent.ref] = clash, sent.settled.without(clash)
        return
    written.left += [(sent.ref, name, sent.texts[name]) for name in read.values if name in sent.settled.theirs]
    if changes:
        written.saved[sent.ref] = changes
