"""MHCLG's pages about firms of assurers and about its own people."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts import invitations, resets, staff
from accounts.access import enter_national, person
from accounts.forms import FirmInvitationForm, ResetForm, StaffInvitationForm, done, sent
from accounts.manage_forms import FirmForm, StaffRemovalForm
from accounts.models import Firm, User
from accounts.proof import ask_for_proof


def firm_list(request: HttpRequest) -> HttpResponse:
    """The firms, with how many people each has."""
    enter_national(request)
    firms = Firm.objects.annotate(size=Count("people")).order_by("name")
    return render(request, "manage/firm_list.html", {"firms": firms, "back_url": reverse("accounts:manage_home")})


def firm_add(request: HttpRequest) -> HttpResponse:
    """Add a firm."""
    enter_national(request)
    form = FirmForm(sent(request))
    if done(form, by=person(request)):
        messages.success(request, f"{form.instance} is added. Now invite its first person.")
        return redirect("accounts:firm_detail", form.instance.pk)
    return render(request, "manage/firm_add.html", {"form": form, "back_url": reverse("accounts:firm_list")})


def firm_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A firm's people and open invitations."""
    enter_national(request)
    firm = get_object_or_404(Firm, pk=pk)
    shown = {
        "firm": firm,
        "people": firm.people.order_by("name"),
        "invitations": invitations.open_ones().filter(firm=firm).select_related("by"),
        "back_url": reverse("accounts:firm_list"),
    }
    return render(request, "manage/firm_detail.html", shown)


def firm_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite a person to a firm."""
    enter_national(request)
    firm = get_object_or_404(Firm, pk=pk)
    if asked := ask_for_proof(request):
        return asked
    form = FirmInvitationForm(sent(request), request=request, firm=firm)
    if done(form, by=person(request)):
        messages.success(request, f"The invitation is on its way to {form.cleaned_data['email']}.")
        return redirect("accounts:firm_detail", firm.pk)
    shown = {"form": form, "firm": firm, "back_url": reverse("accounts:firm_detail", args=[pk])}
    return render(request, "manage/firm_invite.html", shown)


def national_invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation to a firm or to MHCLG."""
    enter_national(request)
    invitation = get_object_or_404(invitations.open_ones().filter(council=None), pk=pk)
    invitations.withdraw(invitation, by=person(request))
    messages.success(request, f"The invitation to {invitation.email} is withdrawn.")
    if invitation.firm_id:
        return redirect("accounts:firm_detail", invitation.firm_id)
    return redirect("accounts:staff_list")


def staff_list(request: HttpRequest) -> HttpResponse:
    """MHCLG's analysts and managers."""
    enter_national(request)
    shown = {
        "people": staff.people(),
        "invitations": invitations.open_ones().filter(council=None, firm=None).select_related("by"),
        "back_url": reverse("accounts:manage_home"),
    }
    return render(request, "manage/staff_list.html", shown)


def staff_invite(request: HttpRequest) -> HttpResponse:
    """Invite an analyst or a manager."""
    enter_national(request)
    if asked := ask_for_proof(request):
        return asked
    form = StaffInvitationForm(sent(request), request=request)
    if done(form, by=person(request)):
        messages.success(request, f"The invitation is on its way to {form.cleaned_data['email']}.")
        return redirect("accounts:staff_list")
    return render(request, "manage/staff_invite.html", {"form": form, "back_url": reverse("accounts:staff_list")})


def staff_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's role at MHCLG."""
    enter_national(request)
    user = get_object_or_404(staff.people(), pk=pk)
    if asked := ask_for_proof(request):
        return asked
    form = StaffRemovalForm(sent(request), request=request, user=user)
    if done(form, by=person(request)):
        messages.success(request, f"{user} no longer has a role at MHCLG.")
        return redirect("accounts:staff_list" if user != request.user else "accounts:account_detail")
    shown = {"form": form, "person": user, "why_not": staff.why_not_remove(user)}
    return render(request, "manage/staff_remove.html", {**shown, "back_url": reverse("accounts:staff_list")})


def second_factor_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Reset the lost second factor of a CAF lead, an assurer or somebody at MHCLG."""
    enter_national(request)
    user = get_object_or_404(User, pk=pk)
    if asked := ask_for_proof(request):
        return asked
    form = ResetForm(sent(request), request=request, user=user)
    if done(form, by=person(request)):
        messages.success(request, f"{user} will set up a new second factor at the next sign-in.")
        return redirect("accounts:manage_home")
    shown = {"form": form, "person": user, "why_not": resets.why_not(user, by=person(request))}
    return render(request, "manage/second_factor_reset.html", {**shown, "back_url": reverse("accounts:manage_home")})
