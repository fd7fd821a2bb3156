"""The factual check: who sees the draft and for how long, what is said and answered, and who is told."""

import datetime
import threading

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from assurance import factual_check as check
from assurance import reports
from assurance.models import FactualComment, Report
from assurance.writing import drafts
from tests import make, make_assurance
from tests.make import sign_in

pytestmark = pytest.mark.django_db
WORDS = "Seen of A1.a."  # the comment of a draft's finding


@pytest.fixture
def scope():
    return make.scope(engagement=make.engagement())


@pytest.fixture
def assurer(scope):
    return make.assurer(scope.engagement)


@pytest.fixture
def lead(scope):
    return make.person(role=Role.CAF_LEAD, at=scope.assessment.council)


@pytest.fixture
def draft(scope, lead):
    return make_assurance.draft(scope, recommended=("A1.a",))


@pytest.fixture
def begun(draft, assurer):
    return check.start(draft, by=assurer)


def address(name, report):
    return reverse(f"assurance:{name}", args=[report.scope.assessment.reference, report.scope.code])


def text(page):
    return page.content.decode()


def over(report):
    """The last day was yesterday."""
    Report.objects.filter(pk=report.pk).update(check_until=timezone.localdate() - datetime.timedelta(days=1))
    report.refresh_from_db()


# --- how long


@pytest.mark.parametrize(
    ("begins", "days", "ends"),
    [
        ("2026-11-02", 1, "2026-11-03"),  # a Monday
        ("2026-11-02", 10, "2026-11-16"),
        ("2026-11-06", 1, "2026-11-09"),  # a Friday
        ("2026-11-07", 5, "2026-11-13"),  # a Saturday
        ("2026-12-24", 1, "2026-12-25"),  # a bank holiday, which the service does not know
    ],
)
def test_working_days_are_counted_from_monday_to_friday(begins, days, ends):
    day = datetime.date.fromisoformat
    assert check.last_day(day(begins), days) == day(ends)


def test_the_check_lasts_the_working_days_of_its_cycle(begun):
    assert begun.state == "factual_check"
    assert begun.check_until == check.last_day(timezone.localdate(), begun.scope.assessment.cycle.factual_check_days)
    assert AuditEvent.objects.filter(action="factual check started").count() == 1


# --- who sees it


@pytest.mark.parametrize("role", [Role.CAF_LEAD, Role.CONTRIBUTOR])
def test_the_councils_lead_and_contributors_read_the_draft_while_they_are_asked(client, begun, role):
    sign_in(client, make.person(role=role, at=begun.scope.assessment.council))
    assert WORDS in text(client.get(address("factual_check", begun)))
    assert address("factual_check", begun) in text(client.get(reverse("assurance:report_list")))


@pytest.mark.parametrize("role", [Role.QUALITY_ASSURER, Role.APPROVER, Role.READER, Role.DELEGATE])
def test_nobody_else_at_the_council_sees_anything_of_it(client, begun, role):
    sign_in(client, make.person(role=role, at=begun.scope.assessment.council))
    assert client.get(address("factual_check", begun)).status_code == 403
    assert client.post(address("factual_check", begun), {"text": "Hello"}).status_code == 403
    assert begun.scope.code not in text(client.get(reverse("assurance:report_list")))


def test_the_council_sees_nothing_before_the_check_after_it_and_on_any_other_page(client, draft, lead, assurer):
    sign_in(client, lead)
    assert client.get(address("factual_check", draft)).status_code == 404
    check.start(draft, by=assurer)
    assert client.get(address("scope_detail", draft)).status_code == 404
    assert WORDS not in text(client.get(reverse("assurance:report_detail", args=[draft.scope.assessment.reference])))
    check.comment(draft, about="A1.a", text="We do this.", by=lead)
    check.end(draft, by=assurer)
    page = client.get(address("factual_check", draft))
    assert "We do this." in text(page)
    assert WORDS not in text(page)
    assert "Mend A1.a" not in text(page)


