"""The history of a plan: every step in words, and whose reasons each reader sees."""

import html

import pytest

from accounts.roles import Role
from submissions.document import document_code
from submissions.gates import BESIDE, BY_REPORT
from submissions.history import DID
from submissions.models import Event, Status
from submissions.workflow import STEPS
from tests import make, make_plan
from tests.counting import queries

pytestmark = pytest.mark.django_db


def text_of(page):
    return html.unescape(" ".join(page.content.decode().split()))


def history(client, made, who):
    return client.get(f"/plans/{made.plan.reference}/history/") if make.sign_in(client, who) else None


def test_there_are_words_for_every_step():
    assert {step.name for step in STEPS} | BY_REPORT | BESIDE == set(DID)


def test_each_event_is_a_sentence_with_who_role_code_and_a_short_hash_newest_first(client):
    made = make_plan.plan(status=Status.INTERNAL_QA)
    said = text_of(history(client, made, made.people.lead))
    people = made.people
    sentences = [
        f"4. {people.lead.name} (CAF lead) sent the plan to the quality assurer.",
        f"3. {people.assurer.name} (independent assurer) returned feedback.",
        f"2. {people.lead.name} (CAF lead) shared the plan with the assurer.",
        f"1. {people.assurer.name} (independent assurer) issued the report, and the plan began.",
    ]
    places = [said.index(sentence) for sentence in sentences]
    assert places == sorted(places)
    assert document_code(made.plan.versions.first().document_id) in said
    for event in made.plan.events.all():
        assert event.hash[:12] in said
        assert event.hash not in said


def test_a_signature_stands_with_name_title_capacity_and_declaration(client):
    made = make_plan.plan(status=Status.APPROVAL)
    details = {"meeting": "Cabinet", "minute": "14(2)", "meeting_date": "2026-11-03"}
    signed = {"typed_name": "Alex Field", "title": "Director", "capacity": Event.Capacity.MEETING, "details": details}
    make_plan.step(made, "sign_off", declaration="I approve.", **signed)
    said = text_of(history(client, made, made.people.lead))
    for label, words in (
        ("Name signed", "Alex Field"), ("Job title", "Director"), ("Capacity", "By decision of a meeting"),
        ("Meeting", "Cabinet"), ("Date of the meeting", "3 November 2026"), ("Minute", "14(2)"),
    ):  # fmt: skip
        assert f">{label}</dt>" in said
        assert f">{words}</dd>" in said
    assert "Declared: “I approve.”" in said


def test_a_leaver_stays_in_the_record_as_they_were(client):
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    name = made.people.lead.name
    type(made.people.lead).objects.filter(pk=made.people.lead.pk).update(name="Renamed", is_active=False)
    assert f"{name} (CAF lead) shared the plan" in text_of(history(client, made, made.people.qa))


@pytest.fixture
def returned():
    made = make_plan.plan(status=Status.INTERNAL_QA)
    make_plan.step(made, "qa_return", note="Our finance team has doubts.", details={"must_return": True})
    return made


def test_the_council_reads_the_reasons_of_its_quality_assurer(client, returned):
    said = text_of(history(client, returned, returned.people.lead))
    assert "Our finance team has doubts." in said
    assert ">Must come back to the quality assurer</dt>" in said


def test_the_assurer_reads_that_the_plan_was_returned_and_not_why(client, returned):
    make_plan.step(returned, "record_feedback", note="As we said in the meeting.")
    said = text_of(history(client, returned, returned.people.assurer))
    assert "returned the plan for changes" in said
    assert "Our finance team has doubts." not in said
    assert "Must come back" not in said
    assert "As we said in the meeting." in said


def test_a_delegate_reads_the_steps_without_anybodys_reasons(client, returned):
    delegate = make.person(role=Role.DELEGATE, at=returned.council)
    said = text_of(history(client, returned, delegate))
    assert "returned the plan for changes" in said
    assert "Our finance team has doubts." not in said


def test_mhclg_and_an_assurer_before_the_first_share_do_not_read_it(client):
    made = make_plan.plan()
    for who in (made.people.manager, made.people.assurer):
        assert history(client, made, who).status_code == 403


def test_a_version_is_linked_where_the_reader_may_read_it(client):
    made = make_plan.plan(status=Status.INTERNAL_QA)
    link = f'href="/plans/{made.plan.reference}/versions/1/"'
    assert link in text_of(history(client, made, made.people.lead))
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assert link not in text_of(history(client, made, delegate))


def test_the_page_takes_the_same_queries_after_3_events_and_after_30(client):
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    make.sign_in(client, made.people.lead)
    address = f"/plans/{made.plan.reference}/history/"
    few = queries(client, address)
    for _ in range(14):
        make_plan.walk(made, "recall", "share")
    assert queries(client, address) == few <= 15
