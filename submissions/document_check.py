"""Whether a reference and a document code are of a plan that was signed or submitted, and when; nothing more."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from iip.canonical import CODE_LENGTH
from iip.references import read_reference
from submissions.models import Event, Status, Version

WHOLE = 64  # characters of a digest
READ_AS = str.maketrans("OIL", "011")  # a code has no such letters: whoever reads one means the number


@dataclass(frozen=True)
class Checked:
    """What is known of a version that was signed or submitted."""

    signed_at: datetime.datetime | None
    is_signature_standing: bool
    submitted_at: datetime.datetime | None


def read_code(typed: str) -> str:
    """A document code, or the whole of one, as the database writes it; "" where it can be none."""
    code = re.sub(r"[\W_]", "", typed.upper()).translate(READ_AS)
    is_code = len(code) in (CODE_LENGTH, WHOLE) and re.fullmatch("[0-9A-F]+", code)
    return code.lower() if is_code else ""


def check_document(reference: str, code: str) -> Checked | None:
    """What is known of the version with this code under a plan's or a submission's reference.

    `code` is from `read_code`. None where there is none, or it was neither signed nor submitted.
    """
    written = read_reference(re.sub(r"[^\w]+", " ", reference))
    named = Q(plan__reference=written) | Q(submissions__reference=written)
    found = Version.objects.filter(named, document__digest__startswith=code).select_related("plan").order_by("-number")
    version = found.first() if code else None
    if version is None:
        return None
    signed, stands = _signature(version.plan.events.order_by("number"), version.document_id)
    submitted = version.plan.submissions.filter(version__document_id=version.document_id).order_by("number").last()
    if signed is None and submitted is None:
        return None
    return Checked(signed.at if signed else None, stands, submitted.at if submitted else None)


def check_address() -> str:
    """Where anybody checks a document: printed on what leaves the service."""
    return settings.SITE_URL + reverse("submissions:document_check")


def _signature(events: Iterable[Event], digest: str) -> tuple[Event | None, bool]:
    """The last signature under a document, and whether nothing took it back before it was submitted."""
    signed, stands, was_submitted = None, False, False
    for event in events:
        if event.step == "sign_off" and event.digest == digest:
            signed, stands, was_submitted = event, True, False
        elif event.step == "submit":
            was_submitted = True
        elif not was_submitted and event.to_status in {Status.DRAFT, Status.APPROVAL}:
            stands = False
    return signed, stands
