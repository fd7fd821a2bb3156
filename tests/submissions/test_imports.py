"""The workbook comes back: read, refused with reasons, shown as a merge, written whole or not at all, and undone."""

import datetime
import io
from collections.abc import Collection

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm
from openpyxl import load_workbook

from accounts.roles import Role
from assurance.models import Intake, Report
from assurance.template import COUNCIL_HEADINGS
from iip.quarters import Quarter
from submissions.actions import issue_report
from submissions.delegation import take_back
from submissions.document import PlanDocument
from submissions.exports.downloads import export_live
from submissions.facts import facts_by_ref
from submissions.models import Change, Status
from submissions.responses import save_response
from tests import make, make_assurance, make_plan
from tests.submissions.sent_forms import controls, queries, signed_in

SAMPLE = "tarnside-2026-27"
FIRST, SECOND = "ORG-A1.a-01", "ORG-A1.b-01"
pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return make_plan.plan(council=make.council(name="Ashby"), recommendations=2, complete=True)


def exported(plan, by, **more) -> bytes:
    return export_live(plan, "xlsx", by=by, **more).data


def cells(data: bytes, sheet: str, *filled: tuple[str, str, object]) -> bytes:
    """The workbook with other values: by the first cell of the row and the heading of the column."""
    book = load_workbook(io.BytesIO(data))
    page = book[sheet]
    places = {cell.value: cell.column for cell in page[1]}
    rows = {page.cell(row, 1).value: row for row in range(2, page.max_row + 1)}
    for key, heading, value in filled:
        page.cell(rows[key], places[heading]).value = value
    return saved(book)


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def without_row(data: bytes, sheet: str, key: str) -> bytes:
    book = load_workbook(io.BytesIO(data))
    page = book[sheet]
    page.delete_rows(next(row for row in range(2, page.max_row + 1) if page.cell(row, 1).value == key))
    return saved(book)


def upload(client, plan, data: bytes, name: str = "back.xlsx"):
    """Upload a workbook; the page that shows it, and its address."""
    address = reverse("submissions:plan_import", args=[plan.reference])
    page = client.post(address, {"workbook": SimpleUploadedFile(name, data)})
    assert page.status_code == 302, page.content.decode()
    return client.get(page.headers["Location"]), page.headers["Location"]


def text_of(page) -> str:
    return " ".join(page.content.decode().split())


def confirm(client, page, address, **chosen):
    return client.post(address, controls(page.content.decode()) | chosen)


def facts(plan, ref):
    return facts_by_ref(plan)[ref]


def save(made, ref, **values):
    response = made.plan.responses.get(ref=ref)
    return save_response(response, values, seen=response.version, by=made.people.lead)


# --- a merge


def test_an_unchanged_workbook_changes_nothing(made):
    client = signed_in(made.people.lead)
    page, _ = upload(client, made.plan, exported(made.plan, made.people.lead))
    assert "The workbook changes nothing in the plan." in text_of(page)
    assert "Confirm and write" not in text_of(page)


def test_text_typed_with_odd_blanks_comes_back_without_a_change(made):
    client = signed_in(made.people.lead)
    odd = "12\u00a0000  a\u2003year,\r\nin\u00advis\u200bible \u3000 \ufeffend"
    here = reverse("submissions:response_edit", args=[made.plan.reference, FIRST])
    shown = controls(client.get(here).content.decode())
    typed = dict.fromkeys(("justification", "funding_source", "owner", "milestone_0_title"), odd)
    typed |= {"supporting_posts": f"{odd}\n\u200bAuditor  two", "milestone_0_quarter": "2026/27 Q4"}
    assert client.post(here, shown | typed).status_code == 302
    kept = facts(made.plan, FIRST)
    assert kept.justification == "12 000  a year,\ninvisible   end"
    assert kept.funding_source == kept.owner == kept.milestones[0][0] == "12 000 a year, invisible end"
    assert kept.supporting_posts == ("12 000 a year,", "invisible end", "Auditor two")
    page, _ = upload(client, made.plan, exported(made.plan, made.people.lead))
    assert "The workbook changes nothing in the plan." in text_of(page)


