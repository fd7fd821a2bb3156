"""Who may do what: the roles, and the one table that grants actions to them."""

from collections.abc import Iterable
from enum import StrEnum, auto

from django.db import models


class Role(models.TextChoices):
    """The role is the guardian permission's codename, or the name of a national group."""

    CAF_LEAD = "caf_lead", "CAF lead"
    CONTRIBUTOR = "contributor", "Contributor"
    DELEGATE = "delegate", "Contributor for some recommendations"
    QUALITY_ASSURER = "quality_assurer", "Internal quality assurer"
    APPROVER = "approver", "Approver"
    READER = "reader", "Reader"
    ASSURER = "assurer", "Independent assurer"
    FIRM_LEAD = "firm_lead", "Lead of the assurer's team"
    MHCLG_ANALYST = "mhclg_analyst", "MHCLG analyst"
    MHCLG_MANAGER = "mhclg_manager", "MHCLG manager"


class Action(StrEnum):
    READ_REPORT = auto()
    WRITE_REPORT = auto()
    CHECK_FACTS = auto()  # of a draft, while the assurer asks for it
    WITHDRAW_REPORT = auto()
    ASSIGN_ASSURERS = auto()
    READ_PLAN = auto()  # as it stands now
    READ_VERSIONS = auto()  # as it was handed over
    RESPOND = auto()
    WAIVE = auto()  # let a warning of the plan check stand
    MERGE = auto()
    COMMENT = auto()
    SUGGEST = auto()
    CHECK_QUALITY = auto()
    ACCEPT = auto()  # a suggestion, into the document
    DECLINE = auto()
    HOLD_SESSION = auto()
    TAKE_STEPS = auto()  # which step is the process table's to say
    EXPORT = auto()
    REVIEW_PAPER = auto()  # the public edition of a committee paper
    MANAGE_TEAM = auto()
    REPORT_PROGRESS = auto()
    AGREE_DATES = auto()
    ASK_MORE_TIME = auto()  # of MHCLG, before a deadline
    READ_SUBMISSIONS = auto()
    READ_STAGE = auto()  # where a plan stands, and since when
    MANAGE_SECTOR = auto()


R = Role
L, C, D, Q, P, E = R.CAF_LEAD, R.CONTRIBUTOR, R.DELEGATE, R.QUALITY_ASSURER, R.APPROVER, R.READER
A, F, N, M = R.ASSURER, R.FIRM_LEAD, R.MHCLG_ANALYST, R.MHCLG_MANAGER

COUNCIL_ROLES = (L, C, D, Q, P, E)
ENGAGEMENT_ROLES = (A, F)
NATIONAL_ROLES = (N, M)
GATES = frozenset({L, Q, P, A, F, M})  # whoever holds one can move a plan

# Rows that a delegate is given are chosen in access; an assurer reads the live plan from the first share to
# sign-off; MHCLG reads what was submitted, and of the rest only the stage.
# fmt: off
GRANTS: dict[Action, frozenset[Role]] = {
    Action.READ_REPORT:      frozenset({L, C, D, Q, P, E, A}),
    Action.WRITE_REPORT:     frozenset({A}),
    Action.CHECK_FACTS:      frozenset({L, C}),
    Action.WITHDRAW_REPORT:  frozenset({A, M}),
    Action.ASSIGN_ASSURERS:  frozenset({F}),
    Action.READ_PLAN:        frozenset({L, C, D, Q, P, E, A}),
    Action.READ_VERSIONS:    frozenset({L, C, Q, P, E, A, N, M}),
    Action.RESPOND:          frozenset({L, C, D}),
    Action.WAIVE:            frozenset({L}),
    Action.MERGE:            frozenset({L, C, D}),
    Action.COMMENT:          frozenset({L, C, D, Q, P, A, N, M}),
    Action.SUGGEST:          frozenset({Q, P, A}),
    Action.CHECK_QUALITY:    frozenset({Q}),
    Action.ACCEPT:           frozenset({L}),
    Action.DECLINE:          frozenset({L}),
    Action.HOLD_SESSION:     frozenset({L, A}),
    Action.TAKE_STEPS:       frozenset({L, Q, P, A, N, M}),
    Action.EXPORT:           frozenset({L, C, D, Q, P, E, A, N, M}),
    Action.REVIEW_PAPER:     frozenset({L}),
    Action.MANAGE_TEAM:      frozenset({L, M}),
    Action.REPORT_PROGRESS:  frozenset({L}),
    Action.AGREE_DATES:      frozenset({P}),
    Action.ASK_MORE_TIME:    frozenset({L}),
    Action.READ_SUBMISSIONS: frozenset({N, M}),
    Action.READ_STAGE:       frozenset({L, C, D, Q, P, E, A, N, M}),
    Action.MANAGE_SECTOR:    frozenset({M}),
}
# fmt: on


def may(action: Action, roles: frozenset[Role]) -> bool:
    """Whether one of the roles grants the action."""
    return bool(roles & GRANTS[action])


def who_may(action: Action) -> str:
    """The roles that hold an action, as words for a refusal: "CAF lead, contributor or approver"."""
    return any_of(role for role in Role if role in GRANTS[action])


def any_of(roles: Iterable[Role]) -> str:
    """Roles as words within a sentence."""
    labels = [role.label for role in roles]
    words = [w if w[:2].isupper() else w[0].lower() + w[1:] for w in labels]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
