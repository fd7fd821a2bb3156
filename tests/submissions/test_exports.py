"""Taking a plan out: nobody exports what they cannot read, and each export is recorded."""

import io
import json

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.grants import revoke
from accounts.models import AuditEvent
from accounts.roles import Role
from submissions.delegation import hand_over
from submissions.document import PlanDocument
from submissions.exports.downloads import export_live
from submissions.exports.formats import FORMATS
from submissions.models import Status, Thread, WorkingCopy
from submissions.responses import save_response
from tests import make, make_plan
from tests.office_files import everything_said
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db
KINDS = ("xlsx", "pdf", "csv", "json")  # what a delegate has of their own rows, too
MARKER = "qzxmarker"


def client_of(user) -> Client:
    return make.sign_in(Client(), user)


def export(user, plan, kind: str):
    """The live plan as the page gives it: a workbook by its button, the rest by a link."""
    client = client_of(user)
    address = f"/plans/{plan.reference}/export/{kind}"
    return client.post(address) if kind == "xlsx" else client.get(address)


def words(kind: str, data: bytes) -> str:
    """Everything that a file says."""
    if kind == "pdf":
        return text_of(data)
    if kind in {"csv", "json"}:
        return data.decode()
    book = load_workbook(io.BytesIO(data))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def delegate(made, *responses):
    person = make.person(role=Role.DELEGATE, at=made.council)
    for response in responses:
        hand_over(response, person, by=made.people.lead)
    return person


