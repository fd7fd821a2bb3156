"""Recommendations written in the browser: added, changed, moved, split, merged, removed; and the firm's own wording."""

import pytest
from django.urls import reverse

from assurance.models import AlsoAddresses, RetiredRef, Wording
from assurance.writing.refs import next_ref
from tests import make, make_assurance
from tests.assurance.test_writing import as_shown, text
from tests.make import sign_in

pytestmark = pytest.mark.django_db
WHOLE = {"title": "Name an owner", "text": "Do it.", "risk": "high", "control_types": ["people", "process"]}


@pytest.fixture
def engagement():
    return make.engagement()


@pytest.fixture
def assurer(engagement, client):
    made = make.assurer(engagement)
    sign_in(client, made)
    return made


@pytest.fixture
def report(engagement, assurer):
    scope = make.scope(engagement=engagement)
    make.scope(engagement=engagement, code="SYS1")
    return make_assurance.draft(scope, "A1.a", "A1.b", recommended=("A1.a", "A1.b"))


def address(report, name, *ref):
    return reverse(f"assurance:{name}", args=[report.scope.assessment.reference, report.scope.code, *ref])


def remove(client, report, ref):
    here = address(report, "recommendation_remove", ref)
    return client.post(here, as_shown(client.get(here)))


def refs(report):
    return list(report.recommendations.order_by("position").values_list("ref", flat=True))


def add(client, report, code="A1.a", **sent):
    return client.post(f"{address(report, 'recommendation_add')}?outcome={code}", WHOLE | sent)


# --- adding and changing


def test_first_the_outcome_is_chosen_and_then_the_words_are_written(client, report):
    page = client.get(address(report, "recommendation_add"))
    assert "Which outcome is the recommendation about?" in text(page)
    page = client.get(address(report, "recommendation_add"), {"outcome": "A1.a"})
    assert "Recommendation on A1.a Board Direction" in text(page)
    page = client.get(address(report, "recommendation_add"), {"outcome": "B1.a"})
    assert "Select one of the outcomes of this scope" in text(page)


def test_a_recommendation_is_added_with_a_ref_of_its_own(client, report):
    also = "SYS1 b1a; org A1.b Roles and Responsibilities; SYS1 B1.a"
    page = add(client, report, also_addresses=also, expected="achieved", risk_description="Harm")
    assert page["Location"] == address(report, "recommendation_list")
    made = report.recommendations.get(ref="ORG-A1.a-02")
    assert (made.title, made.text, made.risk, made.risk_description) == ("Name an owner", "Do it.", "high", "Harm")
    assert (made.people, made.process, made.technology) == (True, True, False)
    pairs = set(made.also_addresses.values_list("scope__code", "outcome__code"))
    assert pairs == {("SYS1", "B1.a"), ("ORG", "A1.b")}
    assert report.findings.get(outcome__code="A1.a").expected == "achieved"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": ""}, "Enter the title"),
        ({"risk": ""}, "Select the risk level"),
        ({"control_types": []}, "Select one control type or more"),
        ({"also_addresses": "SYS9 B1.a"}, "“SYS9 B1.a” is not an outcome in a scope"),
        ({"also_addresses": "SYS1 A1.a"}, "“SYS1 A1.a” is not an outcome in a scope"),
        ({"also_addresses": "something"}, "“something” is not an outcome in a scope"),
        ({"also_addresses": "ORG A1.a"}, "this recommendation is about it already"),
        ({"expected": "partially_achieved"}, "Select one of the answers shown"),  # A1.a has no such level
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, report, sent, said):
    report.findings.update(decision="achieved")
    page = add(client, report, risk_description="Typed with care", **sent)
    assert said in text(page).replace("&#x27;", "'")
    assert "Typed with care" in text(page)
    assert report.recommendations.count() == 2


def test_no_result_below_the_decision_is_expected(client, report):
    code = report.scope.assessment.framework.outcomes.filter(code__startswith="A", has_partial=True).first().code
    outcome = report.scope.assessment.framework.outcomes.get(code=code)
    report.findings.create(outcome=outcome, decision="achieved")
    page = add(client, report, code=code, expected="partially_achieved")
    assert f"{code} is achieved already" in text(page)


def test_a_result_is_expected_only_of_an_outcome_with_a_decision(client, report):
    page = add(client, report, code="A2.a", expected="achieved")
    assert "Enter the decision on A2.a first" in text(page)


def test_a_recommendation_is_changed_and_keeps_its_ref(client, report):
    here = address(report, "recommendation_edit", "ORG-A1.a-01")
    sent = as_shown(client.get(here)) | {"title": "Another title", "also_addresses": "ORG A1.b"}
    assert client.post(here, sent).status_code == 302
    row = report.recommendations.get(ref="ORG-A1.a-01")
    assert row.title == "Another title"
    assert AlsoAddresses.objects.get().recommendation == row


