"""Every page and who may open it, by a table written by hand. A new page fails here until it has its row."""

import datetime
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.http import urlencode
from guardian.shortcuts import assign_perm

from accounts import invitations
from accounts.grants import revoke
from accounts.models import AuditEvent, EmailDomain, User
from accounts.roles import Action, Role
from assurance import factual_check, reports
from assurance.models import Deadline, Intake, Wording
from iip.doors import DOORS
from iip.policy import ANYONE, PASSWORD_ONLY, SIGNED_IN, page_names
from submissions import minutes, more_time, sessions
from submissions.conversation import start_thread
from submissions.document import PlanDocument
from submissions.models import Change, Status, Thread
from submissions.responses import save_response
from submissions.suggestions import suggest
from tests import make, make_assurance, make_plan

L, C, D, Q, P, E = "CAF lead", "contributor", "delegate", "quality assurer", "approver", "reader"
A, F, N, M = "assurer", "firm lead", "MHCLG analyst", "MHCLG manager"
LETTERS = {"L": L, "C": C, "D": D, "Q": Q, "P": P, "E": E, "A": A, "F": F, "N": N, "M": M}
OPEN_TO_ALL = {ANYONE, SIGNED_IN, PASSWORD_ONLY}

# Who is welcome, by letter, on what is theirs: to look, to send; "-" where the page has no such method.
# `ANYONE`, `SIGNED_IN` and `PASSWORD_ONLY` are pages of no council. "shut" is never opened.
# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    "health":                               (ANYONE, "-"),
    "components":                           (ANYONE, ANYONE),
    "help":                                 (ANYONE, "-"),
    "help_glossary":                        (ANYONE, "-"),
    "help_accessibility":                   (ANYONE, "-"),
    "help_privacy":                         (ANYONE, "-"),
    "help_cookies":                         (ANYONE, "-"),

    "account_login":                        (ANYONE, ANYONE),
    "account_logout":                       (ANYONE, ANYONE),
    "account_inactive":                     (ANYONE, "-"),
    "account_signup":                       ("shut", "shut"),
    "account_reauthenticate":               ("shut", "shut"),
    "account_email":                        ("shut", "shut"),
    "account_email_verification_sent":      ("shut", "shut"),
    "account_confirm_email":                ("shut", "shut"),
    "account_confirm_login_code":           ("shut", "shut"),
    "account_set_password":                 ("shut", "shut"),
    "account_change_password":              (PASSWORD_ONLY, PASSWORD_ONLY),
    "account_reset_password":               (ANYONE, ANYONE),
    "account_reset_password_done":          (ANYONE, "-"),
    "account_reset_password_from_key":      (ANYONE, ANYONE),
    "account_reset_password_from_key_done": (ANYONE, "-"),
    "mfa_index":                            (PASSWORD_ONLY, "-"),
    "mfa_authenticate":                     (ANYONE, ANYONE),
    "mfa_reauthenticate":                   ("shut", "shut"),
    "mfa_reauthenticate_webauthn":          ("shut", "shut"),
    "mfa_activate_totp":                    (PASSWORD_ONLY, PASSWORD_ONLY),
    "mfa_deactivate_totp":                  (PASSWORD_ONLY, PASSWORD_ONLY),
    "mfa_view_recovery_codes":              (PASSWORD_ONLY, "-"),
    "mfa_generate_recovery_codes":          (PASSWORD_ONLY, PASSWORD_ONLY),
    "mfa_download_recovery_codes":          (PASSWORD_ONLY, "-"),
    "mfa_list_webauthn":                    (PASSWORD_ONLY, "-"),
    "mfa_add_webauthn":                     (PASSWORD_ONLY, PASSWORD_ONLY),
    "mfa_remove_webauthn":                  (PASSWORD_ONLY, PASSWORD_ONLY),
    "mfa_edit_webauthn":                    (PASSWORD_ONLY, PASSWORD_ONLY),
    "mfa_login_webauthn":                   (ANYONE, ANYONE),

    "accounts:account_detail":              (SIGNED_IN, "-"),
    "accounts:account_name":                (SIGNED_IN, SIGNED_IN),
    "accounts:account_mail":                (SIGNED_IN, SIGNED_IN),
    "accounts:proof_give":                  (PASSWORD_ONLY, PASSWORD_ONLY),
    "accounts:invitation_accept":           (ANYONE, ANYONE),
    "accounts:team_detail":                 ("LM", "-"),
    "accounts:team_invite":                 ("LM", "LM"),
    "accounts:invitation_withdraw":         ("-", "LM"),
    "accounts:member_edit":                 ("LM", "LM"),
    "accounts:member_remove":               ("LM", "LM"),
    "accounts:member_reset":                ("LM", "LM"),
    "accounts:post_add":                    ("LM", "LM"),
    "accounts:post_edit":                   ("LM", "LM"),
    "accounts:manage_home":                 ("M", "-"),
    "accounts:council_list":                ("M", "-"),
    "accounts:council_detail":              ("M", "-"),
    "accounts:domain_add":                  ("M", "M"),
    "accounts:domain_remove":               ("-", "M"),
    "accounts:council_end":                 ("M", "M"),
    "accounts:firm_list":                   ("M", "-"),
    "accounts:firm_add":                    ("M", "M"),
    "accounts:firm_detail":                 ("M", "-"),
    "accounts:firm_invite":                 ("M", "M"),
    "accounts:staff_list":                  ("M", "-"),
    "accounts:staff_invite":                ("M", "M"),
    "accounts:staff_remove":                ("M", "M"),
    "accounts:second_factor_reset":         ("M", "M"),
    "accounts:national_invitation_withdraw": ("-", "M"),

    "assurance:report_list":                (SIGNED_IN, "-"),
    "assurance:report_search":              (SIGNED_IN, "-"),
    "assurance:report_detail":              ("LCQPEAF", "-"),  # a delegate reads their rows in the plan
    "assurance:scope_detail":               ("LCQPEAF", "-"),
    "assurance:report_check":               ("AF", "AF"),
    "assurance:report_reopen":              ("AF", "AF"),
    "assurance:report_discard":             ("AF", "AF"),
    "assurance:report_changes":             ("LCQPEAF", "-"),
    "assurance:report_version":             ("LCQPEAF", "-"),
    "assurance:version_download":           ("LCQPEAF", "-"),
    "assurance:factual_check":              ("LC", "LC"),
    "assurance:factual_check_start":        ("AF", "AF"),
    "assurance:factual_check_end":          ("-", "AF"),
    "assurance:factual_comments":           ("AF", "AF"),
    "assurance:report_download":            ("LCQPEAF", "-"),
    "assurance:blank_download":             ("AF", "-"),
    "assurance:draft_download":             ("AF", "-"),
    "assurance:attachment_add":             ("AF", "AF"),
    "assurance:attachment_download":        ("LCQPEAF", "-"),
    "assurance:attachment_remove":          ("AF", "AF"),
    "assurance:intake_marked":              ("A", "-"),  # their own upload
    "assurance:narrative_edit":             ("AF", "AF"),
    "assurance:scope_add":                  ("AF", "AF"),
    "assurance:scope_edit":                 ("AF", "AF"),
    "assurance:findings_edit":              ("AF", "AF"),
    "assurance:recommendation_list":        ("AF", "-"),
    "assurance:recommendation_add":         ("AF", "AF"),
    "assurance:recommendation_edit":        ("AF", "AF"),
    "assurance:recommendation_move":        ("-", "AF"),
    "assurance:recommendation_split":       ("AF", "AF"),
    "assurance:recommendation_merge":       ("AF", "AF"),
    "assurance:recommendation_remove":      ("AF", "AF"),
    "assurance:wording_list":               ("AF", "-"),
    "assurance:wording_add":                ("AF", "AF"),
    "assurance:wording_edit":               ("AF", "AF"),
    "assurance:wording_remove":             ("AF", "AF"),
    "assurance:report_upload":              ("AF", "AF"),
    "assurance:intake_detail":              ("A", "A"),  # their own upload
    "assurance:engagement_people":          ("F", "-"),
    "assurance:engagement_person_choose":   ("F", "F"),
    "assurance:engagement_person_remove":   ("F", "F"),
    "assurance:colleague_invite":           ("F", "F"),
    "assurance:cycle_list":                 ("M", "-"),
    "assurance:cycle_add":                  ("M", "M"),
    "assurance:cycle_detail":               ("M", "-"),
    "assurance:cycle_edit":                 ("M", "M"),
    "assurance:deadline_add":               ("M", "M"),
    "assurance:deadline_edit":              ("M", "M"),
    "assurance:deadline_remove":            ("-", "M"),
    "assurance:assessment_list":            ("M", "-"),
    "assurance:assessment_add":             ("M", "M"),
    "assurance:assessment_detail":          ("M", "-"),
    "assurance:assessment_profile":         ("M", "M"),
    "assurance:engagement_add":             ("M", "M"),
    "assurance:engagement_lead":            ("M", "M"),
    "assurance:engagement_close":           ("M", "M"),
    "assurance:profile_list":               ("M", "-"),
    "assurance:profile_add":                ("M", "M"),
    "assurance:profile_detail":             ("M", "-"),
    "assurance:profile_edit":               ("M", "M"),

    "submissions:home":                     (SIGNED_IN, "-"),
    "submissions:plan_list":                (SIGNED_IN, "-"),
    "submissions:action_list":              (SIGNED_IN, "-"),
    "submissions:news_list":                (SIGNED_IN, "-"),
    "submissions:news_read":                ("-", SIGNED_IN),
    "submissions:document_check":           (ANYONE, ANYONE),
    "submissions:plan_detail":              ("LCDQPEAFNM", "-"),
    "submissions:plan_check":               ("LCQPEAF", "-"),
    "submissions:warning_waive":            ("L", "L"),
    "submissions:waiver_remove":            ("-", "L"),
    "submissions:plan_forecast":            ("LCQPEAF", "-"),
    "submissions:plan_roadmap":             ("LCQPEAF", "-"),
    "submissions:plan_priorities":          ("LCQPEAF", "-"),
    "submissions:plan_costs":               ("LCQPEAF", "-"),
    "submissions:costs_download":           ("LCQPEAF", "-"),
    "submissions:plan_read":                ("LCDQPEAF", "-"),
    "submissions:plan_step":                ("L", "L"),  # of the step "share"; each step's own roles: test_steps
    "submissions:plan_expected":            ("L", "L"),  # whoever has the plan before them: test_expected
    "submissions:more_time":                ("L", "L"),
    "submissions:plan_approve":             ("LCQPEAF", "-"),
    "submissions:plan_quality":             ("Q", "Q"),
    "submissions:checklist_edit":           ("Q", "Q"),
    "submissions:session_detail":           ("LCQPEAF", "LAF"),
    "submissions:session_propose":          ("LAF", "LAF"),
    "submissions:session_confirm":          ("-", "LAF"),
    "submissions:session_calendar":         ("LCQPEAF", "-"),
    "submissions:session_decisions":        ("LCQPEAF", "LAF"),
    "submissions:session_minutes":          ("LCQPEAF", "LAF"),
    "submissions:minutes_download":         ("LCQPEAF", "-"),
    "submissions:version_list":             ("LCQPEAFNM", "-"),
    "submissions:plan_since":              ("LCQPEAF", "-"),
    "submissions:version_detail":           ("LCQPEAF", "-"),  # MHCLG: once it is submitted
    "submissions:version_compare":          ("LCQPEAF", "-"),  # MHCLG: what is submitted
    "submissions:version_compare_now":      ("LCQPEAF", "-"),
    "submissions:submission_receipt":       ("NM", "-"),  # of another council; its own people: test_receipt
    "submissions:receipt_download":         ("NM", "-"),
    "submissions:plan_history":             ("LCDQPEAF", "-"),
    "submissions:report_withdraw":          ("AFM", "AFM"),
    "submissions:report_issue":             ("AF", "AF"),
    "submissions:recommendation_list":      ("LCDQPEAF", "-"),
    "submissions:response_edit":            ("LCDQPEAF", "LCD"),  # of a recommendation given to the delegate
    "submissions:plan_looked":              ("-", "LCDQPEAF"),
    "submissions:response_looked":          ("-", "LCD"),
    "submissions:response_comments":        ("LCDQPEAF", "LCDQPAF"),
    "submissions:response_suggest":         ("QPAF", "QPAF"),
    "submissions:suggestion_list":          ("LCDQPEAF", "-"),
    "submissions:suggestion_detail":        ("LCDQPEAF", "-"),  # on the delegate's recommendation
    "submissions:suggestion_accept":        ("-", "L"),
    "submissions:suggestion_decline":       ("L", "L"),
    "submissions:suggestion_withdraw":      ("-", "QPAF"),
    "submissions:delegation_add":           ("-", "L"),
    "submissions:delegation_remove":        ("-", "L"),
    "submissions:delegation_list":          ("L", "-"),
    "submissions:delegations_add":          ("L", "L"),
    "submissions:delegate_invite":          ("L", "L"),
    "submissions:delegations_remove":       ("-", "L"),
    "submissions:person_nudge":             ("-", "L"),
    "submissions:comment_list":             ("LCQPEAF", "LCQPAF"),
    "submissions:thread_detail":            ("LCDQPEAF", "LCDQPAF"),  # on the delegate's recommendation
    "submissions:thread_settle":            ("-", "LCDQPAF"),
    "submissions:comments_read":            ("-", "LCQPEAF"),
    "submissions:thread_send":              ("-", "L"),  # a kept comment is its author's
    "submissions:thread_drop":              ("-", "L"),
    "submissions:workstream_list":          ("LCQPEAF", "LC"),
    "submissions:workstream_edit":          ("LC", "LC"),
    "submissions:paper_review":             ("L", "L"),
    "submissions:plan_export":              ("LCDQPEAFNM", "-"),
    "submissions:plan_download":            ("LCDQPEAF", "LCDQPEAF"),
    "submissions:responses_edit":           ("LCD", "LCD"),
    "submissions:block_read":               ("-", "LCD"),
    "submissions:responses_set":            ("LCD", "LCD"),
    "submissions:set_undo":                 ("L", "L"),  # a contributor: what they set themselves
    "submissions:plan_feedback":            ("QPAF", "QPAF"),
    "submissions:feedback_detail":          ("A", "A"),  # their own upload
    "submissions:feedback_marked":          ("A", "-"),
    "submissions:plan_import":              ("LCD", "LCD"),
    "submissions:import_detail":            ("L", "L"),  # their own upload
    "submissions:import_marked":            ("L", "-"),
    "submissions:import_undo":              ("L", "L"),  # a contributor: their own import
    "submissions:version_download":         ("LCQPEAF", "-"),  # MHCLG: once it is submitted
    "submissions:national_home":            ("NM", "-"),
    "submissions:submission_list":          ("NM", "-"),
    "submissions:submission_detail":        ("NM", "-"),
    "submissions:submission_download":      ("NM", "-"),
    "submissions:submission_questions":     ("NM", "NM"),
    "submissions:question_detail":          ("NM", "NM"),
    "submissions:question_settle":          ("-", "NM"),
    "submissions:extension_list":           ("M", "-"),
    "submissions:extension_detail":         ("M", "M"),
    "submissions:stage_list":               ("NM", "-"),
}
# fmt: on
METHODS = ("GET", "POST")
FORM = "application/x-www-form-urlencoded"
MAY_BE_NONE = {"mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_view_recovery_codes", "mfa_download_recovery_codes"}
CASES = [(name, method) for name in TABLE for method in METHODS]


