"""The table of doors: every page of the service by its URL name, with what it asks for. What is not here is shut."""

from accounts.roles import Action as A
from iip.policy import ANYONE, CLOSED, PASSWORD_ONLY, SIGNED_IN, Door, form, posts, reads

# fmt: off
GROUND = {
    "health":                             reads(ANYONE),
    "components":                         form(ANYONE),
    "help":                               reads(ANYONE),
    "help_glossary":                      reads(ANYONE),
    "help_accessibility":                 reads(ANYONE),
    "help_privacy":                       reads(ANYONE),
    "help_cookies":                       reads(ANYONE),
}

# allauth's pages. Accounts are made by invitation and keep one address, so sign-up and address pages are closed;
# our own re-authentication stands in for allauth's, which would replay a form past this table.
SIGN_IN = {
    "account_login":                      form(ANYONE),
    "account_logout":                     form(ANYONE),
    "account_inactive":                   reads(ANYONE),
    "account_signup":                     CLOSED,
    "account_reauthenticate":             CLOSED,
    "account_email":                      CLOSED,
    "account_email_verification_sent":    CLOSED,
    "account_confirm_email":              CLOSED,
    "account_confirm_login_code":         CLOSED,
    "account_set_password":               CLOSED,
    "account_change_password":            form(PASSWORD_ONLY),
    "account_reset_password":             form(ANYONE),
    "account_reset_password_done":        reads(ANYONE),
    "account_reset_password_from_key":    form(ANYONE),
    "account_reset_password_from_key_done": reads(ANYONE),
    "mfa_index":                          reads(PASSWORD_ONLY),
    "mfa_authenticate":                   form(ANYONE),
    "mfa_reauthenticate":                 CLOSED,
    "mfa_reauthenticate_webauthn":        CLOSED,
    "mfa_activate_totp":                  form(PASSWORD_ONLY),
    "mfa_deactivate_totp":                form(PASSWORD_ONLY),
    "mfa_view_recovery_codes":            reads(PASSWORD_ONLY),
    "mfa_generate_recovery_codes":        form(PASSWORD_ONLY),
    "mfa_download_recovery_codes":        reads(PASSWORD_ONLY),
    "mfa_list_webauthn":                  reads(PASSWORD_ONLY),
    "mfa_add_webauthn":                   form(PASSWORD_ONLY),
    "mfa_remove_webauthn":                form(PASSWORD_ONLY),
    "mfa_edit_webauthn":                  form(PASSWORD_ONLY),
    "mfa_login_webauthn":                 form(ANYONE),
}

ACCOUNTS: dict[str, Door] = {
    "accounts:account_detail":            reads(SIGNED_IN),
    "accounts:account_name":              form(SIGNED_IN),
    "accounts:proof_give":                form(PASSWORD_ONLY),
    "accounts:invitation_accept":         form(ANYONE),
    "accounts:team_detail":               reads(A.MANAGE_TEAM),
    "accounts:team_invite":               form(A.MANAGE_TEAM),
    "accounts:invitation_withdraw":       posts(A.MANAGE_TEAM),
    "accounts:member_edit":               form(A.MANAGE_TEAM),
    "accounts:member_remove":             form(A.MANAGE_TEAM),
    "accounts:member_reset":              form(A.MANAGE_TEAM),
    "accounts:post_add":                  form(A.MANAGE_TEAM),
    "accounts:post_edit":                 form(A.MANAGE_TEAM),
    "accounts:manage_home":               reads(A.MANAGE_SECTOR),
    "accounts:council_list":              reads(A.MANAGE_SECTOR),
    "accounts:council_detail":            reads(A.MANAGE_SECTOR),
    "accounts:domain_add":                form(A.MANAGE_SECTOR),
    "accounts:domain_remove":             posts(A.MANAGE_SECTOR),
    "accounts:council_end":               form(A.MANAGE_SECTOR),
    "accounts:firm_list":                 reads(A.MANAGE_SECTOR),
    "accounts:firm_add":                  form(A.MANAGE_SECTOR),
    "accounts:firm_detail":               reads(A.MANAGE_SECTOR),
    "accounts:firm_invite":               form(A.MANAGE_SECTOR),
    "accounts:staff_list":                reads(A.MANAGE_SECTOR),
    "accounts:staff_invite":              form(A.MANAGE_SECTOR),
    "accounts:staff_remove":              form(A.MANAGE_SECTOR),
    "accounts:second_factor_reset":       form(A.MANAGE_SECTOR),
    "accounts:national_invitation_withdraw": posts(A.MANAGE_SECTOR),
}

ASSURANCE: dict[str, Door] = {
    "assurance:report_list":              reads(SIGNED_IN),
    "assurance:report_detail":            reads(A.READ_REPORT),
    "assurance:scope_detail":             reads(A.READ_REPORT),
    "assurance:report_upload":            form(A.WRITE_REPORT),
    "assurance:intake_detail":            form(A.WRITE_REPORT),
    "assurance:engagement_people":        reads(A.ASSIGN_ASSURERS),
    "assurance:engagement_person_choose": form(A.ASSIGN_ASSURERS),
    "assurance:engagement_person_remove": form(A.ASSIGN_ASSURERS),
    "assurance:colleague_invite":         form(A.ASSIGN_ASSURERS),
    "assurance:cycle_list":               reads(A.MANAGE_SECTOR),
    "assurance:cycle_add":                form(A.MANAGE_SECTOR),
    "assurance:cycle_detail":             reads(A.MANAGE_SECTOR),
    "assurance:cycle_edit":               form(A.MANAGE_SECTOR),
    "assurance:deadline_add":             form(A.MANAGE_SECTOR),
    "assurance:deadline_edit":            form(A.MANAGE_SECTOR),
    "assurance:deadline_remove":          posts(A.MANAGE_SECTOR),
    "assurance:assessment_list":          reads(A.MANAGE_SECTOR),
    "assurance:assessment_add":           form(A.MANAGE_SECTOR),
    "assurance:assessment_detail":        reads(A.MANAGE_SECTOR),
    "assurance:assessment_profile":       form(A.MANAGE_SECTOR),
    "assurance:engagement_add":           form(A.MANAGE_SECTOR),
    "assurance:engagement_lead":          form(A.MANAGE_SECTOR),
    "assurance:engagement_close":         form(A.MANAGE_SECTOR),
    "assurance:profile_list":             reads(A.MANAGE_SECTOR),
    "assurance:profile_add":              form(A.MANAGE_SECTOR),
    "assurance:profile_detail":           reads(A.MANAGE_SECTOR),
    "assurance:profile_edit":             form(A.MANAGE_SECTOR),
}

SUBMISSIONS: dict[str, Door] = {
    "submissions:plan_detail":            reads(A.READ_STAGE),
}
# fmt: on

DOORS = {**GROUND, **SIGN_IN, **ACCOUNTS, **ASSURANCE, **SUBMISSIONS}
__all__ = ["A", "DOORS", "posts"]
