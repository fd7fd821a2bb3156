"""What the approver's page shows of a plan before them, beside its key figures."""

from functools import cached_property

from accounts.models import User
from submissions import gates
from submissions.access import notes_for
from submissions.budget import Budget, Period
from submissions.comparison import Comparison
from submissions.document import PlanDocument
from submissions.models import Event, Plan, Status, Version
from submissions.reviewers import GAVE, Said, said_by
from submissions.signed import Signed, last_signed
from submissions.since import Since, marks
from submissions.summary import Summary
from submissions.summing_up import NOTHING, summed_up
from submissions.workflow import own_steps


class ApproverPage:
    """A plan on one page, as it was handed over; where the council's team has it, as it stands now."""

    def __init__(self, plan: Plan, user: User):
        self.plan = plan
        self.user = user

    @cached_property
    def events(self) -> list[Event]:
        return list(self.plan.events.order_by("number"))

    @cached_property
    def version(self) -> Version | None:
        """What was handed over; None where the plan is shown as it stands now."""
        last = self.plan.versions.select_related("document").first()
        return None if self.plan.status == Status.DRAFT else last

    @cached_property
    def document(self) -> PlanDocument:
        return PlanDocument.load(self.version.document.text) if self.version else PlanDocument.of(self.plan)

    @cached_property
    def summary(self) -> Summary:
        return Summary(self.document)

    @cached_property
    def steps(self) -> set[str]:
        return {step.name for step in own_steps(self.plan, self.user)}

    # --- money by year

    @cached_property
    def budget(self) -> Budget:
        return Budget(self.document)

    @property
    def years(self) -> list[Period]:
        """The financial years in which the plan costs something, and what falls into none."""
        return [year for year in (*self.budget.years, self.budget.outside) if not year.is_empty]

    # --- what others said, and what changed

    @cached_property
    def said(self) -> list[Said]:
        """The reviewers' words that this person may read."""
        return said_by(self.events, *(step for step in GAVE if step in notes_for(self.user, self.plan)))

    @cached_property
    def since(self) -> list[Since]:
        return marks(self.plan, self.user, self.events)

    @cached_property
    def signed(self) -> Signed | None:
        """The last signature, and whether it is of what is shown."""
        return last_signed(self.plan, self.events, self.document)

    @property
    def is_mine(self) -> bool:
        """Whether the reader is who signed."""
        return bool(self.signed and self.signed.event.by_id == self.user.pk)

    @cached_property
    def changes(self) -> str:
        """What changed since a quality assurer passed the plan, in a sentence; "" where none has in this course."""
        passed = gates.last(gates.course(self.events), "qa_pass")
        if passed is None or passed.version is None:
            return ""
        if self.version and self.version.number == passed.version:
            return NOTHING
        seen = self.plan.versions.select_related("document").get(number=passed.version)
        return summed_up(Comparison(PlanDocument.load(seen.document.text), self.document))
