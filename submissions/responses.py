"""The one writer of responses: through the fence, with a change row a field, and never over what it did not see."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import Post, User
from assurance.models import Outcome, Scope
from iip.canonical import canonical
from submissions.columns import from_plain, plain
from submissions.facts import SIMPLE, SUPPORT, ResponseFacts, differing, facts_of, read_anew, tidied
from submissions.models import (
    Change,
    Dependency,
    FurtherOutcome,
    Milestone,
    Plan,
    Response,
    Status,
    SupportingPost,
    Workstream,
)


class PenMoved(Exception):
    """The plan was handed over meanwhile. The message is written for the person who tried to save."""


@dataclass(frozen=True)
class Clashing:
    """A field that somebody else changed since it was shown, to something else than the person wants."""

    name: str
    mine: Any
    theirs: Any
    by: str


class Clash(Exception):
    """Somebody else saved the same fields. Nothing was written; every value is here to choose from."""

    def __init__(self, fields: list[Clashing], version: int):
        super().__init__("Somebody else has changed the same answers since you opened this page.")
        self.fields = fields
        self.version = version  # to save against, once the person has chosen


def pass_the_fence(plan: Plan) -> None:
    """Claim the document for this transaction. Raises PenMoved where it is not a draft any more.

    Every write to a plan's document comes through here first, so that what a step freezes is what the rows say.
    """
    written = Plan.objects.filter(pk=plan.pk, status=Status.DRAFT).update(edition=F("edition") + 1)
    if not written:
        raise PenMoved(
            "This plan has just been handed over, so it cannot be changed now. What you typed is still below."
        )


@transaction.atomic
def save_response(
    response: Response,
    values: Mapping[str, Any],
    *,
    seen: int,
    by: User,
    source: Change.Source = Change.Source.FORM,
    batch: str = "",
) -> list[Change]:
    """Write a person's values and return what changed.

    `values` are columns as `ResponseFacts` holds them; those left out stay as they are. `seen` is the version
    the person was shown: what others saved since then is kept where the person did not touch it.
    Raises PenMoved where the plan is no draft, and Clash where both changed one field to different values.
    """
    pass_the_fence(response.plan)
    row = read_anew(response)
    now = facts_of(row)
    values = tidied(values)
    mine = replace(now, **values)
    if row.version != seen:
        mine = _merged(row, now, values, seen)
    changed = differing(now, mine)
    if not changed:
        return []
    row.version += 1
    _write(row, mine, changed)
    changes = [
        Change(
            response=row,
            version=row.version,
            field=name,
            before=canonical(plain(getattr(now, name))),
            after=canonical(plain(getattr(mine, name))),
            by=by,
            batch=batch,
            source=source,
        )
        for name in changed
    ]
    return Change.objects.bulk_create(changes)


def said_before(changes: Iterable[Change]) -> dict[str, dict[str, Any]]:
    """What responses said before some changes, by ref and field: the oldest value of each field.

    The changes of a response come in the order of their versions, with their responses at hand.
    """
    before: dict[str, dict[str, Any]] = {}
    for change in changes:
        value = from_plain(change.field, json.loads(change.before))
        before.setdefault(change.response.ref, {}).setdefault(change.field, value)
    return before


def _merged(row: Response, now: ResponseFacts, values: Mapping[str, Any], seen: int) -> ResponseFacts:
    """The person's values over what others saved meanwhile. Raises Clash."""
    later = row.changes.filter(version__gt=seen).order_by("version").select_related("by", "response")
    base = said_before(later).get(row.ref, {})
    saved_by = {change.field: change.by.name for change in later}
    mine = {name: value for name, value in values.items() if name not in base or value != base[name]}
    clashes = [
        Clashing(name, value, getattr(now, name), saved_by[name])
        for name, value in mine.items()
        if name in base and value != getattr(now, name)
    ]
    if clashes:
        raise Clash(clashes, row.version)
    return replace(now, **mine)


def _write(row: Response, facts: ResponseFacts, changed: list[str]) -> None:
    """Put the changed columns into the row and its related rows."""
    for name in changed:
        if name in SIMPLE:
            setattr(row, name, getattr(facts, name))
        elif name in {"owner", "risk_owner"}:
            title = getattr(facts, name)
            setattr(row, name, _post(row.plan, title) if title else None)
    if "workstream" in changed:
        row.workstream = _workstream(row.plan, facts.workstream)
    if "covered_by" in changed:
        row.covered_by = row.plan.responses.get(ref=facts.covered_by) if facts.covered_by else None
    for kind in SUPPORT:
        setattr(row, f"support_{kind}", kind in facts.support)
    row.save()
    for name in set(changed) & set(RELATED_WRITERS):
        RELATED_WRITERS[name](row, getattr(facts, name))


def _post(plan: Plan, title: str) -> Post:
    return Post.objects.get_or_create(council=plan.council, title=title)[0]


def _workstream(plan: Plan, name: str) -> Workstream | None:
    return Workstream.objects.get_or_create(plan=plan, name=name)[0] if name else None


def _write_supporting(row: Response, titles: tuple[str, ...]) -> None:
    row.supporting.all().delete()
    for position, title in enumerate(titles):
        SupportingPost.objects.create(response=row, post=_post(row.plan, title), position=position)


def _write_dependencies(row: Response, refs: tuple[str, ...]) -> None:
    row.dependencies.all().delete()
    others = {other.ref: other for other in row.plan.responses.filter(ref__in=refs)}
    Dependency.objects.bulk_create(Dependency(response=row, waits_for=others[ref]) for ref in refs)


def _write_further(row: Response, pairs: tuple[tuple[str, str], ...]) -> None:
    row.further.all().delete()
    assessment = row.plan.assessment
    scopes = {scope.code: scope for scope in Scope.objects.filter(assessment=assessment)}
    outcomes = {o.code: o for o in Outcome.objects.filter(framework=assessment.framework)}
    FurtherOutcome.objects.bulk_create(
        FurtherOutcome(response=row, scope=scopes[scope], outcome=outcomes[code]) for scope, code in pairs
    )


def _write_milestones(row: Response, milestones) -> None:
    row.milestones.all().delete()
    Milestone.objects.bulk_create(
        Milestone(response=row, title=title, quarter=quarter, position=position)
        for position, (title, quarter) in enumerate(milestones)
    )


RELATED_WRITERS: dict[str, Callable[[Response, Any], None]] = {
    "supporting_posts": _write_supporting,
    "waits_for": _write_dependencies,
    "further_outcomes": _write_further,
    "milestones": _write_milestones,
}