def test_a_safe_change_is_shown_from_and_to_and_written_only_when_it_is_confirmed(made):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "One-off capital", 20_000))
    page, address = upload(client, made.plan, data)
    assert "1 change that nobody else has touched" in text_of(page)
    assert "£12,000" in text_of(page)
    assert "£20,000" in text_of(page)
    assert facts(made.plan, FIRST).capital == 12_000
    assert confirm(client, page, address).status_code == 302
    assert facts(made.plan, FIRST).capital == 20_000
    change = Change.objects.get(source=Change.Source.WORKBOOK)
    assert (change.field, change.batch, change.by) == ("capital", Intake.objects.get().reference, made.people.lead)


def test_a_clash_waits_for_a_choice_and_the_choice_counts(made):
    client = signed_in(made.people.lead)
    data = cells(
        exported(made.plan, made.people.lead),
        "Plan",
        (FIRST, "One-off capital", 20_000),
        (FIRST, "Accountable owner", "Head of IT"),
        (SECOND, "Notes", "From the workbook"),
    )
    save(made, FIRST, capital=30_000, owner="Director of Resources")
    page, address = upload(client, made.plan, data)
    assert "2 clashes to decide" in text_of(page)
    open_still = confirm(client, page, address, **{f"take_response|{FIRST}|owner": "workbook"})
    assert open_still.status_code == 409
    assert "Choose for 1 clash:" in text_of(open_still)
    assert facts(made.plan, SECOND).notes == ""
    done = confirm(client, open_still, address, **{f"take_response|{FIRST}|capital": "service"})
    assert done.status_code == 302
    assert facts(made.plan, FIRST).owner == "Head of IT"
    assert facts(made.plan, FIRST).capital == 30_000
    assert facts(made.plan, SECOND).notes == "From the workbook"


def test_all_clashes_can_be_decided_together_and_one_of_them_otherwise(made):
    client = signed_in(made.people.lead)
    data = cells(
        exported(made.plan, made.people.lead), "Plan", (FIRST, "One-off capital", 20_000), (SECOND, "Annual cost", 7)
    )
    save(made, FIRST, capital=30_000)
    save(made, SECOND, annual=8)
    page, address = upload(client, made.plan, data)
    confirm(client, page, address, **{"all": "workbook", f"take_response|{SECOND}|annual": "service"})
    assert facts(made.plan, FIRST).capital == 20_000
    assert facts(made.plan, SECOND).annual == 8


def test_what_was_saved_after_the_page_was_opened_is_shown_and_not_overwritten(made):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "One-off capital", 20_000))
    page, address = upload(client, made.plan, data)
    save(made, FIRST, capital=30_000)
    moved = confirm(client, page, address)
    assert moved.status_code == 409
    assert "The plan has changed since you opened this page." in text_of(moved)
    assert "1 clash to decide" in text_of(moved)
    assert facts(made.plan, FIRST).capital == 30_000
    confirm(client, moved, address, **{f"take_response|{FIRST}|capital": "workbook"})
    assert facts(made.plan, FIRST).capital == 20_000


def test_a_choice_counts_against_the_words_that_it_was_made_against(made):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "One-off capital", 20_000))
    save(made, FIRST, capital=30_000)
    page, address = upload(client, made.plan, data)
    save(made, FIRST, capital=40_000)
    moved = confirm(client, page, address, **{f"take_response|{FIRST}|capital": "workbook"})
    assert moved.status_code == 409
    assert "£40,000" in text_of(moved)
    assert facts(made.plan, FIRST).capital == 40_000


def test_a_workbook_without_a_working_copy_asks_about_every_difference(made):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "One-off capital", 20_000))
    data = cells(data, "About", ("Plan version or working copy", "Value", None))
    page, _ = upload(client, made.plan, data)
    assert "1 clash to decide" in text_of(page)
    assert "The workbook names no working copy of this plan" in text_of(page)


def test_a_working_copy_with_another_document_code_is_not_believed(made):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "About", ("Document code", "Value", "0000-0000-0000"))
    upload(client, made.plan, data)
    assert Intake.objects.get().base is None


def test_workstreams_and_milestones_merge_too(made):
    client = signed_in(made.people.lead)
    made.plan.workstreams.create(name="Identity")
    save(made, FIRST, milestones=(("Bought", Quarter.make(2026, 4)),))
    book = load_workbook(io.BytesIO(exported(made.plan, made.people.lead)))
    book["Workstreams"]["B2"], book["Workstreams"]["A3"] = "Head of IT", "Suppliers"
    book["Milestones"]["B2"] = "Bought and paid"
    page, address = upload(client, made.plan, saved(book))
    confirm(client, page, address)
    assert made.plan.workstreams.get(name="Identity").lead.title == "Head of IT"
    assert made.plan.workstreams.filter(name="Suppliers").exists()
    assert facts(made.plan, FIRST).milestones == (("Bought and paid", Quarter.make(2026, 4)),)