def test_a_check_that_ended_without_a_comment_has_its_page_because_the_e_mail_leads_there(client, begun, lead, assurer):
    check.end(begun, by=assurer)
    sign_in(client, lead)
    page = client.get(address("factual_check", begun))
    assert page.status_code == 200
    assert WORDS not in text(page)


def test_after_the_last_day_the_council_sees_nothing_and_what_it_typed_is_kept(client, begun, lead):
    over(begun)
    sign_in(client, lead)
    page = client.post(address("factual_check", begun), {"about": "A1.a", "text": "We typed this late."})
    assert "The factual check is over" in text(page)
    assert "We typed this late." in text(page)
    assert WORDS not in text(page)
    assert not FactualComment.objects.exists()
    assert address("factual_check", begun) not in text(client.get(reverse("assurance:report_list")))


def test_a_stranger_finds_no_check(client, begun):
    sign_in(client, make.person(role=Role.CAF_LEAD, at=make.council()))
    assert client.get(address("factual_check", begun)).status_code == 404
    sign_in(client, make.assurer(make.engagement()))
    for name in ("factual_comments", "factual_check_start", "report_check"):
        assert client.get(address(name, begun)).status_code == 404


# --- what is said and answered


def test_the_council_comments_on_a_finding_a_recommendation_or_the_whole_and_is_answered(client, begun, lead, assurer):
    sign_in(client, lead)
    for about in ("A1.a", "ORG-A1.a-01", ""):
        page = client.post(address("factual_check", begun), {"about": about, "text": f"About {about or 'all'}."})
        assert page.status_code == 302
    said = begun.factual_comments.order_by("pk")
    assert [(c.outcome and c.outcome.code, c.ref) for c in said] == [("A1.a", ""), (None, "ORG-A1.a-01"), (None, "")]
    sign_in(client, assurer)
    first = said[0]
    page = client.post(address("factual_comments", begun), {"comment": first.pk, f"{first.pk}-text": ""})
    assert "Enter your answer" in text(page)
    client.post(address("factual_comments", begun), {"comment": first.pk, f"{first.pk}-text": "We have changed it."})
    first.refresh_from_db()
    assert (first.answer, first.answered_by) == ("We have changed it.", assurer)
    sign_in(client, lead)
    assert "We have changed it." in text(client.get(address("factual_check", begun)))


def test_a_comment_is_about_something_that_is_there(begun, lead):
    with pytest.raises(reports.Refused, match="Select the finding"):
        check.comment(begun, about="ORG-Z9.z-99", text="What?", by=lead)


def test_only_the_councils_own_people_comment_and_only_while_they_have_their_role(begun, assurer):
    former = make.person(role=Role.READER, at=begun.scope.assessment.council)
    for person in (assurer, former):
        with pytest.raises(reports.Refused, match="over"):
            check.comment(begun, about="", text="Hello.", by=person)


def test_a_comment_is_answered_once_and_not_after_the_issue(begun, lead, assurer):
    said = check.comment(begun, about="", text="Hello.", by=lead)
    open_one = check.comment(begun, about="", text="And?", by=lead)
    check.answer(said, text="Yes.", by=assurer)
    with pytest.raises(reports.Refused, match="just answered"):
        check.answer(said, text="No.", by=assurer)
    check.end(begun, by=assurer)
    reports.issue(make_assurance.looked_over(begun, by=assurer), by=assurer)
    with pytest.raises(reports.Refused, match="has been issued"):
        check.answer(open_one, text="Late.", by=assurer)


def test_an_unanswered_comment_is_a_warning_of_the_report_check(begun, lead, assurer):
    check.comment(begun, about="A1.b", text="No.", by=lead)
    check.end(begun, by=assurer)
    assert ("no_answer", "A1.b") in [(r.rule, r.subject) for r in reports.check(begun).open]


# --- what the assurer can do meanwhile


