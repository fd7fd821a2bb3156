"""No e-mail and no line of a log has a word of a plan or a report: each text that anybody writes is a marker."""

import datetime
import io
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from assurance import factual_check, reports
from assurance.models import Deadline, Narrative, Report
from iip import email
from submissions import actions, checklist, decisions, minutes, more_time, sessions, waivers
from submissions.boxes import Written
from submissions.conversation import reply, start_thread
from submissions.delegation import hand_over, offer
from submissions.delegation import tell as tell_of_rows
from submissions.document import PlanDocument
from submissions.expected import name_the_day
from submissions.exports.downloads import export_live
from submissions.models import Notification, PaperWithholding, Session, Thread
from submissions.nudges import nudge
from submissions.responses import save_response
from submissions.suggestions import accept, decline, suggest
from tests import make, make_plan
from tests.listening import listening
from tests.submissions.sent_forms import controls
from tests.submissions.test_imports import cells

MARK = re.compile(r"Qzx\d+x")
numbers = count(1)
LETTERS = {  # every template of a message about a plan or a report, and of roles and invitations that come with it
    *("emails/step.txt", "emails/talk.txt", "emails/digest.txt", "emails/reminder.txt", "emails/nudge.txt"),
    *("emails/handed_over.txt", "emails/factual_check.txt", "emails/factual_comment.txt"),
    *("emails/factual_check_over.txt", "accounts/emails/invitation.txt"),
}
KINDS = {  # everything of which a person is told, beside the steps that have a page
    *("begin", "grow", "reissue", "withdraw_report", "report_changed"),
    *("session_proposed", "session_arranged", "minutes"),
    *("comment", "comments", "question", "suggestion", "accepted", "declined", "feedback"),
    *("expect", "ask_time", "grant_time", "decline_time", "reminder"),
}
NO_TEXT = {  # columns of text in which nobody writes about a plan
    "assurance.Framework", "assurance.Objective", "assurance.Principle", "assurance.Outcome", "assurance.Profile",
    "assurance.Assessment", "assurance.RetiredRef", "assurance.Wording", "assurance.Intake", "assurance.Attachment",
    "submissions.Plan", "submissions.Notification", "submissions.Disposal", "submissions.Submission",
    "submissions.SubmittedFinding", "submissions.SubmittedAction", "submissions.Look",
}  # fmt: skip
NO_WORDS = {"code", "ref", "digest", "sha256", "reference", "rule", "subject", "field", "batch", "step", "hash",
            "previous_hash", "by_name", "by_email", "section", "name", "ground", "about", "declaration"}  # fmt: skip


def said() -> str:
    return f"Qzx{next(numbers)}x"


@pytest.fixture
def letters(monkeypatch) -> set[str]:
    """The templates of which messages have been made."""
    made: set[str] = set()
    render = email.render_to_string

    def kept(template: str, context: dict[str, Any]) -> str:
        made.add(template)
        return render(template, context)

    monkeypatch.setattr(email, "render_to_string", kept)
    return made


@pytest.mark.django_db(transaction=True)
def test_no_message_and_no_line_of_a_log_has_a_word_that_anybody_wrote(letters):
    lines: list[str] = []
    with listening(lines):
        everything_is_written_and_told()
    messages = "\n".join(f"{message.subject}\n{message.body}" for message in mail.outbox)
    assert LETTERS - letters == set()
    assert KINDS - set(Notification.objects.values_list("kind", flat=True)) == set()
    assert list(columns_without_a_marker()) == []
    assert MARK.findall(messages) == []
    assert MARK.findall("\n".join(lines)) == []


def columns_without_a_marker() -> Iterator[str]:
    """The columns of text in which this test has written nothing, so that a new one is not forgotten."""
    for model in apps.get_models():
        if model._meta.app_label in ("assurance", "submissions") and model._meta.label not in NO_TEXT:
            for column in model._meta.concrete_fields:
                if isinstance(column, models.TextField | models.CharField) and not column.choices:
                    values = model._default_manager.values_list(column.name, flat=True)
                    if column.name not in NO_WORDS and not any(MARK.search(str(value)) for value in values):
                        yield f"{model._meta.label}.{column.name}"


# --- everything, by everybody


