"""What the council answered before: its plan of the last cycle as it was submitted, for one outcome in one scope.

The same code can mean different things in two CAF versions. Within one version it is matched by code, between two by
code and title, and the page says which versions these are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from accounts.roles import Role
from assurance.access import roles_at
from assurance.document import ReportDocument
from assurance.models import Scope
from iip.statements import written_once
from submissions.access import WHOLE, refs_for
from submissions.document import PlanDocument, Row
from submissions.models import Plan, Submission


@dataclass(frozen=True)
class LastYear:
    """The answers of the last plan that was submitted before; none where it had none to this outcome."""

    document: PlanDocument
    version: int
    rows: tuple[Row, ...]
    is_other_framework: bool


def last_year(plan: Plan, user: User, *, scope: ReportDocument, outcome: str, title: str) -> LastYear | None:
    """What was answered to an outcome in a scope; None without such a plan, or where the person may not read it.

    One query; none for a delegate, who reads their own rows alone.
    """
    if refs_for(user, plan) is not None:
        return None
    before = _submitted_before(plan, scope)
    if before is None or not roles_at(user, before.plan.assessment) & (WHOLE | {Role.ASSURER}):
        return None
    document = PlanDocument.load(before.version.document.text)
    rows = tuple(_same(document, before.code_then, scope.framework, outcome, title))
    return LastYear(document, before.version.number, rows, document.framework != scope.framework)


def _submitted_before(plan: Plan, scope: ReportDocument) -> Any:
    """The submission in force of the council's latest earlier cycle, with the code that the scope had then.

    The scope of before is the organisation's, or that of the same system, whatever code it had.
    """
    council, year = plan.council.pk, plan.assessment.cycle.year
    if scope.kind == Scope.Kind.SYSTEM:
        found = _before_of_system(council, year, plan.assessment.pk, scope.scope)
    else:
        found = _before_of_organisation(council, year)
    return next(iter(found), None)


@written_once
def _before_of_organisation(council: int, year: int) -> QuerySet[Submission]:
    return _before(council, year, _scopes_then(Scope.Kind.ORGANISATION))


@written_once
def _before_of_system(council: int, year: int, assessment: int, code: str) -> QuerySet[Submission]:
    here = Scope.objects.filter(assessment=assessment, code=code)
    return _before(council, year, _scopes_then(Scope.Kind.SYSTEM).filter(system__in=here.values("system")))


def _scopes_then(kind: Scope.Kind) -> QuerySet[Scope]:
    return Scope.objects.filter(assessment=OuterRef("plan__assessment"), kind=kind)


def _before(council: int, year: int, scopes: QuerySet[Scope]) -> QuerySet[Submission]:
    earlier = Submission.objects.filter(
        in_force=True, plan__assessment__council=council, plan__assessment__cycle__year__lt=year
    )
    about = ("plan__assessment__council", "plan__assessment__cycle", "version__document")
    found = earlier.select_related(*about).annotate(code_then=Subquery(scopes.values("code")[:1]))
    return found.order_by("-plan__assessment__cycle__year")[:1]


def _same(document: PlanDocument, code: str, framework: str, outcome: str, title: str) -> Iterator[Row]:
    for row in document.rows:
        if (row.scope.scope, row.outcome) != (code, outcome):
            continue
        then = row.finding.title if row.finding else ""
        if document.framework == framework or then.casefold() == title.casefold():
            yield row
