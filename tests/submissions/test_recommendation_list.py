"""The list of recommendations: what it shows, how it is narrowed, and who sees which rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from submissions.delegation import hand_over
from submissions.models import Status
from submissions.responses import save_response
from tests import make, make_assurance, make_plan
from tests.submissions.sent_forms import queries, signed_in

pytestmark = pytest.mark.django_db


def address(plan, query: str = "") -> str:
    return f"/plans/{plan.reference}/recommendations/{query}"


def read(user, plan, query: str = "") -> str:
    return signed_in(user).get(address(plan, query)).content.decode()


def rows(text: str) -> list[str]:
    """The refs of the rows, in order."""
    return [part.partition("<")[0] for part in text.split('<span class="app-ref">')[1:]]


@pytest.fixture
def made():
    """Three rows of the organisation and three of a system; the first complete, the second begun."""
    made = make_plan.plan(recommendations=3, scopes=("ORG", "SYS1"))
    first, second = made.responses[:2]
    save_response(first, make_plan.COMPLETE, seen=0, by=made.people.lead)
    save_response(second, {"choice": "no_action", "risk_owner": "Head of <IT>"}, seen=0, by=made.people.lead)
    return made


def test_each_row_says_what_the_response_is_and_what_it_still_needs(made):
    text = read(made.people.lead, made.plan)

    assert "1 of 6 complete." in text
    for words in ("Chief Information Officer", "2026/27 Q4 to 2027/28 Q1", "Head of &lt;IT&gt;", "None yet"):
        assert words in text
    assert "Missing: justification, why no action and look again on" in text


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("?scope=SYS1", ["SYS1-B1.a-01", "SYS1-B1.b-01", "SYS1-B2.a-01"]),
        ("?objective=B", ["SYS1-B1.a-01", "SYS1-B1.b-01", "SYS1-B2.a-01"]),
        ("?risk=low", []),
        ("?response=implement", ["ORG-A1.a-01"]),
        ("?response=none&scope=ORG", ["ORG-A1.c-01"]),
        ("?state=complete", ["ORG-A1.a-01"]),
        ("?state=incomplete&scope=ORG", ["ORG-A1.b-01", "ORG-A1.c-01"]),
        ("?q=head+IT", ["ORG-A1.b-01"]),
        ("?q=b1.A", ["SYS1-B1.a-01"]),
        ("?scope=ORG&sort=risk&risk=nonsense", ["ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"]),
    ],
)
def test_the_list_shows_what_is_asked_for(made, query, refs):
    assert rows(read(made.people.lead, made.plan, query)) == refs


def test_the_highest_risk_comes_first_where_that_is_asked_for():
    made = make_plan.plan(recommendations=0)
    scope = make.scope(engagement=made.plan.assessment.engagements.get(), code="SYS1")
    report = make_plan.report(scope=scope, recommendations=3)
    for recommendation, risk in zip(
        report.recommendations.order_by("position"), ("low", "high", "medium"), strict=True
    ):
        type(recommendation).objects.filter(pk=recommendation.pk).update(risk=risk)
    make_plan.issue_report(make_assurance.looked_over(report, by=made.people.assurer), by=made.people.assurer)

    assert rows(read(made.people.lead, made.plan, "?sort=risk")) == ["SYS1-B1.b-01", "SYS1-B2.a-01", "SYS1-B1.a-01"]


def test_a_search_is_shown_again_escaped(made):
    text = read(made.people.lead, made.plan, "?q=%22%3E%3Cscript%3Ealert(1)")

    assert "<script>alert" not in text
    assert "No recommendation is like this." in text


def test_a_delegate_sees_their_own_rows_alone(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assert "You have not been given a recommendation" in read(delegate, made.plan)

    hand_over(made.responses[1], delegate, by=made.people.lead)
    text = read(delegate, made.plan)
    assert rows(text) == ["ORG-A1.b-01"]
    assert "0 of 1 complete." in text
    assert "SYS1" not in text


def test_who_may_not_read_the_plan_as_it_stands_is_told_why(made):
    for user, reason in ((made.people.manager, "Only people with this role"), (made.people.assurer, "has not shared")):
        page = signed_in(user).get(address(made.plan))
        assert page.status_code == 403
        assert reason in page.content.decode()


def test_the_assurer_and_every_role_of_the_council_read_it_after_the_share():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    for user in (made.people.assurer, made.people.qa, made.people.approver):
        assert rows(read(user, made.plan)) == ["ORG-A1.a-01", "ORG-A1.b-01"]


def test_a_stranger_gets_404(made):
    stranger = make.person(role=Role.CAF_LEAD, at=make.council())
    assert signed_in(stranger).get(address(made.plan)).status_code == 404


def test_the_list_asks_as_often_for_300_rows_as_for_3():
    counts = []
    for number in (3, 300):
        made = make_plan.plan(recommendations=number)
        client = signed_in(made.people.lead)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address(made.plan)).status_code == 200
        counts.append(queries(asked))
    assert counts[0] == counts[1] <= 15