# The files


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_saved_never_shown_and_never_kept_by_a_cache(kind):
    made = make_plan.plan(complete=True)
    page = export(made.people.lead, made.plan, kind)
    assert page.status_code == 200
    assert page["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in page["Cache-Control"]
    disposition = page["Content-Disposition"]
    assert disposition.startswith('attachment; filename="council-')
    assert disposition.isascii()
    assert disposition.endswith(f'.{kind}"')


def test_the_name_of_a_file_is_plain_whatever_the_council_is_called():
    council = make.council(name='Ŵhite "Rose" & Sons/../Council', domain="rose.gov.uk")
    made = make_plan.plan(council=council, status=Status.ASSURER_FEEDBACK)
    page = client_of(made.people.lead).get(f"/plans/{made.plan.reference}/versions/1/export/json")
    name = page["Content-Disposition"].partition("filename=")[2]
    assert name == f'"white-rose-sons-council-plan-{made.plan.reference}-version-1.json"'


def test_the_same_figures_stand_in_every_format_and_on_the_page():
    made = make_plan.plan(complete=True, recommendations=3)
    texts = {kind: words(kind, export(made.people.lead, made.plan, kind).content) for kind in KINDS}
    page = client_of(made.people.lead).get(f"/plans/{made.plan.reference}/read/").content.decode()
    for ref in PlanDocument.of(made.plan).by_ref:
        assert all(ref in text for text in (*texts.values(), page))
    assert "One-off capital £36,000 £36,000 £0" in texts["pdf"]
    assert texts["xlsx"].split("\n").count("12000") == 2 * 3  # on the sheet to work in and on the one to print
    assert texts["csv"].count(",12000,") == 3
    assert page.count("£12,000") == 3
    digest = PlanDocument.of(made.plan).digest
    assert json.loads(texts["json"])["provenance"]["digest"] == digest


@pytest.mark.parametrize("kind", KINDS)
def test_a_frozen_version_says_what_it_said_whatever_the_plan_says_since(kind):
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    make_plan.step(made, "return_feedback")
    response = made.responses[0]
    save_response(response, {"justification": MARKER}, seen=response.version, by=made.people.lead)
    version = client_of(made.people.lead).get(f"/plans/{made.plan.reference}/versions/1/export/{kind}")
    assert MARKER in words(kind, export(made.people.lead, made.plan, kind).content)
    assert MARKER not in words(kind, version.content)
    assert "Version 1" in words(kind, version.content)


def test_a_format_that_there_is_not_is_not_found():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    client = client_of(made.people.lead)
    assert client.get(f"/plans/{made.plan.reference}/export/docm").status_code == 404
    assert client.get(f"/plans/{made.plan.reference}/versions/1/export/exe").status_code == 404
    assert client.get(f"/plans/{made.plan.reference}/versions/9/export/pdf").status_code == 404


# Working copies and the record


def test_a_workbook_of_the_live_plan_is_a_numbered_working_copy_that_is_kept():
    made = make_plan.plan(complete=True)
    for number in (1, 2):
        text = words("xlsx", export(made.people.lead, made.plan, "xlsx").content)
        assert f"Working copy {number}" in text
    first, second = WorkingCopy.objects.order_by("number")
    assert (first.number, second.number, first.refs) == (1, 2, [])
    assert PlanDocument.load(first.document) == PlanDocument.of(made.plan)
    assert first.by == made.people.lead


def test_a_browser_that_fetches_links_ahead_makes_no_working_copy():
    made = make_plan.plan()
    page = client_of(made.people.lead).get(f"/plans/{made.plan.reference}/export/xlsx")
    assert page.status_code == 302
    assert page["Location"] == f"/plans/{made.plan.reference}/export/"
    assert not WorkingCopy.objects.exists()
    assert not AuditEvent.objects.filter(action="exported").exists()


def test_two_working_copies_in_one_moment_get_two_numbers(monkeypatch):
    made = make_plan.plan()
    export_live(made.plan, "xlsx", by=made.people.lead)
    first, calls = WorkingCopy.objects.get(), []
    related = type(made.plan).working_copies.related_manager_cls

    class Late(related):
        """Looks before the other's copy is there, the first time."""

        def order_by(self, *names):
            calls.append(names)
            return super().none() if len(calls) == 1 else super().order_by(*names)

    monkeypatch.setattr(type(made.plan).working_copies, "related_manager_cls", Late)
    export_live(made.plan, "xlsx", by=made.people.lead)
    assert len(calls) == 2
    assert list(WorkingCopy.objects.order_by("number").values_list("number", flat=True)) == [first.number, 2]


@pytest.mark.parametrize("kind", KINDS)
def test_each_export_is_recorded_with_its_format_and_version(kind):
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    client = client_of(made.people.lead)
    client.get(f"/plans/{made.plan.reference}/versions/1/export/{kind}")
    event = AuditEvent.objects.get(action="exported")
    assert (event.actor, event.subject_ref, event.detail) == (
        made.people.lead,
        made.plan.reference,
        f"{kind}, Version 1",
    )


# Who may


def test_each_reader_exports_and_a_stranger_does_not_learn_that_there_is_a_plan():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    people = made.people
    reader = make.person(role=Role.READER, at=made.council)
    for user in (people.lead, people.qa, people.approver, people.assurer, reader):
        assert export(user, made.plan, "json").status_code == 200
        assert client_of(user).get(f"/plans/{made.plan.reference}/export/").status_code == 200
    stranger = make.person(role=Role.CAF_LEAD, at=make.council())
    for address in ("export/", "export/json", "export/xlsx", "versions/1/export/pdf"):
        page = client_of(stranger).get(f"/plans/{made.plan.reference}/{address}")
        missing = client_of(stranger).get(f"/plans/P-ZZZZ-ZZZZ/{address}")
        assert page.status_code == missing.status_code == 404
        assert page.content == missing.content


def test_nobody_who_is_not_signed_in_gets_a_file():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    for address in ("export/", "export/json", "versions/1/export/pdf"):
        assert Client().get(f"/plans/{made.plan.reference}/{address}").status_code == 302


def test_an_assurer_exports_the_live_plan_only_once_it_is_shared():
    made = make_plan.plan(complete=True)
    page = export(made.people.assurer, made.plan, "pdf")
    assert page.status_code == 403
    assert "you cannot read this plan as it stands now" in page.content.decode()
    make_plan.step(made, "share")
    assert export(made.people.assurer, made.plan, "pdf").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_delegates_export_holds_their_own_rows_and_no_word_of_the_others(kind):
    made = make_plan.plan(recommendations=3)
    for number, response in enumerate(made.responses):
        values = {"choice": "in_part", "justification": f"{MARKER}{number}", "workstream": f"stream {MARKER}{number}"}
        save_response(response, values, seen=0, by=made.people.lead)
    mine, *others = made.responses
    page = export(delegate(made, mine), made.plan, kind)
    text = words(kind, page.content)
    assert mine.ref in text
    assert "(part of the plan)" in text
    assert f"{MARKER}0" in text
    for number, other in enumerate(others, 1):
        assert other.ref not in text
        assert f"{MARKER}{number}" not in text
    if kind == "xlsx":
        assert WorkingCopy.objects.get().refs == [mine.ref]


def test_a_delegate_gets_nothing_that_speaks_of_the_whole_plan():
    made = make_plan.plan(recommendations=2)
    mine = delegate(made, made.responses[0])
    for kind, format in FORMATS.items():
        if format.is_whole:
            page = export(mine, made.plan, kind)
            assert page.status_code == 403
            assert "This is about the whole plan" in page.content.decode()
    text = client_of(mine).get(f"/plans/{made.plan.reference}/export/").content.decode()
    assert f"/plans/{made.plan.reference}/export/pptx" not in text
    assert "This is about the whole plan" in text


PUBLIC = ("public-paper.docx", "public-paper.pdf")


def test_the_councils_people_who_read_the_whole_plan_make_the_public_edition():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    people, plan = made.people, made.plan
    version = f"/plans/{plan.reference}/versions/1/export"
    for user in (people.lead, people.qa, people.approver, make.person(role=Role.READER, at=made.council)):
        assert export(user, plan, "public-paper.docx").status_code == 200
        assert client_of(user).get(f"{version}/public-paper.docx").status_code == 200
    assert client_of(people.lead).get(f"{version}/public-paper.pdf").status_code == 200


def test_nobody_else_makes_the_public_edition_or_is_offered_it():
    made = make_plan.plan(status=Status.SUBMITTED)
    people, plan = made.people, made.plan
    submission = plan.submissions.get()
    page, national = f"/plans/{plan.reference}/export/", f"/national/submissions/{submission.reference}/"
    asked = [(user, f"/plans/{plan.reference}/versions/1/export/") for user in (people.assurer, people.manager)]
    asked += [(people.assurer, page), (people.manager, f"{national}export/")]
    for user, address in asked:
        for kind in PUBLIC:
            refused = client_of(user).get(f"{address}{kind}")
            assert refused.status_code == 403
            assert "The council decides what it publishes" in refused.content.decode()
        assert "public-paper" not in client_of(user).get(page).content.decode()
    assert not AuditEvent.objects.filter(action="exported").exists()
    text = client_of(people.manager).get(national).content.decode()
    assert "public-paper" not in text
    assert "full-paper.docx" in text


@pytest.mark.parametrize("is_colleague", [True, False], ids=["with a role", "with a post"])
def test_the_public_edition_names_nobody_whom_only_the_service_knows(is_colleague):
    profile = make.profile(framework=make.framework(), name="Baseline of Rowan Vane")
    made = make_plan.plan(complete=True, profile=profile)
    kind = "public-paper.docx"
    assert "Rowan Vane" in everything_said(export(made.people.lead, made.plan, kind).content)
    if is_colleague:
        make.person(name="Rowan Vane", role=Role.READER, at=made.council)
    else:
        make.post(council=made.council, title="Lead", holder=make.person(name="Rowan Vane"))
    assert "Rowan Vane" not in everything_said(export(made.people.lead, made.plan, kind).content)


def test_a_delegate_exports_no_version_and_nothing_where_nothing_was_given_to_them():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    mine = delegate(made, made.responses[0])
    assert client_of(mine).get(f"/plans/{made.plan.reference}/versions/1/export/pdf").status_code == 404
    nothing = delegate(made)
    for kind in KINDS:
        assert export(nothing, made.plan, kind).status_code == 403
    assert not WorkingCopy.objects.exists()


def test_whoever_is_removed_exports_nothing_from_the_next_request_on():
    made = make_plan.plan(complete=True)
    reader = make.person(role=Role.READER, at=made.council)
    client = client_of(reader)
    address = f"/plans/{made.plan.reference}/export/pdf"
    assert client.get(address).status_code == 200
    revoke(Role.READER, reader, made.council, by=made.people.lead)
    assert client.get(address).status_code == 404


def test_mhclg_exports_no_draft_only_what_was_submitted():
    made = make_plan.plan(status=Status.SUBMITTED)
    make_plan.step(made, "update", by=made.people.lead)
    for kind in KINDS:
        assert export(made.people.manager, made.plan, kind).status_code == 403
    assert client_of(made.people.manager).get(f"/plans/{made.plan.reference}/versions/1/export/pdf").status_code == 200


def test_comments_are_in_no_export():
    made = make_plan.plan(complete=True)
    thread = made.plan.threads.create(audience=Thread.Audience.COUNCIL)
    thread.comments.create(by=made.people.lead, role=Role.CAF_LEAD, text=MARKER)
    for kind in KINDS:
        assert MARKER not in words(kind, export(made.people.lead, made.plan, kind).content)


# The page


def test_the_page_offers_what_the_person_may_take():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    text = client_of(made.people.lead).get(f"/plans/{made.plan.reference}/export/").content.decode()
    assert "Make a workbook (XLSX)" in text
    for format in FORMATS.values():
        assert format.holds in text
        assert format.who in text
    for kind in KINDS:
        assert f"/plans/{made.plan.reference}/versions/1/export/{kind}" in text
    text = client_of(made.people.manager).get(f"/plans/{made.plan.reference}/export/").content.decode()
    assert "you cannot read this plan as it stands now" in text
    assert "/versions/1/export/" not in text
    assert "Make a workbook" not in text


def test_the_page_asks_as_much_of_the_database_for_many_versions_as_for_one(django_assert_max_num_queries):
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    client = client_of(made.people.lead)
    counts = []
    for rounds in (0, 4):
        for number in range(rounds):
            make_plan.step(made, "return_feedback")
            response = made.responses[0]
            save_response(response, {"notes": f"Round {number}"}, seen=response.version, by=made.people.lead)
            make_plan.step(made, "share")
        with django_assert_max_num_queries(15) as asked:
            client.get(f"/plans/{made.plan.reference}/export/")
        counts.append(len(asked))
    assert made.plan.versions.count() == 5
    assert counts[0] == counts[1]
