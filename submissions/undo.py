"""Undoing what was changed together: its rows as they were before, as long as nothing else has changed them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from accounts.audit import record
from accounts.models import User
from accounts.roles import Action, Role, may
from assurance.access import roles_at
from assurance.models import Intake
from assurance.workbook.problems import listed
from submissions.access import refs_for, why_no_pen
from submissions.columns import from_plain
from submissions.imports import Refused, hold_the_pen, put_stream
from submissions.models import Change, Plan, Response
from submissions.responses import save_response
from submissions.workflow import PEN

UNDO = "undo "  # before the name of the batch that was undone


@dataclass(frozen=True)
class Batch:
    """What was changed together, with its responses as they are now."""

    name: str
    changes: list[Change]
    responses: dict[str, Response]
    workstreams: Sequence[dict[str, Any]] = ()

    def of(self, response: Response) -> list[Change]:
        return [change for change in self.changes if change.response_id == response.pk]


def imports_of(plan: Plan, user: User) -> "QuerySet[Intake]":
    """The imports that a person may undo: the CAF lead everybody's, others their own. The latest first."""
    written = Intake.objects.filter(
        kind=Intake.Kind.PLAN, assessment=plan.assessment_id, state=Intake.State.WRITTEN
    ).select_related("by")
    return (written if _leads(plan, user) else written.filter(by=user)).order_by("-at")


def sets_of(plan: Plan, user: User) -> "QuerySet[Any, Any]":
    """What was set for many responses or saved in the table, and a person may undo, the latest first."""
    made = Change.objects.filter(response__plan=plan, source=Change.Source.TABLE).exclude(batch="")
    mine = made if _leads(plan, user) else made.filter(by=user)
    facts = mine.order_by().values("batch", "by__name").annotate(at=Max("at"), rows=Count("response", distinct=True))
    return facts.order_by("-at")


def _leads(plan: Plan, user: User) -> bool:
    return Role.CAF_LEAD in roles_at(user, plan.assessment)


def batch_of(plan: Plan, name: str, workstreams: Sequence[dict[str, Any]] = ()) -> Batch:
    """What was changed under a name, with the workstreams that an import wrote. One query."""
    changes = list(Change.objects.filter(response__plan=plan, batch=name).select_related("response"))
    changes.sort(key=lambda change: (change.response.ref, change.field))
    return Batch(name, changes, {change.response.ref: change.response for change in changes}, workstreams)


def why_not_undo(batch: Batch, plan: Plan, by: User) -> str:
    """Why a batch cannot be undone, as a sentence; "" when it can."""
    if plan.status not in PEN:
        return why_no_pen(plan)
    if Change.objects.filter(response__plan=plan, batch=f"{UNDO}{batch.name}").exists():
        return "This has been undone already."
    mine = refs_for(by, plan)
    if mine is not None and set(batch.responses) - mine:
        return "Some of its recommendations have been taken back from you since. Ask your CAF lead to undo it."
    if later := _changed_since(batch):
        return f"Something else has changed since: {listed(later)}. Change them on their own pages."
    return "" if batch.changes or _streams_to_undo(batch, plan) else "There is nothing left to undo."


def _changed_since(batch: Batch) -> list[str]:
    return [ref for ref, response in batch.responses.items() if response.version != _last(batch.of(response))]


def _last(changes: Iterable[Change]) -> int:
    return max(change.version for change in changes)


def _streams_to_undo(batch: Batch, plan: Plan) -> list[dict[str, Any]]:
    """The workstreams that still say what the import wrote and did not say before."""
    if not batch.workstreams:
        return []
    now = {stream.name: stream for stream in plan.workstreams.select_related("lead")}
    return [
        each
        for each in batch.workstreams
        if (stream := now.get(each["name"]))
        and each["after"] == {"lead": stream.lead.title if stream.lead else "", "purpose": stream.purpose}
        and (each["new"] or each["before"] != each["after"])
    ]


@transaction.atomic
def undo(name: str, plan: Plan, *, by: User, workstreams: Sequence[dict[str, Any]] = ()) -> int:
    """Put back what a batch changed; return how many responses. Raises Refused with a sentence.

    Workstreams that it added go where nothing speaks of them any more; others get back what they said.
    """
    hold_the_pen(plan)
    plan, by = Plan.objects.with_council().get(pk=plan.pk), User.objects.get(pk=by.pk)  # as they are behind the fence
    batch = batch_of(plan, name, workstreams)
    own = _leads(plan, by) or all(change.by_id == by.pk for change in batch.changes)
    if not own or not may(Action.RESPOND, roles_at(by, plan.assessment)):
        raise Refused("You may not undo this any more.")
    if reason := why_not_undo(batch, plan, by):
        raise Refused(reason)
    for response in batch.responses.values():
        _put_back(response, batch.of(response), plan, f"{UNDO}{name}", by)
    _put_streams_back(_streams_to_undo(batch, plan), plan)
    record("batch undone", by=by, on=plan, detail=f"{name}: {len(batch.responses)} responses")
    return len(batch.responses)


def _put_back(response: Response, changes: Iterable[Change], plan: Plan, batch: str, by: User) -> None:
    response.plan = plan
    before = {change.field: from_plain(change.field, json.loads(change.before)) for change in changes}
    save_response(response, before, seen=response.version, by=by, source=Change.Source.UNDO, batch=batch)


def _put_streams_back(streams: Iterable[dict[str, Any]], plan: Plan) -> None:
    for each in streams:
        stream = plan.workstreams.get(name=each["name"])
        if each["new"] and not stream.responses.exists():
            stream.delete()
        else:
            stream.plan = plan
            put_stream(stream, each["before"])
