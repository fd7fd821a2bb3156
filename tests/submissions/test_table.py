"""Many responses at once in one table: nothing typed is lost, nothing overwritten unseen, and all of it undone."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from guardian.shortcuts import assign_perm

from accounts.roles import Role
from iip.quarters import Quarter
from submissions import table_page
from submissions.columns import COLUMNS
from submissions.facts import EMPTY, facts_by_ref
from submissions.models import Change
from submissions.responses import save_response
from submissions.table import GROUPS
from tests import make, make_document, make_plan
from tests.submissions.sent_forms import controls, queries, signed_in
from tests.submissions.test_response_edit import VALUES

FIRST, SECOND, THIRD = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"
pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    made = make_plan.plan(council=make.council(name="Ashby"), recommendations=3, complete=True)
    made.plan.workstreams.create(name="Identity")
    return made


@pytest.fixture
def ali(made):
    return make.person(name="Ali Khan", role=Role.CONTRIBUTOR, at=made.council)


def address(plan, columns="all", **asked):
    return reverse("submissions:responses_edit", args=[plan.reference], query={"columns": columns, **asked})


def words(page) -> str:
    return " ".join(page.content.decode().split())


def shown(client, plan, columns="all", **asked):
    return client.get(address(plan, columns, **asked))


def send(client, page, columns="all", **typed):
    """Save what a page shows, with other texts where they are typed: {"owner ORG-A1.a-01": "Head of IT"}."""
    plan = page.context["plan"]
    return client.post(address(plan, columns), controls(page.content.decode()) | {"block": ""} | typed)


def cells(ref, **texts):
    return {f"{name} {ref}": text for name, text in texts.items()}


def change(made, ref, by, **values):
    response = made.plan.responses.get(ref=ref)
    save_response(response, values, seen=response.version, by=by)


def facts(made, ref=FIRST):
    return facts_by_ref(made.plan)[ref]


def batch() -> str:
    return Change.objects.filter(source=Change.Source.TABLE).latest("pk").batch


# --- saving


def test_what_is_typed_into_several_rows_is_saved_as_one_batch_and_undone_together(made):
    client = signed_in(made.people.lead)
    typed = {f"owner {FIRST}": "head of IT", f"capital {FIRST}": "£20,000", f"owner {THIRD}": "Head of IT"}
    made.council.posts.create(title="Head of IT")
    saved = send(client, shown(client, made.plan), **typed)

    assert saved.status_code == 302
    assert "Saved: 3 changes in 2 recommendations." in words(client.get(saved.url))
    assert (facts(made).owner, facts(made).capital, facts(made, THIRD).owner) == ("Head of IT", 20_000, "Head of IT")
    assert set(Change.objects.filter(batch=batch()).values_list("response__ref", "field", "source")) == {
        (FIRST, "owner", "table"), (FIRST, "capital", "table"), (THIRD, "owner", "table"),
    }  # fmt: skip
    undone = client.post(reverse("submissions:set_undo", args=[made.plan.reference, batch()]))
    assert undone.status_code == 302
    assert (facts(made).owner, facts(made).capital) == ("Chief Information Officer", 12_000)
    assert facts(made, THIRD).owner == "Chief Information Officer"


def test_a_table_that_is_sent_as_it_was_shown_changes_nothing(made):
    for ref, values in ((FIRST, VALUES), (SECOND, make_document.NO_ACTION)):
        change(made, ref, made.people.lead, **values)
    client, before = signed_in(made.people.lead), Change.objects.count()
    saved = send(client, shown(client, made.plan))

    assert "Nothing was changed, so nothing is saved." in words(client.get(saved.url))
    assert Change.objects.count() == before


def test_every_column_is_taken_from_its_cell_and_can_be_emptied_again(made):
    change(made, FIRST, made.people.lead, **EMPTY)
    client, names = signed_in(made.people.lead), GROUPS["all"][1]
    typed = {name: COLUMNS[name].written(VALUES[name]) for name in names}
    send(client, shown(client, made.plan), **cells(FIRST, **typed))
    assert {name: getattr(facts(made), name) for name in names} == {name: VALUES[name] for name in names}
    again = controls(shown(client, made.plan).content.decode())
    assert [again[f"{name} {FIRST}"] for name in names] == [[text.replace("£", "")] for text in typed.values()]
    send(client, shown(client, made.plan), **cells(FIRST, **dict.fromkeys(names, "")))
    assert {name: getattr(facts(made), name) for name in names} == {name: EMPTY[name] for name in names}


def test_a_cell_is_read_as_generously_as_a_workbooks(made):
    client = signed_in(made.people.lead)
    typed = {
        "priority": ("Med", "medium"),
        "choice": ("do nothing", "no_action"),
        "start": ("Q1 26/27", Quarter.make(2026, 1)),
        "cost_basis": ("tbc", "not_known"),
        "support": ("Peer, skills", ("skills", "peer_advice")),
        "further_outcomes": ("D1c", (("ORG", "D1.c"),)),
        "workstream": ("identity", "Identity"),
        "waits_for": (f"{SECOND.lower()}; {THIRD}", (SECOND, THIRD)),
        "look_again_on": ("1/4/28", datetime.date(2028, 4, 1)),
    }
    send(client, shown(client, made.plan), **cells(FIRST, **{name: text for name, (text, _) in typed.items()}))
    assert {name: getattr(facts(made), name) for name in typed} == {name: value for name, (_, value) in typed.items()}


FAULTS = {
    "priority": ("Sometimes", "Choose one of the values allowed. Allowed: High; Medium; Low."),
    "capital": ("lots", "Enter whole pounds, such as 12000. Allowed: Whole pounds from 0 to 1,000,000,000."),
    "covered_by": (FIRST, f"Take out {FIRST}: it is this recommendation itself."),
    "waits_for": ("ORG-Z9.z-99", "Correct the ref, or leave it out. Allowed: Refs of this plan."),
    "further_outcomes": ("ORG B1.a", "Move it to the scope of a critical system."),
    "start": ("2030/31 Q1", "Correct the start or the end. Allowed: A quarter not before 2030/31 Q1."),
    "look_again_on": ("soon", "Enter day, month and year. Allowed: A date such as 31 March 2028."),
    "notes": ("a\x07b", "Remove the hidden control character: type the text again."),
    "owner": ("x" * 201, "Shorten it: it has 201 characters. Allowed: At most 200 characters."),
}


def test_a_faulty_cell_says_why_beside_it_and_good_rows_are_saved(made):
    client = signed_in(made.people.lead)
    faulty = cells(FIRST, effort_days="7", **{name: text for name, (text, _) in FAULTS.items()})
    more = cells(SECOND, end="2020/21 Q1", waits_for=SECOND)
    page = send(client, shown(client, made.plan), **faulty, **more, **cells(THIRD, notes="A"))
    for name, (text, said) in FAULTS.items():
        assert f'<a href="#{name}_{FIRST}">{FIRST}, {COLUMNS[name].label}: {said}' in words(page)
        assert controls(page.content.decode())[f"{name} {FIRST}"] == [text]
    assert f'<a href="#end_{SECOND}">{SECOND}, End quarter: Enter a quarter within these.' in words(page)
    assert f"Take out {SECOND}: it is this recommendation itself." in words(page)
    assert "<title>Error: Edit as a table" in words(page)
    assert "Saved: 1 change in 1 recommendation." in words(page)
    assert (facts(made, THIRD).notes, facts(made).effort_days) == ("A", None)
    assert controls(page.content.decode())[f"effort_days {FIRST}"] == ["7"]


def test_a_faulty_cell_is_mended_and_the_rest_of_its_row_is_saved_with_it(made):
    client = signed_in(made.people.lead)
    page = send(client, shown(client, made.plan), **{f"priority {FIRST}": "Sometimes", f"notes {FIRST}": "A"})
    assert send(client, page, **{f"priority {FIRST}": "Low"}).status_code == 302
    assert (facts(made).priority, facts(made).notes) == ("low", "A")


# --- two people


@pytest.fixture
def clash(made, ali):
    """The page after two people changed one cell: the lead's words are not saved, all else is."""
    client = signed_in(made.people.lead)
    page = shown(client, made.plan)
    change(made, FIRST, ali, owner="Head of IT", priority="low")
    typed = {f"owner {FIRST}": "Head of Estates", f"notes {FIRST}": "Mine", f"notes {SECOND}": "Saved"}
    return client, send(client, page, **typed)


