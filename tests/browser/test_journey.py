"""The whole journey in a real browser: from an assurer's workbook to a plan submitted, returned, updated and read."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, expect

from accounts.roles import Role
from assurance.frameworks import framework_facts, load_framework
from assurance.models import Assessment, Profile
from assurance.workbook import read_workbook
from submissions.columns import from_plain
from submissions.facts import NAMES, ResponseFacts, facts_by_ref, tidied
from submissions.models import Plan, Status, Submission
from tests import make
from tests.browser.people import Person, Seat, takes
from tests.make_assurance import SAMPLES, sample
from tests.pdf_structure import problems
from tests.pdf_text import text_of
from tests.submissions.sent_forms import controls

pytestmark = pytest.mark.django_db(transaction=True)

BY_HAND = ("ORG-A1.a-01", "ORG-A1.b-01")  # answered key by key; the others by the same form over HTTP


@pytest.fixture
def assessment(db) -> Assessment:
    load_framework(make.caf("3.2"))
    council = make.council(name="Tarnside Metropolitan Borough Council", code="E08999002")
    made = make.assessment(council=council, version="3.2")
    made.profile = Profile.objects.get(name__icontains="baseline")
    made.save()
    return made


@pytest.fixture
def answers() -> dict[str, ResponseFacts]:
    """What Tarnside's people wrote, by ref."""
    data = (SAMPLES / "tarnside-2026-27-completed.xlsx").read_bytes()
    load_framework(make.caf("3.2"))
    content = read_workbook(data, framework_facts(), council=True).content
    assert content
    answers = {row.ref: dict(row.values) for row in content.responses}
    for milestone in content.milestones:
        answers[milestone.ref].setdefault("milestones", []).append([milestone.title, milestone.quarter])
    read = {ref: {n: from_plain(n, v) for n, v in values.items() if n in NAMES} for ref, values in answers.items()}
    return {ref: ResponseFacts(**tidied(values)) for ref, values in read.items()}


def test_a_council_s_plan_goes_from_the_assurers_workbook_to_mhclg(
    transactional_db, seat: Seat, assessment: Assessment, answers, mailoutbox
):
    council = assessment.council
    assurer = seat(make.assurer(make.engagement(assessment=assessment), name="Rowan Adeyinka-Hale"))
    lead = seat(make.person(role=Role.CAF_LEAD, at=council, name="Priya Shah"))
    quality = seat(make.person(role=Role.QUALITY_ASSURER, at=council, name="Tom Okafor"))
    approver = seat(make.person(role=Role.APPROVER, at=council, name="Ann Leigh"))
    analyst = seat(make.mhclg(Role.MHCLG_ANALYST, name="Dev Patel"))

    plan = the_assurer_uploads_and_issues(assurer, assessment)
    the_council_answers(lead, plan, answers)
    the_assurer_returns_feedback(lead, assurer, plan)
    the_council_answers_the_feedback(lead, assurer, plan)
    the_quality_assurer_returns_then_passes(lead, quality, plan)
    the_approver_returns_then_signs(lead, approver, plan)
    the_assurer_cannot_confirm_then_does(lead, quality, approver, assurer, plan)
    the_council_submits(lead, plan)
    mhclg_reads_what_was_submitted(analyst, plan, answers)
    the_council_updates(lead, quality, approver, assurer, plan)
    mhclg_reads_the_update(analyst, plan)

    assert plan.events.filter(step="submit").count() == 2
    assert all(person.complaints == [] for person in (assurer, lead, quality, approver, analyst))
    words = [answers["ORG-A1.b-01"].justification, "Return reason", "Feedback in a sentence"]
    assert not any(word in mail.body + mail.subject for mail in mailoutbox for word in words)
    assert len(mailoutbox) > 20


