"""Undoing an import: its rows as they were before, as long as nothing else has changed them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from accounts.audit import record
from accounts.models import User
from accounts.roles import Action, Role, may
from assurance.access import roles_at
from assurance.models import Intake
from assurance.workbook.problems import listed
from submissions.access import refs_for, why_no_pen
from submissions.columns import from_plain
from submissions.imports import Refused, put_stream
from submissions.models import Change, Plan, Response
from submissions.responses import pass_the_fence, save_response
from submissions.workflow import PEN

UNDO = "undo "  # before the batch that was undone


@dataclass(frozen=True)
class Batch:
    """What an import wrote, with its responses as they are now."""

    changes: list[Change]
    responses: dict[str, Response]
    workstreams: list[dict] = field(default_factory=list)

    def of(self, response: Response) -> list[Change]:
        return [change for change in self.changes if change.response_id == response.pk]


def imports_of(plan: Plan, user: User) -> "QuerySet[Intake]":
    """The imports that a person may undo: the CAF lead everybody's, others their own. The latest first."""
    written = Intake.objects.filter(
        kind=Intake.Kind.PLAN, assessment=plan.assessment_id, state=Intake.State.WRITTEN
    ).select_related("by")
    lead = Role.CAF_LEAD in roles_at(user, plan.assessment)
    return (written if lead else written.filter(by=user)).order_by("-at")


def batch_of(intake: Intake, plan: Plan) -> Batch:
    """What the import wrote. Two queries."""
    changes = list(Change.objects.filter(response__plan=plan, batch=intake.reference).select_related("response"))
    changes.sort(key=lambda change: (change.response.ref, change.field))
    responses = {change.response.ref: change.response for change in changes}
    return Batch(changes, responses, intake.content.get("workstreams", []))


def why_not_undo(intake: Intake, plan: Plan, by: User) -> str:
    """Why an import cannot be undone, as a sentence; "" when it can."""
    batch = batch_of(intake, plan)
    if plan.status not in PEN:
        return why_no_pen(plan)
    if Change.objects.filter(response__plan=plan, batch=f"{UNDO}{intake.reference}").exists():
        return "This import has been undone already."
    mine = refs_for(by, plan)
    if mine is not None and set(batch.responses) - mine:
        return "Some of its recommendations have been taken back from you since. Ask your CAF lead to undo it."
    if later := _changed_since(batch):
        return f"Something else has changed since: {listed(later)}. Change them on their own pages."
    return "" if batch.changes or _streams_to_undo(batch, plan) else "This import has nothing left to undo."


def _changed_since(batch: Batch) -> list[str]:
    return [ref for ref, response in batch.responses.items() if response.version != batch.of(response)[0].version]


def _streams_to_undo(batch: Batch, plan: Plan) -> list[dict]:
    """The workstreams that still say what the import wrote and did not say before."""
    now = {stream.name: stream for stream in plan.workstreams.select_related("lead")}
    return [
        each
        for each in batch.workstreams
        if (stream := now.get(each["name"]))
        and each["after"] == {"lead": stream.lead.title if stream.lead else "", "purpose": stream.purpose}
        and (each["new"] or each["before"] != each["after"])
    ]


@transaction.atomic
def undo_import(intake: Intake, plan: Plan, *, by: User) -> int:
    """Put back what an import changed; return how many responses. Raises PenMoved and Refused, with a sentence.

    Workstreams that it added go where nothing speaks of them any more; others get back what they said.
    """
    pass_the_fence(plan)
    plan, by = Plan.objects.with_council().get(pk=plan.pk), User.objects.get(pk=by.pk)  # as they are behind the fence
    if not may(Action.MERGE, roles_at(by, plan.assessment)) or intake not in imports_of(plan, by):
        raise Refused("You may not undo this import any more.")
    if reason := why_not_undo(intake, plan, by):
        raise Refused(reason)
    batch = batch_of(intake, plan)
    for response in batch.responses.values():
        _put_back(response, batch.of(response), plan, f"{UNDO}{intake.reference}", by)
    _put_streams_back(_streams_to_undo(batch, plan), plan)
    record("import undone", by=by, on=plan, detail=f"{intake.reference}: {len(batch.responses)} responses")
    return len(batch.responses)


def _put_back(response: Response, changes: Iterable[Change], plan: Plan, batch: str, by: User) -> None:
    response.plan = plan
    before = {change.field: from_plain(change.field, json.loads(change.before)) for change in changes}
    save_response(response, before, seen=response.version, by=by, source=Change.Source.UNDO, batch=batch)


def _put_streams_back(streams: Iterable[dict], plan: Plan) -> None:
    for each in streams:
        stream = plan.workstreams.get(name=each["name"])
        if each["new"] and not stream.responses.exists():
            stream.delete()
        else:
            stream.plan = plan
            put_stream(stream, each["before"])
