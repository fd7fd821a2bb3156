"""The council's workbook on its way back: read and kept, shown as a merge, written whole or not at all."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Post, User
from accounts.roles import Action, may, who_may
from assurance.access import roles_at
from assurance.intake import storable, storable_problem
from assurance.kept_workbooks import forget_done, keep_file
from assurance.models import Intake
from assurance.template import ASSURER_HEADINGS, OUTCOMES, WORKSTREAMS
from assurance.workbook import Problem, WorkbookContent
from assurance.workbook.problems import listed
from iip.canonical import digest, document_code
from iip.text import tidy
from submissions.document import PlanDocument
from submissions.exports.workbook import workstreams
from submissions.facts import NAMES
from submissions.merge import RESPONSE, WORKSTREAM, Merge, Subject, Values, merge, same, taken, undecided
from submissions.models import Change, Plan, WorkingCopy
from submissions.responses import PenMoved, pass_the_fence, save_response
from submissions.returned_workbook import Ground, Returned, idle_cells, problems_of, read_returned, spelt, values_in

COPY = re.compile(r"Working copy (\d{1,9})(?: \(part of the plan\))?")
NO_COPY = (
    "The workbook names no working copy of this plan, so nobody can tell what was changed in it: "
    "you are asked about every difference."
)
HANDED_OVER = "This plan has just been handed over, so it cannot be changed now. Nothing was written."
STREAM = ("name", "lead", "purpose")


class Refused(Exception):
    """The import cannot be written. The message is a sentence for the person."""


class NotDecided(Exception):
    """Clashes are open, or the plan has moved since the person was shown it. Nothing was written."""


@dataclass(frozen=True)
class Written:
    """What an import wrote."""

    changes: int
    responses: int
    workstreams: int


# --- reading


def read_upload(data: bytes, filename: str, plan: Plan, *, by: User) -> Intake:
    """Read a workbook that came back and keep what it says, or what is wrong with it. Nothing else is written."""
    ground = Ground.of(plan, by)
    return keep(read_returned(data, ground), ground, data, filename, by=by)


@transaction.atomic
def keep(
    read: Returned, ground: Ground, data: bytes, filename: str, *, by: User, kind: Intake.Kind = Intake.Kind.PLAN
) -> Intake:
    """The row that a page of confirmation reads."""
    copy = copy_of(read.content, ground.plan) if read.content else None
    remarks = [*read.remarks, *(_remarks(read.content, copy, ground) if read.content else ())]
    workbook = read.content.to_json() if read.content and not read.problems else None
    intake = Intake.objects.create(
        kind=kind,
        assessment=ground.plan.assessment,
        by=by,
        filename=storable(tidy(filename))[-200:],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content={"workbook": workbook, "sheets": read.sheets, "remarks": [storable(words) for words in remarks]},
        problems=[storable_problem(problem) for problem in read.problems],
        base=copy.number if copy else None,
    )
    if read.problems:
        keep_file(intake, data)
    record("workbook brought back", by=by, on=ground.plan, detail=f"{len(read.problems)} problems")
    return intake


def copy_of(content: WorkbookContent, plan: Plan) -> WorkingCopy | None:
    """The working copy that a workbook says it is, where the plan has it and its code is the same."""
    named = COPY.fullmatch(content.about.plan_version)
    if named is None or content.about.plan_reference.casefold() != plan.reference.casefold():
        return None
    copy = plan.working_copies.filter(number=int(named[1])).first()
    code = content.about.document_code
    return copy if copy and code in {"", document_code(digest(copy.document))} else None


def _remarks(content: WorkbookContent, copy: WorkingCopy | None, ground: Ground) -> Iterator[str]:
    if copy is None:
        yield NO_COPY
    yield from assurers_words(content, PlanDocument.load(copy.document) if copy else ground.document)
    yield from idle_cells(content)


def assurers_words(content: WorkbookContent, document: PlanDocument) -> Iterator[str]:
    """What was changed in the assurer's columns, in sentences: it is not taken."""
    for row in content.recommendations:
        there = document.by_ref.get(spelt(row.ref, document.by_ref))
        if there is None:
            continue
        said = {**asdict(there.recommendation), "scope": there.scope.scope}
        said["expected"] = there.finding.expected if there.finding else ""
        changed = [
            h.label for h in ASSURER_HEADINGS if h.name != "ref" and _differs(said[h.name], getattr(row, h.name))
        ]
        if changed:
            yield f"{row.ref}: {listed(changed)} changed in the workbook. They are the assurer’s and are not taken."
    found = {(scope.scope, finding.outcome): finding for scope in document.scopes for finding in scope.findings}
    for given in content.findings:
        finding = found.get((given.scope, given.outcome))
        names = [heading for heading in OUTCOMES.headings if heading.name not in {"scope", "outcome"}]
        if finding and (
            changed := [h.label for h in names if _differs(getattr(finding, h.name), getattr(given, h.name))]
        ):
            place = f"{given.scope} {given.outcome}"
            yield f"{place}: {listed(changed)} changed in the workbook. They are the assurer’s and are not taken."


def _differs(one: Any, other: Any) -> bool:
    one, other = (sorted(value) if isinstance(value, list | tuple) else value for value in (one, other))
    return not same("", one, other)


# --- merging


def content_of(intake: Intake) -> WorkbookContent | None:
    """What the workbook says; None where it could not be read."""
    workbook = intake.content.get("workbook")
    return WorkbookContent.from_json(workbook) if workbook else None


