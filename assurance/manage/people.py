"""How the lead of a firm's team chooses its people for an assessment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts import invitations
from accounts.access import person
from accounts.forms import FirmInvitationForm, done, sent
from accounts.proof import ask_for_proof
from assurance import engagements
from assurance.access import get_engagement
from assurance.manage.forms import FirmPersonForm, FirmRemovalForm
from assurance.models import Engagement


def engagement_people(request: HttpRequest, reference: str) -> HttpResponse:
    """Who of the firm works on this assessment, and who is invited to the firm."""
    engagement = get_engagement(request, reference)
    shown = {
        "engagement": engagement,
        "assessment": engagement.assessment,
        "back_url": reverse("assurance:report_detail", args=[reference]),
        "back_text": "Report",
        "people": engagements.people(engagement),
        "invitations": invitations.open_ones().filter(firm=engagement.firm).select_related("by"),
    }
    return render(request, "assurance/engagement_people.html", shown)


def engagement_person_choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a person of the firm a role in its work."""
    engagement = get_engagement(request, reference)
    if asked := ask_for_proof(request):
        return asked
    form = FirmPersonForm(sent(request), request=request, engagement=engagement)
    if done(form, by=person(request)):
        messages.success(request, f"{form.cleaned_data['person']} now works on this assessment.")
        return redirect("assurance:engagement_people", reference)
    return _page(request, "engagement_person_choose", engagement, form=form)


def engagement_person_remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a person off the firm's work."""
    engagement = get_engagement(request, reference)
    rows = engagement.roles.select_related("user", "permission", "content_object")
    row = get_object_or_404(rows, user=pk)
    if asked := ask_for_proof(request):
        return asked
    form = FirmRemovalForm(sent(request), request=request, row=row)
    if done(form, by=person(request)):
        messages.success(request, f"{row.user} no longer works on this assessment.")
        if row.user == request.user:
            return redirect("/")
        return redirect("assurance:engagement_people", reference)
    why_not = engagements.why_not_remove(row)
    return _page(request, "engagement_person_remove", engagement, form=form, row=row, why_not=why_not)


def colleague_invite(request: HttpRequest, reference: str) -> HttpResponse:
    """Invite a colleague to the firm."""
    engagement = get_engagement(request, reference)
    if asked := ask_for_proof(request):
        return asked
    form = FirmInvitationForm(sent(request), request=request, firm=engagement.firm)
    if done(form, by=person(request)):
        messages.success(request, f"The invitation is on its way to {form.cleaned_data['email']}.")
        return redirect("assurance:engagement_people", reference)
    return _page(request, "colleague_invite", engagement, form=form)


def _page(request: HttpRequest, template: str, engagement: Engagement, **shown: object) -> HttpResponse:
    back = reverse("assurance:engagement_people", args=[engagement.assessment.reference])
    known = {"engagement": engagement, "assessment": engagement.assessment, "back_url": back}
    return render(request, f"assurance/{template}.html", {**known, **shown})
