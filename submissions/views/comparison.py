"""Two versions beside each other, or a version and the plan as it stands now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import person
from submissions.access import get_version, get_whole_plan, reads_live, versions_for
from submissions.comparison import Comparison
from submissions.document import PlanDocument
from submissions.looked import Looking, looking
from submissions.models import Plan, Version
from submissions.national.looks import note_reading
from submissions.summing_up import summed_up


def version_compare(request: HttpRequest, reference: str, number: int, other: int) -> HttpResponse:
    """What differs between two handed-over versions that the person may read."""
    before, after = get_version(request, reference, number), get_version(request, reference, other)
    for version in (before, after):
        note_reading(version, by=person(request))
    looks = looking(after.plan, person(request), at=after)
    return _shown(request, before, PlanDocument.load(after.document.text), looks, after)


def version_compare_now(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What differs between a handed-over version and the plan as it stands now."""
    plan: Plan = get_whole_plan(request, reference)
    looks = looking(plan, person(request))
    return _shown(request, get_version(request, reference, number), PlanDocument.of(plan), looks)


def _shown(
    request: HttpRequest,
    before: Version,
    document: PlanDocument,
    looks: Looking | None,
    after: Version | None = None,
) -> HttpResponse:
    comparison = Comparison(PlanDocument.load(before.document.text), document)
    shown = {
        "plan": before.plan,
        "before": before,
        "after": after,
        "others": versions_for(person(request), before.plan).order_by("number"),
        "reads_now": reads_live(person(request), before.plan),
        "looking": looks,
        "comparison": comparison,
        "sentence": summed_up(comparison),
        "back_url": reverse("submissions:version_list", args=[before.plan.reference]),
    }
    return render(request, "submissions/version_compare.html", shown)
