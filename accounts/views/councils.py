"""MHCLG's pages about councils: which there are, where their people have their addresses, and their end."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts import invitations
from accounts.access import enter_national, get_council, person
from accounts.audit import record
from accounts.forms import done, sent
from accounts.manage_forms import CouncilEndForm, DomainForm, SearchForm
from accounts.models import Council
from accounts.roles import Role
from iip.pages import numbered

A_PAGE = 50


def manage_home(request: HttpRequest) -> HttpResponse:
    """What MHCLG manages."""
    enter_national(request)
    return render(request, "manage/home.html")


def council_list(request: HttpRequest) -> HttpResponse:
    """All councils, by name; those whose name holds what is searched for."""
    enter_national(request)
    form = SearchForm(request.GET)
    sought = form.cleaned_data["q"] if form.is_valid() else ""
    leads = Count("roles", filter=Q(roles__permission__codename=Role.CAF_LEAD))
    councils = Council.objects.filter(name__icontains=sought).annotate(lead_count=leads).order_by("name")
    page = Paginator(councils, A_PAGE).get_page(request.GET.get("page"))
    shown = {"search": form, "page": page, "pages": numbered(request, page), "sought": sought}
    shown["back_url"] = reverse("accounts:manage_home")
    return render(request, "manage/council_list.html", shown)


def council_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A council's facts, e-mail domains, CAF leads, and what takes over from it."""
    council = get_council(request, code)
    leads = council.roles.filter(permission__codename=Role.CAF_LEAD).select_related("user")
    shown = {
        "council": council,
        "domains": council.email_domains.all(),
        "leads": leads,
        "invitations": invitations.open_ones().filter(council=council, role=Role.CAF_LEAD),
        "successions": council.succeeded_by.select_related("successor"),
        "predecessors": council.succeeds.select_related("predecessor"),
        "back_url": reverse("accounts:council_list"),
    }
    return render(request, "manage/council_detail.html", shown)


def domain_add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a domain at which a council's people have their addresses."""
    council = get_council(request, code)
    form = DomainForm(sent(request), council=council)
    if done(form, by=person(request)):
        messages.success(request, f"People at @{form.cleaned_data['domain']} can now be invited.")
        return redirect("accounts:council_detail", council.code)
    return _page(request, "domain_add", council, form=form)


def domain_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Remove a domain: nobody more is invited there; who is on the team stays."""
    council = get_council(request, code)
    domain = get_object_or_404(council.email_domains, pk=pk)
    domain.delete()
    record("e-mail domain removed", by=person(request), on=council, detail=domain.domain)
    messages.success(request, f"Nobody more can be invited at @{domain.domain}. People on the team keep their roles.")
    return redirect("accounts:council_detail", council.code)


def council_end(request: HttpRequest, code: str) -> HttpResponse:
    """Say when a council ends and which takes over."""
    council = get_council(request, code)
    form = CouncilEndForm(sent(request), council=council)
    if done(form, by=person(request)):
        messages.success(request, "The council's end is saved.")
        return redirect("accounts:council_detail", council.code)
    return _page(request, "council_end", council, form=form)


def _page(request: HttpRequest, template: str, council: Council, **shown: object) -> HttpResponse:
    back = reverse("accounts:council_detail", args=[council.code])
    return render(request, f"manage/{template}.html", {"council": council, "back_url": back, **shown})
