"""Up to when somebody has looked at a plan, because they have said so, and what the plan said then."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from accounts.models import User
from submissions.access import reads_live, reads_whole
from submissions.document import PlanDocument
from submissions.facts import facts_by_ref
from submissions.models import Change, Plan, Response, Seen, Version
from submissions.responses import said_before


@dataclass(frozen=True)
class Looking:
    """What a page that shows a plan whole says of its reader's look, and whether they may say that they have looked."""

    seen: datetime.datetime | None  # up to when they have; None where they never said so
    until: datetime.datetime | None  # up to when they would have; None where nothing was ever changed

    @property
    def is_open(self) -> bool:
        """Whether saying so would make a difference."""
        return self.until is not None and (self.seen is None or self.seen < self.until)


def looking(plan: Plan, user: User, *, at: Version | None = None) -> Looking | None:
    """What a page about a version, or about the plan as it stands now, says of its reader's look.

    Ask before the document of the plan is read, so that what is saved meanwhile stays new. None for who does not
    read the whole plan as it stands now: they could not be shown what changed.
    """
    if not _may_look(plan, user):
        return None
    return Looking(seen_until(plan, user), at.at if at else _latest_change(plan))


def look(plan: Plan, user: User, *, until: datetime.datetime) -> None:
    """Keep that a person has seen what others changed up to a moment that is over; never an earlier one than before."""
    until = min(until, timezone.now())
    seen, _ = Seen.objects.get_or_create(plan=plan, by=user, defaults={"until": until})
    Seen.objects.filter(pk=seen.pk, until__lt=until).update(until=until)


def seen_until(plan: Plan, user: User) -> datetime.datetime | None:
    """Up to when the person has said that they looked; None for never. One query."""
    return Seen.objects.filter(plan=plan, by=user).values_list("until", flat=True).first()


def last_look(plan: Plan, user: User) -> tuple[datetime.datetime, bool] | None:
    """Up to when a reader of the whole plan has looked, and whether anything changed since; None for never."""
    if not _may_look(plan, user):
        return None
    changed = Change.objects.filter(response__plan=OuterRef("plan"), at__gt=OuterRef("until"))
    flagged = Response.objects.filter(plan=OuterRef("plan"), flagged_at__gt=OuterRef("until"))
    seen = Seen.objects.filter(plan=plan, by=user).annotate(is_old=Exists(changed) | Exists(flagged))
    return seen.values_list("until", "is_old").first()


def document_then(plan: Plan, now: PlanDocument, until: datetime.datetime) -> PlanDocument:
    """The document with the responses as they stood at a moment; its report and workstreams are those of now."""
    said = facts_by_ref(plan)
    later = Change.objects.filter(response__plan=plan, at__gt=until).select_related("response")
    before = said_before(later.order_by("version"))
    then = {ref: replace(facts, **before.get(ref, {})).relevant() for ref, facts in said.items()}
    return replace(now, responses={ref: then.get(ref, facts) for ref, facts in now.responses.items()})


def flagged_since(plan: Plan, until: datetime.datetime) -> Iterable[str]:
    """The refs that a new version of the report changed after a moment, and at which nobody has looked yet."""
    flagged = plan.responses.filter(flagged_at__gt=until).exclude(recommendation=None)
    return flagged.order_by("ref").values_list("ref", flat=True)


def _may_look(plan: Plan, user: User) -> bool:
    return reads_whole(user, plan) and reads_live(user, plan)


def _latest_change(plan: Plan) -> datetime.datetime | None:
    latest = plan.responses.aggregate(changed=Max("changes__at"), flagged=Max("flagged_at"))
    return max((at for at in latest.values() if at), default=None)