def test_a_workbook_without_the_sheet_milestones_keeps_them(made):
    client = signed_in(made.people.lead)
    save(made, FIRST, milestones=(("Bought", Quarter.make(2026, 4)),))
    book = load_workbook(io.BytesIO(exported(made.plan, made.people.lead)))
    del book["Milestones"], book["Workstreams"]
    page, _ = upload(client, made.plan, saved(book))
    assert "The workbook changes nothing in the plan." in text_of(page)


def test_columns_that_a_choice_has_no_use_for_are_mentioned_and_kept_as_they_are(made):
    client = signed_in(made.people.lead)
    data = cells(
        exported(made.plan, made.people.lead), "Plan", (FIRST, "Response", "No action"), (FIRST, "Annual cost", 1)
    )
    page, address = upload(client, made.plan, data)
    assert "mean nothing for “No action” and are not taken" in text_of(page)
    confirm(client, page, address)
    assert facts(made.plan, FIRST).choice == "no_action"
    assert facts(made.plan, FIRST).annual == 1_000


def test_a_post_and_a_workstream_are_found_in_any_case(made):
    client = signed_in(made.people.lead)
    made.plan.workstreams.create(name="Identity")
    data = cells(
        exported(made.plan, made.people.lead),
        "Plan",
        (FIRST, "Accountable owner", "chief information officer"),
        (FIRST, "Workstream", "identity"),
    )
    page, address = upload(client, made.plan, data)
    assert "1 change that nobody else has touched" in text_of(page)
    confirm(client, page, address)
    assert facts(made.plan, FIRST).workstream == "Identity"
    assert made.plan.workstreams.count() == 1


# --- what is refused, and what is mentioned


def problem(client, plan, data: bytes) -> str:
    page, _ = upload(client, plan, data)
    text = text_of(page)
    assert "What is wrong with the workbook" in text
    assert "Confirm and write" not in text
    return text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("Council code", "E09999999", "This workbook is of another council or cycle."),
        ("Assessment cycle", "2025/26", "This workbook is of another council or cycle."),
        ("Plan reference", "P-2222-2222", "This workbook is of another plan."),
    ],
)
def test_the_workbook_of_another_council_or_plan_is_refused_with_a_sentence(made, field, value, said):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "About", (field, "Value", value))
    assert said in problem(client, made.plan, data)


@pytest.mark.parametrize(
    ("heading", "value", "said"),
    [
        ("Priority", "Sometimes", "High; Medium; Low"),
        ("Depends on", "ORG-Z9.z-99", "There is no ORG-Z9.z-99: correct it."),
        ("Covered by", "ORG-Z9.z-99", "There is no ORG-Z9.z-99: correct it."),
        ("Start quarter", "2010/11 Q1", "Enter a quarter within these."),
        ("One-off capital", "about ten", "Whole pounds from 0 to 1,000,000,000"),
    ],
)
def test_what_the_form_refuses_is_refused_in_a_table(made, heading, value, said):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, heading, value))
    assert said in problem(client, made.plan, data)


def test_a_further_outcome_must_be_one_of_the_assessment(made):
    client = signed_in(made.people.lead)
    book = load_workbook(io.BytesIO(exported(made.plan, made.people.lead)))
    book["Scopes"].append(["SYS9", "Critical system", "Invented"])
    data = cells(saved(book), "Plan", (FIRST, "Further outcomes", "SYS9 B1.a"))
    assert "Outcomes of this assessment" in problem(client, made.plan, data)


def test_a_ref_of_a_row_that_only_the_workbook_has_cannot_be_waited_for(made):
    client = signed_in(made.people.lead)
    book = load_workbook(io.BytesIO(exported(made.plan, made.people.lead)))
    row = [cell.value for cell in book["Plan"][2]]
    book["Plan"].append(["ORG-Z9.z-99", *row[1:]])
    data = cells(saved(book), "Plan", (FIRST, "Depends on", "ORG-Z9.z-99"))
    assert "Refs of this plan" in problem(client, made.plan, data)


