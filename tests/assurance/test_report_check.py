"""The report check: what stops an issue, what is accepted with a reason, and what a new version changed."""

from dataclasses import replace

import pytest
from django.urls import reverse

from assurance import reports
from assurance.document import FindingFacts, RecommendationFacts
from assurance.models import AcceptedWarning, Recommendation
from assurance.report_changes import ADDED, CHANGED, REMOVED, compare
from assurance.report_check import Matter, errors, warnings
from tests import make, make_assurance, make_plan
from tests.make import sign_in

FINDING = FindingFacts(
    "A1.a", "Board direction", "A", "achieved", "not_achieved", "achieved", "achieved", "Seen in the minutes."
)
RECOMMENDATION = RecommendationFacts(
    "ORG-A1.a-01", "A1.a", "Name an owner", "Name one.", "high", "It could stop services.", ("people",), ()
)
MATTER = Matter("ORG", (FINDING,), (RECOMMENDATION,), {"A1.a": False})


def with_finding(**facts):
    return replace(MATTER, findings=(replace(FINDING, **facts),))


def with_recommendations(*changes):
    return replace(MATTER, recommendations=tuple(replace(RECOMMENDATION, **facts) for facts in changes))


def rules(remarks):
    return [(remark.rule, remark.subject) for remark in remarks]


# --- the rules


def test_a_whole_report_has_neither_errors_nor_warnings():
    assert (errors(MATTER), warnings(MATTER)) == ([], [])


@pytest.mark.parametrize(
    ("matter", "found"),
    [
        (replace(MATTER, findings=()), ("no_findings", "ORG")),
        (with_finding(decision="partially_achieved"), ("no_partial", "A1.a")),
        (replace(MATTER, expected={"B1.a": True}), ("other_scope", "A1.a")),
        (with_recommendations({"outcome": "A1.b"}), ("no_finding", "ORG-A1.a-01")),
        (with_recommendations({"title": ""}), ("no_title", "ORG-A1.a-01")),
        (with_recommendations({"text": ""}), ("no_text", "ORG-A1.a-01")),
        (with_recommendations({"risk_description": ""}), ("no_risk_description", "ORG-A1.a-01")),
        (with_recommendations({}, {"ref": "org-a1.A-01", "text": "Other."}), ("same_ref", "org-a1.A-01")),
        (replace(MATTER, elsewhere=frozenset({"org-a1.a-01"})), ("other_ref", "ORG-A1.a-01")),
    ],
)
def test_an_error_stops_the_issue(matter, found):
    assert rules(errors(matter)) == [found]


def test_a_medium_risk_needs_no_description():
    assert errors(with_recommendations({"risk": "medium", "risk_description": ""})) == []


@pytest.mark.parametrize(
    ("matter", "found"),
    [
        (replace(MATTER, expected={"A1.a": False, "A1.b": False}), ("missing_outcome", "A1.b")),
        (replace(MATTER, recommendations=()), ("no_recommendation", "A1.a")),
        (with_finding(comment=""), ("no_comment", "A1.a")),
        (with_recommendations({}, {"ref": "ORG-A1.a-02", "text": "name  ONE."}), ("same_text", "ORG-A1.a-02")),
        (replace(MATTER, unanswered=("A1.a", "A1.a")), ("no_answer", "A1.a")),
    ],
)
def test_a_warning_names_what_may_be_an_oversight(matter, found):
    assert rules(warnings(matter)) == [found]


def test_an_outcome_without_a_target_or_addressed_by_another_recommendation_is_no_warning():
    assert warnings(replace(with_finding(target=""), recommendations=())) == []
    other = replace(RECOMMENDATION, outcome="A1.b", also_addresses=(("ORG", "A1.a"),))
    assert warnings(replace(MATTER, recommendations=(other,))) == []
    elsewhere = replace(other, also_addresses=(("SYS1", "A1.a"),))
    assert rules(warnings(replace(MATTER, recommendations=(elsewhere,)))) == [("no_recommendation", "A1.a")]


def test_a_long_comment_said_twice_is_a_warning_and_a_short_one_is_not():
    second = replace(FINDING, outcome="A1.b", target="")
    matter = replace(MATTER, findings=(FINDING, second), expected={"A1.a": False, "A1.b": False})
    assert warnings(matter) == []
    long = tuple(replace(finding, comment="The same long words. " * 5) for finding in matter.findings)
    assert rules(warnings(replace(matter, findings=long))) == [("same_text", "A1.b")]