def test_two_tabs_in_one_recommendation_clash_field_by_field(client, report):
    here = address(report, "recommendation_edit", "ORG-A1.a-01")
    shown = as_shown(client.get(here))
    client.post(here, shown | {"title": "Theirs", "risk": "low"})
    page = client.post(here, shown | {"title": "Mine", "text": "My text"})
    assert page.status_code == 409
    assert [(c.typed, c.saved) for c in page.context["clashes"]] == [("Mine", "Theirs")]
    assert client.post(here, as_shown(page)).status_code == 302
    row = report.recommendations.get(ref="ORG-A1.a-01")
    assert (row.title, row.text, row.risk) == ("Mine", "My text", "low")


def test_what_is_typed_about_a_recommendation_that_is_gone_is_shown(client, report):
    here = address(report, "recommendation_edit", "ORG-A1.a-01")
    sent = as_shown(client.get(here)) | {"text": "Words of an hour"}
    remove(client, report, "ORG-A1.a-01")
    page = client.post(here, sent)
    assert page.status_code == 409
    assert "Words of an hour" in text(page)
    assert client.get(here).status_code == 404


# --- order


def test_recommendations_are_moved_up_and_down(client, report):
    add(client, report)
    move = address(report, "recommendation_move", "ORG-A1.a-02")
    for to, order in (("up", ["ORG-A1.a-01", "ORG-A1.a-02", "ORG-A1.b-02"]), ("up", None), ("up", None)):
        client.post(move, {"to": to})
        if order:
            assert refs(report) == order
    assert refs(report)[0] == "ORG-A1.a-02"
    client.post(move, {"to": "down"})
    assert refs(report) == ["ORG-A1.a-01", "ORG-A1.a-02", "ORG-A1.b-02"]


# --- splitting, merging, removing


def test_a_recommendation_is_split_in_two(client, report):
    row = report.recommendations.get(ref="ORG-A1.a-01")
    here = address(report, "recommendation_split", row.ref)
    sent = as_shown(client.get(here)) | {"text": "The first half", "second_title": "Half", "second_text": "The second"}
    assert client.post(here, sent).status_code == 302
    assert refs(report) == ["ORG-A1.a-01", "ORG-A1.a-02", "ORG-A1.b-02"]
    second = report.recommendations.get(ref="ORG-A1.a-02")
    assert (second.title, second.text, second.risk, second.process) == ("Half", "The second", row.risk, True)
    row.refresh_from_db()
    assert row.text == "The first half"


def test_halves_that_say_the_same_are_refused(client, report):
    here = address(report, "recommendation_split", "ORG-A1.a-01")
    page = client.post(here, as_shown(client.get(here)))
    assert "both recommendations say the same" in text(page)
    assert report.recommendations.count() == 2


def test_two_recommendations_are_merged_with_the_words_of_both_to_edit(client, report):
    report.recommendations.filter(ref="ORG-A1.a-01").update(risk="low", risk_description="One")
    report.recommendations.filter(ref="ORG-A1.b-02").update(technology=True, risk_description="Two")
    here = address(report, "recommendation_merge", "ORG-A1.a-01") + "?other=ORG-A1.b-02"
    page = client.get(here)
    sent = as_shown(page)
    assert sent["text"] == "Do what A1.a asks.\n\nDo what A1.b asks."
    assert (sent["risk"], sent["risk_description"]) == ("high", "One\n\nTwo")
    assert sent["control_types"] == ["process", "technology"]
    assert sent["also_addresses"] == "ORG A1.b"
    assert client.post(here, sent | {"text": "Both at once"}).status_code == 302
    row = report.recommendations.get()
    assert (row.ref, row.text) == ("ORG-A1.a-01", "Both at once")
    assert RetiredRef.objects.get().ref == "ORG-A1.b-02"


@pytest.mark.parametrize("what", ["split", "merge", "remove"])
def test_what_somebody_else_has_changed_is_not_split_merged_or_removed_unseen(client, report, what):
    here = address(report, f"recommendation_{what}", "ORG-A1.a-01") + ("?other=ORG-A1.b-02" if what == "merge" else "")
    sent = as_shown(client.get(here))
    if what != "remove":
        sent |= {"text": "Mine", "second_text": "Also mine"}
    report.recommendations.filter(ref="ORG-A1.a-01").update(text="Theirs meanwhile")
    page = client.post(here, sent)
    assert page.status_code == 409
    assert "Theirs meanwhile" in text(page)
    assert what == "remove" or "Mine" in text(page)
    assert report.recommendations.count() == 2
    assert client.post(here, as_shown(page)).status_code == 302
    assert report.recommendations.count() == {"split": 3, "merge": 1, "remove": 1}[what]


def test_a_removed_ref_is_never_given_again(client, report):
    add(client, report)
    remove(client, report, "ORG-A1.a-02")
    assert refs(report) == ["ORG-A1.a-01", "ORG-A1.b-02"]
    add(client, report)
    assert refs(report) == ["ORG-A1.a-01", "ORG-A1.b-02", "ORG-A1.a-03"]


