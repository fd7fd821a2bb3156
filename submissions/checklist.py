"""The quality assurer's checklist: its items, what is ticked and noted for a version, and how it stands at the pass."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import record
from accounts.models import Council, User
from submissions.boxes import Clash, Written, sort_out
from submissions.models import Check, Checklist, Plan, Status

TRIES = 5  # of two saves in one moment, the later looks again
BLANK = (False, "")  # neither ticked nor noted


class Refused(Exception):
    """Nothing was written. The message is for the person who tried."""


def items_for(council: Council) -> list[str]:
    """The items of a council's checklist, in their order."""
    own = Checklist.objects.filter(council=council).values_list("items", flat=True).first()
    return own.splitlines() if own else list(settings.QUALITY_CHECKLIST)


def set_items(council: Council, items: Iterable[str], *, by: User) -> None:
    """Give a council its own checklist. What was ticked before keeps the words it was ticked under."""
    facts = {"items": "\n".join(items), "by": by, "at": timezone.now()}
    Checklist.objects.update_or_create(council=council, defaults=facts)
    record("checklist changed", by=by, on=council)


def standing(plan: Plan, version: int) -> dict[str, Check]:
    """What was ticked or noted last for a version, by item."""
    return {item: rows[-1] for item, rows in _all(plan, version).items()}


def why_not_written(plan: Plan) -> str:
    """Why the checklist cannot be written now, as a sentence; "" when it can."""
    if plan.status == Status.INTERNAL_QA:
        return ""
    return f"The plan’s status is “{plan.state.label}”. The checklist is written while the plan is with you."


def save(plan: Plan, version: int, boxes: Mapping[str, Written], *, by: User) -> list[Clash[Check]]:
    """Write down what was ticked and noted; items at which somebody else was quicker are named and left.

    Raises Refused where the plan, or another version, is not with the quality assurer any more.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return _save(plan, version, boxes, by)
        except IntegrityError:  # somebody else wrote in the same moment: look at what they wrote
            if attempt == TRIES:
                raise
    raise AssertionError("It was tried.")


@transaction.atomic
def _save(plan: Plan, version: int, boxes: Mapping[str, Written], by: User) -> list[Clash[Check]]:
    # Holds the plan's row, so that the step that freezes the checklist comes before this or after it.
    Plan.objects.filter(pk=plan.pk).update(events_written=F("events_written"))
    here = Plan.objects.get(pk=plan.pk)
    if reason := why_not_written(here):
        raise Refused(reason)
    if _in_hand(here) != version:
        raise Refused("Another version is with you now. It is shown below: look at what changed before you tick.")
    found = sort_out(boxes, _all(plan, version), values="says", blank=BLANK)
    Check.objects.bulk_create(
        Check(plan=plan, version=version, item=item, number=number, is_ticked=ticked, note=note, by=by)
        for item, (number, (ticked, note)) in found.new.items()
    )
    return found.clashes


def _in_hand(plan: Plan) -> int | None:
    return plan.versions.order_by("-number").values_list("number", flat=True).first()


def _all(plan: Plan, version: int) -> dict[str, list[Check]]:
    found: dict[str, list[Check]] = {}
    for check in Check.objects.filter(plan=plan, version=version).select_related("by").order_by("item", "number"):
        found.setdefault(check.item, []).append(check)
    return found


def frozen(plan: Plan, version: int) -> list[dict[str, Any]]:
    """The whole checklist as it stands for a version, for the event of the step that ends the check."""
    ticked = standing(plan, version)
    items = [*items_for(plan.council), *(item for item in ticked if item not in items_for(plan.council))]
    return [_frozen(item, ticked.get(item)) for item in items]


def _frozen(item: str, check: Check | None) -> dict[str, Any]:
    if check is None:
        return {"item": item, "is_ticked": False, "note": "", "by": "", "at": ""}
    facts = {"is_ticked": check.is_ticked, "note": check.note, "by": check.by.name, "at": check.at}
    return {"item": item} | facts
