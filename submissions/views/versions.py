"""The whole plan, read only: as it stands now, and as it was handed over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import person
from submissions import provenance
from submissions.access import get_plan, get_version, reads_live, refs_for, versions_for
from submissions.document import PlanDocument
from submissions.looked import looking
from submissions.models import Plan
from submissions.since import marks, rounds


def version_list(request: HttpRequest, reference: str) -> HttpResponse:
    """The handed-over versions that the person may read."""
    plan = get_plan(request, reference)
    events = list(plan.events.order_by("number"))
    shown = {
        "plan": plan,
        "versions": list(versions_for(person(request), plan).order_by("-number")),
        "reads_now": reads_live(person(request), plan),
        "since": marks(plan, person(request), events),
        "rounds": rounds(plan, person(request), events),
        "back_url": _plan_page(plan),
    }
    return render(request, "submissions/version_list.html", shown)


def version_detail(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One handed-over version, whole."""
    version = get_version(request, reference, number)
    document = PlanDocument.load(version.document.text)
    shown = {
        "plan": version.plan,
        "version": version,
        "looking": looking(version.plan, person(request), at=version),
        "document": document,
        "provenance": provenance.of_version(version, document, person(request)),
        "back_url": reverse("submissions:version_list", args=[reference]),
    }
    return render(request, "submissions/version_detail.html", shown)


def plan_read(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan as it stands now; of a delegate's, their own rows."""
    plan = get_plan(request, reference)
    looks = looking(plan, person(request))
    document, refs = PlanDocument.of(plan), refs_for(person(request), plan)
    document = document if refs is None else document.only(refs)
    shown = {
        "plan": plan,
        "looking": looks,
        "document": document,
        "provenance": provenance.of_live(plan, document, person(request)),
        "is_part": refs is not None,
        "back_url": _plan_page(plan),
    }
    return render(request, "submissions/plan_read.html", shown)


def _plan_page(plan: Plan) -> str:
    return reverse("submissions:plan_detail", args=[plan.reference])
