"""Reviewing the public edition: the CAF lead can withhold more than the rules do, with a reason, and never less."""

import datetime
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from submissions.models import PaperReview, PaperWithholding, Plan
from submissions.papers.kinds import Ground
from submissions.papers.public import Place, Publication, Reviewed
from submissions.papers.withholding import Why

MOVED = "The paper has changed since you were shown it. Look through it once more before you review it."
AT_ONCE = "Somebody else has reviewed this paper in the same moment. Look at their review before you save yours."


class Refused(Exception):
    """Nothing was written. The message is for the person who tried."""


def standing(plan: Plan, digest: str) -> PaperReview | None:
    """The review that stands for these words; None where nobody has reviewed them."""
    return PaperReview.objects.filter(plan=plan, digest=digest).prefetch_related("withheld").first()


def latest(plan: Plan) -> PaperReview | None:
    """The last review of a plan's paper, whatever it said then."""
    return PaperReview.objects.filter(plan=plan).select_related("by").prefetch_related("withheld").first()


def withheld_by_reviews(plan: Plan) -> list[tuple[PaperReview, list[tuple[Place, Why]]]]:
    """The reviews that withhold something beside the rules, the last first, each with what and why. Two queries.

    An edition prints their reasons, of a version the ones of the review that stood for it; so whoever may take one
    out reads them here.
    """
    found = PaperReview.objects.filter(plan=plan).select_related("by").prefetch_related("withheld")
    return [(review, sorted(more.items())) for review in found if (more := chosen(review))]


def reviewed(review: PaperReview) -> Reviewed:
    """A review as the edition needs it, which names nobody."""
    return Reviewed(_day(review.at), chosen(review))


def chosen(review: PaperReview) -> dict[Place, Why]:
    """What a review withholds beside the rules."""
    return {Place(row.section, row.name): Why(Ground(row.ground), row.reason) for row in review.withheld.all()}


def save_review(plan: Plan, publication: Publication, more: Mapping[Place, Why], *, seen: str, by: User) -> PaperReview:
    """Write down that these words were reviewed, and what more is withheld.

    `publication` is what the rules let out now; `seen` is the digest of what the person was shown. Raises Refused.
    """
    if publication.digest != seen:
        raise Refused(MOVED)
    if not set(more) <= set(publication.places):
        raise Refused(MOVED)
    try:
        return _write(plan, publication.digest, more, by)
    except IntegrityError as clash:
        raise Refused(AT_ONCE) from clash


@transaction.atomic
def _write(plan: Plan, digest: str, more: Mapping[Place, Why], by: User) -> PaperReview:
    last = PaperReview.objects.filter(plan=plan).first()
    number = last.number + 1 if last else 1
    review = PaperReview.objects.create(plan=plan, number=number, digest=digest, by=by)
    PaperWithholding.objects.bulk_create(
        PaperWithholding(review=review, section=place.section, name=place.name, ground=why.ground, reason=why.because)
        for place, why in more.items()
    )
    record("paper reviewed", by=by, on=plan, detail=f"review {number}, {len(more)} more withheld")
    return review


def _day(at: datetime.datetime) -> datetime.date:
    return timezone.localtime(at).date()
