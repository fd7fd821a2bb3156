"""What the quality assurer's page shows of a plan before them."""

from functools import cached_property

from django.utils import timezone

from accounts.models import User
from submissions import checklist, gates, guards
from submissions.boxes import Written
from submissions.case import Case
from submissions.comparison import Comparison
from submissions.document import PlanDocument
from submissions.models import Check, Event, Plan, Status
from submissions.plan_check import Fault, errors
from submissions.plan_warnings import Warned, warnings
from submissions.reviewers import Said, said_by
from submissions.since import Since, marks
from submissions.summary import Summary
from submissions.summing_up import NOTHING, summed_up
from submissions.workflow import Step, steps_in

CHECKED = ("qa_pass", "qa_return")


class QualityPage:
    """A plan before its quality assurer."""

    def __init__(self, plan: Plan, user: User):
        self.plan = plan
        self.case = Case(plan, user)

    @cached_property
    def document(self) -> PlanDocument:
        """What was handed over; where the council's team has the plan, what it says now."""
        if self.plan.status == Status.DRAFT or self.case.version is None:
            return self.case.document
        return PlanDocument.load(self.case.version.document.text)

    @cached_property
    def summary(self) -> Summary:
        return Summary(self.document)

    @cached_property
    def number(self) -> int:
        """The version that was handed over last; 0 where none was."""
        return self.case.version.number if self.case.version else 0

    @property
    def why_not(self) -> str:
        return checklist.why_not_written(self.plan)

    @cached_property
    def steps(self) -> list[tuple[Step, str]]:
        """The steps that end the check, the pass first, each with why it is not open."""
        own = [pair for pair in steps_in(self.case) if pair[0].name in CHECKED]
        return sorted(own, key=lambda pair: CHECKED.index(pair[0].name))

    @cached_property
    def was_here(self) -> bool:
        """Whether the council's team has the plan after a quality assurer had it."""
        ended = gates.last(gates.course(self.case.events), *CHECKED)
        return self.plan.status == Status.DRAFT and ended is not None

    @property
    def comes_back(self) -> bool:
        """Whether a plan that was here goes to the quality assurer again before it goes to the approver."""
        return bool(guards.need_not_come_back(self.case))

    # --- what changed

    @cached_property
    def since(self) -> list[Since]:
        return marks(self.plan, self.case.by, self.case.events)

    @cached_property
    def feedback(self) -> Event | None:
        """The assurer's last word in this course."""
        return gates.last(gates.course(self.case.events), *gates.FEEDBACK)

    @property
    def changed(self) -> str:
        """What changed since the version that the assurer gave feedback on, in a sentence; "" where nothing did."""
        if self.feedback is None or self.feedback.version is None:
            return ""
        seen = self.plan.versions.select_related("document").get(number=self.feedback.version)
        found = summed_up(Comparison(PlanDocument.load(seen.document.text), self.document))
        return "" if found == NOTHING else found  # the page's list of marks says that

    @cached_property
    def said(self) -> list[Said]:
        return said_by(self.case.events, *gates.FEEDBACK)

    # --- the plan check

    @cached_property
    def errors(self) -> list[Fault]:
        return errors(self.document)

    @cached_property
    def warnings(self) -> list[Warned]:
        return warnings(self.document, on=timezone.localdate())

    @property
    def standing_warnings(self) -> list[Warned]:
        return [each for each in self.warnings if not each.waiver]

    @property
    def waived(self) -> int:
        return sum(bool(each.waiver) for each in self.warnings)

    # --- the checklist

    @cached_property
    def ticked(self) -> dict[str, Check]:
        return checklist.standing(self.plan, self.number)

    @cached_property
    def boxes(self) -> dict[str, Written]:
        """Each item with what stands at it."""
        return {
            item: Written(self.ticked[item].says, self.ticked[item].number)
            if item in self.ticked
            else Written(checklist.BLANK, 0)
            for item in checklist.items_for(self.plan.council)
        }

    @property
    def open_items(self) -> int:
        """How many items are neither ticked nor noted."""
        return sum(written.value == checklist.BLANK for written in self.boxes.values())

    @property
    def is_here(self) -> bool:
        return self.plan.status == Status.INTERNAL_QA