def the_assurer_uploads_and_issues(assurer: Person, assessment: Assessment) -> Plan:
    assurer.follows("Reports")
    assurer.goes_to(f"/reports/{assessment.reference}/")
    assurer.press("Upload a workbook")
    assurer.page.get_by_label("Workbook").set_input_files(file(b"not a workbook"))
    assurer.press("Upload and check")
    expect(assurer.page.get_by_role("heading", level=1)).to_have_text("What is wrong with the workbook")
    assurer.look()
    assurer.follows("Upload a workbook")
    assurer.page.get_by_label("Workbook").set_input_files(file(sample("tarnside-2026-27")))
    assurer.press("Upload and check")
    expect(assurer.page.get_by_role("heading", level=1)).to_have_text("Check the workbook")
    assurer.look()
    assurer.press("Confirm and write the draft")
    assurer.sees("SYS3")
    for code in ("ORG", "SYS1", "SYS2", "SYS3"):
        assurer.goes_to(f"/reports/{assessment.reference}/scopes/{code}/")
        assurer.goes_to(f"/reports/{assessment.reference}/scopes/{code}/issue/")
        assurer.press("Issue the report")
        expect(assurer.page.get_by_role("heading", name="Done")).to_be_visible()
    plan = Plan.objects.get(assessment=assessment)
    assert plan.responses.count() == 58
    return plan


def file(data: bytes) -> FilePayload:
    return {"name": "tarnside-2026-27.xlsx", "mimeType": "application/octet-stream", "buffer": data}


def the_council_answers(lead: Person, plan: Plan, answers: dict[str, ResponseFacts]) -> None:
    lead.goes_to("/")
    lead.goes_to(f"/plans/{plan.reference}/")
    lead.follows("Recommendations")
    for ref in BY_HAND:
        by_hand(lead, plan, ref, answers[ref])
    refs = [ref for ref in plan.responses.order_by("pk").values_list("ref", flat=True) if ref not in BY_HAND]
    for ref in sorted(refs, key=lambda ref: answers[ref].choice == "covered"):
        over_http(lead, plan, ref, answers[ref])
    lead.goes_to(f"/plans/{plan.reference}/recommendations/")
    assert saved(plan) == answers
    lead.goes_to(f"/plans/{plan.reference}/workstreams/")


def by_hand(lead: Person, plan: Plan, ref: str, facts: ResponseFacts) -> None:
    """One answer filled in as a person would: half finished first, then whole."""
    page = lead.page
    lead.goes_to(f"/plans/{plan.reference}/recommendations/{ref}/")
    page.get_by_role("radio", name="Implement", exact=True).check()
    page.get_by_label("Justification", exact=True).fill(facts.justification)
    lead.press("Save")
    lead.sees("Still missing")
    lead.look()
    lead.unfolds_the_form()
    for name, value in sent(facts).items():
        control = page.locator(f"[name='{name}']").first
        if name == "choice" or not control.is_visible():
            continue
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(value[0])
        else:
            control.fill(value[0])
    lead.press("Save")
    lead.sees("Complete")


def over_http(lead: Person, plan: Plan, ref: str, facts: ResponseFacts) -> None:
    """The same form, sent without drawing the page each time."""
    address = f"/plans/{plan.reference}/recommendations/{ref}/"
    shown = controls(lead.context.request.get(address).text())
    fields = sent(facts) | {name: shown[name] for name in ("csrfmiddlewaretoken", "seen")}
    answer = lead.context.request.post(
        address,
        data=urlencode(fields, doseq=True),
        headers={"content-type": "application/x-www-form-urlencoded", "referer": lead.page.url},
    )
    assert answer.ok, ref
    assert "There is a problem" not in answer.text(), ref


def sent(facts: ResponseFacts) -> dict[str, list[str]]:
    """What the form of a response sends for these facts."""
    values: dict[str, list[str]] = {}
    for name, value in facts.plain().items():
        if value in (None, "", []) or name in {"milestones", "look_again_on", "workstream", "support"}:
            continue
        values[name] = ["\n".join(map(line, value)) if isinstance(value, list) else str(value)]
    if facts.look_again_on:
        day = facts.look_again_on
        values |= {f"look_again_on_{part}": [str(getattr(day, part))] for part in ("day", "month", "year")}
    if facts.workstream:
        values["new_workstream"] = [facts.workstream]
    if facts.support:
        values["support"] = list(facts.support)
    for number, (title, quarter) in enumerate(facts.milestones):
        values |= {f"milestone_{number}_title": [title], f"milestone_{number}_quarter": [str(quarter)]}
    return values


