"""Last year's answer beside this year's: the same outcome in the same scope, as it was submitted, by CAF version."""

import pytest

from accounts.roles import Role
from assurance.models import Assessment
from submissions.delegation import hand_over
from submissions.models import Status
from submissions.responses import save_response
from tests import counting, make, make_assurance, make_plan
from tests.submissions.sent_forms import signed_in

pytestmark = pytest.mark.django_db
LAST_YEAR = "Your council’s answer in 2025/26"


def plan_of(council, year: int, **facts) -> make_plan.Made:
    return make_plan.plan(council=council, cycle=make.cycle(year=year), **facts)


def read(user, made, ref: str) -> str:
    return signed_in(user).get(f"/plans/{made.plan.reference}/recommendations/{ref}/").content.decode()


def answered(made, number: int, words: str) -> None:
    response = made.responses[number]
    save_response(response, {"justification": words}, seen=response.version, by=made.people.lead)


@pytest.fixture
def council():
    return make.council()


def submitted(council, year: int, words: str, **facts) -> make_plan.Made:
    made = plan_of(council, year, complete=True, **facts)
    answered(made, 0, words)
    make_plan.walk(made, *make_plan.WAY)
    return made


def test_what_was_submitted_last_year_stands_beside_the_form(council):
    submitted(council, 2024, "Two years ago")
    before = submitted(council, 2025, "What we said then")
    now = plan_of(council, 2026)
    text = read(now.people.lead, now, "ORG-A1.a-01")

    assert LAST_YEAR in text
    assert "What we said then" in text
    assert "Two years ago" not in text
    assert "To A1.a of CAF 3.2 in the same scope, as it was submitted." in text
    assert f'href="/plans/{before.plan.reference}/versions/1/"' in text


def test_it_is_what_was_submitted_not_what_stands_there_since(council):
    before = submitted(council, 2025, "What we said then")
    make_plan.walk(before, "update")
    answered(before, 0, "Changed since")
    now = plan_of(council, 2026)
    assert "What we said then" in read(now.people.lead, now, "ORG-A1.a-01")
    assert "Changed since" not in read(now.people.lead, now, "ORG-A1.a-01")


def test_a_plan_that_was_not_submitted_or_is_of_another_council_is_not_shown(council):
    plan_of(council, 2025, complete=True)
    submitted(make.council(), 2025, "Of somebody else")
    now = plan_of(council, 2026)
    assert LAST_YEAR not in read(now.people.lead, now, "ORG-A1.a-01")


def test_an_outcome_without_a_recommendation_last_year_says_so(council):
    submitted(council, 2025, "What we said then", recommendations=1)
    now = plan_of(council, 2026)
    text = read(now.people.lead, now, "ORG-A1.b-01")
    assert "That plan (CAF 3.2) has no recommendation on this outcome in this scope." in text
    assert "What we said then" not in text


def test_another_caf_version_is_named_and_matched_by_title_as_well(council):
    submitted(council, 2025, "What we said then")
    now = plan_of(council, 2026, version="4.0")
    text = read(now.people.lead, now, "ORG-A1.a-01")
    assert "That plan answered CAF 3.2, this one CAF 4.0." in text
    assert "What we said then" in text


def test_the_same_code_with_another_title_is_not_the_same_outcome(council):
    submitted(council, 2025, "What we said then")
    framework = make.framework("4.0")
    framework.outcomes.filter(code="A1.a").update(title="Something else")
    now = plan_of(council, 2026, version="4.0")
    text = read(now.people.lead, now, "ORG-A1.a-01")
    assert "It has no recommendation on an outcome of this code and title in this scope." in text
    assert "What we said then" not in text


def test_a_system_is_known_by_itself_not_by_its_code(council):
    submitted(council, 2025, "Of the old system", scopes=("SYS1",))
    old = Assessment.objects.get(council=council).scopes.get().system
    now = plan_of(council, 2026)
    engagement = now.plan.assessment.engagements.get()
    other = make.system(council=council, name="Another")
    for code, system in (("SYS1", other), ("SYS2", old)):
        report = make_plan.report(scope=make.scope(engagement=engagement, code=code, system=system), recommendations=1)
        make_plan.issue_report(make_assurance.looked_over(report, by=now.people.assurer), by=now.people.assurer)

    assert "Of the old system" in read(now.people.lead, now, "SYS2-B1.a-01")
    assert "Of the old system" not in read(now.people.lead, now, "SYS1-B1.a-01")


def test_neither_a_delegate_nor_a_new_assurer_reads_last_years_plan(council):
    submitted(council, 2025, "What we said then")
    now = plan_of(council, 2026, status=Status.ASSURER_FEEDBACK)
    delegate = make.person(role=Role.DELEGATE, at=council)
    hand_over(now.responses[0], delegate, by=now.people.lead)
    for user in (delegate, now.people.assurer):
        assert "What we said then" not in read(user, now, "ORG-A1.a-01")
        assert LAST_YEAR not in read(user, now, "ORG-A1.a-01")
    assert "What we said then" in read(now.people.qa, now, "ORG-A1.a-01")


def test_the_page_with_last_years_answer_asks_at_most_15_times(council):
    submitted(council, 2025, "What we said then")
    now = plan_of(council, 2026)
    here = f"/plans/{now.plan.reference}/recommendations/ORG-A1.a-01/"
    assert counting.queries(signed_in(now.people.lead), f"{here}?view=attention") <= 15
