"""MHCLG's pages about assessments and the firms that are linked to them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import enter_national, person
from accounts.forms import done, sent
from accounts.proof import ask_for_proof
from assurance.access import get_assessment
from assurance.manage.forms import (
    AssessmentFilterForm,
    AssessmentForm,
    AssessmentProfileForm,
    CloseForm,
    EngagementForm,
    FirmLeadForm,
)
from assurance.models import Assessment, Engagement, EngagementRole
from assurance.report_facts import issued_reports
from iip.pages import numbered

A_PAGE = 50


def assessment_list(request: HttpRequest) -> HttpResponse:
    """The assessments, by council, cycle and firm."""
    enter_national(request)
    form = AssessmentFilterForm(request.GET)
    found = _filtered(form.cleaned_data if form.is_valid() else {})
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    shown = {"filters": form, "page": page, "pages": numbered(request, page)}
    shown["back_url"] = reverse("accounts:manage_home")
    return render(request, "manage/assessment_list.html", shown)


def _filtered(sought: dict):
    open_ones = Engagement.objects.filter(closed_at=None).select_related("firm")
    found = Assessment.objects.select_related("council", "cycle", "framework", "profile__framework")
    found = found.prefetch_related(Prefetch("engagements", open_ones, to_attr="open_engagements"))
    if sought.get("q"):
        found = found.filter(council__name__icontains=sought["q"])
    if sought.get("cycle"):
        found = found.filter(cycle=sought["cycle"])
    if sought.get("firm"):
        found = found.filter(engagements__in=open_ones.filter(firm=sought["firm"]))
    return found


def assessment_add(request: HttpRequest) -> HttpResponse:
    """Add an assessment."""
    enter_national(request)
    form = AssessmentForm(sent(request))
    if done(form, by=person(request)):
        messages.success(request, "The assessment is added. Now link the firm that does it.")
        return redirect("assurance:assessment_detail", form.assessment.reference)
    shown = {"form": form, "back_url": reverse("assurance:assessment_list")}
    return render(request, "manage/assessment_add.html", shown)


def assessment_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """An assessment with its firms and their leads."""
    assessment = get_assessment(request, reference)
    people = EngagementRole.objects.select_related("user", "permission")
    engagements = assessment.engagements.select_related("firm").order_by("-closed_at", "-leads")
    shown = {
        "assessment": assessment,
        "issued": issued_reports(assessment).defer("document"),
        "engagements": engagements.prefetch_related(Prefetch("roles", people)),
        "back_url": reverse("assurance:assessment_list"),
    }
    return render(request, "manage/assessment_detail.html", shown)


def assessment_profile(request: HttpRequest, reference: str) -> HttpResponse:
    """Set the profile of an assessment."""
    assessment = get_assessment(request, reference)
    form = AssessmentProfileForm(sent(request), assessment=assessment)
    if done(form, by=person(request)):
        messages.success(request, "The profile is set.")
        return redirect("assurance:assessment_detail", reference)
    return _page(request, "assessment_profile", assessment, form=form)


def engagement_add(request: HttpRequest, reference: str) -> HttpResponse:
    """Link a firm to an assessment."""
    assessment = get_assessment(request, reference)
    form = EngagementForm(sent(request), assessment=assessment)
    if done(form, by=person(request)):
        messages.success(request, "The firm is linked. Now name the lead of its team.")
        return redirect("assurance:assessment_detail", reference)
    return _page(request, "engagement_add", assessment, form=form)


def engagement_lead(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Name the lead of a firm's team."""
    assessment = get_assessment(request, reference)
    engagement = get_object_or_404(assessment.engagements.filter(closed_at=None), pk=pk)
    if asked := ask_for_proof(request):
        return asked
    form = FirmLeadForm(sent(request), request=request, engagement=engagement)
    if done(form, by=person(request)):
        messages.success(request, f"{form.cleaned_data['person']} leads the team of {engagement.firm}.")
        return redirect("assurance:assessment_detail", reference)
    return _page(request, "engagement_lead", assessment, form=form, engagement=engagement)


def engagement_close(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Close an engagement."""
    assessment = get_assessment(request, reference)
    engagement = get_object_or_404(assessment.engagements.filter(closed_at=None), pk=pk)
    form = CloseForm(sent(request), engagement=engagement)
    if done(form, by=person(request)):
        messages.success(request, f"The engagement of {engagement.firm} is closed.")
        return redirect("assurance:assessment_detail", reference)
    return _page(request, "engagement_close", assessment, form=form, engagement=engagement)


def _page(request: HttpRequest, template: str, assessment: Assessment, **shown: object) -> HttpResponse:
    back = reverse("assurance:assessment_detail", args=[assessment.reference])
    return render(request, f"manage/{template}.html", {"assessment": assessment, "back_url": back, **shown})
