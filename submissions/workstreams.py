"""Writing the workstreams of a plan: through the fence, and never over what was not seen."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Post
from iip.canonical import canonical, digest
from submissions.models import Plan, Workstream
from submissions.responses import pass_the_fence


class Changed(Exception):
    """Somebody else changed the workstream since it was shown. Nothing was written."""


class Taken(Exception):
    """Another workstream of the plan has this name. Nothing was written."""


def shown(workstream: Workstream) -> str:
    """A mark of what a workstream says, to tell whether it still does."""
    lead = workstream.lead.title if workstream.lead else ""
    return digest(canonical([workstream.name, lead, workstream.purpose]))[:16]


@transaction.atomic
def add_workstream(plan: Plan, *, name: str, lead: str = "", purpose: str = "") -> Workstream:
    """Add a workstream, led by a post. Raises PenMoved where the plan is no draft, and Taken."""
    pass_the_fence(plan)
    _refuse_twice(plan.workstreams.all(), name)
    return Workstream.objects.create(plan=plan, name=name, lead=_post(plan, lead), purpose=purpose)


@transaction.atomic
def change_workstream(workstream: Workstream, *, name: str, lead: str, purpose: str, seen: str) -> Workstream:
    """Change a workstream that still says what the person was shown. Raises PenMoved, Changed or Taken."""
    pass_the_fence(workstream.plan)
    _refuse_twice(workstream.plan.workstreams.exclude(pk=workstream.pk), name)
    now = Workstream.objects.select_related("lead").get(pk=workstream.pk)
    if shown(now) != seen:
        raise Changed
    now.name, now.lead, now.purpose = name, _post(workstream.plan, lead), purpose
    now.save()
    return now


def _refuse_twice(others: "QuerySet[Workstream]", name: str) -> None:
    """Behind the fence, where nobody else adds one at the same moment."""
    if others.filter(name__iexact=name).exists():
        raise Taken("There is a workstream with this name: enter another")


def _post(plan: Plan, title: str) -> Post | None:
    return Post.objects.get_or_create(council=plan.council, title=title)[0] if title else None
