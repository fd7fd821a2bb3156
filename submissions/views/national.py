"""What MHCLG reads: plans as they were submitted, and of the rest only the stage."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import enter_national, person
from accounts.models import User
from iip.downloads import sent
from iip.pages import numbered
from submissions import provenance
from submissions.access import get_submission
from submissions.document import PlanDocument
from submissions.exports.downloads import export_submission
from submissions.exports.formats import FORMATS
from submissions.models import Submission
from submissions.national.lists import Filters, acknowledgement_of, choices, stage_of, stages, submissions_in_force
from submissions.national.looks import note_look
from submissions.talk_list import counts
from submissions.views.exports import NOT_YOURS, known
from submissions.workflow import steps_for

A_PAGE = 50  # rows
OFFERED = [each for each in FORMATS.values() if not each.is_for_the_council]
ANSWERS = ("acknowledge", "return_submission")


def national_home(request: HttpRequest) -> HttpResponse:
    """MHCLG's start is the list of submitted plans."""
    enter_national(request)
    return redirect("submissions:submission_list")


def submission_list(request: HttpRequest) -> HttpResponse:
    """Submitted plans in force, by council: a list to read from, not a ranking."""
    enter_national(request)
    filters = Filters.of(request.GET)
    shown = _paged(request, filters, submissions_in_force(filters))
    return render(request, "submissions/submission_list.html", shown)


def stage_list(request: HttpRequest) -> HttpResponse:
    """Where every other plan stands, and since when; never what is in it."""
    enter_national(request)
    filters = Filters.of(request.GET)
    shown = _paged(request, filters, stages(filters))
    lines = [(assessment, stage_of(assessment)) for assessment in shown["page"]]
    return render(request, "submissions/stage_list.html", shown | {"lines": lines})


def submission_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """A submission as it was submitted, with its report. The reading itself is recorded, once a day."""
    submission = get_submission(request, reference)
    reader = person(request)
    note_look(submission, by=reader)
    document = PlanDocument.load(submission.version.document.text)
    shown = {
        "submission": submission,
        "plan": submission.plan,
        "document": document,
        "provenance": provenance.of_submission(submission, document, reader),
        "formats": OFFERED,
        "back_url": reverse("submissions:submission_list"),
        **_beside(submission, reader),
    }
    return render(request, "submissions/submission_detail.html", shown)


def submission_download(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """A submission as a file; taking it away is reading it."""
    submission = get_submission(request, reference)
    if FORMATS[known(kind)] not in OFFERED:
        raise PermissionDenied(NOT_YOURS)
    note_look(submission, by=person(request))
    return sent(export_submission(submission, known(kind), by=person(request)))


def _beside(submission: Submission, reader: User) -> dict[str, Any]:
    """What stands beside a submission: MHCLG's answer, the steps it waits for, the others of the same plan."""
    open_now = [step for step, reason in steps_for(submission.plan, reader) if step.name in ANSWERS and not reason]
    return {
        "others": submission.plan.submissions.exclude(pk=submission.pk).select_related("version"),
        "acknowledgement": acknowledgement_of(submission),
        "steps": open_now if submission.in_force else [],
        "questions": str(counts(reader, submission.plan, submission=submission).all),
    }


def _paged(request: HttpRequest, filters: Filters, rows: QuerySet) -> dict[str, Any]:
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "filters": filters, "pages": numbered(request, page), **choices()}