# --- what stands behind the doors


@dataclass
class World:
    """A council with its plan at draft, shared once, and everybody who has to do with it; and some who have not."""

    made: make_plan.Made
    people: dict[str, User]
    places: dict[str, dict[str, Any]]  # what a page's address names, where the parameter alone does not say it
    clients: dict[str, SimpleCookie]

    def client(self, who: str) -> Client:
        """A browser of somebody's, as it was right after they signed in; "" has nobody signed in."""
        client = Client()
        if who:
            client.cookies = SimpleCookie({name: morsel.value for name, morsel in self.clients[who].items()})
        return client


OUTSIDERS = ("stranger", "other assurer", "former", "former assurer", "superuser")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all doors; each knock on a door is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def make_world() -> World:
    made = make_plan.plan(council=make.council(name="Ashby"), complete=True)
    make_plan.walk(made, "share", "return_feedback", "session")
    people = insiders(made) | outsiders(made)
    cookies = {who: make.sign_in(Client(), person).cookies for who, person in people.items()}
    leave(made, people)
    return World(made, people, places(made, people), cookies)


def insiders(made: make_plan.Made) -> dict[str, User]:
    """Somebody in each role, who is welcome where the table says."""
    council, who = made.council, made.people
    engagement = made.plan.assessment.engagements.get()
    delegate = make.person(role=Role.DELEGATE, at=council)
    assign_perm("respond", delegate, made.responses[0])
    return {
        L: who.lead,
        C: make.person(role=Role.CONTRIBUTOR, at=council),
        D: delegate,
        Q: who.qa,
        P: who.approver,
        E: make.person(role=Role.READER, at=council),
        A: who.assurer,
        F: make.assurer(engagement, role=Role.FIRM_LEAD),
        N: make.mhclg(Role.MHCLG_ANALYST),
        M: who.manager,
    }


