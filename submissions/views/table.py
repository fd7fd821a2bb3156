"""Many responses at once in one table: shown, filled in, pasted into and saved."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from accounts.access import person
from assurance.template import COUNCIL_NAMES
from iip.pages import numbered
from submissions.access import get_plan
from submissions.columns import COLUMNS
from submissions.forms.table import rows_sent, with_block
from submissions.import_page import counted
from submissions.imports import Refused
from submissions.models import Plan
from submissions.pasting import Pasted, read_block
from submissions.recommendation_list import RecommendationList
from submissions.responses import PenMoved
from submissions.returned_workbook import Ground
from submissions.table import ALL, EACH_PAGE, EACH_PAGE_OF_ALL, GROUPS, CellReader
from submissions.table_page import TablePage, errors_of
from submissions.table_writing import Sent, Written, news, write_table
from submissions.undo import sets_of
from submissions.views.kept import keeps_what_was_typed, not_saved

PASTE = "paste"  # the button that puts a block into the table
OURS = ("columns", "page")  # of the address; all else in it is the list's filter


@keeps_what_was_typed
def responses_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """The rows that the address asks for; what is typed into them is saved, or stays with what is in its way."""
    plan = get_plan(request, reference)
    if request.method != "POST":
        return _shown(request, plan, Written())
    if request.POST.get("go") == PASTE:
        return _pasted(request, plan)
    return _saved(request, plan)


def block_read(request: HttpRequest, reference: str) -> HttpResponse:
    """What a block means that is pasted into the table, for its script."""
    plan = get_plan(request, reference)
    ground = Ground.of(plan, person(request))
    refs = [ref for ref in request.POST.getlist("ref") if ref in ground.document.by_ref]
    columns = [name for name in request.POST.getlist("column") if name in COUNCIL_NAMES]
    at_ref, at_column = request.POST.get("at_ref", ""), request.POST.get("at_column", "")
    pasted = read_block(
        request.POST.get("block", ""), CellReader(ground), refs=refs, columns=columns, ref=at_ref, column=at_column
    )
    cells = [[f"{cell.column} {cell.ref}", cell.text, cell.wrong] for cell in pasted.cells]
    return JsonResponse({"cells": cells, "remarks": pasted.remarks})


def _shown(
    request: HttpRequest, plan: Plan, came: Written, pasted: Pasted | None = None, status: int = 200
) -> HttpResponse:
    ground = Ground.of(plan, person(request))
    wanted, page = _wanted(request, ground)
    refs = [*page.object_list, *(ref for ref in came.kept if ref not in page.object_list)]
    table = TablePage(ground, _group(request), refs, came)
    rows = table.rows()
    shown = {
        "plan": plan,
        "table": table,
        "rows": rows,
        "errors": errors_of(rows),
        "left": [(ref, COLUMNS[name].label, text or "Nothing") for ref, name, text in came.left],
        "remarks": pasted.remarks if pasted else (),
        "groups": [(name, words) for name, (words, _) in GROUPS.items()],
        "kept": [(n, value) for n, values in request.GET.lists() for value in values if n not in OURS],
        "total": len(ground.document.rows),
        "wanted": len(wanted),
        "pages": numbered(request, page),
        "sets": sets_of(plan, person(request))[:10],
    }
    return render(request, "submissions/responses_edit.html", shown | _back(request, plan), status=status)


def _saved(request: HttpRequest, plan: Plan) -> HttpResponse:
    sent = rows_sent(request.POST)
    try:
        came = write_table(plan, sent, by=person(request))
    except (PenMoved, Refused) as moved:
        typed = _typed(sent, Ground.of(plan, person(request)))
        return not_saved(request, str(moved), typed, status=409 if isinstance(moved, PenMoved) else 403)
    if came.saved:
        undo = reverse("submissions:set_undo", args=[plan.reference, came.batch])
        said = f"Saved: {counted(came.changes, 'change')} in {counted(len(came.saved), 'recommendation')}."
        link = '<a class="govuk-notification-banner__link" href="{}">Undo this</a>'
        messages.success(request, format_html("{} " + link, said, undo))
    elif not came.kept and not came.left:
        messages.info(request, "Nothing was changed, so nothing is saved.")
    if came.kept or came.left:
        return _shown(request, plan, came, status=409 if came.clashes else 200)
    return redirect(request.get_full_path())


def _pasted(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The table with a block put into it. Nothing is saved yet."""
    ground = Ground.of(plan, person(request))
    sent, reader = rows_sent(request.POST), CellReader(ground)
    refs = [row.ref for row in sent if row.ref in ground.document.by_ref]
    pasted = read_block(request.POST.get("block", ""), reader, refs=refs, columns=GROUPS[_group(request)][1])
    typed = {row.ref: row.typed(read) for row, _, read in news(ground, with_block(sent, pasted))}
    return _shown(request, plan, Written(kept=typed), pasted)


def _wanted(request: HttpRequest, ground: Ground) -> tuple[list[str], Page]:
    """The refs that the address asks for, as the list of recommendations filters them, and the page of them."""
    wanted = RecommendationList(ground.plan, person(request), request.GET, document=ground.document)
    refs = [item.ref for item in wanted.shown]
    each = EACH_PAGE_OF_ALL if _group(request) == ALL else EACH_PAGE
    return refs, Paginator(refs, each).get_page(request.GET.get("page"))


def _group(request: HttpRequest) -> str:
    asked = request.GET.get("columns", "")
    return asked if asked in GROUPS else next(iter(GROUPS))


def _back(request: HttpRequest, plan: Plan) -> dict[str, str]:
    asked = request.GET.copy()
    for name in OURS:
        asked.pop(name, None)
    address = reverse("submissions:recommendation_list", args=[plan.reference])
    return {"back_url": f"{address}?{asked.urlencode()}" if asked else address, "back_text": "Recommendations"}


def _typed(sent: list[Sent], ground: Ground) -> list[tuple[str, str]]:
    """What is new in the cells that were sent, to be copied."""
    return [
        (f"{row.ref}, {COLUMNS[name].label}", text or "Nothing")
        for row, _, read in news(ground, sent)
        for name, text in row.typed(read).texts.items()
    ]
