"""A person's own account, and the page that asks whether it is still them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts import second_factor
from accounts.access import person
from accounts.forms import MailForm, NameForm, ProofForm, done, sent
from accounts.models import User
from accounts.proof import by_password, local_path
from accounts.role_words import roles_of


def account_detail(request: HttpRequest) -> HttpResponse:
    """Who I am here, what I may do, and how I sign in."""
    shown = {"roles": roles_of(person(request)), "has_second_factor": second_factor.is_set_up(person(request))}
    return render(request, "accounts/account_detail.html", shown)


def account_name(request: HttpRequest) -> HttpResponse:
    """Change my own name."""
    me = User.objects.get(pk=person(request).pk)
    form = NameForm(sent(request), instance=me)
    if done(form):
        messages.success(request, "Your name is changed.")
        return redirect("accounts:account_detail")
    return render(request, "accounts/account_name.html", {"form": form, "back_url": reverse("accounts:account_detail")})


def account_mail(request: HttpRequest) -> HttpResponse:
    """Choose how I am told what happens: at once, once a week, or in the service only."""
    me = User.objects.get(pk=person(request).pk)
    form = MailForm(sent(request), instance=me)
    if done(form):
        messages.success(request, f"Saved. {me.get_mail_display()}.")
        return redirect("accounts:account_detail")
    return render(request, "accounts/account_mail.html", {"form": form, "back_url": reverse("accounts:account_detail")})


def proof_give(request: HttpRequest) -> HttpResponse:
    """Give the second factor again; then go on to where it was asked."""
    onward = local_path(request.GET.get("next", ""))
    if not by_password(request) and not second_factor.is_set_up(person(request)):
        return redirect("mfa_activate_totp")
    form = ProofForm(sent(request), request=request)
    if form.is_valid():
        return redirect(onward)
    return render(request, "accounts/proof_give.html", {"form": form, "by_password": by_password(request)})