def everything_is_written_and_told() -> None:
    made = a_plan_begins()
    people = made.people
    User.objects.filter(pk=people.qa.pk).update(mail=User.Mail.WEEKLY)
    the_council_writes(made)
    make_plan.step(made, "share", note=said())
    name_the_day(made.plan, by=people.assurer, day=day(20), reason=said())
    there_is_talk_and_a_session(made)
    feedback_comes_as_a_workbook(made)
    make_plan.step(made, "return_feedback", note=said())
    suggestions_are_decided(made)
    more_time_is_asked_for(made)
    a_new_version_is_issued(made)
    everything_of_the_assurer_is_answered(made)
    make_plan.step(made, "record_feedback", note=said(), details=make_plan.FEEDBACK_ELSEWHERE | {"given_by": said()})
    make_plan.step(made, "send_to_qa")
    the_checklist_is_written(made)
    for _ in range(2):
        start_thread(made.plan, by=people.qa, audience=Thread.Audience.ASSURER, text=said(), keep=True)
    make_plan.step(made, "qa_return", note=said())
    make_plan.step(made, "send_to_qa")
    make_plan.step(made, "qa_pass", note=said())
    make_plan.step(made, "sign_off", typed_name=said(), title=said())
    make_plan.walk(made, "confirm", "submit")
    mhclg_asks(made)
    people_are_refused(made)
    make_plan.step(made, "update", note=said())
    the_report_is_withdrawn(made)
    a_week_passes(made)


