"""What people do beside the steps of a plan leaves one line each: its kind, who, and never a word of a plan."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from accounts.roles import Role
from assurance.reports import open_reissue
from submissions.exports.downloads import export_live
from submissions.exports.formats import FORMATS
from submissions.models import Status
from tests import make, make_assurance, make_plan
from tests.submissions.sent_forms import controls
from tests.submissions.test_imports import cells

pytestmark = pytest.mark.django_db
WORD = "Zebrafinch"  # in every text of the plan and its report
MARKED = {
    name: f"{name} {WORD}"
    for name in ("action", "justification", "owner", "funding_source", "budget_sign_off", "aligns_with", "notes")
}
SAMPLE = "tarnside-2026-27"


@dataclass
class Scene:
    """A submitted plan full of the word, its people, and a browser."""

    made: make_plan.Made
    reader: User
    browser: Client
    folder: Path

    def as_(self, user: User, **more) -> Client:
        return make.sign_in(self.browser, user, **more)

    def at(self, place: str) -> str:
        return f"/plans/{self.made.plan.reference}/{place}"

    def team(self, place: str) -> str:
        return f"/team/{self.made.council.code}/{place}"


@dataclass(frozen=True)
class Left:
    """The line that a deed leaves: its kind, in whose name, and what stands in its detail."""

    action: str
    actor: User | None
    detail: str = ""


Deed = Callable[[Scene], Left]


@pytest.fixture
def scene(client, settings, tmp_path):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.MFA_TOTP_TOLERANCE = 1  # a test may run across the turn of 30 seconds
    made = make_plan.plan(council=make.council(name="Ashby"), recommendations=0)
    scope = make.scope(engagement=made.plan.assessment.engagements.get(), code="SYS1")
    report = make_plan.report(scope=scope, text=f"Do {WORD}.", comment=f"Seen {WORD}.")
    report.recommendations.update(title=f"Title {WORD}", risk_description=f"Risk {WORD}")
    make_plan.issue_report(make_assurance.looked_over(report, by=made.people.assurer), by=made.people.assurer)
    make_plan.complete_all(made, **MARKED)
    make_plan.walk(made, *make_plan.STEPS_TO[Status.SUBMITTED])
    return Scene(made, make.person(role=Role.READER, at=made.council), client, tmp_path)


def code_now() -> str:
    return format_hotp_value(hotp_value(make.TOTP_SECRET, int(time.time()) // 30))


# --- signing in and proving it again


def a_sign_in(scene: Scene) -> Left:
    user = scene.made.people.lead
    make.second_factor(user)
    scene.browser.post("/account/login/", {"login": user.email, "password": make.PASSWORD})
    page = scene.browser.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert page.status_code == 302
    return Left("signed in", user)


def a_sign_in_with_a_wrong_password(scene: Scene) -> Left:
    scene.browser.post("/account/login/", {"login": scene.made.people.lead.email, "password": "wrong"})
    return Left("sign-in failed", None)


def a_sign_in_with_a_wrong_code(scene: Scene) -> Left:
    user = scene.made.people.lead
    make.second_factor(user)
    scene.browser.post("/account/login/", {"login": user.email, "password": make.PASSWORD})
    scene.browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    return Left("second factor failed", None, "authenticator app")


def a_sign_out(scene: Scene) -> Left:
    scene.as_(scene.made.people.lead).post("/account/logout/")
    return Left("signed out", scene.made.people.lead)


def a_proof(scene: Scene) -> Left:
    scene.as_(scene.made.people.lead, minutes_ago=6).post("/account/prove/?next=/", {"proof": code_now()})
    return Left("proved again", scene.made.people.lead, "authenticator app")


def a_proof_within_a_form(scene: Scene) -> Left:
    browser = scene.as_(scene.made.people.lead, minutes_ago=6)
    form = {"name": "Alex", "email": "alex@ashby.gov.uk", "role": "reader", "proof": code_now()}
    assert browser.post(scene.team("invite/"), form).status_code == 302
    return Left("proved again", scene.made.people.lead, "authenticator app")


def a_proof_by_password_in_a_demonstration(scene: Scene) -> Left:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.SECOND_FACTOR_REQUIRED", False)
        browser = scene.as_(scene.made.people.lead, with_second_factor=False, minutes_ago=6)
        browser.post("/account/prove/?next=/", {"proof": make.PASSWORD})
    return Left("proved again", scene.made.people.lead, "password")


def a_wrong_proof(scene: Scene) -> Left:
    scene.as_(scene.made.people.lead, minutes_ago=6).post("/account/prove/?next=/", {"proof": "000000"})
    return Left("second factor failed", None, "authenticator app")


# --- roles and refusals


def a_role_that_is_given(scene: Scene) -> Left:
    scene.as_(scene.made.people.lead).post(scene.team(f"people/{scene.reader.pk}/"), {"role": "contributor"})
    return Left("role granted", scene.made.people.lead, f"{scene.reader.email}: Contributor")


def a_role_that_is_taken(scene: Scene) -> Left:
    scene.as_(scene.made.people.lead).post(scene.team(f"people/{scene.reader.pk}/remove/"))
    return Left("role revoked", scene.made.people.lead, f"{scene.reader.email}: Reader")


def a_refusal(scene: Scene) -> Left:
    assert scene.as_(scene.made.people.qa).get(scene.at("edit/")).status_code == 403
    return Left("refused", scene.made.people.qa)


# --- what comes in


def a_report_that_is_uploaded(scene: Scene) -> Left:
    return _upload_a_report(scene)[0]


def a_report_that_is_imported(scene: Scene) -> Left:
    left, page = _upload_a_report(scene)
    assert scene.browser.post(page).status_code == 302
    return Left("report imported", left.actor, "ORG")


def a_report_that_is_imported_by_command(scene: Scene) -> Left:
    assurer = make.assurer(make_assurance.engagement_for(SAMPLE))
    call_command("import_workbook", make_assurance.SAMPLES / f"{SAMPLE}.xlsx", by=assurer.email)
    return Left("report imported", assurer, "ORG")


def _upload_a_report(scene: Scene) -> tuple[Left, str]:
    engagement = make_assurance.engagement_for(SAMPLE)
    assurer = make.assurer(engagement)
    address = reverse("assurance:report_upload", args=[engagement.assessment.reference])
    data = make_assurance.changed(make_assurance.sample(SAMPLE), "Plan", ("F2", f"Do {WORD} first."))
    page = scene.as_(assurer).post(address, {"workbook": SimpleUploadedFile("report.xlsx", data)})
    return Left("workbook uploaded", assurer, "0 problems"), page["Location"]


def a_plan_workbook_that_comes_back(scene: Scene) -> Left:
    return _bring_back(scene)[0]


def a_plan_workbook_that_is_merged(scene: Scene) -> Left:
    left, page = _bring_back(scene)
    form = controls(scene.browser.get(page).content.decode())
    assert scene.browser.post(page, form).status_code == 302
    return Left("workbook merged", left.actor, "1 changes")


def a_plan_workbook_that_is_merged_by_command(scene: Scene) -> Left:
    file = scene.folder / "back.xlsx"
    file.write_bytes(_filled_in(scene, scene.made.people.lead))
    call_command("merge_workbook", file, by=scene.made.people.lead.email, apply=True, stdout=io.StringIO())
    return Left("workbook merged", scene.made.people.lead, "1 changes")


def feedback_that_comes_as_a_workbook(scene: Scene) -> Left:
    make_plan.walk(scene.made, "update", "share")
    assurer = scene.made.people.assurer
    data = _changed_by(scene, assurer, comments=True)
    browser = scene.as_(assurer)
    page = browser.post(scene.at("feedback/"), {"workbook": SimpleUploadedFile("back.xlsx", data)})
    form = controls(browser.get(page["Location"]).content.decode())
    assert browser.post(page["Location"], form).status_code == 302
    return Left("feedback returned", assurer, "1 suggestions")


def _bring_back(scene: Scene) -> tuple[Left, str]:
    lead = scene.made.people.lead
    data = _filled_in(scene, lead)
    page = scene.as_(lead).post(scene.at("import/"), {"workbook": SimpleUploadedFile("back.xlsx", data)})
    return Left("workbook brought back", lead, "0 problems"), page["Location"]


def _filled_in(scene: Scene, by: User) -> bytes:
    make_plan.walk(scene.made, "update")
    return _changed_by(scene, by)


def _changed_by(scene: Scene, by: User, **more) -> bytes:
    ref = scene.made.responses[0].ref
    data = export_live(scene.made.plan, "xlsx", by=by, **more).data
    return cells(data, "Plan", (ref, "Justification", f"Better {WORD}."))


# --- what goes out


def an_export(kind: str) -> Deed:
    def taken(scene: Scene) -> Left:
        lead = scene.made.people.lead
        assert scene.as_(lead).post(scene.at(f"export/{kind}")).status_code == 200
        return Left("exported", lead, f"{kind}, ")

    return taken


def a_version_that_is_exported(scene: Scene) -> Left:
    assert scene.as_(scene.made.people.approver).get(scene.at("versions/1/export/csv")).status_code == 200
    return Left("exported", scene.made.people.approver, "csv, Version 1")


def a_submission_that_is_exported(scene: Scene) -> Left:
    reference = scene.made.plan.submissions.get().reference
    analyst = make.mhclg(Role.MHCLG_ANALYST)
    assert scene.as_(analyst).get(f"/national/submissions/{reference}/export/json").status_code == 200
    return Left("exported", analyst, "json, ")


def costs_that_are_exported(scene: Scene) -> Left:
    assert scene.as_(scene.made.people.lead).get(scene.at("costs/download/")).status_code == 200
    return Left("exported", scene.made.people.lead, "costs as xlsx, ")


def a_receipt_that_is_exported(scene: Scene) -> Left:
    reference = scene.made.plan.submissions.get().reference
    page = scene.as_(scene.made.people.lead).get(scene.at(f"submissions/{reference}/receipt.pdf"))
    assert page.status_code == 200
    return Left("exported", scene.made.people.lead, f"pdf, receipt of {reference}")


def a_report_that_is_exported(scene: Scene) -> Left:
    address = reverse("assurance:report_download", args=[scene.made.plan.assessment.reference])
    assert scene.as_(scene.made.people.lead).get(address).status_code == 200
    return Left("report exported", scene.made.people.lead, "pdf")


def a_version_of_a_report_that_is_exported(scene: Scene) -> Left:
    address = reverse("assurance:version_download", args=[scene.made.plan.assessment.reference, "SYS1", 1])
    assert scene.as_(scene.made.people.lead).get(address).status_code == 200
    return Left("report exported", scene.made.people.lead, "pdf, SYS1, version 1")


def a_draft_that_is_exported(scene: Scene) -> Left:
    open_reissue(scene.made.plan.assessment.scopes.get(code="SYS1"), by=scene.made.people.assurer)
    address = reverse("assurance:draft_download", args=[scene.made.plan.assessment.reference])
    assert scene.as_(scene.made.people.assurer).get(address).status_code == 200
    return Left("draft exported", scene.made.people.assurer)


def an_attachment_that_is_downloaded(scene: Scene) -> Left:
    assessment, assurer = scene.made.plan.assessment, scene.made.people.assurer
    attached = make_assurance.attachment(assessment.engagements.get(), by=assurer, name=f"{WORD}.pdf")
    address = reverse("assurance:attachment_download", args=[assessment.reference, attached.reference])
    assert scene.as_(assurer).get(address).status_code == 200
    return Left("attachment downloaded", assurer, attached.reference)


DEEDS: list[Deed] = [
    a_sign_in, a_sign_in_with_a_wrong_password, a_sign_in_with_a_wrong_code, a_sign_out,
    a_proof, a_proof_within_a_form, a_proof_by_password_in_a_demonstration, a_wrong_proof,
    a_role_that_is_given, a_role_that_is_taken, a_refusal,
    a_report_that_is_uploaded, a_report_that_is_imported, a_report_that_is_imported_by_command,
    a_plan_workbook_that_comes_back, a_plan_workbook_that_is_merged, a_plan_workbook_that_is_merged_by_command,
    feedback_that_comes_as_a_workbook,
    a_version_that_is_exported, a_submission_that_is_exported, costs_that_are_exported, a_receipt_that_is_exported,
    a_report_that_is_exported, a_version_of_a_report_that_is_exported, a_draft_that_is_exported,
    an_attachment_that_is_downloaded,
]  # fmt: skip
EXPORTS = [pytest.param(an_export(kind), id=f"an export as {kind}") for kind in FORMATS]


@pytest.mark.parametrize("deed", [*(pytest.param(d, id=d.__name__.replace("_", " ")) for d in DEEDS), *EXPORTS])
def test_what_is_done_leaves_one_line_of_its_kind_with_who_did_it_and_no_word_of_the_plan(scene, deed):
    known = set(AuditEvent.objects.values_list("pk", flat=True))
    left = deed(scene)
    events = AuditEvent.objects.exclude(pk__in=known)
    event = events.get(action=left.action)
    assert (event.actor, event.actor_email) == (left.actor, left.actor.email if left.actor else "")
    assert left.detail in event.detail
    assert not [line for each in events for line in vars(each).values() if WORD in str(line)]
