"""Handing recommendations to colleagues: who has what, handing over, inviting, nudging, taking back."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.access import person
from accounts.forms import done, sent
from accounts.proof import ask_for_proof
from submissions import delegation
from submissions.access import get_response, get_whole_plan
from submissions.delegation_page import DelegationPage
from submissions.document import PlanDocument
from submissions.forms.delegation import SELECT, DelegateInvitationForm, HandOverForm
from submissions.models import Plan
from submissions.nudges import NotNudged, nudge
from submissions.recommendations import Item, items_of


def delegation_list(request: HttpRequest, reference: str) -> HttpResponse:
    """Who answers what."""
    plan = get_whole_plan(request, reference)
    shown = {"plan": plan, "page": DelegationPage(plan, person(request))}
    return render(request, "submissions/delegation_list.html", shown)


def delegations_add(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand several recommendations over, to a delegate or to somebody who is invited on the next page."""
    plan = get_whole_plan(request, reference)
    form = HandOverForm(sent(request), plan=plan, delegates=delegation.delegates_of(plan.council))
    if form.is_valid():
        refs = form.cleaned_data["refs"]
        if form.is_new:
            invite = reverse("submissions:delegate_invite", args=[reference])
            return redirect(f"{invite}?{urlencode({'refs': refs}, doseq=True)}")
        user = form.act(by=person(request))
        messages.success(
            request, f"{user.name} can now see and answer {delegation.counted(len(refs))}, and is told so by e-mail."
        )
        return redirect("submissions:delegation_list", reference)
    return _page(request, "delegations_add", plan, form)


def delegate_invite(request: HttpRequest, reference: str) -> HttpResponse:
    """Invite somebody to answer some recommendations."""
    plan = get_whole_plan(request, reference)
    if asked := ask_for_proof(request):
        return asked
    form = DelegateInvitationForm(sent(request), plan=plan, request=request)
    if done(form, by=person(request)):
        email, refs = form.cleaned_data["email"], form.cleaned_data["refs"]
        messages.success(request, f"{email} is asked to answer {delegation.counted(len(refs))}.")
        return redirect("submissions:delegation_list", reference)
    return _page(request, "delegate_invite", plan, form)


def delegations_remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Take recommendations back from a delegate, or from somebody who has not accepted yet."""
    plan = get_whole_plan(request, reference)
    refs = request.POST.getlist("refs")
    rows = plan.responses.filter(ref__in=refs)
    if not refs:
        messages.error(request, f"{SELECT} to take back.")
    elif "invitation" in request.POST:
        delegation.take_offers_back(plan, _number(request, "invitation"), refs, by=person(request))
        messages.success(request, f"{delegation.counted(len(refs)).capitalize()} taken back from the invitation.")
    else:
        user = get_object_or_404(delegation.delegates_of(plan.council), pk=_number(request, "person"))
        delegation.take_all_back(rows, user, by=person(request))
        messages.success(
            request, f"{user.name} no longer answers {delegation.counted(len(refs))}. What they wrote stays."
        )
    return redirect("submissions:delegation_list", reference)


def person_nudge(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask a colleague to look at what is theirs."""
    plan = get_whole_plan(request, reference)
    colleague = DelegationPage(plan, person(request)).colleague(_number(request, "person"))
    if colleague is None:
        raise Http404
    try:
        if colleague.why_not_nudge:
            raise NotNudged(colleague.why_not_nudge)
        nudge(plan, colleague.user, by=person(request))
        messages.success(request, f"{colleague.user.name} gets a message with a link, and nothing of the plan.")
    except NotNudged as refused:
        messages.error(request, str(refused))
    return redirect("submissions:delegation_list", reference)


def delegation_add(request: HttpRequest, reference: str, ref: str) -> HttpResponse:
    """Hand one recommendation to a delegate."""
    response = get_response(request, reference, ref)
    user = get_object_or_404(delegation.delegates(response), pk=_number(request, "person"))
    delegation.hand_over(response, user, by=person(request))
    delegation.tell(response.plan, user, 1)
    messages.success(request, f"{user.name} can now see and answer {ref}, and is told so by e-mail.")
    return redirect("submissions:response_edit", reference, ref)


def delegation_remove(request: HttpRequest, reference: str, ref: str) -> HttpResponse:
    """Take one recommendation back from a delegate."""
    response = get_response(request, reference, ref)
    user = get_object_or_404(delegation.delegates(response), pk=_number(request, "person"))
    delegation.take_back(response, user, by=person(request))
    messages.success(request, f"{user.name} no longer answers {ref}. What they wrote stays.")
    return redirect("submissions:response_edit", reference, ref)


def _page(request: HttpRequest, template: str, plan: Plan, form: HandOverForm | DelegateInvitationForm) -> HttpResponse:
    """A form with the rows that were picked; with none picked, every row to choose from."""
    picked = (request.POST or request.GET).getlist("refs")
    shown = {
        "plan": plan,
        "form": form,
        "picked": picked,
        "items": _items(plan, picked),
        "back_url": reverse("submissions:recommendation_list", args=[plan.reference]),
    }
    return render(request, f"submissions/{template}.html", shown)


def _items(plan: Plan, picked: Iterable[str]) -> list[Item]:
    items = items_of(PlanDocument.of(plan))
    return [item for item in items if item.ref in picked] or items


def _number(request: HttpRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