def merge_of(intake: Intake, ground: Ground) -> Merge:
    """How a kept workbook meets the plan as it stands now."""
    content = content_of(intake)
    assert content
    workbook = values_in(content, intake.content["sheets"], ground)
    streams = [each for each in workbook if each.kind == WORKSTREAM]
    with_streams = ground.refs is None and WORKSTREAMS.name in intake.content["sheets"]
    service = _values(ground.document, streams, with_streams)
    if intake.base is None:
        return merge(None, workbook, service)
    document = PlanDocument.load(ground.plan.working_copies.get(number=intake.base).document)
    return merge(_values(document, streams, with_streams), workbook, service)


def _values(document: PlanDocument, streams: Iterable[Subject], with_streams: bool) -> Values:
    """What a document says of each response, and of each workstream: one that it does not know says nothing."""
    found: dict[Subject, Mapping[str, Any]] = {stream: dict.fromkeys(STREAM, "") for stream in streams}
    for row in document.rows:
        found[Subject(RESPONSE, row.ref)] = {name: getattr(row.response, name) for name in NAMES}
    for stream in workstreams(document) if with_streams else ():
        found[Subject(WORKSTREAM, stream.name)] = vars(stream)
    return found


# --- writing


def why_not(intake: Intake, ground: Ground, by: User) -> str:
    """Why an import cannot be confirmed, as a sentence; "" when it can."""
    if intake.by_id != by.pk:
        return "Somebody else uploaded this workbook. Upload it yourself to confirm it."
    if intake.state == Intake.State.WRITTEN:
        return "This import has been confirmed already."
    if intake.expires <= timezone.now():
        return "This upload waited too long and was forgotten. Upload the workbook again."
    content = content_of(intake)
    if intake.problems or content is None:
        return "The workbook has problems. Mend them and upload it again."
    return " ".join(f"{problem}" for problem in problems_of(content, ground))


@transaction.atomic
def write_import(intake: Intake, plan: Plan, choices: Mapping[str, str], *, seen: str | None, by: User) -> Written:
    """Write the safe changes and the clashes decided for the workbook, as one batch, whole or not at all.

    `choices` are "workbook" or "service" by a clash's key; `seen` is the mark of the merge that the person was
    shown, None where nobody looked. Raises Refused with a sentence, and NotDecided.
    """
    hold_the_pen(plan)
    plan, by = Plan.objects.with_council().get(pk=plan.pk), User.objects.get(pk=by.pk)  # as they are behind the fence
    if not may(Action.MERGE, roles_at(by, plan.assessment)):
        raise Refused(
            f"You may not write in this plan any more. Only people with this role may: {who_may(Action.MERGE)}."
        )
    ground = Ground.of(plan, by)
    intake.refresh_from_db()
    if reason := why_not(intake, ground, by):
        raise Refused(reason)
    found = merge_of(intake, ground)
    if (seen is not None and found.mark != seen) or undecided(found, choices):
        raise NotDecided
    claim(intake, by)
    values = taken(found, choices)
    streams = [_write_stream(plan, each.name, facts) for each, facts in values.items() if each.kind == WORKSTREAM]
    changes = _write_answers(plan, {s.name: facts for s, facts in values.items() if s.kind == RESPONSE}, intake, by)
    Intake.objects.filter(pk=intake.pk).update(content=intake.content | {"workstreams": streams})
    record("workbook merged", by=by, on=plan, detail=f"{intake.reference}: {len(changes)} changes")
    return Written(len(changes), len({change.response_id for change in changes}), len(streams))


def hold_the_pen(plan: Plan) -> None:
    """Claim the document for this transaction. Raises Refused where the plan has just been handed over."""
    try:
        pass_the_fence(plan)
    except PenMoved:
        raise Refused(HANDED_OVER) from None


def claim(intake: Intake, by: User) -> None:
    """The conditional update: of two confirmations at once, one writes."""
    mine = Intake.objects.filter(pk=intake.pk, by=by, state=Intake.State.READ, expires__gt=timezone.now())
    if not mine.update(state=Intake.State.WRITTEN):
        raise Refused("This import has been confirmed already.")
    transaction.on_commit(forget_done)


def _write_answers(plan: Plan, values: Mapping[str, Mapping[str, Any]], intake: Intake, by: User) -> list[Change]:
    changes: list[Change] = []
    for response in plan.responses.filter(ref__in=list(values)).order_by("ref"):
        response.plan = plan
        changes += save_response(
            response,
            values[response.ref],
            seen=response.version,
            by=by,
            source=Change.Source.WORKBOOK,
            batch=intake.reference,
        )
    return changes


def _write_stream(plan: Plan, name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Write a workstream; what it was and what it is, so that it can be undone."""
    stream, is_new = plan.workstreams.get_or_create(name=name)
    stream.plan = plan
    before = {"lead": stream.lead.title if stream.lead else "", "purpose": stream.purpose}
    after = before | {field: value for field, value in facts.items() if field != "name"}
    put_stream(stream, after)
    return {"name": name, "new": is_new, "before": before, "after": after}


def put_stream(stream: Any, facts: Mapping[str, str]) -> None:
    """Put a lead and a purpose into a workstream."""
    lead = facts["lead"]
    posts = Post.objects
    stream.lead = posts.get_or_create(council=stream.plan.council, title=lead)[0] if lead else None
    stream.purpose = facts["purpose"]
    stream.save()


def problems_kept(intake: Intake) -> list[Problem]:
    """Everything that was wrong with the workbook when it was read."""
    return [Problem.from_json(problem) for problem in intake.problems]
