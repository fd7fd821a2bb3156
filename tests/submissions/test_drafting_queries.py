"""Every page of drafting asks the database as often for 300 recommendations as for 3, and 15 times at most."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Post, User
from accounts.roles import Role
from submissions.delegation import hand_over
from submissions.models import Change, Comment, Suggestion, Thread
from submissions.named_views import VIEWS
from submissions.suggestions import suggest
from submissions.workstreams import add_workstream
from tests import make, make_plan
from tests.submissions.sent_forms import queries, signed_in
from tests.submissions.test_imports import cells, exported, upload
from tests.submissions.test_setting import confirm, preview

pytestmark = pytest.mark.django_db
MOST = 15
PAGES = (
    "",
    *(f"recommendations/?view={name}" for name in VIEWS),
    "recommendations/?objective=A&risk=high&sort=owner&q=do",
    "recommendations/{first}/?view=attention",
    *(f"edit/?columns=all&view={name}" for name in VIEWS),
    "edit/?columns=money",
    "edit/?sort=owner&risk=high",
    "set/",
    "workstreams/",
    "workstreams/{stream}/",
    "roadmap/",
    "roadmap/?by=owner",
    "costs/",
    "priorities/",
    "check/",
    "forecast/",
    "delegation/",
    "import/",
    "export/",
    "history/",
    "comments/",
    "suggestions/",
    "read/",
)


def drafted(rows: int) -> make_plan.Made:
    """A plan with something of everything on each of its rows."""
    targets = {code: "achieved" for code in ("A1.a", "A1.b", "A1.c", "A2.a", "D1.a")}
    profile = make.profile(framework=make.framework(), targets=targets, name=f"Profile of {rows}")
    made = make_plan.plan(council=make.council(name=f"Ashby {rows}"), recommendations=rows, profile=profile)
    add_workstream(made.plan, name="Identity", lead="Head of IT")
    contributor = make.person(role=Role.CONTRIBUTOR, at=made.council)
    values: dict[str, Any] = {
        "workstream": "Identity",
        "milestones": (("Supplier chosen", make_plan.Q4), ("Live", make_plan.Q4 + 1)),
        "supporting_posts": ("Head of HR", "Head of Finance"),
        "effort_days": 20,
        "justification": "",
    }
    made.people.lead, lead = contributor, made.people.lead  # so that the CAF lead has something to look at
    make_plan.complete_all(made, **values)
    made.people.lead = lead
    Post.objects.filter(council=made.council, title=make_plan.COMPLETE["owner"]).update(holder=lead)
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    for row in made.responses:
        hand_over(row, delegate, by=lead)
    _talked_about(made, contributor)
    return made


def _talked_about(made: make_plan.Made, by: User) -> None:
    """A comment and a suggestion on each row, written without telling anybody, which would take long."""
    council, rows = Thread.Audience.COUNCIL, made.responses
    threads = Thread.objects.bulk_create(Thread(plan=made.plan, response=row, audience=council) for row in rows)
    Comment.objects.bulk_create(Comment(thread=each, by=by, role=Role.CONTRIBUTOR, text="Why?") for each in threads)
    one = suggest(rows[0], "notes", "Say more.", by=made.people.qa)
    said = {"by": one.by, "role": one.role, "field": one.field, "base": one.base, "value": one.value}
    Suggestion.objects.bulk_create(Suggestion(response=row, **said) for row in rows[1:])


def asked(made: make_plan.Made, send) -> int:
    """How often the database is asked by what is sent for the CAF lead."""
    client = signed_in(made.people.lead)
    with CaptureQueriesContext(connection) as captured:
        page = send(client)
    assert page.status_code == 200, page.status_code
    return queries(captured)


def of_pages(made: make_plan.Made) -> dict[str, int]:
    first, stream = made.responses[0].ref, made.plan.workstreams.get().pk
    root = f"/plans/{made.plan.reference}/"
    addresses = {page: root + page.format(first=first, stream=stream) for page in PAGES} | {"mine": "/my-actions/"}
    return {page: asked(made, lambda client, to=address: client.get(to)) for page, address in addresses.items()}


def of_bulk(made: make_plan.Made) -> dict[str, int]:
    """The preview of a bulk set for every row, and the page that undoes it."""
    refs = [row.ref for row in made.responses]
    previewed = asked(made, lambda client: preview(client, made.plan, refs, priority="low"))
    client = signed_in(made.people.lead)
    confirm(client, made.plan, preview(client, made.plan, refs, priority="low"))
    changes = Change.objects.filter(response__plan=made.plan, source=Change.Source.TABLE)
    batch = changes.values_list("batch", flat=True)[0]
    undo = f"/plans/{made.plan.reference}/set/{batch}/undo/"
    return {"preview": previewed, "undo": asked(made, lambda client: client.get(undo))}


def of_workbook(made: make_plan.Made) -> int:
    """The page of a workbook that came back with another note on every row."""
    book = exported(made.plan, made.people.lead)
    data = cells(book, "Plan", *((row.ref, "Notes", f"Noted of {row.ref}") for row in made.responses))
    _, address = upload(signed_in(made.people.lead), made.plan, data)
    return asked(made, lambda client: client.get(address))


def test_no_page_of_drafting_asks_more_often_for_300_recommendations_than_for_3():
    few, many = (
        of_pages(made) | {"workbook": of_workbook(made)} | of_bulk(made) for made in (drafted(3), drafted(300))
    )
    assert many == few
    assert {page: count for page, count in many.items() if count > MOST} == {}
