"""How much each owner has in hand in each quarter, if the plan is delivered as it is scheduled. Pure."""

from dataclasses import dataclass

from iip.quarters import Quarter
from submissions.budget import is_scheduled, spread
from submissions.columns import ACTING
from submissions.document import PlanDocument


@dataclass(frozen=True)
class Load:
    """What one post owns in one quarter."""

    owner: str
    quarter: Quarter
    refs: tuple[str, ...]
    days: int  # of effort, of the actions that say how many; each falls evenly over its quarters


def workload(document: PlanDocument) -> list[Load]:
    """Every owner's quarters, by name and then in the order of time. Actions without owner or dates are left out."""
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for row in document.rows:
        facts = row.response
        if facts.choice in ACTING and facts.owner and is_scheduled(facts) and facts.start and facts.end:
            shares = spread(facts.effort_days or 0, 0, facts.end - facts.start + 1)
            for later, share in enumerate(shares):
                found.setdefault((facts.owner, facts.start.number + later), []).append((row.ref, share.cost))
    return [
        Load(owner, Quarter(number), tuple(ref for ref, _ in parts), sum(days for _, days in parts))
        for (owner, number), parts in sorted(found.items())
    ]
