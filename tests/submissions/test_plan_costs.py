"""The page of a plan's costs: the same figures as the calculation, for whoever reads the whole plan."""

import io

import openpyxl
import pytest

from accounts.models import AuditEvent
from accounts.roles import Role
from submissions.responses import save_response
from tests import make, make_plan
from tests.counting import queries
from tests.submissions.sent_forms import signed_in

pytestmark = pytest.mark.django_db


def where(made) -> str:
    return f"/plans/{made.plan.reference}/costs/"


def text_of(made, user=None) -> str:
    return signed_in(user or made.people.lead).get(where(made)).content.decode()


def test_the_costs_of_a_plan_stand_by_year_and_quarter_with_a_chart_for_each_kind():
    made = make_plan.plan(complete=True)
    text = text_of(made)

    assert '<th scope="row" class="govuk-table__header">2026/27</th>' in text
    assert '<th scope="row" class="govuk-table__header">2027/28 Q1</th>' in text
    assert "£24,000" in text  # two actions of £12,000
    assert text.count('<svg xmlns="http://www.w3.org/2000/svg"') == 3
    assert "<title>One-off capital by financial year</title>" in text
    assert "<desc>2026/27: £12,000 funded, £0 not funded; 2027/28: £12,000 funded, £0 not funded;" in text
    assert "£30,000" not in text  # capital and revenue are never one figure


def test_what_is_not_known_yet_is_said_and_is_no_zero():
    made = make_plan.plan()
    unknown = make_plan.COMPLETE | {"cost_basis": "not_known", "capital": None, "revenue": None, "annual": None}
    save_response(made.responses[0], unknown, seen=0, by=made.people.lead)
    text = text_of(made)

    assert "The cost of 1 action is not known yet" in text
    assert "1 action; the cost of 1 is not known yet" in text


def test_a_plan_without_actions_says_so():
    assert "there is nothing to add up" in text_of(make_plan.plan())


def test_the_tables_can_be_taken_away_as_a_workbook_of_numbers():
    made = make_plan.plan(complete=True)
    page = signed_in(made.people.lead).get(where(made) + "download/")
    book = openpyxl.load_workbook(io.BytesIO(page.content))

    years = {row[0]: row[1:4] for row in book["By year"].iter_rows(min_row=2, values_only=True)}
    assert years["2026/27"] == (12_000, 12_000, 0)
    assert years["All years"] == (24_000, 24_000, 0)
    sources = list(book["By source"].iter_rows(min_row=2, values_only=True))
    assert sources[0] == ("No source given", 2, 0, "One-off capital", 24_000, 24_000, 0)
    assert dict(book["About"].iter_rows(values_only=True))["Cost not known yet, in no figure"] == "None"
    assert AuditEvent.objects.filter(action="exported", detail__startswith="costs as xlsx").count() == 1


def test_a_delegate_who_reads_some_rows_does_not_read_the_costs_of_all():
    made = make_plan.plan()
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assert signed_in(delegate).get(where(made)).status_code == 403
    assert signed_in(delegate).get(where(made) + "download/").status_code == 403


def test_sixty_recommendations_ask_the_database_no_more_than_three():
    few, many = make_plan.plan(recommendations=3, complete=True), make_plan.plan(recommendations=60, complete=True)
    counts = [queries(signed_in(made.people.lead), where(made)) for made in (few, many)]
    assert counts[0] == counts[1] <= 15