def day(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def a_plan_begins() -> make_plan.Made:
    """After a factual check; every text of the report is a marker."""
    assessment = make.assessment(council=make.council(name="Ashby"))
    engagement = make.engagement(assessment=assessment)
    people = make_plan.people(assessment)
    words = {f.name: said() for f in Narrative._meta.fields if isinstance(f, models.TextField | models.CharField)}
    Narrative.objects.update_or_create(engagement=engagement, defaults=words)
    for code in ("ORG", "SYS1"):
        about = {"description": said()} | ({"name": said()} if code != "ORG" else {})
        report = make_plan.report(scope=make.scope(engagement=engagement, code=code, **about))
        report.findings.update(comment=said())
        report.recommendations.update(title=said(), text=said(), risk_description=said())
        if code == "ORG":
            factual_check.start(report, by=people.assurer)
            comment = factual_check.comment(report, about="", text=said(), by=people.lead)
            factual_check.answer(comment, text=said(), by=people.assurer)
            factual_check.end(report, by=people.assurer)
        plan = actions.issue_report(looked_over(report, people.assurer), by=people.assurer)
    return make_plan.Made(plan, people)


def looked_over(report: Report, by: User) -> Report:
    """The warnings of its check are accepted, each for a marker."""
    report.refresh_from_db()
    for remark in reports.check(report).open:
        reports.accept_warnings(report, remark.rule, [remark.subject], reason=said(), by=by)
    return report


def the_council_writes(made: make_plan.Made) -> None:
    lead = made.people.lead
    texts = ("action", "justification", "owner", "funding_source", "budget_sign_off", "aligns_with", "notes")
    for response in made.responses:
        words: dict[str, Any] = {name: said() for name in (*texts, "workstream")}
        words |= {"supporting_posts": (said(),), "milestones": ((said(), make_plan.Q4),)}
        save_response(response, make_plan.COMPLETE | words, seen=0, by=lead)
    made.plan.workstreams.update(purpose=said())
    waivers.waive(made.plan, rule="overload", subject="x", reason=said(), by=lead, at=timezone.now())
    review = made.plan.paper_reviews.create(number=1, digest="0" * 64, by=lead)
    PaperWithholding.objects.create(review=review, section="x", name="y", ground="crime", reason=said())
    colleague = make.person(role=Role.DELEGATE, at=made.council)
    hand_over(made.responses[0], colleague, by=lead)
    tell_of_rows(made.plan, colleague, 1)
    save_response(made.responses[0], {"priority": ""}, seen=1, by=lead)
    nudge(made.plan, colleague, by=lead)
    save_response(made.responses[0], {"priority": "high"}, seen=2, by=lead)
    offer(made.responses, email="new@ashby.gov.uk", name="New Colleague", by=lead)
    export_live(made.plan, "xlsx", by=lead)


def there_is_talk_and_a_session(made: make_plan.Made) -> None:
    people, plan = made.people, made.plan
    plan.refresh_from_db()
    for audience in (Thread.Audience.ASSURER, Thread.Audience.COUNCIL):
        thread = start_thread(plan, by=people.qa, audience=audience, text=said(), response=made.responses[0])
        reply(thread, text=said(), by=people.lead)
    for _ in range(2):
        start_thread(plan, by=people.assurer, audience=Thread.Audience.ASSURER, text=said(), keep=True)
    facts = {"place": said(), "link": f"https://example.org/{said()}", "agenda": said()}
    sessions.propose(plan, by=people.assurer, seen="", at=timezone.now(), lasts=60, **facts)
    sessions.confirm(plan, by=people.lead, seen=seen(plan))
    sessions.record_not_held(plan, by=people.lead, seen=seen(plan), agreed_with=said(), reason=said())
    session = sessions.record_held(
        plan, by=people.lead, seen=seen(plan), at=timezone.now(), place=said(), attended=said(), notes=said()
    )
    session.plan = plan
    decisions.save(session, {"": Written(said(), 0)}, by=people.lead)
    minutes.put_on_record(plan, by=people.lead, seen=drafted(session))
    decisions.save(session, {made.responses[0].ref: Written(said(), 0)}, by=people.assurer)
    minutes.put_on_record(plan, by=people.assurer, seen=drafted(session), reason=said())


def seen(plan) -> str:
    return sessions.mark_of(sessions.current(plan))


def drafted(session: Session) -> str:
    return minutes.drafted(session, PlanDocument.of(session.plan)).digest


def feedback_comes_as_a_workbook(made: make_plan.Made) -> None:
    assurer, ref = made.people.assurer, made.responses[0].ref
    data = export_live(made.plan, "xlsx", by=assurer, comments=True).data
    data = cells(data, "Plan", (ref, "Justification", said()), (ref, "Comments", said()))
    browser, address = make.sign_in(Client(), assurer), f"/plans/{made.plan.reference}/feedback/"
    page = browser.post(address, {"workbook": SimpleUploadedFile("back.xlsx", data)})
    form = controls(browser.get(page["Location"]).content.decode())
    assert browser.post(page["Location"], form).status_code == 302


def everything_of_the_assurer_is_answered(made: make_plan.Made) -> None:
    for thread in made.plan.threads.filter(audience=Thread.Audience.ASSURER, state=Thread.State.OPEN):
        reply(thread, text=said(), by=made.people.lead)


def suggestions_are_decided(made: make_plan.Made) -> None:
    lead = made.people.lead
    for field, by in (("action", made.people.assurer), ("notes", made.people.qa)):
        made_here = suggest(made.responses[0], field, said(), by=by, reason=said())
        if field == "action":
            accept(made_here, seen=made.responses[0].version, by=lead)
        else:
            decline(made_here, by=lead, answer=said())


def more_time_is_asked_for(made: make_plan.Made) -> None:
    cycle, lead, manager = made.plan.assessment.cycle, made.people.lead, made.people.manager
    Deadline.objects.create(cycle=cycle, kind=Deadline.Kind.SUBMIT, on=day(3))
    call_command("send_reminders", stdout=io.StringIO())
    for granted in (None, day(40)):
        asked = more_time.ask(made.plan, by=lead, kind=Deadline.Kind.SUBMIT, day=day(50), reason=said())
        more_time.answer(asked, by=manager, day=granted, reason=said())
        made.plan.refresh_from_db()


def a_new_version_is_issued(made: make_plan.Made) -> None:
    """Once while the plan is a draft, once while it is with the assurer."""
    for step in ("", "share"):
        if step:
            make_plan.step(made, step, note=said())
        scope = made.plan.assessment.scopes.get(code="SYS1")
        draft = reports.open_reissue(scope, by=made.people.assurer)
        draft.recommendations.update(text=said())
        actions.reissue_report(looked_over(draft, made.people.assurer), by=made.people.assurer, why=said())
        made.plan.refresh_from_db()


def the_checklist_is_written(made: make_plan.Made) -> None:
    item = said()
    checklist.set_items(made.council, [item], by=made.people.qa)
    version = made.plan.versions.latest("number").number
    checklist.save(made.plan, version, {item: Written((True, said()), 0)}, by=made.people.qa)


def mhclg_asks(made: make_plan.Made) -> None:
    held = made.plan.submissions.get()
    for _ in range(2):
        asked = start_thread(
            made.plan, by=made.people.manager, audience=Thread.Audience.MHCLG, text=said(), submission=held
        )
        reply(asked, text=said(), by=made.people.lead)


def people_are_refused(made: make_plan.Made) -> None:
    """By pages, so that the logs have something to say; each with what was typed."""
    ref, at = made.responses[0].ref, f"/plans/{made.plan.reference}/"
    for who, wanted in ((made.people.lead, 403), (made.people.assurer, 403), (make.person(), 404)):
        browser = make.sign_in(Client(), who)
        assert browser.post(f"{at}recommendations/{ref}/", {"justification": said()}).status_code == wanted
        assert browser.get(f"{at}recommendations/{ref}/?q={said()}").status_code in (200, 404)
    browser = make.sign_in(Client(), made.people.lead)
    assert browser.post(f"{at}steps/submit/", {"declaration": "on", "note": said()}).status_code == 409


def the_report_is_withdrawn(made: make_plan.Made) -> None:
    issued = Report.objects.issued().get(scope__code="SYS1", scope__assessment=made.plan.assessment)
    actions.withdraw_report(issued, by=made.people.manager, reason=said())


def a_week_passes(made: make_plan.Made) -> None:
    """Whoever chose one e-mail a week gets it."""
    Notification.objects.filter(to=made.people.qa).update(at=timezone.now() - datetime.timedelta(days=8))
    call_command("send_reminders", stdout=io.StringIO())
