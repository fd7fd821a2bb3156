"""Inviting people to a role, and what becomes of an invitation."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone

from accounts import emails, staff, team
from accounts.audit import record
from accounts.models import Council, Firm, Invitation, User
from accounts.people import make_person
from accounts.role_words import place_of, role_in_words
from accounts.roles import COUNCIL_ROLES, ENGAGEMENT_ROLES, NATIONAL_ROLES, Role

GONE = "This invitation is no longer open. Ask the person who invited you to send another one."
MOVED = "Your role has changed since you opened this page. Read it again, then accept."
invitation_accepted = Signal()  # the `invitation`, by the `user`: within the transaction that gives the role


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Invitation | None:
    """The invitation that a link names, whatever became of it."""
    rows = Invitation.objects.select_related("council", "firm", "by")
    return rows.filter(token_digest=digest(token)).first()


def is_open(invitation: Invitation) -> bool:
    answered = invitation.accepted_at or invitation.withdrawn_at
    return not answered and invitation.expires > timezone.now()


def open_ones():
    """Invitations that can still be accepted."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires__gt=timezone.now())


def why_not_invite(email: str, role: Role, *, council: Council | None, firm: Firm | None) -> str:
    """Why this address cannot be invited; "" where it can."""
    if council and (wrong := _wrong_domain(email, council)):
        return wrong
    if open_ones().filter(email=email, council=council, firm=firm).exists():
        return f"{email} already has an open invitation. Withdraw it first to send another one."
    known = User.objects.filter(email=email).first()
    if known is None:
        return ""
    if not known.is_active:
        return f"The account of {email} is closed. Ask MHCLG to open it again."
    return _why_not_known(known, role, council, firm)


def _why_not_known(known, role, council, firm):
    if firm and known.firm_id == firm.pk:
        return f"{known.email} already belongs to {firm}."
    if firm and known.firm_id:
        return f"{known.email} belongs to another firm."
    held = known.council_roles.get(council.pk) if council else None
    if held == role or (not council and not firm and role in known.national_roles):
        return f"{known.email} is already {role_in_words(role)} here."
    return ""


def _wrong_domain(email, council):
    domains = list(council.email_domains.values_list("domain", flat=True))
    if not domains:
        return f"MHCLG has not set an e-mail domain for {council} yet. Ask MHCLG to set it."
    if email.rpartition("@")[2] in domains:
        return ""
    return f"Enter an address that ends in @{' or @'.join(domains)}. MHCLG sets these for {council}."


@transaction.atomic
def invite(
    email: str,
    name: str,
    role: Role,
    *,
    council: Council | None = None,
    firm: Firm | None = None,
    by: User | None,
    days: int | None = None,
    waits: str = "",
) -> tuple[Invitation, str]:
    """Offer a role at a council, in a firm or (with neither) at MHCLG, by a link sent to the address.

    `waits` is a sentence of the letter: how much waits for the person, never what.

    Returns the invitation and the link's token, which is stored nowhere. Raises ValidationError with a
    sentence. `by` is None only for the first administrator.
    """
    email = email.strip().lower()
    allowed = COUNCIL_ROLES if council else ENGAGEMENT_ROLES if firm else NATIONAL_ROLES
    if role not in allowed:
        raise ValueError(f"{role} is no role at {council or firm or 'MHCLG'}")
    reason = team.why_not_invite(council, role, by=by) if council and by else ""
    if reason := reason or why_not_invite(email, role, council=council, firm=firm):
        raise ValidationError(reason)
    stale = Invitation.objects.filter(email=email, council=council, firm=firm)
    stale.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    token = secrets.token_urlsafe(32)
    invitation = _create(
        email=email,
        name=name,
        role=role,
        council=council,
        firm=firm,
        by=by,
        token_digest=digest(token),
        expires=timezone.now() + datetime.timedelta(days=days or settings.INVITATION_DAYS),
    )
    record("invited", by=by, on=council or firm, detail=f"{email}: {role.label}")
    said = {"invitation": invitation, "place": place_of(invitation), "waits": waits}
    emails.send("invitation", [email], path=path_of(token), **said)
    return invitation, token


def _create(**facts):
    """Of two who invite one person at once, one."""
    try:
        with transaction.atomic():
            return Invitation.objects.create(**facts)
    except IntegrityError:
        raise ValidationError("Somebody has just invited this person. Look at the page again.") from None


def path_of(token: str) -> str:
    return reverse("accounts:invitation_accept", args=[token])


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """Close an invitation that was not accepted. Withdrawing twice does nothing."""
    still = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if still.update(withdrawn_at=timezone.now()):
        record("invitation withdrawn", by=by, on=invitation.council or invitation.firm, detail=invitation.email)


def replaced_role(invitation: Invitation, user: User) -> Role | None:
    """The role that accepting takes away: a person has one role at a council, and one at MHCLG."""
    held: list[Role] = []
    if invitation.council_id in user.council_roles:
        held = [user.council_roles[invitation.council_id]]
    elif not invitation.council_id and not invitation.firm_id:
        held = sorted(user.national_roles)
    return next((role for role in held if role != invitation.role), None)


@transaction.atomic
def accept(invitation: Invitation, user: User, *, replaces: str = "") -> None:
    """Give the person the role they were offered.

    `replaces` is the role that the page said would be taken away. Raises ValidationError with a sentence.
    """
    if user.email != invitation.email:
        raise ValidationError("This invitation is for another address.")
    user.forget_roles()
    if (replaced_role(invitation, user) or "") != replaces:
        raise ValidationError(MOVED)
    _claim(invitation, user)
    if invitation.firm:
        _join(user, invitation.firm)
    elif invitation.council:
        team.give_role(invitation.council, user, Role(invitation.role), by=invitation.by)
    else:
        staff.give_role(user, Role(invitation.role), by=invitation.by)
    invitation_accepted.send(sender=Invitation, invitation=invitation, user=user)
    record("invitation accepted", by=user, on=invitation.council or invitation.firm, detail=invitation.email)


@transaction.atomic
def accept_as_new(invitation: Invitation, *, name: str, password: str) -> User:
    """Make the invited person's account and give them the role. Raises ValidationError with a sentence."""
    if User.objects.filter(email=invitation.email).exists():
        raise ValidationError("You already have an account. Sign in, then open the invitation again.")
    user = make_person(invitation.email, name, password=password)
    record("account made", by=user)
    accept(invitation, user)
    return user


def _claim(invitation, user):
    """Of two who answer at once, one."""
    now = timezone.now()
    still = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None, expires__gt=now)
    if not still.update(accepted_at=now, accepted_by=user):
        raise ValidationError(GONE)


def _join(user, firm):
    joined = User.objects.filter(pk=user.pk, firm=None).update(firm=firm)
    if not joined:
        raise ValidationError("You belong to another firm. Ask MHCLG to change this.")
    user.firm = firm