# --- accepted


@pytest.fixture
def scope(db):
    return make.scope(engagement=make.engagement())


@pytest.fixture
def assurer(scope):
    return make.assurer(scope.engagement)


def accept(report, *subjects, by, rule="missing_outcome"):
    return reports.accept_warnings(report, rule, subjects, reason="It was out of scope.", by=by)


def test_each_warning_is_accepted_with_a_reason_before_the_issue(scope, assurer):
    codes = [outcome.code for outcome in scope.assessment.framework.outcomes.filter(code__startswith="A")]
    draft = make_assurance.draft(scope, *codes)
    missing = [remark.subject for remark in reports.check(draft).open]
    assert missing == ["D1.a", "D1.b", "D1.c", "D2.a", "D2.b"]
    with pytest.raises(reports.Refused, match=f"{len(missing)} warning"):
        reports.issue(draft, by=assurer)
    assert accept(draft, *missing[1:], by=assurer) == len(missing) - 1
    assert [remark.subject for remark in reports.check(draft).open] == missing[:1]
    accept(draft, missing[0], by=assurer)
    assert reports.issue(draft, by=assurer).state == "issued"


def test_what_is_no_warning_is_not_accepted(scope, assurer):
    draft = make_assurance.draft(scope, "A1.a")
    assert accept(draft, "A1.a", "nonsense", by=assurer) == 0
    assert not AcceptedWarning.objects.exists()


def test_a_stranger_accepts_nothing(scope):
    draft = make_assurance.draft(scope, "A1.a")
    with pytest.raises(reports.Refused, match="not an assurer"):
        accept(draft, "A1.b", by=make.assurer(make.engagement()))


def test_accepted_warnings_are_frozen_with_the_report_and_not_taken_over_by_the_next(scope, assurer):
    report = reports.issue(make_assurance.looked_over(make_assurance.draft(scope, "A1.a"), by=assurer), by=assurer)
    assert report.accepted_warnings.exists()
    again = reports.open_reissue(scope, by=assurer)
    assert reports.check(again).accepted == []
    assert reports.check(again).open


def test_the_page_lists_errors_and_accepts_warnings_with_a_reason(client, scope, assurer):
    draft = make_assurance.draft(scope, "A1.a", "A1.b", recommended=("A1.a",))
    Recommendation.objects.filter(report=draft).update(risk_description="")
    here = reverse("assurance:report_check", args=[scope.assessment.reference, "ORG"])
    sign_in(client, assurer)
    page = client.get(here)
    assert "has a high risk: describe it" in page.content.decode()
    assert "There is no finding on A1.c for ORG." in page.content.decode()
    missing = {"rule": "missing_outcome", "missing_outcome-subjects": ["A1.c"]}
    page = client.post(here, missing)
    assert "Enter the reason" in page.content.decode()
    page = client.post(here, missing | {"missing_outcome-reason": "It is assured elsewhere."}, follow=True)
    assert "1 warning accepted." in page.content.decode()
    assert "It is assured elsewhere." in page.content.decode()
    row = draft.accepted_warnings.get()
    assert (row.rule, row.subject, row.by) == ("missing_outcome", "A1.c", assurer)


def test_the_page_of_the_issue_names_what_stands_in_the_way_and_leads_to_the_check(client, scope, assurer):
    make_assurance.draft(scope, "A1.a")
    sign_in(client, assurer)
    page = client.get(reverse("submissions:report_issue", args=[scope.assessment.reference, "ORG"]))
    assert "The report check has 11 warnings." in page.content.decode()
    assert reverse("assurance:report_check", args=[scope.assessment.reference, "ORG"]) in page.content.decode()
    assert "Issue the report</button>" not in page.content.decode()


# --- from one version to the next


