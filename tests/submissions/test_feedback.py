"""A reviewer's workbook comes back: as suggestions and comments, seen first, and written once confirmed."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from openpyxl import load_workbook

from accounts.roles import Role
from assurance.models import Intake
from submissions.delegation import hand_over
from submissions.models import Change, Notification, Status, Suggestion, Thread
from submissions.responses import save_response
from submissions.suggestions import accept, base_of, value_of
from tests import make, make_plan
from tests.make_plan import COMPLETE
from tests.submissions.sent_forms import controls, signed_in
from tests.submissions.test_imports import FIRST, SECOND, cells, run, saved

pytestmark = pytest.mark.django_db

BETTER = "It lowers the risk of a breach."
FILLED = (
    (FIRST, "Justification", BETTER),
    (FIRST, "One-off capital", 20_000),
    (SECOND, "Comments", "Who stands in for the owner?"),
)


@pytest.fixture
def made():
    return make_plan.plan(status=Status.ASSURER_FEEDBACK)


def taken_out(made, by) -> bytes:
    """The workbook that a person makes on the page of exports."""
    return signed_in(by).post(f"/plans/{made.plan.reference}/export/xlsx").content


def upload(made, by, data: bytes):
    """The page that shows an uploaded workbook, and its address."""
    client = signed_in(by)
    page = client.post(f"/plans/{made.plan.reference}/feedback/", {"workbook": SimpleUploadedFile("back.xlsx", data)})
    assert page.status_code == 302, page.content.decode()
    return client.get(page.headers["Location"]).content.decode(), page.headers["Location"]


def confirm(by, page: str, where: str, **chosen):
    return signed_in(by).post(where, controls(page) | chosen)


def test_the_workbook_of_a_reviewer_has_a_column_for_comments_and_the_councils_has_none(made):
    for who, expected in ((made.people.assurer, True), (made.people.qa, True), (made.people.lead, False)):
        sheet = load_workbook(io.BytesIO(taken_out(made, who)))["Plan"]
        assert ("Comments" in [cell.value for cell in sheet[1]]) == expected


def test_differences_become_suggestions_and_comments_threads_once_confirmed(made):
    assurer = made.people.assurer
    page, where = upload(made, assurer, cells(taken_out(made, assurer), "Plan", *FILLED))
    assert "2 suggestions" in page
    assert "1 comment" in page
    assert BETTER in page
    assert "is not part of the template" not in page
    assert not Suggestion.objects.exists(), "nothing is written before"
    assert not Thread.objects.exists()

    done = confirm(assurer, page, where)
    assert done.status_code == 302
    found = {s.field: (s.response.ref, base_of(s), value_of(s), s.by, s.state) for s in Suggestion.objects.all()}
    assert found == {
        "justification": (FIRST, COMPLETE["justification"], BETTER, assurer, "open"),
        "capital": (FIRST, 12_000, 20_000, assurer, "open"),
    }
    thread = made.plan.threads.get()
    assert (thread.response.ref, thread.audience, thread.state) == (SECOND, "assurer", "open")
    assert thread.comments.get().text == "Who stands in for the owner?"
    assert not Change.objects.filter(source=Change.Source.WORKBOOK).exists(), "the plan itself is as it was"


def test_of_a_workbook_people_are_told_once(made):
    contributor = make.person(role=Role.DELEGATE, at=made.council)
    for response in made.responses:
        hand_over(response, contributor, by=made.people.lead)
    Notification.objects.all().delete()
    assurer = made.people.assurer
    page, where = upload(made, assurer, cells(taken_out(made, assurer), "Plan", *FILLED))
    confirm(assurer, page, where)
    told = {each.to: each.kind for each in Notification.objects.select_related("to")}
    assert told == {made.people.lead: "feedback", contributor: "comment"}
    assert Notification.objects.count() == 2
    line = signed_in(made.people.lead).get("/news/").content.decode()
    assert "returned feedback as a workbook" in line
    assert f'href="/plans/{made.plan.reference}/suggestions/"' in line


def test_of_comments_that_a_workbook_keeps_nobody_is_told_yet(made):
    Notification.objects.all().delete()
    assurer = made.people.assurer
    page, where = upload(made, assurer, cells(taken_out(made, assurer), "Plan", FILLED[-1]))
    confirm(assurer, page, where, when="keep")
    assert Thread.objects.get().state == Thread.State.KEPT
    assert not Notification.objects.exists()


def test_it_is_confirmed_once_and_comes_back_twice_without_saying_anything_twice(made):
    assurer = made.people.assurer
    data = cells(taken_out(made, assurer), "Plan", *FILLED)
    page, where = upload(made, assurer, data)
    confirm(assurer, page, where)
    assert confirm(assurer, page, where).status_code == 409
    page, where = upload(made, assurer, data)
    assert "1 comment" not in page
    confirm(assurer, page, where)

    assert Thread.objects.count() == 1
    assert Suggestion.objects.filter(state="open").count() == 2


def test_a_field_that_the_council_changed_meanwhile_keeps_what_the_reviewer_had_before_them():
    made = make_plan.plan(complete=True)
    make_plan.walk(made, "share", "return_feedback")
    assurer, response = made.people.assurer, made.responses[0]
    data = cells(taken_out(made, assurer), "Plan", *FILLED)
    save_response(response, {"justification": "Ours."}, seen=response.version, by=made.people.lead)
    page, where = upload(made, assurer, data)
    confirm(assurer, page, where)

    suggestion = Suggestion.objects.get(field="justification")
    assert (base_of(suggestion), value_of(suggestion)) == (COMPLETE["justification"], BETTER)
    shown = signed_in(made.people.lead).get(f"/plans/{made.plan.reference}/suggestions/{suggestion.pk}/")
    for words in (COMPLETE["justification"], "Ours.", BETTER, "Accept it all the same"):
        assert words in shown.content.decode()
    accept(suggestion, seen=response.version + 1, by=made.people.lead)


def test_where_the_plan_has_moved_since_the_page_was_shown_nothing_is_written():
    made = make_plan.plan(complete=True)
    make_plan.walk(made, "share", "return_feedback")
    assurer, response = made.people.assurer, made.responses[0]
    page, where = upload(made, assurer, cells(taken_out(made, assurer), "Plan", *FILLED))
    save_response(response, {"justification": "Ours."}, seen=response.version, by=made.people.lead)
    moved = confirm(assurer, page, where)

    assert moved.status_code == 409
    assert "The plan has changed since you opened this page" in moved.content.decode()
    assert not Suggestion.objects.exists()
    assert confirm(assurer, moved.content.decode(), where).status_code == 302


def test_a_quality_assurers_comments_are_for_the_council_unless_they_choose_otherwise_and_can_be_kept(made):
    qa = made.people.qa
    page, where = upload(made, qa, cells(taken_out(made, qa), "Plan", *FILLED))
    assert controls(page)["audience"] == ["council"]
    confirm(qa, page, where, when="keep")
    assert (made.plan.threads.get().audience, made.plan.threads.get().state) == ("council", "kept")
    assert (
        "Suggested by"
        not in signed_in(made.people.assurer).get(f"/plans/{made.plan.reference}/suggestions/").content.decode()
    )


def test_a_faulty_workbook_is_listed_cell_by_cell_and_writes_nothing(made):
    assurer = made.people.assurer
    wrong = ((FIRST, "Priority", "Sometimes"), (SECOND, "Depends on", "ORG-Z9.z-99"))
    faulty = cells(taken_out(made, assurer), "Plan", *wrong)
    page, where = upload(made, assurer, faulty)
    assert "Sometimes" in page
    assert "2 problems to mend" in page
    assert confirm(assurer, page, where).status_code == 409
    assert not Suggestion.objects.exists()
    marked = signed_in(assurer).get(f"{where}marked/")
    assert marked.headers["Content-Disposition"].endswith('back-marked.xlsx"')


def test_workstreams_are_named_and_not_taken_and_unknown_rows_say_nothing(made):
    assurer = made.people.assurer
    made.plan.workstreams.create(name="Identity")
    book = load_workbook(io.BytesIO(taken_out(made, assurer)))
    sheet = book["Workstreams"]
    sheet.cell(2, 3).value = "One sign-in for all"
    page, _ = upload(made, assurer, saved(book))
    assert "changes to these workstreams are not taken: Identity" in page
    assert "suggests nothing and says nothing new" in page


def test_an_upload_is_its_persons_own_and_no_import_of_the_councils(made):
    assurer = made.people.assurer
    page, where = upload(made, assurer, cells(taken_out(made, assurer), "Plan", *FILLED))
    assert signed_in(made.people.qa).get(where).status_code == 404
    assert confirm(made.people.qa, page, where).status_code == 404
    assert Intake.objects.get(kind=Intake.Kind.FEEDBACK).by == assurer
    assert signed_in(made.people.lead).get(where).status_code == 403


# --- the command


def test_the_command_shows_what_a_reviewers_workbook_suggests_and_returns_it_only_when_told_to(made, tmp_path):
    assurer = made.people.assurer
    data = cells(taken_out(made, assurer), "Plan", *FILLED)
    code, said = run(data, tmp_path, assurer)
    assert code == 0
    assert BETTER in said
    assert f"Comment on {SECOND}: Who stands in for the owner?" in said
    assert "Nothing was written. Add --apply" in said
    assert not Suggestion.objects.exists()
    assert not made.plan.threads.exists()
    assert not Intake.objects.exists()

    code, said = run(data, tmp_path, assurer, "--apply")
    assert code == 0
    assert f"{made.plan.reference}: 2 suggestions, 1 comment, as feedback" in said
    assert {each.by for each in Suggestion.objects.all()} == {assurer}
    thread = made.plan.threads.get()
    assert (thread.audience, thread.state, thread.response.ref) == ("assurer", "open", SECOND)
    assert Change.objects.filter(source=Change.Source.WORKBOOK).count() == 0, "a reviewer changes nothing"


def test_the_command_gives_a_quality_assurers_comments_to_the_council(made, tmp_path):
    qa = made.people.qa
    run(cells(taken_out(made, qa), "Plan", FILLED[-1]), tmp_path, qa, "--apply")
    assert made.plan.threads.get().audience == "council"


def test_the_command_takes_no_side_of_a_clash_for_a_reviewer(made, tmp_path):
    assurer = made.people.assurer
    data = taken_out(made, assurer)
    with pytest.raises(CommandError, match="decides nothing"):
        run(data, tmp_path, assurer, "--apply", "--prefer", "service")
