"""A firm's own wording by outcome: kept for its library, chosen to start from, never taken from a council's report."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.audit import record
from accounts.models import Firm, User
from assurance.access import engagement_roles
from assurance.models import Outcome, Wording
from assurance.writing.recommendations import CONTROL_TYPES, WORDS

TWICE = "The library has this title for this outcome already: enter another title"


def firms_of(user: User) -> list[Firm]:
    """The firms in whose live engagements the person works: their own, as a rule."""
    firms = {engagement.firm_id for held in engagement_roles(user).values() for engagement, _ in held}
    return list(Firm.objects.filter(pk__in=firms).order_by("name"))


def wordings_for(firm: Firm, outcome: Outcome) -> QuerySet[Wording]:
    """What the firm's library has for an outcome of one CAF version."""
    return firm.wordings.filter(outcome=outcome)


def wording_values(firm: Firm, outcome: Outcome, pk: str) -> dict[str, Any]:
    """The words of one of the firm's wordings, as a form holds them; {} where there is no such wording."""
    found = wordings_for(firm, outcome).filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
    return values_of(found) if found else {}


def values_of(wording: Wording) -> dict[str, Any]:
    types = [name for name in CONTROL_TYPES if getattr(wording, name)]
    return {**{name: getattr(wording, name) for name in WORDS}, "control_types": types}


def save_wording(wording: Wording, values: Mapping[str, Any], *, by: User) -> None:
    """Add a wording to the library, or change it. Raises ValidationError where its title is there already."""
    for name in WORDS:
        setattr(wording, name, values[name])
    for name in CONTROL_TYPES:
        setattr(wording, name, name in values["control_types"])
    wording.by = by
    try:
        with transaction.atomic():
            wording.save()
    except IntegrityError:
        raise ValidationError({"title": TWICE}) from None
    record("wording saved", by=by, detail=f"{wording.firm}, {wording.outcome.code}")


def remove_wording(wording: Wording, *, by: User) -> None:
    """Take a wording out of the library."""
    record("wording removed", by=by, detail=f"{wording.firm}, {wording.outcome.code}")
    wording.delete()
