"""Setting one thing for many responses at once: shown before it is written, written as one batch or not at all."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from accounts.roles import Action, may
from assurance.access import roles_at
from iip.references import make_reference
from submissions.columns import COLUMNS
from submissions.imports import NotDecided, Refused, hold_the_pen
from submissions.merge import RESPONSE, Merge, Subject, merge, taken
from submissions.models import Change, Plan
from submissions.responses import save_response
from submissions.returned_workbook import Ground

FIELDS = ("owner", "priority", "workstream", "start", "end", "funding")


@dataclass(frozen=True)
class Setting:
    """What setting values for some responses comes to."""

    found: Merge
    idle: tuple[str, ...]  # refs whose response has no use for one of the values


def setting_of(ground: Ground, refs: Collection[str], values: Mapping[str, Any]) -> Setting:
    """What changes where; a value that a row's response has no use for is left out."""
    now, wanted, idle = {}, {}, []
    for row in ground.document.rows:
        if row.ref not in refs:
            continue
        fits = {name: value for name, value in values.items() if COLUMNS[name].applies_to(row.response.choice)}
        subject = Subject(RESPONSE, row.ref)
        now[subject], wanted[subject] = vars(row.response), fits
        if len(fits) < len(values):
            idle.append(row.ref)
    return Setting(merge(now, wanted, now), tuple(idle))


@transaction.atomic
def write_setting(plan: Plan, refs: Iterable[str], values: Mapping[str, Any], *, seen: str, by: User) -> str:
    """Write the values as one batch and return its name.

    `seen` is the mark of what the person was shown. Raises Refused with a sentence, and NotDecided where
    something has changed since.
    """
    hold_the_pen(plan)
    plan, by = Plan.objects.with_council().get(pk=plan.pk), User.objects.get(pk=by.pk)  # as they are behind the fence
    if not may(Action.RESPOND, roles_at(by, plan.assessment)):
        raise Refused("You may not write in this plan any more.")
    found = setting_of(Ground.of(plan, by), set(refs), values).found
    if found.mark != seen:
        raise NotDecided
    batch, changes = make_reference("B"), {s.name: changed for s, changed in taken(found, {}).items()}
    for response in plan.responses.filter(ref__in=list(changes)).order_by("ref"):
        response.plan = plan
        save_response(
            response, changes[response.ref], seen=response.version, by=by, source=Change.Source.TABLE, batch=batch
        )
    record("set for many", by=by, on=plan, detail=f"{batch}: {len(changes)} responses")
    return batch