def test_a_clash_is_shown_at_its_cell_and_everything_else_is_kept_or_saved(made, clash):
    _, page = clash
    assert page.status_code == 409
    assert f"{FIRST}, Accountable owner: Select whose words the plan keeps: you and Ali Khan" in words(page)
    assert "Ali Khan’s" in words(page)
    assert (facts(made).owner, facts(made).notes, facts(made, SECOND).notes) == ("Head of IT", "", "Saved")
    kept = controls(page.content.decode())
    assert (kept[f"owner {FIRST}"], kept[f"notes {FIRST}"]) == (["Head of Estates"], ["Mine"])
    assert kept[f"priority {FIRST}"] == ["Low"]  # what Ali saved, where nobody else typed


def test_a_clash_asks_again_until_somebody_chooses(made, clash):
    client, page = clash
    again = send(client, page)
    assert again.status_code == 409
    assert facts(made).owner == "Head of IT"
    assert controls(again.content.decode())[f"owner {FIRST}"] == ["Head of Estates"]


def test_who_keeps_their_own_words_overwrites_that_cell_alone(made, clash):
    client, page = clash
    assert send(client, page, **{f"take owner {FIRST}": "mine"}).status_code == 302
    assert (facts(made).owner, facts(made).notes, facts(made).priority) == ("Head of Estates", "Mine", "low")


