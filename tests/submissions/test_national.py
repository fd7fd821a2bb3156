"""MHCLG reads plans as they were submitted; of every other plan it sees the stage, and never a word of it."""

import datetime
import io
import re

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Council
from accounts.roles import Role
from submissions.models import Look, Status, Submission
from submissions.responses import save_response
from tests import make, make_plan
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db
MARKER = "qzxmarker"


@pytest.fixture
def manager() -> Client:
    return make.sign_in(Client(), make.mhclg())


def read(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    return page.content.decode()


def submitted(**facts):
    """A submitted plan and its submission."""
    made = make_plan.plan(status=Status.SUBMITTED, **facts)
    return made, made.plan.submissions.get(in_force=True)


# The lists


def test_the_list_has_the_plans_in_force_by_council_and_no_other(manager):
    for name in ("Zedford", "Ashby"):
        submitted(council=make.council(name=name))
    make_plan.plan(council=make.council(name="Draftham"), complete=True)
    text = read(manager, "/national/submissions/")
    assert text.index("Ashby") < text.index("Zedford")
    assert "Draftham" not in text
    for submission in Submission.objects.all():
        assert f'href="/national/submissions/{submission.reference}/"' in text


def test_the_list_is_narrowed_by_cycle_region_kind_and_name(manager):
    submitted(council=make.council(name="Ashby", region="North West", kind=Council.Kind.COUNTY))
    submitted(council=make.council(name="Zedford", region="London", kind=Council.Kind.DISTRICT))
    for query, found in (
        ("region=London", "Zedford"),
        ("kind=county", "Ashby"),
        ("name=zed", "Zedford"),
        ("cycle=2026&name=ash", "Ashby"),
    ):
        text = read(manager, f"/national/submissions/?{query}")
        assert f">{found}</a>" in text
        assert text.count('scope="row"') == 1
    assert "no council matches" in read(manager, "/national/submissions/?cycle=2025")


def test_what_no_list_has_narrows_nothing(manager):
    submitted(council=make.council(name="Ashby"))
    for query in ("cycle=%00", "cycle=x", "kind=castle", "page=999", "page=-1", "name=%00"):
        for address in ("submissions", "stages"):
            read(manager, f"/national/{address}/?{query}")
    assert ">Ashby</a>" in read(manager, "/national/submissions/?kind=castle&cycle=20266")


def test_a_search_is_shown_as_text(manager):
    text = read(manager, "/national/submissions/?name=%22%3E%3Cscript%3E")
    assert "<script>" not in text.split("<main")[1].split("</main>")[0]
    assert "&lt;script&gt;" in text


def test_a_long_list_has_pages_that_keep_what_was_asked_for(manager, monkeypatch):
    monkeypatch.setattr("submissions.views.national.A_PAGE", 2)
    for number in range(3):
        submitted(council=make.council(name=f"Ashby {number}"))
    text = read(manager, "/national/submissions/?name=ashby")
    assert "Showing 1 to 2 of 3." in text
    assert "?name=ashby&amp;page=2" in text
    assert "Ashby 2" in read(manager, "/national/submissions/?name=ashby&page=2")


@pytest.mark.parametrize("address", ["submissions", "stages"])
def test_a_list_asks_as_much_of_the_database_for_many_rows_as_for_few(manager, address, django_assert_max_num_queries):
    counts = []
    for more in (2, 6):
        for _ in range(more):
            submitted()
            make_plan.plan()
            make.assessment()
        with django_assert_max_num_queries(15) as asked:
            text = read(manager, f"/national/{address}/")
        assert text.count('scope="row"') >= more
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_nothing_is_ranked(manager):
    submitted()
    for address in ("submissions", "stages"):
        text = read(manager, f"/national/{address}/").lower()
        assert not re.findall(r"rank|league|score|best|worst|£|most risk", text.split("<main")[1])


# The stages


def test_each_other_assessment_has_its_stage_and_since_when(manager):
    made = make_plan.plan(council=make.council(name="Ashby"), complete=True)
    make_plan.step(made, "share", expected_by=datetime.date(2026, 12, 24))
    make_plan.plan(council=make.council(name="Begun"))
    make.assessment(council=make.council(name="Cold"))
    submitted(council=make.council(name="Done"))
    text = read(manager, "/national/stages/")
    rows = {row.split("</th>")[0]: row for row in text.split('<th scope="row" class="govuk-table__header">')[1:]}
    assert set(rows) == {"Ashby", "Begun", "Cold"}
    assert "With the independent assurer" in rows["Ashby"]
    assert "24 December 2026" in rows["Ashby"]
    since = made.plan.events.get(step="share").at
    assert f"{since.day} {since:%B %Y}" in rows["Ashby"]
    assert ">Draft<" in rows["Begun"]
    assert "No report issued yet" in rows["Cold"]


def test_a_reopened_plan_is_in_both_lists_and_its_submission_stays_in_force(manager):
    made, submission = submitted(council=make.council(name="Ashby"))
    make_plan.step(made, "update")
    assert ">Ashby</a>" in read(manager, "/national/submissions/")
    text = read(manager, "/national/stages/")
    assert "Draft<br>" in text
    assert f"{submission.reference}</a> stays in force" in text
    assert "The council is working on this plan again" in read(
        manager, f"/national/submissions/{submission.reference}/"
    )


def test_a_closed_plan_says_why(manager):
    made = make_plan.plan(status=Status.CLOSED)
    assert made.plan.status == Status.CLOSED
    assert "Reason: Because of this." in read(manager, "/national/stages/")


# A submission


def test_a_submission_is_read_as_it_was_submitted_with_its_report_and_its_receipt(manager):
    made, submission = submitted()
    make_plan.step(made, "update")
    response = made.responses[0]
    save_response(response, {"justification": MARKER}, seen=response.version, by=made.people.lead)
    text = read(manager, f"/national/submissions/{submission.reference}/")
    assert MARKER not in text
    for said in (submission.reference, "It lowers the risk.", "Do this.", "It could stop services.", "Not yet"):
        assert said in text
    for person in (made.people.approver, made.people.qa, made.people.assurer, made.people.lead):
        assert person.name in text
    assert "£12,000" in text


def test_the_page_and_the_files_of_a_submission_say_the_same(manager):
    _, submission = submitted(recommendations=3)
    address = f"/national/submissions/{submission.reference}"
    page = read(manager, f"{address}/")
    pdf = text_of(manager.get(f"{address}/export/pdf").content)
    book = load_workbook(io.BytesIO(manager.get(f"{address}/export/xlsx").content))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    for said in ("ORG-A1.a-01", "Recommendation 3", "Chief Information Officer", "It lowers the risk."):
        assert said in page
        assert said in pdf
        assert said in cells
    assert manager.get(f"{address}/export/exe").status_code == 404


def test_an_answer_is_offered_once_and_only_on_the_submission_in_force(manager):
    made, first = submitted()
    steps = f"/plans/{made.plan.reference}/steps/"
    text = read(manager, f"/national/submissions/{first.reference}/")
    assert f"{steps}acknowledge/" in text
    assert f"{steps}return_submission/" in text
    make_plan.step(made, "acknowledge")
    text = read(manager, f"/national/submissions/{first.reference}/")
    assert f"{steps}acknowledge/" not in text
    assert "Acknowledged</dt>" in text
    assert f"by {made.people.manager.name}" in text


def test_earlier_submissions_are_listed_and_stay_readable(manager):
    made, first = submitted()
    make_plan.step(made, "update")
    response = made.responses[0]
    save_response(response, {"justification": "Better said."}, seen=response.version, by=made.people.lead)
    make_plan.walk(made, "share", "return_feedback", "send_to_qa", "qa_pass", "sign_off", "confirm", "submit")
    second = made.plan.submissions.get(in_force=True)
    text = read(manager, f"/national/submissions/{second.reference}/")
    assert f'href="/national/submissions/{first.reference}/"' in text
    assert "Better said." in text
    text = read(manager, f"/national/submissions/{first.reference}/")
    assert "Better said." not in text
    assert "Replaced by a later submission" in text
    assert f"/plans/{made.plan.reference}/steps/" not in text
    listed = read(manager, "/national/submissions/")
    assert second.reference in listed
    assert first.reference not in listed


def test_a_reading_is_noted_once_a_day_for_each_person(manager):
    _, submission = submitted()
    address = f"/national/submissions/{submission.reference}"
    for path in ("/", "/", "/export/pdf"):
        manager.get(f"{address}{path}")
    look = Look.objects.get()
    analyst = make.mhclg(Role.MHCLG_ANALYST)
    make.sign_in(Client(), analyst).get(f"{address}/export/json")
    assert [each.by for each in Look.objects.exclude(pk=look.pk)] == [analyst]


def test_a_file_of_a_submitted_version_is_a_reading_too_by_mhclg_alone(manager):
    made, submission = submitted()
    address = f"/plans/{made.plan.reference}/versions/1/export/json"
    assert make.sign_in(Client(), made.people.lead).get(address).status_code == 200
    assert not Look.objects.exists()
    assert manager.get(address).status_code == 200
    assert Look.objects.get().submission == submission


def test_a_reading_of_another_day_is_noted_again():
    _, submission = submitted()
    analyst = make.mhclg(Role.MHCLG_ANALYST)
    Look.objects.create(submission=submission, by=analyst, at=timezone.now() - datetime.timedelta(days=1))
    read(make.sign_in(Client(), analyst), f"/national/submissions/{submission.reference}/")
    assert Look.objects.filter(by=analyst).count() == 2


def test_a_submission_asks_as_much_of_the_database_for_many_recommendations_as_for_few(
    manager, django_assert_max_num_queries
):
    counts = []
    for recommendations in (2, 20):
        _, submission = submitted(recommendations=recommendations)
        with django_assert_max_num_queries(15) as asked:
            read(manager, f"/national/submissions/{submission.reference}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


# Who may


def test_nobody_but_mhclg_opens_a_page_of_mhclgs():
    made, submission = submitted()
    addresses = ("", "submissions/", "stages/", f"submissions/{submission.reference}/")
    people = made.people
    for user in (people.lead, people.qa, people.approver, people.assurer):
        client = make.sign_in(Client(), user)
        for address in (*addresses, f"submissions/{submission.reference}/export/pdf", "submissions/S-ZZZZ-ZZZZ/"):
            assert client.get(f"/national/{address}").status_code == 403, address
    assert not Look.objects.exists()


def test_a_submission_that_there_is_not_is_not_found(manager):
    assert manager.get("/national/submissions/S-ZZZZ-ZZZZ/").status_code == 404


def test_the_start_is_the_list(manager):
    assert manager.get("/national/")["Location"] == "/national/submissions/"
