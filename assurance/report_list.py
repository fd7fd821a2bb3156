"""The reports that are somebody's: those they write as an assurer, and those issued to their councils."""

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from assurance.access import councils_reported_to
from assurance.models import Assessment, Engagement, Report, Scope


def engagements_with_reports(user: User) -> QuerySet[Engagement]:
    """The person's live engagements, each with its scopes and their latest reports. Three queries."""
    mine = Engagement.objects.live().filter(roles__user=user)
    return (
        mine.select_related("assessment__council", "assessment__cycle", "firm")
        .prefetch_related(_scopes(Report.objects.all()))
        .order_by("assessment__council__name", "-assessment__cycle__year")
    )


def assessments_reported(user: User) -> QuerySet[Assessment]:
    """The assessments of the person's councils with an issued report, each with its scopes. Three queries."""
    issued = Report.objects.issued()
    here = Assessment.objects.filter(council__in=councils_reported_to(user), scopes__reports__in=issued)
    return here.distinct().select_related("council", "cycle").prefetch_related(_scopes(issued))


def _scopes(reports):
    """Each scope with `latest`: its reports without their texts, of which the first counts."""
    latest = Prefetch("reports", reports.defer("document").order_by("-number"), to_attr="latest")
    return Prefetch("scopes", Scope.objects.filter(reports__in=reports).distinct().prefetch_related(latest))
