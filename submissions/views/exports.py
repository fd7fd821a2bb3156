"""Everything out: what each format holds, and the files themselves."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from accounts.roles import Action, may
from assurance.access import roles_at
from iip.downloads import sent
from submissions.access import get_plan, get_version, reads_for_the_council, reads_live, refs_for, versions_for
from submissions.exports.downloads import export_live, export_version
from submissions.exports.formats import FORMATS
from submissions.models import Plan
from submissions.national.looks import note_reading
from submissions.papers.reviews import withheld_by_reviews

NOT_LIVE = "You can export what you can read, and you cannot read this plan as it stands now."
NOT_OF_A_PART = "This is about the whole plan, and you work on some of its recommendations."
NOT_YOURS = "The council decides what it publishes, so the public edition is made by the council’s people."
NOTHING_GIVEN = "No recommendation has been given to you yet, so there is nothing to export. Ask your CAF lead."


def plan_export(request: HttpRequest, reference: str) -> HttpResponse:
    """What can be taken out: the plan as it stands now, and the versions that the person may read."""
    plan = get_plan(request, reference)
    reader = person(request)
    is_part = refs_for(reader, plan) is not None
    is_ours = reads_for_the_council(reader, plan)
    shown = {
        "plan": plan,
        "why_not_live": _why_not_live(request, plan),
        "is_part": is_part,
        "why_not_part": NOT_OF_A_PART,
        "versions": versions_for(reader, plan).order_by("-number"),
        "formats": [each for each in FORMATS.values() if not _why_not_yours(request, plan, each.kind)],
        "may_review": may(Action.REVIEW_PAPER, roles_at(reader, plan.assessment)),
        "reviews": withheld_by_reviews(plan) if is_ours else (),
        "back_url": reverse("submissions:plan_detail", args=[plan.reference]),
    }
    return render(request, "submissions/plan_export.html", shown)


def plan_download(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """The plan as it stands now, or a delegate's rows of it.

    A workbook is numbered and kept as a working copy, so it is made by a button: a browser that fetches links
    ahead makes none. That an export of a page or of data is recorded changes nothing for anybody.
    """
    plan = get_plan(request, reference)
    if reason := _why_not_live(request, plan) or _why_not_taken(request, plan, known(kind)):
        raise PermissionDenied(reason)
    if kind == "xlsx" and request.method != "POST":
        return redirect("submissions:plan_export", reference)
    reader = person(request)
    reviews = may(Action.SUGGEST, roles_at(reader, plan.assessment))
    return sent(export_live(plan, kind, by=reader, refs=refs_for(reader, plan), comments=reviews))


def version_download(request: HttpRequest, reference: str, number: int, kind: str) -> HttpResponse:
    """A handed-over version."""
    version = get_version(request, reference, number)
    if reason := _why_not_yours(request, version.plan, known(kind)):
        raise PermissionDenied(reason)
    note_reading(version, by=person(request))
    return sent(export_version(version, known(kind), by=person(request)))


def known(kind: str) -> str:
    """The format of an address. Raises Http404 where there is no such format."""
    if kind not in FORMATS:
        raise Http404
    return kind


def _why_not_live(request: HttpRequest, plan: Plan) -> str:
    if not reads_live(person(request), plan):
        return NOT_LIVE
    return NOTHING_GIVEN if refs_for(person(request), plan) == frozenset() else ""


def _why_not_taken(request: HttpRequest, plan: Plan, kind: str) -> str:
    if FORMATS[kind].is_whole and refs_for(person(request), plan) is not None:
        return NOT_OF_A_PART
    return _why_not_yours(request, plan, kind)


def _why_not_yours(request: HttpRequest, plan: Plan, kind: str) -> str:
    is_ours = reads_for_the_council(person(request), plan)
    return NOT_YOURS if FORMATS[kind].is_for_the_council and not is_ours else ""