def test_unknown_and_missing_rows_are_named_and_left_alone(made):
    client = signed_in(made.people.lead)
    book = load_workbook(io.BytesIO(exported(made.plan, made.people.lead)))
    row = [cell.value for cell in book["Plan"][2]]
    book["Plan"].append(["ORG-Z9.z-99", *row[1:]])
    data = without_row(saved(book), "Plan", SECOND)
    page, _ = upload(client, made.plan, data)
    text = text_of(page)
    assert "Rows that the plan does not know" in text
    assert "<li>ORG-Z9.z-99</li>" in text
    assert f'They stay in the plan as they are.</p> <ul class="govuk-list govuk-list--bullet"><li>{SECOND}</li>' in text


def test_a_row_without_a_ref_is_named_by_its_number(made):
    client = signed_in(made.people.lead)
    book = load_workbook(io.BytesIO(exported(made.plan, made.people.lead)))
    book["Plan"].append([None, *[cell.value for cell in book["Plan"][2]][1:]])
    page, _ = upload(client, made.plan, saved(book))
    assert "<li>Row 4 of the sheet Plan, which has no ref</li>" in text_of(page)


def test_an_assurers_word_that_was_changed_is_mentioned_and_not_taken(made):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "Title", "Easier"), (FIRST, "Notes", "Ours"))
    page, address = upload(client, made.plan, data)
    assert f"{FIRST}: Title changed in the workbook. They are the assurer’s and are not taken." in text_of(page)
    confirm(client, page, address)
    row = PlanDocument.of(made.plan).by_ref[FIRST]
    assert row.recommendation.title == "Recommendation 1"
    assert row.response.notes == "Ours"


def test_a_faulty_workbook_can_be_had_back_with_its_cells_marked(made):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "Priority", "Sometimes"))
    _, address = upload(client, made.plan, data)
    page = client.get(f"{address}marked/")
    assert page.status_code == 200
    assert "To mend" in load_workbook(io.BytesIO(page.content)).sheetnames


def test_what_is_no_workbook_is_refused(made):
    client = signed_in(made.people.lead)
    assert "The file" in problem(client, made.plan, b"not a workbook")


# --- whose rows


@pytest.fixture
def delegate(made):
    user = make.person(role=Role.DELEGATE, at=made.council)
    assign_perm("respond", user, made.plan.responses.get(ref=FIRST))
    return user


def test_a_delegate_brings_back_their_own_rows(made, delegate):
    save(made, FIRST, waits_for=(SECOND,))
    data = cells(exported(made.plan, delegate, refs={FIRST}), "Plan", (FIRST, "Notes", "From the delegate"))
    client = signed_in(delegate)
    page, address = upload(client, made.plan, data)
    assert "1 change that nobody else has touched" in text_of(page)
    assert confirm(client, page, address).status_code == 302
    assert facts(made.plan, FIRST).notes == "From the delegate"
    assert facts(made.plan, FIRST).waits_for == (SECOND,)


def test_a_row_that_was_not_given_to_the_delegate_is_refused_by_name(made, delegate):
    client = signed_in(delegate)
    text = problem(client, made.plan, exported(made.plan, made.people.lead))
    assert SECOND in text
    assert "This recommendation was not given to you" in text


def test_a_row_taken_back_meanwhile_is_not_written(made, delegate):
    data = cells(exported(made.plan, delegate, refs={FIRST}), "Plan", (FIRST, "Notes", "Too late"))
    client = signed_in(delegate)
    page, address = upload(client, made.plan, data)
    take_back(made.plan.responses.get(ref=FIRST), delegate, by=made.people.lead)
    refused = confirm(client, page, address)
    assert refused.status_code == 409
    assert "This recommendation was not given to you" in text_of(refused)
    assert facts(made.plan, FIRST).notes == ""


# --- when not


def test_an_upload_is_written_once_and_not_when_it_has_expired_or_is_anothers(made):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "Notes", "Once"))
    page, address = upload(client, made.plan, data)
    other = make.person(role=Role.CONTRIBUTOR, at=made.council)
    assert signed_in(other).get(address).status_code == 404
    Intake.objects.update(expires=timezone.now() - datetime.timedelta(minutes=1))
    assert "waited too long" in text_of(confirm(client, page, address))
    Intake.objects.update(expires=timezone.now() + datetime.timedelta(minutes=1))
    assert confirm(client, page, address).status_code == 302
    assert "This import has been confirmed already." in text_of(confirm(client, page, address))
    assert Change.objects.filter(source=Change.Source.WORKBOOK).count() == 1