def test_a_ref_of_another_report_on_the_scope_is_never_given_again(client, report):
    outcome = report.scope.assessment.framework.outcomes.get(code="A1.a")
    report.recommendations.filter(ref="ORG-A1.a-01").update(ref="org-a1.a-07")
    assert next_ref(report.scope, outcome) == "ORG-A1.a-08"


def test_with_the_last_recommendation_goes_what_was_expected_of_its_outcome(client, report):
    report.findings.update(expected="achieved")
    remove(client, report, "ORG-A1.a-01")
    assert report.findings.get(outcome__code="A1.a").expected == ""
    assert report.findings.get(outcome__code="A1.b").expected == "achieved"


def test_another_firm_finds_no_recommendation(client, report):
    other = make.engagement(assessment=report.scope.assessment, leads=False)
    sign_in(client, make.assurer(other))
    for name, *ref in (("recommendation_list",), ("recommendation_edit", "ORG-A1.a-01")):
        assert client.get(address(report, name, *ref)).status_code == 404


def test_the_list_names_outcomes_that_have_no_recommendation(client, report):
    make_targets(report)
    report.recommendations.filter(ref="ORG-A1.b-02").delete()
    page = client.get(address(report, "recommendation_list"))
    assert [finding.outcome for finding in page.context["alone"]] == ["A1.b"]


def make_targets(report):
    assessment = report.scope.assessment
    wanted = {"A1.a": "achieved", "A1.b": "achieved"}
    assessment.profile = make.profile(framework=assessment.framework, targets=wanted)
    assessment.save()


def test_the_list_asks_the_same_of_the_database_at_3_rows_and_at_300(
    client, report, django_assert_num_queries, django_assert_max_num_queries
):
    here = address(report, "recommendation_list")
    with django_assert_max_num_queries(15) as few:
        client.get(here)
    for number in range(3, 300):
        make_assurance.recommendation(report, "A1.a", position=number)
    with django_assert_num_queries(len(few)):
        client.get(here)


# --- the firm's own wording


def library(engagement, name="list", *pk, **query):
    return reverse(f"assurance:wording_{name}", args=[engagement.firm_id, *pk])


def test_wording_is_kept_and_chosen_to_start_from(client, engagement, report):
    add_page = library(engagement, "add") + "?framework=3.2"
    assert client.post(add_page, WHOLE | {"outcome": "A1.a"}).status_code == 302
    wording = Wording.objects.get()
    assert "Name an owner" in text(client.get(library(engagement)))
    here = address(report, "recommendation_add")
    page = client.get(here, {"outcome": "A1.a"})
    assert f"?outcome=A1.a&amp;wording={wording.pk}" in text(page)
    started = as_shown(client.get(here, {"outcome": "A1.a", "wording": wording.pk}))
    assert {name: started[name] for name in WHOLE} == WHOLE
    assert as_shown(client.get(here, {"outcome": "A1.b", "wording": wording.pk})).get("title") is None


def test_nothing_of_a_report_comes_into_the_library_by_itself(client, report):
    add(client, report)
    assert not Wording.objects.exists()


def test_wording_of_another_firm_is_not_found(client, engagement, report):
    outcome = report.scope.assessment.framework.outcomes.get(code="A1.a")
    other = make.engagement()
    theirs = Wording.objects.create(firm=other.firm, outcome=outcome, title="T", text="Their words", by=make.person())
    assert client.get(library(other)).status_code == 404
    assert client.get(library(engagement, "edit", theirs.pk)).status_code == 404
    page = client.get(address(report, "recommendation_add"), {"outcome": "A1.a", "wording": theirs.pk})
    assert "Their words" not in text(page)


def test_the_same_title_twice_for_an_outcome_is_an_error(client, engagement, report):
    add_page = library(engagement, "add") + "?framework=3.2"
    client.post(add_page, WHOLE | {"outcome": "A1.a"})
    page = client.post(add_page, WHOLE | {"outcome": "A1.a", "text": "Other words"})
    assert "has this title for this outcome already" in text(page)
    assert "Other words" in text(page)


def test_wording_is_changed_and_removed_and_two_tabs_clash(client, engagement, report):
    client.post(library(engagement, "add") + "?framework=3.2", WHOLE | {"outcome": "A1.a"})
    edit = library(engagement, "edit", Wording.objects.get().pk)
    shown = as_shown(client.get(edit))
    assert client.post(edit, shown | {"text": "First"}).status_code == 302
    page = client.post(edit, shown | {"text": "Second"})
    assert page.status_code == 409
    assert [(c.typed, c.saved) for c in page.context["clashes"]] == [("Second", "First")]
    client.post(library(engagement, "remove", Wording.objects.get().pk))
    assert not Wording.objects.exists()
