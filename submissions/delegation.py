"""Handing recommendations to a council's delegates, or to somebody invited to be one, and taking them back.

What was handed over is guardian's `respond`. It ends when the person's role at the council changes.
"""

from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from accounts import invitations
from accounts.audit import record
from accounts.models import Council, CouncilRole, Invitation, User
from accounts.role_words import role_in_words
from accounts.roles import Role
from iip.email import send_message
from submissions.models import Delegation, Offer, Plan, Response

RESPOND = "respond"
ANSWERS_ALL = frozenset({Role.CAF_LEAD, Role.CONTRIBUTOR})


def delegates_of(council: Council | int) -> "QuerySet[User]":
    """The active delegates of a council, or of its key, by name."""
    held = CouncilRole.objects.filter(content_object=council, permission__codename=Role.DELEGATE)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")


def delegates(response: Response) -> "QuerySet[User]":
    """The council's active delegates; `has_it` says whether they have this row. One query."""
    given = Delegation.objects.filter(user=OuterRef("pk"), content_object=response)
    return delegates_of(response.plan.council).annotate(has_it=Exists(given))


def hand_over(response: Response, user: User, *, by: User) -> None:
    """Let a delegate see and answer a recommendation. It counts from their next request."""
    hand_all_over([response], user, by=by)


def take_back(response: Response, user: User, *, by: User) -> None:
    """Take a recommendation back from a delegate. What they wrote stays."""
    take_all_back([response], user, by=by)


@transaction.atomic
def hand_all_over(responses: Iterable[Response], user: User, *, by: User) -> None:
    """Let a delegate see and answer recommendations of one plan. It counts from their next request."""
    rows = list(responses)
    permission = Permission.objects.get(content_type__app_label="submissions", codename=RESPOND)
    Delegation.objects.bulk_create(
        [Delegation(user=user, content_object=row, permission=permission, granted_by=by) for row in rows],
        ignore_conflicts=True,
    )
    if rows:
        record("recommendation handed over", by=by, on=rows[0].plan, detail=_said(user.email, rows))


def tell(plan: Plan, user: User, number: int) -> None:
    """Tell somebody, once all is written, how many recommendations were handed to them, and nothing of the plan."""
    link = settings.SITE_URL + reverse("submissions:recommendation_list", args=[plan.reference])
    said = {"link": link, "counted": counted(number)}
    transaction.on_commit(partial(send_message, user.email, "emails/handed_over.txt", said))


def counted(number: int) -> str:
    """A number of recommendations, in words."""
    return f"{number} recommendation{'' if number == 1 else 's'}"


@transaction.atomic
def take_all_back(responses: Iterable[Response], user: User, *, by: User) -> None:
    """Take recommendations of one plan back from a delegate. What they wrote stays."""
    own = Delegation.objects.filter(user=user, content_object__in=list(responses))
    rows = [delegation.content_object for delegation in own.select_related("content_object__plan")]
    own.delete()
    if rows:
        record("recommendation taken back", by=by, on=rows[0].plan, detail=_said(user.email, rows))


def _said(email: str, rows: list[Response]) -> str:
    return f"{email}: {', '.join(sorted(row.ref for row in rows))}"


# --- somebody who is not here yet


@transaction.atomic
def offer(responses: Iterable[Response], *, email: str, name: str, by: User) -> None:
    """Invite somebody to answer recommendations of one plan; accepting gives these and no others.

    A delegate gets them at once, and an open invitation as delegate gains them. Raises ValidationError with a sentence.
    """
    rows = list(responses)
    plan, email = rows[0].plan, email.strip().lower()
    known = User.objects.filter(email=email, is_active=True).first()
    role = known.council_roles.get(plan.council.pk) if known else None
    if known and role == Role.DELEGATE:
        hand_all_over(rows, known, by=by)
        return tell(plan, known, len(rows))
    if role:
        raise ValidationError(_why_not(email, role))
    invitation = _invitation(plan.council, email, name, by, len(rows))
    offers = [Offer(invitation=invitation, response=row, by=by) for row in rows]
    Offer.objects.bulk_create(offers, ignore_conflicts=True)
    record("recommendation offered", by=by, on=plan, detail=_said(email, rows))


def _why_not(email: str, role: Role) -> str:
    if role in ANSWERS_ALL:
        return f"{email} can already see and answer every recommendation."
    return f"{email} is {role_in_words(role)} here, and one person has one role. Change it on the team page first."


def _invitation(council: Council, email: str, name: str, by: User, number: int) -> Invitation:
    """The open invitation of an address to be a delegate, or a new one that says how many recommendations wait.

    Raises ValidationError.
    """
    there = invitations.open_ones().filter(email=email, council=council, role=Role.DELEGATE).first()
    waits = f"{counted(number)} of an improvement and implementation plan {'waits' if number == 1 else 'wait'} for you."
    return there or invitations.invite(email, name, Role.DELEGATE, council=council, by=by, waits=waits)[0]


def open_offers(plan: Plan) -> "QuerySet[Offer]":
    """What is offered with invitations that can still be accepted."""
    offers = Offer.objects.filter(response__plan=plan, invitation__in=invitations.open_ones())
    return offers.select_related("invitation", "response").order_by("invitation__name", "invitation", "response__ref")


@transaction.atomic
def take_offers_back(plan: Plan, invitation: int, refs: Iterable[str], *, by: User) -> None:
    """Take offered recommendations back before the invitation, by its key, is accepted. The invitation stays."""
    offers = list(open_offers(plan).filter(invitation=invitation, response__ref__in=list(refs)))
    Offer.objects.filter(pk__in=[each.pk for each in offers]).delete()
    if offers:
        said = _said(offers[0].invitation.email, [each.response for each in offers])
        record("recommendation taken back", by=by, on=plan, detail=said)


# --- what follows when somebody joins a council's team, or leaves it


def on_accepted(invitation: Invitation, user: User, **kwargs: object) -> None:
    """Give a person what was offered with the invitation they have accepted."""
    offered: dict[Plan, list[Response]] = {}
    offers = Offer.objects.filter(invitation=invitation, invitation__role=Role.DELEGATE)
    for each in offers.select_related("response__plan__assessment__council", "by"):
        offered.setdefault(each.response.plan, []).append(each.response)
    for rows in offered.values():
        hand_all_over(rows, user, by=invitation.by or user)


def on_role_changed(user: User, on: object, **kwargs: object) -> None:
    """End what was handed to a person whose role at a council has changed: a new delegate begins with nothing."""
    if isinstance(on, Council):
        Delegation.objects.filter(user=user, content_object__plan__assessment__council=on).delete()
