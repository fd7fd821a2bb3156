"""Never a draft: of a plan that is not submitted, no page and no file shows MHCLG a word."""

import itertools
import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from accounts.roles import Role
from iip.quarters import Quarter
from submissions.models import Plan, Session, Thread
from submissions.responses import save_response
from submissions.workflow import STEPS
from tests import make, make_assurance, make_plan

pytestmark = pytest.mark.django_db
MARKER = "qzxmarker"


def full_of_markers() -> make_plan.Made:
    """A draft under review with the marker wherever somebody can write, also in what is said about it."""
    made = make_plan.plan(complete=True)
    council, plan = made.council, made.plan
    engagement = plan.assessment.engagements.get()
    scope = make.scope(engagement=engagement, code="SYS1", name=f"System {MARKER}")
    report = make_plan.make_report(scope=scope, text=MARKER, comment=MARKER)
    report.recommendations.update(title=MARKER, risk_description=MARKER)
    make_plan.issue_report(make_assurance.looked_over(report, by=made.people.assurer), by=made.people.assurer)
    for response in made.responses:
        save_response(response, make_plan.COMPLETE | MARKED, seen=response.version, by=made.people.lead)
    make_plan.step(made, "share", note=MARKER)
    plan.sessions.create(
        state=Session.State.HELD, at=timezone.now(), place=MARKER, attended=MARKER, notes=MARKER,
        by=made.people.lead,
    )  # fmt: skip
    for audience in (Thread.Audience.COUNCIL, Thread.Audience.ASSURER):
        for about in (None, made.responses[0]):
            thread = plan.threads.create(audience=audience, response=about)
            thread.comments.create(by=made.people.lead, role=Role.CAF_LEAD, text=MARKER)
    plan.waivers.create(rule="late", subject="ORG", reason=MARKER, by=made.people.lead)
    assert council.posts.filter(title__contains=MARKER).exists()
    return made


MARKED = {
    **{name: f"{MARKER} {name}" for name in ("action", "justification", "owner", "funding_source", "budget_sign_off")},
    **{name: f"{MARKER} {name}" for name in ("workstream", "aligns_with", "notes")},
    "supporting_posts": (f"{MARKER} support",),
    "milestones": ((f"{MARKER} milestone", Quarter.make(2027, 1)),),
}


def addresses(plan: Plan) -> list[str]:
    """Every address of the service about this plan, its assessment and its council, and those about nothing."""
    refs = [plan.responses.order_by("ref").values_list("ref", flat=True)[0]]
    values = {
        "reference": [plan.reference, plan.assessment.reference],
        "code": ["ORG", "SYS1", plan.council.code],
        "number": ["1"],
        "name": [step.name for step in STEPS],
        "kind": ["xlsx", "pdf", "json"],
        "ref": refs,
        "rec_ref": refs,
        "scope": ["ORG", "SYS1"],
    }
    found = []
    for route in routes(get_resolver()):
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        for chosen in itertools.product(*(values.get(name, ["1"]) for name in names)):
            found.append("/" + re.sub(r"<[^>]+>", "{}", route).format(*chosen))
    return found


def routes(resolver: URLResolver, before: str = ""):
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, here)
        elif "^" not in here and not here.startswith(("account/", "static/")):
            yield here


def test_no_page_and_no_file_shows_mhclg_a_word_of_a_draft():
    plan = full_of_markers().plan
    asked = addresses(plan)
    assert len(asked) > 60
    for role in (Role.MHCLG_ANALYST, Role.MHCLG_MANAGER):
        client = make.sign_in(Client(), make.mhclg(role))
        answered = {address: client.get(address) for address in asked}
        assert not [address for address, page in answered.items() if MARKER in page.content.decode(errors="replace")]
        files = [a for a, page in answered.items() if page.get("Content-Disposition") and page.status_code == 200]
        assert files == []
        assert answered["/national/stages/"].status_code == 200
        assert answered[f"/plans/{plan.reference}/"].status_code == 200


def test_the_marker_is_there_for_those_who_may_read_the_draft():
    made = full_of_markers()
    page = make.sign_in(Client(), made.people.assurer).get(f"/plans/{made.plan.reference}/read/")
    assert page.content.decode().count(MARKER) > 20
