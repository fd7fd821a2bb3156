"""E-mails about a report: noted down in the transaction, sent after its commit, tried again until they are sent."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assurance.models import Letter, Report
from iip.email import MOST_TRIES, UNDER_WAY, send_message

PAGES = {
    Letter.Kind.STARTED: "factual_check",
    Letter.Kind.OVER: "factual_check",
    Letter.Kind.COMMENT: "factual_comments",
}


def tell(report: Report, people: Iterable[User], kind: Letter.Kind) -> None:
    """Note down, in the transaction in hand, that these people are told by e-mail, but for those who want none."""
    wanted = [person for person in people if person.mail != User.Mail.NONE]
    made = Letter.objects.bulk_create(Letter(to=person, report=report, kind=kind) for person in wanted)
    keys = [letter.pk for letter in made]
    transaction.on_commit(lambda: send(Letter.objects.filter(pk__in=keys)))


def waiting() -> QuerySet[Letter]:
    """The e-mails that have not gone and are still true, to people who can still sign in."""
    untrue = Q(kind=Letter.Kind.STARTED) & ~Q(report__state=Report.State.FACTUAL_CHECK)
    return Letter.objects.filter(sent_at=None, tries__lt=MOST_TRIES, to__is_active=True).exclude(untrue)


def send(which: QuerySet[Letter]) -> None:
    """Send what waits among these e-mails. One that fails stays noted down and is tried again."""
    for letter in (which & waiting()).select_related("to", "report__scope__assessment"):
        _send_one(letter)


def send_again() -> int:
    """Try once more what could not be sent at once; how many e-mails went."""
    left = list(waiting().filter(at__lt=timezone.now() - UNDER_WAY).values_list("pk", flat=True))
    send(Letter.objects.filter(pk__in=left))
    return Letter.objects.filter(pk__in=left, sent_at__isnull=False).count()


def _send_one(letter: Letter) -> None:
    """Send an e-mail where it is ours to send: of two at once, one is."""
    with transaction.atomic():
        claimed = Letter.objects.filter(pk=letter.pk, sent_at=None, tries=letter.tries)
        if not claimed.update(tries=F("tries") + 1):
            return
    scope = letter.report.scope
    page = reverse(f"assurance:{PAGES[Letter.Kind(letter.kind)]}", args=[scope.assessment.reference, scope.code])
    if send_message(letter.to.email, f"emails/{letter.kind}.txt", {"link": settings.SITE_URL + page}):
        Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now())
