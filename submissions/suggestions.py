"""Suggestions: a reviewer says what a field of a response should say; the CAF lead accepts or declines, once."""

import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Action, Role, may, who_may
from assurance.access import roles_at
from iip.canonical import canonical
from submissions.columns import from_plain, plain
from submissions.conversation import handed_over
from submissions.facts import facts_of, tidied
from submissions.models import Change, Response, Suggestion
from submissions.responses import PenMoved, pass_the_fence, save_response
from submissions.talk_told import tell_of_decision, tell_of_suggestion

State = Suggestion.State
SUGGESTING = (Role.QUALITY_ASSURER, Role.APPROVER, Role.ASSURER)
HANDED_OVER = "This plan has just been handed over, so nothing can be accepted now. Nothing was written."


class NotDone(Exception):
    """Nothing was written. The message is for the person who tried."""


def value_of(suggestion: Suggestion) -> Any:
    """What is suggested, as `ResponseFacts` holds it."""
    return from_plain(suggestion.field, json.loads(suggestion.value))


def base_of(suggestion: Suggestion) -> Any:
    """What the field said when it was suggested."""
    return from_plain(suggestion.field, json.loads(suggestion.base))


@transaction.atomic
def suggest(
    response: Response, field: str, value: Any, *, by: User, reason: str = "", batch: str = "", base: Any = None
) -> Suggestion:
    """Suggest a value for a field, in place of what the person suggested for it before.

    `base` is what they had before them, where that is not what the plan says now (a workbook that went out
    earlier), as JSON holds it. Raises NotDone where the person may not suggest, or the plan says so already.
    """
    role = _suggester(by, response)
    now = getattr(facts_of(response), field)
    value = tidied({field: value})[field]
    if value == now:
        raise NotDone("The plan says this already. Enter what it should say instead.")
    earlier = Suggestion.objects.filter(response=response, field=field, by=by, state=State.OPEN)
    earlier.update(state=State.WITHDRAWN, decided_by=by, decided_at=timezone.now())
    try:
        with transaction.atomic():
            made = Suggestion.objects.create(
                response=response,
                field=field,
                base=canonical(plain(now) if base is None else base),
                value=canonical(plain(value)),
                reason=reason,
                version=handed_over(response.plan),
                by=by,
                role=role,
                batch=batch,
            )
    except IntegrityError:  # the same person, in two windows at once
        raise NotDone("You have just suggested something else for this. Look at it first.") from None
    if not batch:  # of a workbook the CAF lead is told once
        tell_of_suggestion(made)
    return made


def withdraw(suggestion: Suggestion, *, by: User) -> None:
    """Take back one's own suggestion. Raises NotDone where it is decided, or somebody else's."""
    if suggestion.by_id != by.pk:
        raise NotDone("Only who suggested it can take it back.")
    _decide(suggestion, State.WITHDRAWN, by)


@transaction.atomic
def decline(suggestion: Suggestion, *, by: User, answer: str = "") -> None:
    """Decline a suggestion, with a reason or without. Raises NotDone where it is decided already."""
    _must_be(Action.DECLINE, by, suggestion)
    _decide(suggestion, State.DECLINED, by, answer=answer)
    tell_of_decision(suggestion, by=by, is_accepted=False)


@transaction.atomic
def accept(suggestion: Suggestion, *, seen: int, by: User) -> Change | None:
    """Write what was suggested into the response; return the change, None where the field says so already.

    `seen` is the version of the response that the person was shown beside the suggestion. Raises NotDone where the
    plan is no draft or the suggestion is decided already, and Clash where the field has changed since `seen`.
    """
    response = suggestion.response
    try:
        pass_the_fence(response.plan)
    except PenMoved:
        raise NotDone(HANDED_OVER) from None
    by = User.objects.get(pk=by.pk)  # with the roles of this moment
    _must_be(Action.ACCEPT, by, suggestion)
    _decide(suggestion, State.ACCEPTED, by)
    values = {suggestion.field: value_of(suggestion)}
    changes = save_response(response, values, seen=seen, by=by, source=Change.Source.SUGGESTION)
    tell_of_decision(suggestion, by=by, is_accepted=True)
    if not changes:
        return None
    Suggestion.objects.filter(pk=suggestion.pk).update(change=changes[0])
    return changes[0]


def _decide(suggestion: Suggestion, state: Suggestion.State, by: User, *, answer: str = "") -> None:
    """The conditional update: of two decisions at once, one counts."""
    is_open = Suggestion.objects.filter(pk=suggestion.pk, state=State.OPEN)
    if not is_open.update(state=state, decided_by=by, decided_at=timezone.now(), answer=answer):
        raise NotDone("This suggestion has been decided meanwhile.")


def _suggester(by: User, response: Response) -> Role:
    roles = roles_at(by, response.plan.assessment)
    role = next((role for role in SUGGESTING if role in roles), None)
    if role is None:
        raise NotDone(f"Only people with this role can suggest a change: {who_may(Action.SUGGEST)}.")
    return role


def _must_be(action: Action, by: User, suggestion: Suggestion) -> None:
    if not may(action, roles_at(by, suggestion.response.plan.assessment)):
        raise NotDone(f"Only people with this role can do this: {who_may(action)}.")
