"""The documents beside a report: added and removed by the assurer, downloaded by whoever reads the report."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import person
from assurance import attachments
from assurance.access import engagements_of, get_engagement, get_reported
from assurance.forms import AttachmentForm
from assurance.reports import Refused
from iip.downloads import sent
from iip.forms import GovukForm


def attachment_add(request: HttpRequest, reference: str) -> HttpResponse:
    """One more document beside the report."""
    engagement = get_engagement(request, reference)
    form = AttachmentForm(request.POST, request.FILES) if request.method == "POST" else AttachmentForm()
    if form.is_valid():
        try:
            made = attachments.attach(engagement, form.cleaned_data["file"], form.kind, by=person(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{made.name} is added.")
            return redirect("assurance:report_detail", reference)
    back = reverse("assurance:report_detail", args=[reference])
    shown = {"form": form, "assessment": engagement.assessment, "back_url": back, "back_text": "Assurance report"}
    return render(request, "assurance/attachment_add.html", shown)


def attachment_download(request: HttpRequest, reference: str, attachment: str) -> HttpResponse:
    """The document as a file to be saved."""
    assessment = get_reported(request, reference)
    there = attachments.attachments_for(assessment, engagements_of(person(request), assessment))
    found = get_object_or_404(there.select_related("engagement__assessment__council"), reference=attachment)
    return sent(attachments.download_of(found, by=person(request)))


def attachment_remove(request: HttpRequest, reference: str, attachment: str) -> HttpResponse:
    """Take a document away before the council can read it."""
    engagement = get_engagement(request, reference)
    found = get_object_or_404(engagement.attachments, reference=attachment)
    refusal = attachments.READ_ALREADY if attachments.is_read(found) else ""
    if request.method == "POST":
        try:
            attachments.remove(found, by=person(request))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"{found.name} is removed.")
            return redirect("assurance:report_detail", reference)
    back = reverse("assurance:report_detail", args=[reference])
    shown = {"form": GovukForm(), "attachment": found, "assessment": engagement.assessment, "why_not": refusal}
    status = 409 if request.method == "POST" else 200
    return render(request, "assurance/attachment_remove.html", {**shown, "back_url": back}, status=status)
