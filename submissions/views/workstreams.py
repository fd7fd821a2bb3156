"""The workstreams of a plan: pieces of work that cover several responses."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import person
from accounts.roles import Action, may
from assurance.access import roles_at
from submissions.access import get_whole_plan
from submissions.document import PlanDocument
from submissions.forms.workstream import WorkstreamForm
from submissions.models import Plan, Workstream
from submissions.rolled_up import rolled_up
from submissions.views.kept import keeps_what_was_typed
from submissions.workflow import PEN
from submissions.workstreams import Changed, Taken, add_workstream, change_workstream


@keeps_what_was_typed
def workstream_list(request: HttpRequest, reference: str) -> HttpResponse:
    """The workstreams with what their responses come to; a form to add one."""
    plan = get_whole_plan(request, reference)
    form = _form(request, plan) if _can_write(request, plan) else None
    if request.method == "POST" and form and form.is_valid() and _added(form, plan):
        messages.success(request, f"The workstream “{form.cleaned_data['name']}” is added.")
        return redirect("submissions:workstream_list", reference)
    streams = plan.workstreams.select_related("lead").annotate(covers=Count("responses"))
    totals = rolled_up(PlanDocument.of(plan))
    shown = {"plan": plan, "workstreams": [(each, totals.get(each.name)) for each in streams], "form": form}
    return render(request, "submissions/workstream_list.html", shown)


@keeps_what_was_typed
def workstream_edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Change a workstream."""
    plan = get_whole_plan(request, reference)
    workstream = get_object_or_404(plan.workstreams.select_related("lead"), pk=pk)
    form = _form(request, plan, workstream)
    if request.method == "POST" and form.is_valid() and _changed(form, workstream):
        messages.success(request, f"The workstream “{form.cleaned_data['name']}” is changed.")
        return redirect("submissions:workstream_list", reference)
    return render(request, "submissions/workstream_edit.html", {"plan": plan, "workstream": workstream, "form": form})


def _can_write(request: HttpRequest, plan: Plan) -> bool:
    return plan.status in PEN and may(Action.RESPOND, roles_at(person(request), plan.assessment))


def _form(request: HttpRequest, plan: Plan, workstream: Workstream | None = None) -> WorkstreamForm:
    posts = list(plan.council.posts.values_list("title", flat=True))
    return WorkstreamForm(request.POST or None, posts=posts, workstream=workstream)


def _added(form: WorkstreamForm, plan: Plan) -> bool:
    try:
        add_workstream(plan, **_values(form))
    except Taken as reason:
        form.add_error("name", str(reason))
        return False
    return True


def _changed(form: WorkstreamForm, workstream: Workstream) -> bool:
    try:
        change_workstream(workstream, **_values(form), seen=form.cleaned_data["seen"])
    except Taken as reason:
        form.add_error("name", str(reason))
        return False
    except Changed:
        form.show_again(Workstream.objects.select_related("lead").get(pk=workstream.pk))
        return False
    return True


def _values(form: WorkstreamForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("name", "lead", "purpose")}
