"""The assurer's desk: which engagements are on it, where each stands, what is due; and the one search."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.grants import grant
from accounts.roles import Role
from assurance.models import Deadline, Report
from submissions.models import Plan, Status
from tests import make, make_assurance, make_plan
from tests.make import sign_in

pytestmark = pytest.mark.django_db
DESK = "/reports/"
SEARCH = "/reports/search/"


@pytest.fixture
def engagement():
    return make.engagement(assessment=make.assessment(council=make.council(name="Ashby")))


@pytest.fixture
def assurer(engagement):
    return make.assurer(engagement)


def text(page):
    return page.content.decode()


def test_an_engagement_says_where_each_scope_stands_and_whose_turn_it_is(client, engagement, assurer):
    make_assurance.draft(make.scope(engagement=engagement), "A1.a")
    checked = make_assurance.draft(make.scope(engagement=engagement, code="SYS1"), "B1.a")
    until = datetime.date(2026, 12, 4)
    Report.objects.filter(pk=checked.pk).update(state=Report.State.FACTUAL_CHECK, check_until=until)
    page = text(sign_in(client, assurer).get(DESK))
    assert "Ashby" in page
    assert "Your turn: write the report and issue it" in page
    assert "it checks the facts until 4 December 2026" in page
    assert assurer.name in page


def test_the_stage_of_the_plan_is_shown_and_what_it_asks(client):
    made = make_plan.plan(complete=True)
    make_plan.walk(made, "share")
    page = text(sign_in(client, made.people.assurer).get(DESK))
    assert "With your independent assurer since" in page
    assert "Your turn: give feedback on the plan" in page
    assert reverse("submissions:plan_detail", args=[made.plan.reference]) in page


def test_at_each_status_the_desk_says_whose_turn_the_plan_is(client):
    made = make_plan.plan(complete=True)
    turns = {
        Status.DRAFT: "The council’s turn",
        Status.ASSURER_FEEDBACK: "Your turn: give feedback on the plan",
        Status.INTERNAL_QA: "The council’s turn",
        Status.APPROVAL: "The council’s turn",
        Status.SIGNED_OFF: "Your turn: confirm that the plan can be submitted",
        Status.READY_TO_SUBMIT: "The council’s turn",
        Status.SUBMITTED: "",
        Status.CLOSED: "",
    }
    sign_in(client, made.people.assurer)
    for status, turn in turns.items():
        Plan.objects.filter(pk=made.plan.pk).update(status=status)
        said = re.findall(r"(?:The council’s|Your) turn[^<]*", text(client.get(DESK)))
        assert said == ([turn] if turn else []), status


def test_a_deadline_of_the_council_alone_stands_in_place_of_the_one_for_all(client, engagement, assurer):
    cycle, council = engagement.assessment.cycle, engagement.council
    past, later = timezone.localdate() - datetime.timedelta(days=2), datetime.date(2030, 1, 31)
    Deadline.objects.create(cycle=cycle, kind=Deadline.Kind.ISSUE, on=past)
    Deadline.objects.create(cycle=cycle, kind=Deadline.Kind.SUBMIT, on=past)
    Deadline.objects.create(cycle=cycle, kind=Deadline.Kind.SUBMIT, on=later, council=council, reason="Floods")
    Deadline.objects.create(
        cycle=cycle, kind=Deadline.Kind.SHARE, on=datetime.date(2031, 5, 5), council=make.council(), reason="Other"
    )
    [work] = sign_in(client, assurer).get(DESK).context["works"]
    assert [(due.what, due.on, due.is_late, due.reason) for due in work.due] == [
        ("Report issued", past, True, ""),
        ("Plan submitted to MHCLG", later, False, "Floods"),
        ("Your engagement ends", engagement.ends_on, False, ""),
    ]


def test_the_lead_of_a_team_sees_the_firms_engagements_and_others_only_their_own(client, engagement, assurer):
    other = make.engagement(firm=engagement.firm, assessment=make.assessment(council=make.council(name="Brackley")))
    colleague = make.assurer(other)
    lead = make.assurer(engagement, role=Role.FIRM_LEAD)
    page = text(sign_in(client, lead).get(DESK))
    assert "Assessments of your firm" in page
    assert "Brackley" in page
    assert colleague.name in page
    assert reverse("assurance:report_detail", args=[other.assessment.reference]) not in page
    assert client.get(reverse("assurance:report_detail", args=[other.assessment.reference])).status_code == 404
    assert "Brackley" not in text(sign_in(client, assurer).get(DESK))


def test_nothing_of_an_engagement_that_has_ended_is_on_the_desk(client, engagement):
    ended = make.engagement(
        firm=engagement.firm, days=(-300, -1), assessment=make.assessment(council=make.council(name="Brackley"))
    )
    lead = make.assurer(engagement, role=Role.FIRM_LEAD)
    make_assurance.draft(make.scope(engagement=ended), "A1.a", recommended=("A1.a",))
    grant(Role.ASSURER, lead, ended, by=None)
    sign_in(client, lead)
    assert "Brackley" not in text(client.get(DESK))
    assert client.get(SEARCH, {"q": "Mend A1.a"}).context["hits"].rows == ()


def test_the_desk_asks_the_same_of_the_database_at_1_engagement_and_at_20(
    client, engagement, assurer, django_assert_num_queries, django_assert_max_num_queries
):
    make_assurance.draft(make.scope(engagement=engagement), "A1.a")
    sign_in(client, assurer)
    with django_assert_max_num_queries(15) as few:
        client.get(DESK)
    for _ in range(20):
        more = make.engagement(firm=engagement.firm)
        make_assurance.draft(make.scope(engagement=more), "A1.a")
        grant(Role.ASSURER, assurer, more, by=None)
    with django_assert_num_queries(len(few)):
        client.get(DESK)


# --- the search


def test_the_search_finds_words_in_any_order_and_leads_to_the_place(client, engagement, assurer):
    report = make_assurance.draft(make.scope(engagement=engagement), "A1.a")
    report.findings.update(comment="The firewall of the town hall is old")
    made = make_assurance.recommendation(report, "A1.a", title="Replace it", text="Buy a new Firewall for the hall")
    [first, second] = sign_in(client, assurer).get(SEARCH, {"q": "hall FIREWALL"}).context["hits"].rows
    page = reverse("assurance:scope_detail", args=[engagement.assessment.reference, "ORG"])
    assert (first.what, first.href) == ("Recommendation", f"{page}#r-{made.ref}")
    assert (second.what, second.href, second.excerpt) == (
        "Finding", f"{page}#f-A1.a", "The firewall of the town hall is old",
    )  # fmt: skip
    shown = text(client.get(page))
    assert f'id="r-{made.ref}"' in shown
    assert 'id="f-A1.a"' in shown
    assert client.get(SEARCH, {"q": "firewall moat"}).context["hits"].rows == ()


def test_the_search_knows_nothing_of_others(client, engagement, assurer):
    make_assurance.draft(make.scope(engagement=engagement), "A1.a", recommended=("A1.a",))
    for stranger in (
        make.assurer(make.engagement()),
        make.person(role=Role.CAF_LEAD, at=engagement.council),
        make.mhclg(),
    ):
        assert sign_in(client, stranger).get(SEARCH, {"q": "Mend"}).context["hits"].rows == ()


def test_of_a_report_that_was_issued_again_only_the_newest_words_are_found(client, engagement, assurer):
    issued = make_assurance.issued(make.scope(engagement=engagement), by=assurer, recommended=("A1.a",))
    sign_in(client, assurer)
    assert len(client.get(SEARCH, {"q": "Mend A1.a"}).context["hits"].rows) == 1
    again = Report.objects.create(scope=issued.scope, number=2)
    make_assurance.recommendation(again, "A1.a", title="Mend A1.a again")
    assert [hit.title for hit in client.get(SEARCH, {"q": "Mend A1.a"}).context["hits"].rows] == [
        "ORG-A1.a-01 Mend A1.a again"
    ]


@pytest.mark.parametrize(
    ("asked", "said"), [("x", "two characters or more"), ("zzz", "Nothing has all these words"), ("%", "two")]
)
def test_a_search_without_a_result_says_so(client, assurer, asked, said):
    assert said in text(sign_in(client, assurer).get(SEARCH, {"q": asked}))
