"""Whether the record is whole: every chain of events, every frozen text, and that they speak of each other."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from assurance.models import Report
from iip.append_only import missing_guards
from iip.canonical import digest
from submissions.models import Document, Event, Minutes, Plan, Submission, Version
from submissions.record import hash_of

AT_ONCE = 200  # rows read at a time


@dataclass(frozen=True)
class Break:
    """A place where the record is broken, and how."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


def counts() -> dict[str, int]:
    """How much there is to verify."""
    return {
        "plans": Plan.objects.count(),
        "events": Event.objects.count(),
        "documents": Document.objects.count(),
        "versions": Version.objects.count(),
        "minutes": Minutes.objects.count(),
        "submissions": Submission.objects.count(),
        "issued reports": Report.objects.exclude(issued_at=None).count(),
    }


def breaks() -> Iterator[Break]:
    """Every break in the record of all plans; none where it is whole."""
    yield from (Break(name, "this guard of the database is missing") for name in missing_guards())
    yield from _broken_documents()
    yield from _broken_reports()
    yield from _broken_plans()


def _broken_documents() -> Iterator[Break]:
    for document in Document.objects.iterator(chunk_size=AT_ONCE):
        if digest(document.text) != document.digest:
            yield Break(f"document {document.digest[:12]}", "its text is not the one its digest was made from")


def _broken_reports() -> Iterator[Break]:
    issued = Report.objects.exclude(issued_at=None).select_related("scope__assessment")
    for report in issued.iterator(chunk_size=AT_ONCE):
        if digest(report.document) != report.digest:
            place = f"report {report.scope.assessment.reference} {report.scope.code}, version {report.number}"
            yield Break(place, "its text is not the one its digest was made from")


def _broken_plans() -> Iterator[Break]:
    versions = _by_plan(Version.objects.select_related("document").defer("document__text"))
    minutes = _by_plan(Minutes.objects.all())
    submissions = _by_plan(Submission.objects.select_related("version", "event"))
    ordered = Event.objects.order_by("plan", "number").iterator(chunk_size=AT_ONCE)
    events = {key: list(rows) for key, rows in groupby(ordered, key=attrgetter("plan_id"))}
    for plan in Plan.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        of_plan = events.get(plan.pk, [])
        handed_over = {version.number: version for version in versions[plan.pk]}
        yield from broken_chain(plan, of_plan)
        yield from broken_versions(plan, handed_over, of_plan)
        yield from broken_minutes(plan, minutes[plan.pk], of_plan)
        yield from broken_submissions(plan, submissions[plan.pk], of_plan)


def _by_plan(rows) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows.order_by("plan", "number"):
        found[row.plan_id].append(row)
    return found


def broken_chain(plan: Plan, events: list[Event]) -> Iterator[Break]:
    """Breaks among a plan's events: numbers, hashes, the count and the status they led to."""
    before = ""
    for number, event in enumerate(events, start=1):
        place = f"plan {plan.reference}, event {event.number}"
        if event.number != number:
            yield Break(place, f"event {number} should stand here")
        if event.previous_hash != before:
            yield Break(place, "it does not follow from the event before it")
        if hash_of(event) != event.hash:
            yield Break(place, "its words are not those its hash was made from")
        before = event.hash
    if len(events) != plan.events_written:
        yield Break(f"plan {plan.reference}", f"{plan.events_written} events were written and {len(events)} are here")
    if events and events[-1].to_status != plan.status:
        yield Break(f"plan {plan.reference}", "its status is not the one its last event led to")


def broken_versions(plan: Plan, versions: dict[int, Version], events: Iterable[Event]) -> Iterator[Break]:
    """Breaks between versions, their documents and the events that name them."""
    named = {event.version: event.digest for event in events if event.version}
    if list(versions) != list(range(1, len(versions) + 1)):
        yield Break(f"plan {plan.reference}", "the numbers of its versions have a gap")
    for number in sorted(set(versions) | set(named)):
        place = f"plan {plan.reference}, version {number}"
        version = versions.get(number)
        if version is None:
            yield Break(place, "an event names it and it is not here")
        elif number not in named:
            yield Break(place, "no event handed it over")
        elif version.document_id != named[number]:
            yield Break(place, "its document is not the one that was handed over")
        elif version.document.plan_id != plan.pk:
            yield Break(place, "its document is of another plan")


def broken_minutes(plan: Plan, minutes: list[Minutes], events: Iterable[Event]) -> Iterator[Break]:
    """Breaks between minutes, their texts and the events that put them on record."""
    named = [json.loads(event.details) for event in events if event.step == "minutes"]
    if [(each.get("minutes"), each.get("minutes_digest")) for each in named] != [(m.number, m.digest) for m in minutes]:
        yield Break(f"plan {plan.reference}", "its minutes are not those that its events put on record")
    for each in minutes:
        if digest(each.text) != each.digest:
            yield Break(f"plan {plan.reference}, minutes {each.number}", "their text is not the one that was recorded")


def broken_submissions(plan: Plan, submissions: list[Submission], events: Iterable[Event]) -> Iterator[Break]:
    """Breaks between submissions and the events that made them."""
    made = [event.pk for event in events if event.step == "submit"]
    signed = [submission.event_id for submission in submissions if submission.event_id]
    if signed != made:
        yield Break(f"plan {plan.reference}", "its submissions are not those that its events made")
    if [s.number for s in submissions] != list(range(1, len(submissions) + 1)):
        yield Break(f"plan {plan.reference}", "the numbers of its submissions have a gap")
    for submission in submissions:
        place = f"plan {plan.reference}, submission {submission.reference}"
        if submission.version.plan_id != plan.pk:
            yield Break(place, "its version is of another plan")
        if submission.event and submission.event.version != submission.version.number:
            yield Break(place, "its version is not the one that was submitted")
        if submission.in_force != (submission is submissions[-1]):
            yield Break(place, "whether it is in force is wrong")
