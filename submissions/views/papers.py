"""Reviewing the public edition of a committee paper: each piece published or withheld, and what more to withhold."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from iip.typed import typed
from submissions import provenance
from submissions.access import get_whole_plan
from submissions.document import PlanDocument
from submissions.forms.papers import PaperReviewForm
from submissions.paper_review_page import ReviewPage
from submissions.papers import reviews
from submissions.papers.making import publication_of

SAVED = "The review is kept. The public edition now says that it was reviewed, until what it says changes."


def paper_review(request: HttpRequest, reference: str) -> HttpResponse:
    """What the rules let out of the plan as it stands now; keep the review."""
    plan = get_whole_plan(request, reference)
    document = PlanDocument.of(plan)
    publication = publication_of(plan, document, provenance.of_live(plan, document, person(request)))
    last = reviews.latest(plan)
    began = reviews.chosen(last) if last else {}
    form = PaperReviewForm(publication, began, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.save_review(plan, publication, form.more, seen=request.POST.get("seen", ""), by=person(request))
        except reviews.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, SAVED)
            return redirect(request.path)
    shown = {
        "plan": plan,
        "page": ReviewPage(publication, form, last),
        "form": form,
        "back_url": reverse("submissions:plan_export", args=[plan.reference]),
        "back_text": "Export the plan",
        "typed": typed(request),
    }
    return render(request, "submissions/paper_review.html", shown, status=409 if form.errors else 200)
