"""Writing the record of what people did beside the steps of a plan."""

import datetime

from django.utils import timezone

from accounts.models import AuditEvent, Council, User

REFUSED = "refused"
ONE_REFUSAL_EACH = datetime.timedelta(minutes=1)


def record(action: str, *, by: User | None, on=None, detail: str = "") -> AuditEvent:
    """Write one line. `on` is what it was done to; its council is found from it where it has one.

    `detail` never holds text of a plan or a report.
    """
    council = on if isinstance(on, Council) else getattr(on, "council", None)
    ref = getattr(on, "reference", None) or getattr(on, "code", None) or (on and str(on.pk)) or ""
    return AuditEvent.objects.create(
        actor=by,
        actor_email=by.email if by else "",
        action=action,
        council=council,
        subject_kind=on._meta.verbose_name if on is not None else "",
        subject_ref=ref,
        detail=detail,
    )


def record_refusal(*, by: User, address: str, reason: str) -> None:
    """Write that a signed-in person was refused: at most one line a minute for each address."""
    since = timezone.now() - ONE_REFUSAL_EACH
    known = AuditEvent.objects.filter(actor=by, action=REFUSED, at__gte=since, subject_ref=address[:100])
    if not known.exists():
        AuditEvent.objects.create(
            actor=by,
            actor_email=by.email,
            action=REFUSED,
            subject_kind="page",
            subject_ref=address[:100],
            detail=reason,
        )