def test_a_batch_in_which_a_clash_was_settled_is_undone_too(made, clash):
    client, page = clash
    send(client, page, **{f"take owner {FIRST}": "mine"})
    assert client.post(reverse("submissions:set_undo", args=[made.plan.reference, batch()])).status_code == 302
    assert (facts(made).owner, facts(made).notes, facts(made).priority) == ("Head of IT", "", "low")


def test_who_keeps_the_colleagues_words_has_their_own_to_copy(made, clash):
    client, page = clash
    settled = send(client, page, **{f"take owner {FIRST}": "theirs"})
    assert settled.status_code == 200
    assert "Head of Estates" in words(settled)
    assert (facts(made).owner, facts(made).notes) == ("Head of IT", "Mine")


def test_a_choice_counts_against_the_words_that_it_was_made_against(made, clash, ali):
    client, page = clash
    change(made, FIRST, ali, owner="Head of Legal")
    again = send(client, page, **{f"take owner {FIRST}": "mine"})
    assert again.status_code == 409
    assert "Head of Legal" in words(again)
    assert facts(made).owner == "Head of Legal"
    assert send(client, again, **{f"take owner {FIRST}": "mine"}).status_code == 302
    assert facts(made).owner == "Head of Estates"


def test_a_version_that_cannot_be_true_overwrites_nothing_unseen(made, ali):
    client = signed_in(made.people.lead)
    page = shown(client, made.plan)
    change(made, FIRST, ali, owner="Head of IT")
    for seen in ("", "-1", "99", "x", "²", "9" * 40):
        forced = send(client, page, **cells(FIRST, seen=seen, owner="Forced", agreed=seen))
        assert forced.status_code == 409
        assert facts(made).owner == "Head of IT"


def test_what_is_saved_while_the_page_is_made_is_not_taken_back(made, ali, monkeypatch):
    read = table_page.facts_by_ref

    def save_after_reading(plan):
        found = read(plan)
        change(made, FIRST, ali, owner="Head of IT")
        return found

    client = signed_in(made.people.lead)
    with monkeypatch.context() as patch:
        patch.setattr(table_page, "facts_by_ref", save_after_reading)
        page = shown(client, made.plan)
    send(client, page, **cells(FIRST, notes="Mine"))
    assert (facts(made).owner, facts(made).notes) == ("Head of IT", "Mine")


def test_a_choice_without_a_version_that_was_shown_overwrites_nothing(made, ali):
    client = signed_in(made.people.lead)
    page = shown(client, made.plan)
    change(made, FIRST, ali, owner="Head of IT")
    forced = send(client, page, **{f"owner {FIRST}": "Forced", f"agreed {FIRST}": "99", f"take owner {FIRST}": "mine"})
    assert forced.status_code == 409
    assert facts(made).owner == "Head of IT"


# --- who, and when not


