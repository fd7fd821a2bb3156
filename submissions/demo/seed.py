"""Making the demonstration: all of it, in one transaction, or nothing where it is there already."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Council, User
from accounts.roles import Role
from assurance import reports
from assurance.models import Engagement, Report
from submissions.actions import issue_report
from submissions.demo.journey import Journey
from submissions.demo.people import Cast, engage, make_cast
from submissions.demo.places import PLACES, Place
from submissions.demo.reported import make_cycle, make_engagement, write_drafts
from submissions.models import Notification, Status

PARTLY = {Status.DRAFT: (1, 3), Status.ASSURER_FEEDBACK: (3, 4), Status.CLOSED: (1, 4)}  # how many are answered


def is_there() -> bool:
    """Whether the demonstration has been made."""
    return Council.objects.filter(code=PLACES[0].code).exists()


@transaction.atomic
def seed() -> None:
    """Make everything. Nobody is written to: none of these people exists."""
    cast, cycle = make_cast(), make_cycle()
    for place in PLACES:
        engagement = make_engagement(place, cycle)
        engage(engagement, cast)
        if place.status:
            _plan(place, place.status, engagement, cast)
    Notification.objects.filter(sent_at=None).update(sent_at=timezone.now())


def _plan(place: Place, status: Status, engagement: Engagement, cast: Cast) -> None:
    assurer = cast.at_firm[place.firm][Role.ASSURER]
    for report in write_drafts(place, engagement, by=assurer):
        _accept_warnings(report, by=assurer)
        plan = issue_report(report, by=assurer)
    journey = Journey(plan, place, cast)
    journey.respond(parts=PARTLY.get(status, (1, 1)))
    if status == Status.DRAFT:
        journey.delegate()
    journey.go(status)


def _accept_warnings(report: Report, *, by: User) -> None:
    """Let stand what the report check finds in an invented report."""
    found = reports.check(report).open
    for rule in dict.fromkeys(remark.rule for remark in found):
        subjects = [remark.subject for remark in found if remark.rule == rule]
        reports.accept_warnings(report, rule, subjects, reason="It is part of the demonstration.", by=by)
