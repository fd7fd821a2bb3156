"""One recommendation beside the council's response: read it, write it, settle what two people wrote at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import person
from iip.autosaving import WRONG, by_script, saved_line, unsaved_line
from submissions.access import get_response
from submissions.answered import what_changed
from submissions.autosaving import Unseen, named_already, save_alone
from submissions.clashes import Settled, in_words, save_settled
from submissions.columns import COLUMNS
from submissions.completeness import what_is_missing
from submissions.conversation import talks_about
from submissions.facts import own_facts, read_anew
from submissions.forms.comment import ABOUT_A_RESPONSE
from submissions.forms.response import BLANK_MILESTONES, ResponseForm
from submissions.forms.response_layout import in_view, out_of_the_way
from submissions.models import Response
from submissions.response_page import ResponsePage
from submissions.responses import Clash
from submissions.talk_list import mark_read
from submissions.views.conversation import comment_form
from submissions.views.kept import keeps_what_was_typed

NEW = " Press Save to add the new post or workstream."
MORE = "milestones"  # the button that saves and gives more rows
CHOICE = "take_"  # the radios of a clash: take_owner=mine


@keeps_what_was_typed
def response_edit(request: HttpRequest, reference: str, ref: str) -> HttpResponse:
    """The recommendation and its response; a form for whoever may write it now."""
    page = ResponsePage(get_response(request, reference, ref), person(request), request.GET)
    form = _form(request, page) if page.can_write else None
    if request.method == "POST" and form and form.is_valid():
        return _autosave(request, page, form) if by_script(request) else _save(request, page, form)
    return unsaved_line(WRONG, status=422) if by_script(request) else _shown(request, page, form)


def _form(request: HttpRequest, page: ResponsePage) -> ResponseForm:
    sent = request.POST if request.method == "POST" else None
    blank = 2 * BLANK_MILESTONES if request.GET.get("more") == MORE else BLANK_MILESTONES
    form = ResponseForm(sent, facts=page.facts, known=page.known, ref=page.response.ref, blank=blank)
    if page.suggested_owner:
        form.suggest_owner(page.suggested_owner)
    return form


def _shown(request: HttpRequest, page: ResponsePage, form: ResponseForm | None) -> HttpResponse:
    found = talks_about(page.user, page.response)
    mark_read(found, by=page.user)
    shown = {
        "page": page,
        "plan": page.plan,
        "form": form,
        "in_view": in_view(form) if form else (),
        "out_of_the_way": out_of_the_way(form) if form else (),
        "seen": _version(request, "seen", page.response) if request.method == "POST" else page.response.version,
        "flag": page.response.get_flag_display(),
        "changed": what_changed(page.response) if page.response.flag else (),
        "talks": found,
        "comment_form": None if form else comment_form(request, page.plan, about=ABOUT_A_RESPONSE),
        "delegates": page.names.delegates,
    }
    return render(request, "submissions/response_edit.html", shown)


def _save(request: HttpRequest, page: ResponsePage, form: ResponseForm) -> HttpResponse:
    settled = _settled(request, page.response)
    onward = page.next if request.POST.get("go") == "next" else ""  # before the save, which may take it out of the list
    try:
        seen = _version(request, "seen", page.response)
        changes = save_settled(page.response, form.values(), settled, seen=seen, by=page.user)
    except Clash as clash:
        return _clash(request, page, clash, settled.without(clash))
    messages.success(request, f"Saved. {_state(changes[-1].response if changes else read_anew(page.response))}")
    if settled.theirs:
        return _leave_copy(request, page, form, settled)
    here = reverse("submissions:response_edit", args=[page.plan.reference, onward or page.response.ref]) + page.query
    if request.POST.get("go") == MORE:
        here += f"{'&' if page.query else '?'}more={MORE}#milestones"
    return redirect(here)


def _autosave(request: HttpRequest, page: ResponsePage, form: ResponseForm) -> HttpResponse:
    """What the script saves after a pause; whatever has to be asked about waits for the button."""
    values = form.values()
    known = named_already(values, page.known)
    try:
        seen = save_alone(page.response, known, seen=_version(request, "seen", page.response), by=page.user)
    except Unseen as unseen:
        return unsaved_line(str(unseen), status=409)
    partly = len(known) < len(values)
    return saved_line(seen, f"{_state(read_anew(page.response))}{NEW if partly else ''}", partly=partly)


def _state(written: Response) -> str:
    """What is still missing in the row as it stands, because others may have saved too."""
    missing = what_is_missing(own_facts(written))
    return f"Still missing: {missing}." if missing else "This response is complete."


def _clash(request: HttpRequest, page: ResponsePage, clash: Clash, settled: Settled) -> HttpResponse:
    """Both values of each field, to choose from; everything sent is carried along."""
    kept = [(name, value) for name, values in request.POST.lists() for value in values if not _is_ours(name)]
    decided = [*((name, "mine") for name in settled.mine), *((name, "theirs") for name in settled.theirs)]
    shown = {"page": page, "plan": page.plan, "clash": clash, "fields": in_words(clash.fields)}
    shown |= {"kept": kept, "decided": decided}
    return render(request, "submissions/response_conflict.html", shown, status=409)


def _leave_copy(request: HttpRequest, page: ResponsePage, form: ResponseForm, settled: Settled) -> HttpResponse:
    """The words that were not chosen, to copy while they are there."""
    left = [
        (COLUMNS[n].label, COLUMNS[n].written(v) or "Nothing") for n, v in form.values().items() if n in settled.theirs
    ]
    return render(request, "submissions/response_settled.html", {"page": page, "plan": page.plan, "left": left})


def _settled(request: HttpRequest, response: Response) -> Settled:
    decided = {n.removeprefix(CHOICE): value for n, value in request.POST.items() if n.startswith(CHOICE)}
    mine = frozenset(name for name, value in decided.items() if value == "mine")
    theirs = frozenset(name for name, value in decided.items() if value == "theirs")
    return Settled(mine, theirs, _version(request, "agreed", response))


def _is_ours(name: str) -> bool:
    return name.startswith(CHOICE) or name in {"csrfmiddlewaretoken", "agreed"}


def _version(request: HttpRequest, name: str, response: Response) -> int:
    """A version the page says it has seen: a number that can be true, or else the oldest."""
    number = _number(request, name)
    return number if number <= response.version else 0


def _number(request: HttpRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