def line(part: str | list[str]) -> str:
    """One entry of a list, as it is typed on its own line."""
    return part if isinstance(part, str) else " ".join(part)


def the_assurer_returns_feedback(lead: Person, assurer: Person, plan: Plan) -> None:
    assurer.goes_to(f"/plans/{plan.reference}/")
    assurer.sees("You can read this plan once the council has shared it with you")
    takes(lead, plan, "share", "Share with assurer", note="Ready for you.")
    assurer.goes_to(f"/plans/{plan.reference}/")
    assurer.goes_to(f"/plans/{plan.reference}/recommendations/ORG-A2.a-01/")
    assurer.page.get_by_label("Your comment").fill("Please name the owner’s deputy.")
    assurer.press("Add comment")
    assurer.sees("Please name the owner’s deputy.")
    takes(assurer, plan, "return_feedback", "Return feedback", summary="Feedback in a sentence")


def the_council_answers_the_feedback(lead: Person, assurer: Person, plan: Plan) -> None:
    lead.goes_to(f"/plans/{plan.reference}/steps/send_to_qa/")
    lead.sees("Answer or settle 1 comment of your assurer")
    lead.goes_to(f"/plans/{plan.reference}/comments/")
    lead.follows("Reply or settle")
    lead.page.get_by_role("textbox").fill("It is the Deputy Head of IT.")
    lead.press("Reply")
    lead.goes_to(f"/plans/{plan.reference}/session/")
    page, today = lead.page, timezone.localdate()
    page.get_by_role("radio", name="Held", exact=True).check()
    for part in ("day", "month", "year"):
        page.locator(f"[name='day_{part}']").fill(str(getattr(today, part)))
    page.get_by_label("Time of the session").fill("00:00")
    page.get_by_label("If it was held: who came").fill("Priya Shah and Rowan Adeyinka-Hale")
    page.get_by_label("If it was held: notes").fill("We went through all of it.")
    lead.press("Save the record")
    lead.sees("Priya Shah and Rowan Adeyinka-Hale")
    lead.look()


def the_quality_assurer_returns_then_passes(lead: Person, quality: Person, plan: Plan) -> None:
    takes(lead, plan, "send_to_qa", "Send to quality assurer")
    quality.goes_to(f"/plans/{plan.reference}/")
    quality.goes_to(f"/plans/{plan.reference}/read/")
    takes(quality, plan, "qa_return", "Return the plan", reason="Return reason", must_return="Yes")
    lead.goes_to(f"/plans/{plan.reference}/steps/resend/")
    lead.sees("A quality assurer has not passed this plan yet")
    changes(lead, plan, "ORG-A1.a-01", notes="Checked with finance.")
    takes(lead, plan, "send_to_qa", "Send to quality assurer")
    takes(quality, plan, "qa_pass", "Pass to approver", checked="Every response and the costs.")


def changes(lead: Person, plan: Plan, ref: str, **values: Any) -> None:
    """Change one answer over the form."""
    over_http(lead, plan, ref, replace(saved(plan)[ref], **values))
    assert {name: getattr(saved(plan)[ref], name) for name in values} == values


def saved(plan: Plan) -> dict[str, ResponseFacts]:
    """The answers as they are in the database, by ref."""
    return facts_by_ref(plan)


def the_approver_returns_then_signs(lead: Person, approver: Person, plan: Plan) -> None:
    approver.goes_to("/")
    approver.goes_to(f"/plans/{plan.reference}/approve/")
    takes(approver, plan, "approver_return", "Return the plan", reason="Return reason")
    takes(lead, plan, "resend", "Send to approver again")
    signs(approver, plan)


def signs(approver: Person, plan: Plan) -> None:
    takes(
        approver, plan, "sign_off", "Sign off",
        typed_name="ann  leigh", title="Chief Executive", capacity="On my own authority", declaration="tick",
    )  # fmt: skip


