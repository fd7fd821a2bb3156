"""The list of recommendations: what it shows, how it is narrowed, and who sees which rows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from accounts.models import Post
from accounts.roles import Role
from submissions.conversation import settle, start_thread
from submissions.delegation import hand_over
from submissions.models import Status, Thread
from submissions.responses import save_response
from submissions.suggestions import suggest
from tests import counting, make, make_assurance, make_plan
from tests.submissions.sent_forms import controls, queries, signed_in

pytestmark = pytest.mark.django_db


def address(plan, query: str = "") -> str:
    return f"/plans/{plan.reference}/recommendations/{query}"


def read(user, plan, query: str = "") -> str:
    return signed_in(user).get(address(plan, query)).content.decode()


def rows(text: str) -> list[str]:
    """The refs of the rows, in order."""
    return [part.partition("<")[0] for part in text.split('<span class="app-ref">')[1:]]


@pytest.fixture
def made():
    """Three rows of the organisation and three of a system; the first complete, the second begun."""
    made = make_plan.plan(recommendations=3, scopes=("ORG", "SYS1"))
    first, second = made.responses[:2]
    save_response(first, make_plan.COMPLETE, seen=0, by=made.people.lead)
    save_response(second, {"choice": "no_action", "risk_owner": "Head of <IT>"}, seen=0, by=made.people.lead)
    return made


def test_each_row_says_what_the_response_is_and_what_it_still_needs(made):
    text = read(made.people.lead, made.plan)

    assert "1 of 6 complete." in text
    for words in ("Chief Information Officer", "2026/27 Q4 to 2027/28 Q1", "Head of &lt;IT&gt;", "None yet"):
        assert words in text
    assert "Missing: justification, why no action and look again on" in text


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("?scope=SYS1", ["SYS1-B1.a-01", "SYS1-B1.b-01", "SYS1-B2.a-01"]),
        ("?objective=B", ["SYS1-B1.a-01", "SYS1-B1.b-01", "SYS1-B2.a-01"]),
        ("?risk=low", []),
        ("?response=implement", ["ORG-A1.a-01"]),
        ("?response=none&scope=ORG", ["ORG-A1.c-01"]),
        ("?state=complete", ["ORG-A1.a-01"]),
        ("?state=incomplete&scope=ORG", ["ORG-A1.b-01", "ORG-A1.c-01"]),
        ("?q=head+IT", ["ORG-A1.b-01"]),
        ("?q=b1.A", ["SYS1-B1.a-01"]),
        ("?scope=ORG&sort=risk&risk=nonsense", ["ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"]),
        ("?principle=B2", ["SYS1-B2.a-01"]),
        ("?outcome=B1.b", ["SYS1-B1.b-01"]),
        ("?priority=high", ["ORG-A1.a-01"]),
        ("?priority=none&scope=ORG", ["ORG-A1.b-01", "ORG-A1.c-01"]),
        ("?owner=Chief+Information+Officer", ["ORG-A1.a-01"]),
        ("?owner=none&scope=ORG", ["ORG-A1.c-01"]),
        ("?owner=Nobody+here", []),
        ("?workstream=none&scope=ORG&view=no-action", ["ORG-A1.b-01"]),
        ("?quarter=2026/27+Q4", ["ORG-A1.a-01"]),
        ("?quarter=2027/28+Q1", ["ORG-A1.a-01"]),
        ("?quarter=2027/28+Q2", []),
        ("?funding=funded", ["ORG-A1.a-01"]),
        ("?view=attention", ["ORG-A1.b-01"]),
        ("?view=mine", []),
        ("?view=not-started&scope=ORG", ["ORG-A1.c-01"]),
        ("?view=high-risk&scope=ORG", ["ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"]),
        ("?view=unfunded", []),
        ("?view=no-action", ["ORG-A1.b-01"]),
        ("?view=changed", []),
        ("?view=nonsense&scope=ORG", ["ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"]),
    ],
)
def test_the_list_shows_what_is_asked_for(made, query, refs):
    assert rows(read(made.people.lead, made.plan, query)) == refs


def test_the_highest_risk_comes_first_where_that_is_asked_for():
    made = make_plan.plan(recommendations=0)
    scope = make.scope(engagement=made.plan.assessment.engagements.get(), code="SYS1")
    report = make_plan.report(scope=scope, recommendations=3)
    for recommendation, risk in zip(
        report.recommendations.order_by("position"), ("low", "high", "medium"), strict=True
    ):
        type(recommendation).objects.filter(pk=recommendation.pk).update(risk=risk)
    make_plan.issue_report(make_assurance.looked_over(report, by=made.people.assurer), by=made.people.assurer)

    assert rows(read(made.people.lead, made.plan, "?sort=risk")) == ["SYS1-B1.b-01", "SYS1-B2.a-01", "SYS1-B1.a-01"]


def test_a_search_is_shown_again_escaped(made):
    text = read(made.people.lead, made.plan, "?q=%22%3E%3Cscript%3Ealert(1)")

    assert "<script>alert" not in text
    assert "No recommendation is like this." in text


def test_a_delegate_sees_their_own_rows_alone(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    assert "You have not been given a recommendation" in read(delegate, made.plan)

    hand_over(made.responses[1], delegate, by=made.people.lead)
    text = read(delegate, made.plan)
    assert rows(text) == ["ORG-A1.b-01"]
    assert "0 of 1 complete." in text
    assert "SYS1" not in text


def test_who_may_not_read_the_plan_as_it_stands_is_told_why(made):
    for user, reason in ((made.people.manager, "Only people with this role"), (made.people.assurer, "has not shared")):
        page = signed_in(user).get(address(made.plan))
        assert page.status_code == 403
        assert reason in page.content.decode()


def test_the_assurer_and_every_role_of_the_council_read_it_after_the_share():
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    for user in (made.people.assurer, made.people.qa, made.people.approver):
        assert rows(read(user, made.plan)) == ["ORG-A1.a-01", "ORG-A1.b-01"]


def test_a_stranger_gets_404(made):
    stranger = make.person(role=Role.CAF_LEAD, at=make.council())
    assert signed_in(stranger).get(address(made.plan)).status_code == 404


def test_the_list_asks_as_often_for_300_rows_as_for_3():
    counts = []
    for number in (3, 300):
        made = make_plan.plan(recommendations=number)
        client = signed_in(made.people.lead)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address(made.plan)).status_code == 200
        counts.append(queries(asked))
    assert counts[0] == counts[1] <= 15


# --- the views


def tabs(text: str) -> list[tuple[str, int]]:
    """The named views with their numbers."""
    return [(name, int(count)) for name, count in re.findall(r">([\w ]+) \((\d+)\)</a>", text)]


def test_every_view_says_how_many_rows_it_has(made):
    assert tabs(read(made.people.lead, made.plan, "?view=mine&risk=low")) == [
        ("All", 6),
        ("Needs attention", 1),
        ("Mine", 0),
        ("Not started", 4),
        ("High risk", 6),
        ("Unfunded", 0),
        ("No action", 1),
        ("Changed since you looked", 0),
    ]


def test_a_row_is_mine_that_a_post_of_mine_owns_or_that_was_handed_to_me(made):
    Post.objects.filter(title="Head of <IT>").update(holder=made.people.qa)
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    hand_over(made.responses[2], delegate, by=made.people.lead)

    assert rows(read(made.people.qa, made.plan, "?view=mine")) == ["ORG-A1.b-01"]
    assert rows(read(delegate, made.plan, "?view=mine")) == ["ORG-A1.c-01"]
    assert made.people.qa.name in read(made.people.lead, made.plan)


def test_a_view_of_nothing_says_so(made):
    assert "No action is said to be unfunded." in read(made.people.lead, made.plan, "?view=unfunded")
    save_response(made.responses[2], {"choice": "implement", "funding": "unfunded"}, seen=0, by=made.people.lead)
    assert rows(read(made.people.lead, made.plan, "?view=unfunded")) == ["ORG-A1.c-01"]


def test_what_the_plan_check_asks_needs_attention_until_it_is_waived(made):
    first = made.responses[0]
    save_response(first, {"justification": "tbc"}, seen=first.version, by=made.people.lead)
    text = read(made.people.lead, made.plan, "?view=attention")
    assert rows(text) == ["ORG-A1.a-01", "ORG-A1.b-01"]
    assert "Its justification says nothing" in text

    made.plan.waivers.create(rule="justification", subject=first.ref, reason="Agreed", by=made.people.lead)
    assert rows(read(made.people.lead, made.plan, "?view=attention")) == ["ORG-A1.b-01"]


def test_a_delegate_is_not_told_of_other_rows_by_what_needs_attention(made):
    first, _, third = made.responses[:3]
    save_response(third, make_plan.COMPLETE, seen=0, by=made.people.lead)
    assert first.ref in read(made.people.lead, made.plan, "?view=attention&q=A1.c").partition("<table")[2]
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    hand_over(third, delegate, by=made.people.lead)

    assert first.ref not in read(delegate, made.plan, "?view=attention")


# --- what changed since I looked


def changed(user, plan) -> list[str]:
    return rows(read(user, plan, "?view=changed"))


def test_what_others_did_is_new_until_one_says_that_one_has_looked(made):
    qa = made.people.qa
    assert changed(qa, made.plan) == ["ORG-A1.a-01", "ORG-A1.b-01"]
    assert changed(made.people.lead, made.plan) == []  # one's own doing is no news
    assert f"by {made.people.lead.name}" in read(qa, made.plan, "?view=changed")
    assert changed(qa, made.plan) == ["ORG-A1.a-01", "ORG-A1.b-01"]  # having opened the page changes nothing

    looked(qa, made.plan)
    assert changed(qa, made.plan) == []
    save_response(made.responses[2], {"notes": "New"}, seen=0, by=made.people.lead)
    assert changed(qa, made.plan) == ["ORG-A1.c-01"]
    assert changed(made.people.approver, made.plan) == ["ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"]


def looked(user, plan, **sent):
    shown = controls(read(user, plan, "?view=changed"))
    return signed_in(user).post(f"/plans/{plan.reference}/looked/", shown | sent)


def test_what_was_saved_after_the_page_was_made_stays_new(made):
    until = controls(read(made.people.qa, made.plan, "?view=changed"))["until"]
    save_response(made.responses[2], {"notes": "New"}, seen=0, by=made.people.lead)
    signed_in(made.people.qa).post(f"/plans/{made.plan.reference}/looked/", {"until": until})

    assert changed(made.people.qa, made.plan) == ["ORG-A1.c-01"]


def test_nobody_can_have_looked_at_what_is_to_come_nor_take_a_look_back(made):
    looked(made.people.qa, made.plan, until="2999-01-01T00:00:00+00:00")
    looked(made.people.qa, made.plan, until="2000-01-01T00:00:00+00:00")
    looked(made.people.qa, made.plan, until="yesterday")
    assert changed(made.people.qa, made.plan) == []

    save_response(made.responses[2], {"notes": "New"}, seen=0, by=made.people.lead)
    assert changed(made.people.qa, made.plan) == ["ORG-A1.c-01"]


def test_a_delegate_has_no_news_of_other_rows(made):
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    hand_over(made.responses[1], delegate, by=made.people.lead)
    assert changed(delegate, made.plan) == ["ORG-A1.b-01"]


# --- order, and the address that says it


@pytest.mark.parametrize(
    ("sort", "refs"),
    [
        ("-ref", ["ORG-A1.c-01", "ORG-A1.b-01", "ORG-A1.a-01"]),
        ("-outcome", ["ORG-A1.c-01", "ORG-A1.b-01", "ORG-A1.a-01"]),
        ("response", ["ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"]),
        ("-response", ["ORG-A1.b-01", "ORG-A1.a-01", "ORG-A1.c-01"]),  # what has none comes last, either way
        ("-owner", ["ORG-A1.b-01", "ORG-A1.a-01", "ORG-A1.c-01"]),
        ("priority", ["ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"]),
        ("end", ["ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"]),
        ("state", ["ORG-A1.c-01", "ORG-A1.b-01", "ORG-A1.a-01"]),
        ("nonsense", ["ORG-A1.a-01", "ORG-A1.b-01", "ORG-A1.c-01"]),
    ],
)
def test_the_list_is_sorted_by_each_column_either_way(made, sort, refs):
    assert rows(read(made.people.lead, made.plan, f"?scope=ORG&sort={sort}")) == refs


def test_a_heading_sorts_says_how_and_turns_round(made):
    text = read(made.people.lead, made.plan, "?view=high-risk&scope=ORG&sort=owner")
    sorted_by = text.partition('aria-sort="ascending"')[2]
    assert 'href="?view=high-risk&amp;scope=ORG&amp;sort=-owner">Owner</a>' in sorted_by.partition("</th>")[0]
    assert text.count("aria-sort") == 1
    assert 'aria-sort="descending"' in read(made.people.lead, made.plan, "?sort=risk")
    assert 'aria-sort="ascending"' in read(made.people.lead, made.plan, "?sort=-risk")


def test_each_thing_that_narrows_the_list_can_be_taken_away(made):
    text = read(made.people.lead, made.plan, "?view=high-risk&scope=ORG&q=A1&sort=risk")
    take = '"><span class="govuk-visually-hidden">Take away the filter </span>'
    assert f'href="?view=high-risk&amp;q=A1&amp;sort=risk{take}Scope: ORG Organisation' in text
    assert f'href="?view=high-risk&amp;scope=ORG&amp;sort=risk{take}Words: A1' in text


def test_the_rows_lead_on_within_the_list(made):
    text = read(made.people.lead, made.plan, "?sort=risk&state=incomplete&nonsense=1")
    assert f'href="{address(made.plan)}ORG-A1.b-01/?state=incomplete&amp;sort=risk"' in text


@pytest.mark.parametrize("query", ["?view=changed", "?view=attention&sort=owner", "?view=mine&q=x"])
def test_every_view_asks_as_often_for_30_rows_as_for_3(query):
    counts = []
    for number in (3, 30):
        made = make_plan.plan(recommendations=number, complete=True)
        counts.append(counting.queries(signed_in(made.people.qa), address(made.plan, query)))
    assert counts[0] == counts[1] <= 15


# --- what is said about a row


def said_in(text: str, ref: str) -> str:
    """The words of a row."""
    row = text.partition(f'<span class="app-ref">{ref}</span>')[2].partition("</th>")[0]
    return " ".join(strip_tags(row).split())


def test_a_row_says_how_many_comments_are_open_and_new_and_leads_to_them(made):
    lead, row = made.people.lead, made.responses[0]
    for _ in range(2):
        start_thread(made.plan, text="Why?", audience=Thread.Audience.COUNCIL, by=made.people.qa, response=row)
    start_thread(made.plan, text="Hm.", audience=Thread.Audience.COUNCIL, by=lead, response=row)
    suggest(row, "notes", "Say more.", by=made.people.qa)
    text = read(lead, made.plan, "?sort=risk")

    assert "Comments on ORG-A1.a-01: 3 open, 2 new" in said_in(text, row.ref)
    assert "Suggestions on ORG-A1.a-01: 1 waiting" in said_in(text, row.ref)
    assert f'href="{address(made.plan)}{row.ref}/?sort=risk#comments"' in text
    assert f'href="{address(made.plan)}{row.ref}/?sort=risk#suggestions"' in text
    assert "Comments" not in said_in(text, made.responses[1].ref)
    assert "Suggestions" not in said_in(text, made.responses[1].ref)


def test_a_row_is_silent_once_its_comments_are_settled_and_read(made):
    row = made.responses[0]
    thread = start_thread(made.plan, text="Hm.", audience=Thread.Audience.COUNCIL, by=made.people.lead, response=row)
    settle(thread, by=made.people.lead)
    assert "Comments" not in said_in(read(made.people.lead, made.plan), row.ref)
    assert "Comments on ORG-A1.a-01: 1 new" in said_in(read(made.people.qa, made.plan), row.ref)


def test_a_row_counts_no_comment_that_the_reader_cannot_open():
    made = make_plan.plan(recommendations=3, status=Status.ASSURER_FEEDBACK)
    row = made.responses[0]
    start_thread(made.plan, text="Ours.", audience=Thread.Audience.COUNCIL, by=made.people.lead, response=row)
    assert "Comments on ORG-A1.a-01: 1 open" in said_in(read(made.people.lead, made.plan), row.ref)
    assert "Comments" not in said_in(read(made.people.assurer, made.plan), row.ref)

    start_thread(made.plan, text="Both.", audience=Thread.Audience.ASSURER, by=made.people.lead, response=row)
    assert "Comments on ORG-A1.a-01: 1 open, 1 new" in said_in(read(made.people.assurer, made.plan), row.ref)
