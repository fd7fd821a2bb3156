"""Writing the record of a plan: versions frozen, events chained by SHA-256, and what a step leaves behind."""

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from iip.canonical import canonical, digest
from submissions import checklist, sector
from submissions.answered import follow_reports
from submissions.case import Case
from submissions.document import FORMAT, PlanDocument
from submissions.models import Document, Event, Plan, Status, Version

if TYPE_CHECKING:
    from submissions.workflow import Answers, Step

# fmt: off
CHAINED = (
    "number", "step", "from_status", "to_status", "by_id", "by_name", "by_email", "by_title", "role", "at", "note",
    "details", "round", "expected_by", "version", "digest", "typed_name", "capacity", "declaration", "previous_hash",
)
# fmt: on


class Meanwhile(Exception):
    """Somebody else wrote in the record of the plan at the same moment; nothing was written."""

    def __str__(self) -> str:
        return "Somebody else changed the plan at the same moment. Try again."


def write(step: "Step", case: Case, answers: "Answers") -> Event:
    """Write the event of a step that has just moved the plan, with all that the step leaves behind."""
    plan = case.plan
    version = freeze(plan, case.document) if _hands_over(step, plan) else case.version
    event = add_event(
        plan,
        step=step.name,
        from_status=plan.status,
        to_status=step.target,
        by=case.by,
        role=next(role for role in step.roles if role in case.roles),
        version=version,
        note=answers.note,
        expected_by=answers.expected_by,
        by_title=answers.title,
        typed_name=answers.typed_name,
        capacity=answers.capacity,
        declaration=answers.declaration,
        details=_details(step, case, version, answers),
    )
    if step.target == Status.DRAFT:
        follow_reports(plan)  # what was issued while the plan was submitted has waited for this
    if version and step.target == Status.SUBMITTED and plan.status != Status.SUBMITTED:
        sector.submit(plan, version, event)
    return event


def _details(step: "Step", case: Case, version: Version | None, answers: "Answers") -> str:
    """The other answers as canonical text, with the checklist where the step ends a check."""
    details = dict(answers.details)
    if "checklist" in step.asks and version:
        details["checklist"] = checklist.frozen(case.plan, version.number)
    return canonical(details) if details else ""


def _hands_over(step: "Step", plan: Plan) -> bool:
    return plan.status == Status.DRAFT and step.target not in {Status.DRAFT, Status.CLOSED}


def freeze(plan: Plan, document: PlanDocument) -> Version:
    """The version that holds this document: the last one, or a new one where the content changed."""
    last = plan.versions.order_by("-number").first()
    if last and last.document_id == document.digest:
        return last
    frozen, _ = Document.objects.get_or_create(
        digest=document.digest, defaults={"plan": plan, "format": FORMAT, "text": document.text}
    )
    return Version.objects.create(plan=plan, number=last.number + 1 if last else 1, document=frozen)


def add_event(
    plan: Plan,
    *,
    step: str,
    from_status: str,
    to_status: str,
    by: User,
    role: Role,
    version: Version | None,
    **more,
) -> Event:
    """Append one event to the chain of a plan.

    The caller has counted it in `Plan.events_written`, by the conditional update that also keeps others out.
    """
    previous = plan.events.order_by("-number").first()
    event = Event(
        plan=plan,
        number=previous.number + 1 if previous else 1,
        step=step,
        from_status=from_status,
        to_status=to_status,
        by=by,
        by_name=by.name,
        by_email=by.email,
        role=role,
        at=timezone.now(),
        round=plan.round,
        version=version.number if version else None,
        digest=version.document_id if version else "",
        previous_hash=previous.hash if previous else "",
        **more,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    return event


def add_beside(plan: Plan, *, step: str, by: User, role: Role, from_status: str | None = None, **more: Any) -> Event:
    """Append an event of something that leaves the plan at its status, on the version in hand. Raises Meanwhile."""
    here = Plan.objects.filter(pk=plan.pk, status=plan.status, events_written=plan.events_written)
    if not here.update(events_written=F("events_written") + 1):
        raise Meanwhile
    event = add_event(
        plan,
        step=step,
        from_status=plan.status if from_status is None else from_status,
        to_status=plan.status,
        by=by,
        role=role,
        version=plan.versions.order_by("-number").first(),
        **more,
    )
    plan.refresh_from_db(fields=["events_written"])
    return event


def hash_of(event: Event) -> str:
    """The SHA-256 of an event's words and of the hash before it."""
    return digest(canonical({"plan": event.plan_id, **{name: _value(event, name) for name in CHAINED}}))


def _value(event: Event, name: str) -> Any:
    value = getattr(event, name)
    return value if value is None or not isinstance(value, str) else str(value)
