"""The scopes of an assessment as its assurers write them, and the council's system that each is about."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.audit import record
from accounts.models import System, User
from assurance.models import Assessment, Engagement, Report, Scope
from assurance.reports import Refused, hold, refuse_unless_assurer
from assurance.writing.drafts import take_in_hand
from assurance.writing.seen import Merged, merge

SCOPE = ("name", "description")
SYSTEM = ("supplier", "product", "hosting", "shared_with")


def next_code(engagement: Engagement, kind: str) -> str:
    """The code of one more scope: ORG, or the next of SYS1, SYS2 …"""
    if kind == Scope.Kind.ORGANISATION:
        return "ORG"
    codes = engagement.assessment.scopes.values_list("code", flat=True)
    numbers = [int(code[3:]) for code in codes if code[:3] == "SYS" and code[3:].isdecimal()]
    return f"SYS{max(numbers, default=0) + 1}"


def written_scopes(assessment: Assessment) -> QuerySet[Scope]:
    """The scopes that somebody has written a report on, or begun to; the others are only named by a workbook."""
    return assessment.scopes.filter(pk__in=Report.objects.values("scope"))


@transaction.atomic
def add_scope(engagement: Engagement, values: Mapping[str, str], *, by: User) -> Report:
    """A scope with an empty draft: a new one, or one that a workbook has named and nobody has written yet.

    `values`: kind, and those of SCOPE and SYSTEM. Raises Refused.
    """
    assessment = engagement.assessment
    hold(assessment.pk)
    refuse_unless_assurer(engagement, by)
    kind = values["kind"]
    if kind == Scope.Kind.ORGANISATION and written_scopes(assessment).filter(kind=kind).exists():
        raise Refused("The organisation is a scope of this assessment already.")
    named = assessment.scopes.select_related("system").filter(kind=kind, reports=None)
    if kind == Scope.Kind.SYSTEM:
        named = named.filter(name__iexact=values["name"])
    scope = named.first() or Scope(assessment=assessment, kind=kind, code=next_code(engagement, kind))
    scope.engagement = engagement
    write_scope(scope, values)
    record("scope added", by=by, on=assessment, detail=scope.code)
    return Report.objects.create(scope=scope, number=1)


def scope_values(scope: Scope) -> dict[str, str]:
    """What is written of a scope and, where it has one, of its system."""
    values = {name: getattr(scope, name) for name in SCOPE}
    return values | ({name: getattr(scope.system, name) for name in SYSTEM} if scope.system else {})


def is_shared(scope: Scope) -> bool:
    """Whether another scope, of another assessment as a rule, is about the same system."""
    return bool(scope.system_id) and Scope.objects.filter(system=scope.system_id).exclude(pk=scope.pk).exists()


@transaction.atomic
def save_scope(report: Report, typed: Mapping[str, str], *, seen: str, by: User) -> Merged:
    """Write what a draft says of its scope and system. Where a value clashes nothing is written. Raises Refused."""
    take_in_hand(report, by)
    scope = Scope.objects.select_related("assessment__council", "system").get(pk=report.scope_id)
    saved = scope_values(scope)
    merged = merge(typed, saved, seen)
    if merged.write and not merged.clashing:
        write_scope(scope, {**saved, **merged.write}, known=True)
        record("scope written", by=by, on=scope.assessment, detail=scope.code)
    return merged


def write_scope(scope: Scope, values: Mapping[str, Any], *, known: bool = False) -> Scope:
    """Write a scope and the system it is about. `values`: those of SCOPE and SYSTEM.

    `known`: whoever wrote the values was shown what is known of the system now.
    """
    scope.system = system_written(scope, values, known=known)
    if scope.system:
        scope.system.save()
    scope.name, scope.description = values["name"], values["description"]
    scope.save()
    return scope


def system_written(scope: Scope, values: Mapping[str, Any], *, known: bool = False) -> System | None:
    """The council's system of that name as `write_scope` would save it; None where the scope is no system.

    A system lasts longer than one assessment. One that this scope alone is about is renamed and filled as written.
    Of one that others are about only the blanks are filled, unless the writer was shown what is known of it.
    """
    if scope.kind != Scope.Kind.SYSTEM:
        return None
    council, own, shared = scope.assessment.council, scope.system, is_shared(scope)
    named = council.systems.filter(name__iexact=values["name"]).first()
    system = named or (own if own and not shared else System(council=council))
    rewrite = named is None or (named == own and (known or not shared))
    for name in SYSTEM:
        if rewrite or not getattr(system, name):
            setattr(system, name, values[name])
    system.name = values["name"] if rewrite else system.name
    return system
