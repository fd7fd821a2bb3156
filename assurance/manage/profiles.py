"""MHCLG's pages about profiles."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import enter_national, person
from accounts.forms import done, sent
from assurance.manage.profile_forms import ProfileForm, TargetsForm
from assurance.models import Profile


def profile_list(request: HttpRequest) -> HttpResponse:
    """The profiles of each CAF version."""
    enter_national(request)
    profiles = (
        Profile.objects.select_related("framework")
        .annotate(size=Count("targets"))
        .order_by("framework__version", "name", "-since")
    )
    shown = {"profiles": profiles, "back_url": reverse("accounts:manage_home")}
    return render(request, "manage/profile_list.html", shown)


def profile_add(request: HttpRequest) -> HttpResponse:
    """Add a profile, empty or with the targets of another."""
    enter_national(request)
    form = ProfileForm(sent(request))
    if done(form, by=person(request)):
        messages.success(request, "The profile is added. Now look at its targets.")
        return redirect("assurance:profile_edit", form.profile.pk)
    return render(request, "manage/profile_add.html", {"form": form, "back_url": reverse("assurance:profile_list")})


def profile_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Which status each outcome must reach."""
    enter_national(request)
    profile = get_object_or_404(Profile.objects.select_related("framework"), pk=pk)
    targets = {target.outcome_id: target.get_achievement_display() for target in profile.targets.all()}
    outcomes = [(outcome, targets.get(outcome.pk, "No target set")) for outcome in profile.framework.outcomes.all()]
    shown = {"profile": profile, "outcomes": outcomes, "back_url": reverse("assurance:profile_list")}
    return render(request, "manage/profile_detail.html", shown)


def profile_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the targets of a profile."""
    enter_national(request)
    profile = get_object_or_404(Profile.objects.select_related("framework"), pk=pk)
    form = TargetsForm(sent(request), profile=profile)
    if done(form, by=person(request)):
        messages.success(request, "The targets are saved. They count for reports that are issued from now on.")
        return redirect("assurance:profile_detail", pk)
    back = reverse("assurance:profile_detail", args=[pk])
    return render(request, "manage/profile_edit.html", {"form": form, "profile": profile, "back_url": back})