def the_assurer_cannot_confirm_then_does(
    lead: Person, quality: Person, approver: Person, assurer: Person, plan: Plan
) -> None:
    takes(assurer, plan, "cannot_confirm", "Cannot confirm", reason="Return reason")
    takes(lead, plan, "resend", "Send to approver again")
    signs(approver, plan)
    assurer.goes_to(f"/plans/{plan.reference}/versions/")
    takes(assurer, plan, "confirm", "Confirm ready to submit", declaration="tick")


def the_council_submits(lead: Person, plan: Plan) -> None:
    takes(lead, plan, "submit", "Submit to MHCLG", declaration="tick")
    lead.goes_to(f"/plans/{plan.reference}/history/")
    lead.goes_to(f"/plans/{plan.reference}/export/")
    plan.refresh_from_db()
    assert plan.status == Status.SUBMITTED


def mhclg_reads_what_was_submitted(analyst: Person, plan: Plan, answers: dict[str, ResponseFacts]) -> None:
    submission = Submission.objects.get(plan=plan)
    analyst.goes_to("/national/stages/")
    analyst.goes_to("/national/submissions/")
    analyst.follows(plan.council.name)
    page = squeezed(analyst.page.locator("main").inner_text())
    as_pdf = downloaded(analyst, reverse("submissions:submission_download", args=[submission.reference, "pdf"]))
    as_workbook = downloaded(analyst, reverse("submissions:submission_download", args=[submission.reference, "xlsx"]))
    assert problems(as_pdf) == []
    pdf = squeezed(text_of(as_pdf))
    rows = {row["Ref"]: row for row in records(as_workbook, "Plan")}
    changed = {"ORG-A1.a-01": "Checked with finance."}
    assert rows.keys() == answers.keys()
    for ref, facts in answers.items():
        told = [rows[ref]["Title"], rows[ref]["Recommendation"], facts.action, facts.justification, facts.owner]
        told += [changed.get(ref, facts.notes), *(title for title, _ in facts.milestones)]
        for words in filter(None, told):
            assert squeezed(words) in page, (ref, words)
            assert squeezed(words) in pdf, (ref, words)
        assert (rows[ref]["Justification"] or "") == facts.justification
        assert rows[ref]["One-off capital"] == facts.capital
        assert (rows[ref]["Notes"] or "") == changed.get(ref, facts.notes)
    takes(analyst, plan, "acknowledge", "Acknowledge")


def downloaded(person: Person, address: str) -> bytes:
    answer = person.context.request.get(address)
    assert answer.ok, address
    return answer.body()


def records(data: bytes, sheet: str) -> list[dict[str, Any]]:
    rows = load_workbook(BytesIO(data))[sheet].iter_rows(values_only=True)
    headings = next(rows)
    return [dict(zip(headings, row, strict=True)) for row in rows if row[0]]


def squeezed(text: str) -> str:
    """Text without what a line break, a soft hyphen or a table may change."""
    return re.sub(r"[\s\u00ad]+", "", text)


def the_council_updates(lead: Person, quality: Person, approver: Person, assurer: Person, plan: Plan) -> None:
    takes(lead, plan, "update", "Open for update", reason="The budget was agreed.")
    changes(lead, plan, "ORG-A1.a-01", justification="Agreed in the budget of February.")
    takes(lead, plan, "send_to_qa", "Send to quality assurer")
    takes(quality, plan, "qa_pass", "Pass to approver", checked="The one change.")
    signs(approver, plan)
    takes(assurer, plan, "confirm", "Confirm ready to submit", declaration="tick")
    takes(lead, plan, "submit", "Submit to MHCLG", declaration="tick")


def mhclg_reads_the_update(analyst: Person, plan: Plan) -> None:
    first, second = Submission.objects.filter(plan=plan).order_by("number")
    assert (first.in_force, second.in_force) == (False, True)
    analyst.goes_to(f"/national/submissions/{second.reference}/")
    analyst.sees("Agreed in the budget of February.")
    analyst.goes_to(f"/national/submissions/{first.reference}/")
    analyst.sees("Replaced by a later submission")
    expect(analyst.page.get_by_text("Agreed in the budget of February.")).to_have_count(0)
