"""What a workstream comes to: when its actions are done, and what they cost together. Pure."""

from dataclasses import dataclass

from iip.quarters import Quarter
from submissions.budget import Budget, Group, is_scheduled
from submissions.document import PlanDocument
from submissions.facts import ResponseFacts


@dataclass(frozen=True)
class RolledUp:
    """The actions of one workstream together. Start and end are None where no action has both in order."""

    money: Group
    start: Quarter | None
    end: Quarter | None
    unscheduled: int  # actions without a start and an end in order

    @property
    def quarters(self) -> str:
        """From the first start to the last end, as people read it; "" where nothing is scheduled."""
        if self.start is None or self.end is None:
            return ""
        return f"{self.start}" if self.start == self.end else f"{self.start} to {self.end}"


def rolled_up(document: PlanDocument) -> dict[str, RolledUp]:
    """What each workstream that has an action comes to, by its name."""
    budget = Budget(document)
    money = {group.label.casefold(): group for group in budget.by_workstream}
    actions: dict[str, list[ResponseFacts]] = {}
    for facts in budget.acting.values():
        if facts.workstream:
            actions.setdefault(facts.workstream, []).append(facts)
    return {name: _together(money[name.casefold()], every) for name, every in actions.items()}


def _together(money: Group, actions: list[ResponseFacts]) -> RolledUp:
    dated = [(facts.start, facts.end) for facts in actions if is_scheduled(facts)]
    return RolledUp(
        money=money,
        start=min((start for start, _ in dated if start), default=None),
        end=max((end for _, end in dated if end), default=None),
        unscheduled=len(actions) - len(dated),
    )