def outsiders(made: make_plan.Made) -> dict[str, User]:
    """People with every right elsewhere, and none here."""
    elsewhere = make.council(name="Brackley")
    engagement = make.engagement(assessment=make.assessment(council=elsewhere))
    superuser = make.person()
    User.objects.filter(pk=superuser.pk).update(is_superuser=True)
    ended = make.engagement(assessment=made.plan.assessment, leads=False)
    return {
        "stranger": make.person(role=Role.CAF_LEAD, at=elsewhere),
        "other assurer": make.assurer(engagement),
        "former": make.person(role=Role.CAF_LEAD, at=made.council),
        "former assurer": make.assurer(ended, role=Role.FIRM_LEAD),
        "superuser": superuser,
    }


def leave(made: make_plan.Made, people: dict[str, User]) -> None:
    """The roles of the two who leave end while they are signed in."""
    revoke(Role.CAF_LEAD, people["former"], made.council, by=None)
    yesterday = datetime.date.today() - datetime.timedelta(days=1)
    made.plan.assessment.engagements.filter(leads=False).update(ends_on=yesterday)


def places(made: make_plan.Made, people: dict[str, User]) -> dict[str, dict[str, Any]]:
    """What each address names, by its URL name, or by its parameter for all others."""
    council, assessment = made.council, made.plan.assessment
    engagement = assessment.engagements.get(leads=True)
    offered, token = invitations.invite("new@ashby.gov.uk", "New", Role.READER, council=council, by=people[L])
    to_firm, _ = invitations.invite("new@firm.example", "New", Role.ASSURER, firm=engagement.firm, by=people[M])
    colleague = make.assurer(engagement)
    deadline = Deadline.objects.create(cycle=assessment.cycle, kind=Deadline.Kind.SUBMIT, on=datetime.date(2027, 3, 31))
    later = deadline.on + datetime.timedelta(days=9)
    extension = more_time.ask(made.plan, by=people[L], kind=Deadline.Kind.SUBMIT, day=later, reason="Floods.")
    made.plan.refresh_from_db()
    second = make.engagement(assessment=assessment, leads=False)
    profile = make.profile(framework=assessment.framework)
    intake = Intake.objects.create(
        kind=Intake.Kind.REPORT, assessment=assessment, by=people[A], filename="a.xlsx", size=1, sha256="0" * 64,
        content={"workbook": None, "remarks": []}, problems=[], state=Intake.State.DROPPED,
    )  # fmt: skip
    save_response(
        made.responses[1], {"notes": "Set."}, seen=made.responses[1].version, by=people[L],
        source=Change.Source.TABLE, batch="B-BBBB-BBBB",
    )  # fmt: skip
    brought_back = Intake.objects.create(
        kind=Intake.Kind.PLAN, assessment=assessment, by=people[L], filename="b.xlsx", size=1, sha256="0" * 64,
        content={"workbook": None, "remarks": []}, problems=[], state=Intake.State.WRITTEN,
    )  # fmt: skip
    fed_back = Intake.objects.create(
        kind=Intake.Kind.FEEDBACK, assessment=assessment, by=people[A], filename="c.xlsx", size=1, sha256="0" * 64,
        content={"workbook": None, "remarks": []}, problems=[], state=Intake.State.WRITTEN,
    )  # fmt: skip
    submission = make_plan.plan(status=Status.SUBMITTED).plan.submissions.get()
    receipt = {"reference": submission.plan.reference, "submission": submission.reference}
    response = {"ref": made.responses[0].ref}
    thread = start_thread(
        made.plan, text="Why?", audience=Thread.Audience.ASSURER, by=people[L], response=made.responses[0]
    )
    suggestion = {"pk": suggest(made.responses[0], "justification", "Because.", by=people[A]).pk}
    kept = start_thread(made.plan, text="Why?", audience=Thread.Audience.ASSURER, by=people[L], keep=True)
    question = start_thread(
        submission.plan, text="Why?", audience=Thread.Audience.MHCLG, by=people[N], submission=submission
    )
    asked = {"reference": submission.reference, "pk": question.pk}
    member = {"pk": make.person(role=Role.READER, at=council).pk}
    outcome = assessment.framework.outcomes.get(code="B1.a")
    wording = Wording.objects.create(firm=engagement.firm, outcome=outcome, title="T", text="T", by=people[A])
    firm = {"firm": engagement.firm_id}
    attachment = make_assurance.attachment(engagement, by=people[A])
    drafted = make_assurance.draft(make.scope(engagement=engagement, code="SYS9"), "B1.a", recommended=("B1.a",))
    draft = {"code": "SYS9", "ref": drafted.recommendations.get().ref}
    checked = make_assurance.draft(make.scope(engagement=engagement, code="SYS8"), "B1.a")
    factual_check.start(checked, by=people[A])
    reissued = make.scope(engagement=engagement, code="SYS7")
    make_assurance.issued(reissued, by=people[A])
    again = make_assurance.looked_over(reports.open_reissue(reissued, by=people[A]), by=people[A])
    reports.issue(again, by=people[A], why="To try it.")
    meet(made, people)
    return {
        "code": {"accounts": council.code, "assurance": "ORG"},
        "kind": {"submissions": "json"},
        "reference": {"assurance": assessment.reference, "submissions": made.plan.reference},
        "accounts:invitation_accept": {"token": token},
        "accounts:invitation_withdraw": {"pk": offered.pk},
        "accounts:member_edit": member,
        "accounts:member_remove": member,
        "accounts:member_reset": member,
        "accounts:post_edit": {"pk": make.post(council=council).pk},
        "accounts:domain_remove": {"pk": EmailDomain.objects.get(council=council).pk},
        "accounts:firm_detail": {"pk": engagement.firm.pk},
        "accounts:firm_invite": {"pk": engagement.firm.pk},
        "accounts:staff_remove": {"pk": people[N].pk},
        "accounts:second_factor_reset": {"pk": people[N].pk},
        "accounts:national_invitation_withdraw": {"pk": to_firm.pk},
        "assurance:intake_detail": {"intake": intake.reference},
        "assurance:intake_marked": {"intake": intake.reference},
        "assurance:attachment_download": {"attachment": attachment.reference},
        "assurance:attachment_remove": {"attachment": attachment.reference},
        **{
            f"assurance:recommendation_{name}": draft
            for name in ("list", "add", "edit", "move", "split", "merge", "remove")
        },
        "assurance:findings_edit": draft,
        "assurance:scope_edit": draft,
        "assurance:report_check": draft,
        "assurance:report_discard": draft,
        "assurance:factual_check_start": draft,
        "assurance:factual_check_end": draft,
        "assurance:report_changes": {"code": "SYS7", "number": 2},
        "assurance:report_version": {"code": "SYS7", "number": 1},
        "assurance:version_download": {"code": "SYS7", "number": 1},
        "assurance:factual_check": {"code": "SYS8"},
        "assurance:wording_list": firm,
        "assurance:wording_add": firm,
        "assurance:wording_edit": {**firm, "pk": wording.pk},
        "assurance:wording_remove": {**firm, "pk": wording.pk},
        "assurance:engagement_person_remove": {"pk": colleague.pk},
        "assurance:cycle_detail": {"year": assessment.cycle.year},
        "assurance:cycle_edit": {"year": assessment.cycle.year},
        "assurance:deadline_add": {"year": assessment.cycle.year},
        "assurance:deadline_edit": {"pk": deadline.pk},
        "assurance:deadline_remove": {"pk": deadline.pk},
        "assurance:engagement_lead": {"pk": second.pk},
        "assurance:engagement_close": {"pk": second.pk},
        "assurance:profile_detail": {"pk": profile.pk},
        "assurance:profile_edit": {"pk": profile.pk},
        "submissions:plan_step": {"name": "share"},
        "submissions:response_edit": response,
        "submissions:response_comments": response,
        "submissions:response_looked": response,
        "submissions:response_suggest": response,
        **{f"submissions:suggestion_{name}": suggestion for name in ("detail", "accept", "decline", "withdraw")},
        "submissions:delegation_add": response,
        "submissions:delegation_remove": response,
        "submissions:thread_detail": {"pk": thread.pk},
        "submissions:thread_settle": {"pk": thread.pk},
        "submissions:thread_send": {"pk": kept.pk},
        "submissions:thread_drop": {"pk": kept.pk},
        "submissions:workstream_edit": {"pk": made.plan.workstreams.create(name="Identity").pk},
        "submissions:set_undo": {"batch": "B-BBBB-BBBB"},
        **{f"submissions:import_{name}": {"intake": brought_back.reference} for name in ("detail", "marked", "undo")},
        **{f"submissions:feedback_{name}": {"intake": fed_back.reference} for name in ("detail", "marked")},
        "submissions:version_download": {"number": 1},
        "submissions:minutes_download": {"number": 1},
        "submissions:submission_detail": {"reference": submission.reference},
        "submissions:submission_download": {"reference": submission.reference},
        "submissions:submission_questions": {"reference": submission.reference},
        "submissions:extension_detail": {"pk": extension.pk},
        "submissions:question_detail": asked,
        "submissions:question_settle": asked,
        "submissions:version_detail": {"number": 1},
        "submissions:submission_receipt": receipt,
        "submissions:receipt_download": receipt,
        "submissions:version_compare": {"number": 1, "other": 1},
        "submissions:version_compare_now": {"number": 1},
        "submissions:report_issue": {"reference": assessment.reference, "code": "ORG"},
        "submissions:report_withdraw": {"reference": assessment.reference, "code": "ORG"},
        "account_confirm_email": {"key": "x"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
    }


def meet(made: make_plan.Made, people: dict[str, User]) -> None:
    """The minutes of the session are on record, and another one is proposed."""
    session = sessions.current(made.plan)
    assert session
    says = minutes.drafted(session, PlanDocument.of(made.plan))
    minutes.put_on_record(made.plan, by=people[L], seen=says.digest)
    at = timezone.now() + datetime.timedelta(days=7)
    sessions.propose(made.plan, by=people[A], seen=sessions.mark_of(session), at=at, place="Town hall")


MISSING = {
    "attachment": "F-2222-2222",
    "firm": 999_999_999,
    "code": "E99999999",
    "reference": "P-2222-2222",
    "submission": "S-2222-2222",
    "intake": "W-2222-2222",
    "batch": "B-2222-2222",
    "token": "none",
    "year": 1999,
    "pk": 999_999_999,
    "number": 999,
    "other": 999,
    "ref": "ORG-Z9.z-99",
    "name": "none",
    "kind": "json",
}


def parameters(resolver: URLResolver, prefix: str = "", inside: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """The parameters of every address, by its URL name."""
    for entry in resolver.url_patterns:
        here = (*inside, *(getattr(entry.pattern, "converters", {}) or entry.pattern.regex.groupindex))
        if isinstance(entry, URLResolver):
            yield from parameters(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix, here)
        else:
            yield f"{prefix}{entry.name}", here


PARAMETERS = dict(parameters(get_resolver()))
ABOUT_SOMETHING = [n for n in TABLE if PARAMETERS.get(n) and n.partition(":")[1]]


def address(world: World, name: str) -> str:
    """The address of a page about what is in the world."""
    own, app = world.places.get(name, {}), name.partition(":")[0]
    return reverse(name, kwargs={p: own[p] if p in own else world.places[p][app] for p in PARAMETERS[name]})


def missing_address(name: str) -> str:
    """The address of a page about what is not there."""
    return reverse(name, kwargs={parameter: MISSING[parameter] for parameter in PARAMETERS[name]})


# --- knocking


@dataclass
class Knock:
    """What came of knocking on a door: the answer, and what was written on the way."""

    status: int
    content: bytes
    location: str
    written: list[str]
    page: Any

    @property
    def is_welcome(self) -> bool:
        return self.status in {200, 302, 400, 409}

    @property
    def is_refused(self) -> bool:
        return self.status in {403, 404}


WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"')


@contextmanager
def writes() -> Iterator[list[str]]:
    """The tables that are written to, but for the session's own row."""
    tables: list[str] = []

    def look(execute: Callable, sql: str, *args: Any) -> Any:
        if (found := WRITES.match(sql)) and found[1] != "django_session":
            tables.append(found[1])
        return execute(sql, *args)

    with connection.execute_wrapper(look):
        yield tables


def knock(world: World, who: str, address: str, method: str) -> Knock:
    """Ask for a page, and take back whatever that has written."""
    cache.clear()
    with transaction.atomic(), writes() as written:
        page = world.client(who).generic(method, address, sent(world) if who else "", content_type=FORM)
        transaction.set_rollback(True)
    return Knock(page.status_code, said(page), page.headers.get("Location", ""), written, page)


def sent(world: World) -> str:
    """What a form sends: what some pages must have to be found."""
    return urlencode({"person": world.people[D].pk})


def said(page: Any) -> bytes:
    """The bytes of a page, but for the token against forged forms, which is another each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", b"" if page.streaming else page.content)


# --- the table and the service are one


def test_every_page_has_its_row_and_every_row_its_page():
    assert sorted(set(page_names()) - set(TABLE)) == []
    assert sorted(set(TABLE) - set(page_names())) == []


@pytest.mark.parametrize("name", DOORS)
def test_a_page_has_the_methods_of_its_row(name):
    door, row = DOORS[name], TABLE[name]
    assert door.closed == (row == ("shut", "shut"))
    if not door.closed:
        assert [method for method in METHODS if method in door.methods] == [
            method for method, welcome in zip(METHODS, row, strict=True) if welcome != "-"
        ]


def welcome(name: str, method: str) -> str:
    return TABLE[name][METHODS.index(method)]


def pages(*kinds: str) -> list[tuple[str, str]]:
    """The pages and methods that are open to one of these; without any, those that ask for a role."""
    return [
        case
        for case in CASES
        if (welcome(*case) in kinds if kinds else welcome(*case) not in {*OPEN_TO_ALL, "-", "shut"})
    ]


# --- who is welcome


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), pages())
def test_a_door_opens_to_the_roles_in_its_row_and_to_nobody_else(world, name, method):
    here = address(world, name)
    for letter, who in LETTERS.items():
        answer = knock(world, who, here, method)
        if letter in welcome(name, method):
            assert answer.is_welcome, (who, answer.status)
        else:
            assert answer.is_refused, (who, answer.status)
            assert_nothing_written(answer)


def assert_nothing_written(answer: Knock) -> None:
    """A refusal leaves one line of the audit at most."""
    assert answer.written in ([], [AuditEvent._meta.db_table])


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), [case for case in pages() if case[0] in ABOUT_SOMETHING])
def test_a_strangers_object_is_as_good_as_missing(world, name, method):
    here, nowhere = address(world, name), missing_address(name)
    for who in OUTSIDERS:
        answer, missing = knock(world, who, here, method), knock(world, who, nowhere, method)
        assert answer.status == missing.status, who
        assert answer.status == 404 or (answer.status == 403 and is_national(name)), (who, answer.status)
        assert answer.content == missing.content, who
        assert_nothing_written(answer)


def is_national(name: str) -> bool:
    """Whether the page is MHCLG's alone, so that a refusal tells nobody what there is."""
    return not {letter for row in TABLE[name] for letter in row.strip("-")} - {"N", "M"}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), [case for case in pages() if case[0] not in ABOUT_SOMETHING])
