"""Taking up an invitation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import invitations, second_factor
from accounts.access import person
from accounts.forms import AcceptForm, NewPersonForm, done, sent
from accounts.models import Invitation, User
from accounts.role_words import MAY, place_of
from accounts.roles import Role


@login_not_required
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered, to whoever holds the link; accepted by the person it was sent to."""
    invitation = invitations.find(token)
    if invitation is None:
        raise Http404
    if not invitations.is_open(invitation):
        return _closed(request, invitation)
    if request.user.is_authenticated:
        return _accept_signed_in(request, invitation)
    if User.objects.filter(email=invitation.email).exists():
        return render(request, "accounts/invitation_sign_in.html", _offer(invitation))
    return _accept_new(request, invitation)


def _offer(invitation: Invitation, **more: object) -> dict[str, object]:
    return {
        "invitation": invitation,
        "place": place_of(invitation),
        "may": MAY[Role(invitation.role)],
        **more,
    }


def _closed(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    shown = {"invitation": invitation, "reason": invitations.GONE}
    return render(request, "accounts/invitation_closed.html", shown, status=410)


def _accept_signed_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Somebody with an account takes up a role, told first of the one it replaces."""
    if person(request).email != invitation.email:
        return render(request, "accounts/invitation_foreign.html", status=403)
    if not second_factor.is_enough(request):
        return redirect(second_factor.address_to_give(request))
    form = AcceptForm(sent(request), invitation=invitation)
    if done(form, by=person(request)):
        messages.success(request, f"You now have this role at {place_of(invitation)}.")
        return redirect("accounts:account_detail")
    replaced = invitations.replaced_role(invitation, person(request))
    return render(request, "accounts/invitation_accept.html", _offer(invitation, form=form, replaced=replaced))


def _accept_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Somebody without an account gives their name and a password."""
    form = NewPersonForm(sent(request), invitation=invitation)
    if done(form):
        messages.success(request, "Your account is ready. Sign in with the password you have just set.")
        return redirect("account_login")
    return render(request, "accounts/invitation_new.html", _offer(invitation, form=form))
