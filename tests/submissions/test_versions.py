"""The whole plan, read only: as it stands, and each version as it was handed over."""

import html

import pytest
from guardian.shortcuts import assign_perm

from accounts.roles import Role
from submissions.document import PlanDocument, document_code
from submissions.models import Status
from submissions.responses import save_response
from submissions.templatetags.plans import answers
from tests import make, make_plan
from tests.counting import queries

pytestmark = pytest.mark.django_db


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def address(made, rest):
    return f"/plans/{made.plan.reference}/{rest}"


@pytest.fixture
def updated():
    """Submitted as version 1, opened for an update, and handed over again as version 2."""
    made = make_plan.plan(status=Status.SUBMITTED)
    make_plan.walk(made, "update")
    first = made.responses[0]
    save_response(first, {"justification": "We have thought again."}, seen=first.version, by=made.people.lead)
    make_plan.walk(made, "share")
    return made


def test_each_version_is_listed_with_its_code_newest_first(client, updated):
    make.sign_in(client, updated.people.qa)
    said = text_of(client.get(address(updated, "versions/")))
    first, second = (document_code(v.document_id) for v in updated.plan.versions.order_by("number"))
    assert said.index("Version 2") < said.index("Version 1")
    assert said.index(second) < said.index(first)


def test_a_version_shows_every_recommendation_with_every_answer_of_its_own_time(client, updated):
    make.sign_in(client, updated.people.qa)
    said = text_of(client.get(address(updated, "versions/1/")))
    document = PlanDocument.load(updated.plan.versions.get(number=1).document.text)
    for row in document.rows:
        assert f'id="{row.ref}">{row.ref} {row.recommendation.title}' in said
        assert row.recommendation.text in said
        for label, words in answers(row.response):
            assert f">{label}</dt>" in said
            assert words in said
    assert "We have thought again." not in said
    assert "We have thought again." in text_of(client.get(address(updated, "versions/2/")))


def test_a_version_names_its_code_status_and_the_gates_it_passed(client, updated):
    make.sign_in(client, updated.people.lead)
    said = text_of(client.get(address(updated, "versions/1/")))
    people = updated.people
    assert document_code(updated.plan.versions.get(number=1).document_id) in said
    assert "Submitted to MHCLG" in said
    assert f"Signed off by the approver: {people.approver.name}, Director (on my own authority)" in said
    assert f"Passed by the internal quality assurer: {people.qa.name}" in said
    assert f"Confirmed by the independent assurer as ready to submit: {people.assurer.name}" in said


def test_a_version_shows_figures_targets_and_what_gets_no_action(client):
    profile = make.profile(framework=make.framework(), targets={"A1.a": "achieved"})
    made = make_plan.plan(profile=profile, complete=True)
    declined = {"choice": "no_action", "risk_owner": "Chief Executive"}
    save_response(made.responses[0], declined, seen=1, by=made.people.lead)
    make_plan.walk(made, "share")
    said = text_of(make.sign_in(client, made.people.lead).get(address(made, "versions/1/")))
    assert "Targets of the profile “Baseline”" in said
    assert "No target set" in said
    assert "The risk is accepted by Chief Executive, with no day to look again yet." in said


def test_without_any_target_a_version_shows_what_was_assessed(client):
    made = make_plan.plan(complete=True)
    make_plan.walk(made, "share")
    said = text_of(make.sign_in(client, made.people.lead).get(address(made, "versions/1/")))
    for label in ("Achieved", "Partially achieved", "Not achieved", "Not assessed"):
        assert f'numeric">{label}</th>' in said
    assert "Not met</th>" not in said


def test_mhclg_reads_what_was_submitted_and_no_other_version(client, updated):
    make.sign_in(client, updated.people.manager)
    assert client.get(address(updated, "versions/1/")).status_code == 200
    assert client.get(address(updated, "versions/2/")).status_code == 404
    said = text_of(client.get(address(updated, "versions/")))
    assert "Version 1" in said
    assert "Version 2" not in said


def test_a_version_that_does_not_exist_is_not_found(client, updated):
    assert make.sign_in(client, updated.people.lead).get(address(updated, "versions/3/")).status_code == 404


def test_the_live_plan_is_read_as_it_stands_now(client):
    made = make_plan.plan(recommendations=2)
    save_response(made.responses[0], {"justification": "Not handed over yet."}, seen=0, by=made.people.lead)
    said = text_of(make.sign_in(client, made.people.qa).get(address(made, "read/")))
    assert "Not handed over yet." in said
    assert "As it stood on" in said
    assert "No response yet" in said


def test_a_delegate_reads_their_own_rows_and_nothing_else_of_the_report(client):
    made = make_plan.plan(recommendations=2, complete=True)
    mine, others = made.responses
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assign_perm("respond", delegate, mine)
    said = text_of(make.sign_in(client, delegate).get(address(made, "read/")))
    assert f'id="{mine.ref}"' in said
    assert others.ref not in said
    assert "Your part of the plan" in said
    assert client.get(address(made, "versions/")).status_code == 403


def test_the_assurer_reads_the_live_plan_once_it_was_shared(client):
    made = make_plan.plan(complete=True)
    make.sign_in(client, made.people.assurer)
    assert client.get(address(made, "read/")).status_code == 403
    make_plan.walk(made, "share")
    assert client.get(address(made, "read/")).status_code == 200


def test_text_of_people_is_shown_as_text(client):
    made = make_plan.plan(recommendations=1)
    save_response(made.responses[0], {"justification": "<script>alert(1)</script>"}, seen=0, by=made.people.lead)
    page = make.sign_in(client, made.people.lead).get(address(made, "read/"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()
    assert "<script>alert(1)" not in page.content.decode()


@pytest.mark.parametrize("rest", ["read/", "versions/", "versions/1/"])
def test_the_pages_take_the_same_queries_at_3_rows_and_at_60(client, rest):
    counts = set()
    for recommendations in (3, 60):
        made = make_plan.plan(status=Status.INTERNAL_QA, recommendations=recommendations)
        counts.add(queries(make.sign_in(client, made.people.qa), address(made, rest)))
    assert len(counts) == 1
    assert counts.pop() <= 15