def test_a_page_about_nothing_in_particular_is_refused_to_outsiders(world, name, method):
    for who in OUTSIDERS:
        answer = knock(world, who, address(world, name), method)
        assert answer.is_refused, (who, answer.status)
        assert_nothing_written(answer)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), pages(SIGNED_IN, PASSWORD_ONLY))
def test_a_page_of_ones_own_opens_to_whoever_has_signed_in(world, name, method):
    for who in (L, N, "superuser"):
        answer = knock(world, who, address(world, name), method)
        assert answer.is_welcome or (name in MAY_BE_NONE and answer.status == 404), (who, answer.status)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), pages(ANYONE))
def test_a_public_page_opens_without_a_sign_in(world, name, method):
    assert knock(world, "", address(world, name), method).is_welcome


# --- when

NEEDS_PEN = {Action.RESPOND, Action.WAIVE, Action.MERGE, Action.ACCEPT}
STATUSES = [status for status in Status if status not in {Status.DRAFT, Status.CLOSED}]
LIVE = [n for n, door in DOORS.items() if not door.closed and door.actions.get("GET") == Action.READ_PLAN]
PEN_PAGES = [n for n, door in DOORS.items() if not door.closed and door.actions.get("POST") in NEEDS_PEN]


@pytest.mark.django_db
@pytest.mark.parametrize("status", STATUSES)
def test_nobody_writes_in_a_plan_that_is_with_somebody_and_mhclg_reads_none(world, status):
    world.made.plan.refresh_from_db()
    make_plan.walk(world.made, *make_plan.WAY[3 : len(make_plan.STEPS_TO[status])] or ["share"])
    assert world.made.plan.status == status
    for who in LETTERS.values():
        for name in PEN_PAGES:
            assert knock(world, who, address(world, name), "POST").status in {403, 404}, (who, name)
    for name in LIVE:
        for who in (N, M):
            assert knock(world, who, address(world, name), "GET").status == 403, (who, name)


