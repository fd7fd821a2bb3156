"""What each role may do, in words: shown wherever somebody gives or is offered a role."""

from accounts.models import Council, Invitation, User
from accounts.roles import Role

MAY = {
    Role.CAF_LEAD: (
        "Runs the plan: writes it, shares it, sends it to be checked and signed, submits it and manages the team."
    ),
    Role.CONTRIBUTOR: "Writes responses to all recommendations.",
    Role.DELEGATE: "Sees and writes only the responses that the CAF lead gives to them.",
    Role.QUALITY_ASSURER: "Checks the amended plan, then passes it to the approver or returns it.",
    Role.APPROVER: "Signs the plan off for the council, or returns it.",
    Role.READER: "Reads and exports the report and the plan. Changes nothing.",
    Role.ASSURER: "Writes and issues the report, gives feedback on the plan and confirms its submission.",
    Role.FIRM_LEAD: "Does what an independent assurer does, and chooses the firm's people for this work.",
    Role.MHCLG_ANALYST: "Reads submitted plans and the sector view. Never sees a draft.",
    Role.MHCLG_MANAGER: ("Does what an MHCLG analyst does, and runs cycles, profiles, deadlines, councils and firms."),
}


def place_of(invitation: Invitation) -> str:
    """Where an invitation's role is, as words."""
    return str(invitation.council or invitation.firm or "MHCLG")


def role_in_words(role: Role) -> str:
    """A role's name within a sentence: "a CAF lead", "an approver"."""
    word = role.label if role.label[:2].isupper() else role.label[0].lower() + role.label[1:]
    return f"{'an' if word[0] in 'aeioM' else 'a'} {word}"


def roles_of(user: User) -> list[tuple[str, str, str]]:
    """The person's roles at councils and at MHCLG: where, the role's name, and what it may do."""
    names = Council.objects.in_bulk(list(user.council_roles))
    here = sorted((names[key].name, role) for key, role in user.council_roles.items())
    national = [("MHCLG", role) for role in sorted(user.national_roles)]
    return [(place, role.label, MAY[role]) for place, role in [*here, *national]]