def test_a_delegate_sees_and_changes_their_own_rows_alone(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assign_perm("respond", delegate, made.plan.responses.get(ref=SECOND))
    client = signed_in(delegate)
    page = shown(client, made.plan)
    assert SECOND in words(page)
    assert FIRST not in words(page)
    assert "Identity" not in words(page)
    send(client, page, **{f"notes {SECOND}": "Mine", f"notes {FIRST}": "Not mine", f"seen {FIRST}": "1"})
    assert (facts(made, SECOND).notes, facts(made).notes) == ("Mine", "")


def test_a_plan_handed_over_meanwhile_refuses_and_shows_every_word(made):
    client = signed_in(made.people.lead)
    page = shown(client, made.plan)
    make_plan.step(made, "share")
    late = send(client, page, **{f"notes {FIRST}": "My long words"})
    assert late.status_code == 403
    assert "so it cannot be changed now" in words(late)
    assert "My long words" in words(late)
    assert facts(made).notes == ""


def test_a_plan_handed_over_at_that_moment_shows_what_was_new_alone(made, monkeypatch):
    from submissions.views import table

    client = signed_in(made.people.lead)
    page, write = shown(client, made.plan), table.write_table

    def hand_over_first(*args, **kwargs):
        make_plan.step(made, "share")
        return write(*args, **kwargs)

    monkeypatch.setattr(table, "write_table", hand_over_first)
    late = send(client, page, **{f"notes {FIRST}": "My long words"})
    assert late.status_code == 409
    assert "has just been handed over" in words(late)
    assert "My long words" in words(late)
    assert "It lowers the risk." not in words(late)


def test_who_is_signed_out_meanwhile_keeps_every_word(made):
    client = signed_in(made.people.lead)
    page = shown(client, made.plan)
    client.logout()
    late = send(client, page, **{f"notes {FIRST}": "My long words"})
    assert "My long words" in words(late)
    assert facts(made).notes == ""


# --- which rows and columns


def test_the_table_shows_the_rows_of_the_filtered_list_and_the_columns_asked_for(made):
    change(made, SECOND, made.people.lead, choice="no_action")
    page = shown(signed_in(made.people.lead), made.plan, "money", response="no_action")
    assert list(page.context["table"].refs) == [SECOND]
    assert "1 of 3 recommendations" in words(page)
    assert set(GROUPS["money"][1]) == {n.split()[0] for n in controls(page.content.decode()) if n.endswith(SECOND)} - {
        "seen"
    }


def test_the_groups_of_columns_hold_every_column_of_the_workbook():
    some = {name for group, (_, names) in GROUPS.items() if group != "all" for name in names}
    assert some == set(GROUPS["all"][1])


def test_a_long_plan_comes_in_pages_that_keep_the_filter():
    made = make_plan.plan(recommendations=70)
    page = shown(signed_in(made.people.lead), made.plan, "main", risk="high")
    assert len(page.context["rows"]) == 60
    assert "?columns=main&amp;risk=high&amp;page=2" in words(page)
    assert len(shown(signed_in(made.people.lead), made.plan, "main", page=2).context["rows"]) == 10


def test_an_unsaved_row_stays_though_its_filter_would_leave_it_out_now(made, ali):
    client = signed_in(made.people.lead)
    page = client.get(address(made.plan, "main", response="implement"))
    change(made, FIRST, ali, choice="no_action", owner="Head of IT")
    sent = controls(page.content.decode()) | {f"owner {FIRST}": "Head of Estates"}
    again = client.post(address(made.plan, "main", response="implement"), sent)
    assert controls(again.content.decode())[f"owner {FIRST}"] == ["Head of Estates"]


def test_the_table_is_reached_from_the_list_and_leads_back_with_the_filter(made):
    client = signed_in(made.people.lead)
    listed = client.get(reverse("submissions:recommendation_list", args=[made.plan.reference], query={"risk": "high"}))
    assert f"/plans/{made.plan.reference}/edit/?risk=high" in words(listed)
    assert "recommendations/?risk=high" in words(shown(client, made.plan, risk="high"))


@pytest.mark.parametrize("columns", ["main", "all"])
def test_the_page_asks_as_often_for_many_rows_as_for_few(columns):
    def asked(rows):
        made = make_plan.plan(recommendations=rows, complete=True)
        client = signed_in(made.people.lead)
        with CaptureQueriesContext(connection) as captured:
            client.get(address(made.plan, columns))
        return queries(captured)

    few = asked(3)
    assert few == asked(60)
    assert few <= 15


def test_saving_asks_by_the_rows_that_changed_and_not_by_those_shown():
    def asked(rows, changed):
        made = make_plan.plan(recommendations=rows, complete=True)
        client = signed_in(made.people.lead)
        sent = controls(shown(client, made.plan, "main").content.decode())
        refs = [response.ref for response in made.responses[:changed]]
        with CaptureQueriesContext(connection) as captured:
            client.post(address(made.plan, "main"), sent | {f"priority {ref}": "Low" for ref in refs})
        assert set(Change.objects.filter(batch=batch()).values_list("response__ref", flat=True)) == set(refs)
        return queries(captured)

    assert asked(3, 1) == asked(40, 1)
    assert asked(40, 10) - asked(40, 9) == asked(40, 2) - asked(40, 1) <= 12


def test_an_assurers_words_arrive_escaped(made):
    change(made, FIRST, made.people.lead, notes="</textarea><script>x</script>")
    page = shown(signed_in(made.people.lead), made.plan)
    assert "<script>x</script>" not in page.content.decode()
