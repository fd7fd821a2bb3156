"""The reports that were issued to somebody's councils."""

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from assurance.access import councils_reported_to
from assurance.models import Assessment, Report, Scope


def assessments_reported(user: User) -> QuerySet[Assessment]:
    """The assessments of the person's councils with an issued report, each with its scopes. Three queries."""
    issued = Report.objects.issued()
    here = Assessment.objects.filter(council__in=councils_reported_to(user), scopes__reports__in=issued)
    return here.distinct().select_related("council", "cycle").prefetch_related(_scopes(issued))


def _scopes(reports):
    """Each scope with `latest`: its reports without their texts, of which the first counts."""
    latest = Prefetch("reports", reports.with_names().defer("document").order_by("-number"), to_attr="latest")
    return Prefetch("scopes", Scope.objects.filter(reports__in=reports).distinct().prefetch_related(latest))