def test_what_changed_is_told_by_outcome_and_ref_and_field():
    other = replace(RECOMMENDATION, ref="ORG-A1.a-02")
    softer = replace(RECOMMENDATION, risk="low", control_types=("people", "process"))
    changes = compare(
        ((FINDING,), (RECOMMENDATION, other)),
        ((replace(FINDING, decision="achieved"),), (softer, replace(other, ref="ORG-A1.a-03"))),
    )
    assert [changes.refs(kind) for kind in (ADDED, CHANGED, REMOVED)] == [
        ["ORG-A1.a-03"],
        ["ORG-A1.a-01"],
        ["ORG-A1.a-02"],
    ]
    fields = [(a.label, a.before, a.after) for a in changes.recommendations[0].altered]
    assert fields == [("Risk", "High", "Low"), ("Control types", "people", "people, process")]
    assert [(d.key, d.altered[0].before) for d in changes.findings] == [("A1.a", "Not achieved")]


def test_nothing_changed_is_nothing():
    assert not compare(((FINDING,), (RECOMMENDATION,)), ((FINDING,), (RECOMMENDATION,)))


@pytest.mark.django_db
def test_the_pages_of_a_new_version_open_it_show_what_changed_issue_it_and_tell_the_council(client):
    made = make_plan.plan(complete=True)
    assessment = made.plan.assessment
    sign_in(client, made.people.assurer)

    def address(name, *more):
        return reverse(name, args=[assessment.reference, "ORG", *more])

    assert "Open a new version" in client.get(address("assurance:scope_detail")).content.decode()
    assert client.post(address("assurance:report_reopen")).status_code == 302
    draft = assessment.scopes.get().reports.get(number=2)
    draft.recommendations.filter(ref="ORG-A1.a-01").update(text="Do that instead.")
    make_assurance.looked_over(draft, by=made.people.assurer)
    changes = address("assurance:report_changes", 2)
    assert "Do that instead." in client.get(changes).content.decode()
    page = client.get(address("submissions:report_issue"))
    assert "it is asked to look again at 1 recommendation: ORG-A1.a-01." in page.content.decode()
    page = client.post(address("submissions:report_issue"), {"why": ""})
    assert "Enter what changed and why" in page.content.decode()
    assert client.post(address("submissions:report_issue"), {"why": "New evidence."}).status_code == 302
    sign_in(client, made.people.lead)
    page = client.get(changes)
    assert "New evidence." in page.content.decode()
    assert "Do that instead." in page.content.decode()


@pytest.mark.django_db
def test_a_second_new_version_is_refused_where_one_is_in_hand_and_the_page_leads_to_it(client):
    made = make_plan.plan()
    sign_in(client, made.people.assurer)
    address = reverse("assurance:report_reopen", args=[made.plan.assessment.reference, "ORG"])
    assert client.post(address).status_code == 302
    page = client.post(address)
    assert page.status_code == 409
    text = page.content.decode()
    assert "<title>Error: Open a new version of the report of ORG" in text
    assert "There is a problem" in text
    assert text.count("A draft of the report of ORG is open already: go on with that one.") == 1
    assert "Go to the report of ORG" in text


@pytest.mark.django_db
def test_a_council_reads_nothing_of_the_draft_of_a_new_version(client):
    made = make_plan.plan(complete=True)
    scope = made.plan.assessment.scopes.get()
    draft = reports.open_reissue(scope, by=made.people.assurer)
    draft.recommendations.update(text="A draft’s words.")
    sign_in(client, made.people.lead)
    page = client.get(reverse("assurance:scope_detail", args=[made.plan.assessment.reference, "ORG"]))
    assert "A draft’s words." not in page.content.decode()
    page = client.get(reverse("assurance:report_changes", args=[made.plan.assessment.reference, "ORG", 2]))
    assert page.status_code == 404


@pytest.mark.django_db
def test_the_page_of_a_withdrawal_says_what_it_does_and_asks_why(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    made = make_plan.plan(complete=True)
    here = reverse("submissions:report_withdraw", args=[made.plan.assessment.reference, "ORG"])
    sign_in(client, made.people.assurer)
    page = client.get(here)
    assert "Ask an MHCLG manager to withdraw it." in page.content.decode()
    assert "Withdraw the report</button>" not in page.content.decode()
    assert client.post(here, {"reason": "Wrong."}).status_code == 409
    sign_in(client, made.people.manager)
    assert "Its 2 recommendations leave the plan." in client.get(here).content.decode()
    assert "Enter the reason" in client.post(here, {"reason": ""}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(here, {"reason": "It was Brackley’s."}).status_code == 302
    assert {message.to[0] for message in mailoutbox} == {made.people.lead.email, made.people.assurer.email}
    assert not any("Brackley" in message.subject + message.body for message in mailoutbox)