def test_nothing_is_written_into_a_plan_that_was_handed_over_meanwhile(made):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "Notes", "Too late"))
    page, address = upload(client, made.plan, data)
    make_plan.walk(made, "share")
    assert made.plan.status == Status.ASSURER_FEEDBACK
    assert confirm(client, page, address).status_code == 403
    assert facts(made.plan, FIRST).notes == ""


def test_an_import_is_written_whole_or_not_at_all(made, monkeypatch):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "Notes", "a"), (SECOND, "Notes", "b"))
    page, address = upload(client, made.plan, data)
    calls = []

    def fails_at_the_second(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return save_response(*args, **kwargs)

    monkeypatch.setattr("submissions.imports.save_response", fails_at_the_second)
    with pytest.raises(RuntimeError):
        confirm(client, page, address)
    assert facts(made.plan, FIRST).notes == ""
    assert Intake.objects.get().state == Intake.State.READ


# --- undo


def imported(made, *filled):
    client = signed_in(made.people.lead)
    data = cells(exported(made.plan, made.people.lead), "Plan", *filled)
    page, address = upload(client, made.plan, data)
    assert confirm(client, page, address).status_code == 302
    return client, f"{address}undo/"


def test_an_import_is_undone_as_it_was_before(made):
    before = PlanDocument.of(made.plan).text
    client, undo = imported(made, (FIRST, "Notes", "a"), (SECOND, "Workstream", None), (SECOND, "Annual cost", 5))
    assert "2 changes" in text_of(client.get(undo))
    assert client.post(undo).status_code == 302
    assert PlanDocument.of(made.plan).text == before
    assert Change.objects.filter(source=Change.Source.UNDO).count() == 2
    assert "This has been undone already." in text_of(client.post(undo))


def test_an_import_stands_once_something_else_has_changed_the_same_row(made):
    client, undo = imported(made, (FIRST, "Notes", "a"))
    save(made, SECOND, notes="another row")
    assert "Something else has changed since" not in text_of(client.get(undo))
    save(made, FIRST, effort_days=3)
    assert f"Something else has changed since: {FIRST}." in text_of(client.get(undo))
    assert client.post(undo).status_code == 409
    assert facts(made.plan, FIRST).notes == "a"


def test_undoing_takes_back_workstreams_too(made):
    client = signed_in(made.people.lead)
    made.plan.workstreams.create(name="Identity", purpose="Before")
    book = load_workbook(io.BytesIO(exported(made.plan, made.people.lead)))
    book["Workstreams"]["C2"], book["Workstreams"]["A3"] = "After", "Suppliers"
    data = cells(saved(book), "Plan", (FIRST, "Workstream", "Suppliers"))
    page, address = upload(client, made.plan, data)
    confirm(client, page, address)
    assert facts(made.plan, FIRST).workstream == "Suppliers"
    client.post(f"{address}undo/")
    assert list(made.plan.workstreams.values_list("name", "purpose")) == [("Identity", "Before")]


def test_a_contributor_undoes_their_own_imports_and_the_lead_everybodys(made):
    _, undo = imported(made, (FIRST, "Notes", "a"))
    other = make.person(role=Role.CONTRIBUTOR, at=made.council)
    assert signed_in(other).get(undo).status_code == 404
    lead = make.person(role=Role.CAF_LEAD, at=made.council)
    assert signed_in(lead).post(undo).status_code == 302


# --- the command


def run(data, tmp_path, by, *more):
    file = tmp_path / "back.xlsx"
    file.write_bytes(data)
    out = io.StringIO()
    try:
        call_command("merge_workbook", str(file), "--by", by.email, *more, stdout=out, stderr=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


def test_the_command_shows_and_writes_only_when_it_is_told_to(made, tmp_path):
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "Notes", "By command"))
    code, said = run(data, tmp_path, made.people.lead)
    assert code == 0
    assert "By command" in said
    assert "Nothing was written" in said
    assert facts(made.plan, FIRST).notes == ""
    code, said = run(data, tmp_path, made.people.lead, "--apply")
    assert code == 0
    assert facts(made.plan, FIRST).notes == "By command"


def test_the_command_writes_nothing_while_a_clash_is_open(made, tmp_path):
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "Notes", "Workbook"), (SECOND, "Notes", "Safe"))
    save(made, FIRST, notes="Service")
    code, said = run(data, tmp_path, made.people.lead, "--apply")
    assert code == 1
    assert "Clash" in said
    assert facts(made.plan, SECOND).notes == ""
    assert run(data, tmp_path, made.people.lead, "--apply", "--prefer", "service")[0] == 0
    assert (facts(made.plan, FIRST).notes, facts(made.plan, SECOND).notes) == ("Service", "Safe")


