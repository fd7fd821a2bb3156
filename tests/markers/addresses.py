"""Every address about a plan and its report, by the names of the service's own table: pages and files alike."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from django.urls import URLResolver, get_resolver, reverse

from iip.doors import DOORS
from submissions.exports.formats import FORMATS
from submissions.models import Extension, Submission, Suggestion
from submissions.workflow import STEPS
from tests.markers.plans import Marked

APPS = ("assurance:", "submissions:")
ELSEWHERE = {  # pages about something else than a plan, its report and what is said of them
    *(f"assurance:{name}" for name in ("cycle_edit", "cycle_detail", "deadline_add", "deadline_edit")),
    *(f"assurance:wording_{name}" for name in ("list", "add", "edit", "remove")),
    *(f"assurance:profile_{name}" for name in ("detail", "edit")),
    *(f"assurance:engagement_{name}" for name in ("lead", "close", "person_remove")),
    *(f"assurance:attachment_{name}" for name in ("download", "remove")),  # files that people brought
    *(f"submissions:{name}" for name in ("import_detail", "import_marked", "feedback_detail", "feedback_marked")),
    *(f"submissions:{name}" for name in ("import_undo", "set_undo")),
    *(f"assurance:intake_{name}" for name in ("detail", "marked")),
}
# Whole documents first: whoever looks for what a file says finds most of it there.
WHOLE = (
    *(f"submissions:{name}" for name in ("plan_read", "submission_detail", "version_detail")),
    *(f"assurance:{name}" for name in ("scope_detail", "report_detail")),
    *(f"submissions:{name}" for name in ("session_minutes", "session_detail", "submission_receipt", "plan_export")),
    *(f"submissions:{name}" for name in ("plan_history", "response_edit")),
)


def addresses(marked: Marked) -> dict[str, list[str]]:
    """The addresses of what there is, by URL name, whole documents first."""
    values = _values(marked)
    found = {name: _places(name, inside, values) for name, inside in _parameters(get_resolver()) if _is_read(name)}
    return dict(sorted(found.items(), key=lambda item: WHOLE.index(item[0]) if item[0] in WHOLE else len(WHOLE)))


def _is_read(name: str) -> bool:
    door = DOORS.get(name)
    return name.startswith(APPS) and name not in ELSEWHERE and door is not None and "GET" in door.methods


def _places(name: str, inside: tuple[str, ...], values: dict[str, list[Any]]) -> list[str]:
    """The addresses of one name, with every value of each of its parameters."""
    every = product(*_choices(name, inside, values))
    return [reverse(name, kwargs=dict(zip(inside, chosen, strict=True))) for chosen in every]


def _choices(name: str, inside: tuple[str, ...], values: dict[str, list[Any]]) -> list[list[Any]]:
    """For each parameter of an address, what it can be."""
    app = name.partition(":")[0]
    own = [f"{name} {parameter}" for parameter in inside]
    return [values[key] if key in values else values[f"{app} {key.rpartition(' ')[2]}"] for key in own]


def _values(marked: Marked) -> dict[str, list[Any]]:
    plan = marked.made.plan
    versions = list(plan.versions.order_by("-number").values_list("number", flat=True))
    submissions = list(Submission.objects.filter(plan=plan).values_list("reference", flat=True))
    of_submission = {f"submissions:{name} reference": submissions for name in (
        "submission_detail", "submission_questions", "submission_download", "question_detail",
    )}  # fmt: skip
    return {
        "submissions reference": [plan.reference],
        "assurance reference": [plan.assessment.reference],
        "submissions:report_issue reference": [plan.assessment.reference],
        "submissions:report_withdraw reference": [plan.assessment.reference],
        **of_submission,
        "submissions submission": submissions,
        "assurance code": ["ORG", "SYS1"],
        "submissions code": ["ORG", "SYS1"],
        "assurance number": [1],
        "submissions number": versions,
        "submissions other": versions,
        "submissions:minutes_download number": list(plan.minutes.values_list("number", flat=True)),
        "submissions kind": list(FORMATS),
        "submissions name": [step.name for step in STEPS],
        "submissions ref": [response.ref for response in marked.made.responses],
        "assurance ref": [response.ref for response in marked.made.responses],
        "submissions:suggestion_detail pk": _keys(Suggestion.objects.filter(response__plan=plan)),
        "submissions:suggestion_decline pk": _keys(Suggestion.objects.filter(response__plan=plan)),
        "submissions:workstream_edit pk": _keys(plan.workstreams.all()),
        "submissions:thread_detail pk": _keys(plan.threads.all()),
        "submissions:question_detail pk": _keys(plan.threads.all()),
        "submissions:extension_detail pk": _keys(Extension.objects.filter(plan=plan)),
        "accounts code": [plan.council.code],
    }


def _keys(rows: Any) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _parameters(
    resolver: URLResolver, prefix: str = "", before: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The parameters of every address, by its URL name."""
    for entry in resolver.url_patterns:
        here = (*before, *(getattr(entry.pattern, "converters", {}) or entry.pattern.regex.groupindex))
        if isinstance(entry, URLResolver):
            yield from _parameters(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix, here)
        else:
            yield f"{prefix}{entry.name}", here