def test_the_draft_is_not_written_or_issued_while_it_is_with_the_council(begun, assurer):
    for write in (
        lambda: reports.issue(begun, by=assurer),
        lambda: drafts.take_in_hand(begun, assurer),
        lambda: reports.accept_warnings(begun, "no_comment", ["A1.a"], reason="So.", by=assurer),
        lambda: check.start(begun, by=assurer),
    ):
        with pytest.raises(reports.Refused, match="factual check"):
            write()
    over(begun)
    drafts.take_in_hand(begun, assurer)
    assert reports.issue(make_assurance.looked_over(begun, by=assurer), by=assurer).state == "issued"


def test_the_assurer_ends_the_check_early_and_once(client, begun, assurer):
    sign_in(client, assurer)
    page = client.post(address("factual_check_end", begun), follow=True)
    assert "The draft is yours to change again." in text(page)
    begun.refresh_from_db()
    assert (begun.state, begun.check_until) == ("draft", None)
    with pytest.raises(reports.Refused, match="ended already"):
        check.end(begun, by=assurer)


def test_the_page_before_the_check_says_whom_it_tells_and_how_days_are_counted(client, draft, lead, assurer):
    sign_in(client, assurer)
    page = client.get(address("factual_check_start", draft))
    assert lead.name in text(page)
    assert "Monday to Friday" in text(page)
    assert client.post(address("factual_check_start", draft)).status_code == 302
    draft.refresh_from_db()
    assert draft.is_with_council()


def test_a_draft_without_findings_or_without_anybody_to_ask_is_not_sent(scope, assurer):
    empty = Report.objects.create(scope=scope, number=1)
    assert "no findings" in check.why_not_start(empty)
    with pytest.raises(reports.Refused, match="no findings"):
        check.start(empty, by=assurer)
    alone = make_assurance.draft(make.scope(engagement=scope.engagement, code="SYS1"), "B1.a")
    assert "Nobody at the council" in check.why_not_start(alone)


def test_a_stranger_starts_ends_and_answers_nothing(begun, lead):
    stranger = make.assurer(make.engagement())
    said = check.comment(begun, about="", text="Hello.", by=lead)
    for act in (
        lambda: check.start(begun, by=stranger),
        lambda: check.end(begun, by=stranger),
        lambda: check.answer(said, text="Yes.", by=stranger),
    ):
        with pytest.raises(reports.Refused, match="not an assurer"):
            act()


# --- who is told


def test_people_are_told_by_a_link_and_never_a_word_of_the_report(
    draft, lead, assurer, mailoutbox, django_capture_on_commit_callbacks
):
    make.person(role=Role.APPROVER, at=draft.scope.assessment.council)
    with django_capture_on_commit_callbacks(execute=True):
        check.start(draft, by=assurer)
    with django_capture_on_commit_callbacks(execute=True):
        check.comment(draft, about="A1.a", text="A secret of ours.", by=lead)
        check.comment(draft, about="A1.b", text="Another.", by=lead)
        check.end(draft, by=assurer)
    assert [message.to for message in mailoutbox] == [[lead.email], [assurer.email], [lead.email]]
    for message in mailoutbox:
        said = message.subject + message.body
        assert "/reports/" in said
        assert not any(word in said for word in ("secret", WORDS, "A1.a", draft.scope.assessment.council.name))


# --- two people at once


@pytest.mark.django_db(transaction=True)
def test_of_two_assurers_at_once_one_starts_the_check(scope):
    make.person(role=Role.CAF_LEAD, at=scope.assessment.council)
    report, people = make_assurance.draft(scope, "A1.a"), [make.assurer(scope.engagement) for _ in range(2)]
    said, start = [], threading.Barrier(2)

    def try_it(by):
        start.wait()
        try:
            check.start(Report.objects.get(pk=report.pk), by=by)
            said.append("started")
        except reports.Refused as refused:
            said.append(str(refused))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_it, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted("with the council for a factual check" in words for words in said) == [False, True]
    assert AuditEvent.objects.filter(action="factual check started").count() == 1
