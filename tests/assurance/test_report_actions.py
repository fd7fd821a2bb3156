"""The pages of a report's own table ask the database no more of a long report than of a short one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from assurance import factual_check, reports
from assurance.models import Recommendation
from assurance.report_actions import checks_asked, offers
from tests import make, make_assurance
from tests.make import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    framework = make.framework()
    profile = make.profile(framework=framework, targets={o.code: "achieved" for o in framework.outcomes.all()})
    return make.engagement(assessment=make.assessment(profile=profile))


@pytest.fixture
def assurer(engagement):
    return make.assurer(engagement)


@pytest.fixture
def lead(engagement):
    return make.person(role=Role.CAF_LEAD, at=engagement.assessment.council)


def long_draft(engagement, code, recommendations):
    draft = make_assurance.draft(make.scope(engagement=engagement, code=code))
    outcome = draft.findings.first().outcome
    Recommendation.objects.bulk_create(
        Recommendation(
            report=draft, ref=f"{code}-{n:03}", outcome=outcome, title=f"Mend {n}", text=f"Do {n}.", risk="low",
            process=True, position=n,
        )
        for n in range(1, recommendations + 1)
    )  # fmt: skip
    return draft


def queries(client, name, draft, *more):
    address = reverse(f"assurance:{name}", args=[draft.scope.assessment.reference, draft.scope.code, *more])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in asked)  # those are the test's own


@pytest.mark.parametrize("name", ["report_check", "factual_comments", "factual_check_start", "scope_detail"])
def test_the_assurers_pages_ask_the_same_of_3_rows_and_of_300(client, engagement, assurer, lead, name):
    few, many = long_draft(engagement, "SYS1", 3), long_draft(engagement, "SYS2", 300)
    sign_in(client, assurer)
    assert queries(client, name, few) == queries(client, name, many) <= 15


@pytest.mark.parametrize("name", ["factual_check"])
def test_the_councils_page_asks_the_same_of_3_rows_and_of_300(client, engagement, assurer, lead, name):
    drafts = [long_draft(engagement, "SYS1", 3), long_draft(engagement, "SYS2", 300)]
    for draft in drafts:
        factual_check.start(draft, by=assurer)
    for outcome in drafts[1].findings.values_list("outcome__code", flat=True):
        factual_check.comment(drafts[1], about=outcome, text="We do this.", by=lead)
    sign_in(client, lead)
    assert queries(client, name, drafts[0]) == queries(client, name, drafts[1]) <= 15


def test_what_changed_asks_the_same_of_3_rows_and_of_300(client, engagement, assurer):
    asked = []
    sign_in(client, assurer)
    for code, number in (("SYS1", 3), ("SYS2", 300)):
        draft = make_assurance.looked_over(long_draft(engagement, code, number), by=assurer)
        again = reports.open_reissue(reports.issue(draft, by=assurer).scope, by=assurer)
        again.recommendations.update(text="Do it otherwise.")
        asked.append(queries(client, "report_changes", again, 2))
    assert asked[0] == asked[1] <= 15


# --- what is offered


def labels(report, *, writes=True):
    return {offer.label: offer.why_not for offer in offers(report, writes=writes)}


def test_what_can_be_done_with_a_report_follows_its_state(engagement, assurer, lead):
    draft = make_assurance.draft(make.scope(engagement=engagement))
    assert labels(draft) == {"Report check": "", "Ask the council for a factual check": ""}
    started = factual_check.start(draft, by=assurer)
    assert labels(started) == {"Report check": "", "Factual check": ""}
    factual_check.end(started, by=assurer)
    issued = reports.issue(make_assurance.looked_over(draft, by=assurer), by=assurer)
    assert labels(issued) == {"Open a new version": "", "Withdraw this report": ""}
    again = reports.open_reissue(issued.scope, by=assurer)
    assert {"Drop this draft", "What changed in this version"} <= set(labels(again))
    assert "open already" in labels(issued)["Open a new version"]


def test_a_reader_is_offered_what_changed_alone(engagement, assurer):
    issued = make_assurance.issued(make.scope(engagement=engagement), by=assurer)
    assert labels(issued, writes=False) == {}
    again = make_assurance.looked_over(reports.open_reissue(issued.scope, by=assurer), by=assurer)
    assert labels(reports.issue(again, by=assurer, why="More."), writes=False) == {"What changed in this version": ""}


def test_a_draft_that_cannot_go_to_the_council_says_why(engagement, assurer):
    draft = make_assurance.draft(make.scope(engagement=engagement))
    assert "Nobody at the council" in labels(draft)["Ask the council for a factual check"]


def test_only_those_who_are_asked_find_a_check_in_their_list(engagement, assurer, lead):
    draft = make_assurance.draft(make.scope(engagement=engagement))
    assert checks_asked(lead) == []
    factual_check.start(draft, by=assurer)
    assert checks_asked(lead) == [draft]
    reader = make.person(role=Role.READER, at=engagement.assessment.council)
    assert checks_asked(reader) == checks_asked(make.person(role=Role.CAF_LEAD, at=make.council())) == []
