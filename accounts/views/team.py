"""A council's team: its people and their roles, its invitations and its posts."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts import invitations, resets, second_factor, team
from accounts.access import get_council, person
from accounts.forms import (
    CouncilInvitationForm,
    FirstLeadForm,
    PostForm,
    RemovalForm,
    ResetForm,
    RoleForm,
    done,
    sent,
)
from accounts.models import Council, CouncilRole, Post
from accounts.proof import ask_for_proof
from accounts.role_words import MAY


def team_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The people, the open invitations and the posts."""
    council = get_council(request, code)
    rows = team.members(council)
    factors = Authenticator.objects.filter(type__in=second_factor.FACTORS, user__in=[row.user_id for row in rows])
    shown = {
        "council": council,
        "members": rows,
        "secured": set(factors.values_list("user_id", flat=True)),
        "invitations": invitations.open_ones().filter(council=council).select_related("by"),
        "posts": council.posts.select_related("holder"),
        "may": [(row.role.label, MAY[row.role]) for row in {r.role: r for r in rows}.values()],
        "leads_it": team.is_lead(person(request), council),
    }
    return render(request, "accounts/team_detail.html", shown)


def team_invite(request: HttpRequest, code: str) -> HttpResponse:
    """Invite somebody to the team; for MHCLG, the first CAF lead."""
    council = get_council(request, code)
    if asked := ask_for_proof(request):
        return asked
    form_class = CouncilInvitationForm if team.is_lead(person(request), council) else FirstLeadForm
    form = form_class(sent(request), request=request, council=council)
    if done(form, by=person(request)):
        messages.success(request, f"The invitation is on its way to {form.cleaned_data['email']}.")
        return redirect("accounts:team_detail", council.code)
    return _page(request, "team_invite", council, form=form)


def invitation_withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Withdraw an open invitation to the team."""
    council = get_council(request, code)
    invitation = get_object_or_404(council.invitations, pk=pk)
    invitations.withdraw(invitation, by=person(request))
    messages.success(request, f"The invitation to {invitation.email} is withdrawn.")
    return redirect("accounts:team_detail", council.code)


def member_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give a member another role."""
    council = get_council(request, code)
    row = get_member(council, pk)
    if asked := ask_for_proof(request):
        return asked
    form = RoleForm(sent(request), request=request, row=row)
    if done(form, by=person(request)):
        messages.success(request, f"The role of {row.user} is changed.")
        return redirect("accounts:team_detail", council.code)
    return _page(request, "member_edit", council, form=form, member=row)


def member_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a member off the team."""
    council = get_council(request, code)
    row = get_member(council, pk)
    if asked := ask_for_proof(request):
        return asked
    form = RemovalForm(sent(request), request=request, row=row)
    if done(form, by=person(request)):
        messages.success(request, f"{row.user} no longer has a role at {council}.")
        return redirect("accounts:team_detail", council.code)
    why_not = team.why_not_change(row, None, by=person(request))
    return _page(request, "member_remove", council, form=form, member=row, why_not=why_not)


def member_reset(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Reset a member's lost second factor."""
    council = get_council(request, code)
    row = get_member(council, pk)
    if asked := ask_for_proof(request):
        return asked
    form = ResetForm(sent(request), request=request, user=row.user)
    if done(form, by=person(request)):
        messages.success(request, f"{row.user} will set up a new second factor at the next sign-in.")
        return redirect("accounts:team_detail", council.code)
    why_not = resets.why_not(row.user, by=person(request))
    return _page(request, "member_reset", council, form=form, member=row, why_not=why_not)


def post_add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a post."""
    return _edit_post(request, Post(council=get_council(request, code)))


def post_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change a post's title or holder."""
    return _edit_post(request, get_object_or_404(get_council(request, code).posts, pk=pk))


def _edit_post(request: HttpRequest, post: Post) -> HttpResponse:
    form = PostForm(sent(request), instance=post)
    if done(form):
        messages.success(request, f"The post {post} is saved.")
        return redirect("accounts:team_detail", post.council.code)
    return _page(request, "post_edit", post.council, form=form, post=post)


def get_member(council: Council, pk: int) -> CouncilRole:
    """The role of a person at this council, by the person's key. Raises Http404."""
    rows = council.roles.select_related("user", "permission", "content_object")
    return get_object_or_404(rows, user=pk)


def _page(request: HttpRequest, template: str, council: Council, **shown: object) -> HttpResponse:
    back = reverse("accounts:team_detail", args=[council.code])
    return render(request, f"accounts/{template}.html", {"council": council, "back_url": back, **shown})