def test_the_command_lists_what_is_wrong_and_ends_with_1(made, tmp_path):
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "Priority", "Sometimes"))
    code, said = run(data, tmp_path, made.people.lead, "--apply")
    assert code == 1
    assert "High; Medium; Low" in said


def test_the_command_refuses_whoever_may_neither_merge_nor_give_feedback(made, tmp_path):
    data = exported(made.plan, made.people.lead)
    reader = make.person(role=Role.READER, at=made.council)
    for user in (reader, made.people.assurer, make.person()):  # the plan is not shared yet
        with pytest.raises(CommandError):
            run(data, tmp_path, user)


def test_the_command_keeps_nothing_of_a_try(made, tmp_path):
    data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "Notes", "By command"))
    run(data, tmp_path, made.people.lead)
    assert not Intake.objects.exists()


# --- the whole sample


def tarnside_plan():
    engagement = make_assurance.engagement_for(SAMPLE)
    assurer = make.assurer(engagement)
    lead = make.person(role=Role.CAF_LEAD, at=engagement.assessment.council)
    make_assurance.written(SAMPLE, engagement=engagement, by=assurer)
    for report in Report.objects.in_hand().order_by("scope__kind", "scope__code"):
        plan = issue_report(report, by=assurer)
    return plan, lead


def filled_in(data: bytes, completed: bytes, refs: Collection[str] | None = None) -> bytes:
    """The council's columns, workstreams and milestones of one workbook in another; of all rows or of some."""
    book, source = load_workbook(io.BytesIO(data)), load_workbook(io.BytesIO(completed))
    councils = [heading.label for heading in COUNCIL_HEADINGS]
    theirs = {cell.value: cell.column for cell in source["Plan"][1]}
    ours = {cell.value: cell.column for cell in book["Plan"][1]}
    rows = {row[0].value: row[0].row for row in source["Plan"].iter_rows(min_row=2)}
    for row in book["Plan"].iter_rows(min_row=2):
        ref = row[0].value
        if ref and (refs is None or ref in refs):
            for name in councils:
                book["Plan"].cell(row[0].row, ours[name]).value = source["Plan"].cell(rows[ref], theirs[name]).value
    for sheet in ("Workstreams", "Milestones"):
        for row in source[sheet].iter_rows(min_row=2):
            for cell in row:
                book[sheet].cell(cell.row, cell.column).value = cell.value
    return saved(book)


def test_tarnside_goes_out_is_filled_in_in_two_sessions_and_comes_back_as_the_completed_workbook():
    plan, lead = tarnside_plan()
    completed = make_assurance.sample(f"{SAMPLE}-completed")
    client = signed_in(lead)
    data = filled_in(exported(plan, lead), completed)
    meanwhile = make.person(role=Role.CONTRIBUTOR, at=plan.council)
    for response in plan.responses.order_by("ref")[:3]:
        save_response(response, {"notes": "Typed meanwhile", "effort_days": 999}, seen=0, by=meanwhile)
    page, address = upload(client, plan, data)
    clashes = page.context["merge"].clashes
    assert {line.label for line in clashes} <= {"Notes", "Effort days"}
    assert clashes
    assert confirm(client, page, address, all="workbook").status_code == 302
    again, _ = upload(client, plan, filled_in(exported(plan, lead), completed))
    left = {line.label for line in again.context["merge"].safe}
    assert left <= {"Notes", "Effort days"}  # typed meanwhile where the workbook said nothing when it went out
    assert again.context["merge"].clashes == []
    confirm(client, again, again.wsgi_request.path)
    final, _ = upload(client, plan, filled_in(exported(plan, lead), completed))
    assert not final.context["merge"].has_something
    assert plan.responses.exclude(choice="").count() == 58
    assert plan.workstreams.exclude(purpose="").count() == plan.workstreams.count() > 0


def test_the_page_asks_the_database_no_more_of_many_rows_than_of_few():
    def asked(rows):
        made = make_plan.plan(recommendations=rows, complete=True)
        client = signed_in(made.people.lead)
        data = cells(exported(made.plan, made.people.lead), "Plan", (FIRST, "Notes", "a"))
        _, address = upload(client, made.plan, data)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return queries(captured)

    few = asked(3)
    assert few == asked(30)
    assert few <= 15