@pytest.mark.django_db
def test_an_assurer_reads_no_live_plan_before_it_is_shared(world):
    world.made.plan.refresh_from_db()
    make_plan.walk(world.made, *make_plan.WAY[3:], "update")  # a course of its own, not shared yet
    for name in LIVE:
        for who in (A, F):
            assert knock(world, who, address(world, name), "GET").status == 403, (who, name)


# --- who has not come all the way in


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), [*pages(), *pages(SIGNED_IN, PASSWORD_ONLY)])
def test_a_signed_out_person_is_sent_to_sign_in(world, name, method):
    answer = knock(world, "", address(world, name), method)
    assert answer.status == 302
    assert answer.location.startswith("/account/login/?next=")
    assert answer.written == []


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), [*pages(), *pages(SIGNED_IN)])
def test_a_password_alone_opens_no_door_but_those_of_the_second_factor(world, settings, name, method):
    settings.SECOND_FACTOR_REQUIRED = True
    client = make.sign_in(Client(), make.person(role=Role.CAF_LEAD, at=world.made.council), with_second_factor=False)
    with writes() as written:
        page = client.generic(method, address(world, name))
    assert page.status_code == 302
    assert page.headers["Location"].startswith(("/account/2fa/", "/account/login/"))
    assert written == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, door in DOORS.items() if door.closed])
def test_a_shut_door_is_as_good_as_none(world, name):
    here = address(world, name) if not name.startswith("route:") else "/account/none/"
    for method in METHODS:
        assert knock(world, L, here, method).status == 404
        assert knock(world, "", here, method).status in {302, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, door in DOORS.items() if not door.closed])
def test_a_method_that_is_not_declared_is_refused(world, name):
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - set(DOORS[name].methods):
        answer = knock(world, L, address(world, name), method)
        assert answer.status == 405, method
        assert set(answer.page.headers["Allow"].split(", ")) == set(DOORS[name].methods)
        assert answer.written == []
